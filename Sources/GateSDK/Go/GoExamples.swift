// Calls with sample values: the examples of the README and the tests of the package, as code of another package.

/// Examples of a client's operations.
struct GoExamples {
    let api: ClientAPI
    let models: GoModels
    let operations: GoOperations
    let packageName: String

    /// `client.GetPet(ctx, 1)`; nil where no sample of something required can be made.
    func call(_ index: Int) -> GoExpression? {
        let operation = api.operations[index]
        var maker = SampleMaker(api)
        var arguments: [GoExpression] = [.identifier("ctx")]
        var fields: [(String, GoExpression)] = []
        for case .parameter(let number) in operation.inputs {
            let parameter = operation.parameters[number]
            guard parameter.isRequired else { continue }
            guard let sample = maker.value(of: parameter.shape, parameter.constraints) else { return nil }
            let value = plain(sample, parameter.shape)
            if parameter.location == .path {
                arguments.append(value)
            } else {
                fields.append((operations.members[index][number], value))
            }
        }
        if let body = operation.body {
            guard body.isRequired else { return finished(index, arguments + [.none], fields) }
            switch body.content {
            case .json(let shape), .xml(let shape, _):
                guard let sample = maker.value(of: shape) else { return nil }
                arguments.append(value(sample, shape, isPointer: models.isNullable(shape) && !models.hasNil(shape)))
            case .form(let shape), .multipart(let shape):
                guard let sample = maker.value(of: shape) else { return nil }
                arguments.append(plain(sample, shape))
            case .text: arguments.append(.string("sample"))
            case .binary: arguments.append(.call(.qualified("strings", "NewReader"), [.string("sample")]))
            }
        }
        return finished(index, arguments, fields)
    }

    private func finished(
        _ index: Int, _ arguments: [GoExpression], _ fields: [(String, GoExpression)]
    ) -> GoExpression {
        var arguments = arguments
        if let mayBeNil = operations.parametersMayBeNil(index) {
            arguments.append(
                mayBeNil ? .none : .structure(own(models.names.parameters[index]), fields))
        }
        return .call(.member(.identifier("client"), models.names.operations[index]), arguments)
    }

    /// What a method of a route takes; nil where no sample of it can be made.
    func message(_ shape: Shape?) -> GoExpression? {
        guard let shape = shape?.unwrapped else { return GoExpression.none }
        var maker = SampleMaker(api)
        guard let sample = maker.value(of: shape) else { return nil }
        return value(sample, shape, isPointer: models.isNullable(shape) && !models.hasNil(shape))
    }

    /// Credentials of tests: those of CREDENTIALS.
    var credentials: GoExpression {
        let fields = zip(operations.credentials, api.schemes).map { name, scheme -> (String, GoExpression) in
            var type = GoOperations.credential(scheme.kind)
            if case .name(let name) = type, type != .string { type = own(name) }
            return (name, .call(.identifier("shown"), [.string(scheme.name)], types: [type]))
        }
        return .structure(own("Credentials"), fields)
    }

    /// The function that tests get credentials from.
    var shown: String {
        """
        // shown is a credential of CREDENTIALS: a JSON object by the names of security schemes.
        func shown[T any](scheme string) \(packageName).Provider[T] {
        \tvar known map[string]json.RawMessage
        \tvar value T
        \terr := json.Unmarshal([]byte(os.Getenv("CREDENTIALS")), &known)
        \tif err != nil || json.Unmarshal(known[scheme], &value) != nil {
        \t\treturn nil
        \t}
        \treturn \(packageName).Static(value)
        }

        """
    }

    private func own(_ name: String) -> GoType { .qualified(packageName, name) }

    /// A type as another package writes it.
    private func outer(_ type: GoType) -> GoType {
        switch type {
        case .name(let name): name.first?.isUppercase == true ? own(name) : type
        case .qualified: type
        case .pointer(let inner): .pointer(outer(inner))
        case .slice(let inner): .slice(outer(inner))
        case .map(let inner): .map(outer(inner))
        case .generic(let name, let arguments): .generic(outer(name), arguments.map(outer))
        }
    }

    private func value(_ sample: SampleValue, _ shape: Shape, isPointer: Bool) -> GoExpression {
        if case .null = sample { return .none }
        let value = plain(sample, shape)
        guard isPointer else { return value }
        if case .structure = value { return .address(value) }
        return call("Ptr", value, shape)
    }

    /// A call of a generic function; of a number Go has to be told the type.
    private func call(_ function: String, _ value: GoExpression, _ shape: Shape) -> GoExpression {
        let isTold = models.resolved(shape) == .decimal(isText: false)
        let types: [GoType] = if case .number = value { [outer(models.plain(shape))] } else { isTold ? [.number] : [] }
        return .call(.qualified(packageName, function), [value], types: types)
    }

    /// A value of a type without null.
    private func plain(_ sample: SampleValue, _ shape: Shape) -> GoExpression {
        switch sample {
        case .null: return .none
        case .boolean(let value): return .boolean(value)
        case .number(let text):
            if models.resolved(shape) == .decimal(isText: false) { return .string(text) }
            if case .integer(32) = models.resolved(shape), Int32(text) == nil { return .number("1") }
            return .number(text)
        case .string(let text):
            guard case .named(let index) = models.resolved(shape),
                case .enumeration(let values) = api.types[index].form,
                let number = values.firstIndex(where: { $0.text == text }), let names = models.names.values[index]
            else { return .string(text) }
            return .qualified(packageName, names[number])
        case .date(let text):
            let parts = text.split(separator: "-").map { GoExpression.number(String(Int($0) ?? 1)) }
            return .structure(own("Date"), [("Year", parts[0]), ("Month", parts[1]), ("Day", parts[2])])
        case .dateTime(let text):
            let parts = text.split { !$0.isNumber }.map { GoExpression.number(String(Int($0) ?? 0)) }
            return .call(.qualified("time", "Date"), parts + [.number("0"), .qualified("time", "UTC")])
        case .bytes(let text):
            let bytes = GoExpression.call(.identifier("[]byte"), [.string(text)])
            guard models.resolved(shape) == .binary else { return bytes }
            return .structure(own("Upload"), [("Name", .string(text)), ("Content", bytes)])
        case .array(let elements):
            guard case .array(let element) = models.resolved(shape) else { return .none }
            let isPointer = models.isNullable(element) && !models.hasNil(element)
            return .list(
                outer(models.plain(shape)), elements.map { value($0, element, isPointer: isPointer) })
        case .alternative(let type, let number, let inner):
            guard case .union(let union) = api.types[type].form else { return .none }
            let member = union.members[number].shape
            return .structure(
                own(models.names.types[type]),
                [
                    (
                        models.fields(of: union, type: type)[number],
                        value(inner, member, isPointer: !models.hasNil(member))
                    )
                ])
        case .object(let type, let members):
            guard let type, case .object(let object) = api.types[type].form else {
                let element: Shape = if case .map(let inner) = models.resolved(shape) { inner } else { .any }
                let isPointer = models.isNullable(element) && !models.hasNil(element)
                let isAny = models.resolved(shape) == .any
                return .map(
                    isAny ? .map(.any) : outer(models.plain(shape)),
                    members.map { (.string($0.name), value($0.value, element, isPointer: isPointer)) })
            }
            return structure(object, type, members)
        }
    }

    private func structure(
        _ object: ObjectType, _ type: Int, _ members: [(name: String, value: SampleValue)]
    ) -> GoExpression {
        let fields = models.fields(of: object)
        return .structure(
            own(models.names.types[type]),
            members.compactMap { name, sample in
                guard let number = object.members.firstIndex(where: { $0.name == name }) else { return nil }
                let member = object.members[number]
                switch models.field(type, number, member).type {
                case .generic(let nullable, _):
                    guard nullable == .name("Nullable") else { return nil }
                    if case .null = sample { return nil }
                    return (fields[number], call("Some", plain(sample, member.shape), member.shape))
                case .pointer: return (fields[number], value(sample, member.shape, isPointer: true))
                default: return (fields[number], plain(sample, member.shape))
                }
            })
    }
}
