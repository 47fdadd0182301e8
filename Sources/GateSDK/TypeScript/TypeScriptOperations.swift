// Operations of an API as methods of a TypeScript class: one method each, one object with all that an operation takes,
// one typed answer. Must not know how requests are sent: that is the runtime's.

/// The client's class and what its methods take.
struct TypeScriptOperations {
    let api: ClientAPI
    let models: TypeScriptModels
    let clientName: String
    /// Names of methods, by operation.
    let names: [String]
    /// Names of the interfaces of parameters and of the types of errors, by operation.
    let parameterTypes: [String]
    private let errorTypes: [String]
    let rules: TypeScriptRules
    let elements: TypeScriptElements
    /// Names of the members of `parameters`, by operation and parameter; the body's comes last.
    let members: [[String]]
    /// Names of methods that go through pages, by operation.
    private let pageNames: [String?]

    /// Members that every class has, and of the client.
    private static let reservedMethods: Set<String> = ["constructor", "call", "pages", "toString", "valueOf"]
    private static let reservedMembers: Set<String> = [
        "__proto__", "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString",
        "toString", "valueOf",
    ]

    init(_ api: ClientAPI, _ models: TypeScriptModels, clientName: String) {
        self.api = api
        self.models = models
        self.clientName = clientName
        rules = TypeScriptRules(api)
        elements = TypeScriptElements(api)
        var methods = NameScope(reserved: TypeScriptOperations.reservedMethods)
        let words = api.operations.map { Words($0.name) }
        names = words.map { methods.take($0.camel) }
        pageNames = api.operations.enumerated().map { index, operation in
            operation.pagination == nil ? nil : methods.take((words[index] + Words("pages")).camel)
        }
        var types = NameScope(
            reserved: TypeScriptModels.reserved.union(models.names).union([clientName, clientName + "Credentials"]))
        parameterTypes = words.map { types.take($0.pascal + "Parameters") }
        errorTypes = words.map { types.take($0.pascal + "Error") }
        members = api.operations.map { operation in
            var scope = NameScope(reserved: TypeScriptOperations.reservedMembers)
            return operation.parameters.map { scope.take(Words($0.name).camel) } + [scope.take("body")]
        }
    }

    // MARK: What operations take

    /// Interfaces of parameters, and types of declared errors.
    func types() -> [TypeScriptDeclaration] {
        var declarations: [TypeScriptDeclaration] = []
        for (index, operation) in api.operations.enumerated() {
            if operation.takesAnything {
                declarations.append(
                    .interface(
                        name: parameterTypes[index],
                        comment: TypeScriptComment(text: "What `\(names[index])` takes."),
                        properties: properties(index), index: nil))
            }
            if let errors = errors(operation) {
                declarations.append(
                    .alias(
                        name: errorTypes[index],
                        comment: TypeScriptComment(text: "Failures that `\(names[index])` declares."), errors))
            }
        }
        return declarations
    }

    private func properties(_ index: Int) -> [TypeScriptProperty] {
        let operation = api.operations[index]
        var properties = operation.parameters.enumerated().map { number, parameter in
            let text = [parameter.summary, TypeScriptModels.note(parameter.shape)].compactMap { $0 }
                .joined(separator: "\n\n")
            return TypeScriptProperty(
                name: members[index][number],
                type: TypeScriptOperations.admittingNothing(models.type(parameter.shape), !parameter.isRequired),
                isOptional: !parameter.isRequired,
                comment: text.isEmpty && !parameter.isDeprecated
                    ? nil : TypeScriptComment(text: text, isDeprecated: parameter.isDeprecated))
        }
        if let body = operation.body {
            properties.append(
                TypeScriptProperty(
                    name: bodyName(index),
                    type: TypeScriptOperations.admittingNothing(bodyType(body), !body.isRequired),
                    isOptional: !body.isRequired,
                    comment: body.summary.map { TypeScriptComment(text: $0) }))
        }
        return properties
    }

    /// What may be left out may be `undefined` too, whatever the caller's compiler thinks of optional members.
    private static func admittingNothing(_ type: TypeScriptType, _ isOptional: Bool) -> TypeScriptType {
        if !isOptional { return type }
        if case .union(let members) = type { return .union(members + [.name("undefined")]) }
        return .union([type, .name("undefined")])
    }

    private func bodyName(_ index: Int) -> String { members[index][members[index].count - 1] }

    private func bodyType(_ body: ClientBody) -> TypeScriptType {
        switch body.content {
        case .json(let shape), .form(let shape), .multipart(let shape), .xml(let shape, _):
            if case .map(.any) = shape { return .generic("Record", [.string, .unknown]) }
            switch body.content {
            case .json, .xml: if case .any = shape { return .unknown }
            default: break
            }
            if case .any = shape { return .generic("Record", [.string, .unknown]) }
            return models.requestType(shape)
        case .text: return .string
        case .binary: return .name("BodyInit")
        }
    }

    private func errors(_ operation: ClientOperation) -> TypeScriptType? {
        let members = operation.responses.compactMap { response -> TypeScriptType? in
            guard !response.isSuccess, case .json(let shape) = response.body else { return nil }
            guard case .code(let status) = response.status else {
                return .generic("ApiError", [.number, models.type(shape)])
            }
            return .generic("ApiError", [.name(String(status)), models.type(shape)])
        }
        return members.isEmpty ? nil : members.count == 1 ? members[0] : .union(members)
    }

    // MARK: The class

    func client(definition: String, options: TypeScriptType) -> TypeScriptClass {
        TypeScriptClass(
            name: clientName, superclass: .generic("Client", [.name(clientName + "Credentials")]),
            comment: TypeScriptComment(text: api.summary ?? "A client of \(api.title)."),
            parameters: [TypeScriptParameter(name: "options", type: options, initial: .object([]))],
            superArguments: [.identifier(definition), .identifier("options")],
            methods: api.operations.indices.flatMap { index in
                [method(index)] + (pages(index).map { [$0] } ?? [])
            })
    }

    private func parameters(_ index: Int) -> [TypeScriptParameter] {
        let options = TypeScriptParameter(name: "options", type: .name("CallOptions"), isOptional: true)
        guard api.operations[index].takesAnything else { return [options] }
        return [
            TypeScriptParameter(
                name: "parameters", type: .name(parameterTypes[index]),
                initial: api.operations[index].needsAnything ? nil : .object([])),
            options,
        ]
    }

    private func method(_ index: Int) -> TypeScriptMethod {
        let operation = api.operations[index]
        let result = resultType(operation)
        var request: [TypeScriptExpression.Entry] = [
            .member("method", .string(operation.method)), .member("path", path(index)),
        ]
        let query = operation.parameters(in: .query)
        if !query.isEmpty { request.append(.member("query", .array(query.map { queryValue(index, $0) }))) }
        let headers = operation.parameters(in: .header)
        if !headers.isEmpty { request.append(.member("headers", .array(headers.map { headerValue(index, $0) }))) }
        let cookies = operation.parameters(in: .cookie)
        if !cookies.isEmpty { request.append(.member("cookies", .array(cookies.map { queryValue(index, $0) }))) }
        if let body = operation.body { request.append(.member("body", bodyValue(body, index))) }
        if !operation.security.isEmpty {
            request.append(
                .member(
                    "security",
                    .array(operation.security.map { way in .array(way.map { .string(api.schemes[$0].name) }) })))
        }
        if let accept = operation.acceptedType { request.append(.member("accept", .string(accept))) }
        request.append(.member("answer", .string(answer(operation))))
        if let element = elements.answers[index] {
            request.append(
                .member("parse", .arrow(["text"], .call("readXml", .identifier("text"), .identifier(element)))))
        }
        if let rules = rules.operations[index] { request.append(.member("checks", checks(index, rules))) }
        let text = operation.summary ?? "\(operation.method) \(operation.pathText)"
        return TypeScriptMethod(
            name: names[index], parameters: parameters(index), result: .generic("Call", [result]),
            value: .call(
                .member(.identifier("this"), "call"), [.object(request), .identifier("options")], types: [result]),
            comment: TypeScriptComment(text: text, isDeprecated: operation.isDeprecated))
    }

    private func pages(_ index: Int) -> TypeScriptMethod? {
        guard let pagination = api.operations[index].pagination, let name = pageNames[index],
            let number = api.operations[index].parameters.firstIndex(where: { $0.name == pagination.parameter })
        else { return nil }
        let member = members[index][number]
        let page = TypeScriptExpression.identifier("page")
        return TypeScriptMethod(
            name: name, parameters: parameters(index),
            result: .generic(
                "AsyncGenerator", [models.type(pagination.element), .void, .name("undefined")]),
            value: .call(
                .member(.identifier("this"), "pages"),
                [
                    .arrow(
                        [member],
                        .call(
                            .member(.identifier("this"), names[index]),
                            [
                                .object([
                                    .spread(.identifier("parameters")),
                                    .member(member, .identifier(member)),
                                ]), .identifier("options"),
                            ])),
                    .arrow(["page"], .member(page, pagination.items)),
                    .arrow(["page"], .member(page, pagination.token)),
                    .member(.identifier("parameters"), member),
                ]),
            comment: TypeScriptComment(text: "Each element of all pages of `\(names[index])`."))
    }

    // MARK: Requests

    private func value(_ index: Int, _ number: Int) -> TypeScriptExpression {
        .member(.identifier("parameters"), members[index][number])
    }

    private func path(_ index: Int) -> TypeScriptExpression {
        let operation = api.operations[index]
        if operation.path.count == 1, case .literal(let text) = operation.path[0] { return .string(text) }
        return .template(
            operation.path.enumerated().map { place, part in
                switch part {
                case .literal(let text): return .text(text)
                case .parameter(let name):
                    let number = operation.pathParameter(name) ?? 0
                    if operation.isGreedy(name, at: place) { return .value(.call("segments", value(index, number))) }
                    return .value(segment(index, number))
                }
            })
    }

    private func segment(_ index: Int, _ number: Int) -> TypeScriptExpression {
        let parameter = api.operations[index].parameters[number]
        let value = [value(index, number)] + (api.explodes(parameter) ? [.boolean(true)] : [])
        switch parameter.style {
        case .label: return .call(.identifier("label"), value)
        case .matrix: return .call(.identifier("matrix"), [.string(parameter.name)] + value)
        default: return .call(.identifier("segment"), value)
        }
    }

    private func headerValue(_ index: Int, _ number: Int) -> TypeScriptExpression {
        let parameter = api.operations[index].parameters[number]
        let explodes: [TypeScriptExpression] = api.explodes(parameter) ? [.boolean(true)] : []
        return .call(.identifier("header"), [.string(parameter.name), value(index, number)] + explodes)
    }

    /// Of the query, or of cookies, which stand as it does.
    private func queryValue(_ index: Int, _ number: Int) -> TypeScriptExpression {
        let parameter = api.operations[index].parameters[number]
        let name = TypeScriptExpression.string(parameter.name)
        let value = value(index, number)
        switch api.queryForm(of: parameter) {
        case .pairs: return .call("query", name, value)
        case .joined(let separator): return .call("query", name, value, .string(separator))
        case .deepObject: return .call("deepObject", name, value)
        }
    }

    private func bodyValue(_ body: ClientBody, _ index: Int) -> TypeScriptExpression {
        let value = TypeScriptExpression.member(.identifier("parameters"), bodyName(index))
        switch body.content {
        case .json: return .call("json", .string(body.contentType), value)
        case .form: return .call("form", value)
        case .multipart: return .call("multipart", value)
        case .xml:
            let element = elements.bodies[index].map { [TypeScriptExpression.identifier($0)] } ?? []
            return .call(.identifier("xml"), [.string(body.contentType), value] + element)
        case .text, .binary: return .call("raw", .string(body.contentType), value)
        }
    }

    private func checks(_ index: Int, _ rules: String) -> TypeScriptExpression {
        let values = api.operations[index].ruledInputs.map { ruled -> TypeScriptExpression in
            switch ruled.input {
            case .parameter(let number): value(index, number)
            case .body: .member(.identifier("parameters"), bodyName(index))
            }
        }
        return .arrow([], .call("check", .identifier(rules), .array(values)))
    }

    // MARK: Answers

    private func resultType(_ operation: ClientOperation) -> TypeScriptType {
        switch operation.answer {
        case .none: return .void
        case .json(let shapes, let mayBeAbsent):
            let types = shapes.map(models.type) + (mayBeAbsent ? [.name("undefined")] : [])
            return types.count == 1 ? types[0] : .union(types)
        case .text: return .string
        case .binary: return .union([.generic("ReadableStream", [.name("Uint8Array")]), .null])
        case .events: return .generic("AsyncGenerator", [.name("ServerSentEvent"), .void, .name("undefined")])
        }
    }

    private func answer(_ operation: ClientOperation) -> String {
        switch operation.answer {
        case .none: "none"
        case .json: "json"
        case .text: "text"
        case .binary: "binary"
        case .events: "events"
        }
    }
}
