// Certificates of a configuration and of domain names, as the listener takes them. Files are read when a configuration
// is taken over; a context that nothing has changed about is shared by all names and stays the same, so that clients
// resume their sessions.

import GateConfig
import GateRuntime
import GateServer
import GateTLS
import Synchronization

/// The TLS side of a process.
final class TLSService: Sendable {
    private struct State {
        var settings: TLSSettings?
        /// By what they are made of; empty after a configuration was taken over.
        var contexts: [TLSContext.ServerSettings: TLSContext] = [:]
        var directory: TLSDirectory?
        var server: Server?
        /// What has been told already.
        var told: Set<String> = []
    }

    private let state = Mutex(State())

    /// What a truststore is called.
    static func title(_ uri: String, _ version: String?) -> String { version.map { uri + "#" + $0 } ?? uri }

    /// What the listener starts with; nil when the configuration has no certificates.
    var directory: TLSDirectory? { state.withLock { $0.directory } }

    /// Hands all that comes to a server.
    func attach(_ server: Server) { state.withLock { $0.server = server } }

    /// Takes over a configuration: all its files are read. What cannot be used is thrown and leaves all as it was.
    func load(_ settings: TLSSettings?) throws(CommandFailure) {
        var contexts: [TLSContext.ServerSettings: TLSContext] = [:]
        var warnings: [String] = []
        for certificate in settings?.certificates ?? [] {
            let wanted = TLSService.wanted(certificate)
            let files = "\(certificate.certificateFile), \(certificate.keyFile)"
            let title = "the certificate of `\(certificate.name)` (\(files))"
            let roots = try TLSService.truststore(certificate.mutual, settings)
            warnings += roots?.warnings.map { "the truststore of `\(certificate.name)`: \($0)" } ?? []
            do throws(TLSFailure) {
                let context = try TLSContext.server(wanted, roots: roots)
                contexts[wanted] = context
                let isHost = !certificate.name.hasPrefix("arn:") && certificate.name != TLSSettings.defaultName
                warnings += context.faults(for: isHost ? certificate.name : "").map { "\(title) \($0)" }
            } catch {
                throw .unusable("\(title): \(error.text)")
            }
        }
        for warning in warnings { Terminal.error("warning: " + warning) }
        state.withLock { state in
            state.settings = settings
            state.contexts = contexts
        }
    }

    /// What the listener and its requests go by, from now on and for these domain names.
    func publish(_ domains: [DomainSettings] = []) -> MutualTLS? {
        state.withLock { state in
            let settings = state.settings
            var names: [String: TLSContext] = [:]
            var hosts: [(name: String, truststore: String)] = []
            var fallback: TLSContext?
            var fallbackStore = ""
            for certificate in settings?.certificates ?? [] where !certificate.name.hasPrefix("arn:") {
                let wanted = TLSService.wanted(certificate)
                if certificate.name == TLSSettings.defaultName {
                    fallback = state.contexts[wanted]
                    fallbackStore = wanted.truststore
                } else {
                    names[certificate.name] = state.contexts[wanted]
                    hosts.append((certificate.name, wanted.truststore))
                }
            }
            for domain in domains {
                let certificate = TLSService.certificate(of: domain, settings)
                var wanted = certificate.map { TLSService.wanted($0) }
                if let policy = SecurityPolicy(domain.securityPolicy) { wanted?.policy = policy }
                let store = domain.truststore.isEmpty ? wanted?.truststore ?? "" : domain.truststore
                wanted?.truststore = store
                hosts.append((domain.name, store))
                if let wanted { names[domain.name] = TLSService.context(wanted, domain, &state) }
            }
            if settings?.certificates.isEmpty == false {
                let directory = TLSDirectory(names: names, fallback: fallback)
                state.directory = directory
                state.server?.publish(directory)
            }
            return MutualTLS(hosts, fallback: fallbackStore)
        }
    }

    // MARK: Certificates

    private static func wanted(_ certificate: TLSSettings.Certificate) -> TLSContext.ServerSettings {
        var wanted = TLSContext.ServerSettings(
            certificateFile: certificate.certificateFile, keyFile: certificate.keyFile)
        wanted.policy = certificate.policy
        wanted.truststore = certificate.mutual.map { title($0.uri, $0.version) } ?? ""
        return wanted
    }

    /// The certificate of a domain name: by its ARN, its name, a wildcard of the configuration, or the default one.
    private static func certificate(
        of domain: DomainSettings, _ settings: TLSSettings?
    ) -> TLSSettings.Certificate? {
        let known = settings?.certificates ?? []
        let wild = domain.name.firstIndex(of: ".").map { "*" + domain.name[$0...] }
        for name in [domain.certificate, domain.name, wild ?? "", TLSSettings.defaultName] where !name.isEmpty {
            if let certificate = known.first(where: { $0.name == name }) { return certificate }
        }
        return nil
    }

    /// The context of a domain name; nil when its files do not make one, which is told once.
    private static func context(
        _ wanted: TLSContext.ServerSettings, _ domain: DomainSettings, _ state: inout State
    ) -> TLSContext? {
        if let known = state.contexts[wanted] { return known }
        var warnings: [String] = []
        var roots: Truststore?
        if !wanted.truststore.isEmpty {
            let reference = TLSSettings.MutualReference(
                uri: domain.truststoreURI, version: domain.truststoreVersion)
            do throws(CommandFailure) {
                roots = try truststore(reference, state.settings)
                warnings += roots?.warnings.map { "the truststore of \(domain.name): \($0)" } ?? []
            } catch {
                warnings.append("\(domain.name) takes no client: " + (error.line ?? ""))
            }
            roots = roots ?? Truststore()
        }
        var made: TLSContext?
        do throws(TLSFailure) {
            made = try TLSContext.server(wanted, roots: roots)
        } catch {
            warnings.append("no TLS for \(domain.name): \(error.text)")
        }
        for fault in made?.faults(for: domain.name) ?? [] {
            warnings.append("the certificate of \(domain.name) (\(wanted.certificateFile)) \(fault)")
        }
        for warning in warnings where state.told.insert(warning).inserted { Terminal.error("warning: " + warning) }
        if let made { state.contexts[wanted] = made }
        return made
    }

    // MARK: Truststores

    private static func truststore(
        _ reference: TLSSettings.MutualReference?, _ settings: TLSSettings?
    ) throws(CommandFailure) -> Truststore? {
        guard let reference else { return nil }
        guard let file = (settings ?? TLSSettings()).file(of: reference) else {
            throw .unusable(
                "no file stands for the truststore \(title(reference.uri, reference.version))",
                help: "name one under `truststores` of `tls`")
        }
        switch FileReader.readFile(file, limit: TruststoreLimits.bytesMax) {
        case .failure(let failure): throw .unusable("the truststore \(file) cannot be read: \(failure.text)")
        case .success(let bytes):
            do throws(TruststoreFailure) {
                return try Truststore(bytes)
            } catch {
                throw .unusable("the truststore \(file) \(error.text)")
            }
        }
    }

    /// What the control plane says of a domain name's truststore: `truststoreWarnings`.
    func warnings(uri: String, version: String?) -> [String] {
        let settings = state.withLock { $0.settings }
        do throws(CommandFailure) {
            let reference = TLSSettings.MutualReference(uri: uri, version: version)
            return try TLSService.truststore(reference, settings)?.warnings ?? []
        } catch {
            return [error.line ?? ""]
        }
    }
}

extension TruststoreFailure {
    /// In words, behind the file's name.
    fileprivate var text: String {
        switch self {
        case .empty: "has no certificate"
        case .tooLarge(let bytes): "has \(bytes) bytes, at most \(TruststoreLimits.bytesMax) are taken"
        case .tooManyCertificates: "has more than \(TruststoreLimits.certificatesMax) certificates"
        case .malformed(let certificate, let reason): "cannot be read: certificate \(certificate): \(reason)"
        }
    }
}
