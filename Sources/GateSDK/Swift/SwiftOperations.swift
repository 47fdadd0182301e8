// Operations of an API as methods of a Swift struct: one asynchronous method each, failures that the API declares as
// types of errors. Must not know how requests are sent: that is the core's.

/// The client's struct and the errors that its methods throw.
struct SwiftOperations {
    let api: ClientAPI
    let models: SwiftModels
    private let rules: SwiftRules
    let clientName: String
    let credentialsName: String
    /// Names of methods, by operation.
    let names: [String]
    /// Names of parameters, by operation and parameter; the body's comes last.
    let members: [[String]]
    private let pageNames: [String?]
    /// Names of the types of answers that are of several shapes, by operation.
    private let results: [Int?]
    /// Names of the members of credentials, by scheme.
    let credentials: [String]
    private let errors: [ClientError]
    private let errorNames: [ClientError: String]

    /// Names that no method, parameter or credential can have.
    private static let reserved: Set<String> = ["Protocol", "Self", "Type", "client", "init", "options", "self"]

    /// - Parameter results: The unions that `SwiftModels` was given for answers of several shapes.
    init(_ api: ClientAPI, _ models: SwiftModels, title: Words, results: [Int?], taken: Set<String>) {
        self.api = api
        self.models = models
        rules = SwiftRules(api, models)
        self.results = results
        clientName = SwiftOperations.clientName(title)
        credentialsName = SwiftOperations.credentialsName(title)
        var methods = NameScope(reserved: SwiftOperations.reserved, digitPrefix: "n")
        let words = api.operations.map { Words($0.name).fitting(SwiftModels.nameMax) }
        names = words.map { methods.take($0.camel, suffix: "Operation") }
        pageNames = api.operations.enumerated().map { index, operation in
            operation.pagination == nil
                ? nil : methods.take((words[index] + Words("pages")).camel, suffix: "Operation")
        }
        members = api.operations.map { operation in
            var scope = NameScope(reserved: SwiftOperations.reserved, digitPrefix: "n")
            return operation.parameters.map {
                scope.take(Words($0.name).fitting(SwiftModels.nameMax).camel, suffix: "Value")
            }
                + [scope.take("body", suffix: "Value")]
        }
        var scope = NameScope(reserved: SwiftOperations.reserved, digitPrefix: "n")
        credentials = api.schemes.map { scope.take(Words($0.name).camel, suffix: "Value") }
        errors = api.errors
        var types = NameScope(
            reserved: SwiftModels.reserved.union(models.names).union(taken), digitPrefix: "N")
        var errorNames: [ClientError: String] = [:]
        for error in errors {
            let owner = if case .named(let index) = error.shape.unwrapped { models.names[index] } else { "" }
            errorNames[error] = types.take(owner + error.statusName, suffix: "Error")
        }
        self.errorNames = errorNames
    }

    static func clientName(_ title: Words) -> String { SwiftOperations.typeName(title) + "Client" }
    static func credentialsName(_ title: Words) -> String { SwiftOperations.typeName(title) + "Credentials" }

    private static func typeName(_ title: Words) -> String {
        let first = title.pascal.utf8.first ?? 0x5f
        return (first >= 0x30 && first <= 0x39 ? "N" : "") + title.pascal
    }

    /// Types of declared failures.
    func errorTypes() -> [SwiftDeclaration] {
        errors.map { error in
            let model = models.type(error.shape.unwrapped)
            return .type(
                SwiftNominal(
                    comment: SwiftComment(text: "An answer with status \(error.status)."), kind: "public struct",
                    name: errorNames[error] ?? "", inherited: ["DeclaredError"],
                    properties: [
                        SwiftProperty(modifiers: "public let", name: "response", type: .name("Response")),
                        SwiftProperty(modifiers: "public let", name: "model", type: model),
                    ],
                    functions: [
                        SwiftFunction(
                            parameters: [
                                SwiftParameter(name: "response", type: .name("Response")),
                                SwiftParameter(name: "model", type: model),
                            ],
                            body: ["response", "model"].map { .assign(.own($0), .name($0)) })
                    ]))
        }
    }

    // MARK: The client

    func declarations() -> [SwiftDeclaration] {
        var client = SwiftNominal(
            comment: SwiftComment(text: api.summary ?? "A client of \(api.title)."), kind: "public struct",
            name: clientName, inherited: ["Sendable"],
            properties: [SwiftProperty(modifiers: "private let", name: "client", type: .name("APIClient"))])
        client.functions =
            [initialiser()]
            + api.operations.indices.flatMap { index in [method(index), pages(index)].compactMap { $0 } }
        return (api.schemes.isEmpty ? [] : [.type(credentialsType())]) + [.type(client)]
    }

    func credentialsType() -> SwiftNominal {
        var made = SwiftNominal(
            comment: SwiftComment(text: "What callers show; an operation asks for one or more of them."),
            kind: "public struct", name: credentialsName, inherited: ["Sendable"])
        for (scheme, name) in zip(api.schemes, credentials) {
            let value: String
            switch scheme.kind {
            case .sigV4: value = "AWSCredentials"
            case .basic: value = "BasicCredentials"
            case .apiKey, .bearer, .token: value = "String"
            }
            made.properties.append(
                SwiftProperty(
                    comment: SwiftModels.comment(scheme.summary), name: name,
                    type: .optional(.generic("Provider", [.name(value)]))))
        }
        made.functions = [
            SwiftFunction(
                parameters: made.properties.map {
                    SwiftParameter(name: $0.name, type: $0.type ?? .string, initial: SwiftExpression.none)
                },
                body: made.properties.map { .assign(.own($0.name), .name($0.name)) })
        ]
        return made
    }

    private func initialiser() -> SwiftFunction {
        var parameters = [
            SwiftParameter(name: "endpoint", type: .name("Endpoint"), initial: api.baseURL.map { .string($0) })
        ]
        var told = [("endpoint", "Where the API is, with its stage.")]
        if !api.schemes.isEmpty {
            parameters.append(
                SwiftParameter(
                    name: "credentials", type: .name(credentialsName), initial: .call(.member(nil, "init"), [])))
            told.append(("credentials", "Sent where an operation asks for them."))
        }
        parameters.append(
            SwiftParameter(
                name: "options", type: .name("ClientOptions"), initial: .call(.name("ClientOptions"), [])))
        told.append(("options", "Retries, timeouts, middleware, transport."))
        let schemes = zip(api.schemes, credentials).map { scheme, name in
            (key: SwiftExpression.string(scheme.name), value: self.scheme(scheme.kind, name))
        }
        let made = SwiftExpression.call(
            .name("APIClient"),
            [
                SwiftArgument("endpoint", .name("endpoint")),
                SwiftArgument("userAgent", .string(SDKText.userAgent(api))),
                SwiftArgument("schemes", .dictionary(schemes)),
                SwiftArgument("options", .name("options")),
            ])
        return SwiftFunction(
            comment: SwiftComment(text: "", parameters: told), parameters: parameters,
            body: [.assign(.name("client"), made)])
    }

    func scheme(_ kind: ClientScheme.Kind, _ name: String) -> SwiftExpression {
        let provider = SwiftArgument(nil, .member(.name("credentials"), name))
        func named(_ place: String, _ name: String) -> SwiftExpression {
            .call(.member(nil, place), [SwiftArgument(nil, .string(name)), provider])
        }
        return switch kind {
        case .apiKey(let name, let isInHeader): named(isInHeader ? "header" : "query", name)
        case .token(let header): named("header", header)
        case .bearer: .call(.member(nil, "bearer"), [provider])
        case .basic: .call(.member(nil, "basic"), [provider])
        case .sigV4: .call(.member(nil, "sigV4"), [provider])
        }
    }

    // MARK: Methods

    func name(_ input: ClientInput, of index: Int) -> String {
        switch input {
        case .parameter(let number): members[index][number]
        case .body: members[index][members[index].count - 1]
        }
    }

    private func parameters(_ index: Int) -> [SwiftParameter] {
        let operation = api.operations[index]
        let made = operation.inputs.map { input -> SwiftParameter in
            let type: SwiftType
            let isRequired: Bool
            switch input {
            case .parameter(let number):
                // What stands in a path is never null, whatever its type says.
                let parameter = operation.parameters[number]
                let inner = parameter.location == .path ? models.nullable(parameter.shape) : nil
                type = models.type(inner ?? parameter.shape)
                isRequired = operation.parameters[number].isRequired
            case .body:
                type = operation.body.map(bodyType) ?? .string
                isRequired = operation.body?.isRequired == true
            }
            return SwiftParameter(
                name: name(input, of: index), type: isRequired ? type : .optional(type),
                initial: isRequired ? nil : SwiftExpression.none)
        }
        return made + [
            SwiftParameter(
                name: "options", type: .name("CallOptions"), initial: .call(.name("CallOptions"), []))
        ]
    }

    private func bodyType(_ body: ClientBody) -> SwiftType {
        switch body.content {
        case .json(let shape), .xml(let shape, _): models.type(shape)
        case .form(let shape), .multipart(let shape):
            shape == .any ? .dictionary(.name("JSONValue")) : models.type(shape)
        case .text: .string
        case .binary: .name("UploadBody")
        }
    }

    private func method(_ index: Int) -> SwiftFunction {
        let operation = api.operations[index]
        let call = SwiftExpression.call(
            .member(.name("client"), answer(operation)),
            [
                SwiftArgument(nil, .call(.name("Call"), request(index))),
                SwiftArgument(nil, .name("options")),
            ])
        var comment = SwiftComment(text: operation.summary ?? "\(operation.method) \(operation.pathText)")
        for input in operation.inputs {
            let text: String?
            switch input {
            case .parameter(let number): text = operation.parameters[number].summary
            case .body: text = operation.body?.summary
            }
            let line = text.map(SourceText.firstLine) ?? ""
            if !line.isEmpty { comment.parameters.append((name(input, of: index), line)) }
        }
        comment.failures = operation.errors.compactMap { error in
            errorNames[error].map { ($0, "status \(error.status)") }
        }
        return SwiftFunction(
            comment: comment, isDeprecated: operation.isDeprecated, name: names[index],
            parameters: parameters(index), effects: "async throws", result: resultType(index),
            body: [.expression(.effect("try await", call))])
    }

    private func request(_ index: Int) -> [SwiftArgument] {
        let operation = api.operations[index]
        var made = [
            SwiftArgument("method", .string(operation.method)),
            SwiftArgument("path", path(index)),
        ]
        let query = operation.parameters(in: .query)
        if !query.isEmpty {
            made.append(SwiftArgument("query", .array(query.map { queryValue(index, $0) })))
        }
        let headers = operation.parameters(in: .header)
        if !headers.isEmpty {
            let values = headers.map { number in
                parameter(
                    "joined", operation.parameters[number].name, members[index][number],
                    exploding(operation.parameters[number]))
            }
            made.append(SwiftArgument("headers", .array(values)))
        }
        let cookies = operation.parameters(in: .cookie)
        if !cookies.isEmpty {
            made.append(SwiftArgument("cookies", .array(cookies.map { queryValue(index, $0) })))
        }
        if let body = operation.body { made.append(SwiftArgument("body", bodyValue(body, index))) }
        if !operation.security.isEmpty {
            let ways = operation.security.map { way in
                SwiftExpression.array(way.map { .string(api.schemes[$0].name) })
            }
            made.append(SwiftArgument("security", .array(ways)))
        }
        if let accept = operation.acceptedType { made.append(SwiftArgument("accept", .string(accept))) }
        let errors = operation.errors.compactMap { error in
            errorNames[error].map {
                (key: SwiftExpression.number(String(error.status)), value: SwiftExpression.metatype(.name($0)))
            }
        }
        if !errors.isEmpty { made.append(SwiftArgument("errors", .dictionary(errors))) }
        if let checks = checks(index) { made.append(SwiftArgument("checks", checks)) }
        if case .json = operation.answer, let element = operation.xmlAnswer {
            let read = SwiftExpression.call(
                .member(rules.element(element), "value"), [SwiftArgument("of", .name("$0"))])
            made.append(SwiftArgument("markup", .closure(nil, .effect("try", read))))
        }
        return made
    }

    /// What is looked at of a call; nil where nothing is said.
    private func checks(_ index: Int) -> SwiftExpression? {
        let operation = api.operations[index]
        func check(_ place: String, _ input: ClientInput, _ rule: ValueRule?) -> SwiftExpression? {
            rule.map { rule in
                .call(
                    .name("ValueCheck"),
                    [
                        SwiftArgument(nil, .string(place)), SwiftArgument(nil, .name(name(input, of: index))),
                        SwiftArgument(nil, rules.rule(rule)),
                    ])
            }
        }
        let checks = operation.inputs.compactMap { input -> SwiftExpression? in
            switch input {
            case .parameter(let number):
                let parameter = operation.parameters[number]
                return check("\(parameter.location) \(parameter.name)", input, parameter.rule)
            case .body:
                guard let body = operation.body, body.content.isStructured else { return nil }
                return check("body", input, body.rule)
            }
        }
        return checks.isEmpty ? nil : .closure(nil, .effect("try", .array(checks)))
    }

    /// That members of an object stand for themselves.
    private func exploding(_ parameter: ClientParameter) -> [SwiftArgument] {
        api.explodes(parameter) ? [SwiftArgument("explodes", .boolean(true))] : []
    }

    private func parameter(
        _ form: String, _ name: String, _ value: String, _ more: [SwiftArgument] = []
    ) -> SwiftExpression {
        .call(
            .member(nil, form),
            [SwiftArgument(nil, .string(name)), SwiftArgument(nil, .name(value))] + more)
    }

    private func queryValue(_ index: Int, _ number: Int) -> SwiftExpression {
        let made = api.operations[index].parameters[number]
        let value = members[index][number]
        switch api.queryForm(of: made) {
        case .pairs: return parameter("pairs", made.name, value)
        case .joined(","): return parameter("joined", made.name, value)
        case .joined(let separator):
            return parameter("joined", made.name, value, [SwiftArgument("by", .string(separator))])
        case .deepObject: return parameter("deepObject", made.name, value)
        }
    }

    private func path(_ index: Int) -> SwiftExpression {
        let operation = api.operations[index]
        return .interpolated(
            operation.path.enumerated().map { place, part in
                switch part {
                case .literal(let text): return .text(text)
                case .parameter(let name):
                    let number = operation.pathParameter(name) ?? 0
                    let value = SwiftExpression.name(members[index][number])
                    if operation.isGreedy(name, at: place) { return .value(value, label: "rest") }
                    let parameter = operation.parameters[number]
                    let more = exploding(parameter)
                    switch parameter.style {
                    case .label: return .value(value, label: "label", more: more)
                    case .matrix:
                        return .value(
                            value, label: "matrix", more: [SwiftArgument("name", .string(parameter.name))] + more)
                    default: return .value(value, label: more.isEmpty ? nil : "exploded")
                    }
                }
            })
    }

    private func bodyValue(_ body: ClientBody, _ index: Int) -> SwiftExpression {
        let value = SwiftArgument(nil, .name(name(.body, of: index)))
        let type = SwiftArgument("as", .string(body.contentType))
        return switch body.content {
        case .json: .call(.member(nil, "json"), [value, type])
        case .form: .call(.member(nil, "form"), [value])
        case .multipart: .call(.member(nil, "multipart"), [value])
        case .xml(_, let element):
            .call(.member(nil, "xml"), [value, SwiftArgument(nil, rules.element(element)), type])
        case .text: .call(.member(nil, "text"), [value, type])
        case .binary: .call(.member(nil, "binary"), [value, type])
        }
    }

    private func pages(_ index: Int) -> SwiftFunction? {
        let operation = api.operations[index]
        guard let pagination = operation.pagination, let name = pageNames[index],
            let token = operation.parameters.firstIndex(where: { $0.name == pagination.parameter }),
            !operation.parameters[token].isRequired, case .named(let type)? = operation.result,
            case .object(let object) = api.types[type].form,
            let items = object.members.firstIndex(where: { $0.name == pagination.items }),
            let next = object.members.firstIndex(where: { $0.name == pagination.token })
        else { return nil }
        func attribute(_ number: Int) -> SwiftExpression {
            let value = SwiftExpression.member(.name("$0"), models.parts[type][number])
            guard models.nullable(object.members[number].shape) != nil else { return value }
            if case .optional = models.type(of: object.members[number]) { return .chained(value, "value") }
            return .member(value, "value")
        }
        let parameters = parameters(index)
        let passed = parameters.map { SwiftArgument($0.name, .name($0.name)) }
        // A parameter may have the operation's own name.
        let isHidden = parameters.contains { $0.name == names[index] }
        let call = isHidden ? SwiftExpression.member(.name("self"), names[index]) : .name(names[index])
        let get = SwiftExpression.effect("try await", .call(call, passed))
        return SwiftFunction(
            comment: SwiftComment(text: "Each element of all pages of `\(names[index])`."),
            isDeprecated: operation.isDeprecated, name: name, parameters: parameters,
            result: .generic("Pages", [models.type(.named(type)), models.type(pagination.element)]),
            body: [
                .expression(
                    .call(
                        .name("Pages"),
                        [
                            SwiftArgument("from", .name(members[index][token])),
                            SwiftArgument("items", .closure(nil, attribute(items))),
                            SwiftArgument("next", .closure(nil, attribute(next))),
                            SwiftArgument("get", .closure(members[index][token], get)),
                        ]))
            ])
    }

    // MARK: Answers

    private func resultType(_ index: Int) -> SwiftType? {
        switch api.operations[index].answer {
        case .none: return nil
        case .json(let shapes, let mayBeAbsent):
            let type = results[index].map { SwiftType.name(models.names[$0]) } ?? models.type(shapes[0])
            return mayBeAbsent ? .optional(type) : type
        case .text: return .string
        case .binary: return .name("ByteStream")
        case .events: return .name("ServerSentEvents")
        }
    }

    private func answer(_ operation: ClientOperation) -> String {
        switch operation.answer {
        case .none: "none"
        case .json(_, let mayBeAbsent): mayBeAbsent ? "optionalJSON" : "json"
        case .text: "text"
        case .binary: "bytes"
        case .events: "events"
        }
    }
}
