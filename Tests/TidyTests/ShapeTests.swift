// Sizes, layout of the top level, and what source text must not hold.

import Foundation
import Testing

@Suite struct ShapeTests {
    @Test func topLevelHoldsWhatItShould() throws {
        let expected: Set = [
            "Package.swift", "Sources", "Tests", "specs", "generated", "Makefile", "README.md", "LICENSE",
        ]
        // git ignores Package.resolved and dot folders.
        let found = try FileManager.default.contentsOfDirectory(atPath: Repository.root.path)
            .filter { !$0.hasPrefix(".") && $0 != "Package.resolved" }
        #expect(Set(found) == expected)
    }

    @Test func filesAreOfReadableSize() {
        var complaints: [String] = []
        for file in Repository.files("Sources") + Repository.files("Tests") {
            if file.lines.count > 700 { complaints.append("\(file.path) has \(file.lines.count) lines, at most 700") }
            // Tests quote specifications, so theirs may be longer.
            let columnsMax = file.path.hasPrefix("Sources") ? 120 : 150
            for (index, line) in file.lines.enumerated() where line.count > columnsMax {
                // A string that is quoted whole is as long as it is.
                if line.drop(while: { $0 == " " }).hasPrefix("\"") { continue }
                complaints.append("\(file.path):\(index + 1) has \(line.count) columns, at most \(columnsMax)")
            }
        }
        #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
    }

    @Test func functionsFitAScreen() {
        var complaints: [String] = []
        for file in Repository.files("Sources") {
            for (name, line, count) in functions(in: codeOnly(file.text)) where count > 70 {
                complaints.append("\(file.path):\(line) \(name) has \(count) lines, at most 70")
            }
        }
        #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
    }

    /// Name, line and size of the functions and initialisers of a text.
    private func functions(in code: String) -> [(String, Int, Int)] {
        let lines = code.split(separator: "\n", omittingEmptySubsequences: false)
        let start = /^(?<indent> *)(?:[a-z@(){},_A-Z ]+ )?(?<name>func [^(<]+|init[?]?)\s*[(<]/
        var found: [(String, Int, Int)] = []
        for (index, line) in lines.enumerated() {
            guard let match = line.firstMatch(of: start) else { continue }
            let close = match.indent + "}"
            guard !line.hasSuffix("}"),
                let end = lines[(index + 1)...].firstIndex(where: { $0.hasPrefix(close) }), end - index < 2000
            else { continue }
            found.append((String(match.name), index + 1, end - index + 1))
        }
        return found
    }

    @Test func everySourceFileSaysWhatItIsFor() {
        var complaints: [String] = []
        for file in Repository.files("Sources") + Repository.files("Tests") {
            if !file.text.hasPrefix("//") { complaints.append("\(file.path) does not open with a comment") }
        }
        #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
    }

    @Test func sourcesHoldNothingUnfinishedOrReckless() {
        let rules: [(String, Regex<Substring>)] = [
            ("try!", /\btry!/), ("as!", /\bas!/), ("fatalError", /\bfatalError\(/),
            ("a dropped error", /\btry\?/), ("a forced value", /[A-Za-z0-9_)\]]!(?![=A-Za-z0-9_(])/),
        ]
        var complaints: [String] = []
        for file in Repository.files("Sources") {
            let code = codeOnly(file.text).split(separator: "\n", omittingEmptySubsequences: false)
            for (index, line) in code.enumerated() {
                for (name, rule) in rules where line.contains(rule) {
                    complaints.append("\(file.path):\(index + 1) holds \(name)")
                }
            }
        }
        for file in Repository.files("Sources") + Repository.files("Tests")
        where !file.path.hasPrefix("Tests/TidyTests") {
            for (index, line) in file.lines.enumerated() where line.contains(/\b(TODO|FIXME|XXX)\b/) {
                complaints.append("\(file.path):\(index + 1) is unfinished")
            }
        }
        #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
    }

    @Test func blankingKeepsCodeAndDropsTheRest() {
        #expect(codeOnly("let a = \"b! \\(c(\"d\"))\" // e!") == "let a = \"" + String(repeating: " ", count: 19))
        #expect(codeOnly("x! \"\"\"\n a!\n \"\"\" y") == "x!    \n   \n     y")
    }
}
