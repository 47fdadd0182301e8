// How values stand in XML, as Kotlin: a constant for each type that bodies of XML hold.

/// Forms of one client.
struct KotlinXml {
    let api: ClientAPI
    /// Names of the constants, by type.
    private let names: [Int: String]

    init(_ api: ClientAPI, _ models: KotlinModels, taken: Set<String>) {
        self.api = api
        var scope = NameScope(reserved: taken, ignoresCase: true)
        var names: [Int: String] = [:]
        for index in KotlinXml.used(api) { names[index] = scope.take(models.names[index] + "Xml") }
        self.names = names
    }

    /// Whether neither a request nor a success is XML; failures are read as texts.
    var isEmpty: Bool { !api.operations.contains { !KotlinXml.elements($0).isEmpty } }

    private static func elements(_ operation: ClientOperation) -> [XMLElement] {
        var elements: [XMLElement] = []
        if case .xml(_, let element)? = operation.body?.content { elements.append(element) }
        return elements + (operation.xmlAnswer.map { [$0] } ?? [])
    }

    /// Numbers of the types that they hold, in order.
    private static func used(_ api: ClientAPI) -> [Int] {
        var found = Set<Int>()
        var pending = api.operations.flatMap(elements).flatMap(\.form.types)
        while let index = pending.popLast() {
            guard let form = api.xmlTypes[index], found.insert(index).inserted else { continue }
            pending += form.types
        }
        return found.sorted()
    }

    /// The constants: objects, so that each is made when it is first needed.
    func declarations() -> [KotlinClass] {
        names.sorted { $0.key < $1.key }.compactMap { index, name in
            guard let form = api.xmlTypes[index] else { return nil }
            return KotlinClass(
                kind: "internal object", name: name,
                parents: [.superclass(.name("XmlType"), [.lambda(KotlinLambda(value: expression(form)))])])
        }
    }

    /// An element as a value.
    func expression(_ element: XMLElement) -> KotlinExpression {
        .call("XmlElement", name(element.name), expression(element.form))
    }

    private func name(_ name: XMLName) -> KotlinExpression {
        var passed: [KotlinExpression.Argument] = [.value(.string(name.local))]
        if let prefix = name.prefix { passed.append(.named("prefix", .string(prefix))) }
        if let namespace = name.namespace { passed.append(.named("namespace", .string(namespace))) }
        return .call(nil, "XmlName", passed)
    }

    private func expression(_ form: XMLForm) -> KotlinExpression {
        switch form {
        case .text: .member(.name("XmlLeaf"), "TEXT")
        case .number: .member(.name("XmlLeaf"), "NUMBER")
        case .boolean: .member(.name("XmlLeaf"), "BOOLEAN")
        case .any: .name("XmlAny")
        case .array(let element): .call("XmlList", expression(element))
        case .object(let members): .call(nil, "XmlObject", members.map { .value(expression($0)) })
        case .map(let form): .call("XmlMap", expression(form))
        case .type(let index): .name(names[index] ?? "XmlAny")
        }
    }

    private func expression(_ member: XMLMember) -> KotlinExpression {
        var passed: [KotlinExpression.Argument] = [
            .value(.string(member.member)), .value(expression(member.element)),
        ]
        if member.isAttribute { passed.append(.named("isAttribute", .literal("true"))) }
        if member.isUnwrapped { passed.append(.named("isUnwrapped", .literal("true"))) }
        return .call(nil, "XmlMember", passed)
    }
}
