// README and tests of a client of a WebSocket API.

extension SwiftSocketPackage {
    var readme: String {
        var text = """
            # \(SDKText.markdown(api.title))

            A client of version \(SDKText.markdown(api.version)), made by gatewright, for Swift 6 on Linux and on \
            Apple's platforms. It needs Foundation alone.

            ```swift
            import \(names.module)

            \(SwiftPrinter.print(.sequence(["let client = ", SwiftPrinter.expression(beginning)])))\
            try await client.connect()
            for try await event in client.events {
                switch event {

            """
        for name in cases.prefix(3) { text += "    case .\(name)(let message): print(message)\n" }
        text += """
                case .refusal(let refusal): print(refusal.message)
                default: break
                }
            }
            ```


            """
        if !channel.routes.isEmpty {
            text += "## What is sent\n\n| method | route | answered |\n| --- | --- | --- |\n"
            for (index, route) in channel.routes.enumerated() {
                let answered = route.isAnswered ? "yes" : "no"
                text += "| `\(methods[index])` | `\(SDKText.code(route.key))` | \(answered) |\n"
            }
            text += """

                The member that tells a message's route is set by the client, whatever it holds. `send` sends any \
                JSON.


                """
        }
        if !channel.events.isEmpty {
            text += "## What comes\n\n"
            for (name, event) in zip(cases, channel.events) {
                text += "- `.\(name)`: `\(SDKText.code(event.name))`\n"
            }
            text += "\nOther JSON comes as `.other`, what the gateway could not handle as `.refusal`.\n\n"
        }
        return text + """
            ## Connections

            A connection that is lost, or that the gateway ends after two hours, is made again: after pauses that grow \
            and vary, ten times in a row unless `SocketOptions.reconnects` says otherwise. Meanwhile sending waits; \
            when nothing is tried any more, it throws `SocketError`, and the events end with the reason. What was \
            under way when the connection was lost may or may not have arrived. Events that nobody takes hold the \
            connection up after the first thousand (`eventsMax`). A ping goes out every 30 seconds (`pingInterval`); \
            a connection that does not answer within `timeout` counts as lost. Messages go out in frames of 32 KB, \
            the longest that the gateway takes; a message that comes may have 1 MB (`messageBytesMax`).

            On Apple's platforms Foundation connects. On Linux this package does, by RFC 6455 over a socket of its \
            own, because the libcurl that Foundation stands on there seldom has WebSockets. `wss://` needs the \
            system's OpenSSL at run time (`libssl.so.3` or `libssl.so.1.1`, which libcurl mostly brings along) and \
            trusts what that trusts; without it connecting fails. Any other connection is a type with a method or \
            two: `WebSocketTransport`, or a `ByteChannel` for `StreamWebSockets`, set as `SocketOptions.transport`.

            ## Tests

            `swift test` tests the connection. `BASE_URL=ws://127.0.0.1:8080/local swift test` sends a message to \
            each route of an API that is served there.

            """ + SwiftPackage.license(api)
    }

    private var beginning: SwiftExpression {
        client(endpoint: api.baseURL == nil ? .string("wss://api.example.com/prod") : nil)
    }

    private func client(endpoint: SwiftExpression?) -> SwiftExpression {
        let told = zip(arguments, channel.parameters).filter { $1.isRequired }.map {
            SwiftArgument($0.0, .string("sample"))
        }
        return .call(
            .name(operations.clientName), (endpoint.map { [SwiftArgument("endpoint", $0)] } ?? []) + told)
    }

    /// A message to each route; runs where `BASE_URL` names a served API.
    var routeTests: String {
        var maker = SampleMaker(api)
        var lines: [Layout] = []
        for (index, route) in channel.routes.enumerated() {
            var arguments: [SwiftArgument] = []
            if let shape = route.message {
                guard let value = maker.value(of: shape) else { continue }
                arguments = [SwiftArgument(nil, examples.expression(value, shape))]
            }
            let call = SwiftExpression.call(.member(.name("client"), methods[index]), arguments)
            lines.append(SwiftPrinter.expression(.effect("try await", call)))
        }
        let endpoint = SwiftExpression.call(
            .name("Endpoint"), [SwiftArgument(nil, .name("baseURL ?? \"ws://127.0.0.1\""))])
        let body = Layout.sequence([
            "let client = ", SwiftPrinter.expression(client(endpoint: endpoint)), .hardLine,
            "try await client.connect()", .hardLine,
            "let refusals = Task {",
            .indented(
                .sequence([
                    .hardLine, "var seen: [Refusal] = []", .hardLine, "for try await event in client.events {",
                    .indented(
                        .sequence([
                            .hardLine, "if case .refusal(let refusal) = event { seen.append(refusal) }",
                        ])), .hardLine, "}", .hardLine, "return seen",
                ])), .hardLine, "}", .hardLine,
            .joined(lines + ["try await Task.sleep(for: .milliseconds(500))"], .hardLine),
            .hardLine, "await client.close()", .hardLine, "#expect(try await refusals.value == [])",
        ])
        let suite = Layout.sequence([
            "@Suite(.enabled(if: baseURL != nil)) struct RouteTests {",
            .indented(
                .sequence([
                    .hardLine, "@Test func sendsToEachRoute() async throws {",
                    .indented(.sequence([.hardLine, body])), .hardLine, "}",
                ])), .hardLine, "}",
        ])
        return SwiftPrinter.print(
            .sequence([SwiftPrinter.comment("\(banner)\n\nA message to each route. BASE_URL names the served API.")]))
            + "\n" + """
                \(["Foundation", "Testing", names.module].sorted().map { "import \($0)" }.joined(separator: "\n"))

                private let baseURL = ProcessInfo.processInfo.environment["BASE_URL"]


                """ + SwiftPrinter.print(suite)
    }
}
