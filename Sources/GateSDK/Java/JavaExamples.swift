// Sample values and calls with them: the examples of the README and the tests of the package.

/// Examples of a client's types and operations.
struct JavaExamples {
    let api: ClientAPI
    let models: JavaModels

    /// `client.getPet(1L)`; nil where no sample of something required can be made.
    func call(_ index: Int, of operations: JavaOperations) -> JavaExpression? {
        let operation = api.operations[index]
        var maker = SampleMaker(api)
        var arguments: [JavaExpression] = []
        for input in JavaOperations.positional(operation) {
            switch input {
            case .parameter(let number):
                let parameter = operation.parameters[number]
                guard let value = maker.value(of: parameter.shape, parameter.constraints) else { return nil }
                arguments.append(expression(value, parameter.shape))
            case .body:
                switch operation.body?.content {
                case .json(let shape), .form(let shape), .multipart(let shape), .xml(let shape, _):
                    guard let value = maker.value(of: shape) else { return nil }
                    arguments.append(expression(value, shape))
                case .text: arguments.append(.string("sample"))
                case .binary, nil: arguments.append(.call(.name("BodyPublishers"), "ofString", [.string("sample")]))
                }
            }
        }
        return .call(.name("client"), operations.names[index], arguments)
    }

    func expression(_ value: SampleValue, _ shape: Shape) -> JavaExpression {
        let shape = models.target(shape).unwrapped
        if case .named(let index) = shape { return expression(value, ofType: index) }
        switch value {
        case .null: return .null
        case .alternative(_, _, let value): return expression(value, shape)
        case .boolean(let value): return .literal(String(value))
        case .number(let text):
            if case .decimal = shape { return .new(.name("BigDecimal"), [.string(text)]) }
            return .literal(number(text, shape))
        case .string(let text):
            if case .decimal = shape { return .new(.name("BigDecimal"), [.string(text)]) }
            return shape == .uuid ? .call(.name("UUID"), "fromString", [.string(text)]) : .string(text)
        case .date(let text): return .call(.name("LocalDate"), "parse", [.string(text)])
        case .dateTime(let text): return .call(.name("OffsetDateTime"), "parse", [.string(text)])
        case .bytes(let text): return .call(.string(text), "getBytes", [])
        case .array(let elements):
            var element = Shape.any
            if case .array(let inner) = shape { element = inner }
            return .call(.name("List"), "of", elements.map { expression($0, element) })
        case .object(_, let members):
            var element = Shape.any
            if case .map(let inner) = shape { element = inner }
            return .call(
                .name("Map"), "of", members.flatMap { [.string($0.name), expression($0.value, element)] })
        }
    }

    private func number(_ text: String, _ shape: Shape) -> String {
        switch shape {
        case .integer(64): text + "L"
        case .integer: Int32(text) == nil ? "Integer.MAX_VALUE" : text
        case .number: text + ".0"
        default: text
        }
    }

    private func expression(_ value: SampleValue, ofType index: Int) -> JavaExpression {
        let name = models.names[index]
        switch api.types[index].form {
        case .enumeration: return .constant(name, models.firstConstant(index))
        case .alias(let shape): return .new(.name(name), [expression(value, shape)])
        case .union(let union):
            guard case .alternative(_, let number, let value) = value else { return .null }
            let shape = models.target(union.members[number].shape).unwrapped
            guard let member = models.unions[index]?.first(where: { $0.shape == shape }) else {
                return .new(.nested(name, "Unknown"), [expression(value.plain, .any)])
            }
            let inner = expression(value, member.shape)
            return member.wrapper.map { .new(.nested(name, $0), [inner]) } ?? inner
        case .object(let object):
            guard case .object(_, let members) = value.plain else { return .null }
            let components = models.components(object)
            func argument(_ component: JavaComponent) -> JavaExpression {
                let value = members.first { $0.name == component.member.name }?.value
                return value.map { expression($0, component.shape) } ?? .null
            }
            let isBuilt = models.hasBuilder(index)
            let required = components.filter { $0.kind == .required || $0.kind == .nullable }
            if isBuilt {
                return .call(.new(.nested(name, "Builder"), required.map(argument)), "build", [])
            }
            return .new(
                .name(name),
                components.map { $0.kind == .rest ? .call(.name("Map"), "of", []) : argument($0) })
        }
    }
}
