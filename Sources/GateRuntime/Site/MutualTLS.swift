// Which hosts take requests from clients alone whose certificate is known. The certificate was judged when TLS began,
// by the name that the client asked for then; a request that names another host is judged by that host. AWS: "How to
// turn on mutual TLS authentication for your REST APIs".

import GateBytes

/// Truststores by host.
package struct MutualTLS: Sendable {
    /// Wildcards stand without their star. Empty where no certificate is asked for.
    private var names = NameTable<[UInt8]>(ignoresCase: true)
    private let fallback: [UInt8]

    /// Hosts and what their truststores are called; nil when none has one.
    ///
    /// - Parameters:
    ///   - hosts: `api.example.com` or `*.example.com`; those without a truststore too, as they are no wildcard's.
    ///   - fallback: That of all other hosts; empty for none.
    package init?(_ hosts: [(name: String, truststore: String)], fallback: String = "") {
        if fallback.isEmpty, hosts.allSatisfy({ $0.truststore.isEmpty }) { return nil }
        self.fallback = Array(fallback.utf8)
        for host in hosts {
            let key = host.name.hasPrefix("*.") ? host.name.dropFirst() : host.name[...]
            names.set(Array(key.utf8), Array(host.truststore.utf8))
        }
    }

    /// The truststore of a host; empty for none.
    func truststore(for host: ByteView) -> [UInt8] {
        if let own = names.find(host) { return own }
        if let dot = host.firstIndex(of: 0x2e), dot > 0, let wild = names.find(host.dropFirst(dot)) { return wild }
        return fallback
    }
}

extension Gateway {
    /// Whether a request's host takes it from the client that shows this certificate, or none. A host that asks for no
    /// certificate sees none.
    func admitsCertificate(_ exchange: Exchange) -> Bool {
        let truststore = serving.mutualTLS?.truststore(for: exchange.hostName) ?? []
        if truststore.isEmpty {
            exchange.clientCertificate = nil
            return true
        }
        return exchange.clientCertificate?.isTrusted(by: truststore) ?? false
    }
}
