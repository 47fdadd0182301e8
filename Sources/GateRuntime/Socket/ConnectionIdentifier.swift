// The name of a WebSocket connection: eleven bytes in base64, as AWS's (`L0SM9cOFvHcCIhw=`). They say which event loop
// has the connection and which of its connections it is, so no table is shared between loops.
//
//   bytes 0-4    drawn
//   byte  5      the loop, masked
//   bytes 6-10   a number that the loop counts up, masked

import GateBytes

/// Names one connection.
package struct ConnectionIdentifier: Hashable, Sendable {
    /// Index of the event loop.
    package let loop: UInt8
    /// Counted up by the loop, 40 bits.
    package let number: UInt64
    /// 40 bits.
    let drawn: UInt64

    /// Characters of a name.
    package static let textCount = 16
    private static let mask: UInt64 = (1 << 40) - 1
    private static var alphabet: ByteView {
        ByteView("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    }

    package init(loop: UInt8, number: UInt64, drawn: UInt64) {
        self.loop = loop
        self.number = number & ConnectionIdentifier.mask
        self.drawn = drawn & ConnectionIdentifier.mask
    }

    /// Reads a name; nil for what is none. Names of AWS's own have base64's other alphabet: both are read.
    package init?(_ text: ByteView) {
        guard text.count == ConnectionIdentifier.textCount, text[15] == 0x3d else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for index in 0..<15 {
            guard let digit = ConnectionIdentifier.digit(text[index]) else { return nil }
            high = high << 6 | low >> 58
            low = low << 6 | digit
        }
        // 90 bits, of which the last two carry nothing.
        if low & 3 != 0 { return nil }
        low = low >> 2 | high << 62
        high >>= 2
        // 88 bits: 40 drawn, 48 masked.
        let drawn = high << 16 | low >> 48
        let rest = (low ^ ConnectionIdentifier.mixed(drawn)) & ((1 << 48) - 1)
        self.init(loop: UInt8(truncatingIfNeeded: rest >> 40), number: rest, drawn: drawn)
    }

    private static func digit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case 0x41...0x5a: UInt64(byte - 0x41)
        case 0x61...0x7a: UInt64(byte - 0x61 + 26)
        case 0x30...0x39: UInt64(byte - 0x30 + 52)
        case 0x2d, 0x2b: 62
        case 0x5f, 0x2f: 63
        default: nil
        }
    }

    /// What hides the regular half (finaliser of SplitMix64).
    private static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    package func append(to out: inout ByteBuffer) {
        let rest = (UInt64(loop) << 40 | number) ^ (ConnectionIdentifier.mixed(drawn) & ((1 << 48) - 1))
        // 88 bits and two of nothing, six at a time from the top.
        var high = drawn >> 16
        var low = drawn << 48 | rest
        high = high << 2 | low >> 62
        low <<= 2
        let alphabet = ConnectionIdentifier.alphabet
        out.write(room: ConnectionIdentifier.textCount) { free in
            var index = 14
            while index >= 0 {
                free[index] = alphabet[Int(low & 63)]
                low = low >> 6 | high << 58
                high >>= 6
                index -= 1
            }
            free[15] = 0x3d
            return ConnectionIdentifier.textCount
        }
    }
}
