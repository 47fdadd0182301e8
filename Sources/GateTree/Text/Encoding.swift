// What the bytes of a file must be before a reader sees them: UTF-8, well-formed, without the characters that
// YAML forbids.

import GateSource

/// Checks of a file's bytes.
enum Encoding {
    /// The name of the encoding when a byte order mark or the pattern of zero bytes shows that it is not UTF-8
    /// (YAML 1.2.2 §5.2 lists the patterns).
    static func unsupported(_ bytes: [UInt8]) -> String? {
        guard bytes.count >= 2 else { return nil }
        let head = (0..<4).map { $0 < bytes.count ? bytes[$0] : 1 }
        if head[0] == 0, head[1] == 0, head[2] == 0xfe, head[3] == 0xff { return "UTF-32" }
        if head[0] == 0xff, head[1] == 0xfe { return head[2] == 0 && head[3] == 0 ? "UTF-32" : "UTF-16" }
        if head[0] == 0xfe, head[1] == 0xff { return "UTF-16" }
        if bytes.count >= 4 {
            if head[0] == 0, head[1] == 0, head[2] == 0, head[3] != 0 { return "UTF-32" }
            if head[0] != 0, head[1] == 0, head[2] == 0, head[3] == 0 { return "UTF-32" }
            if head[0] == 0, head[1] != 0, head[2] == 0, head[3] != 0 { return "UTF-16" }
            if head[0] != 0, head[1] == 0, head[2] != 0, head[3] == 0 { return "UTF-16" }
        }
        return nil
    }

    /// The size of a UTF-8 byte order mark at the start, 0 or 3.
    static func markSize(_ bytes: [UInt8]) -> Int {
        bytes.count >= 3 && bytes[0] == 0xef && bytes[1] == 0xbb && bytes[2] == 0xbf ? 3 : 0
    }

    static func withoutMark(_ bytes: [UInt8]) -> ArraySlice<UInt8> { bytes[markSize(bytes)...] }

    /// What a scan of a whole file found.
    struct Scan {
        /// The first fault; the reader must not go on past it.
        var problem: TreeProblem?
        var isASCII = true
        /// U+0085, U+2028 or U+2029 occur: libyaml counts them as line ends.
        var hasUnicodeLineEnds = false
    }

    /// Checks that the bytes are UTF-8 and, for YAML, printable (YAML 1.2.2 §5.1, as libyaml reads it).
    static func scan(_ bytes: [UInt8], _ source: SourceID, forYAML: Bool) -> Scan {
        bytes.withUnsafeBufferPointer { scan($0, source, forYAML: forYAML) }
    }

    private static func scan(_ bytes: UnsafeBufferPointer<UInt8>, _ source: SourceID, forYAML: Bool) -> Scan {
        var result = Scan()
        var index = 0
        let raw = UnsafeRawBufferPointer(bytes)
        while index < bytes.count {
            if !forYAML, index + 8 <= bytes.count,
                raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
            {
                index += 8
                continue
            }
            let byte = bytes[index]
            if byte < 0x80 {
                if forYAML, (byte < 0x20 && byte != 0x09 && byte != 0x0a && byte != 0x0d) || byte == 0x7f {
                    let place = SourceRange(source: source, start: index, end: index + 1)
                    result.problem = .controlCharacter(UInt32(byte), at: place)
                    return result
                }
                index += 1
                continue
            }
            result.isASCII = false
            let (scalar, size) = decode(bytes, index)
            let place = SourceRange(source: source, start: index, end: index + size)
            if scalar >= 0xd800, scalar < 0xe000 {
                result.problem = .surrogate(scalar, at: place)
            } else if scalar == 0 {
                result.problem = .badUTF8(byte, at: place)
            } else if forYAML, scalar < 0xa0 && scalar != 0x85 || scalar == 0xfffe || scalar == 0xffff {
                result.problem = .controlCharacter(scalar, at: place)
            }
            if result.problem != nil { return result }
            if scalar == 0x85 || scalar == 0x2028 || scalar == 0x2029 { result.hasUnicodeLineEnds = true }
            index += size
        }
        return result
    }

    /// The scalar of a multi-byte sequence and its size; scalar 0 when it is not well-formed.
    private static func decode(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> (scalar: UInt32, size: Int) {
        let lead = bytes[index]
        let size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2
        guard lead >= 0xc2, lead <= 0xf4, index + size <= bytes.count else { return (0, 1) }
        var scalar = UInt32(lead) & (size == 2 ? 0x1f : size == 3 ? 0x0f : 0x07)
        for offset in 1..<size {
            let next = bytes[index + offset]
            guard next & 0xc0 == 0x80 else { return (0, 1) }
            scalar = scalar << 6 | UInt32(next & 0x3f)
        }
        let least: UInt32 = size == 2 ? 0x80 : size == 3 ? 0x800 : 0x10000
        return scalar < least || scalar > 0x10ffff ? (0, 1) : (scalar, size)
    }
}
