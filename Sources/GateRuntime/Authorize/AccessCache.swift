// Results of authorizers, kept for their time: one table for each event loop. Sets of eight places, found by a keyed
// hash; within a set an old result makes room first, then the one not asked for longest. Keys are compared whole, so
// two callers never share a result, and a client that invents identities can only push others out of its own set.

import GateBytes

/// Kept results.
struct AccessCache: ~Copyable {
    /// Most results of an event loop. Ours.
    static let countMax = 16_384
    /// Most memory that kept results of an event loop take, in bytes. Ours.
    static let bytesMax = 64 << 20
    /// Largest result that is kept, key included, in bytes. Ours; others are asked for each time.
    static let entryBytesMax = 64 * 1024
    private static let ways = 8

    private final class Entry {
        let hash: Int
        let key: [UInt8]
        let caller: Caller
        /// Monotonic microseconds.
        let expires: UInt64
        let size: Int
        var used: UInt64

        init(hash: Int, key: [UInt8], caller: Caller, expires: UInt64, size: Int, used: UInt64) {
            self.hash = hash
            self.key = key
            self.caller = caller
            self.expires = expires
            self.size = size
            self.used = used
        }
    }

    private var entries: [Entry?] = []
    private(set) var size = 0
    private(set) var count = 0
    private var hand = 0

    /// The result of a key, if it is there and not too old.
    mutating func caller(_ key: ByteView, now: UInt64) -> Caller? {
        if entries.isEmpty { return nil }
        let hash = AccessCache.hash(key)
        for place in AccessCache.places(hash) {
            guard let entry = entries[place], entry.hash == hash, entry.key.withByteView({ $0 == key }) else {
                continue
            }
            if entry.expires <= now {
                remove(place)
                return nil
            }
            entry.used = now
            return entry.caller
        }
        return nil
    }

    /// Keeps a result until `expires`, in the place of an older one of the same key.
    mutating func keep(_ caller: Caller, _ key: ByteView, now: UInt64, expires: UInt64) {
        let size = key.count + caller.size
        if expires <= now || size > AccessCache.entryBytesMax { return }
        if entries.isEmpty { entries = [Entry?](repeating: nil, count: AccessCache.countMax) }
        let hash = AccessCache.hash(key)
        let places = AccessCache.places(hash)
        var chosen = places.lowerBound
        var oldest = UInt64.max
        for place in places {
            guard let entry = entries[place] else {
                if oldest > 0 { (chosen, oldest) = (place, 0) }
                continue
            }
            if entry.hash == hash, entry.key.withByteView({ $0 == key }) {
                chosen = place
                break
            }
            let age = entry.expires <= now ? 1 : max(entry.used, 2)
            if age < oldest { (chosen, oldest) = (place, age) }
        }
        remove(chosen)
        entries[chosen] = Entry(
            hash: hash, key: [UInt8](key), caller: caller, expires: expires, size: size, used: now)
        self.size += size
        count += 1
        while self.size > AccessCache.bytesMax {
            if hand != chosen { remove(hand) }
            hand = (hand + 1) % AccessCache.countMax
        }
    }

    /// Forgets everything.
    mutating func removeAll() {
        entries = []
        size = 0
        count = 0
    }

    private mutating func remove(_ place: Int) {
        guard let entry = entries[place] else { return }
        size -= entry.size
        count -= 1
        entries[place] = nil
    }

    private static func hash(_ key: ByteView) -> Int {
        // Seeded for each process: nobody outside can choose keys of one set.
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(key.buffer))
        return hasher.finalize()
    }

    private static func places(_ hash: Int) -> Range<Int> {
        let set = Int(UInt(bitPattern: hash) % UInt(countMax / ways))
        return set * ways..<(set + 1) * ways
    }
}
