// Calls with sample values: the examples of the README and the tests of the package.

/// Examples of a client's operations.
struct SwiftExamples {
    let api: ClientAPI
    let models: SwiftModels
    let operations: SwiftOperations

    /// `client.getPet(petId: 1)`; nil where no sample of something required can be made.
    func call(_ index: Int) -> SwiftExpression? {
        let operation = api.operations[index]
        var maker = SampleMaker(api)
        var arguments: [SwiftArgument] = []
        for input in operation.inputs {
            let value: SwiftExpression?
            switch input {
            case .parameter(let number):
                let parameter = operation.parameters[number]
                guard parameter.isRequired else { continue }
                value = maker.value(of: parameter.shape, parameter.constraints)
                    .map { expression($0, parameter.shape) }
            case .body:
                guard let body = operation.body, body.isRequired else { continue }
                value = sample(body, &maker)
            }
            guard let value else { return nil }
            arguments.append(SwiftArgument(operations.name(input, of: index), value))
        }
        return .call(.member(.name("client"), operations.names[index]), arguments)
    }

    private func sample(_ body: ClientBody, _ maker: inout SampleMaker) -> SwiftExpression? {
        switch body.content {
        case .json(let shape), .xml(let shape, _): maker.value(of: shape).map { expression($0, shape) }
        case .form(let shape), .multipart(let shape):
            maker.value(of: shape).map { expression($0, shape == .any ? .map(.any) : shape) }
        case .text: .string("sample")
        case .binary: .call(.member(nil, "data"), [SwiftArgument(nil, SwiftExamples.data("sample"))])
        }
    }

    private static func data(_ text: String) -> SwiftExpression {
        .call(.name("Data"), [SwiftArgument(nil, .member(.string(text), "utf8"))])
    }

    /// A sample where a value of a shape is expected.
    func expression(_ value: SampleValue, _ shape: Shape) -> SwiftExpression {
        switch shape {
        case .nullable(let inner):
            if case .null = value { return SwiftExpression.none }
            return expression(value, inner)
        case .named(let index): return named(value, index)
        default: break
        }
        switch value {
        case .null: return .member(nil, "null")
        case .boolean(let value): return .boolean(value)
        case .number(let text):
            // What 32 bits hold.
            if case .integer(32) = shape, let number = Int(text), number > Int(Int32.max) {
                return .number(String(Int32.max))
            }
            return .number(text)
        case .string(let text):
            switch shape {
            case .uuid: return .call(.name("UUID"), [])
            case .decimal: return .call(.name("DecimalText"), [SwiftArgument(nil, .number(text))])
            default: return .string(text)
            }
        case .date:
            return .call(
                .name("CalendarDate"),
                [("year", "2026"), ("month", "1"), ("day", "31")].map {
                    SwiftArgument($0, .number($1))
                })
        case .dateTime: return .member(nil, "now")
        case .bytes(let text): return SwiftExamples.data(text)
        case .array(let elements):
            let element: Shape = if case .array(let element) = shape { element } else { .any }
            return .array(elements.map { expression($0, element) })
        case .object(_, let members):
            let element: Shape = if case .map(let element) = shape { element } else { .any }
            return .dictionary(members.map { (.string($0.name), expression($0.value, element)) })
        case .alternative(_, _, let value): return expression(value, shape)
        }
    }

    private func named(_ value: SampleValue, _ index: Int) -> SwiftExpression {
        switch (api.types[index].form, value) {
        case (.alias(let shape), _):
            let inner = expression(value, shape)
            guard models.isWrapped(index) else { return inner }
            return .call(.name(models.names[index]), [SwiftArgument(nil, inner)])
        case (.enumeration(let values), .string(let text)):
            if let number = values.firstIndex(where: { $0.text == text }) {
                return .member(nil, models.parts[index][number])
            }
            return .call(.member(nil, "other"), [SwiftArgument(nil, .string(text))])
        case (.union(let union), .alternative(_, let member, let value)):
            return .call(
                .member(nil, models.parts[index][member]),
                [SwiftArgument(nil, expression(value, union.members[member].shape))])
        case (.object(let object), .object(_, let members)):
            return .call(.name(models.names[index]), arguments(members, of: object, index))
        default: return .string("sample")
        }
    }

    private func arguments(
        _ members: [(name: String, value: SampleValue)], of object: ObjectType, _ index: Int
    ) -> [SwiftArgument] {
        zip(object.members, models.parts[index]).compactMap { member, name in
            guard let sample = members.first(where: { $0.name == member.name })?.value else { return nil }
            var value = expression(sample, models.nullable(member.shape) ?? member.shape)
            if models.nullable(member.shape) != nil {
                if case .null = sample {
                    value = .member(nil, "null")
                } else {
                    value = .call(.member(nil, "value"), [SwiftArgument(nil, value)])
                }
            }
            return SwiftArgument(name, value)
        }
    }
}
