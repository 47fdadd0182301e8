// The rules behind GW5049–GW5055, for `gatewright explain`.

import GateSource

extension ConfigurationRules {
    static let tls = [
        DiagnosticRule(
            5049, .error, "addresses to listen on",
            "TLS is spoken at a host and a port of this machine.",
            source: "Gatewright", example: "tls: {listen: 8443}"),
        DiagnosticRule(
            5050, .error, "certificates for clients have a key",
            "A certificate is a file with the certificate, its chain behind it, and a file with its key.",
            source: "Gatewright", example: "tls:\n  certificates:\n    default: {certificate: api.pem}"),
        DiagnosticRule(
            5051, .error, "names of certificates",
            "A certificate is chosen by the name that a client asks for (SNI): a host name, a wildcard of one label, "
                + "`default` for everybody else, or the ARN that a domain name of the control plane tells.",
            source: "RFC 6066, section 3; RFC 6125, section 6.4.3",
            example: "tls:\n  certificates:\n    api.*.com: {certificate: api.pem, key: api.key}"),
        DiagnosticRule(
            5052, .error, "security policies",
            "A security policy tells which versions and ciphers clients may use, by AWS's names.",
            source: "\"Security policies for custom domains in API Gateway\"",
            example: "tls:\n  certificates:\n    default: {certificate: a.pem, key: a.key, securityPolicy: TLS_1_1}"),
        DiagnosticRule(
            5053, .error, "truststores of mutual TLS",
            "Clients' certificates are verified with a PEM file: `truststoreUri` names it, or an object of S3 that "
                + "`truststores` has a file for.",
            source: "MutualTlsAuthentication, truststoreUri",
            example: "tls:\n  certificates:\n"
                + "    default: {certificate: a.pem, key: a.key, mutualTlsAuthentication: {}}"),
        DiagnosticRule(
            5054, .error, "addresses of truststores",
            "`truststores` tells which files stand for objects of S3.",
            source: "MutualTlsAuthentication, truststoreUri",
            example: "tls:\n  truststores: {roots: roots.pem}"),
        DiagnosticRule(
            5055, .error, "TLS needs a certificate",
            "A server shows a certificate in every handshake.",
            source: "RFC 8446, section 4.4.2", example: "tls: {listen: 0.0.0.0:8443}"),
    ]
}
