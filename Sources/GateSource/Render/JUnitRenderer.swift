// Findings for build servers that show test results: one JUnit XML test case a finding. Errors are failures;
// warnings and notes are passed cases with output. A run without findings is one passed case.

extension DiagnosticReport {
    /// The report as JUnit XML.
    package func junit() -> String {
        let count = max(diagnostics.count, 1)
        let failures = diagnostics.count { $0.severity == .error }
        let totals = "name=\"gatewright\" tests=\"\(count)\" failures=\"\(failures)\" errors=\"0\""
        var out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites \(totals)>\n  <testsuite \(totals)>\n"
        for diagnostic in diagnostics { out += testCase(diagnostic) }
        if diagnostics.isEmpty {
            out += "    <testcase name=\"specification\" classname=\"gatewright\"/>\n"
        }
        return out + "  </testsuite>\n</testsuites>\n"
    }

    private func testCase(_ diagnostic: Diagnostic) -> String {
        var place = ""
        var path = "gatewright"
        if let range = diagnostic.range {
            let start = sources.ends(range).start
            path = sources[range.source].path
            place = "\(path):\(start.line):\(start.column)"
        }
        let name = "\(diagnostic.code) \(place)"
        let message = "\(diagnostic.code): \(diagnostic.message)"
        let body = DiagnosticReport.xml(diagnostic.text(sources: sources))
        var out = "    <testcase name=\"\(DiagnosticReport.xml(name))\" classname=\"\(DiagnosticReport.xml(path))\">\n"
        if diagnostic.severity == .error {
            out += "      <failure type=\"error\" message=\"\(DiagnosticReport.xml(message))\">\(body)</failure>\n"
        } else {
            out += "      <system-out>\(body)</system-out>\n"
        }
        return out + "    </testcase>\n"
    }

    /// Text for XML 1.0 content and double-quoted attributes; characters XML cannot hold become U+FFFD.
    static func xml(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x26: out += "&amp;"
            case 0x3c: out += "&lt;"
            case 0x3e: out += "&gt;"
            case 0x22: out += "&quot;"
            case 0x0a, 0x09, 0x20...0xd7ff, 0xe000...0xfffd, 0x10000...: out.unicodeScalars.append(scalar)
            default: out += "\u{fffd}"
            }
        }
        return out
    }
}
