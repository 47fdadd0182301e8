// Integrations for operations that have none (`--mock`): MOCK integrations that answer the operation's success
// response with an example, so that a design-first specification runs before anybody has written a backend. What
// is made is plain API Gateway configuration; AWS would run it as well.

import GateBytes
import GateDefinition
import GateOpenAPI
import GateSource
import GateTree

/// Makes mocks.
struct MockBuilder {
    private let documents: DocumentSet
    private let samples: SchemaSample
    /// Samples made so far: operations share schemas.
    private var known: [Node: String] = [:]

    init(documents: DocumentSet) {
        self.documents = documents
        samples = SchemaSample(documents: documents)
    }

    /// Largest example that becomes a template, in bytes; AWS takes templates of 300 KB ("API Gateway quotas").
    /// A larger one is replaced by a sample of the schema.
    static let exampleBytesMax = 250 << 10

    /// Gives the method an integration that answers its success response.
    mutating func mock(_ operation: Operation, into method: inout Method) {
        let success = MockBuilder.success(of: operation.responses)
        let status = success.status
        let place = success.response?.range ?? operation.range
        var integration = Integration(kind: .mock, range: place)
        integration.isGenerated = true
        let request = LocatedText("{\"statusCode\": \(status)}", at: place)
        for type in ["application/json", "$default"] {
            integration.requestTemplates.append(Template(contentType: Located(type, at: place), text: request))
        }
        var answer = IntegrationResponse(
            selectionPattern: nil, statusCode: Located(status, at: place), range: place)
        let allowsBody = status != 204 && status != 205 && status != 304 && status >= 200
        if allowsBody, let response = success.response { answer.templates = templates(response, at: place) }
        let headers = success.response.map { self.headers($0) } ?? []
        for (header, value) in headers {
            answer.parameters.append(
                ParameterMapping(
                    target: .responseHeader(header.value), at: header.range, source: .literal(value), at: header.range))
        }
        integration.responses = [answer]
        method.integration = integration
        if !method.responses.contains(where: { $0.statusCode?.value == status }) {
            var declared = MethodResponse(statusCode: Located(status, at: place))
            declared.headers = success.response?.headers.map(\.name) ?? []
            method.responses.append(declared)
        }
    }

    /// The response a client hopes for: the lowest 2xx, else `2XX`, else `default`, else the lowest of all.
    private static func success(of responses: [Response]) -> (response: Response?, status: Int) {
        var codes: [(code: Int, response: Response)] = []
        var successClass: Response?
        var fallback: Response?
        for response in responses {
            switch response.status {
            case .code(let code): codes.append((code, response))
            case .range(2): successClass = response
            case .range: break
            case .default: fallback = response
            }
        }
        codes.sort { $0.code < $1.code }
        if let best = codes.first(where: { $0.code >= 200 && $0.code < 300 }) { return (best.response, best.code) }
        if let successClass { return (successClass, 200) }
        if let fallback { return (fallback, 200) }
        if let first = codes.first(where: { $0.code >= 200 }) { return (first.response, first.code) }
        return (nil, 200)
    }

    // MARK: Body

    private mutating func templates(_ response: Response, at place: SourceRange) -> [Template] {
        let named = response.content.map { (MediaTypeName.normalised($0.contentType.value), $0) }
        let chosen =
            named.first { $0.0 == "application/json" } ?? named.first { MediaTypeName.isJSON($0.0) } ?? named.first
        guard let (type, media) = chosen, let body = body(media, type) else { return [] }
        // `*/*` and `image/*` are ranges, not types.
        let key = type.contains("*") || type.isEmpty ? "application/json" : type
        let text = LocatedText(MockBuilder.escaped(body), at: place)
        return [Template(contentType: Located(key, at: media.contentType.range), text: text)]
    }

    private mutating func body(_ media: MediaType, _ type: String) -> String? {
        let isText = !MediaTypeName.isJSON(type) && !type.contains("*")
        for example in [media.example].compactMap({ $0 }) + media.examples.prefix(1) {
            if isText, let text = example.scalarText, text.utf8.count <= MockBuilder.exampleBytesMax { return text }
            if let text = example.json(limit: MockBuilder.exampleBytesMax) {
                // An example that is JSON text inside a string is meant as that JSON.
                if let inner = example.string, MockBuilder.looksLikeJSON(inner) { return inner }
                return text
            }
        }
        guard let schema = media.schema else { return nil }
        let sample = sample(of: schema)
        return isText ? MockBuilder.plainText(sample) : sample
    }

    private mutating func sample(of schema: Node) -> String {
        let target = documents.resolve(schema) ?? schema
        if let text = known[target] { return text }
        let text = samples.json(of: target)
        known[target] = text
        return text
    }

    /// The text of a JSON string without quotes; other JSON as it stands.
    private static func plainText(_ json: String) -> String {
        let bytes = Array(json.utf8)
        guard bytes.count >= 2, bytes.first == 0x22, bytes.last == 0x22, !bytes.contains(0x5c) else { return json }
        return String(decoding: bytes[1..<bytes.count - 1], as: UTF8.self)
    }

    private static func looksLikeJSON(_ text: String) -> Bool {
        let first = text.utf8.first { $0 > 0x20 }
        let last = text.utf8.reversed().first { $0 > 0x20 }
        return (first == 0x7b && last == 0x7d) || (first == 0x5b && last == 0x5d)
    }

    /// Text as a template that renders as that text: `$` and `#` come from variables.
    static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x24 || $0 == 0x23 }) else { return text }
        var result = Array("#set($dollar = '$')#set($hash = '#')".utf8)
        for byte in text.utf8 {
            switch byte {
            case 0x24: result += Array("${dollar}".utf8)
            case 0x23: result += Array("${hash}".utf8)
            default: result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    // MARK: Headers

    /// Headers of the response with a value, those left out that are the gateway's own.
    private mutating func headers(_ response: Response) -> [(Located<String>, String)] {
        var result: [(Located<String>, String)] = []
        for header in response.headers {
            let own = ["content-type", "content-length", "transfer-encoding", "connection", "date", "server"]
            guard !own.contains(header.name.value.lowercased()), MappingReader.isName(header.name.value) else {
                continue
            }
            guard let value = headerValue(header) else { continue }
            result.append((header.name, value))
        }
        return result
    }

    private mutating func headerValue(_ header: Header) -> String? {
        var value = header.example?.scalarText
        if value == nil, let schema = header.schema { value = MockBuilder.plainText(sample(of: schema)) }
        guard let value, !value.isEmpty, value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) else { return nil }
        return value
    }
}
