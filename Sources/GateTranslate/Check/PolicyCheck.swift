// The form of a resource policy. AWS: "API Gateway resource policies", "IAM JSON policy elements reference". What
// the policy says is judged where requests are.

import GateSource
import GateTree

/// Checks policies.
struct PolicyCheck {
    let sink: DiagnosticSink

    private static let statementMembers = [
        "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
    ]

    func check(_ policy: Node) {
        let known = ["Version", "Id", "Statement"]
        for member in policy.members where !known.contains(member.key) { unknown(member, known) }
        guard let statements = policy["Statement"] else {
            sink.report(TranslateProblem.policyPartMissing("Statement", at: policy.keyRange))
            return
        }
        let list = statements.kind == .array ? statements.elements : [statements]
        for statement in list {
            guard statement.kind == .object else {
                let found = statement.kind.phrase
                sink.report(TranslateProblem.policyValue("Statement", found: found, at: statement.range))
                continue
            }
            check(statement: statement)
        }
    }

    private func check(statement: Node) {
        for member in statement.members where !PolicyCheck.statementMembers.contains(member.key) {
            unknown(member, PolicyCheck.statementMembers)
        }
        let place = statement.members.first?.keyRange ?? statement.range
        if let effect = statement["Effect"] {
            let text = effect.scalarText ?? effect.kind.phrase
            if text != "Allow", text != "Deny" {
                sink.report(TranslateProblem.policyValue("Effect", found: text, at: effect.range))
            }
        } else {
            sink.report(TranslateProblem.policyPartMissing("Effect", at: place))
        }
        if statement["Action"] == nil, statement["NotAction"] == nil {
            sink.report(TranslateProblem.policyPartMissing("Action", at: place))
        }
    }

    private func unknown(_ member: Member, _ known: [String]) {
        sink.report(
            TranslateProblem.policyMember(
                member.key, at: member.keyRange, nearest: nearestName(member.key, among: known)))
    }
}
