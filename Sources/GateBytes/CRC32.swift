// The cyclic redundancy check of Ethernet, gzip and event streams (ITU-T V.42, reflected 0x04c11db7).

/// A CRC-32 that grows with the bytes it is given.
package struct CRC32: Sendable {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 0 ? value >> 1 : value >> 1 ^ 0xedb8_8320 }
    }

    private var state: UInt32 = 0xffff_ffff

    package init() {}

    /// The check of all bytes so far.
    package var value: UInt32 { ~state }

    package mutating func take(_ bytes: ByteView) {
        var state = self.state
        CRC32.table.withUnsafeBufferPointer { table in
            for index in 0..<bytes.count {
                state = table[Int(UInt8(truncatingIfNeeded: state) ^ bytes[index])] ^ state >> 8
            }
        }
        self.state = state
    }
}
