// What a specification lacks for browsers of other origins: an OPTIONS mock for each path, `Access-Control-…` headers
// in the answers of integrations that are mapped, and in gateway responses, without which a browser hides why a
// request was refused. What is there already stays as it is, so that a second run adds nothing.
//
// AWS: "Enable CORS for a REST API resource", "Gateway response types".

import GateOpenAPI
import GateSource
import GateTree

/// Adds CORS to the specifications of one file.
struct CORSEditing {
    private(set) var editor: TreeEditor
    /// Paths that got an OPTIONS method.
    private(set) var preflights = 0
    /// Answers of methods that got headers.
    private(set) var answers = 0
    /// Gateway responses that got headers.
    private(set) var gatewayResponses: [String] = []
    /// What cannot be added to, one sentence each.
    private(set) var remarks: [String] = []
    /// Methods whose backend has to send the headers itself.
    private(set) var proxies: [String] = []
    private let policy: CORSPolicy
    private let documents: DocumentSet
    private let source: SourceID
    private var isSwagger = false

    init(_ file: SourceFile, source: SourceID, documents: DocumentSet, policy: CORSPolicy) {
        editor = TreeEditor(file)
        self.source = source
        self.documents = documents
        self.policy = policy
    }

    /// The specifications of a document: itself, or those that a CloudFormation or SAM template holds.
    static func specifications(in root: Node) -> [Node] {
        if root["openapi"] != nil || root["swagger"] != nil { return [root] }
        return (root["Resources"]?.members ?? []).compactMap { resource in
            let properties = resource.value["Properties"]
            let body = properties?["DefinitionBody"] ?? properties?["Body"]
            return body.flatMap { $0["openapi"] != nil || $0["swagger"] != nil ? $0 : nil }
        }
    }

    /// Adds what one specification lacks.
    mutating func add(to specification: Node) {
        if isHTTPAPI(specification) {
            remarks.append("an HTTP API has no mocks and no gateway responses; `x-amazon-apigateway-cors` is its CORS")
            return
        }
        isSwagger = specification["swagger"] != nil
        let needsOpen = specification["security"] != nil
        let bytes = specification["x-amazon-apigateway-binary-media-types"]?.elements.compactMap(\.string) ?? []
        for path in specification["paths"]?.members ?? [] where path.key.hasPrefix("/") {
            guard let item = own(path.value, "path `\(path.key)`") else { continue }
            let methods = CORSEditing.methods(of: item)
            if methods.isEmpty { continue }
            for method in item.members where CORSEditing.verbs[method.key] != nil {
                edit(method.value, "\(CORSEditing.verbs[method.key] ?? "") \(path.key)", isPreflight: false, methods)
            }
            if let options = item["options"] {
                edit(options, "OPTIONS \(path.key)", isPreflight: true, methods)
            } else if editor.add(
                "options", preflight(methods, needsOpen: needsOpen, takesBytes: bytes.contains("*/*")), to: item)
            {
                preflights += 1
            }
        }
        addGatewayResponses(specification)
    }

    // MARK: Methods

    private static let verbs = [
        "get": "GET", "put": "PUT", "post": "POST", "delete": "DELETE", "patch": "PATCH", "head": "HEAD",
        "x-amazon-apigateway-any-method": "ANY",
    ]

    /// What a preflight of a path allows; empty for a path without methods.
    private static func methods(of item: Node) -> String {
        let names = item.members.compactMap { verbs[$0.key] }
        if names.isEmpty { return "" }
        if names.contains("ANY") { return "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT" }
        return (names + ["OPTIONS"]).sorted().joined(separator: ",")
    }

    /// Adds headers to the answers of an operation's integration.
    private mutating func edit(_ operation: Node, _ title: String, isPreflight: Bool, _ methods: String) {
        guard let integration = operation["x-amazon-apigateway-integration"],
            let type = integration["type"]?.string?.lowercased()
        else { return }
        if type.hasSuffix("_proxy") {
            proxies.append(title)
            return
        }
        let headers = isPreflight && type == "mock" ? policy.preflightHeaders(methods) : policy.answerHeaders
        for response in integration["responses"]?.members ?? [] {
            guard let status = response.value["statusCode"]?.scalarText,
                let declared = operation["responses"]?[status].flatMap({ own($0, "response \(status) of \(title)") })
            else { continue }
            var isChanged = false
            for header in headers {
                let changed = add(header, to: response.value, declared)
                isChanged = isChanged || changed
            }
            if isChanged { answers += 1 }
        }
    }

    /// Adds a header to an integration response and to the method response that it becomes; false where it is there.
    private mutating func add(_ header: (name: String, value: String), to response: Node, _ declared: Node) -> Bool {
        let target = "method.response.header." + header.name
        let isMapped = CORSEditing.has(response["responseParameters"], target)
        let isDeclared = CORSEditing.has(declared["headers"], header.name)
        if !isDeclared { put(header.name, headerSchema, in: "headers", of: declared) }
        if !isMapped { put(target, .text("'\(header.value)'"), in: "responseParameters", of: response) }
        return !isMapped || !isDeclared
    }

    private var headerSchema: NewValue {
        let type = NewValue.object([("type", .text("string"))])
        return isSwagger ? type : .object([("schema", type)])
    }

    /// Objects that the editor makes, with their members so far.
    private var made: [Node: [(key: String, members: [(key: String, value: NewValue)])]] = [:]

    /// Adds a member to the object under a key, which may have to be made.
    private mutating func put(_ key: String, _ value: NewValue, in name: String, of object: Node) {
        if let place = object[name] {
            _ = editor.add(key, value, to: place)
            return
        }
        var members = made[object, default: []].first { $0.key == name }?.members ?? []
        if members.contains(where: { $0.key == key }) { return }
        members.append((key, value))
        made[object, default: []].removeAll { $0.key == name }
        made[object, default: []].append((name, members))
    }

    /// The editor with everything in it.
    func finished() -> TreeEditor {
        var editor = editor
        for (object, additions) in made {
            for addition in additions { _ = editor.add(addition.key, .object(addition.members), to: object) }
        }
        return editor
    }

    /// Header names have no case.
    private static func has(_ object: Node?, _ name: String) -> Bool {
        object?.members.contains { $0.key.lowercased() == name.lowercased() } ?? false
    }

    // MARK: Preflights

    private func preflight(_ methods: String, needsOpen: Bool, takesBytes: Bool) -> NewValue {
        let headers = policy.preflightHeaders(methods)
        var integration: [(key: String, value: NewValue)] = [
            ("type", .text("mock")),
            ("requestTemplates", .object([("application/json", .text(#"{"statusCode": 200}"#))])),
            (
                "responses",
                .object([
                    (
                        "default",
                        .object([
                            ("statusCode", .text("200")),
                            (
                                "responseParameters",
                                .object(headers.map { ("method.response.header." + $0.name, .text("'\($0.value)'")) })
                            ),
                        ])
                    )
                ])
            ),
        ]
        // AWS: where everything is bytes, a mock's template would be.
        if takesBytes { integration.insert(("contentHandling", .text("CONVERT_TO_TEXT")), at: 1) }
        let declared = NewValue.object([
            ("description", .text("What browsers of other origins may do")),
            ("headers", .object(headers.map { ($0.name, headerSchema) })),
        ])
        return .object(
            [("summary", .text("Preflight"))]
                // A preflight carries no credentials.
                + (needsOpen ? [("security", .list([]))] : [])
                + [
                    ("responses", .object([("200", declared)])),
                    ("x-amazon-apigateway-integration", .object(integration)),
                ])
    }

    // MARK: Gateway responses

    private static let responsesName = "x-amazon-apigateway-gateway-responses"

    private mutating func addGatewayResponses(_ specification: Node) {
        let parameters = policy.answerHeaders.map {
            (key: "gatewayresponse.header." + $0.name, value: NewValue.text("'\($0.value)'"))
        }
        let defaults = ["DEFAULT_4XX", "DEFAULT_5XX"]
        let made = NewValue.object([("responseParameters", .object(parameters))])
        guard let responses = specification[CORSEditing.responsesName] else {
            let value = NewValue.object(defaults.map { ($0, made) })
            if editor.add(CORSEditing.responsesName, value, to: specification) { gatewayResponses += defaults }
            return
        }
        guard let responses = own(responses, "`\(CORSEditing.responsesName)`") else { return }
        for response in responses.members where response.key != "REQUEST_TOO_LARGE" {
            let lacking = parameters.filter { !CORSEditing.has(response.value["responseParameters"], $0.key) }
            for parameter in lacking {
                put(parameter.key, parameter.value, in: "responseParameters", of: response.value)
            }
            if !lacking.isEmpty { gatewayResponses.append(response.key) }
        }
        for name in defaults where responses[name] == nil {
            if editor.add(name, made, to: responses) { gatewayResponses.append(name) }
        }
    }

    // MARK: References

    /// The node that a node stands for, when it is in the file that is edited.
    private mutating func own(_ node: Node, _ title: String) -> Node? {
        guard let target = documents.resolve(node) else { return nil }
        if target.range.source == source { return target }
        remarks.append("\(title) stands in another file, which is not changed")
        return nil
    }
}
