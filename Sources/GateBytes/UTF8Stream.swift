// UTF-8 that comes in pieces (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. A piece is refused
// at the first byte that cannot go on, not at the end of the character.

/// Checks a text that is cut anywhere.
@frozen
package struct UTF8Stream: Sendable {
    /// Continuation bytes still to come.
    private var missing: UInt8 = 0
    /// What the next one must be within: the first continuation of some characters is narrower than 0x80–0xbf.
    private var low: UInt8 = 0x80
    private var high: UInt8 = 0xbf

    package init() {}

    /// Whether no character is open.
    package var isComplete: Bool { missing == 0 }

    /// Takes a piece. False: the text cannot be UTF-8; nothing more may be given.
    package mutating func take(_ piece: ByteView) -> Bool {
        var index = 0
        while index < piece.count {
            if missing == 0 {
                // Eight bytes of ASCII at once.
                while index + 8 <= piece.count,
                    UnsafeRawPointer(piece.base + index).loadUnaligned(as: UInt64.self) & 0x8080_8080_8080_8080 == 0
                {
                    index += 8
                }
                if index == piece.count { return true }
                if !start(piece[index]) { return false }
            } else {
                let byte = piece[index]
                if byte < low || byte > high { return false }
                missing -= 1
                low = 0x80
                high = 0xbf
            }
            index += 1
        }
        return true
    }

    /// Whether all of a text is UTF-8.
    package static func isValid(_ text: ByteView) -> Bool {
        var stream = UTF8Stream()
        return stream.take(text) && stream.isComplete
    }

    @inline(__always)
    private mutating func start(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x00...0x7f: return true
        case 0xc2...0xdf: missing = 1
        case 0xe0...0xef:
            missing = 2
            if byte == 0xe0 { low = 0xa0 }
            if byte == 0xed { high = 0x9f }
        case 0xf0...0xf4:
            missing = 3
            if byte == 0xf0 { low = 0x90 }
            if byte == 0xf4 { high = 0x8f }
        default: return false
        }
        return true
    }
}
