// IAM policy documents as values: what a resource policy, a local identity or a Lambda authorizer says. Immutable once
// read, so event loops share them. Reading is PolicyReader, deciding PolicyEvaluation. AWS: "IAM JSON policy elements
// reference".

import GateBytes

/// Bounds of policy documents. A document that exceeds one is refused, never cut.
package enum PolicyLimits {
    /// Largest document, in bytes. Ours; AWS takes 8,192 characters of a resource policy and less of others.
    package static let bytesMax = 128 * 1024
    /// Most statements of a document. Ours.
    package static let statementsMax = 1_000
    /// Most actions, resources, principals, or values of one condition key, in a statement. Ours.
    package static let listMax = 1_000
    /// Most condition keys of a statement. Ours.
    package static let conditionsMax = 100
    /// Longest action, resource, principal or value, in bytes. Ours, twice IAM's longest ARN.
    package static let textBytesMax = 4_096
    /// Deepest nesting of a document. Statement, Condition, operator, key, values: 7.
    package static let depthMax = 16
    /// Most steps of matching wildcards for one decision; a decision that needs more denies. Ours: some milliseconds.
    package static let stepsMax = 2_000_000
}

/// Statements that allow or deny.
package struct PolicyDocument: Sendable {
    package let statements: [PolicyStatement]

    package init(statements: [PolicyStatement]) { self.statements = statements }
}

/// One statement of a policy.
package struct PolicyStatement: Sendable {
    package enum Effect: Sendable {
        case allow
        case deny
    }

    /// A list that a statement names, or all but that list.
    package struct Selection<Element: Sendable>: Sendable {
        package var isInverted: Bool
        package var elements: [Element]
    }

    package var effect: Effect
    /// nil matches every caller: policies of identities and authorizers name none.
    package var principals: Selection<PrincipalPattern>?
    package var actions: Selection<PolicyPattern>
    package var resources: Selection<PolicyPattern>
    package var conditions: [PolicyCondition]
}

/// One entry of `Principal`.
package enum PrincipalPattern: Sendable, Equatable {
    /// `*`: anybody, also somebody without a name.
    case anyone
    /// An account's number, or the ARN of its root: everybody in it.
    case account([UInt8])
    /// A user, a role or a role's session.
    case arn([UInt8])
    /// Services, federated and canonical users: none of them calls an API here.
    case other
}

/// Text with wildcards and policy variables.
package struct PolicyPattern: Sendable {
    /// A byte, or one of the values below.
    package static let any: UInt16 = 256
    package static let one: UInt16 = 257
    /// Index of a variable, added to this.
    static let variable: UInt16 = 512

    package let tokens: [UInt16]
    package let variables: [PolicyVariable]
    /// Whether there is neither wildcard nor variable.
    let isLiteral: Bool
    /// Whether it is `*` alone.
    package var isAny: Bool { tokens.count == 1 && tokens[0] == PolicyPattern.any }

    init(tokens: [UInt16], variables: [PolicyVariable] = []) {
        self.tokens = tokens
        self.variables = variables
        isLiteral = !tokens.contains { $0 > 255 }
    }
}

/// `${aws:username}` or `${aws:username, 'nobody'}`.
package struct PolicyVariable: Sendable {
    package let key: ConditionKey
    package let fallback: [UInt8]?
}

/// One key of one operator of `Condition`.
package struct PolicyCondition: Sendable {
    package enum Quantifier: Sendable {
        case none
        case forAnyValue
        case forAllValues
    }

    package var test: ConditionTest
    package var quantifier: Quantifier
    package var isIfExists: Bool
    package var key: ConditionKey
    package var values: [ConditionValue]
}

/// What an operator compares.
package enum ConditionTest: Sendable, Equatable {
    case stringEquals(isNegated: Bool, ignoresCase: Bool)
    case stringLike(isNegated: Bool)
    case numeric(Order)
    case date(Order)
    case bool
    case binaryEquals
    case ipAddress(isNegated: Bool)
    case arnLike(isNegated: Bool)
    case null

    package enum Order: Sendable, Equatable {
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual

        func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
            switch self {
            case .equal: left == right
            case .notEqual: left != right
            case .less: left < right
            case .lessOrEqual: left <= right
            case .greater: left > right
            case .greaterOrEqual: left >= right
            }
        }
    }

    /// Operators that ask for a difference hold where the key is absent, and only if no value equals.
    var isNegated: Bool {
        switch self {
        case .stringEquals(let isNegated, _), .stringLike(let isNegated), .ipAddress(let isNegated),
            .arnLike(let isNegated):
            isNegated
        case .numeric(let order), .date(let order): order == .notEqual
        case .bool, .binaryEquals, .null: false
        }
    }

    /// Takes an operator's name without quantifier and `IfExists`.
    init?(name: String) {
        if let test = ConditionTest.texts[name] {
            self = test
        } else if name.hasPrefix("Numeric"), let order = ConditionTest.orders[String(name.dropFirst(7))] {
            self = .numeric(order)
        } else if name.hasPrefix("Date"), let order = ConditionTest.orders[String(name.dropFirst(4))] {
            self = .date(order)
        } else {
            return nil
        }
    }

    private static let texts: [String: ConditionTest] = [
        "StringEquals": .stringEquals(isNegated: false, ignoresCase: false),
        "StringNotEquals": .stringEquals(isNegated: true, ignoresCase: false),
        "StringEqualsIgnoreCase": .stringEquals(isNegated: false, ignoresCase: true),
        "StringNotEqualsIgnoreCase": .stringEquals(isNegated: true, ignoresCase: true),
        "StringLike": .stringLike(isNegated: false), "StringNotLike": .stringLike(isNegated: true),
        "Bool": .bool, "BinaryEquals": .binaryEquals, "Null": .null,
        "IpAddress": .ipAddress(isNegated: false), "NotIpAddress": .ipAddress(isNegated: true),
        "ArnEquals": .arnLike(isNegated: false), "ArnLike": .arnLike(isNegated: false),
        "ArnNotEquals": .arnLike(isNegated: true), "ArnNotLike": .arnLike(isNegated: true),
    ]

    private static let orders: [String: Order] = [
        "Equals": .equal, "NotEquals": .notEqual, "LessThan": .less, "LessThanEquals": .lessOrEqual,
        "GreaterThan": .greater, "GreaterThanEquals": .greaterOrEqual,
    ]
}

/// A value of a condition, read once.
package enum ConditionValue: Sendable {
    case pattern(PolicyPattern)
    /// Six parts of an ARN, each with wildcards.
    case arn([PolicyPattern])
    case number(Double)
    /// Seconds since 1970.
    case date(Double)
    case bool(Bool)
    case network(AddressRange)
    case bytes([UInt8])
}
