// A test of a method or an authorizer as it is now, deployed or not: what whoever serves the control plane carries out
// on the data plane. It is put together inside of the call's transaction and carried out behind it, beside other calls.

import GateBytes
import GateJSON

/// What TestInvokeMethod and TestInvokeAuthorizer ask for.
package struct ControlTest: Sendable {
    package enum Subject: Sendable, Equatable {
        case method
        case authorizer
    }

    package let subject: Subject
    package let api: String
    package let region: String
    /// The API with nothing but the method.
    let records: APIRecords
    /// A path and a query, in characters that a request line may have.
    package let target: String
    /// Whether the caller has said a path; else the resource's stands there.
    package let hasPath: Bool
    package let verb: String
    package let headers: [(name: String, value: String)]
    package let body: String?
    package let stageVariables: [(name: String, value: String)]
    /// Values of `$context`, which go before the test's own: `additionalContext`.
    package let context: [(name: String, value: String)]
    /// What HTTPS backends are shown, PEM; nil for nothing in particular.
    package let certificate: (certificate: String, key: String)?

    /// The plan of the one method; takes its time. Throws what the client is answered.
    package func compile() throws(ControlError) -> [UInt8] {
        let compiled: CompiledRecords
        do throws(DocumentRefusal) {
            compiled = try compileRecords(records)
        } catch {
            throw .badRequest(error.message)
        }
        if let plan = compiled.plan { return plan }
        let reasons = compiled.messages.prefix(StageRules.reasonsMax).joined(separator: "; ")
        throw .badRequest("Invalid test content specified. \(reasons)")
    }

    /// The request as HTTP/1.0, which asks for no host and no connection behind it.
    package var request: [UInt8] {
        var head = "\(verb) \(target) HTTP/1.0\r\n"
        for header in headers { head += "\(header.name): \(header.value)\r\n" }
        if let body { head += "Content-Length: \(body.utf8.count)\r\n" }
        return Array((head + "\r\n" + (body ?? "")).utf8)
    }
}

extension RESTHandlers {
    static let tests: [(String, ControlHandler)] = [
        ("TestInvokeMethod", testInvokeMethod), ("TestInvokeAuthorizer", testInvokeAuthorizer),
    ]

    @Sendable static func testInvokeMethod(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        var records = try call.apiRecords(call.label("restapi_id"))
        let id = call.label("resource_id")
        guard let resource = records.resources.first(where: { $0["id"]?.string == id }) else {
            throw .notFound("Invalid Resource identifier specified")
        }
        let verb = call.label("http_method")
        let methods = resource["resourceMethods"]?.object ?? [:]
        guard MethodRules.verbs.contains(verb), var method = methods[verb] ?? methods["ANY"] else {
            throw .notFound("Invalid Method identifier specified")
        }
        // AWS asks neither for keys nor for anybody's permission, and has no gateway responses here.
        method["authorizationType"] = "NONE"
        method["authorizerId"] = nil
        method["authorizationScopes"] = nil
        records.keep(method, methods[verb] == nil ? "ANY" : verb, at: resource["path"]?.string ?? "/")
        records.authorizers = []
        // What a client sends to a method of any verb is not recorded; a request has to have one.
        let sent = verb == "ANY" ? "GET" : verb
        call.test = try TestRequest(call).test(.method, records, verb: sent, path: resource["path"]?.string ?? "/")
        return [:]
    }

    @Sendable static func testInvokeAuthorizer(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        var authorizer = try RESTHandlers.authorizer.read(call)
        let id = call.label("authorizer_id")
        let kinds = ["TOKEN": "CUSTOM", "REQUEST": "CUSTOM"]
        let type = authorizer["type"]?.string ?? ""
        var records = try call.apiRecords(call.label("restapi_id"))
        // Logs name authorizers by their identifiers.
        authorizer["name"] = .string(id)
        records.authorizers = [authorizer]
        let method: JSONValue = [
            "httpMethod": "GET", "authorizationType": .string(kinds[type] ?? type), "authorizerId": .string(id),
            "apiKeyRequired": false, "methodResponses": ["200": ["statusCode": "200"]],
            "methodIntegration": [
                "type": "MOCK", "requestTemplates": ["application/json": "{\"statusCode\": 200}"],
                "integrationResponses": ["200": ["statusCode": "200"]],
            ],
        ]
        records.keep(method, "GET", at: "/")
        records.models = []
        call.test = try TestRequest(call).test(.authorizer, records, verb: "GET", path: "/")
        return [:]
    }
}

extension APIRecords {
    /// Leaves one method, in its resource and those above it, and nothing that answers in its place.
    fileprivate mutating func keep(_ method: JSONValue, _ verb: String, at path: String) {
        resources = resources.filter { resource in
            let own = resource["path"]?.string ?? "/"
            return own == "/" || own == path || path.hasPrefix(own + "/")
        }
        for index in resources.indices {
            let isIt = (resources[index]["path"]?.string ?? "/") == path
            resources[index]["resourceMethods"] = isIt ? [verb: method] : nil
        }
        gatewayResponses = []
        documentationParts = []
        restapi["policy"] = nil
    }
}

/// Reads what the two operations have in common.
private struct TestRequest {
    /// Fields that the request's framing has, or that are of one connection.
    private static let framing: Set<String> = [
        "connection", "content-length", "expect", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade",
    ]

    let call: ControlCall

    init(_ call: ControlCall) { self.call = call }

    func test(
        _ subject: ControlTest.Subject, _ records: APIRecords, verb: String, path: String
    ) throws(ControlError) -> ControlTest {
        let given = call.text("pathWithQueryString").flatMap { $0.isEmpty ? nil : $0 }
        let variables = call["stageVariables"]?.object ?? JSONObject()
        return ControlTest(
            subject: subject, api: call.label("restapi_id"), region: call.region, records: records,
            target: TestRequest.target(given ?? path), hasPath: given != nil, verb: verb, headers: try headers(),
            body: call.text("body"),
            stageVariables: variables.map { (name: $0.name, value: $0.value.string ?? "") },
            context: (call["additionalContext"]?.object ?? JSONObject()).map { ($0.name, $0.value.string ?? "") },
            certificate: try certificate())
    }

    /// Percent-encodes what no request line may have.
    private static func target(_ text: String) -> String {
        var out: [UInt8] = text.hasPrefix("/") ? [] : [0x2f]
        for byte in text.utf8 {
            if byte > 0x20, byte < 0x7f, !"\"<>\\^`{|}#".utf8.contains(byte) {
                out.append(byte)
            } else {
                out += [0x25, hex(byte >> 4), hex(byte & 15)]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func hex(_ digit: UInt8) -> UInt8 { digit < 10 ? 0x30 + digit : 0x37 + digit }

    /// `headers`, then `multiValueHeaders`, which count where both have a name.
    private func headers() throws(ControlError) -> [(name: String, value: String)] {
        let lists = call["multiValueHeaders"]?.object ?? JSONObject()
        let names = Set(lists.map { $0.name.lowercased() })
        var headers: [(name: String, value: String)] = []
        for (name, value) in call["headers"]?.object ?? JSONObject() where !names.contains(name.lowercased()) {
            headers.append((name, value.string ?? ""))
        }
        for (name, values) in lists {
            for value in values.array ?? [] { headers.append((name, value.string ?? "")) }
        }
        for header in headers {
            let isName =
                !header.name.isEmpty
                && header.name.utf8.allSatisfy { ASCII.isAlphanumeric($0) || "!#$%&'*+-.^_`|~".utf8.contains($0) }
            if !isName { throw .badRequest("Invalid header name specified: \(header.name)") }
            let isValue = header.value.utf8.allSatisfy { $0 == 0x09 || !ASCII.isControl($0) }
            if !isValue { throw .badRequest("Invalid header value specified for: \(header.name)") }
        }
        return headers.filter { !TestRequest.framing.contains($0.name.lowercased()) }
    }

    private func certificate() throws(ControlError) -> (certificate: String, key: String)? {
        guard let id = call.text("clientCertificateId"), !id.isEmpty else { return nil }
        guard let record = try call.record("clientcertificate", call.region, id) else {
            throw .badRequest("Invalid client certificate identifier specified")
        }
        return (record["pemEncodedCertificate"]?.string ?? "", record["privateKey"]?.string ?? "")
    }
}
