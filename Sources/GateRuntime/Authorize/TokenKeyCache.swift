// Keys of issuers as one event loop knows them: when they are fetched, how long they are believed.
//
//   0 ──────────► refresh ──────► fresh ────────────────► stale
//   keys are used │ used, fetched │ fetched first; used     │ not used
//                 │ beside it     │ while that fails        │
//
// A token with a key that is not there has the keys fetched again, but not more often than `againSeconds`: so a new key
// is known at once, and nobody makes the gateway ask its issuer for each bad token. Failures are followed by growing
// pauses, in which nothing is asked.

import GateAccess
import GateBytes

/// One loop's keys.
package struct TokenKeyCache: ~Copyable {
    /// Age at which keys are fetched again while they are still used, in seconds. Ours.
    static let refreshSeconds: UInt64 = 2_700
    /// Age up to which keys are used without asking, in seconds. AWS: "Signing keys and troubleshooting JWT
    /// authorizers", up to 1 hour.
    static let freshSeconds: UInt64 = 3_600
    /// Age up to which keys are used while no newer ones can be had, in seconds. Ours.
    static let staleSeconds: UInt64 = 21_600
    /// Shortest time between two fetches that succeed, in seconds. Ours.
    static let againSeconds: UInt64 = 10
    /// Pause behind the first failure, in seconds; each further one doubles it. Ours.
    static let pauseSeconds: UInt64 = 1
    /// Longest pause, in seconds. Ours.
    static let pauseSecondsMax: UInt64 = 64
    /// Most issuers whose keys are kept. Ours.
    static let countMax = 1_024

    /// What is known of a key.
    enum Lookup {
        case found(TokenKeySet)
        /// They have to be fetched first.
        case fetch
        /// The issuer has no such key.
        case unknown
        /// There are no keys, and it is too early to ask again.
        case unavailable
    }

    private final class Entry {
        var keys: TokenKeySet?
        /// Monotonic microseconds.
        var fetched: UInt64 = 0
        var nextFetch: UInt64 = 0
        var failures: UInt64 = 0
        var isFetching = false
    }

    private var entries: [TokenKeySource: Entry] = [:]

    /// Keys that hold one of a name, at a time in monotonic microseconds. `refreshes` says that it is time to fetch
    /// them again beside.
    mutating func lookUp(
        _ source: TokenKeySource, _ identifier: [UInt8], now: UInt64, mayFetch: Bool
    ) -> (lookup: Lookup, refreshes: Bool) {
        let entry = entry(source)
        let mayFetch = mayFetch && (entry.isFetching || now >= entry.nextFetch)
        guard let keys = entry.keys else { return (mayFetch ? .fetch : .unavailable, false) }
        let age = (now &- entry.fetched) / 1_000_000
        let isThere = identifier.withByteView { keys.key(named: $0) } != nil
        if age < TokenKeyCache.freshSeconds {
            if isThere { return (.found(keys), age >= TokenKeyCache.refreshSeconds && mayFetch && !entry.isFetching) }
            return (mayFetch ? .fetch : .unknown, false)
        }
        if mayFetch { return (.fetch, false) }
        if age >= TokenKeyCache.staleSeconds { return (.unavailable, false) }
        return (isThere ? .found(keys) : .unknown, false)
    }

    private mutating func entry(_ source: TokenKeySource) -> Entry {
        if let known = entries[source] { return known }
        if entries.count >= TokenKeyCache.countMax { entries = entries.filter { $0.value.isFetching } }
        let new = Entry()
        entries[source] = new
        return new
    }

    mutating func begin(_ source: TokenKeySource) { entry(source).isFetching = true }

    /// A fetch has ended; nil for a failure.
    mutating func end(_ source: TokenKeySource, _ keys: TokenKeySet?, now: UInt64) {
        let entry = entry(source)
        entry.isFetching = false
        if let keys {
            entry.keys = keys
            entry.fetched = now
            entry.failures = 0
            entry.nextFetch = now + TokenKeyCache.againSeconds * 1_000_000
        } else {
            let pause = min(TokenKeyCache.pauseSeconds << min(entry.failures, 16), TokenKeyCache.pauseSecondsMax)
            entry.failures += 1
            entry.nextFetch = now + pause * 1_000_000
        }
    }
}

extension Gateway {
    /// A fetch of an issuer's keys begins.
    package func beginKeys(_ source: TokenKeySource) { tokenKeys.begin(source) }

    /// It has ended, with a key set's text or nil. False for a text that is no key set.
    package func endKeys(_ source: TokenKeySource, _ text: [UInt8]?) -> Bool {
        let keys = text?.withByteView { TokenKeySet($0) }
        tokenKeys.end(source, keys, now: clock.monotonicMicroseconds)
        return keys != nil
    }
}
