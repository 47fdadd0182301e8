// Operations of an API as methods of two Python classes, one that waits and one that is awaited. Must not know how
// requests are sent: that is the runtime's.

/// The client's classes.
struct PythonOperations {
    let api: ClientAPI
    let models: PythonModels
    let clientName: String
    /// Names of methods, by operation.
    let names: [String]
    /// Names of parameters, by operation and parameter; the body's comes last.
    let members: [[String]]
    private let pageNames: [String?]
    /// Declared failures, and the names of their classes.
    let errors: [ClientError]
    let rules: PythonRules
    let elements: PythonElements
    let errorNames: [String]
    private let errorNumbers: [ClientError: Int]

    /// What methods call, which no parameter may hide.
    private static let functions: Set<String> = [
        "options", "query", "deep_object", "header", "label", "matrix", "segment", "segments", "json_body",
        "form_body", "multipart_body", "raw_body", "xml_body", "read_xml", "check", "encode", "data", "pages",
        "async_pages", "token", "page",
    ]
    /// Attributes and methods of the runtime's clients.
    private static let reservedMethods: Set<String> = [
        "aclose", "base_url", "checks_requests", "close", "credentials", "headers", "retries", "timeout",
    ]

    init(_ api: ClientAPI, _ models: PythonModels, clientName: String) {
        self.api = api
        self.models = models
        self.clientName = clientName
        rules = PythonRules(api)
        elements = PythonElements(api)
        var methods = NameScope(reserved: PythonModels.keywords.union(PythonOperations.reservedMethods))
        let words = api.operations.map { Words($0.name).fitting(PythonModels.nameMax) }
        names = words.map { methods.take($0.snake) }
        pageNames = api.operations.enumerated().map { index, operation in
            operation.pagination == nil ? nil : methods.take((words[index] + Words("pages")).snake)
        }
        members = api.operations.map { operation in
            var scope = NameScope(reserved: PythonModels.keywords.union(PythonOperations.functions))
            let names = operation.parameters.map { Words($0.name).fitting(PythonModels.nameMax).snake }
            return names.map { scope.take($0) } + [scope.take("body")]
        }
        var scope = NameScope(
            reserved: PythonModels.reserved.union(models.names).union([clientName, "Async" + clientName]),
            digitPrefix: "N")
        errors = api.errors
        errorNumbers = Dictionary(uniqueKeysWithValues: errors.enumerated().map { ($0.element, $0.offset) })
        errorNames = errors.map { error in
            let owner = if case .named(let index) = error.shape.unwrapped { models.names[index] } else { "" }
            return scope.take(owner + error.statusName)
        }
    }

    /// Classes of declared failures.
    func errorClasses() -> [PythonStatement] {
        zip(errors, errorNames).map { error, name in
            var made = PythonClass(name: name, superclasses: [.name("ApiError")])
            made.documentation = "An answer with status \(error.status)."
            made.fields = [PythonField(name: "model", type: models.type(error.shape))]
            return .classDefinition(made)
        }
    }

    /// Failures of an operation with the names of their classes.
    private func errors(_ index: Int) -> [(status: Int, name: String)] {
        api.operations[index].errors.compactMap { error in
            errorNumbers[error].map { (error.status, errorNames[$0]) }
        }
    }

    // MARK: Classes

    func client(isAsync: Bool) -> PythonClass {
        var made = PythonClass(
            name: isAsync ? "Async" + clientName : clientName,
            superclasses: [.name(isAsync ? "AsyncClient" : "Client")])
        made.documentation = api.summary ?? "A client of \(api.title)."
        made.fields = [
            PythonField(
                name: "_base_url", type: .union([.string, .none]),
                initial: api.baseURL.map { .string($0) } ?? PythonExpression.none),
            PythonField(
                name: "_user_agent", type: .string,
                initial: .string(SDKText.userAgent(api))),
            PythonField(
                name: "_schemes", type: .subscripted("dict", [.string, .name("Scheme")]),
                initial: .dictionary(api.schemes.map { (.string($0.name), scheme($0.kind)) })),
        ]
        made.methods = api.operations.indices.flatMap { index in
            [method(index, isAsync: isAsync)] + (pages(index, isAsync: isAsync).map { [$0] } ?? [])
        }
        return made
    }

    private func scheme(_ kind: ClientScheme.Kind) -> PythonExpression {
        switch kind {
        case .apiKey(let name, let isInHeader): .call("Scheme", .string(isInHeader ? "header" : "query"), .string(name))
        case .token(let header): .call("Scheme", .string("header"), .string(header))
        case .bearer: .call("Scheme", .string("bearer"))
        case .basic: .call("Scheme", .string("basic"))
        case .sigV4: .call("Scheme", .string("sigv4"))
        }
    }

    private func parameters(_ index: Int) -> [PythonParameter] {
        let operation = api.operations[index]
        let names = members[index]
        let made = operation.inputs.map { input in
            let name: String
            let type: PythonType
            let isRequired: Bool
            var isKeywordOnly = true
            switch input {
            case .parameter(let number):
                let parameter = operation.parameters[number]
                (name, type) = (names[number], models.type(parameter.shape))
                isRequired = parameter.isRequired
                isKeywordOnly = parameter.location != .path
            case .body:
                name = names[names.count - 1]
                type = operation.body.map(bodyType) ?? .none
                isRequired = operation.body?.isRequired == true
            }
            return PythonParameter(
                name: name, type: isRequired ? type : .union([type, .none]),
                initial: isRequired ? nil : PythonExpression.none, isKeywordOnly: isKeywordOnly)
        }
        return made + [
            PythonParameter(
                name: "options", type: .union([.name("CallOptions"), .none]), initial: PythonExpression.none,
                isKeywordOnly: true)
        ]
    }

    private func bodyType(_ body: ClientBody) -> PythonType {
        switch body.content {
        case .json(let shape), .xml(let shape, _): models.type(shape)
        case .form(let shape), .multipart(let shape):
            shape == .any ? .subscripted("dict", [.string, .any]) : models.type(shape)
        case .text: .string
        case .binary: .union([.name("bytes"), .subscripted("Iterable", [.name("bytes")])])
        }
    }

    private func method(_ index: Int, isAsync: Bool) -> PythonMethod {
        let operation = api.operations[index]
        let call = PythonExpression.call(.attribute(.name("self"), "_call"), arguments(index))
        let result = resultType(operation, isAsync)
        var made = PythonMethod(
            name: names[index], isAsync: isAsync, parameters: parameters(index), result: result,
            documentation: documentation(index), value: isAsync ? .awaited(call) : call)
        if case .none = result { made.returnsValue = false }
        return made
    }

    private func documentation(_ index: Int) -> String {
        let operation = api.operations[index]
        var text = operation.summary ?? "\(operation.method) \(operation.pathText)"
        if operation.isDeprecated { text += "\n\nDeprecated." }
        let described = operation.parameters.enumerated().filter { $0.element.summary?.isEmpty == false }
        if !described.isEmpty {
            text += "\n\nArgs:"
            for (number, parameter) in described {
                text += "\n    \(members[index][number]): \(SourceText.firstLine(parameter.summary ?? ""))"
            }
        }
        let errors = errors(index)
        if !errors.isEmpty { text += "\n\nRaises:" }
        for error in errors { text += "\n    \(error.name): status \(error.status)" }
        return text
    }

    private func arguments(_ index: Int) -> [PythonExpression.Argument] {
        let operation = api.operations[index]
        var arguments: [PythonExpression.Argument] = [
            .value(answer(index)), .value(.string(operation.method)), .value(path(index)),
        ]
        let query = operation.parameters(in: .query)
        if !query.isEmpty {
            arguments.append(.keyword("query", .list(query.map { queryValue(index, $0) })))
        }
        let headers = operation.parameters(in: .header)
        if !headers.isEmpty { arguments.append(.keyword("headers", .list(headers.map { headerValue(index, $0) }))) }
        let cookies = operation.parameters(in: .cookie)
        if !cookies.isEmpty { arguments.append(.keyword("cookies", .list(cookies.map { queryValue(index, $0) }))) }
        if let body = operation.body { arguments.append(.keyword("body", bodyValue(body, index))) }
        if !operation.security.isEmpty {
            arguments.append(
                .keyword(
                    "security",
                    .list(operation.security.map { .tuple($0.map { .string(api.schemes[$0].name) }) })))
        }
        if let accept = operation.acceptedType { arguments.append(.keyword("accept", .string(accept))) }
        let errors = errors(index)
        if !errors.isEmpty {
            arguments.append(
                .keyword("errors", .dictionary(errors.map { (.number(String($0.status)), .name($0.name)) })))
        }
        if let rules = rules.operations[index] { arguments.append(.keyword("checks", checks(index, rules))) }
        return arguments + [.keyword("options", .name("options"))]
    }

    private func checks(_ index: Int, _ rules: String) -> PythonExpression {
        let operation = api.operations[index]
        let values = operation.ruledInputs.map { ruled -> PythonExpression in
            let names = members[index]
            guard case .parameter(let number) = ruled.input else {
                let body = PythonExpression.name(names[names.count - 1])
                switch operation.body?.content {
                case .json(let shape)?, .xml(let shape, _)?:
                    return models.needsType(shape) ? .call("encode", body, .type(models.type(shape))) : body
                default: return body
                }
            }
            return .name(names[number])
        }
        return .lambda("", PythonOperations.call("check", [.name(rules)] + values))
    }

    private func pages(_ index: Int, isAsync: Bool) -> PythonMethod? {
        let operation = api.operations[index]
        guard let pagination = operation.pagination, let name = pageNames[index],
            let token = operation.parameters.firstIndex(where: { $0.name == pagination.parameter }),
            case .named(let type)? = operation.result, case .object(let object) = api.types[type].form
        else { return nil }
        var scope = NameScope(reserved: PythonModels.keywords)
        let attributes = object.members.map {
            ($0.name, scope.take(Words($0.name).fitting(PythonModels.nameMax).snake))
        }
        func attribute(_ name: String) -> String { attributes.first { $0.0 == name }?.1 ?? name }
        let passed = parameters(index).map { parameter -> PythonExpression.Argument in
            parameter.isKeywordOnly
                ? .keyword(parameter.name, .name(parameter.name == members[index][token] ? "token" : parameter.name))
                : .value(.name(parameter.name))
        }
        return PythonMethod(
            name: name, parameters: parameters(index),
            result: .subscripted(isAsync ? "AsyncIterator" : "Iterator", [models.type(pagination.element)]),
            documentation: "Each element of all pages of `\(names[index])`.",
            value: .call(
                .name(isAsync ? "async_pages" : "pages"),
                [
                    .value(
                        .lambda("token", .call(.attribute(.name("self"), names[index]), passed))),
                    .value(.lambda("page", .attribute(.name("page"), attribute(pagination.items)))),
                    .value(.lambda("page", .attribute(.name("page"), attribute(pagination.token)))),
                    .value(.name(members[index][token])),
                ]))
    }

    // MARK: Requests

    private func path(_ index: Int) -> PythonExpression {
        let operation = api.operations[index]
        if operation.path.count == 1, case .literal(let text) = operation.path[0] { return .string(text) }
        let parts = operation.path.enumerated().map { place, part -> PythonExpression.Part in
            switch part {
            case .literal(let text): return .text(text)
            case .parameter(let name):
                let number = operation.pathParameter(name) ?? 0
                if operation.isGreedy(name, at: place) {
                    return .value(.call("segments", .name(members[index][number])))
                }
                return .value(segment(index, number))
            }
        }
        // Before 3.12 an f-string holds no other string: names of matrix parameters are some.
        guard operation.parameters.contains(where: { $0.location == .path && $0.style == .matrix }) else {
            return .formatted(parts)
        }
        let pieces = parts.map { part -> PythonExpression in
            switch part {
            case .text(let text): .string(text)
            case .value(let value): value
            }
        }
        return .call(.attribute(.string(""), "join"), [.value(.list(pieces))])
    }

    private func segment(_ index: Int, _ number: Int) -> PythonExpression {
        let parameter = api.operations[index].parameters[number]
        let value: [PythonExpression] =
            [.name(members[index][number])] + (api.explodes(parameter) ? [.boolean(true)] : [])
        switch parameter.style {
        case .label: return PythonOperations.call("label", value)
        case .matrix: return PythonOperations.call("matrix", [.string(parameter.name)] + value)
        default: return PythonOperations.call("segment", value)
        }
    }

    private func headerValue(_ index: Int, _ number: Int) -> PythonExpression {
        let parameter = api.operations[index].parameters[number]
        let explodes: [PythonExpression] = api.explodes(parameter) ? [.boolean(true)] : []
        return PythonOperations.call("header", [.string(parameter.name), .name(members[index][number])] + explodes)
    }

    private static func call(_ function: String, _ arguments: [PythonExpression]) -> PythonExpression {
        .call(.name(function), arguments.map { .value($0) })
    }

    /// Of the query, or of cookies, which stand as it does.
    private func queryValue(_ index: Int, _ number: Int) -> PythonExpression {
        let parameter = api.operations[index].parameters[number]
        let name = PythonExpression.string(parameter.name)
        let value = PythonExpression.name(members[index][number])
        switch api.queryForm(of: parameter) {
        case .pairs: return .call("query", name, value)
        case .joined(let separator): return .call("query", name, value, .string(separator))
        case .deepObject: return .call("deep_object", name, value)
        }
    }

    private func bodyValue(_ body: ClientBody, _ index: Int) -> PythonExpression {
        let value = PythonExpression.name(members[index][members[index].count - 1])
        switch body.content {
        case .json(let shape):
            let kind = models.needsType(shape) ? [PythonExpression.type(models.type(shape))] : []
            return PythonOperations.call("json_body", [.string(body.contentType), value] + kind)
        case .form: return .call("form_body", value)
        case .multipart: return .call("multipart_body", value)
        case .xml(let shape, _):
            let kind = models.needsType(shape) ? [PythonExpression.type(models.type(shape))] : []
            let element = elements.bodies[index].map { [PythonExpression.name($0)] } ?? []
            return PythonOperations.call("xml_body", [.string(body.contentType), value] + element + kind)
        case .text, .binary: return .call("raw_body", .string(body.contentType), value)
        }
    }

    // MARK: Answers

    private func resultType(_ operation: ClientOperation, _ isAsync: Bool) -> PythonType {
        switch operation.answer {
        case .none: return .none
        case .json(let shapes, let mayBeAbsent):
            if shapes == [.any] { return .any }
            let types = shapes.map(models.type) + (mayBeAbsent ? [PythonType.none] : [])
            return types.count == 1 ? types[0] : .union(types)
        case .text: return .string
        case .binary: return .name("bytes")
        case .events: return .subscripted(isAsync ? "AsyncIterator" : "Iterator", [.name("ServerSentEvent")])
        }
    }

    private func answer(_ index: Int) -> PythonExpression {
        let operation = api.operations[index]
        switch operation.answer {
        case .none: return .call("Nothing")
        case .json:
            var arguments: [PythonExpression.Argument] = []
            if let element = elements.answers[index] {
                arguments.append(.value(.lambda("data", .call("read_xml", .name("data"), .name(element)))))
            }
            if models.hasExactNumbers { arguments.append(.keyword("exact", .boolean(true))) }
            return .call(.type(.subscripted("Json", [resultType(operation, false)])), arguments)
        case .text: return .call("Text")
        case .binary: return .call("Bytes")
        case .events: return .call("Events")
        }
    }
}
