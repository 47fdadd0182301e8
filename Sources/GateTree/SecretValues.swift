// Values that no finding may show, wherever it points: keys, credentials and environments of a configuration, keys of a
// specification. A file that cannot be read has no values yet: an excerpt of what breaks it is shown as it is.

import GateSource

/// Hides the secrets of a document.
enum SecretValues {
    static func hide(_ root: Node, _ sources: SourceMap) {
        guard root.kind == .object else { return }
        for member in root["x-gatewright-api-keys"]?.objectMembers ?? [] { hideText(member.value, sources) }
        for key in root["apiKeys"]?.objectMembers ?? [] { hideText(key.value.member("value"), sources) }
        for identity in root["credentials"]?.objectMembers ?? [] {
            for name in ["secretAccessKey", "sessionToken"] { hideText(identity.value.member(name), sources) }
        }
        for function in root["functions"]?.objectMembers ?? [] {
            for variable in function.value.member("environment")?.objectMembers ?? [] {
                hideText(variable.value, sources)
            }
        }
    }

    private static func hideText(_ node: Node?, _ sources: SourceMap) {
        guard let node, node.kind == .string || node.kind == .number else { return }
        sources.hide(node.range)
    }
}

extension Node {
    fileprivate var objectMembers: [Member] { kind == .object ? Array(members) : [] }

    fileprivate func member(_ name: String) -> Node? { kind == .object ? self[name] : nil }
}
