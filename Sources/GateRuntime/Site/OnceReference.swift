// An object that whoever needs it first makes, for all. The library's `AtomicLazyReference` does the same, but is not
// specialised: each load looks up generic metadata (perf, 3 % of a request by host).

import Synchronization

/// Holds at most one object, for good.
struct OnceReference<Object: AnyObject & Sendable>: ~Copyable, @unchecked Sendable {
    private let storage = Atomic<Unmanaged<Object>?>(nil)

    init() {}

    deinit { storage.load(ordering: .acquiring)?.release() }

    /// The object; nil before there is one.
    @inline(__always)
    var object: Object? { storage.load(ordering: .acquiring)?.takeUnretainedValue() }

    /// Keeps an object unless there is one; the one that is kept.
    func storeIfNil(_ new: Object) -> Object {
        let own = Unmanaged.passRetained(new)
        let (isStored, other) = storage.compareExchange(
            expected: nil, desired: own, ordering: .acquiringAndReleasing)
        guard !isStored, let other else { return new }
        own.release()
        return other.takeUnretainedValue()
    }
}
