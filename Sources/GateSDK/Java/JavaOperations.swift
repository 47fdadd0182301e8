// Operations of an API as methods of a Java class: what is required stands in brackets, what may be left out is told to
// the call that comes back. Must not know how requests are sent: that is the runtime's.

/// The client's class and those of its calls and failures.
struct JavaOperations {
    let api: ClientAPI
    let models: JavaModels
    let rules: JavaRules
    let xml: JavaXML
    let clientName: String
    let optionsName: String
    /// Names of methods, by operation.
    let names: [String]
    /// Names of the classes of calls, by operation; nil where nothing may be left out.
    private let callNames: [String?]
    /// Names of what operations take, by operation and parameter; the body's comes last.
    private let members: [[String]]
    let errors: [(error: ClientError, name: String)]

    /// Most parameters of a method; further ones are told to the call. A method takes 255 slots (JVMS 17 §4.11).
    static let positionalMax = 100
    /// Most operations of a class: a class file has 65,535 constants (JVMS 17 §4.1).
    static let classMax = 1_000

    private static let reservedMethods: Set<String> = ["call", "exploded", "label", "matrix", "segment", "segments"]
    /// Methods that calls have, and names of what they are made with.
    private static let reservedSetters: Set<String> = [
        "header", "idempotencyKey", "pages", "request", "retries", "send", "sendAsync", "sendForResult", "timeout",
    ]
    private static let reservedOptions: Set<String> = [
        "baseUrl", "checksRequests", "credential", "header", "httpClient", "middleware", "retries", "stage", "timeout",
        "transport",
    ]

    init(_ api: ClientAPI, _ project: JavaProject) {
        self.api = api
        clientName = project.className("Client")
        optionsName = project.className("Options")
        let models = JavaModels(api, taken: [clientName, optionsName])
        self.models = models
        let words = api.operations.map { Words($0.name) }
        var methods = NameScope(reserved: JavaModels.keywords.union(JavaOperations.reservedMethods))
        names = words.map { methods.take(JavaModels.shortened($0.camel)) }
        rules = JavaRules(api, models)
        xml = JavaXML(api, models)
        var types = NameScope(
            reserved: JavaModels.reserved.union(models.names).union([clientName, optionsName]), ignoresCase: true)
        callNames = api.operations.enumerated().map { index, operation in
            let isPlain = JavaOperations.named(operation).isEmpty && operation.pagination == nil
            return isPlain ? nil : types.take(JavaModels.shortened(words[index].pascal) + "Call")
        }
        members = api.operations.map { operation in
            var scope = NameScope(reserved: JavaModels.keywords.union(JavaOperations.reservedSetters))
            return operation.parameters.map { scope.take(JavaModels.shortened(Words($0.name).camel)) }
                + [scope.take("body")]
        }
        errors = api.errors.map { error in
            var owner = ""
            if case .named(let index) = models.target(error.shape).unwrapped { owner = models.names[index] }
            return (error, types.take(owner + error.statusName + "Exception"))
        }
    }

    // MARK: What operations take

    /// What a method takes itself.
    static func positional(_ operation: ClientOperation) -> [ClientInput] {
        Array(operation.inputs.filter { isRequired($0, operation) }.prefix(positionalMax))
    }

    /// What the call is told.
    private static func named(_ operation: ClientOperation) -> [ClientInput] {
        let positional = positional(operation)
        return operation.inputs.filter { !positional.contains($0) }
    }

    private static func isRequired(_ input: ClientInput, _ operation: ClientOperation) -> Bool {
        switch input {
        case .parameter(let number): operation.parameters[number].isRequired
        case .body: operation.body?.isRequired == true
        }
    }

    private func name(_ input: ClientInput, _ index: Int) -> String {
        switch input {
        case .parameter(let number): members[index][number]
        case .body: members[index][members[index].count - 1]
        }
    }

    private func type(_ input: ClientInput, _ index: Int) -> JavaType {
        let operation = api.operations[index]
        switch input {
        case .parameter(let number): return models.type(operation.parameters[number].shape)
        case .body:
            switch operation.body?.content {
            case .json(let shape), .form(let shape), .multipart(let shape), .xml(let shape, _):
                return models.type(shape)
            case .text: return .string
            case .binary, nil: return .name("BodyPublisher")
            }
        }
    }

    private func summary(_ input: ClientInput, _ index: Int) -> String? {
        switch input {
        case .parameter(let number): api.operations[index].parameters[number].summary
        case .body: api.operations[index].body?.summary
        }
    }

    private func isDeprecated(_ input: ClientInput, _ index: Int) -> Bool {
        if case .parameter(let number) = input { return api.operations[index].parameters[number].isDeprecated }
        return false
    }

    /// Adds what an operation takes to its request, and what it has to satisfy.
    private func adding(
        _ input: ClientInput, _ value: JavaExpression, to request: JavaExpression, _ index: Int
    ) -> JavaExpression {
        let made = writing(input, value, to: request, index)
        guard let rule = rules.constant(input, index) else { return made }
        return made.calling("check", .string(rule.place), value, rule.constant)
    }

    private func writing(
        _ input: ClientInput, _ value: JavaExpression, to request: JavaExpression, _ index: Int
    ) -> JavaExpression {
        let operation = api.operations[index]
        guard case .parameter(let number) = input else {
            guard let body = operation.body else { return request }
            switch body.content {
            case .json(let shape):
                let texts = models.holdsDecimalTexts(shape) ? .call(.name("Shape"), "texts", [value]) : value
                return request.calling("json", .string(body.contentType), texts)
            case .form: return request.calling("form", value)
            case .multipart: return request.calling("multipart", value)
            case .xml: return request.calling("xml", .string(body.contentType), value, xml.body(index) ?? .null)
            case .text, .binary: return request.calling("body", .string(body.contentType), value)
            }
        }
        let parameter = operation.parameters[number]
        let name = JavaExpression.string(parameter.name)
        switch parameter.location {
        case .path: return request
        case .header: return request.calling(api.explodes(parameter) ? "exploded" : "header", name, value)
        case .cookie, .query:
            let method = parameter.location == .cookie ? "cookie" : "query"
            switch api.queryForm(of: parameter) {
            case .pairs: return request.calling(method, name, value)
            case .joined(let separator): return request.calling(method, name, value, .string(separator))
            case .deepObject: return request.calling(method == "cookie" ? method : "deepObject", name, value)
            }
        }
    }

    // MARK: The client

    /// The client's class; where there are very many operations, behind classes that hold some of them each.
    func client() -> [JavaDeclaration] {
        let starts = Array(stride(from: 0, to: max(api.operations.count, 1), by: JavaOperations.classMax))
        return starts.enumerated().map { place, start in
            let isFirst = place == 0
            let isLast = place == starts.count - 1
            var made = JavaDeclaration(
                name: isLast ? clientName : partName(place),
                modifiers: isLast ? ["public", "final"] : ["abstract"], kind: .classType,
                superclass: .name(isFirst ? "Client" : partName(place - 1)))
            if isLast { made.comment = JavaComment(text: api.summary ?? "A client of \(api.title).") }
            if isFirst {
                made.fields = [
                    JavaField(
                        modifiers: ["private", "static", "final"],
                        variable: JavaVariable(name: "DEFINITION", type: .name("Definition")), value: definition)
                ]
            }
            made.methods = [
                JavaMethod(
                    name: made.name, modifiers: isLast ? ["public"] : [], result: nil,
                    parameters: [JavaVariable(name: "options", type: .name(optionsName))],
                    body: [
                        .evaluate(
                            .call(nil, "super", isFirst ? [.name("DEFINITION"), .name("options")] : [.name("options")]))
                    ])
            ]
            made.methods += api.operations.indices[start..<min(start + JavaOperations.classMax, api.operations.count)]
                .map(method)
            return made
        }
    }

    private func partName(_ place: Int) -> String { "\(clientName)Part\(place + 1)" }

    private var definition: JavaExpression {
        let base: JavaExpression = .new(
            .name("Definition"),
            [api.baseURL.map { .string($0) } ?? .null, .string(SDKText.userAgent(api))])
        return api.schemes.reduce(base) { made, scheme in
            let name = JavaExpression.string(scheme.name)
            switch scheme.kind {
            case .apiKey(let header, true), .token(let header):
                return made.calling("header", name, .string(header))
            case .apiKey(let key, false): return made.calling("query", name, .string(key))
            case .bearer: return made.calling("bearer", name)
            case .basic: return made.calling("basic", name)
            case .sigV4: return made.calling("sigV4", name)
            }
        }
    }

    private func method(_ index: Int) -> JavaMethod {
        let operation = api.operations[index]
        let positional = JavaOperations.positional(operation)
        var request: JavaExpression = .new(.name("Request"), [.string(operation.method), path(index)])
        for input in positional { request = adding(input, .name(name(input, index)), to: request, index) }
        for way in operation.security {
            request = .call(request, "secured", way.map { .string(api.schemes[$0].name) })
        }
        if let accept = operation.acceptedType { request = request.calling("accept", .string(accept)) }
        for error in operation.errors {
            guard let known = errors.first(where: { $0.error == error }) else { continue }
            request = request.calling("fails", .literal(String(error.status)), .reference(known.name, "new"))
        }
        let value: JavaExpression
        if let name = callNames[index] {
            value = .new(.name(name), [.name("this"), request])
        } else {
            value = .call(nil, "call", [request, answer(index).reader])
        }
        let told = positional.compactMap { input -> (name: String, text: String)? in
            summary(input, index).map { (name(input, index), $0) }
        }
        return JavaMethod(
            name: names[index], modifiers: ["public"],
            result: callNames[index].map { .name($0) } ?? .generic("Call", [answer(index).type]),
            parameters: positional.map { JavaVariable(name: name($0, index), type: type($0, index)) },
            body: [.returns(value)], annotations: operation.isDeprecated ? [.deprecated] : [],
            comment: JavaComment(
                text: operation.summary ?? "\(operation.method) \(operation.pathText)", parameters: told))
    }

    private func path(_ index: Int) -> JavaExpression {
        let operation = api.operations[index]
        let parts = operation.path.enumerated().map { place, part -> JavaExpression in
            switch part {
            case .literal(let text): return .string(SDKText.path(text))
            case .parameter(let name):
                let number = operation.pathParameter(name) ?? 0
                if operation.isGreedy(name, at: place) {
                    return .call(nil, "segments", [.name(members[index][number])])
                }
                return segment(operation.parameters[number], .name(members[index][number]))
            }
        }
        return parts.count == 1 ? parts[0] : .concatenation(parts)
    }

    private func segment(_ parameter: ClientParameter, _ value: JavaExpression) -> JavaExpression {
        let explodes = JavaExpression.literal(String(parameter.explodes))
        switch parameter.style {
        case .label: return .call(nil, "label", [value, explodes])
        case .matrix: return .call(nil, "matrix", [.string(parameter.name), value, explodes])
        default: return .call(nil, api.explodes(parameter) ? "exploded" : "segment", [value])
        }
    }

    // MARK: Answers

    private func answer(_ index: Int) -> (type: JavaType, reader: JavaExpression) {
        func plain(_ type: JavaType, _ reader: String) -> (JavaType, JavaExpression) {
            (type, .call(.name("Answer"), reader, []))
        }
        switch api.operations[index].answer {
        case .none: return plain(.name("Void"), "nothing")
        case .text: return plain(.string, "text")
        case .binary: return plain(.name("InputStream"), "binary")
        case .events: return plain(.name("Events"), "events")
        case .json(let shapes, _):
            let element = xml.answer(index).map { [$0] } ?? []
            guard shapes.count == 1 else {
                return (.object, .call(.name("Answer"), "either", element + shapes.map(models.reader)))
            }
            var reader = models.reader(shapes[0])
            if case .call(_, "of", let type) = reader { reader = type[0] }
            let kind = element.isEmpty ? "json" : "xml"
            return (models.type(shapes[0]).boxed, .call(.name("Answer"), kind, [reader] + element))
        }
    }

    // MARK: Calls

    /// The class of an operation's call: what it may be told.
    func call(_ index: Int) -> JavaDeclaration? {
        guard let name = callNames[index] else { return nil }
        let operation = api.operations[index]
        let answer = answer(index)
        var made = JavaDeclaration(
            name: name, modifiers: ["public", "final"], kind: .classType, superclass: .generic("Call", [answer.type]))
        made.comment = JavaComment(text: "What a call of `\(names[index])` may be told.")
        made.methods = [
            JavaMethod(
                name: name, modifiers: [], result: nil,
                parameters: [
                    JavaVariable(name: "client", type: .name("Client")),
                    JavaVariable(name: "request", type: .name("Request")),
                ],
                body: [.evaluate(.call(nil, "super", [.name("client"), .name("request"), answer.reader]))])
        ]
        made.methods += JavaOperations.named(operation).map { input in
            JavaMethod(
                name: self.name(input, index), modifiers: ["public"], result: .name(name),
                parameters: [JavaVariable(name: "value", type: type(input, index))],
                body: [.evaluate(adding(input, .name("value"), to: .name("request"), index)), .returns(.name("this"))],
                annotations: isDeprecated(input, index) ? [.deprecated] : [],
                comment: summary(input, index).map { JavaComment(text: $0) })
        }
        if let pages = pages(operation) { made.methods.append(pages) }
        return made
    }

    private func pages(_ operation: ClientOperation) -> JavaMethod? {
        guard let pagination = operation.pagination, case .named(let type)? = operation.result.map(models.target),
            case .object(let object) = api.types[type].form
        else { return nil }
        let components = models.components(object)
        func member(_ name: String) -> JavaExpression {
            guard let component = components.first(where: { $0.member.name == name }) else { return .null }
            guard component.kind == .field else { return .reference(models.names[type], component.name) }
            return .lambda("page", .call(.call(.name("page"), component.name, []), "value", []))
        }
        return JavaMethod(
            name: "pages", modifiers: ["public"],
            result: .generic("Iterable", [models.type(pagination.element).boxed]),
            body: [
                .returns(
                    .call(
                        nil, "pages",
                        [.string(pagination.parameter), member(pagination.items), member(pagination.token)]))
            ],
            comment: JavaComment(text: "Each element of all pages, which are asked for when they are needed."))
    }

    // MARK: Failures

    func failures() -> [JavaDeclaration] {
        errors.map { error, name in
            var made = JavaDeclaration(
                name: name, modifiers: ["public", "final"], kind: .classType, superclass: .name("ApiException"))
            made.comment = JavaComment(text: "An answer with status \(error.status).")
            made.fields = [
                JavaField(
                    modifiers: ["private", "static", "final"],
                    variable: JavaVariable(name: "serialVersionUID", type: .name("long")), value: .literal("1L"))
            ]
            made.methods = [
                JavaMethod(
                    name: name, modifiers: [], result: nil,
                    parameters: [
                        JavaVariable(name: "response", type: .generic("HttpResponse", [.name("?")])),
                        JavaVariable(name: "body", type: .object),
                    ],
                    body: [.evaluate(.call(nil, "super", [.name("response"), .name("body")]))]),
                JavaMethod(
                    name: "model", modifiers: ["public"], result: models.type(error.shape).boxed,
                    body: [.returns(.call(nil, "read", [models.reader(error.shape)]))],
                    annotations: [JavaAnnotation(name: "Nullable")],
                    comment: JavaComment(text: "The body as the API declares it; null where it is something else.")),
            ]
            return made
        }
    }

    // MARK: Options

    /// Names of the options that take credentials, by scheme.
    var credentialNames: [String] {
        var scope = NameScope(reserved: JavaModels.keywords.union(JavaOperations.reservedOptions))
        return api.schemes.map { scope.take(JavaModels.shortened(Words($0.name).camel)) }
    }

    func options() -> JavaDeclaration {
        var made = JavaDeclaration(
            name: optionsName, modifiers: ["public", "final"], kind: .classType,
            superclass: .generic("ClientOptions", [.name(optionsName)]))
        made.comment = JavaComment(text: "How a \(clientName) behaves, and what callers show.")
        made.methods = zip(api.schemes, credentialNames).flatMap { scheme, name -> [JavaMethod] in
            let type: JavaType
            switch scheme.kind {
            case .sigV4: type = .name("AwsCredentials")
            case .basic: type = .name("BasicCredentials")
            case .apiKey, .bearer, .token: type = .string
            }
            let value = JavaExpression.name("value")
            return [(type, JavaExpression.lambda("()", value)), (.generic("Supplier", [type]), value)].map {
                JavaMethod(
                    name: name, modifiers: ["public"], result: .name(optionsName),
                    parameters: [JavaVariable(name: "value", type: $0.0)],
                    body: [.returns(.call(nil, "credential", [.string(scheme.name), $0.1]))],
                    comment: scheme.summary.map { JavaComment(text: $0) })
            }
        }
        return made
    }
}
