// libyaml counts lines and characters; the tree counts bytes. libyaml's character offset cannot be used: it
// advances by one where it reads a CR LF into a scalar and by two where it skips one. Line and column are right.

import CYaml
import GateSource

/// Turns libyaml's marks into byte offsets. Keeps the last place, because marks come nearly in order and a line
/// may be as long as the file.
struct YAMLMarks {
    private let bytes: [UInt8]
    private let isASCII: Bool
    private let lineStarts: [UInt32]
    private var lastLine = -1
    private var lastColumn = 0
    private var lastOffset = 0

    init(file: SourceFile, scan: Encoding.Scan) {
        bytes = file.bytes
        isASCII = scan.isASCII
        var starts = scan.hasUnicodeLineEnds ? YAMLMarks.lineStarts(file.bytes) : file.lineStarts
        starts[0] = UInt32(Encoding.markSize(file.bytes))
        lineStarts = starts
    }

    /// Line starts as libyaml sees them: after LF, CR LF, CR, U+0085, U+2028 and U+2029.
    private static func lineStarts(_ bytes: [UInt8]) -> [UInt32] {
        var starts: [UInt32] = [0]
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            let afterNext = index + 2 < bytes.count ? bytes[index + 2] : 0
            index += 1
            if byte == 0x0a || (byte == 0x0d && next != 0x0a) {
                starts.append(UInt32(index))
            } else if byte == 0xc2, next == 0x85 {
                starts.append(UInt32(index + 1))
            } else if byte == 0xe2, next == 0x80, afterNext == 0xa8 || afterNext == 0xa9 {
                starts.append(UInt32(index + 2))
            }
        }
        return starts
    }

    /// The byte offset of a mark; the end of the file for marks past it.
    mutating func offset(_ mark: yaml_mark_t) -> Int {
        let line = Int(mark.line)
        let column = Int(mark.column)
        guard line < lineStarts.count else { return bytes.count }
        if isASCII { return min(Int(lineStarts[line]) + column, bytes.count) }
        if line != lastLine || column < lastColumn {
            lastLine = line
            lastColumn = 0
            lastOffset = Int(lineStarts[line])
        }
        while lastColumn < column, lastOffset < bytes.count {
            lastOffset += 1
            while lastOffset < bytes.count, bytes[lastOffset] & 0xc0 == 0x80 { lastOffset += 1 }
            lastColumn += 1
        }
        return lastOffset
    }
}
