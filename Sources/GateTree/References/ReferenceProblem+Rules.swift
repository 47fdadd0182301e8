// The rules behind GW1100–GW1199, for `gatewright explain`.

import GateSource

/// Rules of references and files.
package enum ReferenceRules {
    /// Every rule, by code.
    package static let all: [DiagnosticRule] = [
        DiagnosticRule(
            1101, .error, "references lead somewhere", "The pointer of a `$ref` names no value of its document.",
            source: "RFC 6901 §4", example: "$ref: '#/components/schemas/Missing'"),
        DiagnosticRule(
            1102, .error, "references end", "A chain of references comes back to where it started.",
            source: "Gatewright", example: "A: {$ref: '#/B'}\nB: {$ref: '#/A'}"),
        DiagnosticRule(
            1103, .error, "no references to the network",
            "A compile reads local files only; the same input gives the "
                + "same plan, and a specification cannot make the compiler call out.",
            source: "Gatewright", example: "$ref: 'https://example.com/pet.yaml'"),
        DiagnosticRule(
            1104, .error, "references stay in the folder",
            "Files are read from the folder of the first file and below, and from folders allowed by name.",
            source: "Gatewright", example: "$ref: '../../other/pet.yaml'"),
        DiagnosticRule(
            1105, .error, "well-formed references", "A `$ref` is a URI reference whose fragment is a JSON Pointer.",
            source: "RFC 3986, RFC 6901 §6", example: "$ref: '#/a~2b'"),
        DiagnosticRule(
            1106, .error, "readable files", "A file is missing, no regular file, too large or closed to the user.",
            source: "Gatewright", example: "$ref: './missing.yaml'"),
        DiagnosticRule(
            1107, .error, "`$ref` is a string", "A reference is text.", source: "OpenAPI 3.0.3 §4.7.23",
            example: "$ref: 5"),
        DiagnosticRule(
            1108, .error, "bounded number of files", "A specification has at most 1,000 files.", source: "Gatewright",
            example: "(1,001 files)"),
        DiagnosticRule(
            1109, .error, "relative references", "Absolute paths and `file:` URLs bind a specification to one machine.",
            source: "Gatewright", example: "$ref: 'file:///etc/passwd'"),
    ]
}
