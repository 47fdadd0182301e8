// Answers of all event loops, found by key. The cache is cut into parts by hash, each behind a lock of its own that is
// held while it is looked up: a table for each loop would need no locks, but as many times the memory, and as
// many calls of the backend for one key. (Measured by `gatebench cache`; README, "Measured".)

import GateBytes
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Bounds of caches.
package enum CacheLimits {
    /// Largest body that is kept, in bytes. AWS: "Cache settings for REST APIs in API Gateway", maximum size of a
    /// response.
    package static let bodyBytesMax = 1_048_576
    /// Longest key, in bytes. Ours: requests with longer ones are not cached.
    package static let keyBytesMax = 8_192
    /// Largest cache, in bytes. AWS: CreateStage, cacheClusterSize, 237 GB.
    package static let bytesMax = 237 << 30
    /// Smallest cache, in bytes. Ours: holds the largest answer.
    package static let bytesMin = 2 << 20
    /// Most parts of a cache. Ours: loops rarely meet in one.
    package static let shardsMax = 16
    /// Smallest part, in bytes, unless it is the only one. Ours: sixteen of the largest answers.
    package static let shardBytesMin = 16 << 20
    /// How long it is remembered that an answer is too large to be kept, in seconds, unless its time to live is less.
    /// Ours.
    package static let refusalSeconds = 60
    /// Deployments that are told apart before their numbers begin anew. Ours.
    package static let scopesMax = 65_536
}

/// What a look into the cache comes to.
package enum CacheLookup {
    case hit(CachedAnswer)
    /// Nobody has it: the fill is to be answered, and others may wait for it.
    case fill(CacheFill)
    /// It is being fetched.
    case wait(CacheFlight)
}

/// What a cache has done since it was made.
package struct CacheCounts: Sendable {
    package var hits: UInt64 = 0
    package var misses: UInt64 = 0
    package var evictions: UInt64 = 0
    package var count = 0
    package var bytes = 0

    package init() {}

    /// Adds those of another cache.
    package mutating func add(_ other: CacheCounts) {
        hits &+= other.hits
        misses &+= other.misses
        evictions &+= other.evictions
        count += other.count
        bytes += other.bytes
    }
}

/// A cache of answers.
package final class AnswerCache: Sendable {
    /// A shard and its lock. (A `Mutex` would want everything that comes out of it to be sendable.)
    private final class Part: @unchecked Sendable {
        private let lock: UnsafeMutablePointer<pthread_mutex_t>
        @exclusivity(unchecked) private var shard: CacheShard

        init(bytesMax: Int, flushed: UInt64) {
            lock = .allocate(capacity: 1)
            pthread_mutex_init(lock, nil)
            shard = CacheShard(bytesMax: bytesMax, flushed: flushed)
        }

        deinit {
            pthread_mutex_destroy(lock)
            lock.deallocate()
        }

        @inline(__always)
        func withLock<Result>(_ body: (inout CacheShard) -> Result) -> Result {
            pthread_mutex_lock(lock)
            defer { pthread_mutex_unlock(lock) }
            return body(&shard)
        }
    }

    private struct Scopes: ~Copyable {
        var numbers: [String: UInt64] = [:]
        var next: UInt64 = 1
    }

    package let bytesMax: Int
    package let marks: FlushMarks
    private let parts: [Part]
    private let scopes = Mutex(Scopes())

    package init(bytesMax: Int, marks: FlushMarks = FlushMarks()) {
        self.bytesMax = min(max(bytesMax, CacheLimits.bytesMin), CacheLimits.bytesMax)
        self.marks = marks
        var count = 1
        while count < CacheLimits.shardsMax, self.bytesMax / (count * 2) >= CacheLimits.shardBytesMin { count *= 2 }
        let bytes = self.bytesMax / count
        let flushed = marks.all
        parts = (0..<count).map { _ in Part(bytesMax: bytes, flushed: flushed) }
    }

    /// A number for what tells deployments apart. Numbers of one cache are never used for another text.
    package func scope(_ text: String) -> UInt64 {
        scopes.withLock { scopes in
            if let number = scopes.numbers[text] { return number }
            if scopes.numbers.count >= CacheLimits.scopesMax { scopes.numbers.removeAll() }
            let number = scopes.next
            scopes.next += 1
            scopes.numbers[text] = number
            return number
        }
    }

    // MARK: Looking

    /// Looks for an answer; who finds none gets the fill.
    ///
    /// - Parameters:
    ///   - place: The stage's mark.
    ///   - lifetime: How long an answer is kept, in microseconds.
    ///   - isShared: Whether others may wait for this call, and this one for others'.
    package func look(
        _ key: ByteView, place: Int, lifetime: UInt64, now: UInt64, isShared: Bool
    ) -> CacheLookup {
        let hash = AnswerCache.hash(key)
        let mark = marks.mark(place)
        let flushed = marks.all
        return part(hash).withLock { shard in
            if let answer = shard.look(key, hash, mark: mark, flushed: flushed, now: now) {
                if !answer.facts.isRefusal { return .hit(answer) }
                return .fill(CacheFill(self, key, hash, place, mark, lifetime, now, flight: nil))
            }
            if !isShared { return .fill(CacheFill(self, key, hash, place, mark, lifetime, now, flight: nil)) }
            if let flight = shard.flight(key, hash, mark: mark) { return .wait(flight) }
            let flight = CacheFlight(key: [UInt8](key), mark: mark)
            shard.begin(flight, hash)
            return .fill(CacheFill(self, key, hash, place, mark, lifetime, now, flight: flight))
        }
    }

    /// A fill that asks nobody: its answer takes the place of what is kept.
    package func refresh(_ key: ByteView, place: Int, lifetime: UInt64, now: UInt64) -> CacheFill {
        CacheFill(self, key, AnswerCache.hash(key), place, marks.mark(place), lifetime, now, flight: nil)
    }

    // MARK: Keeping

    fileprivate func keep(_ answer: CachedAnswer, place: Int, now: UInt64) {
        if marks.mark(place) != answer.mark { return }
        let flushed = marks.all
        part(answer.hash).withLock { $0.keep(answer, flushed: flushed, now: now) }
    }

    fileprivate func end(_ flight: CacheFlight, _ hash: UInt64) {
        part(hash).withLock { $0.end(flight, hash) }
    }

    /// What it has done and holds.
    package var counts: CacheCounts {
        var counts = CacheCounts()
        for part in parts {
            part.withLock { shard in
                counts.hits &+= shard.hits
                counts.misses &+= shard.misses
                counts.evictions &+= shard.evictions
                counts.count += shard.count
                counts.bytes += shard.bytes
            }
        }
        return counts
    }

    /// Seeded for each process: nobody outside can choose keys of one bucket.
    private static func hash(_ key: ByteView) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(key.buffer))
        return UInt64(truncatingIfNeeded: hasher.finalize())
    }

    /// Parts take the high bits, buckets the low ones.
    private func part(_ hash: UInt64) -> Part { parts[Int(hash >> 48) & (parts.count - 1)] }
}

/// An answer to be. Whoever has it calls the backend and says what came of it; when it is let go of without a word, the
/// call counts as abandoned.
package final class CacheFill {
    private let cache: AnswerCache
    private let key: [UInt8]
    private let hash: UInt64
    private let place: Int
    private let mark: UInt64
    private let lifetime: UInt64
    private let began: UInt64
    private var flight: CacheFlight?

    fileprivate init(
        _ cache: AnswerCache, _ key: ByteView, _ hash: UInt64, _ place: Int, _ mark: UInt64, _ lifetime: UInt64,
        _ began: UInt64, flight: CacheFlight?
    ) {
        self.cache = cache
        self.key = [UInt8](key)
        self.hash = hash
        self.place = place
        self.mark = mark
        self.lifetime = lifetime
        self.began = began
        self.flight = flight
    }

    deinit { settle(.abandoned) }

    /// Keeps the answer and gives it to those who wait. One that is too large is remembered as such.
    package func keep(
        _ facts: CachedAnswer.Facts, contentType: ByteView, lines: ByteView, body: ByteView, now: UInt64
    ) {
        if body.count > CacheLimits.bodyBytesMax {
            refuse(now: now)
            return
        }
        let answer = key.withByteView { key in
            CachedAnswer(
                facts, key: key, hash: hash, contentType: contentType, lines: lines, body: body, mark: mark,
                began: began, expires: now &+ lifetime)
        }
        cache.keep(answer, place: place, now: now)
        settle(.kept(answer))
    }

    /// The answer cannot be kept, and neither will the next ones: for a while nobody waits for another's.
    package func refuse(now: UInt64) {
        var facts = CachedAnswer.Facts()
        facts.isRefusal = true
        let lifetime = min(lifetime, UInt64(CacheLimits.refusalSeconds) * 1_000_000)
        let answer = key.withByteView { key in
            CachedAnswer(
                facts, key: key, hash: hash, contentType: .empty, lines: .empty, body: .empty, mark: mark,
                began: began, expires: now &+ lifetime)
        }
        cache.keep(answer, place: place, now: now)
        settle(.unkept)
    }

    /// The call has failed, for everybody who waits.
    package func fail(_ failure: UInt8) { settle(.failed(failure)) }

    /// The answer is for its own client alone.
    package func leaveUnkept() { settle(.unkept) }

    private func settle(_ outcome: CacheFlight.Outcome) {
        guard let flight else { return }
        self.flight = nil
        cache.end(flight, hash)
        flight.settle(outcome)
    }
}
