// One document's functions being replaced: the walk, and the edits of the flat arrays. What each function does is
// in IntrinsicRewriting+Functions.swift.

import GateSource

/// A tree whose functions are being replaced.
struct IntrinsicRewriting {
    let tree: Tree
    let sink: DiagnosticSink
    let template: TemplateValues
    var parts: TreeParts
    var values: ParameterValues
    var reported: Set<String>
    private(set) var hasChanged = false
    /// Ids that stand for `AWS::NoValue`.
    private var removed = Set<UInt32>()
    private var isDone: [Bool]
    /// Conditions being worked out: one may name another, and hostile ones name each other.
    var openConditions = Set<String>()
    /// Text made so far, in bytes.
    private var madeBytes = 0
    /// Most text the functions of one document may make, in bytes; joins inside joins can double.
    static let madeBytesMax = 64 << 20

    init(tree: Tree, parameters: [String: String], sink: DiagnosticSink, reported: Set<String>) {
        self.tree = tree
        self.sink = sink
        self.reported = reported
        template = TemplateValues(root: tree.root)
        values = ParameterValues(template.defaults.merging(parameters) { _, given in given })
        isDone = Array(repeating: false, count: tree.records.count)
        parts = TreeParts(
            records: tree.records, members: tree.memberRecords, elements: tree.elementIDs, pool: tree.pool,
            indexes: tree.indexes, indexSlots: tree.indexSlots, rewrites: tree.rewrites)
    }

    // MARK: The walk

    /// Replaces the functions at and below a node. Recursion is bounded by `TreeLimits.depthMax`.
    mutating func resolve(_ id: UInt32) {
        guard Int(id) < isDone.count, !isDone[Int(id)] else { return }
        isDone[Int(id)] = true
        let record = parts.records[Int(id)]
        switch record.kind {
        case .null, .boolean, .number: break
        case .string: expandVariables(id)
        case .alias:
            resolve(record.first)
            if removed.contains(record.first) { removed.insert(id) }
            let target = final(record.first)
            if target != record.first { parts.records[Int(id)].first = target }
        case .array:
            for index in 0..<record.count { resolve(parts.elements[Int(record.first) + index]) }
            removeNothings(fromArray: id)
        case .object:
            if let name = functionName(record) {
                apply(name, to: id, parts.members[Int(record.first)].value)
            } else {
                resolveMembers(of: record)
                removeNothings(fromObject: id)
            }
        }
    }

    private mutating func resolveMembers(of record: Tree.Record) {
        let hasType = (0..<record.count).contains { isKey(Int(record.first) + $0, "type") }
        for number in 0..<record.count {
            let member = Int(record.first) + number
            if isKey(member, "enum") || isKey(member, "example") || isKey(member, "examples") { continue }
            if hasType, isKey(member, "default") { continue }
            resolve(parts.members[member].value)
        }
    }

    private func isKey(_ member: Int, _ name: StaticString) -> Bool {
        let wanted = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        return tree.withKey(parts.members[member]) { KeyHash.same($0, wanted) }
    }

    /// The function an object stands for: its one key is `Ref` or starts with `Fn::`.
    private func functionName(_ record: Tree.Record) -> String? {
        guard record.count == 1 else { return nil }
        let member = parts.members[Int(record.first)]
        return tree.withKey(member) { key in
            guard key.count > 2, key[0] == 0x52 || key[0] == 0x46 else { return nil }
            let name = String(decoding: key, as: UTF8.self)
            if name == "Ref" { return value(member.value).kind == .string ? name : nil }
            return name.hasPrefix("Fn::") ? name : nil
        }
    }

    /// Takes the resources out of a template whose condition does not hold.
    mutating func leaveOut(resources: UInt32) {
        for (name, id) in members(resources) ?? [] {
            guard let own = members(id), let named = own.first(where: { $0.key == "Condition" }),
                let condition = string(named.value), !holds(condition, at: place(named.value))
            else { continue }
            let type = own.first { $0.key == "Type" }.flatMap { string($0.value) } ?? ""
            if type.hasPrefix("AWS::ApiGateway") || type.hasPrefix("AWS::Serverless::") {
                sink.report(IntrinsicProblem.resourceLeftOut(name, condition: condition, at: place(named.value)))
            }
            becomeNothing(id)
        }
        removeNothings(fromObject: resources)
    }

    // MARK: Reading

    func final(_ id: UInt32) -> UInt32 {
        let record = parts.records[Int(id)]
        return record.kind == .alias ? record.first : id
    }

    func value(_ id: UInt32) -> Tree.Record { parts.records[Int(final(id))] }

    /// Whether the node stands for `AWS::NoValue`.
    func isNothing(_ id: UInt32) -> Bool { removed.contains(id) || removed.contains(final(id)) }

    /// The text of a scalar, nil for anything else.
    func text(_ id: UInt32) -> [UInt8]? {
        let record = value(id)
        switch record.kind {
        case .string, .number, .boolean: return parts.text(of: record, in: tree.bytes)
        case .null, .array, .object, .alias: return nil
        }
    }

    func string(_ id: UInt32) -> String? { text(id).map { String(decoding: $0, as: UTF8.self) } }

    /// The elements of an array, nil for anything else.
    func elements(_ id: UInt32) -> [UInt32]? {
        let record = value(id)
        guard record.kind == .array else { return nil }
        return (0..<record.count).map { parts.elements[Int(record.first) + $0] }
    }

    /// The members of an object, nil for anything else.
    func members(_ id: UInt32) -> [(key: String, value: UInt32)]? {
        let record = value(id)
        guard record.kind == .object else { return nil }
        return (0..<record.count).map {
            let member = parts.members[Int(record.first) + $0]
            return (tree.key(member), member.value)
        }
    }

    /// The place of a node; for a function's object its key.
    func place(_ id: UInt32) -> SourceRange {
        let record = parts.records[Int(id)]
        if record.kind == .object, record.count == 1 {
            let member = parts.members[Int(record.first)]
            return tree.range(member.keyStart, member.keyEnd)
        }
        return tree.range(record.start, record.end)
    }

    // MARK: Editing

    /// Makes a node the string `text`; `origin` is the string it came from, whose place it takes.
    mutating func become(_ id: UInt32, text: [UInt8], from origin: UInt32?, pieces: [LocatedText.Segment] = []) {
        guard take(text.count, at: id) else { return }
        if let origin {
            let record = value(origin)
            parts.records[Int(id)].start = record.start
            parts.records[Int(id)].end = record.end
            if record.form != .made { parts.rewrites[id] = TextRewrite(origin: record, pieces: pieces) }
        }
        parts.records[Int(id)].first = text.withUnsafeBufferPointer { parts.addText($0) }
        parts.records[Int(id)].tag = Tree.Record.tag(.string, .made, count: text.count)
        hasChanged = true
    }

    mutating func become(_ id: UInt32, text: String, from origin: UInt32? = nil) {
        become(id, text: Array(text.utf8), from: origin)
    }

    mutating func become(_ id: UInt32, boolean: Bool) {
        parts.records[Int(id)].tag = Tree.Record.tag(.boolean, .made, count: boolean ? 1 : 0)
        let spelling = Array((boolean ? "true" : "false").utf8)
        parts.records[Int(id)].first = spelling.withUnsafeBufferPointer { parts.addText($0) }
        hasChanged = true
    }

    /// Makes a node stand for another one of the document.
    mutating func become(_ id: UInt32, node: UInt32) {
        if isNothing(node) { return becomeNothing(id) }
        parts.records[Int(id)].first = final(node)
        parts.records[Int(id)].tag = Tree.Record.tag(.alias)
        hasChanged = true
    }

    /// Makes a node an array of strings.
    mutating func become(_ id: UInt32, array texts: [[UInt8]]) {
        let place = parts.records[Int(id)]
        let first = UInt32(parts.elements.count)
        for (slot, text) in texts.enumerated() {
            guard take(text.count + 24, at: id) else { return }
            let offset = text.withUnsafeBufferPointer { parts.addText($0) }
            parts.elements.append(UInt32(parts.records.count))
            parts.records.append(
                Tree.Record(
                    start: place.start, end: place.end, parent: id, slot: UInt32(slot), first: offset,
                    tag: Tree.Record.tag(.string, .made, count: text.count)))
        }
        parts.records[Int(id)].first = first
        parts.records[Int(id)].tag = Tree.Record.tag(.array, count: texts.count)
        hasChanged = true
    }

    /// Removes a node from its container; a root becomes null.
    mutating func becomeNothing(_ id: UInt32) {
        removed.insert(id)
        parts.records[Int(id)].tag = Tree.Record.tag(.null)
        hasChanged = true
    }

    private mutating func take(_ bytes: Int, at id: UInt32) -> Bool {
        let before = madeBytes
        madeBytes += bytes
        guard madeBytes > IntrinsicRewriting.madeBytesMax else { return true }
        if before <= IntrinsicRewriting.madeBytesMax {
            sink.report(IntrinsicProblem.tooLong(limit: IntrinsicRewriting.madeBytesMax, at: place(id)))
        }
        return false
    }

    private mutating func removeNothings(fromArray id: UInt32) {
        let record = parts.records[Int(id)]
        if removed.isEmpty { return }
        var count = 0
        for index in 0..<record.count {
            let child = parts.elements[Int(record.first) + index]
            if removed.contains(child) { continue }
            parts.elements[Int(record.first) + count] = child
            parts.records[Int(child)].slot = UInt32(count)
            count += 1
        }
        if count < record.count { parts.records[Int(id)].tag = Tree.Record.tag(.array, count: count) }
    }

    private mutating func removeNothings(fromObject id: UInt32) {
        let record = parts.records[Int(id)]
        if removed.isEmpty { return }
        var count = 0
        for index in 0..<record.count {
            let member = parts.members[Int(record.first) + index]
            if removed.contains(member.value) { continue }
            parts.members[Int(record.first) + count] = member
            parts.records[Int(member.value)].slot = UInt32(count)
            count += 1
        }
        guard count < record.count else { return }
        parts.records[Int(id)].tag = Tree.Record.tag(.object, count: count)
        // The index was sized for the old count; without one the members are searched in order.
        parts.indexes[id] = nil
    }
}
