// The files of a Swift client of a WebSocket API: an actor with a method for each route, an enumeration of what comes.

/// A package for the Swift Package Manager.
struct SwiftSocketPackage {
    let api: ClientAPI
    let channel: ClientChannel
    let names: SwiftPackageNames
    let eventName: String
    let operations: SwiftOperations
    let examples: SwiftExamples
    private let models: SwiftModels
    /// Names of methods, by route.
    let methods: [String]
    /// Names of what the handshake tells, by parameter.
    let arguments: [String]
    /// Names of cases, by event.
    let cases: [String]

    /// Members that every client has.
    private static let reservedMethods: Set<String> = [
        "Protocol", "Self", "Type", "close", "connect", "events", "init", "self", "send", "socket",
    ]
    /// What every initialiser takes.
    private static let reservedArguments: Set<String> = [
        "Protocol", "Self", "Type", "credentials", "endpoint", "init", "options", "self",
    ]
    /// Cases of every enumeration of events, and what they would be taken for.
    private static let reservedCases: Set<String> = [
        "Protocol", "Self", "Type", "init", "none", "other", "read", "refusal", "self", "some",
    ]
    /// Types of the core beside those of every client.
    private static let reservedTypes: Set<String> = [
        "ByteChannel", "ByteStreaming", "CheckedContinuation", "FrameReader", "FrameWriter", "Handshake", "OpenSSL",
        "Opening",
        "PlainStream", "PlatformWebSockets", "Progress", "Refusal", "SHA1", "SessionWebSocket", "Socket", "SocketError",
        "SocketEvent", "SocketEvents", "SocketMessage", "SocketOptions", "State", "StreamChannel", "StreamWebSocket",
        "StreamWebSockets", "TLSSession", "Thread", "URLComponents", "URLSessionWebSocketDelegate",
        "URLSessionWebSocketTask", "URLSessionWebSockets", "WebSocketConnection", "WebSocketFault", "WebSocketMessage",
        "WebSocketRequest", "WebSocketTransport",
    ]

    init(_ api: ClientAPI, _ channel: ClientChannel, _ options: SDKOptions) {
        self.api = api
        self.channel = channel
        names = SwiftPackageNames(api, options)
        let client = SwiftOperations.clientName(names.title)
        eventName = client.dropLast("Client".count) + "Event"
        let taken = SwiftSocketPackage.reservedTypes.union([
            client, SwiftOperations.credentialsName(names.title), eventName, names.module,
        ])
        models = SwiftModels(api, taken: taken)
        operations = SwiftOperations(api, models, title: names.title, results: [], taken: taken)
        examples = SwiftExamples(api: api, models: models, operations: operations)
        var methods = NameScope(reserved: SwiftSocketPackage.reservedMethods, digitPrefix: "n")
        self.methods = channel.routes.map { methods.take(Words($0.name).camel, suffix: "Route") }
        var arguments = NameScope(reserved: SwiftSocketPackage.reservedArguments, digitPrefix: "n")
        self.arguments = channel.parameters.map { arguments.take(Words($0.name).camel, suffix: "Value") }
        var cases = NameScope(reserved: SwiftSocketPackage.reservedCases, digitPrefix: "n")
        self.cases = channel.events.map { cases.take(Words($0.name).camel, suffix: "Event") }
    }

    var banner: String { SwiftPackage.banner(api) }

    func files() -> [SDKFile] {
        let folder = "Sources/\(names.module)"
        return [
            SDKFile(path: "Package.swift", text: SwiftPackage.manifest(names, api, takesTransport: false)),
            SDKFile(path: ".swift-format", text: SwiftPackage.format),
            SDKFile(path: "README.md", text: readme),
            SDKFile(path: "\(folder)/Models.swift", text: SwiftPrinter.print(models.declarations(), banner: banner)),
            SDKFile(
                path: "\(folder)/\(operations.clientName).swift",
                text: SwiftPrinter.print(declarations, banner: banner)),
            SDKFile(path: "Tests/\(names.module)Tests/RouteTests.swift", text: routeTests),
            SDKFile(
                path: "Tests/\(names.module)Tests/SocketTests.swift",
                text: SwiftRuntime.socketTests.split(separator: "MODULE", omittingEmptySubsequences: false)
                    .joined(separator: names.module)),
        ] + SwiftRuntime.socketFiles.map { SDKFile(path: "\(folder)/Core/\($0.0).swift", text: $0.1) }
    }

    // MARK: Sources

    private var declarations: [SwiftDeclaration] {
        var client = SwiftNominal(
            comment: SwiftComment(text: api.summary ?? "A client of \(api.title)."), kind: "public actor",
            name: operations.clientName,
            properties: [
                SwiftProperty(
                    modifiers: "private let", name: "socket", type: .generic("Socket", [.name(eventName)])),
                SwiftProperty(
                    comment: SwiftComment(
                        text: "What comes, until the connection ends. Each event is given once, however many read."),
                    modifiers: "public nonisolated var", name: "events",
                    type: .generic("SocketEvents", [.name(eventName)]),
                    body: [.expression(.member(.name("socket"), "events"))]),
            ])
        client.functions = [initialiser] + connecting + channel.routes.indices.map(method)
        return (api.schemes.isEmpty ? [] : [.type(operations.credentialsType())]) + [.type(client), .type(events)]
    }

    private var initialiser: SwiftFunction {
        var parameters = [
            SwiftParameter(name: "endpoint", type: .name("Endpoint"), initial: api.baseURL.map { .string($0) })
        ]
        var told = [("endpoint", "Where the API is, with its stage.")]
        for (name, parameter) in zip(arguments, channel.parameters) {
            parameters.append(
                SwiftParameter(
                    name: name, type: parameter.isRequired ? .string : .optional(.string),
                    initial: parameter.isRequired ? nil : SwiftExpression.none))
            if let text = parameter.summary.map(SourceText.firstLine), !text.isEmpty { told.append((name, text)) }
        }
        if !api.schemes.isEmpty {
            parameters.append(
                SwiftParameter(
                    name: "credentials", type: .name(operations.credentialsName),
                    initial: .call(.member(nil, "init"), [])))
            told.append(("credentials", "Shown in the handshake."))
        }
        parameters.append(
            SwiftParameter(name: "options", type: .name("SocketOptions"), initial: .call("SocketOptions")))
        told.append(("options", "Reconnecting, timeouts, pings, limits, transport."))
        func fields(_ location: ClientParameter.Location) -> SwiftExpression {
            .array(
                zip(arguments, channel.parameters).filter { $1.location == location }.map { name, parameter in
                    .call(
                        .member(nil, "given"),
                        [SwiftArgument(nil, .string(parameter.name)), SwiftArgument(nil, .name(name))])
                })
        }
        let made = SwiftExpression.call(
            .name("Socket"),
            [
                SwiftArgument("endpoint", .name("endpoint")),
                SwiftArgument("userAgent", .string(SDKText.userAgent(api))),
                SwiftArgument("selector", .array(channel.selector.map { .string($0) })),
                SwiftArgument("query", fields(.query)), SwiftArgument("headers", fields(.header)),
                SwiftArgument(
                    "schemes",
                    .array(channel.security.map { operations.scheme(api.schemes[$0].kind, operations.credentials[$0]) })
                ),
                SwiftArgument("options", .name("options")),
            ])
        return SwiftFunction(
            comment: SwiftComment(text: "", parameters: told), parameters: parameters,
            body: [.assign(.own("socket"), made)])
    }

    private var connecting: [SwiftFunction] {
        func call(_ name: String, _ arguments: SwiftArgument...) -> SwiftExpression {
            .call(.member(.name("socket"), name), arguments)
        }
        return [
            SwiftFunction(
                comment: SwiftComment(text: "Opens the connection; fails when the first attempt does."),
                name: "connect", parameters: [], effects: "async throws",
                body: [.expression(.effect("try await", call("connect")))]),
            SwiftFunction(
                comment: SwiftComment(text: "Ends the connection for good."), name: "close",
                parameters: [
                    SwiftParameter(name: "code", type: .name("Int"), initial: .number("1000")),
                    SwiftParameter(name: "reason", type: .string, initial: .string("")),
                ], effects: "async",
                body: [
                    .expression(
                        .effect(
                            "await",
                            call(
                                "close", SwiftArgument("code", .name("code")),
                                SwiftArgument("reason", .name("reason")))))
                ]),
            SwiftFunction(
                comment: SwiftComment(text: "Sends any JSON; waits for the next connection when there is none."),
                name: "send",
                parameters: [
                    SwiftParameter(name: "message", label: "_", type: .name("some Encodable & Sendable"))
                ], effects: "async throws",
                body: [.expression(.effect("try await", call("send", SwiftArgument(nil, .name("message")))))]),
        ]
    }

    private func method(_ index: Int) -> SwiftFunction {
        let route = channel.routes[index]
        var text = "Sends a message to the route `\(SDKText.code(route.key))`."
        if route.isAnswered { text += " The gateway sends an answer back, as an event." }
        let message = SwiftParameter(
            name: "message", label: "_", type: route.message.map { models.type($0.unwrapped) } ?? .name("JSONValue"),
            initial: route.message == nil ? .dictionary([]) : nil)
        let call = SwiftExpression.call(
            .member(.name("socket"), "send"),
            [SwiftArgument("to", .string(route.key)), SwiftArgument(nil, .name("message"))])
        return SwiftFunction(
            comment: SwiftComment(text: text), name: methods[index], parameters: [message], effects: "async throws",
            body: [.expression(.effect("try await", call))])
    }

    /// The enumeration of what comes.
    private var events: SwiftNominal {
        var made = SwiftNominal(
            comment: SwiftComment(
                text: "What comes, by `\(SDKText.code(channel.selector.joined(separator: ".")))`."),
            kind: "public enum", name: eventName, inherited: ["SocketEvent", "Hashable"])
        made.cases =
            zip(cases, channel.events).map { SwiftCase(name: $0, payload: models.type($1.shape)) } + [
                SwiftCase(
                    comment: SwiftComment(text: "What the gateway says of a message that it could not handle."),
                    name: "refusal", payload: .name("Refusal")),
                SwiftCase(
                    comment: SwiftComment(
                        text: "A message of no kind that the API tells of: any JSON, or text that is none."),
                    name: "other", payload: .name("JSONValue")),
            ]
        let decoded = SwiftExpression.effect("try", .call(.member(.name("message"), "decode"), []))
        let known = zip(cases, channel.events).map { name, event in
            SwiftStatement.Case(
                pattern: .values([.string(event.name)]),
                body: [.expression(.call(.member(nil, name), [SwiftArgument(nil, decoded)]))])
        }
        let nothing = SwiftStatement.expression(.none)
        made.functions = [
            SwiftFunction(
                modifiers: "static", name: "read",
                parameters: [SwiftParameter(name: "message", label: "_", type: .name("SocketMessage"))],
                effects: "throws", result: .optional(.name(eventName)),
                body: known.isEmpty
                    ? [nothing]
                    : [
                        .switching(
                            .member(.name("message"), "kind"),
                            known + [SwiftStatement.Case(pattern: .otherwise, body: [nothing])])
                    ])
        ]
        return made
    }
}
