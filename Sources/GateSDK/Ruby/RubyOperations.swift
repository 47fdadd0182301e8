// Operations of an API as methods of Ruby's Client: what the path holds comes first, all else by keywords. Must not
// know how requests are sent: that is the runtime's.

/// The client's class.
struct RubyOperations {
    let api: ClientAPI
    let models: RubyModels
    /// Names of methods, by operation.
    let names: [String]
    /// Names of parameters, by operation and parameter; the body's comes last.
    let members: [[String]]
    private let pageNames: [String?]
    /// Declared failures, and the names of their classes.
    private let errors: [ClientError]
    let errorNames: [String]
    private let errorNumbers: [ClientError: Int]
    let rules: RubyRules
    let xml: RubyXML

    init(_ api: ClientAPI, _ models: RubyModels) {
        self.api = api
        self.models = models
        rules = RubyRules(api: api, models: models)
        xml = RubyXML(api: api, models: models)
        var methods = NameScope(reserved: RubyModels.methods.union(RubyModels.keywords), digitPrefix: "n")
        let words = api.operations.map { Words($0.name) }
        names = words.map { methods.take($0.snake) }
        pageNames = api.operations.enumerated().map { index, operation in
            operation.pagination == nil ? nil : methods.take((words[index] + Words("pages")).snake)
        }
        members = api.operations.map { operation in
            var scope = NameScope(
                reserved: RubyModels.keywords.union(["block", "options", "token"]), digitPrefix: "n")
            return operation.parameters.map { scope.take(Words($0.name).snake) } + [scope.take("body")]
        }
        var scope = NameScope(reserved: RubyModels.reserved.union(models.names), digitPrefix: "N")
        errors = api.errors
        errorNumbers = Dictionary(uniqueKeysWithValues: errors.enumerated().map { ($0.element, $0.offset) })
        errorNames = errors.map { error in
            let owner = if case .named(let index) = error.shape.unwrapped { models.names[index] } else { "" }
            return scope.take(owner + error.statusName, suffix: "Error")
        }
    }

    // MARK: Failures

    func errorClasses() -> [RubyStatement] {
        zip(errors, errorNames).map { error, name in
            let shape = models.shape(error.shape)
            let value: RubyExpression =
                switch shape {
                case .array, .hash: .frozen(shape)
                default: shape
                }
            return .type(
                name: name, superclass: "ApiError", comment: "An answer with status \(error.status).",
                [.constant("SHAPE", value, comment: nil)])
        }
    }

    func errorSignatures() -> [RubySignature] {
        zip(errors, errorNames).map { error, name in
            .type(
                name: name, superclass: "ApiError",
                [.constant("SHAPE", .name("shape")), .attribute("model", models.type(error.shape))])
        }
    }

    private func errors(_ index: Int) -> [(status: Int, name: String)] {
        api.operations[index].errors.compactMap { error in
            errorNumbers[error].map { (error.status, errorNames[$0]) }
        }
    }

    // MARK: The client

    func client() -> RubyStatement {
        var body: [RubyStatement] = []
        if let url = api.baseURL {
            body.append(.constant("BASE_URL", .string(url), comment: "Where the API is served."))
        }
        let schemes = api.schemes.map { (key: RubyExpression.string($0.name), value: scheme($0.kind)) }
        body.append(.constant("SCHEMES", .frozen(.hash(schemes)), comment: "Ways to show who calls."))
        body.append(.method(start))
        for index in api.operations.indices {
            body.append(.method(method(index)))
            if let pages = pages(index) { body.append(.method(pages)) }
        }
        return .type(
            name: "Client", superclass: nil, comment: api.summary ?? "A client of \(api.title).", body)
    }

    func clientSignature() -> RubySignature {
        var body: [RubySignature] = api.baseURL == nil ? [] : [.constant("BASE_URL", .string)]
        body.append(.constant("SCHEMES", .generic("Hash", [.string, .untyped])))
        let credentials = RubyType.generic(
            "Hash", [.union([.name("Symbol"), .string]), .union([.name("credential"), .name("^() -> credential")])])
        func setting(_ name: String, _ type: RubyType) -> RubyParameter {
            RubyParameter(name: name, kind: .keyword, initial: RubyExpression.none, type: type)
        }
        var start = start
        start.parameters = [
            start.parameters[0], setting("credentials", credentials), setting("retries", .name("Integer")),
            setting("timeout", .name("Numeric")), setting("deadline", .name("Numeric").orNil),
            setting("headers", .generic("Hash", [.string, .string])),
            setting("middleware", .generic("Array", [.name("middleware")])),
        ]
        if !rules.isEmpty { start.parameters.append(setting("checks_requests", .name("bool"))) }
        body.append(.method(start))
        for index in api.operations.indices {
            body.append(.method(method(index)))
            if let pages = pages(index) { body.append(.method(pages)) }
        }
        return .type(name: "Client", superclass: nil, body)
    }

    private var start: RubyMethod {
        let settings: [RubyExpression.Argument] = [
            .value(.name("base_url")), .keyword("schemes", .name("SCHEMES")),
            .keyword("user_agent", .string(SDKText.userAgent(api))), .keywords("settings"),
        ]
        return RubyMethod(
            name: "initialize",
            parameters: [
                RubyParameter(
                    name: "base_url", initial: api.baseURL == nil ? nil : .name("BASE_URL"), type: .string),
                RubyParameter(name: "settings", kind: .keywords, type: .untyped),
            ],
            comment: """
                `credentials:` are by the names of SCHEMES: a value, or a Proc that gets it for each request.
                `retries:`, `timeout:` (seconds without a word), `deadline:` (seconds for all attempts) and `headers:`
                hold where a call has none of its own.
                `middleware:` has Procs that are given a Net::HTTP request and a Proc that sends it.
                """ + (rules.isEmpty ? "" : "\n`checks_requests: true` has requests checked before they are sent."),
            body: .call(.name("Transport"), "new", settings), target: "transport", result: .void)
    }

    private func scheme(_ kind: ClientScheme.Kind) -> RubyExpression {
        switch kind {
        case .apiKey(let name, let isInHeader):
            .call("Scheme", "new", .symbol(isInHeader ? "header" : "query"), .string(name))
        case .token(let header): .call("Scheme", "new", .symbol("header"), .string(header))
        case .bearer: .call("Scheme", "new", .symbol("bearer"))
        case .basic: .call("Scheme", "new", .symbol("basic"))
        case .sigV4: .call("Scheme", "new", .symbol("sigv4"))
        }
    }

    // MARK: Methods

    private func parameters(_ index: Int) -> [RubyParameter] {
        let operation = api.operations[index]
        let names = members[index]
        let made = operation.inputs.map { input -> RubyParameter in
            switch input {
            case .parameter(let number):
                let parameter = operation.parameters[number]
                let type = models.input(parameter.shape)
                return RubyParameter(
                    name: names[number], kind: parameter.location == .path ? .positional : .keyword,
                    initial: parameter.isRequired ? nil : RubyExpression.none,
                    type: parameter.isRequired ? type : type.orNil)
            case .body:
                let type = operation.body.map(type) ?? .untyped
                let isRequired = operation.body?.isRequired == true
                return RubyParameter(
                    name: names[names.count - 1], kind: .keyword, initial: isRequired ? nil : RubyExpression.none,
                    type: isRequired ? type : type.orNil)
            }
        }
        return made + [
            RubyParameter(name: "options", kind: .keyword, initial: .hash([]), type: .name("options"))
        ]
    }

    /// Models may be given as hashes.
    private func type(_ body: ClientBody) -> RubyType {
        switch body.content {
        case .json(let shape), .form(let shape), .multipart(let shape), .xml(let shape, _):
            return models.isObject(shape) ? .union([models.type(shape), .hash]) : models.type(shape)
        case .text: return .string
        case .binary: return .name("input")
        }
    }

    private func method(_ index: Int) -> RubyMethod {
        let operation = api.operations[index]
        var method = RubyMethod(
            name: names[index], parameters: parameters(index), comment: comment(index), body: .none,
            result: result(operation))
        var arguments = arguments(index)
        switch operation.answer {
        case .binary: method.yields = .string
        case .events: method.yields = .name("ServerSentEvent")
        case .none, .json, .text: break
        }
        if method.yields != nil {
            method.parameters.append(RubyParameter(name: "block", kind: .block, type: .untyped))
            arguments.append(.block("block"))
        }
        method.body = .call(.name("@transport"), operation.answer == .events ? "events" : "call", arguments)
        return method
    }

    private func result(_ operation: ClientOperation) -> RubyType {
        switch operation.answer {
        case .none: return .void
        case .json(let shapes, let mayBeAbsent):
            let types = shapes.map(models.type)
            let type = types.count == 1 ? types[0] : .union(types)
            return mayBeAbsent ? type.orNil : type
        case .text: return .string
        case .binary: return .string.orNil
        case .events: return .generic("Enumerator", [.name("ServerSentEvent"), .void])
        }
    }

    private func comment(_ index: Int) -> String {
        let operation = api.operations[index]
        var text = operation.summary ?? "\(operation.method) \(operation.pathText)"
        var tags: [String] = operation.isDeprecated ? ["@deprecated"] : []
        for (number, parameter) in operation.parameters.enumerated() where parameter.summary?.isEmpty == false {
            tags.append("@param \(members[index][number]) \(SourceText.firstLine(parameter.summary ?? ""))")
        }
        tags += errors(index).map { "@raise [\($0.name)] status \($0.status)" }
        if !tags.isEmpty { text += "\n\n" + tags.joined(separator: "\n") }
        return text
    }

    private func arguments(_ index: Int) -> [RubyExpression.Argument] {
        let operation = api.operations[index]
        var arguments: [RubyExpression.Argument] = [.value(.string(operation.method)), .value(path(index))]
        let query = operation.parameters(in: .query)
        if !query.isEmpty { arguments.append(.keyword("query", .array(query.map { queryValue(index, $0) }))) }
        let headers = operation.parameters(in: .header)
        if !headers.isEmpty { arguments.append(.keyword("headers", .array(headers.map { headerValue(index, $0) }))) }
        let cookies = operation.parameters(in: .cookie)
        if !cookies.isEmpty { arguments.append(.keyword("cookies", .array(cookies.map { queryValue(index, $0) }))) }
        if let body = operation.body { arguments.append(.keyword("body", bodyValue(body, index))) }
        if !operation.security.isEmpty {
            let ways = operation.security.map { way in
                RubyExpression.array(way.map { .string(api.schemes[$0].name) })
            }
            arguments.append(.keyword("security", .array(ways)))
        }
        if let accept = operation.acceptedType { arguments.append(.keyword("accept", .string(accept))) }
        if let answer = answer(index) { arguments.append(.keyword("answer", answer)) }
        let errors = errors(index)
        if !errors.isEmpty {
            arguments.append(
                .keyword("errors", .hash(errors.map { (.number(String($0.status)), .name($0.name)) })))
        }
        let looked = rules.inputs(index).map { input -> RubyExpression in
            switch input {
            case .parameter(let number): .name(members[index][number])
            case .body: .name(members[index][members[index].count - 1])
            }
        }
        if !looked.isEmpty {
            let table = RubyExpression.call("RequestRules::CALLS", "fetch", .string(names[index]))
            arguments.append(.keyword("checks", .array([table, .array(looked)])))
        }
        return arguments + [.keyword("options", .name("options"))]
    }

    private func path(_ index: Int) -> RubyExpression {
        let operation = api.operations[index]
        if operation.path.count == 1, case .literal(let text) = operation.path[0] { return .string(text) }
        return .interpolated(
            operation.path.enumerated().map { place, part in
                switch part {
                case .literal(let text): return .text(text)
                case .parameter(let name):
                    let number = operation.pathParameter(name) ?? 0
                    let isGreedy = operation.isGreedy(name, at: place)
                    return .value(
                        isGreedy ? .call("Requests", "segments", value(index, number)) : segment(index, number))
                }
            })
    }

    private func segment(_ index: Int, _ number: Int) -> RubyExpression {
        let parameter = api.operations[index].parameters[number]
        switch parameter.style {
        case .label: return list("label", [], index, number)
        case .matrix: return list("matrix", [.value(.string(parameter.name))], index, number)
        default: return list("segment", [], index, number)
        }
    }

    private func headerValue(_ index: Int, _ number: Int) -> RubyExpression {
        list("header", [.value(.string(api.operations[index].parameters[number].name))], index, number)
    }

    private func list(
        _ name: String, _ first: [RubyExpression.Argument], _ index: Int, _ number: Int
    ) -> RubyExpression {
        let explodes = api.explodes(api.operations[index].parameters[number])
        return .call(
            .name("Requests"), name,
            first + [.value(value(index, number))] + (explodes ? [.keyword("explodes", .boolean(true))] : []))
    }

    /// A parameter's value; bytes and decimals are written as the texts that they are sent as.
    private func value(_ index: Int, _ number: Int) -> RubyExpression {
        let name = RubyExpression.name(members[index][number])
        let shape = models.shape(api.operations[index].parameters[number].shape)
        return RubyOperations.isWritten(shape) ? .call("Shapes", "write", shape, name) : name
    }

    private static func isWritten(_ shape: RubyExpression) -> Bool {
        switch shape {
        case .symbol(let name): ["base64", "decimal", "decimal_text"].contains(name)
        case .array(let inner): inner.contains(where: isWritten)
        case .hash(let entries): entries.contains { isWritten($0.value) }
        // Of unions the tag, of models that stand as hashes all that is written.
        case .string: true
        default: false
        }
    }

    /// Of the query, or of cookies, which stand as it does.
    private func queryValue(_ index: Int, _ number: Int) -> RubyExpression {
        let parameter = api.operations[index].parameters[number]
        let name = RubyExpression.string(parameter.name)
        switch api.queryForm(of: parameter) {
        case .pairs: return .call("Requests", "query", name, value(index, number))
        case .joined(let separator):
            return .call("Requests", "query", name, value(index, number), .string(separator))
        case .deepObject: return .call("Requests", "deep_object", name, value(index, number))
        }
    }

    private func bodyValue(_ body: ClientBody, _ index: Int) -> RubyExpression {
        let value = RubyExpression.name(members[index][members[index].count - 1])
        let type = RubyExpression.string(body.contentType)
        switch body.content {
        case .json(let shape): return .call("Requests", "json_body", type, models.shape(shape), value)
        case .form(let shape): return .call("Requests", "form_body", models.shape(shape), value)
        case .multipart(let shape): return .call("Requests", "multipart_body", models.shape(shape), value)
        case .xml(let shape, _):
            let form = RubyExpression.call("XmlForms::BODIES", "fetch", .string(names[index]))
            return .call("Requests", "xml_body", type, models.shape(shape), form, value)
        case .text, .binary: return .call("Requests", "raw_body", type, value)
        }
    }

    private func answer(_ index: Int) -> RubyExpression? {
        let operation = api.operations[index]
        switch operation.answer {
        case .none, .events: return nil
        case .json(let shapes, _):
            let shapes = shapes.map(models.shape)
            let union = RubyExpression.call(.name("Union"), "new", shapes.map { .value($0) })
            let shape = shapes.count == 1 ? shapes[0] : union
            if operation.xmlAnswer == nil { return .call("Answers", "json", shape) }
            return .call("Answers", "xml", shape, .call("XmlForms::ANSWERS", "fetch", .string(names[index])))
        case .text: return .name("Answers::TEXT")
        case .binary: return .name("Answers::BYTES")
        }
    }

    // MARK: Pages

    private func pages(_ index: Int) -> RubyMethod? {
        let operation = api.operations[index]
        guard let pagination = operation.pagination, let name = pageNames[index],
            let token = operation.parameters.firstIndex(where: {
                $0.location == .query && $0.name == pagination.parameter
            }),
            case .named(let type)? = operation.result, case .object(let object) = api.types[type].form
        else { return nil }
        let attributes = models.attributes(of: object)
        func attribute(_ name: String) -> RubyExpression {
            .symbol(object.members.firstIndex { $0.name == name }.map { attributes[$0] } ?? name)
        }
        let passed = parameters(index).map { parameter -> RubyExpression.Argument in
            let value = RubyExpression.name(parameter.name == members[index][token] ? "token" : parameter.name)
            return parameter.kind == .keyword ? .keyword(parameter.name, value) : .value(value)
        }
        return RubyMethod(
            name: name, parameters: parameters(index), comment: "Each element of all pages of `\(names[index])`.",
            body: .call(
                .name("@transport"), "pages",
                [
                    .value(.name(members[index][token])), .value(attribute(pagination.items)),
                    .value(attribute(pagination.token)),
                ],
                block: RubyExpression.Block(parameters: ["token"], value: .call(nil, names[index], passed))),
            result: .generic("Enumerator", [models.type(pagination.element), .void]))
    }
}
