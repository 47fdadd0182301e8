// An answer as it is kept: what of it is the same for everybody who asks, in one piece of memory. Immutable, so event
// loops read it without a lock.

import GateBytes

/// A kept answer.
package final class CachedAnswer: @unchecked Sendable {
    /// Bytes of memory that an entry takes beside its text. Ours: this object, its places in index and policy, the
    /// allocator's share.
    package static let overheadBytes = 256

    /// What is kept beside text.
    package struct Facts: Sendable {
        package var status = 0
        /// Whether it goes out with `X-Amzn-Trace-Id`.
        package var isTraced = false
        /// The length that an answer to HEAD tells; -1 for none.
        package var headLength = -1
        /// Whether this only says that the answer cannot be kept.
        package var isRefusal = false

        package init() {}
    }

    package let facts: Facts
    /// The flush mark of its call.
    let mark: UInt64
    /// When its call began and from when on it is not used, in microseconds of the monotonic clock.
    let began: UInt64
    let expires: UInt64
    let hash: UInt64
    private let storage: UnsafeMutablePointer<UInt8>
    private let keyEnd: Int
    private let typeEnd: Int
    private let linesEnd: Int
    private let size: Int

    /// Copies the texts: the key, the media type, lines `Name: value\r\n`, the body.
    init(
        _ facts: Facts, key: ByteView, hash: UInt64, contentType: ByteView, lines: ByteView, body: ByteView,
        mark: UInt64, began: UInt64, expires: UInt64
    ) {
        self.facts = facts
        self.hash = hash
        self.mark = mark
        self.began = began
        self.expires = expires
        keyEnd = key.count
        typeEnd = keyEnd + contentType.count
        linesEnd = typeEnd + lines.count
        size = linesEnd + body.count
        storage = .allocate(capacity: max(size, 1))
        var place = storage
        for part in [key, contentType, lines, body] {
            place.initialize(from: part.base, count: part.count)
            place += part.count
        }
    }

    deinit { storage.deallocate() }

    var key: ByteView { ByteView(base: storage, count: keyEnd) }
    package var contentType: ByteView { ByteView(base: storage + keyEnd, count: typeEnd - keyEnd) }
    package var lines: ByteView { ByteView(base: storage + typeEnd, count: linesEnd - typeEnd) }
    package var body: ByteView { ByteView(base: storage + linesEnd, count: size - linesEnd) }

    /// Bytes of memory that it counts for.
    var weight: Int { size + CachedAnswer.overheadBytes }
}
