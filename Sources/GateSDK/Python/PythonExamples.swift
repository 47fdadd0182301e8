// Calls with sample values: the examples of the README and the tests of the package.

/// Examples of a client's operations.
struct PythonExamples {
    let api: ClientAPI
    let models: PythonModels
    let operations: PythonOperations

    /// `client.get_pet(1)`; nil where no sample of something required can be made.
    func call(_ index: Int) -> PythonExpression? {
        let operation = api.operations[index]
        let members = operations.members[index]
        var maker = SampleMaker(api)
        var path: [PythonExpression.Argument] = []
        var others: [PythonExpression.Argument] = []
        for part in operation.path {
            guard case .parameter(let name) = part,
                let number = operation.parameters.firstIndex(where: { $0.location == .path && $0.name == name })
            else { continue }
            let parameter = operation.parameters[number]
            guard let value = maker.value(of: parameter.shape, parameter.constraints) else { return nil }
            path.append(.value(expression(value)))
        }
        for (number, parameter) in operation.parameters.enumerated()
        where parameter.isRequired && parameter.location != .path {
            guard let value = maker.value(of: parameter.shape, parameter.constraints) else { return nil }
            others.append(.keyword(members[number], expression(value)))
        }
        if let body = operation.body, body.isRequired {
            guard let value = sample(body, &maker) else { return nil }
            others.append(.keyword(members[members.count - 1], value))
        }
        return .call(.attribute(.name("client"), operations.names[index]), path + others)
    }

    private func sample(_ body: ClientBody, _ maker: inout SampleMaker) -> PythonExpression? {
        switch body.content {
        case .json(let shape), .form(let shape), .multipart(let shape): maker.value(of: shape).map(expression)
        case .text: .string("sample")
        case .binary: .call(.attribute(.string("sample"), "encode"), [])
        }
    }

    private func expression(_ value: SampleValue) -> PythonExpression {
        switch value {
        case .null: return PythonExpression.none
        case .boolean(let value): return .boolean(value)
        case .number(let text): return .number(text)
        case .string(let text): return .string(text)
        case .date(let text): return .call(.attribute(.name("date"), "fromisoformat"), [.value(.string(text))])
        case .dateTime(let text):
            // The offset in a form that Python 3.10 reads too.
            let plain = text.hasSuffix("Z") ? text.dropLast() + "+00:00" : text[...]
            return .call(.attribute(.name("datetime"), "fromisoformat"), [.value(.string(String(plain)))])
        case .bytes(let text): return .call(.attribute(.string(text), "encode"), [])
        case .array(let elements): return .list(elements.map(expression))
        case .alternative(_, _, let value): return expression(value)
        case .object(let type, let members):
            guard let type, case .object(let object) = api.types[type].form else {
                return .dictionary(members.map { (.string($0.name), expression($0.value)) })
            }
            var scope = NameScope(reserved: PythonModels.keywords)
            let attributes = object.members.map { ($0.name, scope.take(Words($0.name).snake)) }
            return .call(
                .attribute(.name("models"), models.names[type]),
                members.map { member in
                    .keyword(attributes.first { $0.0 == member.name }?.1 ?? member.name, expression(member.value))
                })
        }
    }
}
