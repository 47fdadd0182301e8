// Tests that a package brings along: each operation against a served API. Those of the transport stand beside.

extension JavaPackage {
    /// Calls of all operations; they run where `BASE_URL` names a served API.
    var operationTests: String {
        var uses = JavaUses()
        var tests: [Layout] = []
        var scope = NameScope(reserved: JavaModels.keywords.union(["answered"]))
        for index in api.operations.indices {
            guard let call = examples.call(index, of: operations) else { continue }
            uses.add(call)
            let name = scope.take(operations.names[index])
            tests.append(
                .sequence([
                    "@Test", .hardLine, .text("void \(name)() {"),
                    .indented(.sequence([.hardLine, "answered(", JavaPrinter.expression(call), ");"])), .hardLine, "}",
                ]))
        }
        let fixed = ["ApiException", "Call", "Json"].map { "\(project.packageName).runtime.\($0)" }
        let known = [
            "java.util.Map", "org.junit.jupiter.api.Test",
            "org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable",
        ]
        let imports = Set(project.imports(uses, of: operations.models) + fixed + known).sorted()
        var printer = LayoutPrinter(width: 100, indentation: "    ")
        let body = printer.print(.indented(.sequence([.joined(tests, .blankLine), .hardLine])))
        return """
            // \(JavaPrinter.comment(SourceText.firstLine(project.banner)))

            package \(project.packageName);

            import static org.junit.jupiter.api.Assertions.assertNotEquals;

            \(imports.map { "import \($0);" }.joined(separator: "\n"))

            /** Each operation once. BASE_URL names the served API; without it these tests are skipped. */
            @EnabledIfEnvironmentVariable(named = "BASE_URL", matches = ".+")
            @SuppressWarnings("deprecation")
            class OperationTest {
                private final \(operations.clientName) client = client();

                private static \(operations.clientName) client() {
                    \(operations.optionsName) options = new \(operations.optionsName)();
                    options.baseUrl(System.getenv("BASE_URL"));
                    String credentials = System.getenv().getOrDefault("CREDENTIALS", "{}");
                    ((Map<?, ?>) Json.parse(credentials))
                            .forEach((scheme, value) -> options.credential((String) scheme, () -> value));
                    return new \(operations.clientName)(options);
                }

                /** A call is fine when the API answers it, also with a failure of its own. */
                private static void answered(Call<?> call) {
                    try {
                        call.send();
                    } catch (ApiException failure) {
                        assertNotEquals(2, failure.status() / 100, failure.getMessage());
                    }
                }


            """ + body + "}\n"
    }
}
