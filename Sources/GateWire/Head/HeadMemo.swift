// Heads repeat: a client sends the same fields with every request of its connection, and a backend answers many
// requests of a second with the same head. What such bytes mean is known, so they are compared and not parsed again.
// Parsing depends on nothing but the bytes and the limits, and one memo belongs to one set of limits: it changes no
// result.

import CGateVector
import GateBytes

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Bytes that were parsed last.
@usableFromInline
struct SeenBytes: ~Copyable {
    /// What one comparison looks at, at least.
    private static let countMin = 16
    /// Longest run that is remembered. Ours: the fields of most programs and of browsers without large cookies.
    private static let countMax = 1024

    private var storage: UnsafeMutablePointer<UInt8>?
    private var capacity = 0
    /// 0: nothing is remembered.
    private(set) var count = 0

    deinit { storage?.deallocate() }

    /// Whether the bytes at a place, `room` of them, begin with those that were parsed. Takes the same time for all:
    /// who shares a connection learns nothing of others' fields.
    @inline(__always)
    func begins(_ place: UnsafePointer<UInt8>, room: Int) -> Bool {
        guard let storage, count > 0, count <= room else { return false }
        return gate_same_bytes(storage, place, count)
    }

    /// Whether so many bytes were worth keeping.
    mutating func keep(_ place: UnsafePointer<UInt8>, _ length: Int) -> Bool {
        if length < SeenBytes.countMin || length > SeenBytes.countMax {
            forget()
            return false
        }
        if length > capacity {
            forget()
            storage?.deallocate()
            capacity = min(SeenBytes.countMax, (length + 127) / 128 * 128)
            storage = .allocate(capacity: capacity)
        }
        if let storage { memcpy(storage, place, length) }
        count = length
        return true
    }

    /// Leaves nothing of them in memory.
    mutating func forget() {
        if count == 0 { return }
        if let storage { memset(storage, 0, capacity) }
        count = 0
    }
}

/// The header section that a client's connection has sent last, and what it means.
package struct RequestFieldsMemo: ~Copyable {
    private var seen = SeenBytes()
    /// Counted from the head's first byte, as they were there.
    private var table = HeaderTable(capacity: 4)
    private var start = 0
    private var head = RequestHead()

    package init() {}

    /// Takes over what the bytes at the scanner's position mean, when they are those; false when they are not.
    ///
    /// - Parameter head: With what the request line says; the rest is set.
    @inline(__always)
    func recall(_ scanner: inout HeadScanner, _ head: inout RequestHead, _ table: inout HeaderTable) -> Bool {
        let position = scanner.position
        guard head.minorVersion == self.head.minorVersion,
            seen.begins(scanner.base + position, room: scanner.end - position)
        else { return false }
        table.replace(by: self.table, shift: position - start)
        head.contentLength = self.head.contentLength
        head.isChunked = self.head.isChunked
        head.keepsAlive = self.head.keepsAlive
        head.expectsContinue = self.head.expectsContinue
        scanner.position = position + seen.count
        return true
    }

    /// Remembers the section that ends at the scanner's position.
    @inline(never)
    mutating func keep(_ scanner: HeadScanner, from start: Int, _ head: RequestHead, _ table: borrowing HeaderTable) {
        guard seen.keep(scanner.base + start, scanner.position - start) else { return }
        self.start = start
        self.head = head
        self.table.replace(by: table, shift: 0)
    }

    /// Leaves nothing of it in memory.
    package mutating func forget() { seen.forget() }
}

/// The head that a backend has answered last, and what it means.
package struct ResponseHeadMemo: ~Copyable {
    private var seen = SeenBytes()
    private var table = HeaderTable(capacity: 8)
    private var head = ResponseHead()
    private var requestWasHEAD = false

    package init() {}

    /// As the function of this name without a memo.
    package mutating func parseResponseHead(
        _ bytes: ByteView, alreadySeen: Int, limits: WireLimits, requestWasHEAD: Bool, into head: inout ResponseHead,
        _ table: inout HeaderTable
    ) throws(WireError) -> Int? {
        if requestWasHEAD == self.requestWasHEAD, seen.begins(bytes.base, room: bytes.count) {
            head = self.head
            table.replace(by: self.table, shift: 0)
            return seen.count
        }
        let size = try GateWire.parseResponseHead(
            bytes, alreadySeen: alreadySeen, limits: limits, requestWasHEAD: requestWasHEAD, into: &head, &table)
        // The head behind an interim one is the answer's.
        if let size, !head.isInterim, seen.keep(bytes.base, size) {
            self.head = head
            self.requestWasHEAD = requestWasHEAD
            self.table.replace(by: table, shift: 0)
        }
        return size
    }
}
