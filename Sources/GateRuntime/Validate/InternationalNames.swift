// Internationalised host names: RFC 5890–5893 as far as a check without Unicode tables can go — punctuation and
// the contextual rules of RFC 5892 appendix A, Punycode (RFC 3492), lengths. Characters that only tables know to be
// unassigned or unstable pass.

import GateBytes

/// Names with characters beyond ASCII.
enum InternationalNames {
    /// Most characters of a label that is looked at. RFC 5890 §2.3.2.1 allows 63 octets in ASCII form.
    private static let labelScalarsMax = 63

    /// Whether a text is a host name of U-labels, A-labels and plain labels.
    static func hostname(_ text: ByteView) -> Bool {
        if text.isEmpty || text.count > 253 * 4 { return false }
        var label = Label()
        var octets = 0
        var index = 0
        while index <= text.count {
            let length = index < text.count ? UTF8Scalar.read(text, index) : (0x2e, 1)
            guard let (scalar, size) = length else { return false }
            index += size
            // RFC 3490 §3.1: four characters separate labels.
            if scalar == 0x2e || scalar == 0x3002 || scalar == 0xff0e || scalar == 0xff61 {
                if !label.isSound { return false }
                octets += label.count + 1
                label = Label()
            } else if !label.append(scalar) {
                return false
            }
        }
        return octets - 1 <= 253
    }

    /// Whether what follows `xn--` decodes to a sound label.
    static func isALabel(_ text: ByteView) -> Bool {
        var label = Label()
        guard decode(text, into: &label) else { return false }
        return label.hasUnicode && label.isSound
    }

    /// RFC 3492 §6.2.
    private static func decode(_ text: ByteView, into label: inout Label) -> Bool {
        var scalars = Label()
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

    /// The characters of one label, in place.
    struct Label {
        private var scalars = InlineArray<64, UInt32>(repeating: 0)
        private(set) var count = 0
        private(set) var hasUnicode = false

        mutating func append(_ scalar: UInt32) -> Bool { insert(scalar, at: count) }

        mutating func insert(_ scalar: UInt32, at place: Int) -> Bool {
            if count == labelScalarsMax { return false }
            var index = count
            while index > place {
                scalars[index] = scalars[index - 1]
                index -= 1
            }
            scalars[place] = scalar
            count += 1
            if scalar >= 0x80 { hasUnicode = true }
            return true
        }

        /// RFC 5891 §4.2.3 and RFC 5892 appendix A.
        var isSound: Bool {
            if count == 0 || scalars[0] == 0x2d || scalars[count - 1] == 0x2d { return false }
            if count >= 4, scalars[2] == 0x2d, scalars[3] == 0x2d { return isPlainALabel }
            if isCombining(scalars[0]) { return false }
            for index in 0..<count where !isAllowed(at: index) { return false }
            return !mixesDigits
        }

        private var isPlainALabel: Bool {
            if hasUnicode || scalars[0] | 0x20 != 0x78 || scalars[1] | 0x20 != 0x6e { return false }
            var bytes = ByteBuffer(capacity: 64)
            for index in 4..<max(count, 4) { bytes.append(UInt8(truncatingIfNeeded: scalars[index])) }
            return InternationalNames.isALabel(bytes.view)
        }

        private func isAllowed(at index: Int) -> Bool {
            let scalar = scalars[index]
            if scalar < 0x80 {
                let byte = UInt8(truncatingIfNeeded: scalar)
                return ASCII.isAlphanumeric(byte) || byte == 0x2d
            }
            let before = index > 0 ? scalars[index - 1] : 0
            let after = index + 1 < count ? scalars[index + 1] : 0
            switch scalar {
            // MIDDLE DOT between two l; KERAIA before Greek; GERESH and GERSHAYIM behind Hebrew.
            case 0xb7: return before == 0x6c && after == 0x6c
            case 0x375: return after >= 0x370 && after <= 0x3ff
            case 0x5f3, 0x5f4: return before >= 0x590 && before <= 0x5ff
            // KATAKANA MIDDLE DOT with a kana or Han character in the label.
            case 0x30fb: return hasKana
            // ZERO WIDTH NON-JOINER and JOINER behind a virama, or between joining letters.
            case 0x200c: return isVirama(before) || (isJoining(before) && isJoining(after))
            case 0x200d: return isVirama(before)
            // Disallowed by RFC 5892 §2.6, and what is neither letter nor digit.
            case 0x640, 0x7fa, 0x302e, 0x302f, 0x3031...0x3035, 0x303b: return false
            case 0x80...0xa9, 0xab...0xb6, 0xb8, 0xb9, 0xbb...0xbf, 0xd7, 0xf7, 0x2000...0x200b, 0x200e...0x2bff,
                0x3000...0x3004, 0x3008...0x3020, 0xfe00...0xfe6f, 0xff00...0xffef, 0xd800...0xdfff, 0xe000...0xf8ff:
                return false
            default: return true
            }
        }

        private var hasKana: Bool {
            for index in 0..<count {
                switch scalars[index] {
                case 0x30fb: continue
                case 0x3041...0x30ff, 0x31f0...0x31ff, 0x3400...0x4dbf, 0x4e00...0x9fff, 0x3005, 0x3007: return true
                default: continue
                }
            }
            return false
        }

        /// Arabic-Indic and extended Arabic-Indic digits in one label.
        private var mixesDigits: Bool {
            var kinds = 0
            for index in 0..<count {
                if (0x660...0x669).contains(scalars[index]) { kinds |= 1 }
                if (0x6f0...0x6f9).contains(scalars[index]) { kinds |= 2 }
            }
            return kinds == 3
        }

        private func isCombining(_ scalar: UInt32) -> Bool {
            switch scalar {
            case 0x300...0x36f, 0x483...0x489, 0x591...0x5bd, 0x610...0x61a, 0x64b...0x65f, 0x900...0x903,
                0x93a...0x93c, 0x93e...0x94f, 0x1ab0...0x1aff, 0x1dc0...0x1dff, 0x20d0...0x20ff, 0x302a...0x302f,
                0x3099, 0x309a, 0xfe20...0xfe2f:
                return true
            default: return false
            }
        }

        private func isVirama(_ scalar: UInt32) -> Bool {
            switch scalar {
            case 0x94d, 0x9cd, 0xa4d, 0xacd, 0xb4d, 0xbcd, 0xc4d, 0xccd, 0xd4d, 0xdca: return true
            default: return false
            }
        }

        private func isJoining(_ scalar: UInt32) -> Bool { (0x620...0x6ff).contains(scalar) }
    }
}

/// One character of UTF-8.
enum UTF8Scalar {
    /// The character at `index` and its length in bytes; nil when the bytes are none.
    static func read(_ text: ByteView, _ index: Int) -> (UInt32, Int)? {
        let first = text[index]
        if first < 0x80 { return (UInt32(first), 1) }
        let size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
        if first < 0xc2 || index + size > text.count { return nil }
        var scalar = UInt32(first) & (0x7f >> UInt32(size))
        for offset in 1..<size { scalar = scalar << 6 | UInt32(text[index + offset] & 0x3f) }
        return (scalar, size)
    }
}
