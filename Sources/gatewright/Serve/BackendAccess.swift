// What a configuration says of backends, as the runtime takes it: VPC links and the stage's client certificate.

import GateConfig
import GateRuntime
import GateTLS

/// Links and certificates of the configuration in force. Links that a new configuration leaves as they are keep what
/// is known of their targets.
struct BackendAccess {
    /// By name.
    private(set) var links: [String: VPCLink] = [:]
    private(set) var certificate: ClientCertificate?
    private var settings: [LinkSettings] = []

    /// Takes over a configuration. Throws for files that OpenSSL does not take.
    mutating func update(_ configuration: Configuration) throws(CommandFailure) {
        for certificate in configuration.certificates {
            try BackendAccess.check(
                identity: TLSContext.Identity(
                    certificateFile: certificate.certificateFile, keyFile: certificate.keyFile),
                title: "client certificate `\(certificate.name)`")
        }
        for link in configuration.links where !link.rootsFile.isEmpty {
            try BackendAccess.check(trust: .file(link.rootsFile), title: "roots of VPC link `\(link.name)`")
        }
        let current = configuration.certificates.first { $0.name == configuration.certificateName }
        certificate = current.map { ClientCertificate(certificateFile: $0.certificateFile, keyFile: $0.keyFile) }
        var new: [String: VPCLink] = [:]
        for link in configuration.links {
            new[link.name] = settings.contains(link) ? links[link.name] : BackendAccess.link(link)
        }
        links = new
        settings = configuration.links
    }

    /// Hands everything to a stage.
    func fill(_ stage: inout StageSettings) {
        stage.links = links
        stage.clientCertificate = certificate
    }

    /// What people read when it starts.
    var banner: [String] {
        settings.map { link in
            var texts: [String] = []
            for address in link.targets + link.listeners.flatMap(\.targets) {
                let text = HostPort.text(address.host, address.port)
                if !texts.contains(text) { texts.append(text) }
            }
            return "VPC link \(link.name) to " + texts.joined(separator: ", ")
        }
    }

    private static func check(
        trust: TLSContext.Trust = .system, identity: TLSContext.Identity? = nil, title: String
    ) throws(CommandFailure) {
        do throws(TLSFailure) {
            _ = try TLSContext.client(trust: trust, identity: identity)
        } catch {
            if case .setUp(let reason) = error { throw .unusable("\(title): OpenSSL does not take it: \(reason)") }
            throw .unusable("\(title): OpenSSL does not take it")
        }
    }

    private static func link(_ settings: LinkSettings) -> VPCLink {
        var check = LinkCheckSettings()
        check.path = settings.healthCheck.path ?? ""
        check.intervalMilliseconds = settings.healthCheck.intervalSeconds * 1000
        check.timeoutMilliseconds = settings.healthCheck.timeoutSeconds * 1000
        check.healthyThreshold = settings.healthCheck.healthyThreshold
        check.unhealthyThreshold = settings.healthCheck.unhealthyThreshold
        // A target of several listeners is one target.
        var known: [String: LinkTarget] = [:]
        func targets(_ addresses: [LinkAddress]) -> [LinkTarget] {
            addresses.map { address in
                let text = HostPort.text(address.host, address.port)
                let target = known[text] ?? LinkTarget(host: address.host, port: address.port)
                known[text] = target
                return target
            }
        }
        let own = targets(settings.targets)
        var listeners: [String: [LinkTarget]] = [:]
        for listener in settings.listeners { listeners[listener.arn] = targets(listener.targets) }
        return VPCLink(
            name: settings.name, isTLS: settings.scheme.map { $0 == .https }, targets: own, listeners: listeners,
            check: check, skipsTLSVerification: settings.skipsTLSVerification,
            tlsServerName: settings.tlsServerName, rootsFile: settings.rootsFile)
    }
}
