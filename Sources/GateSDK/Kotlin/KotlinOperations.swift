// Operations of an API as suspending methods of a Kotlin class. Must not know how requests are sent: that is the
// runtime's.

/// The client's class and those of failures.
struct KotlinOperations {
    let api: ClientAPI
    let models: KotlinModels
    let clientName: String
    /// Names of methods, by operation.
    let names: [String]
    private let pageNames: [String?]
    /// Names of what operations take, by operation and parameter; the body's comes last.
    private let members: [[String]]
    let errors: [(error: ClientError, name: String)]
    let rules: KotlinRules
    let xml: KotlinXml
    /// Names of the client's parameters that take credentials, by scheme.
    let credentialNames: [String]

    /// Most parameters of a method; what else may be left out cannot be given. A method takes 255 slots (JVMS 17
    /// §4.11), numbers two each, and Kotlin some for defaults.
    static let parametersMax = 110

    /// What methods call, which no parameter may hide.
    private static let functions: Set<String> = [
        "call", "label", "matrix", "options", "segment", "segments", "token",
    ]

    /// - Parameter taken: Names that types cannot have besides the client's.
    init(_ api: ClientAPI, clientName: String, taken: Set<String> = []) {
        self.api = api
        self.clientName = clientName
        let models = KotlinModels(api, taken: taken.union([clientName]))
        self.models = models
        let words = api.operations.map { Words($0.name) }
        var methods = NameScope(reserved: KotlinModels.keywords.union(KotlinOperations.functions))
        names = words.map { methods.take(JavaModels.shortened($0.camel)) }
        pageNames = api.operations.enumerated().map { index, operation in
            operation.pagination == nil ? nil : methods.take(JavaModels.shortened(words[index].camel) + "Pages")
        }
        members = api.operations.map { operation in
            var scope = NameScope(reserved: KotlinModels.keywords.union(KotlinOperations.functions))
            return operation.parameters.map { scope.take(JavaModels.shortened(Words($0.name).camel)) }
                + [scope.take("body")]
        }
        var types = NameScope(
            reserved: KotlinModels.reserved.union(models.names).union([clientName]), ignoresCase: true)
        errors = api.errors.map { error in
            var owner = ""
            if case .named(let index) = models.aliases.target(error.shape).unwrapped { owner = models.names[index] }
            return (error, types.take(owner + error.statusName + "Exception"))
        }
        let taken = KotlinModels.reserved.union(models.names).union([clientName]).union(errors.map(\.name))
        rules = KotlinRules(api, models, taken: taken)
        xml = KotlinXml(api, models, taken: taken)
        var schemes = NameScope(reserved: KotlinModels.keywords.union(["options"]))
        credentialNames = api.schemes.map { schemes.take(JavaModels.shortened(Words($0.name).camel)) }
    }

    // MARK: The client

    func client() -> KotlinClass {
        var made = KotlinClass(kind: "class", name: clientName)
        made.comment = KotlinComment(text: api.summary ?? "A client of \(api.title).")
        made.parameters =
            [
                KotlinParameter(
                    name: "options", type: .name("ClientOptions"), initial: .call("ClientOptions"))
            ]
            + zip(api.schemes, credentialNames).map { scheme, name in
                let type: KotlinType
                switch scheme.kind {
                case .sigV4: type = .name("AwsCredentials")
                case .basic: type = .name("BasicCredentials")
                case .apiKey, .bearer, .token: type = .string
                }
                return KotlinParameter(name: name, type: .nullable(.provider(type)), initial: .null)
            }
        let schemes = zip(api.schemes, credentialNames).map { scheme, name -> KotlinExpression.Argument in
            let (kind, header) = KotlinOperations.kind(scheme.kind)
            return .value(
                .pair(
                    .string(scheme.name),
                    .call("Scheme", .member(.member(.name("Scheme"), "Kind"), kind), .string(header), .name(name))))
        }
        made.parents = [
            .superclass(
                .name("Client"),
                [
                    api.baseURL.map { .string($0) } ?? .null, .string(SDKText.userAgent(api)),
                    schemes.isEmpty ? .call("emptyMap") : .call(nil, "mapOf", schemes), .name("options"),
                ])
        ]
        made.members = api.operations.indices.flatMap { index -> [KotlinMember] in
            [.function(method(index))] + (pages(index).map { [.function($0)] } ?? [])
        }
        return made
    }

    private static func kind(_ kind: ClientScheme.Kind) -> (String, String) {
        switch kind {
        case .apiKey(let name, let isInHeader): (isInHeader ? "HEADER" : "QUERY", name)
        case .token(let header): ("HEADER", header)
        case .bearer: ("BEARER", "authorization")
        case .basic: ("BASIC", "authorization")
        case .sigV4: ("SIGV4", "authorization")
        }
    }

    // MARK: What operations take

    func name(_ input: ClientInput, _ index: Int) -> String {
        switch input {
        case .parameter(let number): members[index][number]
        case .body: members[index][members[index].count - 1]
        }
    }

    static func isRequired(_ input: ClientInput, _ operation: ClientOperation) -> Bool {
        switch input {
        case .parameter(let number): operation.parameters[number].isRequired
        case .body: operation.body?.isRequired == true
        }
    }

    /// What a method takes: what is required first.
    static func inputs(_ operation: ClientOperation) -> [ClientInput] {
        let inputs = operation.inputs
        let required = inputs.filter { isRequired($0, operation) }
        return Array((required + inputs.filter { !required.contains($0) }).prefix(parametersMax))
    }

    private func type(_ input: ClientInput, _ operation: ClientOperation) -> KotlinType {
        switch input {
        case .parameter(let number): return models.type(operation.parameters[number].shape)
        case .body:
            switch operation.body?.content {
            case .json(let shape), .form(let shape), .xml(let shape, _): return models.type(shape)
            case .multipart(let shape): return parts(of: shape) == nil ? .name("Multipart") : models.type(shape)
            case .text: return .string
            case .binary, nil: return .name("Content")
            }
        }
    }

    private func parameters(_ index: Int) -> [KotlinParameter] {
        let operation = api.operations[index]
        return KotlinOperations.inputs(operation).map { input in
            let type = type(input, operation)
            let isRequired = KotlinOperations.isRequired(input, operation)
            return KotlinParameter(
                name: name(input, index), type: isRequired ? type : type.optional, initial: isRequired ? nil : .null)
        } + [KotlinParameter(name: "options", type: .name("CallOptions"), initial: .call("CallOptions"))]
    }

    /// Properties that become parts of a multipart body, where its shape is an object.
    private func parts(of shape: Shape) -> [JavaComponent]? {
        guard case .named(let index) = models.aliases.target(shape).unwrapped,
            case .object(let object) = api.types[index].form
        else { return nil }
        return models.components(object).filter { $0.kind != .rest && !$0.member.isReadOnly }
    }

    private func adding(_ input: ClientInput, to request: KotlinExpression, _ index: Int) -> KotlinExpression {
        let operation = api.operations[index]
        let value = KotlinExpression.name(name(input, index))
        guard case .parameter(let number) = input else {
            guard let body = operation.body else { return request }
            switch body.content {
            case .json(let shape):
                return request.calling("json", .string(body.contentType), models.written(value, shape))
            case .form: return request.calling("form", value)
            case .multipart(let shape):
                guard let parts = parts(of: shape) else { return request.calling("multipart", value) }
                func made(_ owner: KotlinExpression) -> KotlinExpression {
                    .call(
                        nil, "Multipart",
                        parts.map { .value(.pair(.string($0.member.name), .member(owner, $0.name))) })
                }
                return request.calling(
                    "multipart",
                    body.isRequired ? made(value) : .safeCall(value, "let", KotlinLambda(value: made(.name("it")))))
            case .xml(_, let element):
                return request.calling(
                    "body", .string(body.contentType), xml.expression(element).calling("print", value))
            case .text, .binary: return request.calling("body", .string(body.contentType), value)
            }
        }
        let parameter = operation.parameters[number]
        let name = KotlinExpression.string(parameter.name)
        switch parameter.location {
        case .path: return request
        case .header:
            let explodes = api.explodes(parameter) ? [KotlinOperations.exploding] : []
            return .call(request, "header", [.value(name), .value(value)] + explodes)
        case .cookie, .query:
            let isCookie = parameter.location == .cookie
            let method = isCookie ? "cookie" : "query"
            switch api.queryForm(of: parameter) {
            case .pairs: return request.calling(method, name, value)
            case .joined(let separator): return request.calling(method, name, value, .string(separator))
            case .deepObject: return request.calling(isCookie ? method : "deepObject", name, value)
            }
        }
    }

    // MARK: Methods

    private func method(_ index: Int) -> KotlinFunction {
        let operation = api.operations[index]
        let inputs = KotlinOperations.inputs(operation)
        var request: KotlinExpression = .call("Request", .string(operation.method), path(index))
        for input in inputs {
            request = adding(input, to: request, index)
            request = rules.checking(input, of: operation, .name(name(input, index)), request)
        }
        for way in operation.security {
            request = .call(request, "secured", way.map { .value(.string(api.schemes[$0].name)) })
        }
        if let accept = operation.acceptedType { request = request.calling("accept", .string(accept)) }
        for error in operation.errors {
            guard let known = errors.first(where: { $0.error == error }) else { continue }
            request = request.calling("fails", .literal(String(error.status)), .reference(known.name))
        }
        let answer = answer(operation)
        let told = inputs.compactMap { input -> (name: String, text: String)? in
            let text: String?
            switch input {
            case .parameter(let number): text = operation.parameters[number].summary
            case .body: text = operation.body?.summary
            }
            return text.map { (name(input, index), $0) }
        }
        return KotlinFunction(
            modifiers: ["suspend"], name: names[index], parameters: parameters(index), result: answer.type,
            value: .call("call", request, answer.reader, .name("options")), isDeprecated: operation.isDeprecated,
            comment: KotlinComment(
                text: operation.summary ?? "\(operation.method) \(operation.pathText)", parameters: told))
    }

    private func path(_ index: Int) -> KotlinExpression {
        let operation = api.operations[index]
        if operation.path.count == 1, case .literal(let text) = operation.path[0] { return .string(SDKText.path(text)) }
        return .template(
            operation.path.enumerated().map { place, part in
                switch part {
                case .literal(let text): return .text(SDKText.path(text))
                case .parameter(let name):
                    let number = operation.pathParameter(name) ?? 0
                    let value = KotlinExpression.name(members[index][number])
                    if operation.isGreedy(name, at: place) { return .value(.call("segments", value)) }
                    return .value(segment(operation.parameters[number], value))
                }
            })
    }

    private static let exploding = KotlinExpression.Argument.named("explodes", .literal("true"))

    private func segment(_ parameter: ClientParameter, _ value: KotlinExpression) -> KotlinExpression {
        let explodes = api.explodes(parameter) ? [KotlinOperations.exploding] : []
        switch parameter.style {
        case .label: return .call(nil, "label", [.value(value)] + explodes)
        case .matrix: return .call(nil, "matrix", [.value(.string(parameter.name)), .value(value)] + explodes)
        default: return .call(nil, "segment", [.value(value)] + explodes)
        }
    }

    private func answer(_ operation: ClientOperation) -> (type: KotlinType, reader: KotlinExpression) {
        let answer = KotlinExpression.name("Answer")
        switch operation.answer {
        case .none: return (.name("Unit"), .member(answer, "nothing"))
        case .text: return (.string, .member(answer, "text"))
        case .binary: return (.name("InputStream"), .member(answer, "binary"))
        case .events: return (.name("Events"), .member(answer, "events"))
        case .json(let shapes, let mayBeAbsent):
            let format = operation.xmlAnswer.map { [KotlinExpression.Argument.named("format", xml.expression($0))] }
            func read(_ name: String) -> KotlinExpression {
                .call(answer, name, shapes.map { .value(models.reader($0)) } + (format ?? []))
            }
            if shapes.count > 1 { return (.any, read("either")) }
            let type = models.type(shapes[0])
            return mayBeAbsent ? (type.optional, read("optional")) : (type, read("json"))
        }
    }

    private func pages(_ index: Int) -> KotlinFunction? {
        let operation = api.operations[index]
        guard let pagination = operation.pagination, let name = pageNames[index],
            let token = operation.parameters.firstIndex(where: {
                $0.location == .query && $0.name == pagination.parameter
            }),
            case .named(let type)? = operation.result.map(models.aliases.target),
            case .object(let object) = api.types[type].form
        else { return nil }
        let components = models.components(object)
        func member(_ name: String) -> KotlinExpression {
            guard let component = components.first(where: { $0.member.name == name }) else { return .null }
            let value = KotlinExpression.member(.name("it"), component.name)
            return .lambda(KotlinLambda(value: component.kind == .field ? .member(value, "value") : value))
        }
        let arguments = KotlinOperations.inputs(operation).map { input -> KotlinExpression.Argument in
            let name = self.name(input, index)
            return .named(name, .name(input == .parameter(token) ? "token" : name))
        }
        let parameters = parameters(index)
        let get = KotlinExpression.call(
            nil, names[index], arguments + [.named("options", .name("options"))])
        return KotlinFunction(
            modifiers: [], name: name, parameters: parameters,
            result: .generic("Pages", [models.type(.named(type)), models.type(pagination.element)]),
            value: .call(
                "Pages", .lambda(KotlinLambda(name: "token", value: get)), member(pagination.items),
                member(pagination.token), .name(members[index][token])),
            isDeprecated: operation.isDeprecated,
            comment: KotlinComment(text: "Each element of all pages of `\(names[index])`."))
    }

    // MARK: Failures

    func failures() -> [KotlinClass] {
        errors.map { error, name in
            KotlinClass(
                kind: "class", name: name, constructorModifier: "internal",
                parameters: [
                    KotlinParameter(name: "response", type: .name("HttpResponse")),
                    KotlinParameter(name: "body", type: .any),
                ],
                parents: [.superclass(.name("ApiException"), [.name("response"), .name("body")])],
                members: [
                    .property(
                        name: "model", type: models.type(error.shape).optional,
                        .call("read", models.reader(error.shape)), isComputed: true,
                        comment: KotlinComment(
                            text: "The body as the API declares it; null where it is something else."))
                ], comment: KotlinComment(text: "An answer with status \(error.status)."))
        }
    }
}
