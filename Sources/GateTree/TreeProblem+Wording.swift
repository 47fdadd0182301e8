// The sentences of GW1000–GW1099, cases in alphabetical order.

import GateSource

extension TreeProblem {
    /// The worded finding.
    var diagnostic: Diagnostic {
        switch self {
        case .aliasExpansion, .aliasInsideItself, .aliasUnknown, .badUTF8, .complexKey, .controlCharacter,
            .duplicateKey, .encoding:
            return textDiagnostic
        case .jsonControlInString, .jsonEscape, .jsonLoneSurrogate, .jsonNumber, .jsonTrailing, .jsonUnexpected,
            .jsonUnterminatedString:
            return jsonDiagnostic
        default: return otherDiagnostic
        }
    }

    private var textDiagnostic: Diagnostic {
        switch self {
        case .aliasExpansion(let place, let limits):
            return Diagnostic(
                1009, .error, "aliases make this document too large", at: place, caption: "one alias too many",
                note: "written out in full, aliases may add \(limits.aliasNodesMax) values and "
                    + "\(limits.aliasBytesMax >> 20) MiB of text")
        case .aliasInsideItself(let name, let place, let anchor):
            return Diagnostic(
                1023, .error, "alias `*\(name)` stands inside the value it names", at: place,
                caption: "would contain itself", labels: [.init(anchor, "the value starts here")])
        case .aliasUnknown(let name, let place, let nearest):
            return Diagnostic(
                1022, .error, "no anchor `&\(name)` before this alias", at: place,
                help: nearest.map { "write `*\($0)`" })
        case .badUTF8(let byte, let place):
            return Diagnostic(
                1002, .error, "byte 0x\(hex(UInt32(byte), 2)) is not UTF-8", at: place,
                help: "save the file as UTF-8")
        case .complexKey(let kind, let place):
            return Diagnostic(
                1024, .error, "a key is \(kind.phrase), expected a string", at: place,
                note: "JSON, which the document stands for, has string keys only")
        case .controlCharacter(let scalar, let place):
            return Diagnostic(
                1003, .error, "control character U+\(hex(scalar, 4)) in YAML text", at: place,
                note: "YAML 1.2.2 §5.1 allows tab, line feed and carriage return only",
                help: "write it as an escape in double quotes: `\"\\u\(hex(scalar, 4))\"`")
        case .duplicateKey(let key, let place, let first):
            return Diagnostic(
                1030, .error, "key \(quoted(key)) occurs twice in one object", at: place, caption: "again here",
                labels: [.init(first, "first here")],
                note: "most readers keep the last one silently, so the first would be lost")
        case .encoding(let name, let place):
            return Diagnostic(
                1001, .error, "the file is \(name), expected UTF-8", at: place, help: "save the file as UTF-8")
        default: return otherDiagnostic
        }
    }

    private var jsonDiagnostic: Diagnostic {
        switch self {
        case .jsonControlInString(let byte, let place):
            return Diagnostic(
                1013, .error, "control character U+\(hex(UInt32(byte), 4)) in a JSON string", at: place,
                help: "write `\(byte == 9 ? "\\t" : "\\u" + hex(UInt32(byte), 4))`")
        case .jsonEscape(let text, let place):
            return Diagnostic(
                1011, .error, "`\(text)` is no escape of JSON", at: place,
                note: "RFC 8259 §7 knows \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hexadecimal digits",
                help: text.hasPrefix("\\u") ? nil : "write `\\\(text)` for a backslash")
        case .jsonLoneSurrogate(let text, let place):
            return Diagnostic(
                1012, .error, "`\(text)` is half of a surrogate pair", at: place,
                note: "a character above U+FFFF takes two \\u escapes, high half first (RFC 8259 §7)")
        case .jsonNumber(let text, let place):
            return Diagnostic(
                1014, .error, "`\(text)` is no number of JSON", at: place, help: numberHelp(text))
        case .jsonTrailing(let found, let place):
            return Diagnostic(1015, .error, "\(found.phrase) after the end of the document", at: place)
        case .jsonUnexpected(let found, let expected, let place, let opener):
            return Diagnostic(
                1010, .error, "found \(found.phrase), expected \(expected)", at: place,
                labels: opener.map { [.init($0.range, $0.text.count == 1 ? "opened here" : "\($0.text)")] } ?? [],
                help: valueHelp(found, expected))
        case .jsonUnterminatedString(let place):
            return Diagnostic(1016, .error, "string without a closing `\"`", at: place, help: "add `\"`")
        default: return otherDiagnostic
        }
    }

    private var otherDiagnostic: Diagnostic {
        switch self {
        case .mergeOfScalar(let place):
            return Diagnostic(
                1027, .error, "`<<` merges something that is no object", at: place,
                help: "write `<<: *name` where `&name` marks an object")
        case .noDocument(let place):
            return Diagnostic(1004, .error, "the file holds no document", at: place)
        case .secondDocument(let place, let first):
            return Diagnostic(
                1005, .error, "a second document starts here, expected one document in a file", at: place,
                labels: [.init(first, "the first one")], help: "put it into a file of its own")
        case .surrogate(let scalar, let place):
            return Diagnostic(
                1002, .error, "surrogate U+\(hex(scalar, 4)) in UTF-8", at: place,
                note: "RFC 3629 §3 leaves surrogates to UTF-16", help: "save the file as UTF-8, not CESU-8")
        case .tagMismatch(let tag, let text, let place):
            return Diagnostic(1026, .error, "\(quoted(text)) does not fit the tag `\(tag)`", at: place)
        case .tagUnknown(let tag, let place, let nearest):
            return Diagnostic(
                1025, .warning, "unknown tag `\(tag)`, the value is read without it", at: place,
                help: nearest.map { "write `\($0)`" })
        case .tooDeep(let place, let limit):
            return Diagnostic(
                1007, .error, "nested more than \(limit) levels deep", at: place, caption: "level \(limit + 1)")
        case .tooLarge(let size, let limit, let place):
            return Diagnostic(
                1006, .error, "the file has \(size) bytes, expected at most \(limit)", at: place,
                note: "AWS imports up to 6 MB (\"API Gateway quotas\")")
        case .tooManyNodes(let place, let limit):
            return Diagnostic(1008, .error, "the document holds more than \(limit) values", at: place)
        case .yamlSyntax(let complaint, let place, let context):
            let words = complaint.words
            return Diagnostic(
                1020, .error, words.message, at: place, labels: context.map { [.init($0, words.label)] } ?? [],
                help: words.help)
        case .yamlTab(let place):
            return Diagnostic(
                1021, .error, "tab where indentation is expected", at: place,
                note: "YAML 1.2.2 §6.1: indentation is made of spaces", help: "replace the tab by spaces")
        default: preconditionFailure("every case is worded")
        }
    }

    // MARK: Parts of sentences

    private func hex(_ value: UInt32, _ digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    private func quoted(_ text: String) -> String { "`" + text.prefix(80) + (text.count > 80 ? "…`" : "`") }

    private func numberHelp(_ text: String) -> String? {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        if digits.count > 1, digits.first == "0", digits.allSatisfy(\.isNumber) {
            let value = digits.drop { $0 == "0" }
            return "write `\(text.hasPrefix("-") ? "-" : "")\(value.isEmpty ? "0" : value)`"
        }
        if digits.hasSuffix(".") { return "write `\(text)0`" }
        return nil
    }

    private func valueHelp(_ found: Found, _ expected: String) -> String? {
        guard case .text(let text) = found else { return nil }
        switch text {
        case "'": return "JSON strings stand in double quotes"
        case "/", "#": return "JSON has no comments"
        case "}" where expected.hasSuffix("the comma"), "]" where expected.hasSuffix("the comma"):
            return "remove the comma"
        case "True", "TRUE": return "write `true`"
        case "False", "FALSE": return "write `false`"
        case "None", "Null", "NULL", "undefined", "NaN": return "write `null`"
        default: return nil
        }
    }
}

extension TreeProblem.Found {
    /// As a noun phrase.
    var phrase: String {
        switch self {
        case .end: return "the end of the file"
        case .text(let text): return "`\(text)`"
        case .control(let byte): return "control character U+00" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }
}
