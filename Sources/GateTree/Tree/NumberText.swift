// Numbers from their spelling: JSON's, and the further ones of the YAML 1.2 core schema (`+1`, `.5`, `0x1F`,
// `0o17`, `.inf`, `.nan`).

import GateBytes

/// Reads and rewrites spellings of numbers. The callers have checked that the text is one.
enum NumberText {
    static func integer(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        var index = 0
        var isNegative = false
        if index < text.count, text[index] == 0x2b || text[index] == 0x2d {
            isNegative = text[index] == 0x2d
            index += 1
        }
        var radix = 10
        if index + 2 < text.count, text[index] == 0x30, text[index + 1] | 0x20 == 0x78 { radix = 16 }
        if index + 2 < text.count, text[index] == 0x30, text[index + 1] == 0x6f { radix = 8 }
        if radix != 10 { index += 2 }
        guard index < text.count else { return nil }
        var value = 0
        while index < text.count {
            guard let digit = ASCII.hexValue(text[index]), Int(digit) < radix else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: radix)
            let (sum, overflow2) =
                isNegative
                ? product.subtractingReportingOverflow(Int(digit)) : product.addingReportingOverflow(Int(digit))
            if overflow || overflow2 { return nil }
            value = sum
            index += 1
        }
        return value
    }

    static func double(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        let spelling = String(decoding: text, as: UTF8.self)
        if let value = integer(text) { return Double(value) }
        switch spelling.lowercased() {
        case ".inf", "+.inf": return .infinity
        case "-.inf": return -.infinity
        case ".nan": return .nan
        default: return Double(spelling) ?? Double(spelling + "0") ?? Double("0" + spelling)
        }
    }

    /// The spelling JSON has for the number; `null` for infinities and not-a-number, which JSON lacks.
    static func json(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        if isJSON(text) { return Array(text) }
        if let value = integer(text) { return Array(String(value).utf8) }
        guard let value = double(text), value.isFinite else { return Array("null".utf8) }
        return Array(decimal(text) ?? "\(value)".utf8.map { $0 })
    }

    /// Whether the text follows RFC 8259 §6.
    static func isJSON(_ text: UnsafeBufferPointer<UInt8>) -> Bool { jsonLength(text, from: 0) == text.count }

    /// The size of the JSON number at `start`, 0 when there is none.
    static func jsonLength(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        func digits() -> Int {
            let from = index
            while index < text.count, ASCII.isDigit(text[index]) { index += 1 }
            return index - from
        }
        if index < text.count, text[index] == 0x2d { index += 1 }
        let isZero = index < text.count && text[index] == 0x30
        let integerDigits = digits()
        if integerDigits == 0 || (isZero && integerDigits > 1) { return 0 }
        if index < text.count, text[index] == 0x2e {
            index += 1
            if digits() == 0 { return 0 }
        }
        if index < text.count, text[index] | 0x20 == 0x65 {
            index += 1
            if index < text.count, text[index] == 0x2b || text[index] == 0x2d { index += 1 }
            if digits() == 0 { return 0 }
        }
        return index - start
    }

    /// A YAML float such as `+1.`, `.5` or `007.5` in JSON's spelling, digits kept.
    private static func decimal(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var rest = Array(text)
        var result: [UInt8] = []
        if let sign = rest.first, sign == 0x2b || sign == 0x2d {
            if sign == 0x2d { result.append(sign) }
            rest.removeFirst()
        }
        let integerEnd = rest.firstIndex { !ASCII.isDigit($0) } ?? rest.count
        let digits = rest[..<integerEnd].drop { $0 == 0x30 }
        result += digits.isEmpty ? [0x30] : Array(digits)
        rest.removeFirst(integerEnd)
        if rest.first == 0x2e, rest.count == 1 || !ASCII.isDigit(rest[1]) { rest.removeFirst() }
        result += rest
        return result.withUnsafeBufferPointer(isJSON) ? result : nil
    }
}
