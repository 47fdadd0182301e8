// Labels of internationalised host names in ASCII (RFC 3492). Nothing overflows: a label has at most 63 characters.

import GateBytes

/// Punycode with the parameters of host names.
enum Punycode {
    /// RFC 3492 §6.2; false for a text that is none, or too long.
    static func decode(_ text: ByteView, into label: inout InternationalNames.Label) -> Bool {
        var scalars = InternationalNames.Label()
        var start = 0
        for index in 0..<text.count where text[index] == 0x2d { start = index + 1 }
        for index in 0..<max(start - 1, 0) where !scalars.append(UInt32(text[index])) { return false }
        var n: UInt32 = 128
        var i = 0
        var bias = 72
        var index = start
        if index == text.count { return false }
        while index < text.count {
            let old = i
            var weight = 1
            var k = 36
            while true {
                guard index < text.count, let digit = digit(text[index]) else { return false }
                index += 1
                i += digit * weight
                if i > 0x7fff_ffff { return false }
                let threshold = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias
                if digit < threshold { break }
                weight *= 36 - threshold
                if weight > 0x7fff_ffff { return false }
                k += 36
            }
            let count = scalars.count + 1
            bias = adapt(i - old, count, isFirst: old == 0)
            n += UInt32(truncatingIfNeeded: i / count)
            i %= count
            if n > 0x10ffff || !scalars.insert(n, at: i) { return false }
            i += 1
        }
        label = scalars
        return true
    }

    /// RFC 3492 §6.3.
    static func encode(_ label: InternationalNames.Label, into out: inout ByteBuffer) {
        for index in 0..<label.count where label[index] < 0x80 {
            out.append(ASCII.lowercased(UInt8(truncatingIfNeeded: label[index])))
        }
        let basic = out.count
        if basic > 0 { out.append(0x2d) }
        var done = basic
        var n: UInt32 = 128
        var delta = 0
        var bias = 72
        while done < label.count {
            var next = UInt32.max
            for index in 0..<label.count where label[index] >= n { next = min(next, label[index]) }
            delta += Int(next - n) * (done + 1)
            n = next
            for index in 0..<label.count {
                if label[index] < n { delta += 1 }
                guard label[index] == n else { continue }
                append(delta, bias, to: &out)
                bias = adapt(delta, done + 1, isFirst: done == basic)
                delta = 0
                done += 1
            }
            delta += 1
            n += 1
        }
    }

    /// A number in digits of falling weight.
    private static func append(_ delta: Int, _ bias: Int, to out: inout ByteBuffer) {
        var rest = delta
        var k = 36
        while true {
            let threshold = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias
            if rest < threshold { break }
            out.append(letter(threshold + (rest - threshold) % (36 - threshold)))
            rest = (rest - threshold) / (36 - threshold)
            k += 36
        }
        out.append(letter(rest))
    }

    private static func letter(_ digit: Int) -> UInt8 { UInt8(digit < 26 ? 0x61 + digit : 0x30 + digit - 26) }

    private static func digit(_ byte: UInt8) -> Int? {
        if ASCII.isDigit(byte) { return Int(byte) - 0x30 + 26 }
        if ASCII.isLetter(byte) { return Int(byte | 0x20) - 0x61 }
        return nil
    }

    private static func adapt(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / count
        var k = 0
        while delta > 455 {
            delta /= 35
            k += 36
        }
        return k + 36 * delta / (delta + 38)
    }
}
