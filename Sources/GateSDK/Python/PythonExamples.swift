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
            path.append(.value(expression(value, parameter.shape)))
        }
        for (number, parameter) in operation.parameters.enumerated()
        where parameter.isRequired && parameter.location != .path {
            guard let value = maker.value(of: parameter.shape, parameter.constraints) else { return nil }
            others.append(.keyword(members[number], expression(value, parameter.shape)))
        }
        if let body = operation.body, body.isRequired {
            guard let value = sample(body, &maker) else { return nil }
            others.append(.keyword(members[members.count - 1], value))
        }
        return .call(.attribute(.name("client"), operations.names[index]), path + others)
    }

    private func sample(_ body: ClientBody, _ maker: inout SampleMaker) -> PythonExpression? {
        switch body.content {
        case .json(let shape), .form(let shape), .multipart(let shape), .xml(let shape, _):
            maker.value(of: shape).map { expression($0, shape) }
        case .text: .string("sample")
        case .binary: .call(.attribute(.string("sample"), "encode"), [])
        }
    }

    /// A sample where a value of a shape is expected.
    func expression(_ value: SampleValue, _ shape: Shape) -> PythonExpression {
        if case .nullable(let inner) = shape { return expression(value, inner) }
        if case .named(let index) = shape, case .alias(let inner) = api.types[index].form {
            return expression(value, inner)
        }
        if case .decimal = shape {
            switch value {
            case .number(let text), .string(let text): return .call("Decimal", .string(text))
            default: break
            }
        }
        switch value {
        case .null: return PythonExpression.none
        case .boolean(let value): return .boolean(value)
        case .number(let text): return .number(text)
        case .string(let text): return shape == .uuid ? .call("UUID", .string(text)) : .string(text)
        case .date(let text): return .call(.attribute(.name("date"), "fromisoformat"), [.value(.string(text))])
        case .dateTime(let text):
            // The offset in a form that Python 3.10 reads too.
            let plain = text.hasSuffix("Z") ? text.dropLast() + "+00:00" : text[...]
            return .call(.attribute(.name("datetime"), "fromisoformat"), [.value(.string(String(plain)))])
        case .bytes(let text): return .call(.attribute(.string(text), "encode"), [])
        case .array(let elements):
            let element: Shape = if case .array(let element) = shape { element } else { .any }
            return .list(elements.map { expression($0, element) })
        case .alternative(let type, let member, let value):
            guard case .union(let union) = api.types[type].form else { return expression(value, .any) }
            return expression(value, union.members[member].shape)
        case .object(let type, let members):
            guard let type, case .object(let object) = api.types[type].form else {
                let element: Shape = if case .map(let element) = shape { element } else { .any }
                return .dictionary(members.map { (.string($0.name), expression($0.value, element)) })
            }
            return .call(.attribute(.name("models"), models.names[type]), arguments(members, of: object))
        }
    }

    private func arguments(
        _ members: [(name: String, value: SampleValue)], of object: ObjectType
    ) -> [PythonExpression.Argument] {
        var scope = NameScope(reserved: PythonModels.keywords)
        let names = object.members.map { scope.take(Words($0.name).fitting(PythonModels.nameMax).snake) }
        return members.compactMap { sample in
            // A discriminator that the type does not declare has no attribute.
            guard let number = object.members.firstIndex(where: { $0.name == sample.name }) else { return nil }
            return .keyword(names[number], expression(sample.value, object.members[number].shape))
        }
    }
}
