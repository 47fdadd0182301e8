// First half of verification: header, section table, bounds. After it every section can be read as an array; what
// the records say is PlanVerifier's to check.

import GateBytes

/// The checked outside of a plan file.
struct PlanFrame {
    let file: ByteView
    let sections: [PlanImage.Section]
    /// As the header states it, and as the bytes have it.
    let checksum: UInt64

    init(_ file: ByteView) throws(PlanError) {
        self.file = file
        let count = try PlanFrame.checkHeader(file)
        var sections: [PlanImage.Section] = []
        for index in 0..<count {
            let entry = PlanFormat.headerSize + index * PlanFormat.sectionEntrySize
            let rawKind = PlanFrame.load32(file, entry)
            guard let kind = SectionKind(rawValue: rawKind) else { throw .unknownSection(kind: rawKind) }
            if sections.contains(where: { $0.kind == kind }) { throw .repeatedSection(kind) }
            let recordSize = PlanFrame.load32(file, entry + 4)
            let offset = PlanFrame.load64(file, entry + 8)
            let size = PlanFrame.load64(file, entry + 16)
            let (end, overflow) = offset.addingReportingOverflow(size)
            let tableEnd = UInt64(PlanFormat.headerSize + count * PlanFormat.sectionEntrySize)
            if overflow || end > UInt64(file.count) || offset < tableEnd { throw .sectionBounds(kind) }
            if offset % 8 != 0 { throw .sectionAlignment(kind) }
            if recordSize == 0 || size % UInt64(recordSize) != 0 {
                throw .recordSize(kind, found: recordSize, expected: Int(recordSize))
            }
            sections.append(
                PlanImage.Section(kind: kind, offset: Int(offset), size: Int(size), recordSize: Int(recordSize)))
        }
        self.sections = sections
        self.checksum = PlanFrame.load64(file, 32)
        try checkRecordSizes()
    }

    private static func checkHeader(_ file: ByteView) throws(PlanError) -> Int {
        if file.count < PlanFormat.headerSize {
            let prefix = PlanFormat.magic.prefix(file.count)
            let isCut = !file.isEmpty && prefix.enumerated().allSatisfy { file[$0.offset] == $0.element }
            throw isCut ? .tooShort(size: file.count) : .notAPlan
        }
        for (index, byte) in PlanFormat.magic.enumerated() where file[index] != byte { throw .notAPlan }
        if file.count > PlanFormat.fileBytesMax { throw .tooLarge(size: file.count) }
        let version = load32(file, 8)
        if version != PlanFormat.version { throw .formatVersion(found: version) }
        let stated = load64(file, 24)
        if stated != UInt64(file.count) { throw .fileSize(stated: stated, actual: file.count) }
        if load64(file, 32) != PlanFormat.fileChecksum(file) { throw .checksum }
        let opcodes = load64(file, 16)
        if opcodes != OpcodeTable.hash { throw .opcodeTable(found: opcodes) }
        let count = load32(file, 12)
        if count > UInt32(PlanFormat.sectionCountMax) { throw .sectionCount(count) }
        if PlanFormat.headerSize + Int(count) * PlanFormat.sectionEntrySize > file.count { throw .sectionCount(count) }
        return Int(count)
    }

    private func checkRecordSizes() throws(PlanError) {
        for section in sections {
            guard let expected = PlanRecordSizes.expected(section.kind) else { continue }
            if section.recordSize != expected {
                throw .recordSize(section.kind, found: UInt32(section.recordSize), expected: expected)
            }
        }
        for kind in [SectionKind.api, .strings, .trieNodes] where !sections.contains(where: { $0.kind == kind }) {
            throw .missingSection(kind)
        }
        for section in sections where section.kind == .api && section.size != section.recordSize {
            throw .record(.api, index: 0, field: "count")
        }
    }

    func bytes(of kind: SectionKind) -> ByteView {
        guard let section = sections.first(where: { $0.kind == kind }) else { return .empty }
        return file.slice(section.offset, section.offset + section.size)
    }

    func view<Record: PlanRecord>(_ type: Record.Type) -> RecordView<Record> {
        guard let section = sections.first(where: { $0.kind == Record.section }) else {
            return RecordView(base: PlanFrame.emptyBase(Record.self), count: 0)
        }
        return PlanFrame.view(file, section, Record.self)
    }

    /// Sections are 8-byte aligned and a whole number of records long: checked above.
    static func view<Record: PlanRecord>(
        _ file: ByteView, _ section: PlanImage.Section, _ type: Record.Type
    ) -> RecordView<Record> {
        precondition(section.recordSize == MemoryLayout<Record>.stride)
        let raw = UnsafeRawPointer(file.base + section.offset)
        let count = section.size / section.recordSize
        return RecordView(base: raw.assumingMemoryBound(to: Record.self), count: count)
    }

    /// An address for views of nothing; it is never read.
    static func emptyBase<Record>(_ type: Record.Type) -> UnsafePointer<Record> {
        UnsafeRawPointer(ByteView.empty.base).assumingMemoryBound(to: Record.self)
    }

    private static func load32(_ file: ByteView, _ offset: Int) -> UInt32 {
        precondition(offset >= 0 && offset + 4 <= file.count)
        return UInt32(littleEndian: UnsafeRawPointer(file.base + offset).loadUnaligned(as: UInt32.self))
    }

    private static func load64(_ file: ByteView, _ offset: Int) -> UInt64 {
        precondition(offset >= 0 && offset + 8 <= file.count)
        return UInt64(littleEndian: UnsafeRawPointer(file.base + offset).loadUnaligned(as: UInt64.self))
    }
}
