// Numbers for upstream origins. A deployment interns its origins when it is made, so a request carries a small
// number and each event loop finds its connection pool by indexing. Shared by all loops; locked, but only touched
// by requests whose URI names its host through a path placeholder.

import GateBytes

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// All upstream origins of the process.
package final class EndpointTable: @unchecked Sendable {
    /// Most origins. Ours: a bound for URIs whose host comes from the request.
    package static let countMax = 4096

    private var lock = pthread_mutex_t()
    private var endpoints: [UpstreamEndpoint] = []
    private var indices: [UpstreamEndpoint: UInt32] = [:]

    package init() { pthread_mutex_init(&lock, nil) }

    deinit { pthread_mutex_destroy(&lock) }

    /// The origin's number; nil when the table is full.
    package func intern(_ endpoint: UpstreamEndpoint) -> UInt32? {
        pthread_mutex_lock(&lock)
        defer { pthread_mutex_unlock(&lock) }
        if let known = indices[endpoint] { return known }
        if endpoints.count >= EndpointTable.countMax { return nil }
        let index = UInt32(endpoints.count)
        endpoints.append(endpoint)
        indices[endpoint] = index
        return index
    }

    package subscript(index: UInt32) -> UpstreamEndpoint {
        pthread_mutex_lock(&lock)
        defer { pthread_mutex_unlock(&lock) }
        return endpoints[Int(index)]
    }
}
