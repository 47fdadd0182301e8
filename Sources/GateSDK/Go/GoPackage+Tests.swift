// Tests that a package brings along of its operations: each is called once where an API is served.

extension GoPackage {
    var operationTests: String {
        var uses = GoUses()
        var pieces: [Layout] = []
        for index in api.operations.indices {
            guard let call = examples.call(index) else { continue }
            uses.add(call)
            pieces += [
                .blankLine, .text("func TestCall\(models.names.operations[index])(t *testing.T) {"),
                .indented(.sequence([.hardLine] + statements(index, call))), .hardLine, "}", .hardLine,
            ]
        }
        // Another package uses this one by its name.
        let packages = uses.packages.subtracting([packageName]).union(["context", "errors", "os", "testing"])
            .union(api.schemes.isEmpty ? [] : ["json"])
        let imports = GoUses.paths(packages).map { "\t\(GoPrinter.literal($0))" }.joined(separator: "\n")
        return """
            // \(banner)

            package \(packageName)_test

            import (
            \(imports)

            \t\(packageName) "\(modulePath)"
            )

            var ctx = context.Background()

            // served is a client of the API that BASE_URL names. Without it a test is skipped.
            func served(t *testing.T) *\(packageName).Client {
            \tbaseURL := os.Getenv("BASE_URL")
            \tif baseURL == "" {
            \t\tt.Skip("BASE_URL is not set")
            \t}
            \treturn \(GoPrinter.text(GoPrinter.expression(client)).split(separator: "\n").joined(separator: "\n\t"))
            }
            \(api.schemes.isEmpty ? "" : "\n" + examples.shown)
            // answered is content when the API answered, also with a failure of its own.
            func answered(t *testing.T, err error) {
            \tvar failure *\(packageName).APIError
            \tif err != nil && !errors.As(err, &failure) {
            \t\tt.Error(err)
            \t}
            }

            """ + GoPrinter.text(.sequence(pieces))
    }

    private func statements(_ index: Int, _ call: GoExpression) -> [Layout] {
        let call = GoPrinter.expression(call)
        let client: [Layout] = ["client := served(t)", .hardLine]
        switch api.operations[index].answer {
        case .none: return client + ["err := ", call, .hardLine, "answered(t, err)"]
        case .json, .text: return client + ["_, err := ", call, .hardLine, "answered(t, err)"]
        case .binary, .events:
            return client + [
                "body, err := ", call, .hardLine, "if err == nil {", .indented(.sequence([.hardLine, "body.Close()"])),
                .hardLine, "}", .hardLine, "answered(t, err)",
            ]
        }
    }

    private var client: GoExpression {
        let credentials = api.schemes.isEmpty ? [] : [examples.credentials]
        return .call(.qualified(packageName, "New"), [.identifier("baseURL")] + credentials)
    }
}
