// TLS of clients: what stands behind `tls:`.

import GateTLS

/// The address where TLS is spoken, and everything that is needed there.
package struct TLSSettings: Equatable, Sendable {
    /// A certificate and what goes with it.
    package struct Certificate: Equatable, Sendable {
        /// `default`, `api.example.com`, `*.example.com` or the ARN that domain names of the control plane tell.
        package let name: String
        /// PEM files: the certificate with its chain behind it, and its key.
        package let certificateFile: String
        package let keyFile: String
        package var policy = SecurityPolicy.usual
        /// `mutualTlsAuthentication`; nil asks clients for no certificate.
        package var mutual: MutualReference?
    }

    /// Which truststore clients' certificates are verified with.
    package struct MutualReference: Equatable, Sendable {
        /// A path seen from here, or an address of S3 that `truststores` has a file for.
        package let uri: String
        package let version: String?

        package init(uri: String, version: String?) {
            self.uri = uri
            self.version = version
        }
    }

    /// A file that stands for an object of S3.
    package struct Truststore: Equatable, Sendable {
        package let uri: String
        /// nil stands for every version that has no file of its own.
        package let version: String?
        package let file: String
    }

    /// nil where `--tls-listen` alone tells.
    package var listen: (host: String, port: UInt16)?
    package var certificates: [Certificate] = []
    package var truststores: [Truststore] = []

    package init() {}

    /// The name of the certificate for everybody else.
    package static let defaultName = "default"

    /// The file of a truststore; nil when nobody names one.
    package func file(of reference: MutualReference) -> String? {
        if !reference.uri.hasPrefix("s3://") { return reference.uri }
        let same = truststores.filter { $0.uri == reference.uri }
        let own = same.first { $0.version != nil && $0.version == reference.version }
        return (own ?? same.first { $0.version == nil })?.file
    }

    /// All files that are read.
    package var files: [String] {
        certificates.flatMap { [$0.certificateFile, $0.keyFile] } + truststores.map(\.file)
            + certificates.compactMap { $0.mutual.flatMap(file(of:)) }
    }

    package static func == (left: TLSSettings, right: TLSSettings) -> Bool {
        left.listen?.host == right.listen?.host && left.listen?.port == right.listen?.port
            && left.certificates == right.certificates && left.truststores == right.truststores
    }
}

/// Bounds of TLS.
package enum TLSBounds {
    /// Certificates of a configuration. Ours; AWS: "API Gateway quotas", 120 domain names a region.
    package static let certificatesMax = 1_000
    /// Files that stand for objects of S3. Ours.
    package static let truststoresMax = 1_000
}
