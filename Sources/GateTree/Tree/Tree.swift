// One document as flat arrays: a record per node, a record per object member, a list of array elements and a
// pool of decoded text. Ids are indices into `records`.
//
// Invariants: immutable once built; a text that stands in the source byte for byte is not copied, it is a
// range of the source; an alias record (a YAML alias, a merged member) points at the record that holds the value
// and never at another alias; expanding every alias stays within `TreeLimits`, so a plain recursive walk is
// bounded in depth and in work. Must not know OpenAPI or files.

import GateBytes
import GateSource

/// All nodes of one document.
package final class Tree: Sendable {
    /// What a record holds; the first six are `Node.Kind`.
    enum RecordKind: UInt32 {
        case null, boolean, number, string, array, object, alias
    }

    /// Where the text of a scalar is.
    enum TextForm: UInt32 {
        /// The source bytes of the record's range.
        case verbatim
        /// The source bytes of the range without the quote at either end.
        case quoted
        /// Bytes of the pool, decoded from the range.
        case pooled
        /// Bytes of the pool that do not come from the range (made by an intrinsic function).
        case made
    }

    /// 24 bytes a node.
    struct Record {
        var start: UInt32
        var end: UInt32
        /// The container, or `none`.
        var parent: UInt32
        /// Index among the container's elements or members.
        var slot: UInt32
        /// Scalar: offset in the pool. Array: first element. Object: first member. Alias: the id aliased.
        var first: UInt32
        /// Bits 0–2 kind, 3–4 text form, 5–31 how many (bytes of pooled text, elements, members; 1 for `true`).
        var tag: UInt32

        static let countMax = 1 << 27

        var kind: RecordKind { RecordKind(rawValue: tag & 7) ?? .null }
        var form: TextForm { TextForm(rawValue: (tag >> 3) & 3) ?? .verbatim }
        var count: Int { Int(tag >> 5) }

        static func tag(_ kind: RecordKind, _ form: TextForm = .verbatim, count: Int = 0) -> UInt32 {
            precondition(count >= 0 && count < countMax)
            return kind.rawValue | form.rawValue << 3 | UInt32(count) << 5
        }
    }

    /// 16 bytes a member.
    struct MemberRecord {
        var keyStart: UInt32
        var keyEnd: UInt32
        /// Offset in the pool of the key's size (4 bytes, little-endian) and bytes, or one of the two below.
        var keyText: UInt32
        var value: UInt32

        static let verbatimKey = UInt32.max
        static let quotedKey = UInt32.max - 1
    }

    /// No id.
    static let none = UInt32.max
    /// Objects with more members than this have a hash index.
    static let indexedAbove = 12

    let source: SourceID
    /// The file's bytes (the same storage as the source map's).
    let bytes: [UInt8]
    /// Whether scalars follow JSON's spelling rules, else YAML's.
    let isJSON: Bool
    let records: [Record]
    let memberRecords: [MemberRecord]
    let elementIDs: [UInt32]
    let pool: [UInt8]
    /// Object id → where its index starts in `indexSlots`.
    let indexes: [UInt32: UInt32]
    /// Open-addressing tables of member numbers plus one, 0 for empty.
    let indexSlots: [UInt32]
    /// Strings made from other strings, for the way back to the source.
    let rewrites: [UInt32: TextRewrite]
    let rootID: UInt32

    /// Takes over what a builder has made.
    init(
        parts: TreeParts, source: SourceID, bytes: [UInt8], isJSON: Bool, rootID: UInt32
    ) {
        self.source = source
        self.bytes = bytes
        self.isJSON = isJSON
        self.records = parts.records
        self.memberRecords = parts.members
        self.elementIDs = parts.elements
        self.pool = parts.pool
        self.indexes = parts.indexes
        self.indexSlots = parts.indexSlots
        self.rewrites = parts.rewrites
        self.rootID = rootID
    }

    /// The document's value.
    package var root: Node { Node(tree: self, id: rootID) }

    /// The same text with one of its values as the document's.
    func rooted(at id: UInt32) -> Tree {
        var parts = TreeParts(
            records: records, members: memberRecords, elements: elementIDs, pool: pool, indexes: indexes,
            indexSlots: indexSlots, rewrites: rewrites)
        let root = valueID(id)
        parts.records[Int(root)].parent = Tree.none
        return Tree(parts: parts, source: source, bytes: bytes, isJSON: isJSON, rootID: root)
    }

    /// How many nodes the document holds.
    package var nodeCount: Int { records.count }

    /// The record that holds the value of `id`.
    func value(_ id: UInt32) -> Record {
        let record = records[Int(id)]
        return record.tag & 7 == RecordKind.alias.rawValue ? records[Int(record.first)] : record
    }

    /// The id of the record that holds the value of `id`.
    func valueID(_ id: UInt32) -> UInt32 {
        let record = records[Int(id)]
        return record.kind == .alias ? record.first : id
    }

    func range(_ start: UInt32, _ end: UInt32) -> SourceRange {
        SourceRange(source: source, start: Int(start), end: Int(end))
    }

    /// Runs `body` over the text of a scalar record.
    func withText<Result>(of record: Record, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        switch record.form {
        case .verbatim: return slice(bytes, Int(record.start), Int(record.end), body)
        case .quoted: return slice(bytes, Int(record.start) + 1, Int(record.end) - 1, body)
        case .pooled, .made: return slice(pool, Int(record.first), Int(record.first) + record.count, body)
        }
    }

    /// Runs `body` over the text of a key.
    func withKey<Result>(_ member: MemberRecord, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        switch member.keyText {
        case MemberRecord.verbatimKey: return slice(bytes, Int(member.keyStart), Int(member.keyEnd), body)
        case MemberRecord.quotedKey: return slice(bytes, Int(member.keyStart) + 1, Int(member.keyEnd) - 1, body)
        default:
            let offset = Int(member.keyText)
            return slice(pool, offset + 4, offset + 4 + TreeParts.size(in: pool, at: offset), body)
        }
    }

    private func slice<Result>(
        _ array: [UInt8], _ start: Int, _ end: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        array.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[start..<end])) }
    }

    func key(_ member: MemberRecord) -> String { withKey(member) { String(decoding: $0, as: UTF8.self) } }

    func text(_ record: Record) -> String { withText(of: record) { String(decoding: $0, as: UTF8.self) } }

    /// The number of the member of an object with the given key, or nil.
    func memberNumber(_ object: UInt32, _ key: String) -> Int? {
        let record = records[Int(object)]
        guard record.kind == .object else { return nil }
        var key = key
        return key.withUTF8 { wanted in
            let first = Int(record.first)
            guard let start = indexes[object] else {
                return (0..<record.count).first { sameKey(memberRecords[first + $0], wanted) }
            }
            let mask = KeyHash.tableSize(record.count) - 1
            var slot = Int(KeyHash.hash(wanted)) & mask
            while true {
                let number = Int(indexSlots[Int(start) + slot])
                if number == 0 { return nil }
                if sameKey(memberRecords[first + number - 1], wanted) { return number - 1 }
                slot = (slot + 1) & mask
            }
        }
    }

    private func sameKey(_ member: MemberRecord, _ wanted: UnsafeBufferPointer<UInt8>) -> Bool {
        withKey(member) { KeyHash.same($0, wanted) }
    }
}

/// The arrays of a tree while it is built or rewritten.
struct TreeParts {
    var records: [Tree.Record] = []
    var members: [Tree.MemberRecord] = []
    var elements: [UInt32] = []
    var pool: [UInt8] = []
    var indexes: [UInt32: UInt32] = [:]
    var indexSlots: [UInt32] = []
    var rewrites: [UInt32: TextRewrite] = [:]

    /// Reads a size written by `addKey`.
    static func size(in pool: [UInt8], at offset: Int) -> Int {
        Int(pool[offset]) | Int(pool[offset + 1]) << 8 | Int(pool[offset + 2]) << 16 | Int(pool[offset + 3]) << 24
    }

    /// Puts a key into the pool; the offset goes into `MemberRecord.keyText`.
    mutating func addKey(_ text: UnsafeBufferPointer<UInt8>) -> UInt32 {
        let offset = UInt32(pool.count)
        for shift in [0, 8, 16, 24] { pool.append(UInt8(truncatingIfNeeded: text.count >> shift)) }
        pool.append(contentsOf: text)
        return offset
    }

    /// Puts text into the pool.
    mutating func addText(_ text: UnsafeBufferPointer<UInt8>) -> UInt32 {
        let offset = UInt32(pool.count)
        pool.append(contentsOf: text)
        return offset
    }
}
