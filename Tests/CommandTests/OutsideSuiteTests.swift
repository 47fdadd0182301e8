// The outside suites against the built command: hostile specifications and real ones. They lie beside the
// repository or where GATEWRIGHT_SHARED says; without them these tests are skipped.

import Foundation
import Testing

enum Shared {
    /// The folder of the outside suites, nil when it is absent.
    static let folder: URL? = {
        let folder =
            ProcessInfo.processInfo.environment["GATEWRIGHT_SHARED"].map { URL(fileURLWithPath: $0) }
            ?? Command.root.deletingLastPathComponent().appendingPathComponent("shared")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    static func has(_ path: String) -> Bool {
        folder.map { FileManager.default.fileExists(atPath: $0.appendingPathComponent(path).path) } ?? false
    }

    static let hasPython = FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")
    static let isOptimised = Command.binary.path.contains("/release/")
}

@Suite struct OutsideSuiteTests {
    /// Cases of the bad-spec suite that do not pass, each with its reason. A case that passes must leave the list.
    private static let badSpecExceptions: [String: String] = [:]

    @Test(
        .enabled(if: Shared.has("conformance/bad-specs/check"), "no bad-specs suite beside the repository"),
        .enabled(if: Shared.hasPython, "the bad-specs suite needs python3"))
    func badSpecificationsAreRefusedInTimeAndPlace() throws {
        let suite = try #require(Shared.folder).appendingPathComponent("conformance/bad-specs")
        let scratch = try Folder()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = ["-B", suite.appendingPathComponent("check").path]
        process.environment = [
            "GW_COMPILE": "'\(Command.binary.path)' compile {file} -o {out}", "BAD_SPEC_DIRS": suite.path,
            // The claim is 5 s and 500 MB for the optimised binary.
            "MAX_S": Shared.isOptimised ? "5" : "60", "MAX_MB": Shared.isOptimised ? "500" : "1000",
            "REL_OUT": scratch.url.path, "PATH": "/usr/bin:/bin",
        ]
        process.standardOutput = try scratch.handle("output")
        process.standardError = try scratch.handle("error")
        try process.run()
        process.waitUntilExit()
        let rows = try JSONSerialization.jsonObject(with: scratch.data("target/bad_specs.json")) as? [[String: Any]]
        let trouble = try scratch.text("error")
        let all = try #require(rows, "\(trouble)")
        #expect(all.count > 80)
        for row in all {
            let name = row["id"] as? String ?? ""
            let isFine = row["ok"] as? Bool ?? false
            let notes = (row["notes"] as? [String] ?? []).joined(separator: "; ")
            if let reason = OutsideSuiteTests.badSpecExceptions[name] {
                #expect(!isFine, "\(name) passes: take it off the list (\(reason))")
            } else {
                #expect(isFine, "\(name): \(notes) \(row["out"] as? String ?? "")")
            }
        }
    }

    /// `FILE STATUS CODES`, one file a line: which real specifications compile, and the codes of what is said of
    /// them. UPDATE=1 rewrites the table.
    private static let table = Command.root.appendingPathComponent("Tests/Support/real-specifications.txt")

    @Test(.enabled(if: Shared.has("corpus/apigw"), "no corpus beside the repository"))
    func realSpecificationsGetWhatTheTableSays() throws {
        let corpus = try #require(Shared.folder).appendingPathComponent("corpus")
        var lines = [
            "# FILE STATUS CODES of `gatewright check --mock`: what is said of every real specification.",
            "# The codes' rules are in generated/diagnostics.md. UPDATE=1 make conformance rewrites this table.",
        ]
        for folder in ["apigw", "plain"] {
            let names = try FileManager.default.contentsOfDirectory(atPath: corpus.appendingPathComponent(folder).path)
            for name in names.sorted() { lines.append(try line(folder + "/" + name, in: corpus)) }
        }
        if ProcessInfo.processInfo.environment["UPDATE"] == "1" {
            try (lines.joined(separator: "\n") + "\n").write(
                to: OutsideSuiteTests.table, atomically: true, encoding: .utf8)
            return
        }
        let expected = try String(contentsOf: OutsideSuiteTests.table, encoding: .utf8).split(separator: "\n").map(
            String.init)
        let known = Dictionary(expected.map { ($0.split(separator: " ").first.map(String.init) ?? "", $0) }) { $1 }
        for line in lines.dropFirst(2) {
            let name = line.split(separator: " ").first.map(String.init) ?? ""
            #expect(known[name] == line)
        }
    }

    private func line(_ file: String, in corpus: URL) throws -> String {
        let outcome = try Command.run(["check", "--mock", "--format", "json", file], in: corpus)
        #expect(outcome.status == 0 || outcome.status == 1, "\(file): \(outcome.error)")
        let diagnostics = try #require(try json(outcome.output, "diagnostics") as? [[String: Any]], "\(file)")
        for diagnostic in diagnostics where diagnostic["severity"] as? String == "error" {
            #expect(diagnostic["line"] is Int, "\(file): an error without a place")
        }
        let codes = Set(diagnostics.compactMap { $0["code"] as? String }).sorted()
        return ([file, outcome.status == 0 ? "compiles" : "refused"] + codes).joined(separator: " ")
    }
}
