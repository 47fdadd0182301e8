// Decisions: a document about a request, and what two documents come to together. AWS: "Policy evaluation logic", "How
// API Gateway resource policies affect authorization workflow" (tables A and B).

import GateBytes

/// What policies say about a request.
package enum PolicyDecision: Equatable, Sendable {
    case allow
    /// Nothing allows it.
    case implicitDeny
    case explicitDeny

    /// Table A: identity and API are of one account, or the identity is an authorizer's. Either may allow.
    package static func union(_ left: PolicyDecision, _ right: PolicyDecision) -> PolicyDecision {
        if left == .explicitDeny || right == .explicitDeny { return .explicitDeny }
        return left == .allow || right == .allow ? .allow : .implicitDeny
    }

    /// Table B: identity and API are of two accounts. Both must allow.
    package static func intersection(_ left: PolicyDecision, _ right: PolicyDecision) -> PolicyDecision {
        if left == .explicitDeny || right == .explicitDeny { return .explicitDeny }
        return left == .allow && right == .allow ? .allow : .implicitDeny
    }
}

extension PolicyDocument {
    /// Deny wins over Allow; nothing is the implicit deny. A decision that takes too many steps denies.
    package func decide(_ request: borrowing PolicyRequest) -> PolicyDecision {
        var budget = MatchBudget()
        var decision = PolicyDecision.implicitDeny
        for statement in statements {
            // An Allow can change nothing once there is one, but a Deny behind it can.
            if decision == .allow, statement.effect == .allow { continue }
            let applies = statement.applies(to: request, &budget)
            if budget.isExhausted { return .explicitDeny }
            if !applies { continue }
            if statement.effect == .deny { return .explicitDeny }
            decision = .allow
        }
        return decision
    }

    /// What several documents of one identity come to.
    package static func decide(_ documents: [PolicyDocument], _ request: borrowing PolicyRequest) -> PolicyDecision {
        var decision = PolicyDecision.implicitDeny
        for document in documents {
            switch document.decide(request) {
            case .explicitDeny: return .explicitDeny
            case .allow: decision = .allow
            case .implicitDeny: continue
            }
        }
        return decision
    }
}

extension PolicyStatement {
    func applies(to request: borrowing PolicyRequest, _ budget: inout MatchBudget) -> Bool {
        if !matches(actions, request.action.name, request, &budget) { return false }
        if !matches(resources, request.resource, request, &budget) { return false }
        if let principals {
            let isNamed = principals.elements.contains { PolicyStatement.names($0, request.principal) }
            if isNamed == principals.isInverted { return false }
        }
        for condition in conditions where !condition.holds(request, &budget) { return false }
        return true
    }

    private func matches(
        _ selection: Selection<PolicyPattern>, _ text: ByteView, _ request: borrowing PolicyRequest,
        _ budget: inout MatchBudget
    ) -> Bool {
        for pattern in selection.elements where pattern.matches(text, request, &budget) { return !selection.isInverted }
        return selection.isInverted
    }

    private static func names(_ pattern: PrincipalPattern, _ principal: Principal?) -> Bool {
        switch pattern {
        case .anyone: true
        case .account(let account): principal?.account == account
        case .arn(let arn): principal?.arn == arn || (principal.map { $0.roleARN == arn } ?? false)
        case .other: false
        }
    }
}

extension PolicyCondition {
    func holds(_ request: borrowing PolicyRequest, _ budget: inout MatchBudget) -> Bool {
        var buffer = ByteBuffer(capacity: 128)
        let isPresent = request.append(key, to: &buffer)
        if test == .null {
            return values.contains { value in
                if case .bool(let wantsAbsence) = value { return wantsAbsence != isPresent }
                return false
            }
        }
        if !isPresent {
            if isIfExists { return true }
            // AWS: over no values at all "for all" is true and "for any" false, whatever the operator.
            switch quantifier {
            case .forAllValues: return true
            case .forAnyValue: return false
            case .none: return test.isNegated
            }
        }
        // Every key here has one value, so all of them and any of them are the same.
        var equals = false
        for value in values where test.matches(buffer.view, value, request, &budget) { equals = true }
        return test.isNegated ? !equals : equals
    }
}

extension ConditionTest {
    /// Whether a request's value fits one of a condition's; of negated operators, whether it is the one they exclude.
    fileprivate func matches(
        _ text: ByteView, _ value: ConditionValue, _ request: borrowing PolicyRequest, _ budget: inout MatchBudget
    ) -> Bool {
        switch (self, value) {
        case (.stringEquals(_, let ignoresCase), .pattern(let pattern)):
            pattern.matches(text, ignoresCase: ignoresCase, request, &budget)
        case (.stringLike, .pattern(let pattern)): pattern.matches(text, request, &budget)
        case (.arnLike, .arn(let parts)): ConditionTest.matches(text, parts, request, &budget)
        case (.numeric(let order), .number(let wanted)):
            PolicyNumber.parse(text).map { order.excluding.holds($0, wanted) } ?? false
        case (.date(let order), .date(let wanted)):
            PolicyTime.parse(text).map { order.excluding.holds($0, wanted) } ?? false
        case (.bool, .bool(let wanted)): text.equalsIgnoringCase(wanted ? ByteView("true") : ByteView("false"))
        case (.ipAddress, .network(let range)): NetworkAddress(text).map { range.contains($0) } ?? false
        case (.binaryEquals, .bytes(let wanted)): wanted.withByteView { $0 == text }
        default: false
        }
    }

    private static func matches(
        _ text: ByteView, _ parts: [PolicyPattern], _ request: borrowing PolicyRequest, _ budget: inout MatchBudget
    ) -> Bool {
        var position = 0
        for (index, part) in parts.enumerated() {
            let end = index == 5 ? text.count : text.firstIndex(of: 0x3a, from: position) ?? -1
            if end < position { return false }
            if !part.matches(text.slice(position, end), request, &budget) { return false }
            position = end + 1
        }
        return true
    }
}

extension ConditionTest.Order {
    /// `NotEquals` holds where no value equals.
    fileprivate var excluding: ConditionTest.Order { self == .notEqual ? .equal : self }
}
