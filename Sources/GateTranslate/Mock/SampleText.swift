// Sample strings and numbers.

import GateBytes
import GateTree

/// Values of scalar types.
enum SampleText {
    /// Longest string made to reach `minLength`, in characters.
    static let lengthMax = 1000

    private static let formats = [
        "byte": "c2FtcGxl", "binary": "", "date": "2025-01-31", "date-time": "2025-01-31T12:00:00Z",
        "duration": "P1D", "email": "user@example.com", "hostname": "example.com", "idn-email": "user@example.com",
        "ip": "192.0.2.1", "ipv4": "192.0.2.1", "ipv6": "2001:db8::1", "password": "secret", "time": "12:00:00Z",
        "uri": "https://example.com/", "uri-reference": "/example", "url": "https://example.com/",
        "uuid": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    ]

    /// A string of the schema's format and length.
    static func string(_ schema: Node) -> String {
        if let format = schema["format"]?.string, let text = formats[format] { return text }
        var text = "string"
        let least = min(schema["minLength"]?.integer ?? 0, lengthMax)
        while text.utf8.count < least { text += "string" }
        if text != "string" { text = String(text.prefix(max(least, 0))) }
        if let most = schema["maxLength"]?.integer, most >= 0, text.utf8.count > most { text = String(text.prefix(most)) }
        return text
    }

    /// A number within the schema's bounds: 0 where it fits.
    static func number(_ schema: Node, isInteger: Bool) -> String {
        let lower = schema["minimum"]?.double ?? schema["exclusiveMinimum"]?.double
        let upper = schema["maximum"]?.double ?? schema["exclusiveMaximum"]?.double
        let isLowerOpen = schema["exclusiveMinimum"]?.boolean ?? (schema["minimum"] == nil && lower != nil)
        let isUpperOpen = schema["exclusiveMaximum"]?.boolean ?? (schema["maximum"] == nil && upper != nil)
        var value = 0.0
        if let lower, lower > 0 || (lower == 0 && isLowerOpen) {
            value = isInteger ? lower.rounded(.up) : lower
            if isLowerOpen, value == lower { value += 1 }
        } else if let upper, upper < 0 || (upper == 0 && isUpperOpen) {
            value = isInteger ? upper.rounded(.down) : upper
            if isUpperOpen, value == upper { value -= 1 }
        }
        if let step = schema["multipleOf"]?.double, step > 0, step.isFinite, value != 0 {
            value = (value / step).rounded(.up) * step
        }
        return text(value)
    }

    private static func text(_ value: Double) -> String {
        guard value.isFinite else { return "0" }
        if value == value.rounded(), abs(value) < 9e15 { return String(Int(value)) }
        return "\(value)"
    }
}
