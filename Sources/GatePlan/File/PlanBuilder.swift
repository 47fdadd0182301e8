// Collects records and strings, then lays them out as a plan file. Records are appended in the order the compiler
// visits the definition, which is the document's order, so equal input gives equal bytes.

import GateBytes

/// A plan under construction.
package final class PlanBuilder {
    /// Section bytes by kind number; kinds are few and small.
    private var sections = [[UInt8]](repeating: [], count: PlanBuilder.kindsMax)
    private var recordSizes = [Int](repeating: 0, count: PlanBuilder.kindsMax)
    private var strings: [UInt8] = []
    /// An open-addressing table of pooled texts: no copy of a text beside the pool.
    private var pool = [PooledText](repeating: .free, count: 1024)
    private var pooledCount = 0

    /// Above every `SectionKind`.
    private static let kindsMax = PlanFormat.sectionCountMax

    private struct PooledText {
        let hash: UInt64
        let reference: StringReference

        static let free = PooledText(hash: 0, reference: .empty)
    }

    package init() {}

    /// The pooled reference of a text; equal texts share their bytes.
    package func intern(_ text: String) -> StringReference {
        var text = text
        return text.withUTF8 { intern(ByteView(UnsafeRawBufferPointer($0))) }
    }

    /// The pooled reference of bytes.
    package func intern(bytes: [UInt8]) -> StringReference { bytes.withByteView { intern($0) } }

    private func intern(_ text: ByteView) -> StringReference {
        if text.isEmpty { return .empty }
        let hash = text.fnv1a
        var slot = Int(truncatingIfNeeded: hash) & (pool.count - 1)
        while pool[slot].reference.length > 0 {
            if pool[slot].hash == hash, isPooled(text, pool[slot].reference) { return pool[slot].reference }
            slot = (slot + 1) & (pool.count - 1)
        }
        let reference = StringReference(offset: UInt32(strings.count), length: UInt32(text.count))
        strings.append(contentsOf: text.buffer)
        pool[slot] = PooledText(hash: hash, reference: reference)
        pooledCount += 1
        if pooledCount * 2 > pool.count { growPool() }
        return reference
    }

    private func isPooled(_ text: ByteView, _ reference: StringReference) -> Bool {
        if text.count != Int(reference.length) { return false }
        return strings.withByteView { $0.slice(Int(reference.offset), Int(reference.offset) + text.count) == text }
    }

    private func growPool() {
        let old = pool
        pool = [PooledText](repeating: .free, count: old.count * 2)
        for entry in old where entry.reference.length > 0 {
            var slot = Int(truncatingIfNeeded: entry.hash) & (pool.count - 1)
            while pool[slot].reference.length > 0 { slot = (slot + 1) & (pool.count - 1) }
            pool[slot] = entry
        }
    }

    /// Appends a record; the result is its index in its section.
    @discardableResult
    package func append<Record: PlanRecord>(_ record: Record) -> UInt32 {
        let size = MemoryLayout<Record>.stride
        precondition(size % 4 == 0 && MemoryLayout<Record>.size == size)
        let kind = Int(Record.section.rawValue)
        recordSizes[kind] = size
        let index = sections[kind].count / size
        withUnsafeBytes(of: record) { sections[kind].append(contentsOf: $0) }
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
        sections[Int(Record.section.rawValue)].count / MemoryLayout<Record>.stride
    }

    /// Replaces a record that was appended before its contents were known.
    package func replace<Record: PlanRecord>(_ index: UInt32, with record: Record) {
        let size = MemoryLayout<Record>.stride
        let start = Int(index) * size
        withUnsafeBytes(of: record) { bytes in
            sections[Int(Record.section.rawValue)].replaceSubrange(start..<start + size, with: bytes)
        }
    }

    /// The whole file.
    package func finish() -> [UInt8] {
        sections[Int(SectionKind.strings.rawValue)] = strings
        recordSizes[Int(SectionKind.strings.rawValue)] = 1
        let kinds = SectionKind.allCases.map { Int($0.rawValue) }.sorted().filter { recordSizes[$0] > 0 }
        let tableEnd = PlanFormat.headerSize + kinds.count * PlanFormat.sectionEntrySize
        var table: [UInt8] = []
        var body: [UInt8] = []
        for kind in kinds {
            while (tableEnd + body.count) % 8 != 0 { body.append(0) }
            append(UInt32(kind), to: &table)
            append(UInt32(recordSizes[kind]), to: &table)
            append(UInt64(tableEnd + body.count), to: &table)
            append(UInt64(sections[kind].count), to: &table)
            body.append(contentsOf: sections[kind])
        }
        let tail = table + body
        var file = PlanFormat.magic
        file.reserveCapacity(PlanFormat.headerSize + tail.count)
        append(PlanFormat.version, to: &file)
        append(UInt32(kinds.count), to: &file)
        append(OpcodeTable.hash, to: &file)
        append(UInt64(PlanFormat.headerSize + tail.count), to: &file)
        append(UInt64(0), to: &file)
        file.append(contentsOf: tail)
        let sum = file.withByteView { PlanFormat.fileChecksum($0) }
        withUnsafeBytes(of: sum.littleEndian) {
            file.replaceSubrange((PlanFormat.headerSize - 8)..<PlanFormat.headerSize, with: $0)
        }
        return file
    }

    private func append<Value: FixedWidthInteger>(_ value: Value, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
