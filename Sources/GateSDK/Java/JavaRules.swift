// What requests have to satisfy, as Java: a constant for each type that says something and for what operations say
// themselves.

/// Rules of one client.
struct JavaRules {
    /// Most members of an object that are looked at: a method has 64 KiB (JVMS 17 §4.7.3), a member some 70 bytes.
    static let membersMax = 500
    let api: ClientAPI
    private var constants = JavaConstants(owner: "ValueRules", type: "ValueRule")
    /// Rules by constant.
    private var rules: [ValueRule] = []
    /// Numbers of constants, by type.
    private var types: [Int: Int] = [:]
    /// Numbers of constants, by operation and parameter; the body's number is -1.
    private var inputs: [[Int: Int]] = []

    init(_ api: ClientAPI, _ models: JavaModels) {
        self.api = api
        for index in api.ruledTypes {
            guard let rule = api.types[index].rule else { continue }
            types[index] = add(rule, Words(models.names[index]))
        }
        for operation in api.operations {
            var numbers: [Int: Int] = [:]
            func add(_ rule: ValueRule?, _ place: Int, _ name: String) {
                switch rule {
                case nil: return
                case .type(let index): numbers[place] = types[index]
                case let rule?: numbers[place] = self.add(rule, Words(operation.name) + Words(name))
                }
            }
            for (number, parameter) in operation.parameters.enumerated() { add(parameter.rule, number, parameter.name) }
            add(operation.body?.rule, -1, "body")
            inputs.append(numbers)
        }
    }

    /// Whether any request has to satisfy something.
    var hasAny: Bool { !constants.isEmpty }

    private mutating func add(_ rule: ValueRule, _ words: Words) -> Int {
        var isLate = true
        if case .leaf = rule { isLate = false }
        rules.append(rule)
        return constants.add(words, parts: JavaRules.parts(rule), isLate: isLate)
    }

    private static func parts(_ rule: ValueRule) -> Int {
        switch rule {
        case .type: 1
        case .leaf: 2
        case .array(_, let elements): 2 + (elements.map(parts) ?? 0)
        case .object(_, let members, let others):
            members.prefix(membersMax).reduce(2 + (others.map(parts) ?? 0)) { $0 + 1 + parts($1.rule) }
        case .choice(_, let rules): rules.prefix(membersMax).reduce(1) { $0 + 1 + parts($1.rule) }
        }
    }

    /// What something that an operation takes has to satisfy, and what that is called.
    func constant(_ input: ClientInput, _ index: Int) -> (place: String, constant: JavaExpression)? {
        switch input {
        case .parameter(let number):
            let parameter = api.operations[index].parameters[number]
            return inputs[index][number].map {
                ("\(parameter.location) \(parameter.name)", constants[$0])
            }
        case .body: return inputs[index][-1].map { ("body", constants[$0]) }
        }
    }

    // MARK: Declarations

    /// The classes that hold the constants.
    func declarations() -> [JavaDeclaration] {
        constants.declarations("What requests have to satisfy.") { expression(rules[$0]) }
    }

    private func expression(_ rule: ValueRule) -> JavaExpression {
        switch rule {
        case .type(let index): return types[index].map { constants[$0] } ?? .null
        case .leaf(let constraints): return limited(constraints)
        case .array(let constraints, let elements):
            let made = limited(constraints)
            return elements.map { made.calling("elements", expression($0)) } ?? made
        case .object(let constraints, let members, let others):
            var made = limited(constraints)
            let entries = entries(members)
            if !entries.isEmpty { made = .call(made, "members", Array(entries.prefix(JavaRules.membersMax))) }
            guard let others, entries.count <= JavaRules.membersMax else { return made }
            return made.calling("others", expression(others))
        case .choice(let member, let rules):
            return .call(
                .name("ValueRule"), "choice", [.string(member)] + entries(rules).prefix(JavaRules.membersMax))
        }
    }

    private func entries(_ members: [RuleMember]) -> [JavaExpression] {
        members.map { .call(.name("Map"), "entry", [.string($0.name), expression($0.rule)]) }
    }

    private func limited(_ constraints: Constraints) -> JavaExpression {
        constraints.keywords.reduce(JavaExpression.new(.name("ValueRule"), [])) { made, keyword in
            switch keyword.value {
            case .text(let text): made.calling(keyword.name, .string(text))
            case .count(let count): made.calling(keyword.name, .literal(String(count)))
            case .flag: made.calling(keyword.name)
            }
        }
    }
}
