// What requests and responses carry.

import GateSource
import GateTree

extension DocumentReader {
    /// The body of a request: `requestBody`, or Swagger's body parameter.
    func requestBody(_ fields: Fields, _ parameters: [Found]) -> RequestBody? {
        if version == .swagger20 { return swaggerBody(fields, parameters) }
        guard let value = fields.value("requestBody"), let node = documents.resolve(value) else { return nil }
        guard node.kind == .object else {
            fields.wrongType("requestBody", node, "an object")
            return nil
        }
        let body = Fields(node: node, object: "the request body", sink: sink)
        return RequestBody(
            range: value.keyRange, content: content(body), isRequired: body.boolean("required") ?? false,
            node: node)
    }

    private func swaggerBody(_ fields: Fields, _ parameters: [Found]) -> RequestBody? {
        for case .body(let node) in parameters {
            let body = Fields(node: node, object: "the parameter", sink: sink)
            let own = fields.node["consumes"] == nil ? consumes : fields.texts("consumes").map(\.value)
            let types = own.isEmpty ? ["application/json"] : own
            let schema = body.value("schema")
            let place = node.member("in")?.keyRange ?? node.range
            let content = types.map {
                MediaType(contentType: Located($0, at: place), schema: schema, example: nil, examples: [])
            }
            return RequestBody(
                range: place, content: content, isRequired: body.boolean("required") ?? false, node: node)
        }
        return nil
    }

    /// `content` of a body, response or header.
    private func content(_ fields: Fields) -> [MediaType] {
        guard let map = fields.object("content") else { return [] }
        return map.members.compactMap { member in
            let type = Located(member.key, at: member.keyRange)
            guard let node = documents.resolve(member.value), node.kind == .object else {
                return MediaType(contentType: type, schema: nil, example: nil, examples: [])
            }
            var examples: [Node] = []
            for example in node["examples"]?.members ?? [] {
                guard let target = documents.resolve(example.value), let value = target["value"] else { continue }
                examples.append(value)
            }
            return MediaType(
                contentType: type, schema: node["schema"], example: node["example"], examples: examples)
        }
    }

    // MARK: Responses

    func responses(_ fields: Fields, produces: [String]) -> [Response] {
        guard let map = fields.object("responses") else { return [] }
        return map.members.compactMap { member in
            if member.key.hasPrefix("x-") {
                if let entry = ExtensionTable.entries[member.key], let belongs = entry.places.first {
                    sink.report(
                        OpenAPIProblem.extensionMisplaced(
                            member.key, place: .response, belongs: belongs, at: member.keyRange))
                }
                return nil
            }
            guard let status = status(member) else { return nil }
            var response = Response(status: status, range: member.keyRange)
            response.isReference = documents.isReference(member.value)
            guard let node = documents.resolve(member.value) else { return response }
            guard node.kind == .object else {
                sink.report(
                    OpenAPIProblem.valueDropped(
                        member: member.key, found: node.kind, expected: "an object", at: member.keyRange))
                return response
            }
            response.node = node
            let parts = read(node, produces: produces)
            response.content = parts.content
            response.headers = parts.headers
            return response
        }
    }

    private func status(_ member: Member) -> Response.Status? {
        let text = member.key
        if text == "default" { return .default }
        if let code = Int(text), (100...599).contains(code) { return .code(code) }
        let digits = Array(text.uppercased().utf8)
        if digits.count == 3, (0x31...0x35).contains(digits[0]), digits[1] == 0x58, digits[2] == 0x58 {
            return .range(Int(digits[0]) - 0x30)
        }
        sink.report(OpenAPIProblem.statusMalformed(text, at: member.keyRange))
        return nil
    }

    private func read(_ node: Node, produces: [String]) -> (content: [MediaType], headers: [Header]) {
        // Swagger's content types depend on the operation, so only OpenAPI 3's responses are remembered.
        if version != .swagger20, let known = readResponses[node] { return known }
        ExtensionTable.check(node, .response, sink: sink)
        let fields = Fields(node: node, object: "the response", sink: sink)
        let parts = (
            version == .swagger20 ? swaggerContent(node, produces: produces) : content(fields), headers(fields)
        )
        readResponses[node] = parts
        return parts
    }

    private func swaggerContent(_ node: Node, produces: [String]) -> [MediaType] {
        let examples = node["examples"]
        guard let schema = node["schema"] else {
            return (examples?.members ?? []).map {
                MediaType(contentType: Located($0.key, at: $0.keyRange), schema: nil, example: $0.value, examples: [])
            }
        }
        let types = produces.isEmpty ? examples?.members.map(\.key) ?? [] : produces
        return (types.isEmpty ? ["application/json"] : types).map {
            MediaType(
                contentType: Located($0, at: schema.keyRange), schema: schema, example: examples?[$0], examples: [])
        }
    }

    private func headers(_ fields: Fields) -> [Header] {
        guard let map = fields.object("headers") else { return [] }
        return map.members.map { member in
            let node = documents.resolve(member.value)
            // A Swagger header is its own schema.
            let schema = version == .swagger20 ? node : node?["schema"]
            return Header(
                name: Located(member.key, at: member.keyRange), schema: schema, example: node?["example"], node: node)
        }
    }
}
