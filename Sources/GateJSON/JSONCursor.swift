// A place in a tape. Cursors are plain values (no ownership, no retain); they are valid until the tape reads
// again or goes away, as a `ByteView` is valid as long as its bytes.

import GateBytes

/// A value, or a member's name, in a tape.
@frozen
@usableFromInline
package struct JSONCursor: @unchecked Sendable {
    @usableFromInline package let nodes: UnsafePointer<JSONNode>
    @usableFromInline package let bytes: UnsafePointer<UInt8>
    /// The entry's index; `JSONTape.cursor(at:)` takes it back.
    @usableFromInline package let index: UInt32

    @inlinable
    package init(nodes: UnsafePointer<JSONNode>, bytes: UnsafePointer<UInt8>, index: UInt32) {
        self.nodes = nodes
        self.bytes = bytes
        self.index = index
    }

    @inlinable @inline(__always)
    package var node: JSONNode { nodes[Int(index)] }

    /// What the value is; a member's name is a string.
    @inlinable @inline(__always)
    package var kind: JSONKind { JSONKind(rawValue: UInt8(truncatingIfNeeded: node.kindBits)) ?? .string }

    /// How many elements or distinct members; 0 for scalars.
    @inlinable @inline(__always)
    package var count: Int { node.count }

    /// The source text: of a number its characters, of a string what stands between the quotes (still escaped), of
    /// an array or object everything from bracket to bracket.
    @inlinable @inline(__always)
    package var text: ByteView { ByteView(base: bytes + Int(node.offset), count: Int(node.length)) }

    /// Whether a string's text must be decoded.
    @inlinable @inline(__always)
    package var hasEscapes: Bool { node.head & JSONNode.escaped != 0 }

    /// Whether a number is written without fraction and exponent.
    @inlinable @inline(__always)
    package var isInteger: Bool { kind == .number && node.head & JSONNode.fractional == 0 }

    @inlinable @inline(__always)
    package var isLenient: Bool { node.head & JSONNode.lenient != 0 }

    @inlinable @inline(__always)
    package func at(_ other: UInt32) -> JSONCursor { JSONCursor(nodes: nodes, bytes: bytes, index: other) }

    /// Whether a string (or name) is `other` once decoded.
    @inlinable
    package func equals(_ other: ByteView) -> Bool {
        hasEscapes ? JSONText.equals(text, lenient: isLenient, other) : text == other
    }

    /// Appends a string's decoded text.
    @inlinable
    package func decode(into buffer: inout ByteBuffer) {
        if hasEscapes {
            JSONText.decode(text, lenient: isLenient, into: &buffer)
        } else {
            buffer.append(text)
        }
    }

    /// The decoded text of a string: straight from the source when nothing is escaped, else through `scratch`,
    /// which is emptied first; valid until the next change of `scratch`.
    @inlinable
    package func decoded(scratch: inout ByteBuffer) -> ByteView {
        if !hasEscapes { return text }
        scratch.removeAll()
        JSONText.decode(text, lenient: isLenient, into: &scratch)
        return scratch.view
    }

    /// The hash under which this document files a decoded member name.
    @inlinable
    package func hash(of name: ByteView) -> UInt32 { JSONName.hash(name, seed: nodes[0].head) }

    /// The value of an object's member; of several with the name, the last. Nil for other kinds.
    @inlinable
    package func member(_ name: ByteView) -> JSONCursor? {
        if node.kindBits != UInt32(JSONKind.object.rawValue) { return nil }
        return member(name, hash: hash(of: name))
    }

    /// The same with the hash at hand, on an object.
    @inlinable
    package func member(_ name: ByteView, hash: UInt32) -> JSONCursor? {
        precondition(node.kindBits == UInt32(JSONKind.object.rawValue))
        let end = node.link
        var entry = index &+ 1
        while entry < end {
            let candidate = nodes + Int(entry)
            if candidate.pointee.link == hash {
                if candidate.pointee.head & (JSONNode.shadowed | JSONNode.escaped) != 0 {
                    return escapedMember(name, hash: hash, from: entry)
                }
                if at(entry).text.isSame(as: name) { return at(entry &+ 1) }
            }
            entry = candidate[1].link
        }
        return nil
    }

    /// The same among the members from an entry on, whatever their names are like. A function of its own: calls inside
    /// of the loop would have the other one save registers.
    @usableFromInline
    func escapedMember(_ name: ByteView, hash: UInt32, from start: UInt32) -> JSONCursor? {
        let end = node.link
        var entry = start
        while entry < end {
            let candidate = nodes[Int(entry)]
            if candidate.link == hash, candidate.head & JSONNode.shadowed == 0, at(entry).equals(name) {
                return at(entry + 1)
            }
            entry = nodes[Int(entry) + 1].link
        }
        return nil
    }

    /// The value of the member that has the name of a member of the same tape, on an object.
    package func lastMember(named name: JSONCursor) -> JSONCursor? {
        let hash = name.node.link
        let end = node.link
        var entry = index + 1
        while entry < end {
            let candidate = nodes[Int(entry)]
            if candidate.link == hash, candidate.head & JSONNode.shadowed == 0, at(entry).equals(string: name) {
                return at(entry + 1)
            }
            entry = nodes[Int(entry) + 1].link
        }
        return nil
    }

    /// Whether two strings (or names) are the same once decoded.
    @inlinable
    package func equals(string other: JSONCursor) -> Bool {
        if !other.hasEscapes { return equals(other.text) }
        if !hasEscapes { return other.equals(text) }
        return JSONText.equals(text, lenient: isLenient, escaped: other.text, lenient: other.isLenient)
    }

    /// The element of an array; nil when it has none there or is no array. Linear in `position`.
    @inlinable
    package func element(_ position: Int) -> JSONCursor? {
        if node.kindBits != UInt32(JSONKind.array.rawValue) || position < 0 || position >= count { return nil }
        var entry = index + 1
        for _ in 0..<position { entry = nodes[Int(entry)].link }
        return at(entry)
    }

    /// The elements of an array in order; none for other kinds.
    @inlinable
    package var elements: JSONElements { JSONElements(self) }

    /// The members of an object in order of first appearance; none for other kinds.
    @inlinable
    package var members: JSONMembers { JSONMembers(self) }
}

/// A walk over an array.
@frozen
@usableFromInline
package struct JSONElements {
    @usableFromInline let array: JSONCursor
    @usableFromInline var entry: UInt32
    @usableFromInline let end: UInt32

    @inlinable
    init(_ array: JSONCursor) {
        self.array = array
        entry = array.index + 1
        end = array.kind == .array ? array.node.link : 0
    }

    @inlinable
    package mutating func next() -> JSONCursor? {
        if entry >= end { return nil }
        let value = array.at(entry)
        entry = value.node.link
        return value
    }
}

/// A member of an object.
@frozen
@usableFromInline
package struct JSONMember {
    /// The name; a string.
    @usableFromInline package let name: JSONCursor
    @usableFromInline package let value: JSONCursor

    @inlinable
    init(name: JSONCursor, value: JSONCursor) {
        self.name = name
        self.value = value
    }
}

/// A walk over an object: each distinct name once.
@frozen
@usableFromInline
package struct JSONMembers {
    @usableFromInline let object: JSONCursor
    @usableFromInline var entry: UInt32
    @usableFromInline let end: UInt32

    @inlinable
    init(_ object: JSONCursor) {
        self.object = object
        entry = object.index + 1
        end = object.kind == .object ? object.node.link : 0
    }

    @inlinable
    package mutating func next() -> JSONMember? {
        while entry < end {
            let name = object.at(entry)
            let value = object.at(entry + 1)
            entry = value.node.link
            let flags = name.node.head
            if flags & (JSONNode.repeated | JSONNode.shadowed) == 0 { return JSONMember(name: name, value: value) }
            if flags & JSONNode.repeated == 0 { return JSONMember(name: name, value: last(name)) }
        }
        return nil
    }

    /// The value of the last member named as `name`, which is repeated later.
    @usableFromInline
    func last(_ name: JSONCursor) -> JSONCursor { object.lastMember(named: name) ?? object.at(name.index + 1) }
}
