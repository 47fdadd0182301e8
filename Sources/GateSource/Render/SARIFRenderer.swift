// Findings for code-scanning services: SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format").

extension DiagnosticReport {
    /// The report as a SARIF log with one run. `rules` describes the codes; those that occur are written, and a
    /// code without a rule gets its number only.
    package func sarif(version: String, rules: [DiagnosticRule]) -> String {
        let codes = Set(diagnostics.map(\.code)).sorted()
        let known = Dictionary(rules.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        var out = JSONOutput()
        out.object { out in
            out.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
            out.member("version", "2.1.0")
            out.key("runs")
            out.array { out in
                out.object { out in
                    out.key("tool")
                    out.object { out in
                        out.key("driver")
                        out.object { writeDriver(version, codes, known, into: &$0) }
                    }
                    out.member("columnKind", "unicodeCodePoints")
                    out.key("results")
                    out.array { out in
                        for diagnostic in diagnostics {
                            let index = codes.firstIndex(of: diagnostic.code)
                            out.object { write(diagnostic, ruleIndex: index, into: &$0) }
                        }
                    }
                }
            }
        }
        return out.string + "\n"
    }

    private func writeDriver(
        _ version: String, _ codes: [DiagnosticCode], _ known: [DiagnosticCode: DiagnosticRule],
        into out: inout JSONOutput
    ) {
        out.member("name", "gatewright")
        out.member("version", version)
        out.key("rules")
        out.array { out in
            for code in codes {
                out.object { out in
                    out.member("id", code.description)
                    guard let rule = known[code] else { return }
                    text("shortDescription", rule.title, into: &out)
                    text("fullDescription", rule.explanation, into: &out)
                    text("help", "\(rule.explanation) Source: \(rule.source). Example: \(rule.example)", into: &out)
                    out.key("defaultConfiguration")
                    out.object { $0.member("level", rule.severity.name) }
                }
            }
        }
    }

    private func text(_ name: String, _ value: String, into out: inout JSONOutput) {
        out.key(name)
        out.object { $0.member("text", value) }
    }

    private func write(_ diagnostic: Diagnostic, ruleIndex: Int?, into out: inout JSONOutput) {
        out.member("ruleId", diagnostic.code.description)
        out.member("ruleIndex", ruleIndex)
        out.member("level", diagnostic.severity.name)
        var message = diagnostic.message
        if let note = diagnostic.note { message += "\nnote: " + note }
        if let help = diagnostic.help { message += "\nhelp: " + help }
        text("message", message, into: &out)
        out.key("locations")
        out.array { out in
            guard let range = diagnostic.range else { return }
            out.object { out in
                write(range, into: &out)
                if let caption = diagnostic.caption { text("message", caption, into: &out) }
            }
        }
        if diagnostic.labels.isEmpty { return }
        out.key("relatedLocations")
        out.array { out in
            for (index, label) in diagnostic.labels.enumerated() {
                out.object { out in
                    out.member("id", index + 1)
                    write(label.range, into: &out)
                    text("message", label.text, into: &out)
                }
            }
        }
    }

    private func write(_ range: SourceRange, into out: inout JSONOutput) {
        let ends = sources.ends(range)
        out.key("physicalLocation")
        out.object { out in
            out.key("artifactLocation")
            out.object { $0.member("uri", DiagnosticReport.uri(sources[range.source].path)) }
            out.key("region")
            out.object { out in
                out.member("startLine", ends.start.line)
                out.member("startColumn", ends.start.column)
                out.member("endLine", ends.end.line)
                out.member("endColumn", ends.end.column)
                out.member("byteOffset", Int(range.start))
                out.member("byteLength", Int(range.end - range.start))
            }
        }
    }

    /// A path as a relative URI reference, or as a `file:` URI when it is absolute (RFC 3986, RFC 8089).
    static func uri(_ path: String) -> String {
        var result = path.hasPrefix("/") ? "file://" : ""
        for byte in path.utf8 {
            let isPlain =
                byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || [0x2d, 0x2e, 0x5f, 0x7e, 0x2f].contains(byte)
            if isPlain {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.count < 2 ? "0" : "") + digits
            }
        }
        return result
    }
}
