// How bodies stand in XML, as Java: a constant for each type that they hold and for each body.

/// Forms of one client.
struct JavaXML {
    /// Most members of an object that have a form; further ones are told by what is there.
    static let membersMax = 1_000

    let api: ClientAPI
    private var constants = JavaConstants(owner: "XmlForms", type: "XmlForm")
    private var types: [Int: Int] = [:]
    /// Forms of types by constant.
    private var forms: [Int: XMLForm] = [:]
    /// Elements by constant.
    private var elements: [Int: XMLElement] = [:]
    private var bodies: [Int: Int] = [:]
    private var answers: [Int: Int] = [:]

    init(_ api: ClientAPI, _ models: JavaModels) {
        self.api = api
        for (index, form) in api.xmlTypes.sorted(by: { $0.key < $1.key }) {
            let number = constants.add(Words(models.names[index]), parts: JavaXML.parts(form), isLate: true)
            types[index] = number
            forms[number] = form
        }
        func add(_ element: XMLElement, _ words: Words) -> Int {
            let number = constants.add(
                words, parts: JavaXML.parts(element.form), isLate: false, type: "XmlForm.Element")
            elements[number] = element
            return number
        }
        for (index, operation) in api.operations.enumerated() {
            let words = Words(operation.name)
            if case .xml(_, let element)? = operation.body?.content {
                bodies[index] = add(element, words + Words("body"))
            }
            if let element = operation.xmlAnswer { answers[index] = add(element, words + Words("answer")) }
        }
    }

    var isEmpty: Bool { constants.isEmpty }

    /// The element that an operation's body is.
    func body(_ index: Int) -> JavaExpression? { bodies[index].map { constants[$0] } }

    /// The element that an operation's success is.
    func answer(_ index: Int) -> JavaExpression? { answers[index].map { constants[$0] } }

    func declarations() -> [JavaDeclaration] {
        constants.declarations("How bodies stand in XML.") { number in
            forms[number].map(expression) ?? elements[number].map(expression) ?? .null
        }
    }

    private static func parts(_ form: XMLForm) -> Int {
        switch form {
        case .text, .number, .boolean, .any, .type: 1
        case .array(let element): 1 + parts(element.form)
        case .map(let inner): 1 + parts(inner)
        case .object(let members): members.prefix(membersMax).reduce(1) { $0 + 1 + parts($1.element.form) }
        }
    }

    // MARK: Values

    private func expression(_ form: XMLForm) -> JavaExpression {
        switch form {
        case .text: .constant("XmlForm.Leaf", "TEXT")
        case .number: .constant("XmlForm.Leaf", "NUMBER")
        case .boolean: .constant("XmlForm.Leaf", "BOOLEAN")
        case .any: .constant("XmlForm.Leaf", "ANY")
        case .array(let element): .call(.name("XmlForm"), "array", [expression(element)])
        case .map(let inner): .call(.name("XmlForm"), "map", [expression(inner)])
        case .object(let members):
            .call(.name("XmlForm"), "object", members.prefix(JavaXML.membersMax).map(expression))
        case .type(let index): types[index].map { constants[$0] } ?? .constant("XmlForm.Leaf", "ANY")
        }
    }

    private func expression(_ element: XMLElement) -> JavaExpression {
        var parts: [JavaExpression] = [.string(element.name.local)]
        if let namespace = element.name.namespace, !namespace.isEmpty {
            // Prefixes that begin with `xml` are XML's own.
            let prefix = element.name.prefix.flatMap { $0.lowercased().hasPrefix("xml") ? nil : $0 }
            parts += [prefix.map { .string($0) } ?? .null, .string(namespace)]
        }
        return .call(.name("XmlForm"), "element", parts + [expression(element.form)])
    }

    private func expression(_ member: XMLMember) -> JavaExpression {
        let isAttribute = member.isAttribute && member.element.name.local != "xmlns"
        let kind = isAttribute ? "attribute" : member.isUnwrapped ? "unwrapped" : "member"
        return .call(.name("XmlForm"), kind, [.string(member.member), expression(member.element)])
    }
}
