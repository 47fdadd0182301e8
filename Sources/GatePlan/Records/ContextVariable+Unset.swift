// Names below `$context` that AWS documents and that have no value here: nothing of this gateway is an edge location or
// a web application firewall. An access log prints `-` for them, as AWS does where they do not apply, and nobody has to
// be told.

import GateBytes

extension ContextVariable {
    /// Whether AWS documents a name without a value here. AWS: "Variables for access logging for API Gateway", read
    /// 2026-11-27.
    package static func isUnset(_ name: ByteView) -> Bool {
        if unsetNames.contains(where: { ByteView($0) == name }) { return true }
        for prefix in ["authorizer.", "waf."] as [StaticString] {
            if name.hasPrefix(ByteView(prefix)), name.count > ByteView(prefix).count { return true }
        }
        return false
    }

    private static let unsetNames: [StaticString] = [
        "awsEndpointRequestId2", "identity.vpcId", "wafResponseCode", "webaclArn",
    ]
}
