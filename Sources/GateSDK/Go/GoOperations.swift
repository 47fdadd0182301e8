// Operations of an API as methods of Go's Client: what the path holds and the body come one by one, what else there is
// in a struct. Must not know how requests are sent: that is the runtime's.

/// The client's methods.
struct GoOperations {
    let api: ClientAPI
    let models: GoModels
    private let names: GoNames
    private var xml: GoXML { GoXML(api: api, names: names) }
    /// Names of parameters of methods and of fields of structs, by operation and parameter.
    let members: [[String]]
    /// Names of the fields of credentials, by scheme.
    let credentials: [String]

    init(_ api: ClientAPI, _ models: GoModels) {
        self.api = api
        self.models = models
        names = models.names
        members = api.operations.map { operation in
            var local = NameScope(reserved: GoNames.local, digitPrefix: "n")
            var fields = NameScope(digitPrefix: "N")
            return operation.parameters.map { parameter in
                let words = Words(parameter.name)
                return parameter.location == .path
                    ? local.take(words.goLocal, suffix: "Value") : fields.take(words.goExported, suffix: "Field")
            }
        }
        var scope = NameScope(digitPrefix: "N")
        credentials = api.schemes.map { scope.take(Words($0.name).goExported, suffix: "Scheme") }
    }

    static let receiver = GoParameter(name: "c", type: .pointer(.name("Client")))
    static let options = GoParameter(name: "options", type: .name("Option"), isVariadic: true)
    private static let r = GoExpression.identifier("r")

    // MARK: The client

    func client() -> [GoDeclaration] {
        var declarations: [GoDeclaration] = []
        if let url = api.baseURL {
            declarations.append(
                .constants(comment: "BaseURL is where the API is served.", nil, [("BaseURL", .string(url))]))
        }
        var parameters = [GoParameter(name: "baseURL", type: .string)]
        var schemes = GoExpression.none
        if !api.schemes.isEmpty {
            declarations += shown(signing: "signed")
            parameters.append(GoParameter(name: "credentials", type: .name("Credentials")))
            schemes = .call(.member(.identifier("credentials"), "schemes"), [])
        }
        let transport = GoExpression.call(
            "newTransport", .identifier("baseURL"), .string(SDKText.userAgent(api)), schemes, .identifier("options"))
        return declarations + [
            .structure(
                name: "Client", comment: "Client calls the API. It may be used by several goroutines at once.",
                [GoField(name: nil, type: .name("transport"))]),
            .function(
                GoFunction(
                    name: "New", parameters: parameters + [GoOperations.options],
                    results: [.pointer(.name("Client"))],
                    comment: "New makes a client of the API that is served at a base URL.",
                    body: [.returning([.address(.list(.name("Client"), [transport]))])])),
        ] + api.operations.indices.flatMap { operation($0) }
    }

    /// Credentials and how they are shown.
    /// - Parameter signing: The scheme that signs.
    func shown(signing: String) -> [GoDeclaration] {
        let fields = zip(credentials, api.schemes).map { name, scheme in
            GoField(
                name: name, type: .generic(.name("Provider"), [GoOperations.credential(scheme.kind)]),
                comment: scheme.summary)
        }
        let entries = zip(credentials, api.schemes).map { name, scheme -> (GoExpression, GoExpression) in
            let provider = GoExpression.member(.identifier("c"), name)
            switch scheme.kind {
            case .apiKey(let name, let isInHeader):
                return (
                    .string(scheme.name), .call(isInHeader ? "inHeader" : "inQuery", .string(name), provider)
                )
            case .token(let header): return (.string(scheme.name), .call("inHeader", .string(header), provider))
            case .bearer: return (.string(scheme.name), .call("bearer", provider))
            case .basic: return (.string(scheme.name), .call("basic", provider))
            case .sigV4: return (.string(scheme.name), .call(signing, provider))
            }
        }
        return [
            .structure(
                name: "Credentials", comment: "Credentials are what callers show. What is nil is not shown.", fields),
            .function(
                GoFunction(
                    receiver: GoParameter(name: "c", type: .name("Credentials")), name: "schemes", parameters: [],
                    results: [.map(.name("scheme"))],
                    body: [.returning([.map(.map(.name("scheme")), entries)])])),
        ]
    }

    /// What a provider of a scheme gives.
    static func credential(_ kind: ClientScheme.Kind) -> GoType {
        switch kind {
        case .sigV4: .name("AWSCredentials")
        case .basic: .name("BasicCredentials")
        case .apiKey, .bearer, .token: .string
        }
    }

    // MARK: What methods take

    /// Numbers of what stands in the struct of parameters.
    private func others(_ index: Int) -> [Int] { api.operations[index].parameters(in: .query, .header, .cookie) }

    /// Whether the struct of parameters may be nil; nil where there is none.
    func parametersMayBeNil(_ index: Int) -> Bool? {
        let others = others(index)
        if others.isEmpty { return nil }
        return !others.contains { api.operations[index].parameters[$0].isRequired }
    }

    private func parameters(_ index: Int, ofPages: Bool = false) -> [GoParameter] {
        let operation = api.operations[index]
        var made = ofPages ? [] : [GoParameter(name: "ctx", type: .context)]
        for case .parameter(let number) in operation.inputs where operation.parameters[number].location == .path {
            made.append(
                GoParameter(name: members[index][number], type: models.plain(operation.parameters[number].shape)))
        }
        if let body = operation.body { made.append(GoParameter(name: "body", type: type(body))) }
        if let mayBeNil = parametersMayBeNil(index) {
            let type = GoType.name(names.parameters[index])
            made.append(GoParameter(name: "params", type: mayBeNil ? .pointer(type) : type))
        }
        return made + [GoOperations.options]
    }

    private func type(_ body: ClientBody) -> GoType {
        switch body.content {
        case .json(let shape), .xml(let shape, _): body.isRequired ? models.type(shape) : models.optional(shape)
        case .form(let shape), .multipart(let shape):
            models.resolved(shape) == .any
                ? .map(.any) : body.isRequired ? models.plain(shape) : models.optional(shape)
        case .text: body.isRequired ? .string : .pointer(.string)
        case .binary: .qualified("io", "Reader")
        }
    }

    private func operation(_ index: Int) -> [GoDeclaration] {
        var declarations: [GoDeclaration] = []
        if parametersMayBeNil(index) != nil {
            let fields = others(index).map { number -> GoField in
                let parameter = api.operations[index].parameters[number]
                let text = [parameter.summary, parameter.isDeprecated ? "Deprecated: the API says so." : nil]
                    .compactMap { $0 }.joined(separator: "\n\n")
                return GoField(
                    name: members[index][number],
                    type: parameter.isRequired ? models.plain(parameter.shape) : models.optional(parameter.shape),
                    comment: text.isEmpty ? nil : text)
            }
            declarations.append(
                .structure(
                    name: names.parameters[index],
                    comment: "\(names.parameters[index]) are parameters of \(names.operations[index]).", fields))
        }
        if let fields = answers(index) {
            declarations.append(
                .structure(
                    name: names.results[index],
                    comment: "\(names.results[index]) is what \(names.operations[index]) is answered with, by status.",
                    fields.map { GoField(name: $0.name, type: models.optional($0.shape)) }))
        }
        declarations.append(.function(method(index)))
        return declarations + (pages(index).map { [.function($0)] } ?? [])
    }

    // MARK: Methods

    private func method(_ index: Int) -> GoFunction {
        let operation = api.operations[index]
        let name = names.operations[index]
        var comment = "\(name) sends \(operation.method) \(SourceText.firstLine(operation.pathText))."
        if let summary = operation.summary { comment += "\n\n" + summary }
        if operation.isDeprecated { comment += "\n\nDeprecated: the API says so." }
        return GoFunction(
            receiver: GoOperations.receiver, name: name, parameters: parameters(index), results: results(index),
            comment: comment, body: request(index) + answer(index))
    }

    private func set(_ method: String, _ arguments: GoExpression...) -> GoStatement {
        .expression(.call(.member(GoOperations.r, method), arguments))
    }

    /// Statements that make the request.
    private func request(_ index: Int) -> [GoStatement] {
        let operation = api.operations[index]
        let path = operation.path.enumerated().map { place, part in
            switch part {
            case .literal(let text): text
            case .parameter(let name): operation.isGreedy(name, at: place) ? "{\(name)+}" : "{\(name)}"
            }
        }.joined()
        var body = [GoStatement.define(["r"], .call("newRequest", .string(operation.method), .string(path)))]
        if operation.hasRules {
            let rules = GoExpression.element(.identifier(GoRules.operations), .string(names.operations[index]))
            body.append(.assign(.member(GoOperations.r, "rules"), rules))
        }
        for case .parameter(let number) in operation.inputs where operation.parameters[number].location == .path {
            let name = operation.parameters[number].name
            let value = GoExpression.identifier(members[index][number])
            let places = operation.path.indices.filter { operation.path[$0] == .parameter(name) }
            if places.contains(where: { !operation.isGreedy(name, at: $0) }) {
                body.append(set(pathMethod(operation.parameters[number]), .string(name), value))
            }
            if places.contains(where: { operation.isGreedy(name, at: $0) }) {
                body.append(set("segments", .string(name), value))
            }
        }
        let others = others(index).map { parameter(index, $0) }
        if parametersMayBeNil(index) == true {
            body.append(.condition(.binary(.identifier("params"), "!=", .none), others))
        } else {
            body += others
        }
        if let content = operation.body {
            let statement = self.content(content)
            body.append(
                content.isRequired ? statement : .condition(.binary(.identifier("body"), "!=", .none), [statement]))
        }
        if let answer = xml.answer(operation) {
            body.append(.assign(.member(GoOperations.r, "read"), .member(answer, "reading")))
        }
        if let accept = operation.acceptedType {
            body.append(
                .expression(
                    .call(
                        .member(.member(GoOperations.r, "header"), "Set"), [.string("Accept"), .string(accept)])))
        }
        if !operation.security.isEmpty {
            let ways = operation.security.map { way in
                GoExpression.list(nil, way.map { .string(api.schemes[$0].name) })
            }
            body.append(
                .assign(.member(GoOperations.r, "security"), .list(.slice(.slice(.string)), ways)))
        }
        let failures = failures(operation)
        if !failures.isEmpty {
            body.append(
                .assign(
                    .member(GoOperations.r, "failures"),
                    .map(.name("failures"), failures.map { (.number(String($0.0)), $0.1) })))
        }
        return body
    }

    /// The method that fills in a parameter of the path.
    private func pathMethod(_ parameter: ClientParameter) -> String {
        let method =
            switch parameter.style {
            case .label: "label"
            case .matrix: "matrix"
            default: "segment"
            }
        return api.explodes(parameter) ? method + "Exploded" : method
    }

    /// Sets a parameter that is not in the path.
    private func parameter(_ index: Int, _ number: Int) -> GoStatement {
        let parameter = api.operations[index].parameters[number]
        let name = GoExpression.string(parameter.name)
        let value = GoExpression.member(.identifier("params"), members[index][number])
        if parameter.location == .header {
            return set(api.explodes(parameter) ? "headerFieldExploded" : "headerField", name, value)
        }
        let method = parameter.location == .cookie ? "cookie" : "query"
        switch api.queryForm(of: parameter) {
        case .pairs: return set(method, name, value)
        case .joined(let separator): return set(method + "Joined", name, value, .string(separator))
        case .deepObject: return set(method + "Deep", name, value)
        }
    }

    private func content(_ body: ClientBody) -> GoStatement {
        let value = GoExpression.identifier("body")
        let type = GoExpression.string(body.contentType)
        switch body.content {
        case .json: return set("json", type, value)
        case .form: return set("form", value)
        case .multipart: return set("multipart", value)
        case .xml(_, let element): return set("xml", type, xml.element(element), value)
        case .text: return set("text", type, body.isRequired ? value : .dereference(value))
        case .binary: return set("binary", type, value)
        }
    }

    /// Functions that read declared failures, by status, hundreds of a status or 0.
    private func failures(_ operation: ClientOperation) -> [(Int, GoExpression)] {
        var failures: [(Int, GoExpression)] = []
        for response in operation.responses where !response.isSuccess {
            guard case .json(let shape) = response.body else { continue }
            let key: Int
            switch response.status {
            case .code(let code): key = code
            case .range(let hundreds): key = hundreds
            case .other: key = 0
            }
            if failures.contains(where: { $0.0 == key }) { continue }
            failures.append((key, .instance(.identifier("declared"), [models.type(shape)])))
        }
        return failures.sorted { ($0.0 == 0 ? Int.max : $0.0) < ($1.0 == 0 ? Int.max : $1.0) }
    }

    // MARK: Answers

    /// Fields of an answer that is told by its status; nil where there is but one.
    private func answers(_ index: Int) -> [(name: String, status: Int, shape: Shape)]? {
        let operation = api.operations[index]
        guard case .json(let shapes, _) = operation.answer, shapes.count > 1 else { return nil }
        var scope = NameScope()
        return operation.responses.compactMap { response in
            guard response.isSuccess, let shape = response.body.shape else { return nil }
            switch response.status {
            case .code(let code): return (scope.take(GoOperations.statusName(code), suffix: "Answer"), code, shape)
            case .range(let hundreds): return (scope.take("Success", suffix: "Answer"), hundreds, shape)
            case .other: return nil
            }
        }
    }

    private static func statusName(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 203: "NonAuthoritative"
        case 207: "MultiStatus"
        default: "Status\(status)"
        }
    }

    /// The type of a call's value; nil where it has none.
    private func result(_ index: Int) -> GoType? {
        switch api.operations[index].answer {
        case .none: return nil
        case .text: return .string
        case .binary: return .qualified("io", "ReadCloser")
        case .events: return .pointer(.name("EventStream"))
        case .json(let shapes, let mayBeAbsent):
            if shapes.count > 1 { return .pointer(.name(names.results[index])) }
            if mayBeAbsent { return models.optional(shapes[0]) }
            if case .named(let type) = models.resolved(shapes[0]) {
                switch api.types[type].form {
                case .object, .union: return models.optional(shapes[0])
                case .enumeration, .alias: break
                }
            }
            return models.type(shapes[0])
        }
    }

    func hasResult(_ index: Int) -> Bool { result(index) != nil }

    private func results(_ index: Int) -> [GoType] { (result(index).map { [$0] } ?? []) + [.error] }

    private func answer(_ index: Int) -> [GoStatement] {
        let (ctx, c) = (GoExpression.identifier("ctx"), GoExpression.identifier("c"))
        let (r, options) = (GoOperations.r, GoExpression.identifier("options"))
        func plain(_ method: String) -> [GoStatement] { [.returning([.call(.member(c, method), [ctx, r, options])])] }
        switch api.operations[index].answer {
        case .none: return plain("nothing")
        case .text: return plain("text")
        case .binary: return plain("binary")
        case .events: return plain("events")
        case .json:
            guard let fields = answers(index) else {
                let types = result(index).map { [$0] } ?? []
                let arguments = [ctx, .address(.member(c, "transport")), r, options]
                return [.returning([.call(.identifier("decoded"), arguments, types: types)])]
            }
            let places = fields.map { field -> (GoExpression, GoExpression) in
                (.number(String(field.status)), .address(.member(.identifier("result"), field.name)))
            }
            return [
                .define(["result"], .address(.list(.name(names.results[index]), []))),
                .define(
                    ["err"], .call(.member(c, "decode"), [ctx, r, options, .map(.name("answers"), places)])),
                .returning([.identifier("result"), .identifier("err")]),
            ]
        }
    }

    // MARK: Pages

    private func pages(_ index: Int) -> GoFunction? {
        let operation = api.operations[index]
        guard let pagination = operation.pagination, let mayBeNil = parametersMayBeNil(index),
            let number = operation.parameters.firstIndex(where: {
                $0.location == .query && $0.name == pagination.parameter
            }),
            case .named(let type)? = operation.result, case .object(let object) = api.types[type].form
        else { return nil }
        let fields = models.fields(of: object)
        func member(_ name: String) -> GoExpression? {
            guard let number = object.members.firstIndex(where: { $0.name == name }) else { return nil }
            let value = GoExpression.member(.identifier("page"), fields[number])
            switch models.field(type, number, object.members[number]).type {
            case .generic: return .call(.member(value, "value"), [])
            case .pointer: return .call("valueOf", value)
            default: return value
            }
        }
        guard let items = member(pagination.items), let token = member(pagination.token) else { return nil }
        let (request, params) = (GoExpression.identifier("request"), GoExpression.identifier("params"))
        let (next, err) = (GoExpression.identifier("token"), GoExpression.identifier("err"))
        var arguments: [GoExpression] = [.identifier("ctx")]
        for case .parameter(let number) in operation.inputs where operation.parameters[number].location == .path {
            arguments.append(.identifier(members[index][number]))
        }
        if operation.body != nil { arguments.append(.identifier("body")) }
        arguments += [mayBeNil ? .address(request) : request, .spread(.identifier("options"))]
        let isRequired = operation.parameters[number].isRequired
        let element = models.type(pagination.element)
        let get = GoExpression.function(
            [GoParameter(name: "ctx", type: .context), GoParameter(name: "token", type: .string)],
            [.slice(element), .string, .error],
            [
                .condition(
                    .binary(next, "!=", .string("")),
                    [
                        .assign(
                            .member(request, members[index][number]), isRequired ? next : .address(next))
                    ]),
                .define(["page", "err"], .call(.member(.identifier("c"), names.operations[index]), arguments)),
                .condition(
                    .binary(.binary(err, "!=", .none), "||", .binary(.identifier("page"), "==", .none)),
                    [.returning([.none, .string(""), err])]),
                .returning([items, token, .none]),
            ])
        let start: [GoStatement] =
            mayBeNil
            ? [
                .variable("request", .name(names.parameters[index])),
                .condition(.binary(params, "!=", .none), [.assign(request, .dereference(params))]),
            ] : [.define(["request"], params)]
        let pager = GoType.generic(.name("Pager"), [element])
        return GoFunction(
            receiver: GoOperations.receiver, name: names.pages[index], parameters: parameters(index, ofPages: true),
            results: [.pointer(pager)],
            comment: "\(names.pages[index]) goes through the elements of all pages of \(names.operations[index]).",
            body: start + [.returning([.address(.structure(pager, [("get", get)]))])])
    }
}

extension ResponseBody {
    /// Of what models read.
    fileprivate var shape: Shape? {
        switch self {
        case .json(let shape), .xml(let shape, _): shape
        case .none, .text, .binary, .events: nil
        }
    }
}
