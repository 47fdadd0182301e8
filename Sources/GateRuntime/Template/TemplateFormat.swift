// `String.format` as `java.util.Formatter` has it: flags, width, precision, argument positions and the conversions of
// texts, numbers and Booleans. Dates and hexadecimal fractions throw.

import GateBytes
import GateJSON

/// One `%…` of a pattern.
private struct FormatItem {
    var isLeft = false
    var isAlternate = false
    var isSigned = false
    var isSpaced = false
    var isZero = false
    var isGrouped = false
    var isBracketed = false
    var width: Int?
    var precision: Int?
    /// The argument's number from 1 on, 0 for the one before, nil for the next.
    var position: Int?
    var conversion: UInt8 = 0

    /// Largest width and precision. Ours.
    static let sizeMax = 100_000

    /// Reads what stands behind the `%` at `index`.
    init(_ pattern: ByteView, _ index: inout Int) throws(TemplateFailure) {
        let start = index
        if let number = try FormatItem.number(pattern, &index), index < pattern.count, pattern[index] == 0x24 {
            if number == 0 { throw .method }
            position = number
            index += 1
        } else {
            index = start
            if index < pattern.count, pattern[index] == 0x3c {
                position = 0
                index += 1
            }
        }
        while index < pattern.count, try takeFlag(pattern[index]) { index += 1 }
        width = try FormatItem.number(pattern, &index)
        if index < pattern.count, pattern[index] == 0x2e {
            index += 1
            guard let number = try FormatItem.number(pattern, &index) else { throw .method }
            precision = number
        }
        guard index < pattern.count else { throw .method }
        conversion = pattern[index]
        index += 1
        if isLeft && width == nil || isLeft && isZero || isZero && width == nil || isSigned && isSpaced {
            throw .method
        }
    }

    private static func number(_ pattern: ByteView, _ index: inout Int) throws(TemplateFailure) -> Int? {
        let start = index
        var value = 0
        while index < pattern.count, ASCII.isDigit(pattern[index]) {
            value = value * 10 + Int(pattern[index] &- 0x30)
            if value > sizeMax { throw .memory }
            index += 1
        }
        return index > start ? value : nil
    }

    private mutating func takeFlag(_ byte: UInt8) throws(TemplateFailure) -> Bool {
        let flags: [(UInt8, WritableKeyPath<FormatItem, Bool>)] = [
            (0x2d, \.isLeft), (0x23, \.isAlternate), (0x2b, \.isSigned), (0x20, \.isSpaced), (0x30, \.isZero),
            (0x2c, \.isGrouped), (0x28, \.isBracketed),
        ]
        guard let (_, flag) = flags.first(where: { $0.0 == byte }) else { return false }
        if self[keyPath: flag] { throw .method }
        self[keyPath: flag] = true
        return true
    }

    var hasNumberFlags: Bool { isSigned || isSpaced || isZero || isGrouped || isBracketed }
}

extension TemplateHeap {
    /// `String.format(pattern, …)`: the arguments behind the first, or the elements of a list that is the only one.
    func format(_ arguments: TemplateArguments) throws(TemplateFailure) -> TemplateValue {
        guard let pattern = try arguments.text(0) else { return .null }
        var values: [TemplateValue] = []
        for index in 1..<max(arguments.count, 1) { values.append(arguments[index]) }
        let spare = arena.open()
        defer { arena.close() }
        var next = 0
        var last = -1
        var index = 0
        while index < pattern.count {
            let byte = pattern[index]
            index += 1
            if byte != 0x25 {
                spare.pointee.append(byte)
                continue
            }
            let item = try FormatItem(pattern, &index)
            if item.conversion == 0x25 || item.conversion == UInt8(ascii: "n") {
                if item.conversion == 0x25 {
                    if item.precision != nil || item.hasNumberFlags { throw .method }
                    pad([0x25], item, &spare.pointee)
                } else {
                    if item.width != nil || item.precision != nil || item.isLeft { throw .method }
                    spare.pointee.append(0x0a)
                }
                continue
            }
            switch item.position {
            case nil:
                last = next
                next += 1
            case 0: break
            case let number?: last = number - 1
            }
            guard last >= 0, last < values.count else { throw .method }
            try append(values[last], item, &spare.pointee)
            if spare.pointee.count > TemplateMachine.printedBytesMax { throw .memory }
        }
        return string(copying: spare.pointee.view)
    }

    private func pad(_ text: [UInt8], _ item: FormatItem, _ out: inout ByteBuffer) {
        let length = text.withByteView { JavaText.length($0) }
        let padding = max(0, (item.width ?? 0) - length)
        if !item.isLeft { for _ in 0..<padding { out.append(0x20) } }
        text.withByteView { out.append($0) }
        if item.isLeft { for _ in 0..<padding { out.append(0x20) } }
    }

    private func append(
        _ value: TemplateValue, _ item: FormatItem, _ out: inout ByteBuffer
    ) throws(TemplateFailure) {
        let lower = item.conversion | 0x20
        let isUpper = item.conversion != lower
        var text: [UInt8]
        switch lower {
        case UInt8(ascii: "s"), UInt8(ascii: "b"), UInt8(ascii: "h"):
            if item.hasNumberFlags || item.isAlternate { throw .method }
            text = try general(value, lower)
            if let precision = item.precision { text = TemplateHeap.cut(text, units: precision) }
        case UInt8(ascii: "c"):
            if item.hasNumberFlags || item.precision != nil || item.isAlternate { throw .method }
            text = try character(value)
        case UInt8(ascii: "d"), UInt8(ascii: "x"), UInt8(ascii: "o"):
            if item.precision != nil || (isUpper && lower != UInt8(ascii: "x")) { throw .method }
            text = try whole(value, lower, item)
        case UInt8(ascii: "f"), UInt8(ascii: "e"), UInt8(ascii: "g"):
            if isUpper && lower == UInt8(ascii: "f") { throw .method }
            if lower == UInt8(ascii: "e") && item.isGrouped || lower == UInt8(ascii: "g") && item.isAlternate {
                throw .method
            }
            text = try fraction(value, lower, item)
        default: throw .method
        }
        if isUpper {
            var changed = ByteBuffer(capacity: text.count + 8)
            text.withByteView { JavaText.appendCase($0, upper: true, to: &changed) }
            text = Array(changed.view)
        }
        pad(text, item, &out)
    }

    private static func cut(_ text: [UInt8], units: Int) -> [UInt8] {
        text.withByteView { view in
            if JavaText.length(view) <= units { return Array(view) }
            return Array(
                view.slice(0, JavaText.offset(view, unit: units) ?? JavaText.offset(view, unit: units - 1) ?? 0))
        }
    }

    private func general(_ value: TemplateValue, _ conversion: UInt8) throws(TemplateFailure) -> [UInt8] {
        if conversion == UInt8(ascii: "s") { return Array(try text(value)) }
        if conversion == UInt8(ascii: "b") { return Array((value.isTrue ? "true" : "false").utf8) }
        if value.isNull { return Array("null".utf8) }
        return Array(String(UInt32(bitPattern: javaHash(value, depth: 0)), radix: 16).utf8)
    }

    private func character(_ value: TemplateValue) throws(TemplateFailure) -> [UInt8] {
        if value.isNull { return Array("null".utf8) }
        if value.tag == .character { return Array(value.view) }
        guard value.tag == .integer, let scalar = Unicode.Scalar(UInt32(truncatingIfNeeded: value.number)) else {
            throw .method
        }
        return Array(String(scalar).utf8)
    }

    /// A number's digits with its signs, zeros and groups.
    private func dress(_ digits: [UInt8], isNegative: Bool, _ item: FormatItem) -> [UInt8] {
        var whole = Array(digits.prefix { ASCII.isDigit($0) })
        let rest = digits.dropFirst(whole.count)
        if item.isGrouped {
            var grouped: [UInt8] = []
            for (place, digit) in whole.enumerated() {
                if place > 0, (whole.count - place) % 3 == 0 { grouped.append(0x2c) }
                grouped.append(digit)
            }
            whole = grouped
        }
        var text = whole + rest
        let sign: [UInt8] =
            isNegative ? [item.isBracketed ? 0x28 : 0x2d] : item.isSigned ? [0x2b] : item.isSpaced ? [0x20] : []
        let end: [UInt8] = isNegative && item.isBracketed ? [0x29] : []
        if item.isZero {
            let missing = max(0, (item.width ?? 0) - text.count - sign.count - end.count)
            text = [UInt8](repeating: 0x30, count: missing) + text
        }
        return sign + text + end
    }

    private func whole(
        _ value: TemplateValue, _ conversion: UInt8, _ item: FormatItem
    ) throws(TemplateFailure) -> [UInt8] {
        if value.isNull { return Array("null".utf8) }
        guard value.isWhole || value.tag == .big else { throw .method }
        if conversion == UInt8(ascii: "d") {
            if item.isAlternate { throw .method }
            let text = Array(try text(value))
            let isNegative = text.first == 0x2d
            return dress(isNegative ? Array(text.dropFirst()) : text, isNegative: isNegative, item)
        }
        if item.isGrouped || value.tag == .big { throw .method }
        if item.isSigned || item.isSpaced || item.isBracketed { throw .method }
        let bits =
            value.tag == .integer
            ? UInt64(UInt32(truncatingIfNeeded: value.number)) : UInt64(bitPattern: Int64(value.number))
        let isHex = conversion == UInt8(ascii: "x")
        var digits = Array(String(bits, radix: isHex ? 16 : 8).utf8)
        let mark: [UInt8] = item.isAlternate ? (isHex ? [0x30, 0x78] : [0x30]) : []
        if item.isZero {
            let missing = max(0, (item.width ?? 0) - digits.count - mark.count)
            digits = [UInt8](repeating: 0x30, count: missing) + digits
        }
        return mark + digits
    }

    private func fraction(
        _ value: TemplateValue, _ conversion: UInt8, _ item: FormatItem
    ) throws(TemplateFailure) -> [UInt8] {
        if value.isNull { return Array("null".utf8) }
        guard value.tag == .double || value.tag == .decimal else { throw .method }
        let number = double(value)
        let isNegative = number.sign == .minus && !number.isNaN
        if !number.isFinite {
            let name = number.isNaN ? "NaN" : isNegative ? item.isBracketed ? "(Infinity)" : "-Infinity" : "Infinity"
            return Array((number > 0 && item.isSigned ? "+" : "").utf8) + Array(name.utf8)
        }
        var decimal = FormatDecimal(value.tag == .decimal ? Array(value.view) : TemplateHeap.javaText(number))
        var precision = item.precision ?? 6
        var form = conversion
        if conversion == UInt8(ascii: "g") {
            precision = max(precision, 1)
            var rounded = decimal
            rounded.round(toDigits: precision)
            let isSmall = rounded.isZero || (rounded.exponent >= -3 && rounded.exponent <= precision)
            form = isSmall ? UInt8(ascii: "f") : UInt8(ascii: "e")
            precision = max(0, isSmall ? precision - (rounded.isZero ? 1 : rounded.exponent) : precision - 1)
            decimal = rounded
        }
        var text: [UInt8]
        if form == UInt8(ascii: "f") {
            decimal.round(toDigits: decimal.exponent + precision)
            text = decimal.plain(precision)
        } else {
            decimal.round(toDigits: precision + 1)
            text = decimal.scientific(precision)
        }
        if item.isAlternate, precision == 0 { text.append(0x2e) }
        return dress(text, isNegative: isNegative, item)
    }

    private static func javaText(_ number: Double) -> [UInt8] {
        var out = ByteBuffer(capacity: 32)
        JSONNumber.appendJava(number, to: &out)
        return Array(out.view)
    }
}

/// A number as digits behind the point and a power of ten: 0.d₁d₂… × 10^exponent, without its sign.
private struct FormatDecimal {
    private(set) var digits: [UInt8] = []
    private(set) var exponent = 0

    init(_ text: [UInt8]) {
        var point: Int?
        var scale = 0
        var index = 0
        while index < text.count {
            let byte = text[index]
            index += 1
            if ASCII.isDigit(byte) {
                digits.append(byte)
            } else if byte == 0x2e {
                point = digits.count
            } else if byte | 0x20 == UInt8(ascii: "e") {
                let rest = text[index...].drop { $0 == 0x2b }
                scale = Int(String(decoding: rest, as: UTF8.self)) ?? 0
                break
            }
        }
        exponent = (point ?? digits.count) + scale
        let zeros = digits.prefix { $0 == 0x30 }.count
        digits.removeFirst(zeros)
        exponent -= zeros
        while digits.last == 0x30 { digits.removeLast() }
        if digits.isEmpty { exponent = 1 }
    }

    var isZero: Bool { digits.isEmpty }

    /// Keeps the first `count` digits, half up.
    mutating func round(toDigits count: Int) {
        if isZero || count >= digits.count { return }
        if count < 0 {
            digits = []
            exponent = 1
            return
        }
        let isUp = digits[count] >= 0x35
        digits.removeLast(digits.count - count)
        if isUp {
            var place = count - 1
            while place >= 0, digits[place] == 0x39 { place -= 1 }
            if place < 0 {
                digits = [0x31]
                exponent += 1
            } else {
                digits[place] += 1
                digits.removeLast(digits.count - place - 1)
            }
        }
        while digits.last == 0x30 { digits.removeLast() }
        if digits.isEmpty { exponent = 1 }
    }

    private func digit(_ place: Int) -> UInt8 { place >= 0 && place < digits.count ? digits[place] : 0x30 }

    func plain(_ precision: Int) -> [UInt8] {
        var text: [UInt8] = []
        for place in 0..<max(exponent, 0) { text.append(digit(place)) }
        if text.isEmpty { text = [0x30] }
        if precision > 0 {
            text.append(0x2e)
            for place in 0..<precision { text.append(digit(exponent + place)) }
        }
        return text
    }

    func scientific(_ precision: Int) -> [UInt8] {
        var text = [digit(0)]
        if precision > 0 {
            text.append(0x2e)
            for place in 1...precision { text.append(digit(place)) }
        }
        let power = isZero ? 0 : exponent - 1
        let figures = String(abs(power))
        return text + Array(("e" + (power < 0 ? "-" : "+") + (figures.utf8.count < 2 ? "0" : "") + figures).utf8)
    }
}
