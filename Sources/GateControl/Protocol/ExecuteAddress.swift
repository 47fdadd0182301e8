// Where what is deployed is reached, as answers tell it: AWS's names, or names below a public address of the node's
// own. The data plane takes `{api}.execute-api.{region}.` in front of anything.

/// The base of addresses in answers.
package struct ExecuteAddress: Sendable, Equatable {
    /// `http` or `https`.
    package var scheme = "https"
    /// What stands behind the region, with a port where there is one.
    package var suffix = "amazonaws.com"

    package init() {}

    package init(scheme: String, suffix: String) {
        self.scheme = scheme
        self.suffix = suffix
    }

    /// `wss` for `https`.
    var socketScheme: String { scheme == "https" ? "wss" : "ws" }

    /// `abcdefghij.execute-api.us-east-1.amazonaws.com`.
    package func host(_ api: String, region: String) -> String { "\(api).execute-api.\(region).\(suffix)" }

    /// The same of a name without a port, as DNS has it.
    func name(_ label: String, region: String) -> String {
        String(host(label, region: region).prefix { $0 != ":" })
    }
}
