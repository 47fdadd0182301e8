// JSON as a flat tape over borrowed bytes. Reading makes one pass, allocates nothing once the tape has seen its
// largest document, and decodes nothing: numbers keep their text and strings their escapes until somebody asks.
//
// A tape borrows the bytes it was given; they must live as long as any cursor into the tape is used. A cursor is
// valid until the next `read`. Repeated member names are resolved as Java maps do it: the first one's place, the
// last one's value.

import GateBytes

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Which grammar a document is read by.
@usableFromInline
package enum JSONMode: UInt8, Sendable {
    /// RFC 8259, UTF-8 checked.
    case strict
    /// What json-smart 2.4 reads in its permissive mode: the grammar of `$input` in mapping templates.
    case permissive
}

/// A reusable, worker-owned document.
@usableFromInline
package struct JSONTape: ~Copyable, @unchecked Sendable {
    /// Deepest nesting of arrays and objects read. Our own bound; json-smart ≥ 2.5 stops at 400, Jackson at 1000.
    package static let depthMax = 512
    /// Longest text read, in bytes. API Gateway's payload limit is 10 MB ("API Gateway quotas", 2025).
    package static let sizeMax = 64 << 20
    /// Most values and names in one document: 16 MiB of entries for each million.
    package static let nodesMax = 6 << 20
    /// Entries kept by `shrink()`.
    package static let warmNodesMax = 1 << 16

    @usableFromInline var nodes: UnsafeMutablePointer<JSONNode>
    @usableFromInline var nodeCount: Int
    /// How many entries a document may have before it needs more storage, which has room for one name behind them.
    @usableFromInline var nodeCapacity: Int
    /// The text being read.
    @usableFromInline var source: ByteView
    /// Whether the tape holds a document.
    package private(set) var isLoaded: Bool
    /// Open-addressed table of name entries, used while a wide object closes.
    var sieve: UnsafeMutablePointer<UInt32>
    var sieveCapacity: Int
    /// Decoded names, while their hash is taken.
    var scratch: ByteBuffer

    /// An empty tape with room for `capacity` values and names.
    package init(capacity: Int = 256) {
        nodeCapacity = max(capacity, 16)
        nodes = .allocate(capacity: nodeCapacity + 1)
        nodeCount = 0
        source = ByteView.empty
        isLoaded = false
        sieveCapacity = 64
        sieve = .allocate(capacity: sieveCapacity)
        scratch = ByteBuffer(capacity: 256)
        // The seed keeps others from preparing names that collide; the address differs from run to run.
        let address = UInt(bitPattern: nodes) >> 4
        let seed = UInt32(truncatingIfNeeded: address ^ (address >> 32)) ^ 0x9e37_79b9
        nodes[0] = JSONNode(head: seed, link: 0, offset: 0, length: 0)
    }

    deinit {
        nodes.deallocate()
        sieve.deallocate()
    }

    /// Reads one document; on failure the tape is empty.
    package mutating func read(
        _ bytes: ByteView, mode: JSONMode = .strict, depthMax: Int = JSONTape.depthMax
    ) throws(JSONFailure) {
        isLoaded = false
        nodeCount = 1
        source = bytes
        if bytes.count > JSONTape.sizeMax { throw JSONFailure(.tooLarge, at: JSONTape.sizeMax) }
        switch mode {
        case .strict: try readStrict(depthMax: depthMax)
        case .permissive:
            // Nearly all bodies are JSON, which both grammars read alike, and the strict reader is faster.
            if !readsStrictly(depthMax: depthMax) {
                nodeCount = 1
                try readPermissive(depthMax: depthMax)
            }
        }
        isLoaded = true
    }

    private mutating func readsStrictly(depthMax: Int) -> Bool {
        do throws(JSONFailure) {
            try readStrict(depthMax: depthMax, escapes: JSONNode.escaped | JSONNode.lenient)
            return true
        } catch {
            return false
        }
    }

    /// What hashes of names depend on; the same for all documents of a tape.
    @inlinable
    package var seed: UInt32 { nodes[0].head }

    /// The document's value; the tape must be loaded.
    @inlinable
    package var root: JSONCursor { cursor(at: 1) }

    /// The value at an index that an earlier cursor of the same document had.
    @inlinable
    package func cursor(at index: UInt32) -> JSONCursor {
        precondition(index > 0 && Int(index) < nodeCount)
        return JSONCursor(nodes: UnsafePointer(nodes), bytes: source.base, index: index)
    }

    /// Forgets the document and gives back storage beyond what ordinary documents need.
    package mutating func shrink() {
        isLoaded = false
        nodeCount = 1
        source = ByteView.empty
        if nodeCapacity > JSONTape.warmNodesMax { resize(to: JSONTape.warmNodesMax) }
    }

    /// Adds an entry and returns its index.
    @inline(__always)
    mutating func push(_ node: JSONNode) throws(JSONFailure) -> Int {
        if nodeCount == nodeCapacity { try makeRoom() }
        nodes[nodeCount] = node
        nodeCount += 1
        return nodeCount - 1
    }

    /// Makes room for another entry, where there is none.
    @inline(never)
    mutating func makeRoom() throws(JSONFailure) {
        if nodeCapacity >= JSONTape.nodesMax { throw JSONFailure(.tooLarge, at: source.count) }
        resize(to: min(nodeCapacity * 2, JSONTape.nodesMax))
    }

    private mutating func resize(to capacity: Int) {
        let other = UnsafeMutablePointer<JSONNode>.allocate(capacity: capacity + 1)
        other.update(from: nodes, count: nodeCount)
        nodes.deallocate()
        nodes = other
        nodeCapacity = capacity
    }
}

extension JSONTape {
    /// Adds a scalar value.
    @inline(__always)
    mutating func pushScalar(_ kind: JSONKind, flags: UInt32, from start: Int, to end: Int) throws(JSONFailure) {
        let node = JSONNode(
            head: UInt32(kind.rawValue) | flags, link: UInt32(truncatingIfNeeded: nodeCount + 1),
            offset: UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: end - start))
        _ = try push(node)
    }

    /// Adds a container that is still open; its link holds the container around it.
    @inline(__always)
    mutating func pushOpen(_ kind: JSONKind, inside outer: Int, from start: Int) throws(JSONFailure) -> Int {
        let node = JSONNode(
            head: UInt32(kind.rawValue), link: UInt32(truncatingIfNeeded: outer),
            offset: UInt32(truncatingIfNeeded: start), length: 0)
        return try push(node)
    }

    /// Adds a member's name to the open object.
    @inline(__always)
    mutating func pushName(flags: UInt32, from start: Int, to end: Int, in object: Int) throws(JSONFailure) {
        let hash = nameHash(flags: flags, from: start, to: end)
        JSONTape.note(hash, in: nodes + object)
        let node = JSONNode(
            head: JSONNode.name | flags, link: hash,
            offset: UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: end - start))
        _ = try push(node)
    }

    /// Closes the container at `index` whose text ends before `end`; returns the container around it, or 0.
    @inline(__always)
    mutating func close(_ index: Int, at end: Int) -> Int {
        let outer = Int(nodes[index].link)
        let suspect = nodes[index].head & JSONNode.repeated != 0
        nodes[index].link = UInt32(truncatingIfNeeded: nodeCount)
        nodes[index].length = UInt32(truncatingIfNeeded: end) &- nodes[index].offset
        if suspect { markRepeatedNames(in: index) }
        return outer
    }
}
