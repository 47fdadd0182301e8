// README of a client of a WebSocket API, and the test of its routes.

extension GoSocketPackage {
    private var packageName: String { module.packageName }

    /// How the README opens a connection.
    private var example: String {
        let credentials = GoExpression.structure(.qualified(packageName, "Credentials"), [])
        return GoPrinter.text(GoPrinter.expression(dialed(.string("wss://api.example.com/prod"), credentials)))
    }

    var readme: String {
        var cases = channel.events.indices.prefix(1).map { index in
            "\tcase \(packageName).\(models.names.events[index]):\n\t\tfmt.Println(message.Data)\n"
        }
        cases += ["\tcase \(packageName).Refusal:\n\t\tfmt.Println(message.Message)\n"]
        var text = """
            # \(SDKText.markdown(api.title))

            A client of version \(SDKText.markdown(api.version)), made by gatewright, for Go from 1.19 on. It needs \
            nothing but the standard library.

            ```go
            import "\(module.path)"

            client, err := \(example)\
            if err != nil {
            \treturn err
            }
            defer client.Close()
            for event := range client.Events() {
            \tswitch message := event.(type) {
            \(cases.joined())\t}
            }
            return client.Err()
            ```


            """
        if !channel.routes.isEmpty {
            text += "## What is sent\n\n| method | route | answered |\n| --- | --- | --- |\n"
            for (index, route) in channel.routes.enumerated() {
                let answered = route.isAnswered ? "yes" : "no"
                text += "| `\(models.names.operations[index])` | `\(SDKText.code(route.key))` | \(answered) |\n"
            }
            text += "\n"
        }
        if !channel.events.isEmpty {
            text += "## What comes\n\n| event | kind |\n| --- | --- |\n"
            for (index, event) in channel.events.enumerated() {
                text += "| `\(models.names.events[index])` | `\(SDKText.code(event.name))` |\n"
            }
            text += "\nOther messages come as `Other`, as they are; what the gateway could not handle as `Refusal`.\n\n"
        }
        return text + """
            ## Connections

            A connection that is lost, or that the gateway ends after two hours, is made again: after pauses that grow \
            and vary, ten times in a row unless `WithReconnects` says otherwise. Meanwhile sending waits, for as long \
            as its context lets it; when nothing is tried any more, it fails with a `ConnectionError`, the channel of \
            events is closed, and `Err` tells why: `CloseStatus` gives the status of a close, a `HandshakeError` the \
            answer that refused a handshake. What was under way when the connection was lost may or may not have \
            arrived. Pings find out about connections that are silent. Events that nobody takes hold the connection \
            up after the first thousand; a message that comes may have 1 MB. Long messages go out in frames of 32 KB, \
            the most that API Gateway takes.

            ## Tests

            `go test` tests the connection. `BASE_URL=ws://127.0.0.1:8080/local go test` sends a message to each \
            route of an API that is served there.

            """ + module.license
    }

    /// `chat.Dial(…)`
    private func dialed(_ address: GoExpression, _ credentials: GoExpression) -> GoExpression {
        var arguments = [GoExpression.identifier("ctx"), address]
        if !channel.parameters.isEmpty {
            let required = zip(parameters, channel.parameters).filter { $1.isRequired }
            arguments.append(
                .structure(
                    .qualified(packageName, "Parameters"),
                    required.map { (field: $0.0, value: GoExpression.string("sample")) }))
        }
        if !api.schemes.isEmpty { arguments.append(credentials) }
        return .call(.qualified(packageName, "Dial"), arguments)
    }

    /// A message to each route; runs where `BASE_URL` names a served API.
    var routeTests: String {
        var uses = GoUses()
        var sent: [Layout] = []
        for (index, route) in channel.routes.enumerated() {
            guard let message = examples.message(route.message) else { continue }
            let call = GoExpression.call(
                .member(.identifier("client"), models.names.operations[index]), [.identifier("ctx"), message])
            uses.add(call)
            sent += [.hardLine, GoPrinter.expression(.call("sent", .identifier("t"), call))]
        }
        let packages = uses.packages.subtracting([packageName]).union(["context", "os", "testing", "time"])
            .union(api.schemes.isEmpty ? [] : ["json"])
        let imports = GoUses.paths(packages).map { "\t\(GoPrinter.literal($0))" }.joined(separator: "\n")
        let dial = GoPrinter.expression(dialed(.identifier("address"), examples.credentials))
        let opened = GoPrinter.text(.sequence(["client, err := ", dial])).split(separator: "\n")
            .joined(separator: "\n\t")
        return """
            // \(module.banner)

            package \(packageName)_test

            import (
            \(imports)

            \t\(packageName) "\(module.path)"
            )

            // A message to each route. BASE_URL names the served API; without it the test is skipped.
            func TestSendsToEachRoute(t *testing.T) {
            \taddress := os.Getenv("BASE_URL")
            \tif address == "" {
            \t\tt.Skip("BASE_URL is not set")
            \t}
            \tctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
            \tdefer cancel()
            \t\(opened)
            \tif err != nil {
            \t\tt.Fatal(err)
            \t}

            """ + GoPrinter.text(.indented(.sequence(sent))).drop { $0 == "\n" } + """
                \n\ttime.Sleep(500 * time.Millisecond)
                \tclient.Close()
                \tfor event := range client.Events() {
                \t\tif refusal, isRefusal := event.(\(packageName).Refusal); isRefusal {
                \t\t\tt.Error(refusal.Message)
                \t\t}
                \t}
                \tsent(t, client.Err())
                }

                func sent(t *testing.T, err error) {
                \tif err != nil {
                \t\tt.Error(err)
                \t}
                }

                """ + (api.schemes.isEmpty ? "" : "\n" + examples.shown)
    }
}
