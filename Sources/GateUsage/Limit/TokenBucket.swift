// A token bucket in one word. AWS: "Throttle requests to your REST APIs": `rateLimit` tokens flow in a second,
// `burstLimit` fit in. Instead of tokens the word holds the time at which the bucket will be full again (the generic
// cell rate algorithm, ITU-T I.371): a request moves it on by one interval and passes if it is then no further ahead
// than the bucket is deep. One compare-and-swap decides, so that event loops share a bucket exactly.

import Synchronization

/// How a bucket fills. Times are in units of 1/64 ns, made coarser by `shift` where a deep bucket would not fit.
package struct BucketLimit: Sendable, Equatable {
    /// Time that one token takes.
    private let interval: UInt64
    /// How far ahead of now the word may be for a request to pass: all tokens but one.
    private let tolerance: UInt64
    private let shift: UInt64
    /// Whether nothing ever passes.
    private let isClosed: Bool
    package let settings: ThrottleSettings

    private static let unitsPerMicrosecond: UInt64 = 64_000

    package init(_ settings: ThrottleSettings) {
        self.settings = settings
        isClosed = settings.burstLimit < 1
        let burst = Double(max(1, settings.burstLimit))
        let fullMax = 0x1p61
        guard settings.rateLimit > 0 else {
            // What is in the bucket is all there will be: a token takes years.
            shift = 0
            interval = UInt64(fullMax / burst)
            tolerance = interval * UInt64(burst - 1)
            return
        }
        var units = Double(BucketLimit.unitsPerMicrosecond) * 1_000_000 / settings.rateLimit
        var shift: UInt64 = 0
        while units * burst > fullMax, shift < 60 {
            units /= 2
            shift += 1
        }
        self.shift = shift
        interval = UInt64(min(units, fullMax).rounded())
        tolerance = interval.multipliedReportingOverflow(by: UInt64(burst - 1)).partialValue
    }

    /// Takes a token. False when there is none.
    ///
    /// - Parameter now: The monotonic clock, in microseconds.
    @inline(__always)
    package func take(_ bucket: UnsafeMutablePointer<Atomic<UInt64>>, now: UInt64) -> Bool {
        if isClosed { return false }
        let time = (now &* BucketLimit.unitsPerMicrosecond) >> shift
        var full = bucket.pointee.load(ordering: .relaxed)
        while true {
            let start = max(full, time)
            if start - time > tolerance { return false }
            let (done, found) = bucket.pointee.weakCompareExchange(
                expected: full, desired: start &+ interval, ordering: .relaxed)
            if done { return true }
            full = found
        }
    }

    /// Puts a token back that `take` took for a request that then failed elsewhere.
    @inline(__always)
    package func giveBack(_ bucket: UnsafeMutablePointer<Atomic<UInt64>>) {
        bucket.pointee.wrappingSubtract(interval, ordering: .relaxed)
    }
}
