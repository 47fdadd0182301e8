// A part of the cache: an index from hashes to entries, the policy that bounds it, and the calls under way. Whoever
// uses it holds its lock.

import GateBytes

/// One part of an `AnswerCache`.
struct CacheShard: ~Copyable {
    /// Entry numbers by hash, chained through `chain`.
    private var buckets: [UInt32]
    /// By entry number: the next one of its bucket.
    private var chain: [UInt32] = []
    /// By entry number.
    private var answers: [CachedAnswer?] = []
    private var policy: CachePolicy
    private var flights: [UInt64: CacheFlight] = [:]
    /// How often everything had been flushed when this part was used last.
    private var flushed: UInt64
    private(set) var hits: UInt64 = 0
    private(set) var misses: UInt64 = 0
    private(set) var evictions: UInt64 = 0

    init(bytesMax: Int, flushed: UInt64) {
        buckets = [UInt32](repeating: CachePolicy.none, count: 64)
        policy = CachePolicy(capacity: bytesMax)
        self.flushed = flushed
    }

    var count: Int { policy.count }
    var bytes: Int { policy.weight }

    // MARK: Looking

    /// An answer that is there, in time and not flushed.
    mutating func look(_ key: ByteView, _ hash: UInt64, mark: UInt64, flushed: UInt64, now: UInt64) -> CachedAnswer? {
        if flushed != self.flushed { removeAll(flushed) }
        let entry = find(key, hash)
        if entry != CachePolicy.none, let answer = answers[Int(entry)] {
            if answer.mark == mark, answer.expires > now {
                policy.touch(entry)
                if !answer.facts.isRefusal { hits &+= 1 } else { misses &+= 1 }
                return answer
            }
            remove(entry)
        }
        policy.miss(hash)
        misses &+= 1
        return nil
    }

    private func find(_ key: ByteView, _ hash: UInt64) -> UInt32 {
        var entry = buckets[Int(truncatingIfNeeded: hash) & (buckets.count - 1)]
        while entry != CachePolicy.none {
            if let answer = answers[Int(entry)], answer.hash == hash, answer.key == key { return entry }
            entry = chain[Int(entry)]
        }
        return CachePolicy.none
    }

    // MARK: Keeping

    /// Keeps an answer in the place of an older one. One whose call began later stays.
    mutating func keep(_ answer: CachedAnswer, flushed: UInt64, now: UInt64) {
        if flushed != self.flushed { removeAll(flushed) }
        let old = find(answer.key, answer.hash)
        if old != CachePolicy.none, let other = answers[Int(old)] {
            if other.mark == answer.mark, other.began > answer.began { return }
            remove(old)
        }
        // The closure cannot change what the policy is part of: it only notes.
        var gone: [UInt32] = []
        let entry = policy.add(answer.hash, weight: answer.weight, expires: answer.expires, now: now) {
            gone.append($0)
        }
        for other in gone where Int(other) < answers.count && answers[Int(other)] != nil {
            unindex(other)
            evictions &+= 1
        }
        if entry != CachePolicy.none { index(answer, entry) }
    }

    private mutating func index(_ answer: CachedAnswer, _ entry: UInt32) {
        while answers.count <= Int(entry) {
            answers.append(nil)
            chain.append(CachePolicy.none)
        }
        if policy.count > buckets.count { rehash() }
        let bucket = Int(truncatingIfNeeded: answer.hash) & (buckets.count - 1)
        answers[Int(entry)] = answer
        chain[Int(entry)] = buckets[bucket]
        buckets[bucket] = entry
    }

    private mutating func rehash() {
        buckets = [UInt32](repeating: CachePolicy.none, count: buckets.count * 2)
        for entry in answers.indices {
            guard let answer = answers[entry] else { continue }
            let bucket = Int(truncatingIfNeeded: answer.hash) & (buckets.count - 1)
            chain[entry] = buckets[bucket]
            buckets[bucket] = UInt32(entry)
        }
    }

    private mutating func remove(_ entry: UInt32) {
        unindex(entry)
        policy.remove(entry)
    }

    private mutating func unindex(_ entry: UInt32) {
        guard let answer = answers[Int(entry)] else { return }
        let bucket = Int(truncatingIfNeeded: answer.hash) & (buckets.count - 1)
        var place = buckets[bucket]
        if place == entry {
            buckets[bucket] = chain[Int(entry)]
        } else {
            while chain[Int(place)] != entry { place = chain[Int(place)] }
            chain[Int(place)] = chain[Int(entry)]
        }
        answers[Int(entry)] = nil
        chain[Int(entry)] = CachePolicy.none
    }

    /// Everything was flushed: gives the memory back.
    private mutating func removeAll(_ flushed: UInt64) {
        self.flushed = flushed
        for entry in answers.indices where answers[entry] != nil { remove(UInt32(entry)) }
    }

    // MARK: Calls under way

    /// The call of a key, if one is under way that began behind the last flush.
    func flight(_ key: ByteView, _ hash: UInt64, mark: UInt64) -> CacheFlight? {
        guard let flight = flights[hash], flight.mark == mark, flight.key.withByteView({ $0 == key }) else {
            return nil
        }
        return flight
    }

    /// A call begins.
    mutating func begin(_ flight: CacheFlight, _ hash: UInt64) { flights[hash] = flight }

    /// A call is over.
    mutating func end(_ flight: CacheFlight, _ hash: UInt64) {
        if flights[hash] === flight { flights[hash] = nil }
    }
}
