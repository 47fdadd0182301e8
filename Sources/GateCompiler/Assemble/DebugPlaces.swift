// Where records came from, for `inspect` and for messages about a running plan. Kept apart from the records, so
// that a plan without it is the same plan.

import GatePlan
import GateSource

/// Places noted while records are made.
struct DebugPlaces {
    private let isKept: Bool
    private var noted: [(section: SectionKind, index: UInt32, range: SourceRange)] = []

    init(isKept: Bool) { self.isKept = isKept }

    /// Notes the place of a record.
    mutating func note(_ section: SectionKind, _ index: UInt32, at range: SourceRange) {
        if isKept { noted.append((section, index, range)) }
    }

    /// Appends the debug sections. Sources are named as seen from the folder of the first one.
    func append(to builder: PlanBuilder, root: SourceID, sources: SourceMap) {
        if noted.isEmpty { return }
        let folder = DebugPlaces.folder(of: sources[root].path)
        var numbers: [SourceID: UInt32] = [:]
        let ordered = noted.enumerated().sorted { left, right in
            let first = left.element
            let second = right.element
            if first.section != second.section { return first.section.rawValue < second.section.rawValue }
            return first.index != second.index ? first.index < second.index : left.offset < right.offset
        }
        var last: (section: SectionKind, index: UInt32)?
        for (_, place) in ordered {
            // What is shared stands where it was met first.
            if let last, last == (place.section, place.index) { continue }
            last = (place.section, place.index)
            let file = sources[place.range.source]
            var number = numbers[place.range.source] ?? UInt32(numbers.count)
            if numbers[place.range.source] == nil {
                numbers[place.range.source] = number
                let name = file.path.hasPrefix(folder) ? String(file.path.dropFirst(folder.count)) : file.path
                number = builder.append(DebugSourceRecord(name: builder.intern(name)))
            }
            let (line, column) = DebugPlaces.position(of: place.range.start, in: file)
            builder.append(
                DebugPlaceRecord(
                    section: place.section, index: place.index, source: number, line: line, column: column,
                    length: place.range.end - place.range.start))
        }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return String(path[...slash])
    }

    /// Line from 1, column from 1 in bytes: counting characters would cost the square of a long line.
    private static func position(of offset: UInt32, in file: SourceFile) -> (UInt32, UInt32) {
        var low = 0
        var high = file.lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if file.lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return (UInt32(low + 1), offset - file.lineStarts[low] + 1)
    }
}
