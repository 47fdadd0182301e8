// Which plain scalars are null, booleans and numbers: the YAML 1.2 core schema (YAML 1.2.2 §10.3.2). So `yes`,
// `no`, `on`, `off` and dates are strings, whatever YAML 1.1 said.

import GateBytes

/// Tag resolution of plain scalars.
enum CoreSchema {
    /// The kind of an untagged plain scalar.
    static func kind(_ text: UnsafeBufferPointer<UInt8>) -> Tree.RecordKind {
        guard let first = text.first else { return .null }
        switch first {
        case 0x7e: return text.count == 1 ? .null : .string
        case 0x6e, 0x4e: return isNull(text) ? .null : .string
        case 0x74, 0x54, 0x66, 0x46: return boolean(text) != nil ? .boolean : .string
        case 0x2b, 0x2d, 0x2e, 0x30...0x39: return isNumber(text) ? .number : .string
        default: return .string
        }
    }

    static func isNull(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.isEmpty || matches(text, "~", "~", "~") || matches(text, "null", "Null", "NULL")
    }

    static func boolean(_ text: UnsafeBufferPointer<UInt8>) -> Bool? {
        if matches(text, "true", "True", "TRUE") { return true }
        return matches(text, "false", "False", "FALSE") ? false : nil
    }

    static func isNumber(_ text: UnsafeBufferPointer<UInt8>) -> Bool { isInteger(text) || isFloat(text) }

    /// `[-+]? [0-9]+`, `0o [0-7]+`, `0x [0-9a-fA-F]+`.
    static func isInteger(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        if text.count > 2, text[0] == 0x30, text[1] == 0x78 {
            return text.dropFirst(2).allSatisfy { ASCII.hexValue($0) != nil }
        }
        if text.count > 2, text[0] == 0x30, text[1] == 0x6f { return text.dropFirst(2).allSatisfy { $0 &- 0x30 < 8 } }
        let digits = text.first == 0x2b || text.first == 0x2d ? text.dropFirst() : text[...]
        return !digits.isEmpty && digits.allSatisfy(ASCII.isDigit)
    }

    /// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`, infinities and not-a-number.
    static func isFloat(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        if matches(text, ".nan", ".NaN", ".NAN") { return true }
        let hasSign = text.first == 0x2b || text.first == 0x2d
        let rest = UnsafeBufferPointer(rebasing: hasSign ? text.dropFirst() : text[...])
        if matches(rest, ".inf", ".Inf", ".INF") { return true }
        var index = 0
        func digits() -> Int {
            let start = index
            while index < rest.count, ASCII.isDigit(rest[index]) { index += 1 }
            return index - start
        }
        var count = digits()
        if index < rest.count, rest[index] == 0x2e {
            index += 1
            count += digits()
        }
        if count == 0 { return false }
        if index < rest.count, rest[index] | 0x20 == 0x65 {
            index += 1
            if index < rest.count, rest[index] == 0x2b || rest[index] == 0x2d { index += 1 }
            if digits() == 0 { return false }
        }
        return index == rest.count
    }

    private static func matches(
        _ text: UnsafeBufferPointer<UInt8>, _ first: StaticString, _ second: StaticString, _ third: StaticString
    ) -> Bool {
        let view = ByteView(UnsafeRawBufferPointer(text))
        return view == first || view == second || view == third
    }
}
