// The output of a request template on its own: what `gatewright trace` shows of integrations whose backend never
// sees it.

import GateBytes
import GatePlan
import GateWire

/// A request template's media type and what it made.
package struct RenderedTemplate {
    package let contentType: String
    /// nil when the template failed.
    package let output: [UInt8]?
}

extension RequestDriver {
    /// Renders the request template of an exchange once more; nil when none applies. Call it inside `observe`.
    package func renderRequestTemplate(_ exchange: Exchange) -> RenderedTemplate? {
        guard let plan = exchange.deployment?.plan, exchange.method != PlanFormat.none else { return nil }
        let method = plan.methods[exchange.method]
        guard method.integration != PlanFormat.none else { return nil }
        let integration = plan.integrations[method.integration]
        guard let record = plan.template(for: exchange.contentType, in: integration.requestTemplates) else {
            return nil
        }
        return RenderedTemplate(
            contentType: String(plan.string(record.contentType)),
            output: gateway.renderAgain(record.program, exchange))
    }
}

extension Gateway {
    /// Runs a request template for its text; overrides that it sets end with the exchange.
    fileprivate func renderAgain(_ program: UInt32, _ exchange: Exchange) -> [UInt8]? {
        guard let deployment = exchange.deployment else { return nil }
        if render(program, exchange, deployment, .request, &scratch) != nil { return nil }
        return [UInt8](scratch.body.view)
    }
}
