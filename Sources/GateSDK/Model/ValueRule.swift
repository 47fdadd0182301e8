// What values have to satisfy besides their shapes, of all that they hold: a tree that follows their JSON. Clients that
// are asked to look at requests before they go out do so by it.

/// The rule of a value. Members that only answers carry have none.
package indirect enum ValueRule: Equatable, Sendable {
    /// That of a type, by number: `ClientType.rule`.
    case type(Int)
    /// Of a number or a text.
    case leaf(Constraints)
    case array(Constraints, elements: ValueRule?)
    /// Members by name; `others` holds for further ones. Where it is there, members of which nothing is said stand
    /// among the members with a leaf that says nothing.
    case object(Constraints, members: [RuleMember], others: ValueRule?)
    /// Which rule holds is told by the text of a member.
    case choice(member: String, [RuleMember])
}

/// A rule with the name of a member or the value of a discriminator.
package struct RuleMember: Equatable, Sendable {
    package var name: String
    package var rule: ValueRule

    package init(name: String, rule: ValueRule) {
        self.name = name
        self.rule = rule
    }
}

extension ValueRule {
    /// The types whose rules it refers to.
    package var types: [Int] {
        switch self {
        case .type(let index): [index]
        case .leaf: []
        case .array(_, let elements): elements?.types ?? []
        case .object(_, let members, let others): members.flatMap(\.rule.types) + (others?.types ?? [])
        case .choice(_, let rules): rules.flatMap(\.rule.types)
        }
    }

    /// Without references to types that have no rule, and without what says nothing; nil where nothing is left.
    func pruned(_ hasRule: (Int) -> Bool) -> ValueRule? {
        func pruned(_ members: [RuleMember]) -> [RuleMember] {
            members.compactMap { member in
                member.rule.pruned(hasRule).map { RuleMember(name: member.name, rule: $0) }
            }
        }
        switch self {
        case .type(let index): return hasRule(index) ? self : nil
        case .leaf(let constraints): return constraints.isEmpty ? nil : self
        case .array(let constraints, let elements):
            let elements = elements?.pruned(hasRule)
            return constraints.isEmpty && elements == nil ? nil : .array(constraints, elements: elements)
        case .object(let constraints, let members, let others):
            let others = others?.pruned(hasRule)
            let members =
                others == nil
                ? pruned(members)
                : members.map {
                    RuleMember(name: $0.name, rule: $0.rule.pruned(hasRule) ?? .leaf(Constraints()))
                }
            let isSilent = constraints.isEmpty && members.isEmpty && others == nil
            return isSilent ? nil : .object(constraints, members: members, others: others)
        case .choice(let member, let rules):
            let rules = pruned(rules)
            return rules.isEmpty ? nil : .choice(member: member, rules)
        }
    }
}

extension ClientAPI {
    /// Numbers of the types whose rules requests are looked at by, in order.
    package var ruledTypes: [Int] {
        var found = Set<Int>()
        var pending = operations.flatMap { operation in
            operation.parameters.flatMap { $0.rule?.types ?? [] } + (operation.body?.rule?.types ?? [])
        }
        while let index = pending.popLast() {
            if found.insert(index).inserted { pending += types[index].rule?.types ?? [] }
        }
        return found.sorted()
    }
}

extension Constraints {
    /// Most digits and powers of ten of a bound that clients compare with exactly. Ours: doubles end at 308.
    static let digitsMax = 400

    /// Without numbers that cost too much to compare with.
    package var bounded: Constraints {
        var result = self
        if !Constraints.isBounded(minimum) { result.minimum = nil }
        if !Constraints.isBounded(maximum) { result.maximum = nil }
        if !Constraints.isBounded(multipleOf) || Double(multipleOf ?? "1") ?? 0 <= 0 { result.multipleOf = nil }
        return result
    }

    private static func isBounded(_ text: String?) -> Bool {
        guard let text else { return true }
        let parts = text.lowercased().split(separator: "e", omittingEmptySubsequences: false)
        let exponent = parts.count > 1 ? Int(parts[1]) : 0
        return text.utf8.count <= digitsMax && abs(exponent ?? .max) <= digitsMax
    }
}

extension Constraints {
    /// What one of them says.
    package enum Keyword {
        /// A number as it is written, or a pattern.
        case text(String)
        /// From 0 to 2,147,483,647.
        case count(Int)
        case flag
    }

    /// What is said, by the names of the members here.
    package var keywords: [(name: String, value: Keyword)] {
        func text(_ text: String?) -> Keyword? { text.map(Keyword.text) }
        func count(_ count: Int?) -> Keyword? { count.map { .count(min(max($0, 0), Int(Int32.max))) } }
        func flag(_ isSet: Bool) -> Keyword? { isSet ? .flag : nil }
        let all: [(String, Keyword?)] = [
            ("minimum", text(minimum)), ("maximum", text(maximum)), ("excludesMinimum", flag(excludesMinimum)),
            ("excludesMaximum", flag(excludesMaximum)), ("multipleOf", text(multipleOf)),
            ("minLength", count(minLength)), ("maxLength", count(maxLength)), ("pattern", text(pattern)),
            ("minItems", count(minItems)), ("maxItems", count(maxItems)), ("hasUniqueItems", flag(hasUniqueItems)),
            ("minProperties", count(minProperties)), ("maxProperties", count(maxProperties)),
        ]
        return all.compactMap { name, value in value.map { (name, $0) } }
    }
}

extension ClientOperation {
    /// What has a rule, and where a violation of it is told to be: `query limit`, `body`.
    package var ruledInputs: [(place: String, input: ClientInput, rule: ValueRule)] {
        var found: [(String, ClientInput, ValueRule)] = []
        for (number, parameter) in parameters.enumerated() {
            guard let rule = parameter.rule else { continue }
            let location: String =
                switch parameter.location {
                case .path: "path"
                case .query: "query"
                case .header: "header"
                case .cookie: "cookie"
                }
            found.append(("\(location) \(parameter.name)", .parameter(number), rule))
        }
        if let rule = body?.rule { found.append(("body", .body, rule)) }
        return found
    }
}
