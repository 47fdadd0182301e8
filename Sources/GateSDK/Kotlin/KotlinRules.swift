// What requests have to satisfy, as Kotlin: a constant for each type that says something, and what operations look at
// before they are sent.

/// Rules of one client.
struct KotlinRules {
    let api: ClientAPI
    let models: KotlinModels
    /// Names of the constants, by type.
    private let names: [Int: String]

    init(_ api: ClientAPI, _ models: KotlinModels, taken: Set<String>) {
        self.api = api
        self.models = models
        var scope = NameScope(reserved: taken, ignoresCase: true)
        var names: [Int: String] = [:]
        for index in api.ruledTypes { names[index] = scope.take(models.names[index] + "Rule") }
        self.names = names
    }

    /// Whether any request is looked at.
    var isEmpty: Bool {
        !api.operations.contains { operation in
            operation.parameters.contains { $0.rule != nil } || operation.body?.rule != nil
        }
    }

    /// The constants: objects, so that each is made when it is first needed.
    func declarations() -> [KotlinClass] {
        names.sorted { $0.key < $1.key }.compactMap { index, name in
            guard let rule = api.types[index].rule else { return nil }
            return KotlinClass(
                kind: "internal object", name: name,
                parents: [.superclass(.name("TypeRule"), [.lambda(KotlinLambda(value: expression(rule)))])])
        }
    }

    /// A rule as a value.
    func expression(_ rule: ValueRule) -> KotlinExpression {
        switch rule {
        case .type(let index): return .name(names[index] ?? "")
        case .leaf(let constraints): return .call(nil, "ValueRule", arguments(constraints))
        case .array(let constraints, let elements):
            let elements = elements.map { [KotlinExpression.Argument.named("elements", expression($0))] } ?? []
            return .call(nil, "ValueRule", arguments(constraints) + elements)
        case .object(let constraints, let members, let others):
            var passed = arguments(constraints)
            let pairs = pairs(members)
            if !pairs.isEmpty { passed.append(.named("members", .call(nil, "listOf", pairs))) }
            if let others { passed.append(.named("others", expression(others))) }
            return .call(nil, "ValueRule", passed)
        case .choice(let member, let rules):
            return .call(nil, "ChoiceRule", [.value(.string(member))] + pairs(rules))
        }
    }

    private func pairs(_ members: [RuleMember]) -> [KotlinExpression.Argument] {
        members.map { .value(.pair(.string($0.name), expression($0.rule))) }
    }

    private func arguments(_ constraints: Constraints) -> [KotlinExpression.Argument] {
        constraints.keywords.map { name, value in
            switch value {
            case .text(let text): .named(name, .string(text))
            case .count(let count): .named(name, .literal(String(count)))
            case .flag: .named(name, .literal("true"))
            }
        }
    }

    /// Has an operation look at something that it takes.
    func checking(
        _ input: ClientInput, of operation: ClientOperation, _ value: KotlinExpression, _ request: KotlinExpression
    ) -> KotlinExpression {
        let place: String
        let rule: ValueRule?
        switch input {
        case .parameter(let number):
            let parameter = operation.parameters[number]
            place = "\(parameter.location) \(parameter.name)"
            rule = parameter.rule
        case .body:
            place = "body"
            rule = operation.body?.rule
        }
        guard let rule else { return request }
        return .call(
            request, "check", [.value(.string(place)), .value(value)], trailing: KotlinLambda(value: expression(rule)))
    }
}
