// What values have to satisfy, as constants of a module: one for each type that has a rule and each operation that
// looks at something.

/// Rules of an API's values.
struct PythonRules {
    private let api: ClientAPI
    /// Constants of types, by number.
    private let types: [Int: String]
    /// Constants of operations; nil where nothing is looked at.
    let operations: [String?]

    init(_ api: ClientAPI) {
        self.api = api
        var scope = NameScope(digitPrefix: "N")
        types = Dictionary(
            uniqueKeysWithValues: api.ruledTypes.map { ($0, scope.take(Words(api.types[$0].name).shouted + "_RULE")) })
        operations = api.operations.map { operation in
            operation.ruledInputs.isEmpty ? nil : scope.take(Words(operation.name).shouted + "_RULES")
        }
    }

    var isEmpty: Bool { names.isEmpty }
    var names: [String] { operations.compactMap(\.self) }

    func statements() -> [PythonStatement] {
        let ruled = api.ruledTypes.compactMap { index -> PythonStatement? in
            guard let name = types[index], let rule = api.types[index].rule else { return nil }
            return .constant(name: name, .name("Reference"), expression(rule))
        }
        return ruled
            + zip(operations, api.operations).compactMap { name, operation in
                name.map { .constant(name: $0, .name("Rules"), rules(operation)) }
            }
    }

    private func rules(_ operation: ClientOperation) -> PythonExpression {
        .list(operation.ruledInputs.map { .tuple([.string($0.place), expression($0.rule)]) })
    }

    private func expression(_ rule: ValueRule) -> PythonExpression {
        var arguments: [PythonExpression.Argument] = []
        switch rule {
        // Found late: types hold themselves.
        case .type(let index): return .lambda("", types[index].map { .name($0) } ?? .call("Rule"))
        case .leaf(let constraints): arguments = bounds(constraints)
        case .array(let constraints, let elements):
            arguments = bounds(constraints)
            if let elements { arguments.append(.keyword("elements", expression(elements))) }
        case .object(let constraints, let rules, let others):
            arguments = bounds(constraints)
            if !rules.isEmpty { arguments.append(.keyword("members", members(rules))) }
            if let others { arguments.append(.keyword("others", expression(others))) }
        case .choice(let member, let rules):
            arguments = [.keyword("choice", .tuple([.string(member), members(rules)]))]
        }
        return .call(.name("Rule"), arguments)
    }

    private func members(_ rules: [RuleMember]) -> PythonExpression {
        .dictionary(rules.map { (.string($0.name), expression($0.rule)) })
    }

    private func bounds(_ constraints: Constraints) -> [PythonExpression.Argument] {
        constraints.bounded.keywords.map { name, value in
            let name = Words(name).snake
            return switch value {
            case .text(let text): .keyword(name, .string(text))
            case .count(let count): .keyword(name, .number(String(count)))
            case .flag: .keyword(name, .boolean(true))
            }
        }
    }
}
