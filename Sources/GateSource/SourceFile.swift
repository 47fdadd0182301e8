// Source files and places in them. Every later phase speaks of places as `SourceRange`: a file id and two byte
// offsets; only renderers turn them into lines and columns.

/// Index of a file in a `SourceMap`.
package struct SourceID: Hashable, Sendable {
    package let index: UInt32
    package init(index: UInt32) { self.index = index }
}

/// A half-open run of bytes in one source file.
package struct SourceRange: Hashable, Sendable {
    package let source: SourceID
    /// Offset of the first byte.
    package let start: UInt32
    /// Offset after the last byte.
    package let end: UInt32

    package init(source: SourceID, start: Int, end: Int) {
        precondition(start >= 0 && start <= end)
        self.source = source
        self.start = UInt32(start)
        self.end = UInt32(end)
    }
}

/// A value and the place it was read from.
package struct Located<Value> {
    package let value: Value
    package let range: SourceRange

    package init(_ value: Value, at range: SourceRange) {
        self.value = value
        self.range = range
    }

    package func map<Other>(_ transform: (Value) -> Other) -> Located<Other> {
        Located<Other>(transform(value), at: range)
    }
}

extension Located: Sendable where Value: Sendable {}
extension Located: Equatable where Value: Equatable {}

/// One input text. Lines are separated by LF, CR LF or CR.
package final class SourceFile: Sendable {
    /// As the user named it; what diagnostics print.
    package let path: String
    package let bytes: [UInt8]
    /// Offset of the first byte of each line, ascending; the first is 0.
    package let lineStarts: [UInt32]

    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
        var starts: [UInt32] = [0]
        var index = 0
        while index < bytes.count {
            if bytes[index] == 0x0a || (bytes[index] == 0x0d && !(index + 1 < bytes.count && bytes[index + 1] == 0x0a))
            {
                starts.append(UInt32(index + 1))
            }
            index += 1
        }
        self.lineStarts = starts
    }

    /// Line and column of a byte offset, both from 1; columns count Unicode scalars.
    package func position(at offset: Int) -> (line: Int, column: Int) {
        let bounded = UInt32(min(max(offset, 0), bytes.count))
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= bounded { low = middle } else { high = middle }
        }
        var column = 1
        var index = Int(lineStarts[low])
        while index < Int(bounded) {
            if bytes[index] & 0xc0 != 0x80 { column += 1 }
            index += 1
        }
        return (low + 1, column)
    }

    /// The bytes of a line (from 1), without its terminator.
    package func lineBytes(_ line: Int) -> ArraySlice<UInt8> {
        guard line >= 1, line <= lineStarts.count else { return [] }
        let start = Int(lineStarts[line - 1])
        var end = line < lineStarts.count ? Int(lineStarts[line]) : bytes.count
        while end > start, bytes[end - 1] == 0x0a || bytes[end - 1] == 0x0d { end -= 1 }
        return bytes[start..<end]
    }
}

/// All files of one run, in the order they were read.
package final class SourceMap {
    package private(set) var files: [SourceFile] = []
    private var hidden: [SourceRange] = []

    package init() {}

    /// Keeps a secret out of excerpts.
    package func hide(_ range: SourceRange) { hidden.append(range) }

    /// The secrets of a file.
    func hidden(in source: SourceID) -> [Range<Int>] {
        hidden.filter { $0.source == source }.map { Int($0.start)..<Int($0.end) }
    }

    package func add(_ file: SourceFile) -> SourceID {
        files.append(file)
        return SourceID(index: UInt32(files.count - 1))
    }

    package func add(path: String, bytes: [UInt8]) -> SourceID { add(SourceFile(path: path, bytes: bytes)) }

    package subscript(id: SourceID) -> SourceFile { files[Int(id.index)] }
}
