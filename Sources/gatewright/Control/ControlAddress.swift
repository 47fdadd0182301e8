// Where a control plane is: the base URL of AWS's protocol.

import ArgumentParser
import GateBytes

/// `http://127.0.0.1:8090`, without a path.
struct ControlAddress: ExpressibleByArgument, Equatable {
    let isTLS: Bool
    let host: String
    let port: UInt16

    /// Where `gatewright serve` has its control plane unless told otherwise.
    static let standard = ControlAddress(isTLS: false, host: "127.0.0.1", port: 8090)

    init(isTLS: Bool, host: String, port: UInt16) {
        self.isTLS = isTLS
        self.host = host
        self.port = port
    }

    /// AWS's own.
    init(awsRegion region: String) {
        let suffix = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
        self.init(isTLS: true, host: "apigateway.\(region).\(suffix)", port: 443)
    }

    init?(argument: String) {
        var rest = argument[...]
        var isTLS = false
        if rest.lowercased().hasPrefix("https://") {
            isTLS = true
            rest = rest.dropFirst(8)
        } else if rest.lowercased().hasPrefix("http://") {
            rest = rest.dropFirst(7)
        }
        while rest.hasSuffix("/") { rest = rest.dropLast() }
        if rest.isEmpty || rest.contains("/") || rest.contains("?") || rest.contains("@") { return nil }
        if let named = HostPort(argument: String(rest)) {
            self.init(isTLS: isTLS, host: named.host, port: named.port)
        } else {
            let isBracketed = rest.hasPrefix("[") && rest.hasSuffix("]")
            if !isBracketed, rest.contains(":") { return nil }
            let host = isBracketed ? rest.dropFirst().dropLast() : rest
            self.init(isTLS: isTLS, host: String(host), port: isTLS ? 443 : 80)
        }
        guard host.utf8.allSatisfy({ ASCII.isAlphanumeric($0) || [0x2d, 0x2e, 0x3a, 0x5f].contains($0) }) else {
            return nil
        }
    }

    /// The value of `Host`.
    var authority: String {
        if port == (isTLS ? 443 : 80) { return host.contains(":") ? "[\(host)]" : host }
        return HostPort.text(host, port)
    }

    var text: String { (isTLS ? "https://" : "http://") + authority }

    var isLoopback: Bool { host == "::1" || host == "localhost" || host.hasPrefix("127.") }

    var isAWS: Bool { host.hasSuffix(".amazonaws.com") || host.hasSuffix(".amazonaws.com.cn") }
}
