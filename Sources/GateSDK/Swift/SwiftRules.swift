// Constraints and XML of an API as tables of Swift: one constant for each type that has something to say, which others
// refer to when they are needed, as types may hold themselves.

/// The constants of `ValueRules` and `MarkupForms`.
struct SwiftRules {
    let api: ClientAPI
    /// Names of constants, by type.
    private let names: [String]

    private static let rules = SwiftExpression.name("ValueRules")
    private static let forms = SwiftExpression.name("MarkupForms")

    init(_ api: ClientAPI, _ models: SwiftModels) {
        self.api = api
        var scope = NameScope(reserved: ["Protocol", "Type", "init", "self"], digitPrefix: "n")
        names = models.names.map { scope.take(Words($0).camel, suffix: "Value") }
    }

    /// Types that rules and XML refer to: two enumerations, each where it holds something.
    /// - Parameter hasXML: Whether anything is read or written in XML; failures are not.
    func declarations(hasXML: Bool) -> [SwiftDeclaration] {
        let rules = api.ruledTypes.compactMap { index in
            api.types[index].rule.map { constant(index, "ValueRule", rule($0)) }
        }
        let forms = (hasXML ? api.xmlTypes.keys.sorted() : []).compactMap { index in
            api.xmlTypes[index].map { constant(index, "Markup", form($0)) }
        }
        let both = [
            ("ValueRules", "What values of types have to satisfy before they go out.", rules),
            ("MarkupForms", "How values of types stand in XML.", forms),
        ]
        return both.filter { !$0.2.isEmpty }.map { name, text, properties in
            .type(SwiftNominal(comment: SwiftComment(text: text), kind: "enum", name: name, properties: properties))
        }
    }

    private func constant(_ index: Int, _ type: String, _ value: SwiftExpression) -> SwiftProperty {
        SwiftProperty(modifiers: "static let", name: names[index], type: .name(type), initial: value)
    }

    private func call(_ name: String, _ arguments: [SwiftArgument]) -> SwiftExpression {
        .call(.member(nil, name), arguments)
    }

    // MARK: Constraints

    /// `.object(members: ["name": .value(ValueBounds(maxLength: 64))])`
    func rule(_ rule: ValueRule) -> SwiftExpression {
        switch rule {
        case .type(let index):
            return call("type", [SwiftArgument(nil, .closure(nil, .member(SwiftRules.rules, names[index])))])
        case .leaf(let constraints): return call("value", [SwiftArgument(nil, bounds(constraints))])
        case .array(let constraints, let elements):
            return call(
                "array",
                own(constraints) + (elements.map { [SwiftArgument("elements", self.rule($0))] } ?? []))
        case .object(let constraints, let members, let others):
            return call(
                "object",
                own(constraints) + (members.isEmpty ? [] : [SwiftArgument("members", dictionary(members))])
                    + (others.map { [SwiftArgument("others", self.rule($0))] } ?? []))
        case .choice(let member, let rules):
            return call(
                "choice", [SwiftArgument("by", .string(member)), SwiftArgument(nil, dictionary(rules))])
        }
    }

    private func own(_ constraints: Constraints) -> [SwiftArgument] {
        constraints.isEmpty ? [] : [SwiftArgument(nil, bounds(constraints))]
    }

    private func dictionary(_ members: [RuleMember]) -> SwiftExpression {
        // A literal that says a key twice is a crash.
        var seen = Set<String>()
        return .dictionary(
            members.filter { seen.insert($0.name).inserted }.map { (.string($0.name), rule($0.rule)) })
    }

    private func bounds(_ constraints: Constraints) -> SwiftExpression {
        let arguments = constraints.keywords.map { name, value -> SwiftArgument in
            switch value {
            case .text(let text): SwiftArgument(name, .string(text))
            case .count(let count): SwiftArgument(name, .number(String(count)))
            case .flag: SwiftArgument(name, .boolean(true))
            }
        }
        return .call(.name("ValueBounds"), arguments)
    }

    // MARK: XML

    /// `MarkupElement("pet", .type { MarkupForms.pet })`
    func element(_ element: XMLElement) -> SwiftExpression {
        var arguments = [SwiftArgument(nil, .string(element.name.local))]
        if let prefix = element.name.prefix { arguments.append(SwiftArgument("prefix", .string(prefix))) }
        if let namespace = element.name.namespace { arguments.append(SwiftArgument("namespace", .string(namespace))) }
        return .call(.name("MarkupElement"), arguments + [SwiftArgument(nil, form(element.form))])
    }

    private func form(_ form: XMLForm) -> SwiftExpression {
        switch form {
        case .text: .member(nil, "text")
        case .number: .member(nil, "number")
        case .boolean: .member(nil, "boolean")
        case .any: .member(nil, "any")
        case .array(let element): call("array", [SwiftArgument(nil, self.element(element))])
        case .map(let form): call("map", [SwiftArgument(nil, self.form(form))])
        case .type(let index):
            call("type", [SwiftArgument(nil, .closure(nil, .member(SwiftRules.forms, names[index])))])
        case .object(let members): call("object", [SwiftArgument(nil, .array(members.map(member)))])
        }
    }

    private func member(_ member: XMLMember) -> SwiftExpression {
        var arguments = [
            SwiftArgument(nil, .string(member.member)), SwiftArgument(nil, element(member.element)),
        ]
        if member.isAttribute || member.isUnwrapped {
            arguments.append(SwiftArgument("as", .member(nil, member.isAttribute ? "attribute" : "unwrapped")))
        }
        return .call(.name("MarkupMember"), arguments)
    }
}
