// The exact output of every renderer.

import GateSource
import Testing

@Suite struct RenderTests {
    private let sources = SourceMap()

    private func file(_ text: String, _ path: String = "specs/pets.yaml") -> SourceID {
        sources.add(path: path, bytes: Array(text.utf8))
    }

    /// The range of the first occurrence of `part` in a file.
    private func range(_ id: SourceID, _ part: String) -> SourceRange {
        let bytes = sources[id].bytes
        let wanted = Array(part.utf8)
        let start = (0...bytes.count - wanted.count).first { Array(bytes[$0..<$0 + wanted.count]) == wanted }
        return SourceRange(source: id, start: start ?? 0, end: (start ?? 0) + wanted.count)
    }

    private func text(_ diagnostic: Diagnostic) -> String { diagnostic.text(sources: sources) }

    private func sample() -> Diagnostic {
        let lines = Array(repeating: "#", count: 36) + ["  /pets/{id}:", "    get:", "", "", "      - name: petId"]
        let id = file(lines.joined(separator: "\n"))
        return Diagnostic(
            2107, .error, "path parameter `petId` has no matching segment in `/pets/{id}`", at: range(id, "petId"),
            caption: "used here", labels: [.init(range(id, "{id}"), "this path declares `{id}`")],
            note: "a rule", help: "write `id`, or rename the segment to `{petId}`")
    }

    @Test func textHasTheLayoutOfTheStyle() {
        #expect(
            text(sample()) == """
                error[GW2107]: path parameter `petId` has no matching segment in `/pets/{id}`
                  --> specs/pets.yaml:41:15
                   |
                37 |   /pets/{id}:
                   |         ---- this path declares `{id}`
                41 |       - name: petId
                   |               ^^^^^ used here
                   = note: a rule
                   = help: write `id`, or rename the segment to `{petId}`


                """)
    }

    @Test func labelsInOtherFilesAndOnOneLine() {
        let first = file("a: b c\n", "a.yaml")
        let second = file("x\ny\n", "b.yaml")
        let diagnostic = Diagnostic(
            1, .warning, "m", at: range(first, "b"),
            labels: [
                .init(range(first, "c"), "two"), .init(range(first, "a"), "one"), .init(range(second, "y"), "far"),
            ])
        #expect(
            text(diagnostic) == """
                warning[GW1]: m
                 --> a.yaml:1:4
                  |
                1 | a: b c
                  | - one
                  |    ^
                  |      - two
                 ::: b.yaml:2:1
                  |
                2 | y
                  | - far


                """)
    }

    @Test func tabsWideCharactersAndControlsKeepTheCaretsInPlace() {
        let id = file("\ta\u{1b}[31m 漢字 x\u{202e}y\n", "t.yaml")
        #expect(
            text(Diagnostic(1, .error, "m", at: range(id, "x"))) == """
                error[GW1]: m
                 --> t.yaml:1:12
                  |
                1 |     a\u{fffd}[31m 漢字 x\u{fffd}y
                  |                 ^


                """)
        #expect(text(Diagnostic(1, .error, "m", at: range(id, "漢字"))).contains("  |            ^^^^\n"))
    }

    @Test func rangesOverSeveralLinesAreUnderlinedOnTheFirst() {
        let id = file("a: {\n  b: 1\n}\n", "m.yaml")
        let range = SourceRange(source: id, start: 3, end: 13)
        #expect(text(Diagnostic(1, .error, "m", at: range)).contains("1 | a: {\n  |    ^\n"))
    }

    @Test func longLinesAreCutToAWindow() {
        let id = file(String(repeating: "x", count: 500) + "HERE" + String(repeating: "y", count: 500), "l.json")
        let lines = text(Diagnostic(1, .error, "m", at: range(id, "HERE"))).split(separator: "\n").map(String.init)
        #expect(lines[1] == " --> l.json:1:501")
        #expect(lines[3].hasPrefix("1 | …xxx") && lines[3].hasSuffix("yyy…") && lines[3].count < 130)
        let caret = lines[4].firstIndex(of: "^").map { lines[4].distance(from: lines[4].startIndex, to: $0) }
        let here = lines[3].firstIndex(of: "H").map { lines[3].distance(from: lines[3].startIndex, to: $0) }
        #expect(caret == here && lines[4].hasSuffix("^^^^"))
    }

    @Test func aPlaceAtTheEndOfTheFileIsShown() {
        let id = file("a: [1\n", "e.yaml")
        let end = SourceRange(source: id, start: 5, end: 5)
        #expect(text(Diagnostic(1, .error, "m", at: end)).contains(" --> e.yaml:1:6\n  |\n1 | a: [1\n  |      ^\n"))
        #expect(text(Diagnostic(1, .error, "m\nn", at: nil, help: "h")) == "error[GW1]: m\\nn\n  = help: h\n\n")
    }

    @Test func coloursOnlyWhenAsked() {
        let diagnostic = sample()
        #expect(!text(diagnostic).contains("\u{1b}"))
        #expect(diagnostic.text(sources: sources, colours: true).contains("\u{1b}[1;31merror[GW2107]\u{1b}[0m"))
    }

    @Test func reportsAreSortedFilteredAndBounded() {
        let id = file(String(repeating: "x\n", count: 300), "r.yaml")
        func at(_ offset: Int) -> SourceRange { SourceRange(source: id, start: offset, end: offset + 1) }
        var found = (0..<150).map { Diagnostic(2, .warning, "w", at: at(2 * (149 - $0))) }
        found.append(Diagnostic(3, .error, "e", at: at(400)))
        found.append(Diagnostic(3, .error, "e", at: at(400)))
        found.append(Diagnostic(4, .note, "n", at: at(0)))
        let report = DiagnosticReport(found, sources: sources)
        #expect(
            report.diagnostics.count == 100 && report.more == 52 && report.errorCount == 1 && report.warningCount == 150
        )
        #expect(report.diagnostics.last?.severity == .error && report.diagnostics.first?.range?.start == 0)
        #expect(report.text().hasSuffix("52 more\n1 error, 150 warnings, 1 note\n") && report.hasErrors)
        let denied = DiagnosticReport(
            found, sources: sources,
            options: .init(deniesWarnings: true, allowed: [DiagnosticCode(4), DiagnosticCode(3)]))
        #expect(denied.errorCount == 151 && denied.warningCount == 0 && denied.noteCount == 0)
        let allowed = DiagnosticReport(
            found, sources: sources, options: .init(deniesWarnings: true, allowed: [DiagnosticCode(2)]))
        #expect(allowed.errorCount == 1 && allowed.more == 0)
        #expect(DiagnosticReport([], sources: sources).text().isEmpty)
    }

    @Test func jsonHasTheDocumentedFields() {
        let id = file("a: é\u{1}\"b\n", "j \"q.yaml")
        let place = range(id, "\"b")
        let diagnostic = Diagnostic(
            1030, .error, "key `\"`\n", at: place, caption: "c", labels: [.init(range(id, "a"), "l")], help: "h")
        #expect(
            DiagnosticReport([diagnostic], sources: sources).json()
                == #"{"diagnostics":[{"code":"GW1030","severity":"error","message":"key `\"`\n","file":"j \"q.yaml","#
                + #""line":1,"column":6,"endLine":1,"endColumn":8,"offset":6,"endOffset":8,"caption":"c","labels":[{"#
                + #""file":"j \"q.yaml","line":1,"column":1,"endLine":1,"endColumn":2,"offset":0,"endOffset":1,"text":"l"}],"#
                + #""note":null,"help":"h"}],"more":0,"counts":{"error":1,"warning":0,"note":0}}"# + "\n")
        let placeless = DiagnosticReport([Diagnostic(1, .note, "m", at: nil)], sources: sources).json()
        #expect(placeless.contains(#""file":null,"line":null,"column":null"#))
    }

    @Test func sarifHasRulesAndLocations() {
        let id = file("a: b\n", "s p.yaml")
        let rule = DiagnosticRule(1030, .error, "t", "e", source: "s", example: "x")
        let diagnostic = Diagnostic(
            1030, .error, "m", at: range(id, "b"), labels: [.init(range(id, "a"), "l")], help: "h")
        #expect(
            DiagnosticReport([diagnostic], sources: sources).sarif(version: "1.0", rules: [rule])
                == #"{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"tool":{"driver":{"#
                + #""name":"gatewright","version":"1.0","rules":[{"id":"GW1030","shortDescription":{"text":"t"},"#
                + #""fullDescription":{"text":"e"},"help":{"text":"e Source: s. Example: x"},"#
                + #""defaultConfiguration":{"level":"error"}}]}},"columnKind":"unicodeCodePoints","results":[{"ruleId":"GW1030","#
                + #""ruleIndex":0,"level":"error","message":{"text":"m\nhelp: h"},"locations":[{"physicalLocation":{"#
                + #""artifactLocation":{"uri":"s%20p.yaml"},"region":{"startLine":1,"startColumn":4,"endLine":1,"endColumn":5,"#
                + #""byteOffset":3,"byteLength":1}}}],"relatedLocations":[{"id":1,"physicalLocation":{"artifactLocation":{"#
                + #""uri":"s%20p.yaml"},"region":{"startLine":1,"startColumn":1,"endLine":1,"endColumn":2,"byteOffset":0,"#
                + #""byteLength":1}},"message":{"text":"l"}}]}]}]}"# + "\n")
    }

    @Test func junitHasACaseForEachFinding() {
        let id = file("a: b\n", "x&y.yaml")
        let found = [Diagnostic(1, .error, "m <\u{1}>", at: range(id, "b")), Diagnostic(2, .warning, "w", at: nil)]
        #expect(
            DiagnosticReport(found, sources: sources).junit() == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites name="gatewright" tests="2" failures="1" errors="0">
                  <testsuite name="gatewright" tests="2" failures="1" errors="0">
                    <testcase name="GW2 " classname="gatewright">
                      <system-out>warning[GW2]: w

                </system-out>
                    </testcase>
                    <testcase name="GW1 x&amp;y.yaml:1:4" classname="x&amp;y.yaml">
                      <failure type="error" message="GW1: m &lt;\u{fffd}&gt;">error[GW1]: m &lt;\\u{1}&gt;
                 --&gt; x&amp;y.yaml:1:4
                  |
                1 | a: b
                  |    ^

                </failure>
                    </testcase>
                  </testsuite>
                </testsuites>

                """)
        #expect(DiagnosticReport([], sources: sources).junit().contains("tests=\"1\" failures=\"0\""))
    }
}
