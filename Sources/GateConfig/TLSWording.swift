// The sentences about `tls:`, cases in alphabetical order.

import GateSource
import GateTLS

extension ConfigurationProblem {
    /// The worded finding.
    var tlsDiagnostic: Diagnostic {
        switch self {
        case .tlsAddress(let text, let place):
            return Diagnostic(
                5049, .error, "\(quoted(text)) is no `host:port`", at: place,
                note: "an IPv6 address stands in brackets; port 0 takes a free one", help: "write `0.0.0.0:8443`")
        case .tlsIncomplete(let name, let member, let place):
            return Diagnostic(
                5050, .error, "the certificate \(quoted(name)) has no `\(member)`", at: place,
                help: "name two PEM files: `{certificate: api.pem, key: api.key}`")
        case .tlsName(let text, let place):
            return Diagnostic(
                5051, .error, "\(quoted(text)) is no name that clients ask for", at: place,
                note: "a star stands for one label, the first: `*.example.com`",
                help: "write a host name, `default`, or the ARN that a domain name tells")
        case .tlsPolicy(let text, let nearest, let place):
            let known = SecurityPolicy.known.map { "`\($0.name)`" }.joined(separator: ", ")
            return Diagnostic(
                5052, .error, "\(quoted(text)) is no security policy", at: place, note: "AWS has \(known)",
                help: "write `\(nearest ?? SecurityPolicy.usual.name)`")
        case .tlsTruststore(let uri, let place):
            return Diagnostic(
                5053, .error,
                uri.isEmpty
                    ? "no `truststoreUri` names a truststore" : "no file stands for the truststore \(quoted(uri))",
                at: place,
                help: uri.isEmpty
                    ? "add `truststoreUri: roots.pem`" : "add `truststores: {\(uri): roots.pem}` to `tls`")
        case .tlsTruststoreAddress(let text, let place):
            return Diagnostic(
                5054, .error, "\(quoted(text)) is no address of S3", at: place, help: "write `s3://bucket/roots.pem`")
        case .tlsWithoutCertificates(let place):
            return Diagnostic(
                5055, .error, "`tls` has no certificate", at: place,
                help: "add `certificates: {default: {certificate: api.pem, key: api.key}}`")
        default: preconditionFailure("a fact without words")
        }
    }
}
