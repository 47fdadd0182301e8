// README and tests of a client of a WebSocket API.

extension JavaSocketPackage {
    var readme: String {
        var text = """
            # \(SDKText.markdown(api.title))

            A client of version \(SDKText.markdown(api.version)), made by gatewright, for Java from 17 on. It needs \
            nothing but the JDK.

            ```java
            import \(project.packageName).\(clientName);
            import \(project.packageName).\(eventName);
            import \(project.packageName).\(optionsName);

            try (\(clientName) client = new \(clientName)(new \(optionsName)(\(arguments)))) {
                client.connect();
                for (\(eventName) event : client.events()) {
            \(example)
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
            text += "\n"
        }
        let selector = SDKText.markdown(channel.selector.joined(separator: "."))
        text += "## What comes\n\n| class | \(selector) |\n| --- | --- |\n"
        for (name, event) in zip(eventNames, channel.events) {
            text += "| `\(eventName).\(name)` | `\(SDKText.code(event.name))` |\n"
        }
        return text + """
            | `\(eventName).Refused` | what the gateway could not handle |
            | `\(eventName).Other` | any other message |

            `events()` gives each event until there is no connection any more, `receive` the next one, if it comes in \
            time. An event goes to one reader.

            ## Connections

            A connection that is lost, or that the gateway ends after two hours, is made again: after pauses that grow \
            and vary, ten times in a row unless `reconnects` says otherwise; one that lasts less than ten seconds \
            counts as an attempt. Meanwhile sending waits, as long as `timeout` says; when nothing is tried any more, \
            it throws `SocketException` and the events end. What was under way when the connection was lost may or may \
            not have arrived. `onOpen` and `onClose` tell of both. Pings show that the other side still lives, every \
            20 seconds unless `keepAlive` says otherwise. Events that nobody takes hold the connection up after the \
            first thousand; a message of more than a million characters ends it.

            ## Tests

            `mvn test` tests the connection. `BASE_URL=ws://127.0.0.1:8080/local mvn test` sends a message to each \
            route of an API that is served there. `javac -Xlint:all -Werror` passes.

            """ + project.licenseNote
    }

    private var arguments: String {
        (["\"wss://api.example.com/prod\""] + positional.map { optionNames[$0] }).joined(separator: ", ")
    }

    private var example: String {
        let name = eventNames.first ?? "Other"
        return """
                    if (event instanceof \(eventName).\(name) known) {
                        System.out.println(known.data());
                    }
            """
    }

    /// A message to each route; runs where `BASE_URL` names a served API.
    var routeTests: String {
        let examples = JavaExamples(api: api, models: models)
        var maker = SampleMaker(api)
        var uses = JavaUses()
        var sent: [Layout] = []
        for (index, route) in channel.routes.enumerated() {
            var arguments: [JavaExpression] = []
            if let shape = route.message {
                guard let value = maker.value(of: shape) else { continue }
                arguments = [examples.expression(value, shape)]
            }
            let call = JavaExpression.call(.name("client"), methods[index], arguments)
            uses.add(call)
            sent.append(.sequence([JavaPrinter.expression(call), ";"]))
        }
        let made = JavaExpression.new(
            .name(optionsName),
            [.call(.name("System"), "getenv", [.string("BASE_URL")])] + positional.map { _ in .string("sample") })
        let known = [
            "java.time.Duration", "java.util.Map", "org.junit.jupiter.api.Test",
            "org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable",
        ]
        let fixed = ["Json", "SocketState"].map { "\(project.packageName).runtime.\($0)" }
        let imports = Set(project.imports(uses, of: models) + fixed + known).sorted()
        func indented(_ level: Int, _ layout: Layout) -> String {
            var printer = LayoutPrinter(width: 100, indentation: "    ")
            return printer.print((0..<level).reduce(.sequence([layout, .hardLine])) { inner, _ in .indented(inner) })
        }
        let options = Layout.sequence([
            .text("\(optionsName) options ="), .indented(.indented(.sequence([.line, JavaPrinter.expression(made)]))),
            ";",
        ])
        return """
            // \(JavaPrinter.comment(SourceText.firstLine(project.banner)))

            package \(project.packageName);

            import static org.junit.jupiter.api.Assertions.assertEquals;
            import static org.junit.jupiter.api.Assertions.assertFalse;

            \(imports.map { "import \($0);" }.joined(separator: "\n"))

            /** A message to each route. BASE_URL names the served API; without it the test is skipped. */
            @EnabledIfEnvironmentVariable(named = "BASE_URL", matches = ".+")
            class RouteTest {
                @Test
                void sendsToEachRoute() {

            """ + indented(2, .group(options)) + """
                        String credentials = System.getenv().getOrDefault("CREDENTIALS", "{}");
                        ((Map<?, ?>) Json.parse(credentials))
                                .forEach((scheme, value) -> options.credential((String) scheme, () -> value));
                        try (\(clientName) client = new \(clientName)(options)) {
                            client.connect();

                """ + (sent.isEmpty ? "" : indented(3, .joined(sent, .hardLine))) + """
                                Duration pause = Duration.ofMillis(500);
                                for (\(eventName) event = client.receive(pause);
                                        event != null;
                                        event = client.receive(pause)) {
                                    assertFalse(event instanceof \(eventName).Refused, event.toString());
                                }
                                assertEquals(SocketState.OPEN, client.state());
                            }
                        }
                    }

                    """
    }
}
