// RFC 8259 in one pass. The open containers form a list through their own entries, so nesting needs no stack of its
// own. All functions of a pass become one: what they look at stays in registers, and what is called gets values. The
// tape's own fields would be loaded again after every entry written.

import GateBytes

extension JSONTape {
    /// Reads one document by RFC 8259. `escapes` are the flags of texts with escapes.
    mutating func readStrict(depthMax: Int, escapes: UInt32 = JSONNode.escaped) throws(JSONFailure) {
        var start = 0
        var end = source.count
        while start < end, JSONScanner.isSpace(source.base[start]) { start &+= 1 }
        while end > start, JSONScanner.isSpace(source.base[end &- 1]) { end &-= 1 }
        if start < end, JSONTape.isBracket(source.base[start], 0x5b), JSONTape.isBracket(source.base[end &- 1], 0x5d) {
            try readBracketed(from: start, to: end, depthMax: depthMax, escapes: escapes)
        } else {
            try readGuarded(depthMax: depthMax, escapes: escapes)
        }
    }

    /// Whether the byte is the square bracket or the brace of the same side, whose code differs in one bit.
    @inline(always)
    private static func isBracket(_ byte: UInt8, _ square: UInt8) -> Bool { byte & 0xdf == square }

    /// Reads an array or an object that seems to be whole: all bodies but broken ones and single values.
    @inline(never)
    private mutating func readBracketed(
        from start: Int, to end: Int, depthMax: Int, escapes: UInt32
    ) throws(JSONFailure) {
        try readTokens(JSONScanner(bracketed: source, from: start, to: end), depthMax, escapes)
    }

    /// Reads any text.
    @inline(never)
    private mutating func readGuarded(depthMax: Int, escapes: UInt32) throws(JSONFailure) {
        try readTokens(JSONScanner(source), depthMax, escapes)
    }

    /// The one reader, compiled for each kind of text.
    @inline(always)
    private mutating func readTokens(
        _ scanner: JSONScanner, _ depthMax: Int, _ escapes: UInt32
    ) throws(JSONFailure) {
        var reader = JSONReader(
            scanner: scanner, writer: JSONTapeWriter(nodes, nodeCapacity), depthMax: depthMax, escapes: escapes)
        reader.byte = reader.scanner.skipSpace()
        while true {
            if reader.writer.isFull { try makeRoom(&reader) }
            // Behind a value without more in it: close what closes, until a comma asks for the next value.
            if try !reader.opensContainer() {
                while true {
                    if reader.open == reader.writer.nodes {
                        nodeCount = Int(reader.writer.index)
                        return try reader.scanner.expectEnd()
                    }
                    reader.byte = reader.scanner.skipSpace()
                    if reader.byte == 0x2c { break }
                    try close(&reader)
                }
                reader.open.pointee.head &+= JSONNode.one
                reader.scanner.position &+= 1
                reader.byte = reader.scanner.skipSpace()
            }
            if JSONReader.isObject(reader.open.pointee.head) { try readName(&reader) }
        }
    }

    @inline(always)
    private mutating func makeRoom(_ reader: inout JSONReader) throws(JSONFailure) {
        let open = reader.writer.index(of: reader.open)
        nodeCount = Int(reader.writer.index)
        try makeRoom()
        reader.writer = JSONTapeWriter(nodes, nodeCapacity, count: nodeCount)
        reader.open = nodes + Int(open)
    }

    /// Reads a member's name and its colon.
    @inline(always)
    private mutating func readName(_ reader: inout JSONReader) throws(JSONFailure) {
        if reader.byte != 0x22 { throw reader.scanner.unexpected() }
        reader.scanner.position &+= 1
        let start = reader.scanner.position
        var flags: UInt32 = 0
        let hash: UInt32
        if reader.scanner.shortString() {
            hash = reader.key.hash(within: reader.scanner.base + start, reader.scanner.position &- start &- 1)
        } else {
            flags = try reader.longString(from: start)
            hash = nameHash(flags: flags, from: start, to: reader.scanner.position &- 1)
        }
        JSONTape.note(hash, in: reader.open)
        reader.writer.push(JSONNode.name | flags, hash, start, reader.scanner.position &- start &- 1)
        if reader.scanner.skipSpace() != 0x3a { throw reader.scanner.unexpected() }
        reader.scanner.position &+= 1
        reader.byte = reader.scanner.skipSpace()
    }

    /// Closes the open container, whose last value ended.
    @inline(always)
    private mutating func close(_ reader: inout JSONReader) throws(JSONFailure) {
        let container = reader.open
        let head = container.pointee.head
        if reader.byte != (JSONReader.isObject(head) ? 0x7d : 0x5d) { throw reader.scanner.unexpected() }
        reader.scanner.position &+= 1
        reader.open = reader.writer.nodes + Int(container.pointee.link)
        container.pointee.link = reader.writer.index
        container.pointee.length = UInt32(truncatingIfNeeded: reader.scanner.position) &- container.pointee.offset
        if head & JSONNode.repeated != 0 {
            nodeCount = Int(reader.writer.index)
            markRepeatedNames(in: Int(reader.writer.index(of: container)))
        }
        if reader.open == reader.writer.nodes { return }
        reader.depth &-= 1
        try reader.scanner.expectMore()
    }
}

/// Where a pass over a text stands.
private struct JSONReader {
    var scanner: JSONScanner
    var writer: JSONTapeWriter
    let key: JSONNameKey
    let depthMax: Int
    /// Flags of texts with escapes.
    let escapes: UInt32
    /// The container being read; the tape's header outside of all.
    var open: UnsafeMutablePointer<JSONNode>
    var depth = 0
    /// The byte at the position, behind blanks.
    var byte: UInt8 = 0

    @inline(always)
    init(scanner: JSONScanner, writer: JSONTapeWriter, depthMax: Int, escapes: UInt32) {
        self.scanner = scanner
        self.writer = writer
        self.depthMax = depthMax
        self.escapes = escapes
        key = JSONNameKey(seed: writer.nodes[0].head)
        open = writer.nodes
    }

    /// Whether an open container is an object: the bit that its kind and an array's differ in.
    @inline(always)
    static func isObject(_ head: UInt32) -> Bool { head & 2 != 0 }

    /// Reads a value, of an array or object only the beginning unless it is empty; returns whether it is open.
    @inline(always)
    mutating func opensContainer() throws(JSONFailure) -> Bool {
        let start = scanner.position
        switch byte {
        case 0x22:
            scanner.position &+= 1
            var head = UInt32(JSONKind.string.rawValue)
            if !scanner.shortString() { head |= try longString(from: start &+ 1) }
            writer.pushValue(head, start &+ 1, scanner.position &- start &- 2)
        case 0x7b, 0x5b:
            if depth == depthMax { throw JSONFailure(.tooDeep, at: start) }
            let kind = UInt32((byte == 0x7b ? JSONKind.object : JSONKind.array).rawValue)
            scanner.position &+= 1
            let inner = scanner.skipSpace()
            // The closing bracket's code is the opening one's and two.
            if inner != byte &+ 2 {
                let outer = writer.index(of: open)
                open = writer.entry
                writer.push(kind | JSONNode.one, outer, start, 0)
                depth &+= 1
                byte = inner
                return true
            }
            scanner.position &+= 1
            writer.pushValue(kind, start, scanner.position &- start)
            if open != writer.nodes { try scanner.expectMore() }
        case 0x2d, 0x30...0x39:
            let isFractional = try scanner.number(byte)
            let head = UInt32(JSONKind.number.rawValue) | (isFractional ? JSONNode.fractional : 0)
            writer.pushValue(head, start, scanner.position &- start)
        default:
            guard let kind = JSONScanner.word(scanner.base, start, scanner.count) else {
                throw JSONScanner.badWord(scanner.base, start, scanner.count)
            }
            scanner.position &+= kind == .false ? 5 : 4
            writer.pushValue(UInt32(kind.rawValue), start, scanner.position &- start)
        }
        return false
    }

    /// Moves past a string of any length; returns its flags.
    @inline(always)
    mutating func longString(from start: Int) throws(JSONFailure) -> UInt32 {
        let end = JSONScanner.endOfString(scanner.base, start, scanner.count)
        if let problem = end.problem { throw JSONFailure(problem, at: end.position) }
        scanner.position = end.position
        return end.hasEscapes ? escapes : 0
    }
}

extension JSONScanner {
    /// Behind a bracket, inside of a container: there must be more.
    @inline(always)
    fileprivate func expectMore() throws(JSONFailure) {
        if isBracketed && position == end { throw unexpected() }
    }

    /// Behind the document's value: there may be blanks only.
    @inline(always)
    fileprivate func expectEnd() throws(JSONFailure) {
        var position = self.position
        while position < end, JSONScanner.isSpace(base[position]) { position &+= 1 }
        if position != end { throw JSONFailure(.textAfterValue, at: position) }
    }
}

/// Where the next entries of a tape go.
private struct JSONTapeWriter {
    let nodes: UnsafeMutablePointer<JSONNode>
    /// Behind the last entry that a value may take; the next name has room there.
    private let limit: UnsafeMutablePointer<JSONNode>
    var entry: UnsafeMutablePointer<JSONNode>
    /// The index of `entry`: how many entries there are, the header counted.
    var index: UInt32

    init(_ nodes: UnsafeMutablePointer<JSONNode>, _ capacity: Int, count: Int = 1) {
        self.nodes = nodes
        limit = nodes + capacity
        entry = nodes + count
        index = UInt32(truncatingIfNeeded: count)
    }

    @inline(always)
    var isFull: Bool { entry >= limit }

    @inline(always)
    func index(of other: UnsafeMutablePointer<JSONNode>) -> UInt32 {
        // Unsigned: the difference of pointers rounds towards zero, in three instructions more.
        let distance = UInt(bitPattern: other) &- UInt(bitPattern: nodes)
        return UInt32(truncatingIfNeeded: distance / UInt(MemoryLayout<JSONNode>.stride))
    }

    /// Adds an entry; there is room.
    @inline(always)
    mutating func push(_ head: UInt32, _ link: UInt32, _ offset: Int, _ length: Int) {
        entry.pointee = JSONNode(
            head: head, link: link, offset: UInt32(truncatingIfNeeded: offset),
            length: UInt32(truncatingIfNeeded: length))
        entry += 1
        index &+= 1
    }

    /// Adds a value without entries of its own.
    @inline(always)
    mutating func pushValue(_ head: UInt32, _ offset: Int, _ length: Int) {
        push(head, index &+ 1, offset, length)
    }
}
