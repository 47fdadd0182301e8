// Calls with sample values: the examples of the README and the tests of the package.

/// Examples of a client's operations.
struct TypeScriptExamples {
    let api: ClientAPI
    let operations: TypeScriptOperations

    /// `client.getPet({ petId: 1 })`; nil where no sample of something required can be made.
    func call(_ index: Int) -> TypeScriptExpression? {
        let operation = api.operations[index]
        let members = operations.members[index]
        var maker = SampleMaker(api)
        var entries: [TypeScriptExpression.Entry] = []
        for (number, parameter) in operation.parameters.enumerated() where parameter.isRequired {
            guard let value = maker.value(of: parameter.shape, parameter.constraints) else { return nil }
            entries.append(.member(members[number], TypeScriptExamples.expression(value)))
        }
        if let body = operation.body, body.isRequired {
            guard let value = sample(body, &maker) else { return nil }
            entries.append(.member(members[members.count - 1], value))
        }
        return .call(
            .member(.identifier("client"), operations.names[index]), entries.isEmpty ? [] : [.object(entries)])
    }

    private func sample(_ body: ClientBody, _ maker: inout SampleMaker) -> TypeScriptExpression? {
        switch body.content {
        case .json(let shape), .form(let shape), .multipart(let shape), .xml(let shape, _):
            maker.value(of: shape).map(TypeScriptExamples.expression)
        case .text, .binary: .string("sample")
        }
    }

    static func expression(_ value: SampleValue) -> TypeScriptExpression {
        switch value {
        case .null: .identifier("null")
        case .boolean(let value): .boolean(value)
        case .number(let text): .number(text)
        case .string(let text), .date(let text), .dateTime(let text): .string(text)
        case .bytes(let text): .string(text)
        case .array(let elements): .array(elements.map(expression))
        case .alternative(_, _, let value): expression(value)
        case .object(_, let members): .object(members.map { .member($0.name, expression($0.value)) })
        }
    }
}
