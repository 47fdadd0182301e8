// README and tests of a client of a WebSocket API.

extension RubySocketPackage {
    var readme: String {
        let module = package.moduleName
        var text = """
            # \(SDKText.markdown(api.title))

            A client of version \(SDKText.markdown(api.version)), made by gatewright, for Ruby from 3.1 on. It needs \
            \(package.needs); `sig` has its types for RBS.

            ```ruby
            require "\(package.requireName)"

            \(RubyPrinter.text(.sequence(["client = ", RubyPrinter.expression(sampleClient)])))client.connect do
              client.messages do |message|
                case message
            \(pattern)    in \(module)::Refusal(message:) then warn message
                in \(module)::Other(data:) then p data
                end
              end
            end
            ```

            Without a block `connect` leaves the connection open, until `close`, and `messages` is an Enumerator.


            """
        text += ReadmeText.routes(channel, methods: methods)
        if !channel.routes.isEmpty { text += "Messages are models, or hashes of what they hold.\n\n" }
        text += ReadmeText.events(
            channel,
            note: "These are an `Event`; other JSON is `Other`, what the gateway could not handle `Refusal`.")
        return text + """
            ## Connections

            A connection that is lost, or that the gateway ends after two hours, is made again: after pauses that grow \
            and vary, ten times in a row unless `reconnects:` says otherwise. Meanwhile sending waits; when nothing is \
            tried any more it raises `ConnectionFailure`, the messages end, and `failure` tells why. What was under \
            way when the connection was lost may or may not have arrived. A peer that is silent for 30 seconds is \
            asked whether it is there. Messages that nobody takes hold the connection up after the first thousand.

            ## Tests

            `ruby -Ilib test/connection_test.rb` tests the connection. \
            `BASE_URL=ws://127.0.0.1:8080/local ruby -Ilib test/routes_test.rb` sends a message to each route of an \
            API that is served there.

            """ + package.licenseText
    }

    /// A line of the example for the first event.
    private var pattern: String {
        guard let event = channel.events.first else { return "" }
        let kind = RubyPrinter.literal(SourceText.firstLine(event.name))
        return "    in \(package.moduleName)::Event(\(kind), data) then p data\n"
    }

    private var sampleClient: RubyExpression {
        .call(
            .name("\(package.moduleName)::Client"), "new",
            [.value(.string("wss://api.example.com/prod"))] + required(.string("sample")))
    }

    private func required(_ value: RubyExpression) -> [RubyExpression.Argument] {
        zip(arguments, channel.parameters).filter { $1.isRequired }.map { .keyword($0.0, value) }
    }

    /// A message to each route; runs where `BASE_URL` names a served API.
    var routeTests: String {
        var maker = SampleMaker(api)
        var calls: [Layout] = []
        for (index, route) in channel.routes.enumerated() {
            var arguments: [RubyExpression.Argument] = []
            if let shape = route.message {
                guard let value = maker.value(of: shape) else { continue }
                arguments = [.value(package.examples.expression(value))]
            }
            calls.append(RubyPrinter.expression(.call(.name("client"), methods[index], arguments)))
        }
        let made = RubyExpression.call(
            .name("\(package.moduleName)::Client"), "new",
            [.value(.call(.name("ENV"), "fetch", [.value(.string("BASE_URL"))]))] + required(.string("sample")))
        let body = Layout.sequence([
            "skip \"BASE_URL is not set\" unless ENV.key?(\"BASE_URL\")", .hardLine, "client = ",
            RubyPrinter.expression(made), .hardLine, "client.connect do",
            .indented(.sequence([.hardLine, .joined(calls + ["sleep(0.5)"], .hardLine)])), .hardLine, "end", .hardLine,
            "assert_nil client.failure", .hardLine,
            .text("assert_empty client.messages.grep(\(package.moduleName)::Refusal)"),
        ])
        let test = Layout.indented(
            .sequence([
                .hardLine, "def test_sends_to_each_route", .indented(.sequence([.hardLine, body])), .hardLine, "end",
            ]))
        return RubyPrinter.print([], banner: package.banner)
            + """
            require "minitest/autorun"
            require "\(package.requireName)"

            # A message to each route. BASE_URL names the served API; without it the test is skipped.
            class RoutesTest < Minitest::Test

            """ + RubyPrinter.text(test) + "end\n"
    }
}
