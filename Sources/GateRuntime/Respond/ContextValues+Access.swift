// What access logs tell of the phases in which a request is let in. AWS: "Variables for access logging for API
// Gateway"; its blog post "Troubleshooting Amazon API Gateway with enhanced observability variables" (2020-09) tells
// the phases apart: authenticate is IAM's, authorizer that of functions and tokens, authorize what policies decide.

import GateBytes
import GatePlan

/// How far a guarded request has come.
enum AccessPhase: UInt8 {
    case none
    /// Who calls: the signature, the token, the authorizer's function.
    case identity
    /// What policies say of the caller.
    case decision
    case passed
}

extension Gateway {
    /// A variable of a phase; false for phases that a request has not.
    func appendPhase(_ variable: ContextVariable, _ exchange: Exchange, _ out: inout ByteBuffer) -> Bool {
        switch variable {
        case .authenticateError, .authorizeError, .authorizerError:
            return exchange.isRefused(in: variable) && appendReason(exchange, &out)
        case .authorizerIntegrationStatus:
            if exchange.authorizerStatus == 0 { return false }
            out.append(decimal: Int(exchange.authorizerStatus))
        case .authorizerRequestId:
            if exchange.authorizerRequestIdentifier.isEmpty { return false }
            exchange.authorizerRequestIdentifier.withByteView { out.append($0) }
        default:
            guard let status = exchange.phaseStatus(variable) else { return false }
            switch variable {
            case .authenticateStatus, .authorizeStatus, .authorizerStatus: out.append(decimal: status)
            case .authorizerLatency: out.append(decimal: exchange.authorizerMilliseconds)
            // Signatures and policies take no time that milliseconds show.
            default: out.append(decimal: 0)
            }
        }
        return true
    }

    private func appendReason(_ exchange: Exchange, _ out: inout ByteBuffer) -> Bool {
        let text = ByteView(exchange.integrationError)
        if text.isEmpty, let error = exchange.error {
            appendErrorMessage(error, quoted: false, &out)
        } else {
            out.append(text)
        }
        return true
    }
}

extension Exchange {
    /// Whether the phase of a variable has refused the request.
    fileprivate func isRefused(in variable: ContextVariable) -> Bool {
        phaseStatus(variable).map { $0 != 200 } ?? false
    }

    /// What came of the phase of a variable: 200, or the status of the gateway response that is the refusal; nil for a
    /// phase that the method has not, or that the request has not come to.
    fileprivate func phaseStatus(_ variable: ContextVariable) -> Int? {
        guard let deployment, method != PlanFormat.none else { return nil }
        let kind = AuthorizationKind(rawValue: deployment.plan.methods[method].authorization)
        let refusal = error?.type.statusCode
        switch variable {
        case .authenticateError, .authenticateLatency, .authenticateStatus:
            if kind != .awsIAM || accessPhase == .none { return nil }
            return accessPhase == .identity ? refusal : 200
        case .authorizeError, .authorizeLatency, .authorizeStatus:
            let isJudged = deployment.access.policy != nil || deployment.access.isPolicyBroken || deployment.isClosed
            if !isJudged, kind != .custom, kind != .awsIAM { return nil }
            return accessPhase == .passed ? 200 : accessPhase == .decision ? refusal : nil
        default:
            if kind == .awsIAM || kind == AuthorizationKind.none { return nil }
            return accessPhase == .identity ? refusal : caller == nil ? nil : 200
        }
    }
}
