// How bodies stand in XML, as constants of a module: one for each type that they hold, and the elements themselves.

/// Elements of an API's bodies of XML.
struct TypeScriptElements {
    private let api: ClientAPI
    /// Constants of types, by number.
    private let forms: [Int: String]
    /// Constants of requests' and answers' elements, by operation.
    let bodies: [String?]
    let answers: [String?]

    init(_ api: ClientAPI) {
        self.api = api
        var scope = NameScope()
        forms = Dictionary(
            uniqueKeysWithValues: api.xmlTypes.keys.sorted().map {
                ($0, scope.take(Words(api.types[$0].name).camel + "Form"))
            })
        bodies = api.operations.map { operation in
            guard case .xml? = operation.body?.content else { return nil }
            return scope.take(Words(operation.name).camel + "Body")
        }
        answers = api.operations.map { operation in
            operation.xmlAnswer == nil ? nil : scope.take(Words(operation.name).camel + "Answer")
        }
    }

    var names: [String] { (bodies + answers).compactMap(\.self) }
    var isEmpty: Bool { names.isEmpty }

    func declarations() -> [TypeScriptDeclaration] {
        var made = api.xmlTypes.sorted { $0.key < $1.key }.compactMap { index, form in
            forms[index].map {
                TypeScriptDeclaration.constant(name: $0, comment: nil, .name("XmlForm"), expression(form))
            }
        }
        for (index, operation) in api.operations.enumerated() {
            if let name = bodies[index], case .xml(_, let element)? = operation.body?.content {
                made.append(.constant(name: name, comment: nil, .name("XmlElement"), expression(element)))
            }
            if let name = answers[index], let element = operation.xmlAnswer {
                made.append(.constant(name: name, comment: nil, .name("XmlElement"), expression(element)))
            }
        }
        return made
    }

    private func expression(_ element: XMLElement) -> TypeScriptExpression {
        .array(
            [.string(element.name.qualified), expression(element.form)]
                + (element.name.namespace.map { [.string($0)] } ?? []))
    }

    private func expression(_ form: XMLForm) -> TypeScriptExpression {
        switch form {
        case .text: return .string("text")
        case .number: return .string("number")
        case .boolean: return .string("boolean")
        case .any: return .string("any")
        case .array(let element): return .object([.member("items", expression(element))])
        case .map(let form): return .object([.member("values", expression(form))])
        case .type(let index): return forms[index].map { .arrow([], .identifier($0)) } ?? .string("any")
        case .object(let members):
            let pieces = members.map { member -> TypeScriptExpression in
                let kind = member.isAttribute ? "attribute" : member.isUnwrapped ? "unwrapped" : nil
                return .array(
                    [.string(member.member), expression(member.element)] + (kind.map { [.string($0)] } ?? []))
            }
            return .object([.member("members", .array(pieces))])
        }
    }
}
