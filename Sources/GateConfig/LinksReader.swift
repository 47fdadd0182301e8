// Reads `vpcLinks:` and `clientCertificates:`.

import GateBytes
import GateSource
import GateTree

/// The reader of links and certificates.
struct LinksReader {
    let folder: String
    let sink: DiagnosticSink
    let fileExists: (String) -> Bool

    // MARK: Links

    /// The links that are sound.
    func readLinks(_ links: Node) -> [LinkSettings] {
        guard isWithin(LinkBounds.countMax, links, "`vpcLinks`", "links") else { return [] }
        return links.members.compactMap(readLink)
    }

    private func readLink(_ member: Member) -> LinkSettings? {
        let section = Section(member.value, "the VPC link `\(member.key)`", sink)
        guard section.isObject else { return nil }
        section.reportUnknown(known: ["scheme", "targets", "listeners", "healthCheck", "tlsConfig"])
        var link = LinkSettings(name: member.key)
        if let scheme = section.string("scheme") {
            link.scheme = LinkSettings.Scheme(rawValue: scheme.value)
            if link.scheme == nil { sink.report(ConfigurationProblem.linkScheme(scheme.value, at: scheme.range)) }
        }
        link.targets = targets(section, "targets")
        link.listeners = listeners(section)
        readHealthCheck(section, &link)
        readTLS(section, &link)
        if section.value("targets") == nil, section.value("listeners") == nil {
            sink.report(ConfigurationProblem.linkWithoutTargets(member.key, at: member.keyRange))
            return nil
        }
        return link
    }

    private func targets(_ section: Section, _ key: String) -> [LinkAddress] {
        guard let list = section.value(key) else { return [] }
        guard list.kind == .array else {
            section.report("`\(key)`", list, "an array")
            return []
        }
        return targets(list, section)
    }

    private func targets(_ list: Node, _ section: Section) -> [LinkAddress] {
        let noun = "the list of targets"
        if list.count == 0 { sink.report(ConfigurationProblem.linkWithoutTargets("", at: list.keyRange)) }
        guard isWithin(LinkBounds.targetsMax, list, noun, "targets") else { return [] }
        var addresses: [LinkAddress] = []
        for element in list.elements {
            guard let text = element.string else {
                section.report("a target", element, "a string")
                continue
            }
            if let address = LinksReader.address(text) {
                addresses.append(address)
            } else {
                sink.report(ConfigurationProblem.linkTarget(text, at: element.range))
            }
        }
        return addresses
    }

    private func listeners(_ section: Section) -> [LinkListener] {
        guard let map = section.object("listeners"),
            isWithin(LinkBounds.listenersMax, map, "`listeners`", "listeners")
        else { return [] }
        var listeners: [LinkListener] = []
        for member in map.members {
            if !member.key.hasPrefix("arn:") {
                sink.report(ConfigurationProblem.linkListener(member.key, at: member.keyRange))
            }
            guard member.value.kind == .array else {
                section.report("`\(member.key)`", member.value, "an array")
                continue
            }
            listeners.append(LinkListener(arn: member.key, targets: targets(member.value, section)))
        }
        return listeners
    }

    private func readHealthCheck(_ section: Section, _ link: inout LinkSettings) {
        guard let node = section.object("healthCheck") else { return }
        let check = Section(node, "`healthCheck`", sink)
        check.reportUnknown(known: ["path", "interval", "timeout", "healthyThreshold", "unhealthyThreshold"])
        if let path = check.string("path") {
            if path.value.hasPrefix("/"), path.value.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) {
                link.healthCheck.path = path.value
            } else {
                sink.report(ConfigurationProblem.healthPath(path.value, at: path.range))
            }
        }
        let usual = LinkHealthCheck()
        link.healthCheck.intervalSeconds =
            check.integer("interval", in: LinkBounds.intervalSeconds) ?? usual.intervalSeconds
        link.healthCheck.timeoutSeconds =
            check.integer("timeout", in: LinkBounds.timeoutSeconds) ?? usual.timeoutSeconds
        link.healthCheck.healthyThreshold =
            check.integer("healthyThreshold", in: LinkBounds.thresholds) ?? usual.healthyThreshold
        link.healthCheck.unhealthyThreshold =
            check.integer("unhealthyThreshold", in: LinkBounds.thresholds) ?? usual.unhealthyThreshold
    }

    private func readTLS(_ section: Section, _ link: inout LinkSettings) {
        guard let node = section.object("tlsConfig") else { return }
        let tls = Section(node, "`tlsConfig`", sink)
        tls.reportUnknown(known: ["insecureSkipVerification", "serverNameToVerify", "roots"])
        link.skipsTLSVerification = tls.boolean("insecureSkipVerification") ?? false
        link.tlsServerName = tls.string("serverNameToVerify")?.value ?? ""
        if let roots = tls.string("roots") { link.rootsFile = file(roots) ?? "" }
    }

    // MARK: Certificates

    /// The certificates that are sound.
    func readCertificates(_ certificates: Node) -> [CertificateSettings] {
        let noun = "`clientCertificates`"
        guard isWithin(LinkBounds.certificatesMax, certificates, noun, "certificates") else { return [] }
        return certificates.members.compactMap { member in
            let section = Section(member.value, "the client certificate `\(member.key)`", sink)
            guard section.isObject else { return nil }
            section.reportUnknown(known: ["certificate", "key"])
            let certificate = section.string("certificate")
            let key = section.string("key")
            for (name, value) in [("certificate", certificate), ("key", key)]
            where value == nil && section.value(name) == nil {
                sink.report(ConfigurationProblem.certificateIncomplete(member.key, name, at: member.keyRange))
            }
            guard let certificate, let key, let own = file(certificate), let secret = file(key) else { return nil }
            return CertificateSettings(name: member.key, certificateFile: own, keyFile: secret)
        }
    }

    /// The certificate that the stage presents, when it is one of those that there are.
    func readCertificateName(_ section: Section, _ known: Node?) -> String? {
        guard let name = section.string("clientCertificateId") else { return nil }
        let names = known.map { $0.members.map(\.key) } ?? []
        if names.contains(name.value) { return name.value }
        sink.report(
            ConfigurationProblem.certificateUnknown(
                name.value, nearest: nearestName(name.value, among: names), at: name.range))
        return nil
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

    /// `host:port`; an IPv6 address stands in brackets.
    static func address(_ text: String) -> LinkAddress? {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        var host = text[..<colon]
        guard let port = UInt16(digits), port > 0, digits.utf8.allSatisfy(ASCII.isDigit) else { return nil }
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            let isAddress = host.utf8.allSatisfy { ASCII.hexValue($0) != nil || $0 == 0x3a || $0 == 0x2e }
            if !isAddress { return nil }
        } else if !host.utf8.allSatisfy({ ASCII.isAlphanumeric($0) || $0 == 0x2d || $0 == 0x2e || $0 == 0x5f }) {
            return nil
        }
        return host.isEmpty ? nil : LinkAddress(host: String(host), port: port)
    }
}
