// What a configuration says of backends and callers, as the runtime takes it: VPC links, the stage's client
// certificate, identities.

import GateAccess
import GateBytes
import GateConfig
import GateRuntime
import GateTLS

/// Links and certificates of the configuration in force. Links that a new configuration leaves as they are keep what
/// is known of their targets.
struct BackendAccess {
    /// By name.
    private(set) var links: [String: VPCLink] = [:]
    private(set) var certificate: ClientCertificate?
    /// Who may sign requests.
    private(set) var identities: [LocalIdentity] = []
    private var settings: [LinkSettings] = []

    /// Takes over a configuration. Throws for files that OpenSSL does not take.
    mutating func update(_ configuration: Configuration) throws(CommandFailure) {
        for certificate in configuration.certificates {
            try BackendAccess.check(
                identity: .files(certificate: certificate.certificateFile, key: certificate.keyFile),
                title: "client certificate `\(certificate.name)`")
        }
        for link in configuration.links where !link.rootsFile.isEmpty {
            try BackendAccess.check(trust: .file(link.rootsFile), title: "roots of VPC link `\(link.name)`")
        }
        identities = configuration.identities.compactMap { BackendAccess.identity($0) }
        let current = configuration.certificates.first { $0.name == configuration.certificateName }
        certificate = current.map { .files(certificate: $0.certificateFile, key: $0.keyFile) }
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
        stage.identities = identities
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
            throw .unusable("\(title): OpenSSL does not take it: \(error.text)")
        }
    }

    /// nil only for what the configuration's reader has refused.
    private static func identity(_ settings: IdentitySettings) -> LocalIdentity? {
        let tags = settings.tags.map { (name: $0.name, value: $0.value) }
        guard
            let principal = Principal(
                arn: settings.principal, userID: settings.userID, organization: settings.organization, tags: tags)
        else { return nil }
        var policies: [PolicyDocument] = []
        for text in settings.policies {
            do throws(PolicyFailure) {
                policies.append(
                    try Array(text.utf8).withByteView { view throws(PolicyFailure) in
                        try PolicyReader.read(view, .identity)
                    })
            } catch {
                return nil
            }
        }
        return LocalIdentity(
            accessKeyID: settings.accessKeyID, secretAccessKey: settings.secretAccessKey,
            sessionToken: settings.sessionToken, expires: settings.expires, principal: principal, policies: policies)
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
