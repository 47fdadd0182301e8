// One call of a backend that several wait for. Who asks first makes it, the others wait on whichever event loop they
// are; what became of it wakes them all.

import GateBytes
import Synchronization

/// A call under way.
package final class CacheFlight: Sendable {
    /// What became of a call.
    package enum Outcome: Sendable {
        /// An answer for everybody who waits, whether or not the cache has kept it.
        case kept(CachedAnswer)
        /// No usable answer; the number is the caller's own.
        case failed(UInt8)
        /// An answer that only its own client gets: whoever waits has to ask for one.
        case unkept
        /// Its client has gone, and the call with it: one of those who wait makes it anew.
        case abandoned
    }

    private struct State: ~Copyable {
        var outcome: Outcome?
        var waiting: [@Sendable () -> Void] = []
    }

    let key: [UInt8]
    let mark: UInt64
    private let state = Mutex(State())

    init(key: [UInt8], mark: UInt64) {
        self.key = key
        self.mark = mark
    }

    /// What became of it; nil while it is under way.
    package var outcome: Outcome? { state.withLock { $0.outcome } }

    /// Runs `wake` once it is over, on the thread where it ends. False when it is over already.
    package func wait(_ wake: @escaping @Sendable () -> Void) -> Bool {
        state.withLock { state in
            if state.outcome != nil { return false }
            state.waiting.append(wake)
            return true
        }
    }

    /// Ends it. The first outcome counts.
    func settle(_ outcome: Outcome) {
        let waiting = state.withLock { state -> [@Sendable () -> Void] in
            if state.outcome != nil { return [] }
            state.outcome = outcome
            let waiting = state.waiting
            state.waiting = []
            return waiting
        }
        for wake in waiting { wake() }
    }
}
