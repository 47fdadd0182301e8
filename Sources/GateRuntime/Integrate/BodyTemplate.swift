// Choosing and running mapping templates. AWS: "Integration passthrough behaviors".

import GateBytes
import GatePlan
import GateWire

/// What happens to a request's body.
enum BodyChoice {
    case template(UInt32)
    case passthrough
    case unsupported
}

extension Gateway {
    /// The request template for the body's media type, or for the key that an event has selected, or what to do without
    /// one.
    func bodyTemplate(_ exchange: Exchange, _ integration: IntegrationRecord, _ plan: PlanImage) -> BodyChoice {
        let record =
            exchange.session == nil
            ? plan.template(for: exchange.contentType, in: integration.requestTemplates)
            : plan.template(key: exchange.selectionKey.view, in: integration.requestTemplates)
        if let record {
            return .template(record.program)
        }
        switch PassthroughKind(rawValue: integration.passthrough) {
        case .never?: return .unsupported
        case .whenNoTemplates?: return integration.requestTemplates.count > 0 ? .unsupported : .passthrough
        default: return .passthrough
        }
    }

    /// Renders the request template of an integration that is no proxy into `scratch.body`; `isRendered` tells whether
    /// one applies. An error is the gateway response to give.
    func renderRequest(
        _ exchange: Exchange, _ deployment: Deployment, _ integration: IntegrationRecord, _ scratch: inout Scratch,
        _ isRendered: inout Bool
    ) -> ExchangeError? {
        switch bodyTemplate(exchange, integration, deployment.plan) {
        case .unsupported: return ExchangeError(.unsupportedMediaType)
        case .passthrough: return nil
        case .template(let program):
            if exchange.requestForm == .bytes { return readsBytes(exchange) }
            isRendered = true
            return render(program, exchange, deployment, .request, &scratch)
        }
    }

    /// Renders a program into `scratch.body`; an error is the gateway response to give.
    func render(
        _ program: UInt32, _ exchange: Exchange, _ deployment: Deployment, _ side: TemplateSide,
        _ scratch: inout Scratch
    ) -> ExchangeError? {
        scratch.body.removeAll()
        // Most templates of mocks are plain text: no host is made for them.
        let record = deployment.programs[program]
        if record.flags & ProgramRecord.isText != 0 {
            scratch.body.append(deployment.plan.string(record.text))
            return nil
        }
        var host = ExchangeHost(self, exchange, deployment, side, scratch.bodyValue)
        do throws(TemplateFailure) {
            try scratch.machine.run(program: program, tables: deployment.tables, anyHost: &host, into: &scratch.body)
            return nil
        } catch {
            exchange.integrationError = "a mapping template failed"
            exchange.executionLog?.failedSide = side
            return ExchangeError(.apiConfigurationError)
        }
    }
}

/// Which message `$input` is.
enum TemplateSide {
    case request
    case response
}
