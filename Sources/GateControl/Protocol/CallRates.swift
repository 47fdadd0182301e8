// How often an account may call, where a configuration asks for it: buckets that fill by the second, by region and
// operation, and one for all calls of a region. AWS: "API Gateway quotas for creating, deploying and managing an API",
// read 2026-11-27.

import Synchronization

/// The buckets of all regions.
final class CallRates: Sendable {
    /// So many calls in so many seconds.
    struct Rate: Sendable {
        let calls: Int
        let seconds: Int
    }

    /// Of all operations together: ten a second, forty at once.
    private static let all = Rate(calls: 10, seconds: 1)
    private static let allAtOnce = 40

    /// Of single operations of the first service. AWS makes edge-optimized APIs rarer: one in thirty seconds.
    private static let own: [String: Rate] = [
        "CreateDeployment": Rate(calls: 1, seconds: 5), "CreateRestApi": Rate(calls: 1, seconds: 3),
        "ImportRestApi": Rate(calls: 1, seconds: 3), "PutRestApi": Rate(calls: 1, seconds: 1),
        "DeleteRestApi": Rate(calls: 1, seconds: 30), "UpdateAccount": Rate(calls: 1, seconds: 20),
        "UpdateUsagePlan": Rate(calls: 1, seconds: 20), "CreateDocumentationVersion": Rate(calls: 1, seconds: 20),
        "CreateDomainName": Rate(calls: 1, seconds: 30), "UpdateDomainName": Rate(calls: 1, seconds: 30),
        "DeleteDomainName": Rate(calls: 1, seconds: 30), "CreateResource": Rate(calls: 5, seconds: 1),
        "DeleteResource": Rate(calls: 5, seconds: 1), "CreateApiKey": Rate(calls: 5, seconds: 1),
        "GetResources": Rate(calls: 5, seconds: 2),
    ]

    private struct Bucket {
        /// Calls that are left, in units of one call divided by the rate's seconds.
        var left: Int
        /// Seconds since 1970.
        var time: Int
    }

    private let buckets = Mutex<[String: Bucket]>([:])

    /// Throws when a call comes too early; it costs nothing then.
    func take(_ operation: Operation, _ region: String, now: Int) throws(ControlError) {
        let own = operation.service == .rest ? CallRates.own[operation.name] : nil
        let wait = buckets.withLock { buckets -> Int? in
            // Regions are any that clients name.
            if buckets.count > CallRates.bucketsMax { buckets.removeAll() }
            let key = region + " " + operation.name
            var shared = CallRates.filled(buckets[region], CallRates.all, most: CallRates.allAtOnce, now)
            if let wait = CallRates.wait(shared, CallRates.all) { return wait }
            if let own {
                var bucket = CallRates.filled(buckets[key], own, most: own.calls, now)
                if let wait = CallRates.wait(bucket, own) { return wait }
                bucket.left -= own.seconds
                buckets[key] = bucket
            }
            shared.left -= CallRates.all.seconds
            buckets[region] = shared
            return nil
        }
        guard let wait else { return }
        var error = ControlError(.tooManyRequests, "Too Many Requests")
        error.retryAfterSeconds = wait
        throw error
    }

    /// Buckets that are remembered; more are forgotten all at once.
    static let bucketsMax = 10_000

    private static func filled(_ bucket: Bucket?, _ rate: Rate, most: Int, _ now: Int) -> Bucket {
        let full = most * rate.seconds
        guard let bucket else { return Bucket(left: full, time: now) }
        let added = max(0, min(now - bucket.time, full)) * rate.calls
        return Bucket(left: min(full, bucket.left + added), time: now)
    }

    /// Seconds until there is one call again; nil when there is one.
    private static func wait(_ bucket: Bucket, _ rate: Rate) -> Int? {
        if bucket.left >= rate.seconds { return nil }
        return (rate.seconds - bucket.left + rate.calls - 1) / rate.calls
    }
}
