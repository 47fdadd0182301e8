// How values stand in XML, as tables of Ruby's: forms are symbols, hashes, or the names of types.

/// The file `xml_forms.rb` of an API.
struct RubyXML {
    let api: ClientAPI
    let models: RubyModels

    /// Whether anything is XML.
    var isNeeded: Bool { api.operations.contains { body(of: $0) != nil || $0.xmlAnswer != nil } }

    private func body(of operation: ClientOperation) -> XMLElement? {
        if case .xml(_, let element)? = operation.body?.content { return element }
        return nil
    }

    func statements(_ names: [String]) -> [RubyStatement] {
        func table(_ find: (ClientOperation) -> XMLElement?) -> RubyExpression {
            .frozen(
                .hash(
                    zip(names, api.operations).compactMap { name, operation in
                        find(operation).map { (.string(name), .hash(element($0))) }
                    }))
        }
        let types = api.xmlTypes.sorted { $0.key < $1.key }.map { index, form in
            (key: RubyExpression.string(models.names[index]), value: self.form(form))
        }
        return [
            .module(
                name: "XmlForms", comment: "How values stand in XML.",
                [
                    .constant("TYPES", .frozen(.hash(types)), comment: "The forms of types."),
                    .constant("BODIES", table(body), comment: "What requests of methods are."),
                    .constant("ANSWERS", table(\.xmlAnswer), comment: "What answers to methods are."),
                ])
        ]
    }

    private func element(_ element: XMLElement) -> [(key: RubyExpression, value: RubyExpression)] {
        var made: [(key: RubyExpression, value: RubyExpression)] = [(.symbol("name"), .string(element.name.local))]
        if let prefix = element.name.prefix { made.append((.symbol("prefix"), .string(prefix))) }
        if let namespace = element.name.namespace { made.append((.symbol("namespace"), .string(namespace))) }
        return made + [(.symbol("form"), form(element.form))]
    }

    private func form(_ form: XMLForm) -> RubyExpression {
        switch form {
        case .text: .symbol("text")
        case .number: .symbol("number")
        case .boolean: .symbol("boolean")
        case .any: .symbol("any")
        case .array(let each): .hash([(.symbol("each"), .hash(element(each)))])
        case .map(let each): .hash([(.symbol("values"), self.form(each))])
        case .type(let index): .string(models.names[index])
        case .object(let members): .hash([(.symbol("members"), .array(members.map(member)))])
        }
    }

    private func member(_ member: XMLMember) -> RubyExpression {
        var made = [(key: RubyExpression.symbol("member"), value: RubyExpression.string(member.member))]
        made += element(member.element)
        if member.isAttribute { made.append((.symbol("attribute"), .boolean(true))) }
        if member.isUnwrapped { made.append((.symbol("unwrapped"), .boolean(true))) }
        return .hash(made)
    }
}
