// How values stand in XML, as values of a Go package: elements in methods, the forms of types in a table.

/// Forms of one client.
struct GoXML {
    let api: ClientAPI
    let names: GoNames

    /// Whether anything is XML.
    var isNeeded: Bool {
        api.operations.contains { operation in
            if case .xml? = operation.body?.content { return true }
            return operation.xmlAnswer != nil
        }
    }

    func declarations() -> [GoDeclaration] {
        let forms = api.xmlTypes.sorted { $0.key < $1.key }.map { index, form in
            (GoExpression.string(names.types[index]), self.form(form))
        }
        return [
            .variable(
                name: "typeForms", comment: "typeForms are how types stand in XML, by name.",
                .map(.map(.name("form")), forms))
        ]
    }

    /// What answers are: an element, or one for each status; nil where there is none.
    func answer(_ operation: ClientOperation) -> GoExpression? {
        var elements: [(status: Int, element: XMLElement)] = []
        for response in operation.responses where response.isSuccess {
            guard case .xml(_, let element) = response.body else { continue }
            switch response.status {
            case .code(let code): elements.append((code, element))
            case .range(let hundreds): elements.append((hundreds, element))
            case .other: continue
            }
        }
        guard let first = elements.first else { return nil }
        if elements.allSatisfy({ $0.element == first.element }) { return element(first.element) }
        return .map(.name("xmlAnswers"), elements.map { (.number(String($0.status)), element($0.element)) })
    }

    func element(_ element: XMLElement) -> GoExpression {
        var fields = [("name", GoExpression.string(element.name.local))]
        if let prefix = element.name.prefix { fields.append(("prefix", .string(prefix))) }
        if let namespace = element.name.namespace { fields.append(("namespace", .string(namespace))) }
        return .structure(.name("element"), fields + [("form", form(element.form))])
    }

    private func form(_ form: XMLForm) -> GoExpression {
        switch form {
        case .text: return .list(.name("textForm"), [])
        case .number: return .list(.name("numberForm"), [])
        case .boolean: return .list(.name("booleanForm"), [])
        case .any: return .list(.name("anyForm"), [])
        case .array(let each): return .list(.name("listForm"), [element(each)])
        case .map(let each): return .list(.name("mapForm"), [self.form(each)])
        case .type(let index): return .call("typeForm", .string(names.types[index]))
        case .object(let members): return .list(.name("objectForm"), members.map(member))
        }
    }

    private func member(_ member: XMLMember) -> GoExpression {
        var fields = [("name", GoExpression.string(member.member)), ("element", element(member.element))]
        if member.isAttribute { fields.append(("isAttribute", .boolean(true))) }
        if member.isUnwrapped { fields.append(("isUnwrapped", .boolean(true))) }
        return .structure(.name("xmlMember"), fields)
    }
}
