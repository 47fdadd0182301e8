// Runs compiled mapping templates.

import GateBytes
import GatePlan

/// Why a template gave no output.
package enum TemplateFailure: Error {
    case unsupported
}

/// A worker's template machine.
struct TemplateMachine: ~Copyable {
    mutating func run(
        program: UInt32, plan: PlanImage, host: inout ExchangeHost, into out: inout ByteBuffer
    ) throws(TemplateFailure) {
        throw .unsupported
    }
}

/// What `$input`, `$context`, `$stageVariables` mean for one exchange.
struct ExchangeHost {
    let gateway: Gateway
    let exchange: Exchange
    let deployment: Deployment
    let side: TemplateSide
}
