// Operations: names, parameters, bodies, answers.

import GateOpenAPI
import GateSource
import GateTree

extension ClientTranslator {
    mutating func translate(_ operation: Operation, _ path: Located<String>) {
        guard api.operations.count < SDKLimits.operationsMax else { return }
        // A method that takes every verb is called by POST, as AWS's own clients leave no choice either.
        let verb = operation.verb == .any ? "post" : operation.verb.rawValue
        let wanted = operation.operationID?.value ?? ClientTranslator.awsName(verb: verb, path: path.value)
        let name = operationName(wanted)
        var made = ClientOperation(
            name: name, method: verb.uppercased(), path: ClientTranslator.parts(of: path.value), range: operation.range)
        if path.value.hasSuffix("+}"), case .parameter(let last)? = made.path.last { made.greedyParameter = last }
        made.summary = ClientTranslator.text(operation.node)
        made.isDeprecated = operation.node["deprecated"]?.boolean == true
        made.tag = operation.node["tags"]?.element(0)?.string
        made.security = security(operation)
        let credentials = Set(
            api.schemes.compactMap { scheme -> String? in
                switch scheme.kind {
                case .apiKey(let name, true), .token(let name): name.lowercased()
                default: nil
                }
            } + ["authorization"])
        for parameter in operation.parameters {
            // Credentials are the client's matter, not an operation's.
            if parameter.location == .header, credentials.contains(parameter.name.value.lowercased()) { continue }
            guard let translated = self.parameter(parameter, of: name) else { continue }
            made.parameters.append(translated)
        }
        declareMissing(&made)
        made.body = body(operation, name)
        made.responses = operation.responses.map { response($0, name) }
        if operation.verb == .head {
            // RFC 9110 §9.3.2: whatever is declared, none has a body.
            for index in made.responses.indices { made.responses[index].body = .none }
        }
        made.pagination = PaginationSearch.pagination(of: made, in: api)
        api.operations.append(made)
    }

    /// Names of path segments without a declaration are texts.
    private func declareMissing(_ operation: inout ClientOperation) {
        for case .parameter(let name) in operation.path
        where !operation.parameters.contains(where: { $0.location == .path && $0.name == name }) {
            operation.parameters.append(
                ClientParameter(
                    name: name, location: .path, shape: .string, isRequired: true, style: .simple, explodes: false))
        }
        let named = operation.path.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
        operation.parameters.removeAll { $0.location == .path && !named.contains($0.name) }
    }

    private static func text(_ node: Node) -> String? {
        let parts = [node["summary"]?.string, node["description"]?.string].compactMap { $0 }.filter { !$0.isEmpty }
        if parts.count == 2, parts[1].hasPrefix(parts[0]) { return parts[1] }
        return parts.isEmpty ? nil : parts.joined(separator: "\n\n")
    }

    /// `GET /pets/{petId}` is `petsPetIdGet`, `GET /` is `rootGet`: the rule of AWS's own clients.
    static func awsName(verb: String, path: String) -> String {
        let segments = path.split(separator: "/").map { String($0.filter { $0 != "{" && $0 != "}" && $0 != "+" }) }
        return (segments.isEmpty ? ["root"] : segments).joined(separator: " ") + " " + verb
    }

    static func parts(of path: String) -> [PathPart] {
        var parts: [PathPart] = []
        var literal = ""
        var rest = path[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            literal += rest[..<open]
            if !literal.isEmpty { parts.append(.literal(literal)) }
            literal = ""
            var name = rest[rest.index(after: open)..<close]
            if name.hasSuffix("+") { name = name.dropLast() }
            parts.append(.parameter(String(name)))
            rest = rest[rest.index(after: close)...]
        }
        literal += rest
        if !literal.isEmpty || parts.isEmpty { parts.append(.literal(literal)) }
        return parts
    }

    // MARK: Parameters

    private mutating func parameter(_ parameter: Parameter, of operation: String) -> ClientParameter? {
        let node = parameter.node
        // Swagger's parameters are their own schemas.
        let schema =
            document?.version == .swagger20 ? node : node["schema"] ?? node["content"]?.members.first?.value["schema"]
        let location: ClientParameter.Location
        switch parameter.location {
        case .path: location = .path
        case .query: location = .query
        case .header: location = .header
        case .cookie: location = .cookie
        }
        var style: ClientParameter.Style = location == .query || location == .cookie ? .form : .simple
        var explodes = style == .form
        if document?.version == .swagger20 {
            explodes = false
            switch node["collectionFormat"]?.string {
            case "multi": explodes = true
            case "ssv": style = .spaceDelimited
            case "tsv": style = .tabDelimited
            case "pipes": style = .pipeDelimited
            default: break
            }
        } else {
            if let named = node["style"]?.string.flatMap(ClientParameter.Style.init) { style = named }
            explodes = node["explode"]?.boolean ?? (style == .form)
        }
        let parts = schema.map { SchemaParts($0, documents) }
        var made = ClientParameter(
            name: parameter.name.value, location: location,
            shape: shape(schema, hint: "\(operation) \(parameter.name.value)").unwrapped,
            isRequired: parameter.isRequired || location == .path, style: style, explodes: explodes)
        let description = node["description"]?.string
        made.summary = parts.map { $0.described(description) } ?? description
        made.isDeprecated = node["deprecated"]?.boolean == true
        made.constraints = parts?.constraints ?? Constraints()
        made.rule = rule(of: schema)
        return made
    }

    // MARK: Bodies

    private mutating func body(_ operation: Operation, _ name: String) -> ClientBody? {
        if document?.version == .swagger20, let form = swaggerForm(operation, name) { return form }
        guard let body = operation.requestBody else { return nil }
        guard let media = body.content.min(by: { Self.rank($0) < Self.rank($1) }) else { return nil }
        let type = media.contentType.value
        let content: ClientBody.Content
        switch Self.rank(media) {
        case 0, 1: content = .json(shape(media.schema, hint: "\(name) request"))
        case 2: content = .form(shape(media.schema, hint: "\(name) form"))
        case 3: content = .multipart(shape(media.schema, hint: "\(name) form"))
        case 4 where Self.isXML(type) && media.schema != nil:
            let shape = shape(media.schema, hint: "\(name) request")
            content = .xml(shape, xmlElement(media.schema, name: "\(name) request"))
        case 4: content = .text
        default: content = .binary
        }
        let isGeneric = type.contains("*")
        return ClientBody(
            contentType: isGeneric ? "application/octet-stream" : type, content: content, isRequired: body.isRequired,
            summary: body.node["description"]?.string, rule: content.isStructured ? rule(of: media.schema) : nil)
    }

    /// RFC 7303 §4.2.
    private static func isXML(_ type: String) -> Bool {
        let type = type.split(separator: ";").first.map { $0.lowercased() } ?? ""
        return type == "text/xml" || type == "application/xml" || type.hasSuffix("+xml")
    }

    /// The representation that a client prefers: the lowest.
    private static func rank(_ media: MediaType) -> Int {
        let type = media.contentType.value.split(separator: ";").first.map { $0.lowercased() } ?? ""
        if type == "application/json" { return 0 }
        if type.hasSuffix("+json") { return 1 }
        if type == "application/x-www-form-urlencoded" { return 2 }
        if type == "multipart/form-data" { return 3 }
        if type.hasPrefix("text/") || type.hasSuffix("xml") { return 4 }
        return type == "*/*" && media.schema != nil ? 1 : 5
    }

    /// `formData` parameters of Swagger as the members of an object.
    private mutating func swaggerForm(_ operation: Operation, _ name: String) -> ClientBody? {
        let nodes = (operation.node["parameters"]?.elements ?? []).compactMap { documents.resolve($0) }
            .filter { $0["in"]?.string == "formData" }
        guard !nodes.isEmpty else { return nil }
        var object = ObjectType()
        var rules: [RuleMember] = []
        for node in nodes {
            guard let member = node["name"]?.string else { continue }
            var made = ObjectMember(
                name: member, shape: shape(node, hint: "\(name) form \(member)"),
                isRequired: node["required"]?.boolean == true)
            let parts = SchemaParts(node, documents)
            made.summary = parts.described(node["description"]?.string)
            made.constraints = parts.constraints
            object.members.append(made)
            if let rule = rule(of: node) { rules.append(RuleMember(name: member, rule: rule)) }
        }
        let index = api.types.count
        api.types.append(ClientType(name: typeName("\(name) form"), form: .object(object)))
        api.types[index].rule = .object(Constraints(), members: rules, others: nil)
        let consumes = (operation.node["consumes"] ?? document?.root["consumes"])?.elements.compactMap(\.string) ?? []
        let isMultipart = consumes.contains("multipart/form-data") || object.members.contains { $0.shape == .binary }
        return ClientBody(
            contentType: isMultipart ? "multipart/form-data" : "application/x-www-form-urlencoded",
            content: isMultipart ? .multipart(.named(index)) : .form(.named(index)),
            isRequired: object.members.contains(where: \.isRequired), rule: .type(index))
    }

    // MARK: Answers

    private mutating func response(_ response: Response, _ name: String) -> ClientResponse {
        let status: ClientResponse.Status
        var label = "default"
        switch response.status {
        case .code(let code): (status, label) = (.code(code), String(code))
        case .range(let hundred): (status, label) = (.range(hundred), "\(hundred)xx")
        case .default: status = .other
        }
        var made = ClientResponse(
            status: status, summary: response.node?["description"]?.string, contentType: nil, body: .none)
        guard let media = response.content.min(by: { Self.rank($0) < Self.rank($1) }) else { return made }
        made.contentType = media.contentType.value
        let isSuccess = made.isSuccess
        if media.contentType.value.lowercased().hasPrefix("text/event-stream") {
            made.body = .events
            return made
        }
        switch Self.rank(media) {
        case 0, 1:
            made.body = .json(shape(media.schema, hint: isSuccess ? "\(name) response" : "\(name) \(label) response"))
        case 4 where Self.isXML(media.contentType.value) && media.schema != nil:
            let hint = isSuccess ? "\(name) response" : "\(name) \(label) response"
            made.body = .xml(shape(media.schema, hint: hint), xmlElement(media.schema, name: hint))
        case 4: made.body = .text
        default: made.body = .binary
        }
        return made
    }
}
