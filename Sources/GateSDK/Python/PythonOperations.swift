// Operations of an API as methods of two Python classes, one that waits and one that is awaited. Must not know how
// requests are sent: that is the runtime's.

/// What answers with a failure that the API declares.
struct PythonError {
    let name: String
    let status: Int
    let shape: Shape
}

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
    /// Declared failures: each once for its status and shape.
    let errors: [PythonError]
    private let operationErrors: [[Int]]

    /// What methods call, which no parameter may hide.
    private static let functions: Set<String> = [
        "options", "query", "deep_object", "segment", "segments", "json_body", "form_body", "multipart_body",
        "raw_body",
        "pages", "async_pages", "token", "page",
    ]
    private static let reservedMethods: Set<String> = ["close", "aclose"]

    init(_ api: ClientAPI, _ models: PythonModels, clientName: String) {
        self.api = api
        self.models = models
        self.clientName = clientName
        var methods = NameScope(reserved: PythonModels.keywords.union(PythonOperations.reservedMethods))
        let words = api.operations.map { Words($0.name) }
        names = words.map { methods.take($0.snake) }
        pageNames = api.operations.enumerated().map { index, operation in
            operation.pagination == nil ? nil : methods.take((words[index] + Words("pages")).snake)
        }
        members = api.operations.map { operation in
            var scope = NameScope(reserved: PythonModels.keywords.union(PythonOperations.functions))
            return operation.parameters.map { scope.take(Words($0.name).snake) } + [scope.take("body")]
        }
        var scope = NameScope(
            reserved: PythonModels.reserved.union(models.names).union([clientName, "Async" + clientName]),
            digitPrefix: "N")
        var errors: [PythonError] = []
        operationErrors = api.operations.map { operation in
            operation.responses.compactMap { response -> Int? in
                guard case .code(let status) = response.status, !response.isSuccess,
                    case .json(let shape) = response.body
                else { return nil }
                if let known = errors.firstIndex(where: { $0.status == status && $0.shape == shape }) { return known }
                let owner: String
                if case .named(let index) = shape.unwrapped { owner = models.names[index] } else { owner = "" }
                let name = scope.take(owner + PythonOperations.statusName(status))
                errors.append(PythonError(name: name, status: status, shape: shape))
                return errors.count - 1
            }
        }
        self.errors = errors
    }

    /// RFC 9110 §15, as a name.
    private static func statusName(_ status: Int) -> String {
        switch status {
        case 400: "BadRequest"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "NotFound"
        case 405: "MethodNotAllowed"
        case 406: "NotAcceptable"
        case 408: "RequestTimeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 412: "PreconditionFailed"
        case 413: "ContentTooLarge"
        case 415: "UnsupportedMediaType"
        case 422: "UnprocessableContent"
        case 429: "TooManyRequests"
        case 500: "InternalServerError"
        case 501: "NotImplementedStatus"
        case 502: "BadGateway"
        case 503: "ServiceUnavailable"
        case 504: "GatewayTimeout"
        default: "Status\(status)"
        }
    }

    /// Classes of declared failures.
    func errorClasses() -> [PythonStatement] {
        errors.map { error in
            var made = PythonClass(name: error.name, superclasses: [.name("ApiError")])
            made.documentation = "An answer with status \(error.status)."
            made.fields = [PythonField(name: "model", type: models.type(error.shape))]
            return .classDefinition(made)
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
        func parameter(_ number: Int) -> PythonParameter {
            let parameter = operation.parameters[number]
            if parameter.isRequired {
                return PythonParameter(
                    name: names[number], type: models.type(parameter.shape),
                    isKeywordOnly: parameter.location != .path)
            }
            return PythonParameter(
                name: names[number], type: .union([models.type(parameter.shape), .none]),
                initial: PythonExpression.none,
                isKeywordOnly: true)
        }
        let path = operation.path.compactMap { part -> Int? in
            guard case .parameter(let name) = part else { return nil }
            return operation.parameters.firstIndex { $0.location == .path && $0.name == name }
        }
        let others = operation.parameters.indices.filter { operation.parameters[$0].location != .path }
        var seen = Set<Int>()
        var made = path.filter { seen.insert($0).inserted }.map(parameter)
        made += others.filter { operation.parameters[$0].isRequired }.map(parameter)
        if let body = operation.body, body.isRequired {
            made.append(
                PythonParameter(name: names[names.count - 1], type: bodyType(body), isKeywordOnly: true))
        }
        made += others.filter { !operation.parameters[$0].isRequired }.map(parameter)
        if let body = operation.body, !body.isRequired {
            made.append(
                PythonParameter(
                    name: names[names.count - 1], type: .union([bodyType(body), .none]), initial: PythonExpression.none,
                    isKeywordOnly: true))
        }
        return made + [
            PythonParameter(
                name: "options", type: .union([.name("CallOptions"), .none]), initial: PythonExpression.none,
                isKeywordOnly: true)
        ]
    }

    private func bodyType(_ body: ClientBody) -> PythonType {
        switch body.content {
        case .json(let shape): models.type(shape)
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
        if !operationErrors[index].isEmpty {
            text += "\n\nRaises:"
            for error in operationErrors[index] {
                text += "\n    \(errors[error].name): status \(errors[error].status)"
            }
        }
        return text
    }

    private func arguments(_ index: Int) -> [PythonExpression.Argument] {
        let operation = api.operations[index]
        var arguments: [PythonExpression.Argument] = [
            .value(answer(operation)), .value(.string(operation.method)), .value(path(index)),
        ]
        let query = operation.parameters.indices.filter { operation.parameters[$0].location == .query }
        if !query.isEmpty {
            arguments.append(.keyword("query", .list(query.map { queryValue(index, $0) })))
        }
        for (keyword, location) in [("headers", ClientParameter.Location.header), ("cookies", .cookie)] {
            let numbers = operation.parameters.indices.filter { operation.parameters[$0].location == location }
            if numbers.isEmpty { continue }
            arguments.append(
                .keyword(
                    keyword,
                    .list(
                        numbers.map {
                            .call(
                                "query", .string(operation.parameters[$0].name), .name(members[index][$0]), .string(",")
                            )
                        })))
        }
        if let body = operation.body { arguments.append(.keyword("body", bodyValue(body, index))) }
        if !operation.security.isEmpty {
            arguments.append(
                .keyword(
                    "security",
                    .list(operation.security.map { .tuple($0.map { .string(api.schemes[$0].name) }) })))
        }
        if let accept = operation.acceptedType { arguments.append(.keyword("accept", .string(accept))) }
        if !operationErrors[index].isEmpty {
            arguments.append(
                .keyword(
                    "errors",
                    .dictionary(
                        operationErrors[index].map {
                            (.number(String(errors[$0].status)), .name(errors[$0].name))
                        })))
        }
        return arguments + [.keyword("options", .name("options"))]
    }

    private func pages(_ index: Int, isAsync: Bool) -> PythonMethod? {
        let operation = api.operations[index]
        guard let pagination = operation.pagination, let name = pageNames[index],
            let token = operation.parameters.firstIndex(where: { $0.name == pagination.parameter }),
            case .json(.named(let type))? = operation.result, case .object(let object) = api.types[type].form
        else { return nil }
        var scope = NameScope(reserved: PythonModels.keywords)
        let attributes = object.members.map { ($0.name, scope.take(Words($0.name).snake)) }
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
        return .formatted(
            operation.path.enumerated().map { place, part in
                switch part {
                case .literal(let text): return .text(text)
                case .parameter(let name):
                    let number = operation.parameters.firstIndex { $0.location == .path && $0.name == name } ?? 0
                    let isGreedy = operation.greedyParameter == name && place == operation.path.count - 1
                    return .value(.call(isGreedy ? "segments" : "segment", .name(members[index][number])))
                }
            })
    }

    private func queryValue(_ index: Int, _ number: Int) -> PythonExpression {
        let parameter = api.operations[index].parameters[number]
        let name = PythonExpression.string(parameter.name)
        let value = PythonExpression.name(members[index][number])
        let separator: String
        switch parameter.style {
        case .deepObject: return .call("deep_object", name, value)
        case .spaceDelimited: separator = " "
        case .pipeDelimited: separator = "|"
        case .tabDelimited: separator = "\t"
        default: separator = ","
        }
        if parameter.explodes { return .call("query", name, value) }
        return .call("query", name, value, .string(separator))
    }

    private func bodyValue(_ body: ClientBody, _ index: Int) -> PythonExpression {
        let value = PythonExpression.name(members[index][members[index].count - 1])
        switch body.content {
        case .json: return .call("json_body", .string(body.contentType), value)
        case .form: return .call("form_body", value)
        case .multipart: return .call("multipart_body", value)
        case .text, .binary: return .call("raw_body", .string(body.contentType), value)
        }
    }

    // MARK: Answers

    private func bodies(_ operation: ClientOperation) -> [ResponseBody] {
        var bodies: [ResponseBody] = []
        for response in operation.responses where response.isSuccess && !bodies.contains(response.body) {
            bodies.append(response.body)
        }
        return bodies
    }

    private func resultType(_ operation: ClientOperation, _ isAsync: Bool) -> PythonType {
        let bodies = bodies(operation)
        if bodies.contains(.events) {
            return .subscripted(isAsync ? "AsyncIterator" : "Iterator", [.name("ServerSentEvent")])
        }
        let shapes = bodies.compactMap { if case .json(let shape) = $0 { shape } else { nil } }
        if !shapes.isEmpty {
            // Any type takes up all others.
            if shapes.contains(.any) { return .any }
            let types = shapes.map(models.type) + (bodies.contains(.none) ? [PythonType.none] : [])
            return types.count == 1 ? types[0] : .union(types)
        }
        if bodies.contains(.binary) { return .name("bytes") }
        return bodies.contains(.text) ? .string : .none
    }

    private func answer(_ operation: ClientOperation) -> PythonExpression {
        let bodies = bodies(operation)
        if bodies.contains(.events) { return .call("Events") }
        if bodies.contains(where: { if case .json = $0 { true } else { false } }) {
            return .call(.type(.subscripted("Json", [resultType(operation, false)])), [])
        }
        if bodies.contains(.binary) { return .call("Bytes") }
        return .call(bodies.contains(.text) ? "Text" : "Nothing")
    }
}
