// Collects records and strings, then lays them out as a plan file. Records are appended in the order the compiler
// visits the definition, which is the document's order, so equal input gives equal bytes.

import GateBytes

/// A plan under construction.
package final class PlanBuilder {
    private var sections: [SectionKind: [UInt8]] = [:]
    private var recordSizes: [SectionKind: Int] = [:]
    private var strings: [UInt8] = []
    private var stringReferences: [[UInt8]: StringReference] = [:]

    package init() {}

    /// The pooled reference of a text; equal texts share their bytes.
    package func intern(_ text: String) -> StringReference { intern(bytes: Array(text.utf8)) }

    /// The pooled reference of bytes.
    package func intern(bytes: [UInt8]) -> StringReference {
        if bytes.isEmpty { return .empty }
        if let known = stringReferences[bytes] { return known }
        let reference = StringReference(offset: UInt32(strings.count), length: UInt32(bytes.count))
        strings.append(contentsOf: bytes)
        stringReferences[bytes] = reference
        return reference
    }

    /// Appends a record; the result is its index in its section.
    @discardableResult
    package func append<Record: PlanRecord>(_ record: Record) -> UInt32 {
        let size = MemoryLayout<Record>.stride
        precondition(size % 4 == 0 && MemoryLayout<Record>.size == size)
        recordSizes[Record.section] = size
        let index = (sections[Record.section]?.count ?? 0) / size
        withUnsafeBytes(of: record) { sections[Record.section, default: []].append(contentsOf: $0) }
        return UInt32(index)
    }

    /// Appends records that must stand side by side.
    package func append<Record: PlanRecord>(contentsOf records: [Record]) -> RecordRange {
        let start = count(of: Record.self)
        for record in records { append(record) }
        return RecordRange(start: UInt32(start), count: UInt32(records.count))
    }

    /// How many records of a kind there are so far.
    package func count<Record: PlanRecord>(of type: Record.Type) -> Int {
        (sections[Record.section]?.count ?? 0) / MemoryLayout<Record>.stride
    }

    /// Replaces a record that was appended before its contents were known.
    package func replace<Record: PlanRecord>(_ index: UInt32, with record: Record) {
        let size = MemoryLayout<Record>.stride
        let start = Int(index) * size
        withUnsafeBytes(of: record) { bytes in
            sections[Record.section]?.replaceSubrange(start..<start + size, with: bytes)
        }
    }

    /// The whole file.
    package func finish() -> [UInt8] {
        var all = sections
        all[.strings] = strings
        let kinds = all.keys.sorted { $0.rawValue < $1.rawValue }
        let tableEnd = PlanFormat.headerSize + kinds.count * PlanFormat.sectionEntrySize
        var table: [UInt8] = []
        var body: [UInt8] = []
        for kind in kinds {
            let bytes = all[kind] ?? []
            while (tableEnd + body.count) % 8 != 0 { body.append(0) }
            append(kind.rawValue, to: &table)
            append(UInt32(kind == .strings ? 1 : recordSizes[kind] ?? 1), to: &table)
            append(UInt64(tableEnd + body.count), to: &table)
            append(UInt64(bytes.count), to: &table)
            body.append(contentsOf: bytes)
        }
        let tail = table + body
        var file = PlanFormat.magic
        file.reserveCapacity(PlanFormat.headerSize + tail.count)
        append(PlanFormat.version, to: &file)
        append(UInt32(kinds.count), to: &file)
        append(OpcodeTable.hash, to: &file)
        append(UInt64(PlanFormat.headerSize + tail.count), to: &file)
        append(tail.withByteView { PlanFormat.checksum($0) }, to: &file)
        file.append(contentsOf: tail)
        return file
    }

    private func append<Value: FixedWidthInteger>(_ value: Value, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
