// The outside suites against the built command: hostile specifications and real ones. They lie beside the
// repository or where GATEWRIGHT_SHARED says; without them these tests are skipped.

import Foundation
import SuiteSupport
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
        var failed: [String: String] = [:]
        for row in all {
            if row["ok"] as? Bool == true { continue }
            let notes = (row["notes"] as? [String] ?? []).joined(separator: "; ")
            failed[row["id"] as? String ?? ""] = "\(notes) \(row["out"] as? String ?? "")"
        }
        try ExpectedFailures("bad-specs").check(failed: failed, of: all.count)
    }

    /// Clients of some of them, in the languages whose tools take a minute for all; `Tests/Support/sdk-corpus` makes
    /// those of all.
    @Test(
        .enabled(if: Shared.has("corpus/apigw") && Shared.has("corpus/plain"), "no corpus beside the repository"),
        .enabled(if: Shared.hasPython, "sdk-corpus needs python3"))
    func clientsOfRealSpecificationsCompile() throws {
        try passes("sdk-corpus", "--some", "typescript", "python", "go")
    }

    /// Every operation of six of them is called; `Tests/Support/sdk-served` does so in all languages.
    @Test(
        .enabled(if: Shared.has("corpus/apigw"), "no corpus beside the repository"),
        .enabled(if: Shared.hasPython, "sdk-served needs python3"))
    func clientsOfRealSpecificationsCall() throws {
        try passes("sdk-served", "go", "python", "ruby", "typescript")
    }

    /// Runs a script of Tests/Support; without its tools it ends with 69.
    private func passes(_ script: String, _ arguments: String...) throws {
        let outcome = try Command.script(script, [Command.binary.path] + arguments)
        #expect([0, 69].contains(outcome.status), "\(outcome.output)\(outcome.error)")
    }

    /// What each of them deserves is in Tests/Support/CorpusTable; this is about the command.
    @Test(.enabled(if: Shared.has("corpus/apigw"), "no corpus beside the repository"))
    func realSpecificationsEndInFindingsWithPlaces() throws {
        let corpus = try #require(Shared.folder).appendingPathComponent("corpus")
        var compiled = 0
        for folder in ["apigw", "plain"] {
            let names = try FileManager.default.contentsOfDirectory(atPath: corpus.appendingPathComponent(folder).path)
            for name in names.sorted() where try compiles(folder + "/" + name, in: corpus) { compiled += 1 }
        }
        #expect(compiled >= 100, "of 131 files 100 compiled when this was written")
    }

    private func compiles(_ file: String, in corpus: URL) throws -> Bool {
        let outcome = try Command.run(["check", "--mock", "--format", "json", file], in: corpus)
        #expect(outcome.status == 0 || outcome.status == 1, "\(file): \(outcome.error)")
        let diagnostics = try #require(try json(outcome.output, "diagnostics") as? [[String: Any]], "\(file)")
        let errors = diagnostics.filter { $0["severity"] as? String == "error" }
        for error in errors { #expect(error["line"] is Int, "\(file): an error without a place") }
        #expect(errors.isEmpty == (outcome.status == 0), "\(file)")
        return outcome.status == 0
    }
}
