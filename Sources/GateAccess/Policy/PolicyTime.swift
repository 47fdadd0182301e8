// Times of date conditions. AWS: "IAM JSON policy elements: Condition operators", date: the W3C profile of ISO 8601, or
// seconds since 1970.

import GateBytes

/// Reads and writes times of policies.
package enum PolicyTime {
    /// Seconds since 1970; nil for text that is no time.
    package static func parse(_ text: ByteView) -> Double? {
        // Four digits are a year.
        if text.count != 4, text.firstIndex(of: 0x2d) == nil { return PolicyNumber.parse(text) }
        var scanner = DigitScanner(text)
        guard let year = scanner.number(digits: 4) else { return nil }
        var month = 1
        var day = 1
        var seconds = 0.0
        if scanner.skip(0x2d) {
            guard let found = scanner.number(digits: 2), (1...12).contains(found) else { return nil }
            month = found
            if scanner.skip(0x2d) {
                guard let found = scanner.number(digits: 2), (1...CivilDay.days(in: month, of: year)).contains(found)
                else {
                    return nil
                }
                day = found
                if scanner.skip(0x54) || scanner.skip(0x74) || scanner.skip(0x20) {
                    guard let clock = readClock(&scanner) else { return nil }
                    seconds = clock
                }
            }
        }
        guard scanner.isAtEnd else { return nil }
        return Double(CivilDay.number(year: year, month: month, day: day)) * 86_400 + seconds
    }

    /// `hh:mm[:ss[.s…]]` and a zone, as seconds from midnight UTC.
    private static func readClock(_ scanner: inout DigitScanner) -> Double? {
        guard let hour = scanner.number(digits: 2), hour < 24, scanner.skip(0x3a),
            let minute = scanner.number(digits: 2), minute < 60
        else { return nil }
        var seconds = Double(hour * 3600 + minute * 60)
        if scanner.skip(0x3a) {
            guard let second = scanner.number(digits: 2), second <= 60 else { return nil }
            seconds += Double(second)
            if scanner.skip(0x2e) {
                guard let fraction = scanner.fraction() else { return nil }
                seconds += fraction
            }
        }
        if scanner.skip(0x5a) || scanner.skip(0x7a) { return seconds }
        let isEast = scanner.skip(0x2b)
        guard isEast || scanner.skip(0x2d), let hours = scanner.number(digits: 2), hours < 24 else { return nil }
        _ = scanner.skip(0x3a)
        guard let minutes = scanner.number(digits: 2), minutes < 60 else { return nil }
        let offset = Double(hours * 3600 + minutes * 60)
        return seconds + (isEast ? -offset : offset)
    }

    /// Appends `2026-11-27T08:00:00Z`.
    package static func append(epochMilliseconds: Int64, to out: inout ByteBuffer) {
        let seconds = Int(epochMilliseconds / 1000)
        let day = seconds / 86_400
        let clock = seconds % 86_400
        let date = CivilDay(day)
        out.append(decimal: date.year, digits: 4)
        out.append(0x2d)
        out.append(decimal: date.month, digits: 2)
        out.append(0x2d)
        out.append(decimal: date.day, digits: 2)
        out.append(0x54)
        out.append(decimal: clock / 3600, digits: 2)
        out.append(0x3a)
        out.append(decimal: clock / 60 % 60, digits: 2)
        out.append(0x3a)
        out.append(decimal: clock % 60, digits: 2)
        out.append(0x5a)
    }
}

/// Numbers of conditions: digits with a sign and a fraction.
enum PolicyNumber {
    /// Longest number, in bytes. Ours.
    private static let bytesMax = 64

    static func parse(_ text: ByteView) -> Double? {
        let text = text.trimmingBlanks()
        guard !text.isEmpty, text.count <= bytesMax else { return nil }
        for index in 0..<text.count {
            switch text[index] {
            case 0x30...0x39, 0x2b, 0x2d, 0x2e, 0x45, 0x65: continue
            default: return nil
            }
        }
        guard let number = Double(String(text)), number.isFinite else { return nil }
        return number
    }
}

/// A cursor over digits.
private struct DigitScanner {
    private let text: ByteView
    private var position = 0

    init(_ text: ByteView) { self.text = text }

    var isAtEnd: Bool { position == text.count }

    mutating func skip(_ byte: UInt8) -> Bool {
        guard position < text.count, text[position] == byte else { return false }
        position += 1
        return true
    }

    mutating func number(digits: Int) -> Int? {
        guard position + digits <= text.count else { return nil }
        var value = 0
        for _ in 0..<digits {
            guard ASCII.isDigit(text[position]) else { return nil }
            value = value * 10 + Int(text[position] - 0x30)
            position += 1
        }
        return value
    }

    mutating func fraction() -> Double? {
        var value = 0.0
        var scale = 0.1
        let start = position
        while position < text.count, ASCII.isDigit(text[position]) {
            value += Double(text[position] - 0x30) * scale
            scale /= 10
            position += 1
        }
        return position > start && position - start <= 9 ? value : nil
    }
}
