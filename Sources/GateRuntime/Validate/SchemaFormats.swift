// `format` as an assertion: the formats of JSON Schema 2020-12 validation §7.3 on decoded text, each by the grammar
// of its RFC. Times and numbers; names and addresses of the net are in `SchemaFormats+Net.swift`.

import GateBytes
import GatePlan

/// Checks of formats. Nothing is allocated but for `regex`.
package enum SchemaFormats {
    /// Whether a text has a format.
    package static func accepts(_ format: SchemaFormat, _ text: ByteView) -> Bool {
        var scan = FormatScan(text)
        switch format {
        case .date: return date(&scan) && scan.isAtEnd
        case .time: return time(&scan) && scan.isAtEnd
        case .dateTime:
            return date(&scan) && (scan.take(0x54) || scan.take(0x74)) && time(&scan) && scan.isAtEnd
        case .duration: return duration(&scan)
        case .email: return NetFormats.email(text, allowsUnicode: false)
        case .internationalEmail: return NetFormats.email(text, allowsUnicode: true)
        case .hostname: return NetFormats.hostname(text, checksALabels: true)
        case .plainHostname: return NetFormats.hostname(text, checksALabels: false)
        case .internationalHostname: return InternationalNames.hostname(text)
        case .ipv4: return NetFormats.ipv4(text)
        case .ipv6: return NetFormats.ipv6(text)
        case .uri: return NetFormats.uri(text, allowsUnicode: false, allowsRelative: false)
        case .uriReference: return NetFormats.uri(text, allowsUnicode: false, allowsRelative: true)
        case .iri: return NetFormats.uri(text, allowsUnicode: true, allowsRelative: false)
        case .iriReference: return NetFormats.uri(text, allowsUnicode: true, allowsRelative: true)
        case .uriTemplate: return NetFormats.uriTemplate(text)
        case .uuid: return uuid(text)
        case .jsonPointer: return jsonPointer(text)
        case .relativeJSONPointer: return relativePointer(text)
        case .regex: return ScriptSyntax.accepts(text)
        case .int32, .int64: return true
        }
    }

    /// Whether a number is whole and fits a signed integer.
    package static func fits(_ text: ByteView, bits: Int) -> Bool {
        guard let value = SmallInteger.read(text) else {
            // Nineteen digits: only 64-bit values near the bound; compared as text.
            if bits == 32 { return false }
            var digits = text
            let isNegative = text.count > 0 && text[0] == 0x2d
            if isNegative { digits = text.dropFirst(1) }
            if digits.count != 19 { return false }
            let bound = isNegative ? ByteView("9223372036854775808") : ByteView("9223372036854775807")
            for index in 0..<19 {
                if !ASCII.isDigit(digits[index]) { return false }
                if digits[index] != bound[index] { return digits[index] < bound[index] }
            }
            return true
        }
        return bits == 64 || (value >= Int(Int32.min) && value <= Int(Int32.max))
    }

    // MARK: RFC 3339

    private static func date(_ scan: inout FormatScan) -> Bool {
        guard let year = scan.digits(4), scan.take(0x2d), let month = scan.digits(2), scan.take(0x2d),
            let day = scan.digits(2), (1...12).contains(month), day >= 1
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        switch month {
        case 2: return day <= (isLeap ? 29 : 28)
        case 4, 6, 9, 11: return day <= 30
        default: return day <= 31
        }
    }

    /// `full-time`; a leap second only where it can be, at 23:59 UTC.
    private static func time(_ scan: inout FormatScan) -> Bool {
        guard let hour = scan.digits(2), scan.take(0x3a), let minute = scan.digits(2), scan.take(0x3a),
            let second = scan.digits(2), hour < 24, minute < 60, second <= 60
        else { return false }
        if scan.take(0x2e) {
            var count = 0
            while scan.takeDigit() { count += 1 }
            if count == 0 { return false }
        }
        var offset = 0
        if !scan.take(0x5a), !scan.take(0x7a) {
            let isBehind = scan.take(0x2d)
            guard isBehind || scan.take(0x2b), let hours = scan.digits(2), scan.take(0x3a),
                let minutes = scan.digits(2), hours < 24, minutes < 60
            else { return false }
            offset = (hours * 60 + minutes) * (isBehind ? -1 : 1)
        }
        if second < 60 { return true }
        let utc = ((hour * 60 + minute - offset) % 1440 + 1440) % 1440
        return utc == 1439
    }

    /// RFC 3339 appendix A: `P1Y2M3DT4H5M6S`, or weeks alone.
    private static func duration(_ scan: inout FormatScan) -> Bool {
        guard scan.take(0x50) else { return false }
        var last = -1
        var isTime = false
        var hasTime = false
        while !scan.isAtEnd {
            if scan.take(0x54) {
                if isTime { return false }
                isTime = true
                last = -1
                continue
            }
            var count = 0
            while scan.takeDigit() { count += 1 }
            if count == 0 { return false }
            let units = isTime ? ByteView("HMS") : ByteView("YMDW")
            guard let unit = scan.next(), let place = units.firstIndex(of: unit), place > last else { return false }
            // Units follow each other without a gap, weeks stand alone.
            if last >= 0, place != last + 1 || (!isTime && place == 3) { return false }
            if !isTime, place == 3 { return scan.isAtEnd }
            last = place
            if isTime { hasTime = true }
        }
        return isTime ? hasTime : last >= 0
    }

    // MARK: Others

    private static func uuid(_ text: ByteView) -> Bool {
        if text.count != 36 { return false }
        for index in 0..<36 {
            switch index {
            case 8, 13, 18, 23: if text[index] != 0x2d { return false }
            default: if ASCII.hexValue(text[index]) == nil { return false }
            }
        }
        return true
    }

    /// RFC 6901.
    private static func jsonPointer(_ text: ByteView) -> Bool {
        if text.isEmpty { return true }
        if text[0] != 0x2f { return false }
        for index in 0..<text.count where text[index] == 0x7e {
            if index + 1 == text.count || (text[index + 1] != 0x30 && text[index + 1] != 0x31) { return false }
        }
        return true
    }

    /// A number without leading zeros, then `#` or a pointer.
    private static func relativePointer(_ text: ByteView) -> Bool {
        var index = 0
        while index < text.count, ASCII.isDigit(text[index]) { index += 1 }
        if index == 0 || (index > 1 && text[0] == 0x30) { return false }
        let rest = text.dropFirst(index)
        return rest == ("#" as StaticString) || jsonPointer(rest)
    }
}

/// A reading position in a text.
struct FormatScan {
    let text: ByteView
    var position = 0

    init(_ text: ByteView) { self.text = text }

    var isAtEnd: Bool { position == text.count }

    mutating func next() -> UInt8? {
        if position == text.count { return nil }
        position += 1
        return text[position - 1]
    }

    /// Takes a byte if it is the next one.
    mutating func take(_ byte: UInt8) -> Bool {
        if position == text.count || text[position] != byte { return false }
        position += 1
        return true
    }

    mutating func takeDigit() -> Bool {
        if position == text.count || !ASCII.isDigit(text[position]) { return false }
        position += 1
        return true
    }

    /// Exactly `count` digits.
    mutating func digits(_ count: Int) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard let byte = next(), ASCII.isDigit(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        return value
    }
}
