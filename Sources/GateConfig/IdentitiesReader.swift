// `credentials:` of a configuration. Secrets go into values and nowhere else: no finding quotes one.

import GateAccess
import GateSource
import GateTree

/// Reads local identities.
struct IdentitiesReader {
    let sink: DiagnosticSink

    private static let members = [
        "accessKeyId", "secretAccessKey", "sessionToken", "expiration", "principal", "userId", "organization", "tags",
        "policies",
    ]

    func read(_ map: Node) -> [IdentitySettings] {
        if map.members.count > IdentityBounds.countMax {
            sink.report(
                ConfigurationProblem.tooMany(
                    "`credentials`", count: map.members.count, noun: "identities", limit: IdentityBounds.countMax,
                    at: map.keyRange))
            return []
        }
        var identities: [IdentitySettings] = []
        var places: [String: SourceRange] = [:]
        for member in map.members {
            let section = Section(member.value, "the credentials \(member.key)", sink)
            guard section.isObject else { continue }
            section.reportUnknown(known: IdentitiesReader.members)
            guard let identity = read(member, section) else { continue }
            let place = section.value("accessKeyId")?.range ?? member.keyRange
            if let first = places[identity.accessKeyID] {
                sink.report(ConfigurationProblem.identityTwice(identity.accessKeyID, at: place, first: first))
                continue
            }
            places[identity.accessKeyID] = place
            identities.append(identity)
        }
        return identities
    }

    private func read(_ member: Member, _ section: Section) -> IdentitySettings? {
        for name in ["accessKeyId", "secretAccessKey"] where section.value(name) == nil {
            sink.report(ConfigurationProblem.identityIncomplete(member.key, lacks: name, at: member.keyRange))
        }
        guard let key = section.string("accessKeyId")?.value, let secret = section.string("secretAccessKey")?.value,
            !key.isEmpty, !secret.isEmpty
        else { return nil }
        let arn = section.string("principal")
        let principal = arn?.value ?? "arn:aws:iam::123456789012:user/\(member.key)"
        if Principal(arn: principal) == nil {
            sink.report(ConfigurationProblem.identityPrincipal(principal, at: arn?.range ?? member.keyRange))
            return nil
        }
        var identity = IdentitySettings(
            name: member.key, accessKeyID: key, secretAccessKey: secret, principal: principal)
        identity.sessionToken = section.string("sessionToken")?.value ?? ""
        identity.userID = section.string("userId")?.value ?? ""
        identity.organization = section.string("organization")?.value ?? ""
        if let text = section.value("expiration") {
            guard let seconds = Array((text.scalarText ?? "").utf8).withByteView({ PolicyTime.parse($0) }) else {
                sink.report(ConfigurationProblem.identityTime(text.scalarText ?? "", at: text.range))
                return nil
            }
            identity.expires = Int64(seconds)
        }
        guard let tags = tags(section), let policies = policies(section) else { return nil }
        identity.tags = tags
        identity.policies = policies
        return identity
    }

    private func tags(_ section: Section) -> [IdentityTag]? {
        guard let map = section.object("tags") else { return [] }
        guard bound(map, "tags", map.members.count, IdentityBounds.tagsMax) else { return nil }
        return map.members.map { IdentityTag(name: $0.key, value: $0.value.scalarText ?? "") }
    }

    /// An array of documents, or one document.
    private func policies(_ section: Section) -> [String]? {
        guard let value = section.value("policies") else { return [] }
        let documents = value.kind == .array ? value.elements : [value]
        guard bound(value, "policies", documents.count, IdentityBounds.policiesMax) else { return nil }
        var texts: [String] = []
        for document in documents {
            guard let text = document.json(limit: PolicyLimits.bytesMax) else {
                sink.report(ConfigurationProblem.identityPolicy("it exceeds a limit", at: document.range))
                return nil
            }
            do throws(PolicyFailure) {
                _ = try Array(text.utf8).withByteView { view throws(PolicyFailure) in
                    try PolicyReader.read(view, .identity)
                }
            } catch {
                let place = document.nearest(to: error.pointer)
                sink.report(ConfigurationProblem.identityPolicy(error.problem.reason, at: place.range))
                return nil
            }
            texts.append(text)
        }
        return texts
    }

    private func bound(_ node: Node, _ noun: String, _ count: Int, _ limit: Int) -> Bool {
        if count <= limit { return true }
        sink.report(
            ConfigurationProblem.tooMany("`\(noun)`", count: count, noun: noun, limit: limit, at: node.keyRange))
        return false
    }
}
