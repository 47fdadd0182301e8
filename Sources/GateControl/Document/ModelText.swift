// The texts that AWS makes of JSON on its way in: schemas of imported models on many lines, in the manner of Jackson's
// printer, and names for schemas that have none.

import GateBytes
import GateJSON

/// Texts of models.
package enum ModelText {
    /// JSON with blanks on both sides of the colon, arrays on one line.
    package static func pretty(_ value: JSONValue) -> String {
        var out = ""
        append(value, indent: "", to: &out)
        return out
    }

    private static func append(_ value: JSONValue, indent: String, to out: inout String) {
        switch value {
        case .object(let members):
            guard !members.isEmpty else {
                out += "{ }"
                return
            }
            let inner = indent + "  "
            var isFirst = true
            out += "{"
            for (name, member) in members {
                out += (isFirst ? "\n" : ",\n") + inner + JSONValue.string(name).json + " : "
                append(member, indent: inner, to: &out)
                isFirst = false
            }
            out += "\n" + indent + "}"
        case .array(let values):
            out += "["
            for (index, element) in values.enumerated() {
                out += index == 0 ? " " : ", "
                append(element, indent: indent, to: &out)
            }
            out += " ]"
        case .null, .bool, .number, .string: out += value.json
        }
    }

    /// The name of a model that has none: `MODEL` and six digits that its text gives.
    package static func generatedName(_ schema: String) -> String {
        let digits = String(checksum(schema) & 0xff_ffff, radix: 16)
        return "MODEL" + String(repeating: "0", count: 6 - digits.count) + digits
    }

    private static func checksum(_ text: String) -> UInt32 {
        var check = CRC32()
        Array(text.utf8).withByteView { check.take($0) }
        return check.value
    }

    /// Whether a name is one that AWS takes: letters and digits.
    package static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy(ASCII.isAlphanumeric)
    }
}
