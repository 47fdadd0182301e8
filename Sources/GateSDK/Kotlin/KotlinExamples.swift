// Calls with sample values: the examples of the README and the tests of the package.

/// Examples of a client's operations.
struct KotlinExamples {
    let api: ClientAPI
    let operations: KotlinOperations
    private var models: KotlinModels { operations.models }

    /// `client.getPet(petId = 1L)`; nil where no sample of something required can be made.
    func call(_ index: Int) -> KotlinExpression? {
        let operation = api.operations[index]
        var maker = SampleMaker(api)
        var arguments: [KotlinExpression.Argument] = []
        for input in KotlinOperations.inputs(operation) where KotlinOperations.isRequired(input, operation) {
            let value: KotlinExpression
            switch input {
            case .parameter(let number):
                let parameter = operation.parameters[number]
                guard let sample = maker.value(of: parameter.shape, parameter.constraints) else { return nil }
                value = expression(sample, parameter.shape)
            case .body:
                switch operation.body?.content {
                case .json(let shape), .form(let shape), .xml(let shape, _):
                    guard let sample = maker.value(of: shape) else { return nil }
                    value = expression(sample, shape)
                case .multipart(let shape):
                    guard let sample = maker.value(of: shape) else { return nil }
                    let made = expression(sample, shape)
                    guard case .named(let type) = models.aliases.target(shape).unwrapped,
                        case .object = api.types[type].form
                    else {
                        value = .call("Multipart")
                        break
                    }
                    value = made
                case .text: value = .string("sample")
                case .binary, nil: value = KotlinExpression.name("Content").calling("of", bytes("sample"))
                }
            }
            arguments.append(.named(operations.name(input, index), value))
        }
        return .call(.name("client"), operations.names[index], arguments)
    }

    private func bytes(_ text: String) -> KotlinExpression { KotlinExpression.string(text).calling("toByteArray") }

    func expression(_ value: SampleValue, _ shape: Shape) -> KotlinExpression {
        let shape = models.aliases.target(shape).unwrapped
        if case .named(let index) = shape { return expression(value, ofType: index) }
        switch value {
        case .null: return .null
        case .alternative(_, _, let value): return expression(value, shape)
        case .boolean(let value): return .literal(String(value))
        case .number(let text):
            if case .decimal = shape { return .call("BigDecimal", .string(text)) }
            return .literal(number(text, shape))
        case .string(let text):
            if case .decimal = shape { return .call("BigDecimal", .string(text)) }
            return shape == .uuid ? KotlinExpression.name("UUID").calling("fromString", .string(text)) : .string(text)
        case .date(let text): return KotlinExpression.name("LocalDate").calling("parse", .string(text))
        case .dateTime(let text): return KotlinExpression.name("OffsetDateTime").calling("parse", .string(text))
        case .bytes(let text): return bytes(text)
        case .array(let elements):
            var element = Shape.any
            if case .array(let inner) = shape { element = inner }
            return .call(nil, "listOf", elements.map { .value(expression($0, element)) }, types: [models.type(element)])
        case .object(_, let members):
            var element = Shape.any
            if case .map(let inner) = shape { element = inner }
            return .call(
                nil, "mapOf", members.map { .value(.pair(.string($0.name), expression($0.value, element))) },
                types: [.string, models.type(element)])
        }
    }

    private func number(_ text: String, _ shape: Shape) -> String {
        switch shape {
        case .integer(64): text + "L"
        case .integer: Int32(text) == nil ? "Int.MAX_VALUE" : text
        case .number: text + ".0"
        default: text
        }
    }

    private func expression(_ value: SampleValue, ofType index: Int) -> KotlinExpression {
        let name = models.names[index]
        switch api.types[index].form {
        case .enumeration: return .member(.name(name), models.firstConstant(index))
        case .alias: return .call(name, expression(value, models.aliases.content(ofCircle: index)))
        case .union(let union):
            guard case .alternative(_, let number, let value) = value else { return .null }
            let shape = models.aliases.target(union.members[number].shape).unwrapped
            guard let member = models.members(union, index).first(where: { $0.shape == shape }) else {
                return KotlinExpression.name(name).calling("Unknown", expression(value.plain, .any))
            }
            return KotlinExpression.name(name).calling(member.name, expression(value, shape))
        case .object(let object):
            guard case .object(_, let members) = value.plain else { return .null }
            let required = models.components(object).filter { $0.kind == .required || $0.kind == .nullable }
            return .call(
                nil, name,
                required.map { component in
                    let value = members.first { $0.name == component.member.name }?.value
                    return .named(component.name, value.map { expression($0, component.shape) } ?? .null)
                })
        }
    }
}
