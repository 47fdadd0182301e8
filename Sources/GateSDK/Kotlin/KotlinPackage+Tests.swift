// Tests that a package brings along: each operation against a served API. Those of the transport stand beside.

extension KotlinPackage {
    /// Calls of all operations; they run where `BASE_URL` names a served API.
    var operationTests: String {
        var uses = KotlinUses()
        var tests: [Layout] = []
        var scope = NameScope(reserved: KotlinModels.keywords.union(["answered", "client", "credential"]))
        for index in api.operations.indices {
            guard let call = examples.call(index) else { continue }
            uses.add(call)
            tests.append(
                .sequence([
                    "@Test", .hardLine, .text("fun \(scope.take(operations.names[index]))() ="),
                    .group(
                        .indented(
                            .sequence([
                                .line, "answered {", .indented(.sequence([.line, KotlinPrinter.expression(call)])),
                                .line, "}",
                            ]))),
                ]))
        }
        let credentials = zip(api.schemes, operations.credentialNames).compactMap { scheme, name -> String? in
            switch scheme.kind {
            case .sigV4, .basic: nil
            case .apiKey, .bearer, .token: ",\n        \(name) = credential(\(KotlinPrinter.literal(scheme.name)))"
            }
        }
        let imports = Set(
            names.imports(uses, runtime: KotlinPackage.runtimeNames)
                + ["ApiException", "ClientOptions", "Json", "await"].map { "\(names.package).runtime.\($0)" }
                + [
                    "org.junit.jupiter.api.Assertions.assertNotEquals", "org.junit.jupiter.api.Test",
                    "org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable",
                ]
        ).sorted()
        var printer = LayoutPrinter(width: 100, indentation: "    ")
        let body = printer.print(.indented(.sequence([.joined(tests, .blankLine), .hardLine])))
        let reads = credentials.isEmpty ? "" : KotlinPackage.credential
        return """
            // \(SourceText.firstLine(names.banner))

            @file:Suppress("DEPRECATION")

            package \(names.package)

            \(imports.filter { !credentials.isEmpty || !$0.hasSuffix(".Json") }.map { "import \($0)" }
                .joined(separator: "\n"))

            /** Each operation once. BASE_URL names the served API; without it these tests are skipped. */
            @EnabledIfEnvironmentVariable(named = "BASE_URL", matches = ".+")
            class OperationTest {
                private val client = \(names.client)(
                    ClientOptions(baseUrl = System.getenv("BASE_URL"))\(credentials.joined())
                )
            \(reads)
                /** A call is fine when the API answers it, also with a failure of its own. */
                private fun answered(call: suspend () -> Any?) {
                    try {
                        await(call)
                    } catch (failure: ApiException) {
                        assertNotEquals(2, failure.status / 100, failure.message)
                    }
                }


            """ + body + "}\n"
    }
    private static let credential = """

            private fun credential(scheme: String): (() -> String)? {
                val known = Json.parse(System.getenv("CREDENTIALS") ?: "{}") as Map<*, *>
                return known[scheme]?.let { value -> { value.toString() } }
            }

        """
}
