// Puts a tree together from the events of a reader (JSON or YAML): begin, key, scalar, alias, end. Nothing here
// recurses, so nesting costs memory in `frames` and nothing else.
//
// Keeps the bounds of `TreeLimits`, reports duplicate keys, writes out merge keys. After `isStopped` the reader
// must stop: what follows would be meaningless.

import GateSource

/// The key that introduces a member, before its value is known.
struct PendingKey {
    var start: UInt32 = 0
    var end: UInt32 = 0
    /// As `Tree.MemberRecord.keyText`.
    var text: UInt32 = 0
    var hash: UInt32 = 0
    /// YAML's `<<`.
    var isMerge = false
}

/// What writing out a subtree costs when every alias in it is followed.
struct Expansion {
    var height = 0
    var nodes = 1
    var bytes = 0
}

/// A tree under construction.
struct TreeBuilder {
    /// An open array or object.
    struct Frame {
        let id: UInt32
        let isObject: Bool
        /// Where its children start in the pending list.
        let pendingStart: Int
        var key = PendingKey()
        var hasMerge = false
        var expansion = Expansion()
    }

    /// A member whose object is still open.
    struct PendingMember {
        var key: PendingKey
        var value: UInt32
    }

    var parts = TreeParts()
    var frames: [Frame] = []
    private var pendingElements: [UInt32] = []
    private var pendingMembers: [PendingMember] = []
    let limits: TreeLimits
    let source: SourceID
    let bytes: [UInt8]
    let sink: DiagnosticSink
    /// A bound was broken and reported.
    private(set) var isStopped = false
    /// How many findings were reported that leave the reading going on.
    private var reports = 0
    /// Most such findings of one file; a hostile one has one in every line.
    static let reportsMax = 500

    init(bytes: [UInt8], source: SourceID, limits: TreeLimits, sink: DiagnosticSink) {
        self.bytes = bytes
        self.source = source
        self.limits = limits
        self.sink = sink
        parts.records.reserveCapacity(min(bytes.count / 16 + 16, 1 << 20))
    }

    func range(_ start: Int, _ end: Int) -> SourceRange { SourceRange(source: source, start: start, end: end) }

    mutating func stop(_ problem: TreeProblem) {
        if !isStopped { sink.report(problem) }
        isStopped = true
    }

    /// Reports a finding after which the reading goes on.
    mutating func report(_ problem: TreeProblem) {
        reports += 1
        if reports <= TreeBuilder.reportsMax { sink.report(problem) }
    }

    // MARK: Values

    /// Appends a record below the innermost open container; nil once stopped.
    private mutating func add(start: Int, end: Int, first: UInt32, tag: UInt32) -> UInt32? {
        guard !isStopped else { return nil }
        guard parts.records.count < min(limits.nodesMax, TreeLimits.nodesCeiling) else {
            stop(.tooManyNodes(at: range(start, start), limit: limits.nodesMax))
            return nil
        }
        let id = UInt32(parts.records.count)
        var parent = Tree.none
        var slot: UInt32 = 0
        if !frames.isEmpty {
            let top = frames.count - 1
            parent = frames[top].id
            if frames[top].isObject {
                slot = UInt32(pendingMembers.count - frames[top].pendingStart)
                pendingMembers.append(PendingMember(key: frames[top].key, value: id))
                if frames[top].key.isMerge { frames[top].hasMerge = true }
            } else {
                slot = UInt32(pendingElements.count - frames[top].pendingStart)
                pendingElements.append(id)
            }
        }
        parts.records.append(
            Tree.Record(
                start: UInt32(start), end: UInt32(end), parent: parent, slot: slot, first: first, tag: tag))
        return id
    }

    /// A scalar whose text is a range of the source.
    mutating func scalar(_ kind: Tree.RecordKind, _ form: Tree.TextForm, start: Int, end: Int, count: Int = 0) {
        guard add(start: start, end: end, first: 0, tag: Tree.Record.tag(kind, form, count: count)) != nil
        else { return }
        account(nodes: 1, bytes: end - start)
    }

    /// A scalar whose text was decoded.
    mutating func scalar(_ kind: Tree.RecordKind, text: UnsafeBufferPointer<UInt8>, start: Int, end: Int) {
        let first = parts.addText(text)
        guard add(start: start, end: end, first: first, tag: Tree.Record.tag(kind, .pooled, count: text.count)) != nil
        else { return }
        account(nodes: 1, bytes: text.count)
    }

    /// The value of an anchored node again.
    mutating func alias(_ target: UInt32, _ expansion: Expansion, start: Int, end: Int) {
        let record = parts.records[Int(target)]
        let final = record.kind == .alias ? record.first : target
        // A merged object's members come to stand one level further out than the object would.
        let isMerge = frames.last.map { $0.isObject && $0.key.isMerge } ?? false
        let height = isMerge ? max(0, expansion.height - 1) : expansion.height
        guard frames.count + height <= limits.depthMax else {
            return stop(.tooDeep(at: range(start, end), limit: limits.depthMax))
        }
        guard add(start: start, end: end, first: final, tag: Tree.Record.tag(.alias)) != nil else { return }
        spend(expansion, start: start, end: end)
        guard !frames.isEmpty else { return }
        frames[frames.count - 1].expansion.height = max(
            frames[frames.count - 1].expansion.height, height)
    }

    /// Adds what an alias expands to, and checks it.
    private mutating func spend(_ expansion: Expansion, start: Int, end: Int) {
        account(nodes: expansion.nodes, bytes: expansion.bytes)
        guard let top = frames.last?.expansion else { return }
        if top.nodes > limits.aliasNodesMax + parts.records.count || top.bytes > limits.aliasBytesMax + bytes.count {
            stop(.aliasExpansion(at: range(start, end), limits: limits))
        }
    }

    private mutating func account(nodes: Int, bytes: Int) {
        guard !frames.isEmpty else { return }
        frames[frames.count - 1].expansion.nodes += nodes
        frames[frames.count - 1].expansion.bytes += bytes
    }

    // MARK: Containers

    /// Opens an array or object that starts at `start`.
    mutating func begin(isObject: Bool, start: Int) -> UInt32? {
        guard frames.count < limits.depthMax else {
            stop(.tooDeep(at: range(start, start + 1), limit: limits.depthMax))
            return nil
        }
        guard let id = add(start: start, end: start, first: 0, tag: Tree.Record.tag(isObject ? .object : .array))
        else { return nil }
        frames.append(
            Frame(
                id: id, isObject: isObject,
                pendingStart: isObject ? pendingMembers.count : pendingElements.count))
        return id
    }

    /// Sets the key of the next value of the innermost object.
    mutating func key(_ key: PendingKey) { frames[frames.count - 1].key = key }

    /// Closes the innermost container; returns what it expands to.
    @discardableResult
    mutating func end(at end: Int) -> Expansion {
        let id = Int(frames[frames.count - 1].id)
        parts.records[id].end = UInt32(max(end, Int(parts.records[id].start)))
        let isObject = frames[frames.count - 1].isObject
        if isObject { endObject() } else { endArray() }
        let frame = frames.removeLast()
        var expansion = frame.expansion
        expansion.height += 1
        if !frames.isEmpty {
            let top = frames.count - 1
            frames[top].expansion.height = max(frames[top].expansion.height, expansion.height)
            frames[top].expansion.nodes += expansion.nodes
            frames[top].expansion.bytes += expansion.bytes
            if frames[top].expansion.nodes > limits.aliasNodesMax + parts.records.count {
                let start = Int(parts.records[id].start)
                stop(.aliasExpansion(at: range(start, start), limits: limits))
            }
        }
        return expansion
    }

    private mutating func endArray() {
        let frame = frames[frames.count - 1]
        let count = pendingElements.count - frame.pendingStart
        parts.records[Int(frame.id)].first = UInt32(parts.elements.count)
        parts.records[Int(frame.id)].tag = Tree.Record.tag(.array, count: count)
        parts.elements.append(contentsOf: pendingElements[frame.pendingStart...])
        pendingElements.removeLast(count)
    }

    private mutating func endObject() {
        if frames[frames.count - 1].hasMerge { writeOutMerges() }
        let frame = frames[frames.count - 1]
        let first = parts.members.count
        let count = pendingMembers.count - frame.pendingStart
        let hasIndex = count > Tree.indexedAbove
        let hasDuplicates = hasIndex ? !index(frame) : hasDuplicateAmongFew(frame)
        if hasDuplicates {
            removeDuplicates(frame)
        } else {
            for member in pendingMembers[frame.pendingStart...] {
                parts.members.append(
                    Tree.MemberRecord(
                        keyStart: member.key.start, keyEnd: member.key.end, keyText: member.key.text,
                        value: member.value))
            }
        }
        parts.records[Int(frame.id)].first = UInt32(first)
        parts.records[Int(frame.id)].tag = Tree.Record.tag(.object, count: parts.members.count - first)
        pendingMembers.removeLast(pendingMembers.count - frame.pendingStart)
    }

    private func hasDuplicateAmongFew(_ frame: Frame) -> Bool {
        var right = frame.pendingStart + 1
        while right < pendingMembers.count {
            let hash = pendingMembers[right].key.hash
            var left = frame.pendingStart
            while left < right {
                if pendingMembers[left].key.hash == hash, sameKey(left, right) { return true }
                left += 1
            }
            right += 1
        }
        return false
    }

    /// Builds the hash index of a big object; false when a key occurs twice (then there is no index yet).
    private mutating func index(_ frame: Frame) -> Bool {
        let count = pendingMembers.count - frame.pendingStart
        let size = KeyHash.tableSize(count)
        let start = parts.indexSlots.count
        parts.indexSlots.append(contentsOf: repeatElement(0, count: size))
        for number in 0..<count {
            let member = frame.pendingStart + number
            var slot = Int(pendingMembers[member].key.hash) & (size - 1)
            while parts.indexSlots[start + slot] != 0 {
                let other = frame.pendingStart + Int(parts.indexSlots[start + slot]) - 1
                if pendingMembers[other].key.hash == pendingMembers[member].key.hash, sameKey(other, member) {
                    parts.indexSlots.removeLast(size)
                    return false
                }
                slot = (slot + 1) & (size - 1)
            }
            parts.indexSlots[start + slot] = UInt32(number + 1)
        }
        parts.indexes[frame.id] = UInt32(start)
        return true
    }

    private func sameKey(_ left: Int, _ right: Int) -> Bool {
        withKey(pendingMembers[left].key) { left in withKey(pendingMembers[right].key) { KeyHash.same(left, $0) } }
    }

    private func withKey<Result>(_ key: PendingKey, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        parts.withKey(key.text, start: Int(key.start), end: Int(key.end), in: bytes, body)
    }

    /// The slow path of an object with a key that occurs twice: reports, keeps the first of each.
    private mutating func removeDuplicates(_ frame: Frame) {
        var seen: [[UInt8]: PendingKey] = [:]
        var kept: [PendingMember] = []
        for member in pendingMembers[frame.pendingStart...] {
            let key = withKey(member.key) { Array($0) }
            if let first = seen[key] {
                report(
                    .duplicateKey(
                        String(decoding: key.prefix(400), as: UTF8.self),
                        at: range(Int(member.key.start), Int(member.key.end)),
                        first: range(Int(first.start), Int(first.end))))
            } else {
                seen[key] = member.key
                parts.records[Int(member.value)].slot = UInt32(kept.count)
                kept.append(member)
            }
        }
        replacePending(from: frame.pendingStart, with: kept)
        if kept.count > Tree.indexedAbove { _ = index(frame) }
        for member in kept {
            parts.members.append(
                Tree.MemberRecord(
                    keyStart: member.key.start, keyEnd: member.key.end, keyText: member.key.text, value: member.value))
        }
    }

    private mutating func replacePending(from start: Int, with members: [PendingMember]) {
        pendingMembers.removeLast(pendingMembers.count - start)
        pendingMembers.append(contentsOf: members)
    }

    // MARK: Merge keys

    /// Replaces the `<<` members of the innermost object by the members they stand for. A key written in the
    /// object wins over a merged one, an earlier merged one over a later one (YAML "Merge Key" type, 2005).
    private mutating func writeOutMerges() {
        let frame = frames[frames.count - 1]
        let written = Array(pendingMembers[frame.pendingStart...])
        var taken = Set<[UInt8]>()
        for member in written where !member.key.isMerge { taken.insert(withKey(member.key) { Array($0) }) }
        var merged: [PendingMember] = []
        for member in written {
            guard member.key.isMerge else {
                merged.append(member)
                continue
            }
            for object in mergedObjects(member) {
                for inherited in self.members(of: object)
                where taken.insert(withKey(inherited.key) { Array($0) }).inserted {
                    guard let alias = addMerged(inherited, into: frame.id) else { return }
                    merged.append(alias)
                }
            }
        }
        for (slot, member) in merged.enumerated() { parts.records[Int(member.value)].slot = UInt32(slot) }
        replacePending(from: frame.pendingStart, with: merged)
    }

    /// The objects a `<<` names: one, or an array of them.
    private mutating func mergedObjects(_ member: PendingMember) -> [UInt32] {
        let id = final(member.value)
        let record = parts.records[Int(id)]
        let place = range(Int(member.key.start), Int(member.key.end))
        let candidates =
            record.kind == .array
            ? (0..<record.count).map { final(parts.elements[Int(record.first) + $0]) } : [id]
        // An alias that was reported when it was read is a null here, and no second report.
        let objects = candidates.filter { parts.records[Int($0)].kind == .object }
        let isHole = record.kind == .null && record.start != record.end && bytes[Int(record.start)] == 0x2a
        if objects.count < candidates.count, !isHole { report(.mergeOfScalar(at: place)) }
        return objects
    }

    private func final(_ id: UInt32) -> UInt32 {
        let record = parts.records[Int(id)]
        return record.kind == .alias ? record.first : id
    }

    private func members(of object: UInt32) -> [PendingMember] {
        let record = parts.records[Int(object)]
        return (0..<record.count).map { number in
            let member = parts.members[Int(record.first) + number]
            var key = PendingKey(start: member.keyStart, end: member.keyEnd, text: member.keyText)
            key.hash = withKey(key) { KeyHash.hash($0) }
            return PendingMember(key: key, value: member.value)
        }
    }

    /// An alias record for an inherited member.
    private mutating func addMerged(_ member: PendingMember, into object: UInt32) -> PendingMember? {
        guard parts.records.count < min(limits.nodesMax, TreeLimits.nodesCeiling) else {
            let start = Int(parts.records[Int(object)].start)
            stop(.tooManyNodes(at: range(start, start), limit: limits.nodesMax))
            return nil
        }
        let target = final(member.value)
        let id = UInt32(parts.records.count)
        parts.records.append(
            Tree.Record(
                start: parts.records[Int(target)].start, end: parts.records[Int(target)].end, parent: object, slot: 0,
                first: target, tag: Tree.Record.tag(.alias)))
        return PendingMember(key: member.key, value: id)
    }
}

extension TreeParts {
    /// Runs `body` over the text of a key, given the file's bytes.
    func withKey<Result>(
        _ text: UInt32, start: Int, end: Int, in bytes: [UInt8], _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        switch text {
        case Tree.MemberRecord.verbatimKey:
            return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[start..<end])) }
        case Tree.MemberRecord.quotedKey:
            return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[start + 1..<end - 1])) }
        default:
            let offset = Int(text)
            let size = TreeParts.size(in: pool, at: offset)
            return pool.withUnsafeBufferPointer {
                body(UnsafeBufferPointer(rebasing: $0[offset + 4..<offset + 4 + size]))
            }
        }
    }
}
