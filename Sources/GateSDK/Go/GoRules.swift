// Rules of values as tables of a Go package: those of types, and those of each operation's request.

/// Tables of one client.
struct GoRules {
    let api: ClientAPI
    let names: GoNames

    /// The table that an operation's method reads.
    static let operations = "operationRules"

    /// Whether there is anything to look at.
    var isNeeded: Bool { api.operations.contains(where: \.hasRules) }

    func declarations() -> [GoDeclaration] {
        let types = api.ruledTypes.compactMap { index in
            api.types[index].rule.map { (GoExpression.string(names.types[index]), rule($0)) }
        }
        let operations = api.operations.indices.filter { api.operations[$0].hasRules }.map { index in
            (GoExpression.string(names.operations[index]), places(api.operations[index]))
        }
        return [
            .variable(
                name: GoRules.operations, comment: "\(GoRules.operations) are the rules of requests, by method.",
                .map(.map(.name("rules")), operations)),
            .variable(
                name: "typeRules", comment: "typeRules are the rules of types, by name.",
                .map(.map(.name("rule")), types)),
        ]
    }

    /// Rules by where their values stand in a request.
    private func places(_ operation: ClientOperation) -> GoExpression {
        var pairs = operation.parameters.compactMap { parameter in
            parameter.rule.map { (GoExpression.string("\(parameter.location) \(parameter.name)"), rule($0)) }
        }
        if let body = operation.body?.rule { pairs.append((.string("body"), rule(body))) }
        return .map(.name("rules"), pairs)
    }

    private func rule(_ rule: ValueRule) -> GoExpression {
        .list(.name("rule"), checks(rule))
    }

    private func checks(_ rule: ValueRule) -> [GoExpression] {
        switch rule {
        case .type(let index): return [.call("ofType", .string(names.types[index]))]
        case .leaf(let constraints): return checks(constraints)
        case .array(let constraints, let elements):
            return checks(constraints) + (elements.map { [.list(.name("elements"), checks($0))] } ?? [])
        case .object(let constraints, let members, let others):
            var made = checks(constraints)
            let silent = ValueRule.leaf(Constraints())
            let ruled = members.filter { $0.rule != silent }
            if !ruled.isEmpty { made.append(.map(.name("members"), ruled.map(pair))) }
            if let others {
                // In the order of their bytes, as Go compares texts.
                let sorted = members.map(\.name).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
                made.append(
                    .structure(
                        .name("others"),
                        [
                            ("known", .list(.slice(.string), sorted.map { .string($0) })),
                            ("rule", self.rule(others)),
                        ]))
            }
            return made
        case .choice(let member, let rules):
            let table = GoExpression.map(.map(.name("rule")), rules.map(pair))
            return [.structure(.name("choice"), [("member", .string(member)), ("rules", table)])]
        }
    }

    private func pair(_ member: RuleMember) -> (GoExpression, GoExpression) {
        (.string(member.name), rule(member.rule))
    }

    private func checks(_ constraints: Constraints) -> [GoExpression] {
        func number(_ name: String, _ text: String?) -> [GoExpression] { text.map { [.call(name, .string($0))] } ?? [] }
        func count(_ name: String, _ count: Int?, isLeast: Bool) -> [GoExpression] {
            guard let count, !isLeast || count > 0 else { return [] }
            return [.call(name, .number(String(count)))]
        }
        return number(constraints.excludesMinimum ? "moreThan" : "minimum", constraints.minimum)
            + number(constraints.excludesMaximum ? "lessThan" : "maximum", constraints.maximum)
            + number("multipleOf", constraints.multipleOf)
            + count("minLength", constraints.minLength, isLeast: true)
            + count("maxLength", constraints.maxLength, isLeast: false)
            + (constraints.pattern.map { [.call("pattern", .string($0))] } ?? [])
            + count("minItems", constraints.minItems, isLeast: true)
            + count("maxItems", constraints.maxItems, isLeast: false)
            + (constraints.hasUniqueItems ? [.list(.name("unique"), [])] : [])
            + count("minProperties", constraints.minProperties, isLeast: true)
            + count("maxProperties", constraints.maxProperties, isLeast: false)
    }
}

extension ClientOperation {
    /// Whether there is something that its requests have to satisfy.
    var hasRules: Bool { parameters.contains { $0.rule != nil } || body?.rule != nil }
}
