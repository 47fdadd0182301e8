// The grammar of ECMAScript's regular expressions (ECMA-262 §22.2.1), for `format: regex`. Read without compiling
// anything, since the engine that matches has bounds of its own: it refuses look-behind of variable width, which is
// ECMAScript. Escapes are read as with the flag `u`, quantifier brackets and `]` as annex B reads them.

import GateBytes
import GatePlan

/// Tells patterns of ECMAScript from other texts.
package struct ScriptSyntax {
    /// Deepest nesting of groups. Ours.
    package static let depthMax = 250

    /// What a group may be followed by.
    private enum Group {
        case atom
        /// Look-behind takes no quantifier.
        case lookBehind
    }

    private let text: ByteView
    private var index = 0
    private var groups: [Group] = []
    private var names: [[UInt8]] = []
    private var references: [[UInt8]] = []
    private var captureCount = 0
    private var highestReference = 0
    /// Whether a quantifier may stand here.
    private var isQuantifiable = false

    private init(_ text: ByteView) { self.text = text }

    /// Whether a text is a pattern.
    package static func accepts(_ text: ByteView) -> Bool {
        var syntax = ScriptSyntax(text)
        return syntax.read()
    }

    private mutating func read() -> Bool {
        while index < text.count {
            let byte = text[index]
            index += 1
            switch byte {
            case 0x5c: if !readEscape() { return false }
            case 0x5b: if !readClass() { return false }
            case 0x28: if !openGroup() { return false }
            case 0x29:
                guard let group = groups.popLast() else { return false }
                isQuantifiable = group == .atom
            case 0x2a, 0x2b, 0x3f: if !takeQuantifier() { return false }
            case 0x7b:
                // Annex B: a bracket that begins no quantifier stands for itself.
                guard let isOrdered = readBounds() else {
                    isQuantifiable = true
                    continue
                }
                if !isOrdered || !takeQuantifier() { return false }
            case 0x7c, 0x5e, 0x24: isQuantifiable = false
            default: isQuantifiable = true
            }
        }
        return groups.isEmpty && highestReference <= captureCount
            && references.allSatisfy { names.contains($0) }
    }

    /// A quantifier that was read, with the `?` behind it.
    private mutating func takeQuantifier() -> Bool {
        if !isQuantifiable { return false }
        isQuantifiable = false
        if peek == 0x3f { index += 1 }
        return true
    }

    private var peek: UInt8? { index < text.count ? text[index] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        if peek != byte { return false }
        index += 1
        return true
    }

    /// `n}`, `n,}`, `n,m}`: whether n is not above m; nil, with nothing read, for anything else.
    private mutating func readBounds() -> Bool? {
        let start = index
        if let low = readNumber() {
            if take(0x7d) { return true }
            if take(0x2c) {
                if take(0x7d) { return true }
                if let high = readNumber(), take(0x7d) { return low <= high }
            }
        }
        index = start
        return nil
    }

    /// Digits, saturating.
    private mutating func readNumber() -> Int? {
        let start = index
        var value = 0
        while let byte = peek, ASCII.isDigit(byte) {
            value = min(value * 10 + Int(byte - 0x30), 1 << 40)
            index += 1
        }
        return index > start ? value : nil
    }

    // MARK: Groups

    private mutating func openGroup() -> Bool {
        if groups.count == ScriptSyntax.depthMax { return false }
        isQuantifiable = false
        guard take(0x3f) else {
            // `(*` is a verb of other engines, and nothing to repeat in this one.
            captureCount += 1
            groups.append(.atom)
            return true
        }
        switch peek {
        case 0x3a, 0x3d, 0x21:
            index += 1
            groups.append(.atom)
        case 0x3c:
            index += 1
            if take(0x3d) || take(0x21) {
                groups.append(.lookBehind)
                return true
            }
            guard let name = readName(), !names.contains(name) else { return false }
            names.append(name)
            captureCount += 1
            groups.append(.atom)
        default: return readModifiers()
        }
        return true
    }

    /// `name>`.
    private mutating func readName() -> [UInt8]? {
        var name: [UInt8] = []
        while let byte = peek, byte != 0x3e {
            let isPart = ASCII.isAlphanumeric(byte) || byte == 0x5f || byte == 0x24 || byte >= 0x80
            if !isPart || name.isEmpty && ASCII.isDigit(byte) { return nil }
            name.append(byte)
            index += 1
        }
        return take(0x3e) && !name.isEmpty ? name : nil
    }

    /// `ims-ims:` (ES2025): flags for a group, each once. Flags for the rest of a pattern are not ECMAScript.
    private mutating func readModifiers() -> Bool {
        var seen: [UInt8] = []
        var hasMinus = false
        while let byte = peek, byte != 0x3a {
            if byte == 0x2d {
                if hasMinus { return false }
                hasMinus = true
            } else {
                guard byte == 0x69 || byte == 0x6d || byte == 0x73, !seen.contains(byte) else { return false }
                seen.append(byte)
            }
            index += 1
        }
        groups.append(.atom)
        return take(0x3a) && !seen.isEmpty
    }

    // MARK: Escapes

    /// The escape behind `\` outside of classes.
    private mutating func readEscape() -> Bool {
        guard let letter = peek else { return false }
        isQuantifiable = true
        switch letter {
        case 0x62, 0x42:
            index += 1
            isQuantifiable = false
            return true
        case 0x6b:
            index += 1
            guard take(0x3c), let name = readName() else { return false }
            references.append(name)
            return true
        case 0x31...0x39:
            guard let number = readNumber() else { return false }
            highestReference = max(highestReference, number)
            return true
        default: return readCharacterEscape() != nil
        }
    }

    /// What an escape stands for: one character, or a set of them.
    private enum Meaning {
        case character(UInt32)
        case set
    }

    private mutating func readCharacterEscape() -> Meaning? {
        guard let letter = peek else { return nil }
        index += 1
        switch letter {
        case 0x64, 0x44, 0x73, 0x53, 0x77, 0x57: return .set
        case 0x70, 0x50: return readProperty(letter) ? .set : nil
        case 0x66: return .character(0x0c)
        case 0x6e: return .character(0x0a)
        case 0x72: return .character(0x0d)
        case 0x74: return .character(0x09)
        case 0x76: return .character(0x0b)
        case 0x30:
            if let next = peek, ASCII.isDigit(next) { return nil }
            return .character(0)
        case 0x63:
            guard let control = peek, ASCII.isLetter(control) else { return nil }
            index += 1
            return .character(UInt32(control & 31))
        case 0x78: return readHex(2).map { .character($0) }
        case 0x75: return readUnicode().map { .character($0) }
        default: return ASCII.isAlphanumeric(letter) || letter >= 0x80 ? nil : .character(UInt32(letter))
        }
    }

    private mutating func readHex(_ count: Int) -> UInt32? {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let byte = peek, let digit = ASCII.hexValue(byte) else { return nil }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        return value
    }

    /// `HHHH` or `{H…}`; a pair of surrogates is one character.
    private mutating func readUnicode() -> UInt32? {
        if take(0x7b) {
            var value: UInt32 = 0
            let start = index
            while let byte = peek, let digit = ASCII.hexValue(byte), value <= 0x10ffff {
                value = value << 4 | UInt32(digit)
                index += 1
            }
            return index > start && value <= 0x10ffff && take(0x7d) ? value : nil
        }
        guard let unit = readHex(4) else { return nil }
        let behind = index
        if unit >> 10 == 0x36, take(0x5c), take(0x75), let low = readHex(4), low >> 10 == 0x37 {
            return 0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00)
        }
        index = behind
        return unit
    }

    /// `{Name}` or `{Name=Value}`; which there are, the engine's tables tell.
    private mutating func readProperty(_ letter: UInt8) -> Bool {
        let start = index - 2
        guard take(0x7b), let close = text.firstIndex(of: 0x7d, from: index), close > index else { return false }
        index = close + 1
        return Pattern(text.slice(start, index), options: PatternRecord.script) != nil
    }

    // MARK: Classes

    /// What follows `[`.
    private mutating func readClass() -> Bool {
        isQuantifiable = true
        _ = take(0x5e)
        var low: UInt32?
        while let byte = peek {
            if byte == 0x5d {
                index += 1
                return true
            }
            // A dash behind a character and before another makes a range.
            if byte == 0x2d, let first = low, index + 1 < text.count, text[index + 1] != 0x5d {
                index += 1
                guard let last = readClassAtom() else { return false }
                guard case .character(let end) = last, first <= end else { return false }
                low = nil
                continue
            }
            guard let atom = readClassAtom() else { return false }
            if case .character(let value) = atom { low = value } else { low = nil }
        }
        return false
    }

    private mutating func readClassAtom() -> Meaning? {
        if take(0x5c) {
            if take(0x62) { return .character(8) }
            if take(0x2d) { return .character(0x2d) }
            return readCharacterEscape()
        }
        guard index < text.count, let (scalar, size) = UTF8Scalar.read(text, index) else { return nil }
        index += size
        return .character(scalar)
    }
}
