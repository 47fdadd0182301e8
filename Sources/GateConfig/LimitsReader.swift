// Reads `limits:`, the quotas that the control plane keeps to: `off`, or an object of numbers by quota, `off` for none.

import GateSource
import GateTree
import GateUsage

/// The reader of quotas.
struct LimitsReader {
    static let off = "off"

    let sink: DiagnosticSink

    func read(_ node: Node) -> AccountLimits {
        if node.string == LimitsReader.off { return .off }
        let section = Section(node, "`limits`", sink)
        var limits = AccountLimits()
        guard node.kind == .object else {
            section.report("`limits`", node, "an object or `off`")
            return limits
        }
        section.reportUnknown(known: AccountQuota.allCases.map(\.rawValue) + ["callRates"])
        for quota in AccountQuota.allCases {
            guard let value = section.value(quota.rawValue) else { continue }
            if value.string == LimitsReader.off {
                limits.changed[quota] = .some(nil)
            } else if value.kind != .number {
                section.report("`\(quota.rawValue)`", value, "a number or `off`")
            } else if let number = section.integer(quota.rawValue, in: 0...AccountLimits.numberMax) {
                limits.changed[quota] = number
            }
        }
        limits.keepsCallRates = section.boolean("callRates") ?? false
        return limits
    }
}
