// Calls with sample values: the examples of the README and the tests of the package.

/// Examples of a client's operations.
struct RubyExamples {
    let api: ClientAPI
    let models: RubyModels
    let operations: RubyOperations
    let moduleName: String

    /// `client.get_pet(1)`; nil where no sample of something required can be made.
    func call(_ index: Int) -> RubyExpression? {
        let operation = api.operations[index]
        let members = operations.members[index]
        var maker = SampleMaker(api)
        var arguments: [RubyExpression.Argument] = []
        for input in operation.inputs {
            switch input {
            case .parameter(let number):
                let parameter = operation.parameters[number]
                guard parameter.isRequired else { continue }
                guard let sample = maker.value(of: parameter.shape, parameter.constraints) else { return nil }
                let value = expression(sample)
                arguments.append(parameter.location == .path ? .value(value) : .keyword(members[number], value))
            case .body:
                guard let body = operation.body, body.isRequired else { continue }
                guard let value = sample(body, &maker) else { return nil }
                arguments.append(.keyword(members[members.count - 1], value))
            }
        }
        return .call(.name("client"), operations.names[index], arguments)
    }

    private func sample(_ body: ClientBody, _ maker: inout SampleMaker) -> RubyExpression? {
        switch body.content {
        case .json(let shape), .form(let shape), .multipart(let shape), .xml(let shape, _):
            maker.value(of: shape).map(expression)
        case .text, .binary: .string("sample")
        }
    }

    func expression(_ value: SampleValue) -> RubyExpression {
        func numbers(_ text: String) -> [RubyExpression.Argument] {
            text.split { !$0.isNumber }.map { .value(.number(String(Int($0) ?? 0))) }
        }
        switch value {
        case .null: return .none
        case .boolean(let value): return .boolean(value)
        case .number(let text): return .number(text)
        case .string(let text), .bytes(let text): return .string(text)
        case .date(let text): return .call(.name("Date"), "new", numbers(text))
        case .dateTime(let text): return .call(.name("Time"), "utc", numbers(text))
        case .array(let elements): return .array(elements.map(expression))
        case .alternative(_, _, let value): return expression(value)
        case .object(let type, let members):
            guard let type, case .object(let object) = api.types[type].form else {
                return .hash(members.map { (.string($0.name), expression($0.value)) })
            }
            let attributes = models.attributes(of: object)
            return .call(
                .name("\(moduleName)::\(models.names[type])"), "new",
                members.compactMap { name, value in
                    guard let number = object.members.firstIndex(where: { $0.name == name }) else { return nil }
                    return .keyword(attributes[number], expression(value))
                })
        }
    }
}
