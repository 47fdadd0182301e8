// Diagnostics, links and limits: what is written down twice must agree.

import Foundation
import Testing

@Suite struct RegistryTests {
    /// Codes of rules, with the files that hold them: the first argument of whatever makes a rule.
    private func rules() -> [String: [String]] {
        var found: [String: [String]] = [:]
        for file in Repository.files("Sources") {
            for match in file.text.matches(of: /\b(?:DiagnosticRule|rule|warning|note|error)\(\s*(\d{4}),/) {
                found[String(match.1), default: []].append(file.path)
            }
        }
        return found
    }

    /// Codes that findings are given, with the files that word them.
    private func worded() -> [String: Set<String>] {
        var found: [String: Set<String>] = [:]
        for file in Repository.files("Sources") where !file.path.hasSuffix("+Rules.swift") {
            guard file.text.contains("Diagnostic(") || file.path.contains("Problem+") else { continue }
            let code = codeOnly(file.text).replacing(/DiagnosticRule\(\s*\d{4},/, with: "")
            for match in code.matches(of: /[(\s]([1-6]\d{3})(?:,| :)/) {
                found[String(match.1), default: []].insert(file.path)
            }
        }
        return found
    }

    @Test func everyCodeHasOneRuleAndOneFile() {
        let rules = rules()
        let worded = worded()
        for (code, files) in rules.sorted(by: { $0.key < $1.key }) {
            #expect(files.count == 1, "GW\(code) has several rules: \(files)")
            #expect(worded[code] != nil, "GW\(code) has a rule and no wording")
        }
        for (code, files) in worded.sorted(by: { $0.key < $1.key }) {
            #expect(rules[code] != nil, "GW\(code) is worded in \(files.sorted()) and has no rule")
            #expect(files.count == 1, "GW\(code) is worded in several files: \(files.sorted())")
        }
        #expect(rules.count > 20)
    }

    @Test func everyCodeIsTested() {
        let tests = Repository.files("Tests", ["swift", "md"]).filter { !$0.path.hasPrefix("Tests/TidyTests") }
        var mentioned = Set<String>()
        for file in tests {
            for match in file.text.matches(of: /(?:GW|\b)(\d{4})\b/) { mentioned.insert(String(match.1)) }
        }
        let untested = rules().keys.filter { !mentioned.contains($0) }.sorted()
        #expect(untested.isEmpty, "no test names \(untested.map { "GW" + $0 }.joined(separator: ", "))")
    }

    @Test func linksOfTheReadmeLeadSomewhere() throws {
        for match in try Repository.text("README.md").matches(of: /\]\(([^)#:]+)(?:#[^)]*)?\)/) {
            let path = Repository.root.appendingPathComponent(String(match.1)).path
            #expect(FileManager.default.fileExists(atPath: path), "README.md links to \(match.1), which is not there")
        }
    }

    /// Rows of the limits table end in the place that sets the limit: `Module/Type.name`.
    @Test func limitsOfTheReadmeExist() throws {
        var sources: [String: String] = [:]
        for file in Repository.files("Sources") {
            sources[Repository.module(of: file.path), default: ""] += file.text
        }
        var count = 0
        for match in try Repository.text("README.md").matches(of: /\| `(\w+)\/(\w+)\.(\w+)` \|/) {
            count += 1
            let text = try #require(sources[String(match.1)], "no module \(match.1)")
            let hasType = text.contains(try Regex("\\b(?:struct|enum|class|extension) \(match.2)\\b"))
            let hasName = text.contains(try Regex("\\b(?:let|var) \(match.3)\\b"))
            #expect(hasType && hasName, "the limit \(match.1)/\(match.2).\(match.3) is not in the source")
        }
        #expect(count > 10)
    }
}
