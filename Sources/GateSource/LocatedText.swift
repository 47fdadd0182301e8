// Text taken out of a scalar (a mapping template in a YAML block, a regular expression in a JSON string) together
// with the way back: which source bytes each decoded byte came from. Phases that parse such text report places
// in it as offsets into the decoded bytes and get source ranges for free.

/// Decoded text that remembers where it stands in its file.
package struct LocatedText: Sendable {
    /// Decoded bytes `decoded..<decoded+count` are the source bytes from `source` on.
    package struct Segment: Sendable {
        package let decoded: UInt32
        package let source: UInt32
        package let count: UInt32

        package init(decoded: Int, source: Int, count: Int) {
            self.decoded = UInt32(decoded)
            self.source = UInt32(source)
            self.count = UInt32(count)
        }
    }

    package let text: String
    /// The whole scalar.
    package let range: SourceRange
    /// Ascending by `decoded`; empty when the way back is not known, and then every place is `range`.
    package let segments: [Segment]

    package init(_ text: String, at range: SourceRange, segments: [Segment] = []) {
        self.text = text
        self.range = range
        self.segments = segments
    }

    /// The source range of decoded UTF-8 bytes `start..<end`.
    package func range(_ start: Int, _ end: Int) -> SourceRange {
        guard let first = sourceOffset(of: start), end >= start else { return range }
        let last = end > start ? (sourceOffset(of: end - 1).map { $0 + 1 } ?? first) : first
        return SourceRange(source: range.source, start: first, end: max(first, last))
    }

    private func sourceOffset(of offset: Int) -> Int? {
        guard let first = segments.first, offset >= Int(first.decoded) else { return nil }
        var low = 0
        var high = segments.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if Int(segments[middle].decoded) <= offset { low = middle } else { high = middle }
        }
        let segment = segments[low]
        let inside = min(offset - Int(segment.decoded), Int(segment.count))
        return Int(segment.source) + inside
    }
}
