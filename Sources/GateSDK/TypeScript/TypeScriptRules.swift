// What values have to satisfy, as constants of a module: one for each type that has a rule and each operation that
// looks at something.

/// Rules of an API's values.
struct TypeScriptRules {
    private let api: ClientAPI
    /// Constants of types, by number.
    private let types: [Int: String]
    /// Constants of operations; nil where nothing is looked at.
    let operations: [String?]

    init(_ api: ClientAPI) {
        self.api = api
        var scope = NameScope()
        types = Dictionary(
            uniqueKeysWithValues: api.ruledTypes.map { ($0, scope.take(Words(api.types[$0].name).camel + "Rule")) })
        operations = api.operations.map { operation in
            operation.ruledInputs.isEmpty ? nil : scope.take(Words(operation.name).camel + "Rules")
        }
    }

    var isEmpty: Bool { names.isEmpty }
    var names: [String] { operations.compactMap(\.self) }

    func declarations() -> [TypeScriptDeclaration] {
        let ruled = api.ruledTypes.compactMap { index -> TypeScriptDeclaration? in
            guard let name = types[index], let rule = api.types[index].rule else { return nil }
            return .constant(name: name, comment: nil, .name("Reference"), expression(rule))
        }
        return ruled
            + zip(operations, api.operations).compactMap { name, operation in
                name.map { .constant(name: $0, comment: nil, .name("Rules"), rules(operation)) }
            }
    }

    private func rules(_ operation: ClientOperation) -> TypeScriptExpression {
        .array(operation.ruledInputs.map { .array([.string($0.place), expression($0.rule)]) })
    }

    private func expression(_ rule: ValueRule) -> TypeScriptExpression {
        switch rule {
        case .type(let index): return .arrow([], .identifier(types[index] ?? "undefined"))
        case .leaf(let constraints): return .object(bounds(constraints))
        case .array(let constraints, let elements):
            return .object(bounds(constraints) + optional("elements", elements))
        case .object(let constraints, let rules, let others):
            let named = rules.isEmpty ? [] : [TypeScriptExpression.Entry.member("members", members(rules))]
            return .object(bounds(constraints) + named + optional("others", others))
        case .choice(let member, let rules):
            return .object([.member("choice", .array([.string(member), members(rules)]))])
        }
    }

    private func optional(_ name: String, _ rule: ValueRule?) -> [TypeScriptExpression.Entry] {
        rule.map { [.member(name, expression($0))] } ?? []
    }

    private func members(_ rules: [RuleMember]) -> TypeScriptExpression {
        .array(rules.map { .array([.string($0.name), expression($0.rule)]) })
    }

    private func bounds(_ constraints: Constraints) -> [TypeScriptExpression.Entry] {
        constraints.bounded.keywords.map { name, value in
            switch value {
            case .text(let text): .member(name, .string(text))
            case .count(let count): .member(name, .number(String(count)))
            case .flag: .member(name, .boolean(true))
            }
        }
    }
}
