// Findings for programs: `--format json`. The fields are stable; new ones may be added at the end of an object.
//
//     {"diagnostics": [{"code", "severity", "message", "file", "line", "column", "endLine", "endColumn",
//                       "offset", "endOffset", "caption", "labels": [{"file" … "endOffset", "text"}],
//                       "note", "help"}],
//      "more": 0, "counts": {"error", "warning", "note"}}
//
// Lines and columns count from 1, columns in Unicode scalars; offsets count bytes from 0. The end is the place
// after the last character. What does not apply is null.

extension DiagnosticReport {
    /// The report as one line of JSON, line end included.
    package func json() -> String {
        var out = JSONOutput()
        out.object { out in
            out.key("diagnostics")
            out.array { out in
                for diagnostic in diagnostics { out.object { write(diagnostic, into: &$0) } }
            }
            out.member("more", more)
            out.key("counts")
            out.object { out in
                out.member("error", errorCount)
                out.member("warning", warningCount)
                out.member("note", noteCount)
            }
        }
        return out.string + "\n"
    }

    private func write(_ diagnostic: Diagnostic, into out: inout JSONOutput) {
        out.member("code", diagnostic.code.description)
        out.member("severity", diagnostic.severity.name)
        out.member("message", diagnostic.message)
        write(diagnostic.range, into: &out)
        out.member("caption", diagnostic.caption)
        out.key("labels")
        out.array { out in
            for label in diagnostic.labels {
                out.object { out in
                    write(label.range, into: &out)
                    out.member("text", label.text)
                }
            }
        }
        out.member("note", diagnostic.note)
        out.member("help", diagnostic.help)
    }

    private func write(_ range: SourceRange?, into out: inout JSONOutput) {
        let ends = range.map { sources.ends($0) }
        out.member("file", range.map { sources[$0.source].path })
        out.member("line", ends?.start.line)
        out.member("column", ends?.start.column)
        out.member("endLine", ends?.end.line)
        out.member("endColumn", ends?.end.column)
        out.member("offset", range.map { Int($0.start) })
        out.member("endOffset", range.map { Int($0.end) })
    }
}
