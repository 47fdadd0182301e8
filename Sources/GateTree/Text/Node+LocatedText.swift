// Decoded text with the way back to the source, worked out only when somebody asks.

import GateSource

extension Node {
    /// The text of a string with its place in the source, nil for anything else. Made on every call.
    package var locatedText: LocatedText? {
        let holder = tree.valueID(id)
        let record = tree.records[Int(holder)]
        guard record.kind == .string else { return nil }
        let text = tree.text(record)
        let range = tree.range(record.start, record.end)
        return LocatedText(text, at: range, segments: tree.segments(of: record, id: holder))
    }
}

/// How the text of a string came from another one: runs that were kept.
struct TextRewrite {
    /// The string before.
    let origin: Tree.Record
    /// `decoded` in the new text, `source` in the text of `origin`.
    let pieces: [LocatedText.Segment]
}

extension Tree {
    /// The source of each run of a string's decoded text.
    func segments(of record: Record, id: UInt32?) -> [LocatedText.Segment] {
        switch record.form {
        case .verbatim:
            return [.init(decoded: 0, source: Int(record.start), count: Int(record.end - record.start))]
        case .quoted:
            return [.init(decoded: 0, source: Int(record.start) + 1, count: Int(record.end - record.start) - 2)]
        case .pooled:
            return bytes.withUnsafeBufferPointer { bytes in
                withText(of: record) { text in
                    var walk = SegmentWalk(bytes: bytes, text: text, start: Int(record.start), end: Int(record.end))
                    return walk.segments(isJSON: isJSON)
                }
            }
        case .made:
            guard let id, let rewrite = rewrites[id] else { return [] }
            let origin = segments(of: rewrite.origin, id: nil)
            return rewrite.pieces.flatMap { Tree.compose($0, origin) }
        }
    }

    /// The source of one kept run, given the segments of the text it was kept from.
    private static func compose(
        _ piece: LocatedText.Segment, _ origin: [LocatedText.Segment]
    ) -> [LocatedText.Segment] {
        let start = Int(piece.source)
        let end = start + Int(piece.count)
        var low = 0
        var high = origin.count
        while low < high {
            let middle = (low + high) / 2
            let segment = origin[middle]
            if Int(segment.decoded) + Int(segment.count) <= start { low = middle + 1 } else { high = middle }
        }
        var result: [LocatedText.Segment] = []
        while low < origin.count, Int(origin[low].decoded) < end {
            let segment = origin[low]
            let from = max(start, Int(segment.decoded))
            let to = min(end, Int(segment.decoded) + Int(segment.count))
            result.append(
                .init(
                    decoded: Int(piece.decoded) + from - start,
                    source: Int(segment.source) + from - Int(segment.decoded), count: to - from))
            low += 1
        }
        return result
    }
}
