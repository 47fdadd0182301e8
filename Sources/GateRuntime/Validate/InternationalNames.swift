// Internationalised host names: RFC 5890–5893 as far as a check without Unicode tables can go — punctuation and
// the contextual rules of RFC 5892 appendix A, the Bidi rule (RFC 5893), Punycode, lengths. Characters that only tables
// know to be unassigned or unstable pass.

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
        // RFC 5893 §1.4: one right-to-left label puts all labels under the rule.
        var isBidi = false
        var followsBidi = true
        while index <= text.count {
            let length = index < text.count ? UTF8Scalar.read(text, index) : (0x2e, 1)
            guard let (scalar, size) = length else { return false }
            index += size
            // RFC 3490 §3.1: four characters separate labels.
            if scalar == 0x2e || scalar == 0x3002 || scalar == 0xff0e || scalar == 0xff61 {
                guard let unicode = label.unicode, let size = label.octets else { return false }
                octets += size + 1
                isBidi = isBidi || unicode.isRightToLeft
                followsBidi = followsBidi && unicode.followsBidiRule
                label = Label()
            } else if !label.append(scalar) {
                return false
            }
        }
        return octets - 1 <= 253 && (!isBidi || followsBidi)
    }

    /// Whether what follows `xn--` decodes to a sound label.
    static func isALabel(_ text: ByteView) -> Bool {
        guard let label = decode(text) else { return false }
        return !label.isRightToLeft || label.followsBidiRule
    }

    /// The sound label that follows `xn--`, which must be its one spelling (RFC 5890 §2.3.2.1).
    static func decode(_ text: ByteView) -> Label? {
        var label = Label()
        guard Punycode.decode(text, into: &label), label.hasUnicode, label.isSoundInUnicode else { return nil }
        var spelling = ByteBuffer(capacity: 64)
        Punycode.encode(label, into: &spelling)
        return spelling.view.equalsIgnoringCase(text) ? label : nil
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

        subscript(index: Int) -> UInt32 { scalars[index] }

        /// A sound label's characters, those of an A-label decoded; nil for one that is not sound.
        var unicode: Label? {
            if count >= 4, scalars[2] == 0x2d, scalars[3] == 0x2d { return decodedALabel }
            return isSoundInUnicode ? self : nil
        }

        /// RFC 5891 §4.2.3 and RFC 5892 appendix A.
        var isSoundInUnicode: Bool {
            if count == 0 || scalars[0] == 0x2d || scalars[count - 1] == 0x2d { return false }
            if count >= 4, scalars[2] == 0x2d, scalars[3] == 0x2d { return false }
            if isCombining(scalars[0]) { return false }
            for index in 0..<count where !isAllowed(at: index) { return false }
            return !mixesDigits
        }

        private var decodedALabel: Label? {
            if hasUnicode || scalars[0] | 0x20 != 0x78 || scalars[1] | 0x20 != 0x6e { return nil }
            var bytes = ByteBuffer(capacity: 64)
            for index in 4..<max(count, 4) { bytes.append(UInt8(truncatingIfNeeded: scalars[index])) }
            return InternationalNames.decode(bytes.view)
        }

        /// Octets of the label in ASCII form; nil above what a label may have.
        var octets: Int? {
            if !hasUnicode { return count }
            var spelling = ByteBuffer(capacity: 64)
            Punycode.encode(self, into: &spelling)
            return spelling.count + 4 <= labelScalarsMax ? spelling.count + 4 : nil
        }

        /// Whether a character asks for the Bidi rule (RFC 5893 §1.4).
        var isRightToLeft: Bool {
            for index in 0..<count {
                let direction = Direction(scalars[index])
                if direction == .right || direction == .arabicNumber { return true }
            }
            return false
        }

        /// RFC 5893 §2.
        var followsBidiRule: Bool {
            guard count > 0 else { return false }
            let first = Direction(scalars[0])
            guard first == .left || first == .right else { return false }
            var last = first
            var seen: UInt8 = 0
            for index in 0..<count {
                let direction = Direction(scalars[index])
                if direction != .mark { last = direction }
                seen |= 1 << direction.rawValue
            }
            func has(_ direction: Direction) -> Bool { seen >> direction.rawValue & 1 != 0 }
            if first == .left {
                return !has(.right) && !has(.arabicNumber) && (last == .left || last == .europeanNumber)
            }
            if has(.left) || has(.arabicNumber) && has(.europeanNumber) { return false }
            return last == .right || last == .europeanNumber || last == .arabicNumber
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

    /// A character's Bidi_Class as far as RFC 5893 asks: R and AL are `right`; ES, CS, ET, ON and BN are `neutral`.
    enum Direction: UInt8 {
        case left, right, arabicNumber, europeanNumber, mark, neutral

        /// Unicode 14, DerivedBidiClass.txt, for the characters that names may have: of those every range outside of
        /// the right-to-left blocks is left-to-right.
        init(_ scalar: UInt32) {
            guard let character = Unicode.Scalar(scalar) else {
                self = .neutral
                return
            }
            switch scalar {
            case 0x30...0x39, 0x6f0...0x6f9: self = .europeanNumber
            case 0x660...0x669, 0x10d30...0x10d39: self = .arabicNumber
            case 0x2b9...0x2ba, 0x2c6...0x2cf, 0x2ec, 0x374, 0x2e2f, 0xa67f, 0xa717...0xa71f, 0xa788: self = .neutral
            case 0xcbf, 0xcc6, 0x11a07, 0x11a08, 0x11c3f: self = .left
            default:
                switch character.properties.generalCategory {
                case .nonspacingMark: self = .mark
                case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .spacingMark,
                    .decimalNumber, .letterNumber, .unassigned:
                    self = Direction.isRightToLeft(scalar) ? .right : .left
                default: self = Direction.isRightToLeft(scalar) ? .right : .neutral
                }
            }
        }

        private static func isRightToLeft(_ scalar: UInt32) -> Bool {
            switch scalar {
            case 0x590...0x8ff, 0xfb1d...0xfdff, 0xfe70...0xfeff, 0x10800...0x10fff, 0x1e800...0x1efff, 0x200f: true
            default: false
            }
        }
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
