// Tests that a package brings along: each operation against a served API, and the core against answers made up.

extension SwiftPackage {
    /// A file of tests with the name of the module that it tests.
    func of(_ tests: String) -> String {
        tests.split(separator: "MODULE", omittingEmptySubsequences: false).joined(separator: names.module)
    }

    /// Calls of all operations; they run where `BASE_URL` names a served API.
    var operationTests: String {
        var tests: [Layout] = []
        for index in api.operations.indices {
            guard let call = examples.call(index) else { continue }
            let body = SwiftExpression.effect("try await", call)
            tests.append(
                .sequence([
                    api.operations[index].isDeprecated
                        ? .sequence(["@available(*, deprecated)", .hardLine]) : .nothing,
                    .text("@Test func calls\(Words(operations.names[index]).pascal)\(index)() async throws {"),
                    .indented(
                        .sequence([
                            .hardLine, "try await answered ", SwiftPrinter.expression(.closure(nil, body)),
                        ])), .hardLine, "}",
                ]))
        }
        let suite = Layout.sequence([
            "@Suite(.enabled(if: baseURL != nil)) struct OperationTests {",
            .indented(
                .sequence([
                    .hardLine, "private let client = ", SwiftPrinter.expression(client), .blankLine,
                    .joined(tests, .blankLine),
                ])), .hardLine, "}",
        ])
        return SwiftPrinter.print(
            .sequence([SwiftPrinter.comment("\(banner)\n\nEach operation once. BASE_URL names the served API.")]))
            + "\n" + """
                \(["Foundation", "Testing", names.module].sorted().map { "import \($0)" }.joined(separator: "\n"))

                private let baseURL = ProcessInfo.processInfo.environment["BASE_URL"]

                /// A call is fine when the API answers it, also with a failure of its own.
                private func answered<Value>(_ call: () async throws -> Value) async throws {
                    do {
                        _ = try await call()
                    } catch let error as any APIFailure {
                        #expect(!(200..<300).contains(error.status))
                    }
                }
                \(credentials)

                """ + SwiftPrinter.print(suite)
    }

    private var client: SwiftExpression {
        let url = SwiftExpression.call(
            .name("Endpoint"), [SwiftArgument(nil, .name("baseURL ?? \"http://127.0.0.1\""))])
        var arguments = [SwiftArgument("endpoint", url)]
        if !texts.isEmpty { arguments.append(SwiftArgument("credentials", .name("credentials()"))) }
        return .call(.name(operations.clientName), arguments)
    }

    /// Credentials that are texts: their names in the API and in Swift.
    private var texts: [(String, String)] {
        zip(api.schemes, operations.credentials).compactMap { scheme, name in
            switch scheme.kind {
            case .apiKey, .bearer, .token: (scheme.name, name)
            case .basic, .sigV4: nil
            }
        }
    }

    private var credentials: String {
        if texts.isEmpty { return "" }
        let lines = texts.map { name, member in
            Layout.group(
                .sequence([
                    .text("credentials.\(SwiftPrinter.identifier(member)) ="),
                    .indented(.sequence([.line, "known[", SwiftPrinter.string(name), "]"])),
                ]))
        }
        return "\n"
            + SwiftPrinter.print(
                .sequence([
                    "/// Those of CREDENTIALS: an object of JSON by the names of the API's security schemes.",
                    .hardLine, "private func credentials", .group(.sequence(["(", .softLine, ")"])),
                    .text(" -> \(operations.credentialsName) {"),
                    .indented(
                        .sequence([
                            .hardLine,
                            "let text = ProcessInfo.processInfo.environment[\"CREDENTIALS\"] ?? \"{}\"", .hardLine,
                            "let known = try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))",
                            .hardLine, "return credentials((known ?? [:]).mapValues { Provider($0) })",
                        ])), .hardLine, "}", .blankLine,
                    "private func credentials",
                    .list("(", ["_ known: [String: Provider<String>]"], ")", trailingComma: false),
                    .text(" -> \(operations.credentialsName) {"),
                    .indented(
                        .sequence([
                            .hardLine, .text("var credentials = \(operations.credentialsName)()"), .hardLine,
                            .joined(lines, .hardLine), .hardLine, "return credentials",
                        ])), .hardLine, "}",
                ]))
    }
}
