// VPC links and client certificates: what stands behind `vpcLinks:`, `clientCertificates:` and `clientCertificateId:`.

/// A backend of a link.
package struct LinkAddress: Equatable, Sendable {
    /// Name or address, without brackets.
    package let host: String
    package let port: UInt16

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }
}

/// The targets behind one listener of a load balancer.
package struct LinkListener: Equatable, Sendable {
    /// What `integrationTarget` names.
    package let arn: String
    package let targets: [LinkAddress]
}

/// How targets are checked. Defaults are those of a Network Load Balancer. AWS: "Health checks for Network Load
/// Balancer target groups".
package struct LinkHealthCheck: Equatable, Sendable {
    /// nil only connects.
    package var path: String?
    package var intervalSeconds = 30
    package var timeoutSeconds = 6
    /// Checks in a row that make an unhealthy target healthy.
    package var healthyThreshold = 5
    /// Checks in a row that make a healthy target unhealthy.
    package var unhealthyThreshold = 2
}

/// A named VPC link.
package struct LinkSettings: Equatable, Sendable {
    /// The protocol towards the targets; nil takes that of the integration's URI.
    package enum Scheme: String, CaseIterable, Sendable {
        case http, https
    }

    /// What `connectionId` names.
    package let name: String
    package var scheme: Scheme?
    package var targets: [LinkAddress] = []
    package var listeners: [LinkListener] = []
    package var healthCheck = LinkHealthCheck()
    /// `tlsConfig.insecureSkipVerification`
    package var skipsTLSVerification = false
    /// `tlsConfig.serverNameToVerify`; empty for none.
    package var tlsServerName = ""
    /// `tlsConfig.roots`: PEM file of the roots that targets are verified against; empty takes the command's.
    package var rootsFile = ""
}

/// A certificate that is shown to backends.
package struct CertificateSettings: Equatable, Sendable {
    /// What a stage's `clientCertificateId` names.
    package let name: String
    /// PEM files.
    package let certificateFile: String
    package let keyFile: String
}

/// Bounds of links.
package enum LinkBounds {
    /// Links of a configuration. Ours; AWS has 20 a Region.
    package static let countMax = 1_000
    /// Targets of a link or listener. Ours: one bit each while a call looks for one that takes it.
    package static let targetsMax = 64
    /// Listeners of a link. AWS: "Quotas for your Network Load Balancers", listeners.
    package static let listenersMax = 50
    /// AWS: HealthCheckIntervalSeconds, 5 to 300; less is allowed here.
    static let intervalSeconds = 1...300
    /// AWS: HealthCheckTimeoutSeconds, 2 to 120; less is allowed here.
    static let timeoutSeconds = 1...120
    /// AWS: HealthyThresholdCount and UnhealthyThresholdCount, 2 to 10; one is allowed here.
    static let thresholds = 1...10
    /// Certificates of a configuration. AWS: 60 client certificates an account and Region.
    package static let certificatesMax = 60
}
