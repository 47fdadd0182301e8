// Tests that a package brings along of its operations: each is called once where an API is served.

extension RubyPackage {
    var operationTests: String {
        let tests = api.operations.indices.compactMap { index -> Layout? in
            guard let call = examples.call(index) else { return nil }
            let body = RubyExpression.call(
                nil, "answered", [], block: RubyExpression.Block(parameters: ["client"], value: call))
            return .sequence([
                .text("def test_\(operations.names[index])"),
                .indented(.sequence([.hardLine, RubyPrinter.expression(body)])), .hardLine, "end",
            ])
        }
        let body = RubyPrinter.text(
            .indented(.sequence([.hardLine, .joined(tests, .sequence([.hardLine, .blankLine]))])))
        return RubyPrinter.print([], banner: banner)
            + """
            require "json"
            require "minitest/autorun"
            require "\(requireName)"

            # Each operation once. BASE_URL names the served API; without it these tests are skipped.
            class OperationsTest < Minitest::Test
              # A call is fine when the API answers it, also with a failure of its own.
              def answered
                skip "BASE_URL is not set" unless ENV.key?("BASE_URL")
                credentials = JSON.parse(ENV.fetch("CREDENTIALS", "{}"))
                yield \(moduleName)::Client.new(ENV.fetch("BASE_URL"), credentials: credentials)
              rescue \(moduleName)::ApiError => e
                refute_kind_of Net::HTTPSuccess, e.response
              end


            """ + body + "end\n"
    }
}
