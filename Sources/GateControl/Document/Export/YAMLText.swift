// A value as YAML, in the manner of AWS's exports: block style, texts in double quotes, plain keys.

import GateBytes
import GateJSON

/// Texts in YAML 1.1 and 1.2.
package enum YAMLText {
    /// One document.
    package static func document(_ value: JSONValue) -> String {
        var out = "---\n"
        switch value {
        case .object(let members) where !members.isEmpty: append(members, indent: "", to: &out)
        case .array(let values) where !values.isEmpty: append(values, indent: "", to: &out)
        default: out += value.json + "\n"
        }
        return out
    }

    private static func append(_ members: JSONObject, indent: String, isInList: Bool = false, to out: inout String) {
        var isFirst = isInList
        for (name, value) in members {
            if !isFirst { out += indent }
            isFirst = false
            out += key(name) + ":"
            switch value {
            case .object(let inner) where !inner.isEmpty:
                out += "\n"
                append(inner, indent: indent + "  ", to: &out)
            case .array(let inner) where !inner.isEmpty:
                out += "\n"
                append(inner, indent: indent, to: &out)
            default: out += " " + value.json + "\n"
            }
        }
    }

    private static func append(_ values: [JSONValue], indent: String, to out: inout String) {
        for value in values {
            out += indent + "- "
            switch value {
            case .object(let inner) where !inner.isEmpty:
                append(inner, indent: indent + "  ", isInList: true, to: &out)
            case .array(let inner) where !inner.isEmpty:
                out += "\n"
                append(inner, indent: indent + "  ", to: &out)
            default: out += value.json + "\n"
            }
        }
    }

    /// A key without quotes where it reads as a text all the same.
    private static func key(_ text: String) -> String {
        let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
        guard let first = text.utf8.first, ASCII.isLetter(first) || first == 0x2f || first == 0x24,
            !words.contains(text.lowercased()), text.utf8.count <= 128,
            text.utf8.allSatisfy({ ASCII.isAlphanumeric($0) || "-._/{}+$".utf8.contains($0) })
        else { return JSONValue.string(text).json }
        return text
    }
}
