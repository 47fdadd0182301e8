// From the located tree of a configuration file to its values. What is wrong is reported with its place; what is right
// is kept, so that one run finds every fault.

import GateSource
import GateTree

/// Reads the document of a configuration file.
///
/// - Parameters:
///   - root: The document; null is an empty configuration.
///   - folder: The folder of the file, to which its paths are relative; empty for the current one.
///   - fileExists: Whether a path is a regular file.
package func readConfiguration(
    _ root: Node, folder: String, sink: DiagnosticSink, fileExists: @escaping (String) -> Bool
) -> Configuration {
    var configuration = Configuration()
    configuration.stateFolder = FunctionsReader.joined(folder, Configuration.defaultStateFolder)
    if root.isNull { return configuration }
    let section = Section(root, "the configuration", sink)
    guard section.isObject else { return configuration }
    section.reportUnknown(known: [
        "functions", "vpcLinks", "clientCertificates", "clientCertificateId", "apiKeys", "usagePlans", "stages",
        "account", "state", "credentials", "limits", "publicAddress", "tls",
    ])
    if let functions = section.object("functions") {
        let reader = FunctionsReader(folder: folder, sink: sink, fileExists: fileExists)
        configuration.functions = reader.read(functions)
    }
    let reader = LinksReader(folder: folder, sink: sink, fileExists: fileExists)
    if let links = section.object("vpcLinks") { configuration.links = reader.readLinks(links) }
    let certificates = section.object("clientCertificates")
    if let certificates { configuration.certificates = reader.readCertificates(certificates) }
    configuration.certificateName = reader.readCertificateName(section, certificates)
    if let tls = section.object("tls") {
        configuration.tls = TLSReader(folder: folder, sink: sink, fileExists: fileExists).read(tls)
    }
    readUsage(section, &configuration)
    if let address = section.string("publicAddress") {
        configuration.publicAddress = PublicAddress(address.value)
        if configuration.publicAddress == nil {
            sink.report(ConfigurationProblem.addressMalformed(address.value, at: address.range))
        }
    }
    if let state = section.string("state") {
        configuration.stateFolder = FunctionsReader.joined(folder, state.value)
    }
    if let limits = section.value("limits") { configuration.limits = LimitsReader(sink: sink).read(limits) }
    if let identities = section.object("credentials") {
        configuration.identities = IdentitiesReader(sink: sink).read(identities)
    }
    return configuration
}

/// Keys, plans and limits.
private func readUsage(_ section: Section, _ configuration: inout Configuration) {
    let reader = UsageReader(sink: section.sink)
    if let account = section.value("account") {
        (configuration.accountIdentifier, configuration.usage.account) = reader.readAccount(account)
    }
    let stages = section.object("stages")
    configuration.usage.stages = stages.map(reader.readStages) ?? []
    configuration.caches = stages.map(CacheReader(sink: section.sink).read) ?? []
    configuration.usage.plans = section.object("usagePlans").map(reader.readPlans) ?? []
    if let keys = section.object("apiKeys") {
        configuration.keys = reader.readKeys(keys, plans: configuration.usage.plans)
    }
}

/// An object of the file and its members. `null` counts as absent.
struct Section {
    let node: Node
    /// What the object is, as a noun phrase.
    let title: String
    let sink: DiagnosticSink

    init(_ node: Node, _ title: String, _ sink: DiagnosticSink) {
        self.node = node
        self.title = title
        self.sink = sink
    }

    /// Whether the node is an object; reports it when it is not.
    var isObject: Bool {
        if node.kind == .object { return true }
        report(title, node, "an object")
        return false
    }

    func value(_ key: String) -> Node? {
        guard let value = node[key], !value.isNull else { return nil }
        return value
    }

    func object(_ key: String) -> Node? {
        guard let value = value(key) else { return nil }
        guard value.kind == .object else {
            report("`\(key)`", value, "an object")
            return nil
        }
        return value
    }

    func string(_ key: String) -> Located<String>? {
        guard let value = value(key) else { return nil }
        guard let text = value.string else {
            report("`\(key)`", value, "a string")
            return nil
        }
        return Located(text, at: value.range)
    }

    /// A whole number within bounds.
    func integer(_ key: String, in allowed: ClosedRange<Int>) -> Int? {
        guard let value = value(key) else { return nil }
        guard value.kind == .number else {
            report("`\(key)`", value, "a number")
            return nil
        }
        guard let number = value.integer, allowed.contains(number) else {
            let text = value.scalarText ?? ""
            sink.report(ConfigurationProblem.numberOutside(key, text: text, allowed: allowed, at: value.range))
            return nil
        }
        return number
    }

    func boolean(_ key: String) -> Bool? {
        guard let value = value(key) else { return nil }
        if let isTrue = value.boolean { return isTrue }
        report("`\(key)`", value, "a boolean")
        return nil
    }

    /// Texts of a list.
    func strings(_ key: String) -> [String]? {
        guard let value = value(key) else { return nil }
        guard value.kind == .array else {
            report("`\(key)`", value, "an array")
            return nil
        }
        var texts: [String] = []
        for element in value.elements {
            guard let text = element.scalarText else {
                report("an element of `\(key)`", element, "a string")
                return nil
            }
            texts.append(text)
        }
        return texts
    }

    func reportUnknown(known: [String]) {
        for member in node.members where !known.contains(member.key) {
            sink.report(
                ConfigurationProblem.memberUnknown(
                    member.key, object: title, known: known, nearest: nearestName(member.key, among: known),
                    at: member.keyRange))
        }
    }

    func report(_ subject: String, _ value: Node, _ expected: String) {
        let isLong = value.kind == .object || value.kind == .array
        sink.report(
            ConfigurationProblem.wrongType(
                subject, found: value.kind, expected: expected, at: isLong ? value.keyRange : value.range))
    }
}
