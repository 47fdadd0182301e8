// What a Lambda authorizer is told. Members in AWS's order; maps without members are `{}` here, not `null` as in events
// of proxies. AWS: "Input to an API Gateway Lambda authorizer".

import GateBytes
import GatePlan

extension Gateway {
    /// Writes the event of an authorizer into `scratch.body`.
    func writeAuthorizerEvent(
        _ exchange: Exchange, _ deployment: Deployment, _ authorizer: AccessTable.Authorizer, _ scratch: inout Scratch
    ) {
        scratch.body.removeAll()
        scratch.body.append(authorizer.kind == .token ? "{\"type\":\"TOKEN\"" : "{\"type\":\"REQUEST\"")
        scratch.body.append(",\"methodArn\":")
        writeMethodARN(exchange, deployment, deployment.access.arnPrefix, &scratch.arn)
        EventText.appendQuoted(scratch.arn.view, to: &scratch.body)
        if authorizer.kind == .token {
            scratch.body.append(",\"authorizationToken\":")
            scratch.value.removeAll()
            if let source = authorizer.record.identitySources.indices.first {
                _ = appendIdentity(deployment.plan.identitySources[source], exchange, deployment, &scratch.value)
            }
            EventText.appendQuoted(scratch.value.view, to: &scratch.body)
            scratch.body.append(0x7d)
            return
        }
        if let session = exchange.session {
            appendEventMembers(exchange, session, deployment, &scratch)
            scratch.body.append(0x7d)
            return
        }
        scratch.body.append(0x2c)
        appendEventRequest(exchange, deployment, empty: "{}", &scratch)
        scratch.body.append(0x7d)
    }

    /// `requestContext.authorizer` of a proxy's event; nothing where no authorizer has said anything.
    func appendCaller(_ exchange: Exchange, _ out: inout ByteBuffer) {
        guard let caller = exchange.caller, caller.isAuthorizer else { return }
        out.append(",\"authorizer\":{")
        var isFirst = true
        if !caller.claims.isEmpty {
            appendClaims(caller, &out)
            isFirst = false
        }
        for member in caller.members {
            if !isFirst { out.append(0x2c) }
            isFirst = false
            append(member, &out)
        }
        if !caller.principalIdentifier.isEmpty {
            out.append(isFirst ? "\"principalId\":" : ",\"principalId\":")
            isFirst = false
            caller.principalIdentifier.withByteView { EventText.appendQuoted($0, to: &out) }
        }
        if caller.policy != nil {
            out.append(",\"integrationLatency\":")
            out.append(decimal: exchange.authorizerMilliseconds)
        }
        out.append(0x7d)
    }

    /// Claims of user pools are texts, those of JWT authorizers keep their JSON type. AWS: "Pass JWT claims to your
    /// integration".
    private func appendClaims(_ caller: Caller, _ out: inout ByteBuffer) {
        out.append("\"claims\":{")
        for (index, claim) in caller.claims.enumerated() {
            if index > 0 { out.append(0x2c) }
            if caller.areClaimsJSON {
                claim.name.withByteView { EventText.appendQuoted($0, to: &out) }
                out.append(0x3a)
                claim.value.withByteView { out.append($0) }
            } else {
                append(claim, &out)
            }
        }
        out.append(0x7d)
    }

    private func append(_ member: Caller.Member, _ out: inout ByteBuffer) {
        member.name.withByteView { EventText.appendQuoted($0, to: &out) }
        out.append(0x3a)
        member.value.withByteView { EventText.appendQuoted($0, to: &out) }
    }
}
