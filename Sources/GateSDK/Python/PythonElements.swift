// How bodies stand in XML, as constants of a module: one for each type that they hold, and the elements themselves.

/// Elements of an API's bodies of XML.
struct PythonElements {
    private let api: ClientAPI
    /// Constants of types, by number.
    private let forms: [Int: String]
    /// Constants of requests' and answers' elements, by operation.
    let bodies: [String?]
    let answers: [String?]

    init(_ api: ClientAPI) {
        self.api = api
        var scope = NameScope(digitPrefix: "N")
        forms = Dictionary(
            uniqueKeysWithValues: api.xmlTypes.keys.sorted().map {
                ($0, scope.take(Words(api.types[$0].name).shouted + "_FORM"))
            })
        bodies = api.operations.map { operation in
            guard case .xml? = operation.body?.content else { return nil }
            return scope.take(Words(operation.name).shouted + "_BODY")
        }
        answers = api.operations.map { operation in
            operation.xmlAnswer == nil ? nil : scope.take(Words(operation.name).shouted + "_ANSWER")
        }
    }

    var names: [String] { (bodies + answers).compactMap(\.self) }
    var isEmpty: Bool { names.isEmpty }

    func statements() -> [PythonStatement] {
        var made = api.xmlTypes.sorted { $0.key < $1.key }.compactMap { index, form in
            forms[index].map { PythonStatement.constant(name: $0, .name("Form"), expression(form)) }
        }
        for (index, operation) in api.operations.enumerated() {
            if let name = bodies[index], case .xml(_, let element)? = operation.body?.content {
                made.append(.constant(name: name, nil, expression(element)))
            }
            if let name = answers[index], let element = operation.xmlAnswer {
                made.append(.constant(name: name, nil, expression(element)))
            }
        }
        return made
    }

    private func expression(_ element: XMLElement) -> PythonExpression {
        let values =
            [.string(element.name.qualified), expression(element.form)]
            + (element.name.namespace.map { [PythonExpression.string($0)] } ?? [])
        return .call(.name("Element"), values.map { .value($0) })
    }

    private func expression(_ form: XMLForm) -> PythonExpression {
        switch form {
        case .text: return .string("text")
        case .number: return .string("number")
        case .boolean: return .string("boolean")
        case .any: return .string("any")
        case .array(let element): return .call("Items", expression(element))
        case .map(let form): return .call("Values", expression(form))
        case .type(let index): return forms[index].map { .lambda("", .name($0)) } ?? .string("any")
        case .object(let members):
            let pieces = members.map { member -> PythonExpression in
                let kind = member.isAttribute ? "attribute" : member.isUnwrapped ? "unwrapped" : "child"
                return .tuple([.string(member.member), expression(member.element), .string(kind)])
            }
            return .call("Members", .list(pieces))
        }
    }
}
