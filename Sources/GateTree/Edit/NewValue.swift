// Values that an edit writes into a document, in the three ways a document may be laid out: block YAML, flow YAML on
// one line, JSON on one line or many.

import GateBytes

/// A value that is not in the document yet. Texts stay texts: what would be read as a number or a word gets quotes.
package indirect enum NewValue: Sendable {
    case text(String)
    case list([NewValue])
    case object([(key: String, value: NewValue)])

    // MARK: Block YAML

    /// The lines of a member below `indent` blanks, without line ends.
    static func block(_ key: String, _ value: NewValue, indent: Int, unit: Int) -> [String] {
        let start = String(repeating: " ", count: indent) + scalar(key) + ":"
        switch value {
        case .object(let members) where !members.isEmpty:
            return [start] + members.flatMap { block($0.key, $0.value, indent: indent + unit, unit: unit) }
        default: return [start + " " + value.flow]
        }
    }

    // MARK: Flow YAML

    /// On one line.
    var flow: String {
        switch self {
        case .text(let text): NewValue.scalar(text)
        case .list(let values): "[" + values.map(\.flow).joined(separator: ", ") + "]"
        case .object(let members):
            "{" + members.map { NewValue.scalar($0.key) + ": " + $0.value.flow }.joined(separator: ", ") + "}"
        }
    }

    /// A text as a YAML scalar that is a string and may stand anywhere, also within braces.
    static func scalar(_ text: String) -> String {
        if isPlain(text) { return text }
        // Quotes that the text does not hold keep it readable.
        if text.utf8.contains(0x22), !text.utf8.contains(0x27), text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) {
            return "'" + text + "'"
        }
        return quoted(text)
    }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, ASCII.isLetter(first),
            text.utf8.allSatisfy({ ASCII.isAlphanumeric($0) || $0 == 0x2d || $0 == 0x2e || $0 == 0x5f || $0 == 0x2f })
        else { return false }
        return !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
    }

    // MARK: JSON

    /// JSON on one line.
    var json: String {
        switch self {
        case .text(let text): NewValue.quoted(text)
        case .list(let values): "[" + values.map(\.json).joined(separator: ", ") + "]"
        case .object(let members):
            "{" + members.map { NewValue.quoted($0.key) + ": " + $0.value.json }.joined(separator: ", ") + "}"
        }
    }

    /// JSON on as many lines as it has members; `indent` stands in front of the line that it begins on.
    func json(indent: String, unit: String) -> String {
        guard case .object(let members) = self, !members.isEmpty else { return json }
        let inner = indent + unit
        let lines = members.map { inner + NewValue.quoted($0.key) + ": " + $0.value.json(indent: inner, unit: unit) }
        return "{\n" + lines.joined(separator: ",\n") + "\n" + indent + "}"
    }

    /// With JSON's quotes and escapes, which YAML reads too.
    static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\t": out += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                let digits = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
