// Buckets of the account and of methods, by name. They outlive a reload: a plan that is bound again finds the buckets
// as full as they were.

import Synchronization

/// Named buckets. They stay where they are as long as the pool lives.
package final class BucketPool: Sendable {
    /// Most buckets. Ours: methods of all stages, and some reloads.
    package static let countMax = 1_000_000

    private struct State: ~Copyable, @unchecked Sendable {
        var places: [String: UnsafeMutablePointer<Atomic<UInt64>>] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    deinit {
        state.withLock { state in
            for place in state.places.values { place.deallocate() }
        }
    }

    /// The bucket of this name; nil when there are too many. Another limit is another bucket.
    package func bucket(_ name: String, _ settings: ThrottleSettings) -> SharedBucket? {
        let key = "\(name)\u{0}\(settings.rateLimit)\u{0}\(settings.burstLimit)"
        let limit = BucketLimit(settings)
        return state.withLock { state in
            if let place = state.places[key] { return SharedBucket(place: place, limit: limit) }
            guard state.places.count < BucketPool.countMax else { return nil }
            let word = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
            word.initialize(to: 0)
            // Sound: an atomic word has the layout of the word, and zero is a full bucket.
            let place = UnsafeMutableRawPointer(word).bindMemory(to: Atomic<UInt64>.self, capacity: 1)
            state.places[key] = place
            return SharedBucket(place: place, limit: limit)
        }
    }
}

/// A bucket of a pool, which has to live as long.
package struct SharedBucket: @unchecked Sendable {
    private let place: UnsafeMutablePointer<Atomic<UInt64>>
    package let limit: BucketLimit

    fileprivate init(place: UnsafeMutablePointer<Atomic<UInt64>>, limit: BucketLimit) {
        self.place = place
        self.limit = limit
    }

    /// Takes a token. False when there is none.
    package func take(now: UInt64) -> Bool { limit.take(place, now: now) }

    /// Puts a token back.
    package func giveBack() { limit.giveBack(place) }
}
