// A cursor into a tree. Cheap to copy; equality is identity (the same node of the same tree), so nodes can be
// keys of memo tables. Nodes of several files live side by side; `range` says which file.

import GateSource

/// One value of a document.
package struct Node: Sendable {
    /// The six kinds of JSON.
    package enum Kind: Sendable {
        case null, boolean, number, string, array, object

        /// With its article, for diagnostics: `a string`, `an object`, `null`.
        package var phrase: String {
            switch self {
            case .null: return "null"
            case .boolean: return "a boolean"
            case .number: return "a number"
            case .string: return "a string"
            case .array: return "an array"
            case .object: return "an object"
            }
        }
    }

    package let tree: Tree
    let id: UInt32

    init(tree: Tree, id: UInt32) {
        self.tree = tree
        self.id = id
    }

    private var record: Tree.Record { tree.value(id) }

    package var kind: Kind {
        switch record.kind {
        case .null, .alias: return .null
        case .boolean: return .boolean
        case .number: return .number
        case .string: return .string
        case .array: return .array
        case .object: return .object
        }
    }

    package var isNull: Bool { kind == .null }

    /// The value's text; for an alias the text it stands for.
    package var range: SourceRange {
        let record = record
        return tree.range(record.start, record.end)
    }

    /// The key that introduces the value, else `range`.
    package var keyRange: SourceRange {
        guard let member = ownMember else { return range }
        return tree.range(member.keyStart, member.keyEnd)
    }

    /// The key that introduces the value, nil for elements and the root.
    package var key: String? { ownMember.map(tree.key) }

    private var ownMember: Tree.MemberRecord? {
        let own = tree.records[Int(id)]
        guard own.parent != Tree.none else { return nil }
        let container = tree.records[Int(own.parent)]
        guard container.kind == .object else { return nil }
        return tree.memberRecords[Int(container.first) + Int(own.slot)]
    }

    // MARK: Scalars

    /// The text of a string, nil for anything else.
    package var string: String? {
        let record = record
        return record.kind == .string ? tree.text(record) : nil
    }

    package var boolean: Bool? {
        let record = record
        return record.kind == .boolean ? record.count == 1 : nil
    }

    /// A number written as an integer that fits; `1.0` is not one.
    package var integer: Int? {
        let record = record
        guard record.kind == .number else { return nil }
        return tree.withText(of: record) { NumberText.integer($0) }
    }

    package var double: Double? {
        let record = record
        guard record.kind == .number else { return nil }
        return tree.withText(of: record) { NumberText.double($0) }
    }

    /// The spelling of a scalar (a number keeps its text, a string is decoded), nil for arrays and objects.
    package var scalarText: String? {
        let record = record
        switch record.kind {
        case .array, .object, .alias: return nil
        case .null, .boolean, .number, .string: return tree.text(record)
        }
    }

    // MARK: Containers

    /// How many elements or members; 0 for scalars.
    package var count: Int {
        let record = record
        return record.kind == .array || record.kind == .object ? record.count : 0
    }

    /// The elements of an array, else none.
    package var elements: [Node] {
        let record = record
        guard record.kind == .array else { return [] }
        return (0..<record.count).map { Node(tree: tree, id: tree.elementIDs[Int(record.first) + $0]) }
    }

    /// The element at `index` of an array, nil outside.
    package func element(_ index: Int) -> Node? {
        let record = record
        guard record.kind == .array, index >= 0, index < record.count else { return nil }
        return Node(tree: tree, id: tree.elementIDs[Int(record.first) + index])
    }

    /// The members of an object in document order, else none.
    package var members: [Member] {
        let record = record
        guard record.kind == .object else { return [] }
        return (0..<record.count).map { member(tree.memberRecords[Int(record.first) + $0]) }
    }

    package subscript(key: String) -> Node? {
        let object = tree.valueID(id)
        guard let number = tree.memberNumber(object, key) else { return nil }
        return Node(tree: tree, id: tree.memberRecords[Int(tree.records[Int(object)].first) + number].value)
    }

    /// The member with the given key, nil when there is none or this is no object.
    package func member(_ key: String) -> Member? {
        let object = tree.valueID(id)
        guard let number = tree.memberNumber(object, key) else { return nil }
        return member(tree.memberRecords[Int(tree.records[Int(object)].first) + number])
    }

    private func member(_ record: Tree.MemberRecord) -> Member {
        Member(
            key: tree.key(record), keyRange: tree.range(record.keyStart, record.keyEnd),
            value: Node(tree: tree, id: record.value))
    }

    // MARK: Place

    /// The container; nil for the root. Below an alias this is the container at the anchor.
    package var parent: Node? {
        let own = tree.records[Int(id)]
        return own.parent == Tree.none ? nil : Node(tree: tree, id: own.parent)
    }

    /// The document's value.
    package var root: Node { tree.root }

    /// The value as a document of its own, with the places it has: a specification inside a template.
    package var asDocument: Node { tree.rooted(at: id).root }
}

extension Node: Hashable {
    /// The part that a JSON Pointer without escapes names, or as near to it as there is one.
    package func nearest(to pointer: String) -> Node {
        var node = self
        for name in pointer.split(separator: "/") {
            guard let next = node.kind == .array ? Int(name).flatMap({ node.element($0) }) : node[String(name)] else {
                break
            }
            node = next
        }
        return node
    }

    package static func == (left: Node, right: Node) -> Bool { left.id == right.id && left.tree === right.tree }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(tree))
        hasher.combine(id)
    }
}

/// One member of an object.
package struct Member: Sendable {
    package let key: String
    /// The key's text, with its quotes.
    package let keyRange: SourceRange
    package let value: Node

    package init(key: String, keyRange: SourceRange, value: Node) {
        self.key = key
        self.keyRange = keyRange
        self.value = value
    }
}
