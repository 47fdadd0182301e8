// Where records of a plan came from: separable, read by `inspect` only.

import GateBytes

/// A source file of the plan, named as seen from the specification's folder.
package struct DebugSourceRecord: PlanRecord {
    package static var section: SectionKind { .debugSources }
    package var name: StringReference

    package init(name: StringReference) { self.name = name }
}

/// The place of one record. Ascending by section, then index, so that a place is found by halving.
package struct DebugPlaceRecord: PlanRecord {
    package static var section: SectionKind { .debugPlaces }
    /// `SectionKind`. For `code` the index is an instruction.
    package var kind: UInt32
    package var index: UInt32
    /// Index in the source section.
    package var source: UInt32
    /// From 1.
    package var line: UInt32
    /// From 1, in bytes.
    package var column: UInt32
    /// In bytes.
    package var length: UInt32

    package init(section: SectionKind, index: UInt32, source: UInt32, line: UInt32, column: UInt32, length: UInt32) {
        self.kind = section.rawValue
        self.index = index
        self.source = source
        self.line = line
        self.column = column
        self.length = length
    }
}

extension PlanRecordSizes {
    static func debugSize(_ kind: SectionKind) -> Int? {
        switch kind {
        case .debugPlaces: size(DebugPlaceRecord.self)
        case .debugSources: size(DebugSourceRecord.self)
        default: nil
        }
    }
}

extension PlanVerifier {
    func verifyDebug(_ image: PlanImage) throws(PlanError) {
        let sources = image.view(DebugSourceRecord.self)
        for index in 0..<sources.count { try check(isSound(sources[index].name), .debugSources, index, "name") }
        let places = image.view(DebugPlaceRecord.self)
        var last = (kind: UInt32(0), index: UInt32(0))
        for index in 0..<places.count {
            let place = places[index]
            try check(isSound(place.source, within: sources.count), .debugPlaces, index, "source")
            try check(SectionKind(rawValue: place.kind) != nil, .debugPlaces, index, "kind")
            try check(last <= (place.kind, place.index), .debugPlaces, index, "order")
            last = (place.kind, place.index)
        }
    }
}

extension PlanImage {
    /// `file:line:column` of a record; nil when none was kept. `orBefore` takes the nearest one in front of it:
    /// instructions are marked where their place changes.
    package func place(of section: SectionKind, _ index: Int, orBefore: Bool = false) -> String? {
        let places = view(DebugPlaceRecord.self)
        var low = 0
        var high = places.count
        while low < high {
            let middle = (low + high) / 2
            let place = places[middle]
            if (place.kind, place.index) <= (section.rawValue, UInt32(clamping: index)) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard low > 0 else { return nil }
        let place = places[low - 1]
        guard place.kind == section.rawValue, orBefore || place.index == UInt32(clamping: index) else {
            return nil
        }
        let name = String(string(view(DebugSourceRecord.self)[place.source].name))
        return "\(name):\(place.line):\(place.column)"
    }
}
