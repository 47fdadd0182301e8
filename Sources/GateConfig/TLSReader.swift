// Reads `tls:`.

import GateBytes
import GateSource
import GateTLS
import GateTree

/// The reader of certificates for clients.
struct TLSReader {
    let folder: String
    let sink: DiagnosticSink
    let fileExists: (String) -> Bool

    /// The settings that are sound.
    func read(_ node: Node) -> TLSSettings {
        let section = Section(node, "`tls`", sink)
        section.reportUnknown(known: ["listen", "certificates", "truststores"])
        var settings = TLSSettings()
        if let listen = section.string("listen") { settings.listen = address(listen) }
        if let stores = section.object("truststores") { settings.truststores = truststores(stores) }
        if let certificates = section.object("certificates"),
            isWithin(TLSBounds.certificatesMax, certificates, "`certificates`", "certificates")
        {
            settings.certificates = certificates.members.compactMap { certificate($0, settings) }
        }
        if section.value("certificates").map({ $0.kind == .object && $0.count == 0 }) ?? true {
            sink.report(ConfigurationProblem.tlsWithoutCertificates(at: node.keyRange))
        }
        return settings
    }

    private func address(_ text: Located<String>) -> (host: String, port: UInt16)? {
        // Port 0 takes a free one.
        let isFree = text.value.hasSuffix(":0")
        let other = isFree ? text.value.dropLast() + "1" : text.value[...]
        if let address = LinksReader.address(String(other)) { return (address.host, isFree ? 0 : address.port) }
        sink.report(ConfigurationProblem.tlsAddress(text.value, at: text.range))
        return nil
    }

    // MARK: Certificates

    private func certificate(_ member: Member, _ settings: TLSSettings) -> TLSSettings.Certificate? {
        let section = Section(member.value, "the certificate `\(member.key)`", sink)
        guard section.isObject else { return nil }
        section.reportUnknown(known: ["certificate", "key", "securityPolicy", "mutualTlsAuthentication"])
        let name = TLSReader.name(member.key)
        if name == nil { sink.report(ConfigurationProblem.tlsName(member.key, at: member.keyRange)) }
        let certificate = section.string("certificate")
        let key = section.string("key")
        for (part, value) in [("certificate", certificate), ("key", key)]
        where value == nil && section.value(part) == nil {
            sink.report(ConfigurationProblem.tlsIncomplete(member.key, lacks: part, at: member.keyRange))
        }
        let policy = policy(section)
        let mutual = mutual(section, settings)
        guard let name, let certificate, let key, let own = file(certificate), let secret = file(key)
        else { return nil }
        var made = TLSSettings.Certificate(name: name, certificateFile: own, keyFile: secret)
        made.policy = policy
        made.mutual = mutual
        return made
    }

    /// A name in lower case, an ARN as it stands; nil for what is neither.
    private static func name(_ text: String) -> String? {
        if text == TLSSettings.defaultName || text.hasPrefix("arn:") { return text }
        var labels = text.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        if labels.count > 1, labels[0] == "*" { labels.removeFirst() }
        let isName =
            text.utf8.count <= ClientHello.nameBytesMax
            && labels.allSatisfy { label in
                !label.isEmpty
                    && label.utf8.allSatisfy { ASCII.isAlphanumeric($0) || $0 == 0x2d || $0 == 0x5f }
            }
        return isName ? text.lowercased() : nil
    }

    private func policy(_ section: Section) -> SecurityPolicy {
        guard let text = section.string("securityPolicy") else { return .usual }
        if let policy = SecurityPolicy(text.value) { return policy }
        let known = SecurityPolicy.known.map(\.name)
        sink.report(
            ConfigurationProblem.tlsPolicy(text.value, nearest: nearestName(text.value, among: known), at: text.range))
        return .usual
    }

    private func mutual(_ section: Section, _ settings: TLSSettings) -> TLSSettings.MutualReference? {
        guard let node = section.object("mutualTlsAuthentication") else { return nil }
        let mutual = Section(node, "`mutualTlsAuthentication`", sink)
        mutual.reportUnknown(known: ["truststoreUri", "truststoreVersion"])
        guard let uri = mutual.string("truststoreUri") else {
            if mutual.value("truststoreUri") == nil {
                sink.report(ConfigurationProblem.tlsTruststore("", at: node.keyRange))
            }
            return nil
        }
        let version = mutual.string("truststoreVersion")?.value
        if !uri.value.hasPrefix("s3://") {
            return file(uri).map { TLSSettings.MutualReference(uri: $0, version: version) }
        }
        let reference = TLSSettings.MutualReference(uri: uri.value, version: version)
        if settings.file(of: reference) == nil {
            sink.report(ConfigurationProblem.tlsTruststore(uri.value, at: uri.range))
        }
        return reference
    }

    // MARK: Truststores

    /// Files by address; of an address with several versions, by version.
    private func truststores(_ node: Node) -> [TLSSettings.Truststore] {
        guard isWithin(TLSBounds.truststoresMax, node, "`truststores`", "truststores") else { return [] }
        var stores: [TLSSettings.Truststore] = []
        let section = Section(node, "`truststores`", sink)
        for member in node.members {
            if !member.key.hasPrefix("s3://") {
                sink.report(ConfigurationProblem.tlsTruststoreAddress(member.key, at: member.keyRange))
            } else if member.value.kind == .object {
                let versions = Section(member.value, "`\(member.key)`", sink)
                for version in member.value.members {
                    guard let name = versions.string(version.key), let file = file(name) else { continue }
                    stores.append(.init(uri: member.key, version: version.key, file: file))
                }
            } else if let name = section.string(member.key), let file = file(name) {
                stores.append(.init(uri: member.key, version: nil, file: file))
            }
        }
        return stores
    }

    // MARK: Values

    private func file(_ name: Located<String>) -> String? {
        let path = FunctionsReader.joined(folder, name.value)
        if fileExists(path) { return path }
        sink.report(ConfigurationProblem.fileMissing(name.value, folder: folder, at: name.range))
        return nil
    }

    private func isWithin(_ limit: Int, _ node: Node, _ subject: String, _ noun: String) -> Bool {
        if node.count <= limit { return true }
        sink.report(
            ConfigurationProblem.tooMany(subject, count: node.count, noun: noun, limit: limit, at: node.keyRange))
        return false
    }
}
