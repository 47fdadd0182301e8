// VPC links of a control plane and what stands behind them: `vpcLinks` of the configuration, where a link stands under
// its identifier, its name, or the ARN of one of its targets.

import GateJSON
import GateRuntime

/// Joins links of the store and of the configuration.
struct LinkRecords {
    /// By everything that `connectionId` may say.
    private(set) var links: [String: VPCLink]
    /// Links of the store that the configuration does not describe, in words.
    private(set) var missing: [String] = []

    /// - Parameters:
    ///   - configured: By the names of the configuration.
    ///   - records: VpcLink of either service.
    init(_ configured: [String: VPCLink], _ records: [JSONValue]) {
        links = configured
        for record in records {
            guard let id = record["id"]?.string ?? record["vpcLinkId"]?.string else { continue }
            let name = record["name"]?.string
            let targets = record["targetArns"]?.array?.compactMap(\.string) ?? []
            let names = [id] + (name.map { [$0] } ?? []) + targets
            if let link = names.lazy.compactMap({ configured[$0] }).first {
                links[id] = link
            } else {
                missing.append(name.map { "`\(id)` (\($0))" } ?? "`\(id)`")
            }
        }
    }
}
