// ECMAScript's regular expressions (JSON Schema's `pattern`) in the spelling of PCRE2. Compiler and runtime compile
// the translation; plans hold what the author wrote. Differences that matter:
//
//   ECMAScript (with `u`)     PCRE2
//   \s \S                     also U+FEFF, U+00A0 and all of Unicode's separators
//   \uHHHH \u{H…}, pairs      the character itself
//   \p{Letter}, \p{Script=…}  short names of categories, bare names of scripts
//   \a \e \z and others       escapes without a meaning stand for the letter
//   (* … )                    a verb of PCRE2, an error everywhere else
//   {,n}                      literal text
//   [\w-_] [a-\d]             a hyphen beside a set stands for itself

import GateBytes

/// Translates patterns.
package enum ScriptPattern {
    /// Appends the translation; false when the text is not a pattern of ECMAScript. What only other engines know may
    /// pass: `format: regex` has a grammar of its own.
    package static func translate(_ text: ByteView, into out: inout ByteBuffer) -> Bool {
        var index = 0
        var isClass = false
        /// Where the last set of characters, such as `\w`, ends.
        var setEnd = -1
        while index < text.count {
            let byte = text[index]
            let next = index + 1 < text.count ? text[index + 1] : 0
            switch byte {
            case 0x5c:
                defer { if isSet(next) { setEnd = index } }
                guard escape(text, &index, isClass: isClass, into: &out) else { return false }
                continue
            case 0x5b:
                if isClass {
                    // `[[:alpha:]]` is a POSIX class of PCRE2 only.
                    out.append(0x5c)
                } else {
                    isClass = true
                    if next == 0x5e {
                        out.append("[^")
                        index += 2
                        continue
                    }
                }
                out.append(byte)
            case 0x5d:
                isClass = false
                out.append(byte)
            case 0x2d where isClass:
                let isBeforeSet = next == 0x5c && index + 2 < text.count && isSet(text[index + 2])
                if setEnd == index || isBeforeSet { out.append(0x5c) }
                out.append(byte)
            case 0x28 where !isClass:
                if next == 0x2a { return false }
                out.append(byte)
            case 0x7b where !isClass && next == 0x2c:
                out.append("\\{")
            default: out.append(byte)
            }
            index += 1
        }
        return true
    }

    /// Whether a letter behind a backslash makes a set of characters.
    private static func isSet(_ letter: UInt8) -> Bool {
        switch letter | 0x20 {
        case 0x64, 0x70, 0x73, 0x77: return true
        default: return false
        }
    }

    /// Whether the text holds a verb of PCRE2, `(*…)`, which no other engine reads.
    package static func hasVerb(_ text: ByteView) -> Bool {
        var index = 0
        var isClass = false
        while index < text.count {
            switch text[index] {
            case 0x5c: index += 1
            case 0x5b: isClass = true
            case 0x5d: isClass = false
            case 0x28: if !isClass, index + 1 < text.count, text[index + 1] == 0x2a { return true }
            default: break
            }
            index += 1
        }
        return false
    }

    /// Translates the escape at `index`, which moves behind it.
    private static func escape(
        _ text: ByteView, _ index: inout Int, isClass: Bool, into out: inout ByteBuffer
    ) -> Bool {
        guard index + 1 < text.count else { return false }
        let letter = text[index + 1]
        let start = index
        index += 2
        switch letter {
        case 0x73:  // \s
            out.append(isClass ? "\\s\u{feff}\\p{Z}" : "[\\s\u{feff}\\p{Z}]")
        case 0x53:  // \S
            out.append(isClass ? "\\S" : "[^\\s\u{feff}\\p{Z}]")
        case 0x75:  // \u
            guard let scalar = unicode(text, &index) else {
                out.append(0x75)
                return true
            }
            append(scalar, to: &out)
        case 0x70, 0x50:  // \p{…} \P{…}
            guard let name = braces(text, index) else {
                out.append(letter)
                return true
            }
            index += name.count + 2
            out.append(0x5c)
            out.append(letter)
            out.append(0x7b)
            appendProperty(name, to: &out)
            out.append(0x7d)
        case 0x62, 0x42, 0x64, 0x44, 0x77, 0x57, 0x63, 0x66, 0x6e, 0x72, 0x74, 0x76, 0x78, 0x6b:
            out.append(text.slice(start, index))
        default:
            if !ASCII.isLetter(letter) {
                out.append(text.slice(start, index))
                return true
            }
            out.append(letter)
        }
        return true
    }

    /// What stands between braces at `index`.
    private static func braces(_ text: ByteView, _ index: Int) -> ByteView? {
        guard index < text.count, text[index] == 0x7b, let close = text.firstIndex(of: 0x7d, from: index) else {
            return nil
        }
        return close > index + 1 ? text.slice(index + 1, close) : nil
    }

    /// The character of `HHHH`, of a surrogate pair, or of `{H…}`.
    private static func unicode(_ text: ByteView, _ index: inout Int) -> UInt32? {
        if let name = braces(text, index) {
            var value: UInt32 = 0
            for place in 0..<name.count {
                guard let digit = ASCII.hexValue(name[place]), value <= 0x10ffff else { return nil }
                value = value << 4 | UInt32(digit)
            }
            guard value <= 0x10ffff else { return nil }
            index += name.count + 2
            return value
        }
        guard let unit = unit(text, index) else { return nil }
        index += 4
        if unit >= 0xd800, unit < 0xdc00, index + 1 < text.count, text[index] == 0x5c, text[index + 1] == 0x75,
            let low = self.unit(text, index + 2), low >= 0xdc00, low < 0xe000
        {
            index += 6
            return 0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00)
        }
        return unit
    }

    private static func unit(_ text: ByteView, _ index: Int) -> UInt32? {
        guard index + 4 <= text.count else { return nil }
        var value: UInt32 = 0
        for place in index..<index + 4 {
            guard let digit = ASCII.hexValue(text[place]) else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    /// Appends a character so that it stands for itself. Half of a surrogate pair matches nothing in UTF-8.
    private static func append(_ scalar: UInt32, to out: inout ByteBuffer) {
        switch scalar {
        case 0..<0x80:
            let byte = UInt8(truncatingIfNeeded: scalar)
            if !ASCII.isAlphanumeric(byte), byte >= 0x20, byte != 0x7f { out.append(0x5c) }
            if byte == 0 { out.append("\\x0") }
            out.append(byte == 0 ? 0x30 : byte)
        case 0xd800..<0xe000: out.append("\u{10ffff}")
        case 0x80..<0x800:
            out.append(UInt8(truncatingIfNeeded: 0xc0 | scalar >> 6))
            out.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 63))
        default:
            if scalar < 0x10000 {
                out.append(UInt8(truncatingIfNeeded: 0xe0 | scalar >> 12))
            } else {
                out.append(UInt8(truncatingIfNeeded: 0xf0 | scalar >> 18))
                out.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 63))
            }
            out.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 63))
            out.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 63))
        }
    }

    // MARK: Properties

    /// General categories by their long names (Unicode, PropertyValueAliases.txt).
    private static let categories: [(StaticString, StaticString)] = [
        ("Letter", "L"), ("Cased_Letter", "L&"), ("LC", "L&"), ("Uppercase_Letter", "Lu"), ("Lowercase_Letter", "Ll"),
        ("Titlecase_Letter", "Lt"), ("Modifier_Letter", "Lm"), ("Other_Letter", "Lo"), ("Mark", "M"),
        ("Combining_Mark", "M"), ("Nonspacing_Mark", "Mn"), ("Spacing_Mark", "Mc"), ("Enclosing_Mark", "Me"),
        ("Number", "N"), ("Decimal_Number", "Nd"), ("digit", "Nd"), ("Letter_Number", "Nl"), ("Other_Number", "No"),
        ("Punctuation", "P"), ("punct", "P"), ("Connector_Punctuation", "Pc"), ("Dash_Punctuation", "Pd"),
        ("Open_Punctuation", "Ps"), ("Close_Punctuation", "Pe"), ("Initial_Punctuation", "Pi"),
        ("Final_Punctuation", "Pf"), ("Other_Punctuation", "Po"), ("Symbol", "S"), ("Math_Symbol", "Sm"),
        ("Currency_Symbol", "Sc"), ("Modifier_Symbol", "Sk"), ("Other_Symbol", "So"), ("Separator", "Z"),
        ("Space_Separator", "Zs"), ("Line_Separator", "Zl"), ("Paragraph_Separator", "Zp"), ("Other", "C"),
        ("Control", "Cc"), ("cntrl", "Cc"), ("Format", "Cf"), ("Surrogate", "Cs"), ("Private_Use", "Co"),
        ("Unassigned", "Cn"),
    ]

    private static func appendProperty(_ name: ByteView, to out: inout ByteBuffer) {
        var name = name
        if let sign = name.firstIndex(of: 0x3d) { name = name.dropFirst(sign + 1) }
        for (long, short) in categories where name == long { return out.append(short) }
        out.append(name)
    }
}
