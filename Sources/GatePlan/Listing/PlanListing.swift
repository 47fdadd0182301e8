// A verified plan as something to read: header, sections, routes, integrations, gateway responses, models and a
// disassembly of the mapping templates. Facts are worked out here once; PlanListing+Text and PlanListing+JSON only
// differ in form. For `gatewright inspect`, route tables and tests; never on a request's path.

import GateBytes

/// What can be told about a plan.
package struct PlanListing {
    /// The parts of a listing, in order.
    package enum Part: CaseIterable, Sendable {
        case header
        case sections
        case routes
        case integrations
        case answers
        case models
        case xml
        case programs
    }

    let plan: PlanImage

    package init(_ plan: PlanImage) { self.plan = plan }

    func text(_ reference: StringReference) -> String { String(plan.string(reference)) }

    /// One line of the route table.
    package struct Route: Sendable {
        package let verb: String
        package let path: String
        /// `HTTP`, `MOCK`, … or `none`.
        package let integration: String
        /// Where calls go, or empty.
        package let target: String
        /// `api key`, `parameters`, `body`, an authorizer.
        package let checks: [String]
        /// `file:line:column`, when the plan has debug sections.
        package let place: String?
        /// Index in the integrations, or nil.
        package let integrationIndex: Int?
        package let operationName: String
    }

    /// Every method in the document's order.
    package var routes: [Route] {
        (0..<plan.methods.count).map { index in
            let method = plan.methods[index]
            var checks: [String] = []
            switch AuthorizationKind(rawValue: method.authorization) {
            case .awsIAM?: checks.append("IAM")
            case .custom?, .cognitoUserPools?, .jwt?: checks.append("authorizer \(text(method.authorizerName))")
            default: break
            }
            if method.flags & MethodRecord.requiresAPIKey != 0 { checks.append("api key") }
            if method.parameterChecks.count > 0 { checks.append("parameters") }
            if method.flags & MethodRecord.validatesBody != 0 { checks.append("body") }
            if plan.socket != nil { checks += marks(of: plan.socketRoutes[index]) }
            let has = method.integration != PlanFormat.none
            let integration = has ? plan.integrations[method.integration] : nil
            return Route(
                verb: plan.socket == nil ? verb(method.verb) : "ROUTE", path: text(method.resourcePath),
                integration: integration.map { kind($0) } ?? "none", target: integration.map { target($0) } ?? "",
                checks: checks, place: plan.place(of: .methods, index),
                integrationIndex: has ? Int(method.integration) : nil, operationName: text(method.operationName))
        }
    }

    /// What stands out about a route of a WebSocket API.
    private func marks(of route: SocketRouteRecord) -> [String] {
        var marks: [String] = []
        if route.modelSelection.count > 0 { marks.append("model \(template(route.modelSelection))") }
        if route.flags & SocketRouteRecord.isTwoWay != 0 { marks.append("two-way") }
        return marks
    }

    func verb(_ raw: UInt32) -> String { HTTPVerb(rawValue: UInt8(clamping: raw)).map { String($0.token) } ?? "?" }

    /// AWS's name of an integration's kind.
    func kind(_ integration: IntegrationRecord) -> String {
        switch IntegrationKind(rawValue: integration.kind) {
        case .mock?: "MOCK"
        case .http?: "HTTP"
        case .httpProxy?: "HTTP_PROXY"
        case .aws?: "AWS"
        case .awsProxy?: "AWS_PROXY"
        case nil: "?"
        }
    }

    /// The backend's verb and URI as the specification writes them.
    func target(_ integration: IntegrationRecord) -> String {
        if let action = ServiceAction(rawValue: integration.service) { return "\(action.name)" }
        if integration.uriParts.count == 0 { return "" }
        return "\(verb(integration.verb)) \(uri(integration.uriParts))"
    }

    func uri(_ parts: RecordRange) -> String {
        var result = ""
        for index in parts.indices {
            let part = plan.uriParts[index]
            switch URIPartKind(rawValue: part.kind) {
            case .path?: result += "{\(text(part.text))}"
            case .stageVariable?: result += "${stageVariables.\(text(part.text))}"
            default: result += text(part.text)
            }
        }
        return result
    }

    /// A mapping's target and source as the specification writes them.
    func mapping(_ index: Int) -> (target: String, source: String) {
        let record = plan.mappings[index]
        let name = text(record.targetName)
        let target: String
        switch MappingTarget(rawValue: record.target) {
        case .integrationPath?: target = "path.\(name)"
        case .integrationQueryString?: target = "querystring.\(name)"
        default: target = "header.\(name)"
        }
        return (target, source(record))
    }

    private func source(_ record: MappingRecord) -> String {
        let name = text(record.sourceText)
        let path = record.index == PlanFormat.none ? "" : " path \(record.index)"
        switch MappingSource(rawValue: record.source) {
        case .literal?: return "'\(name)'"
        case .requestPath?: return "method.request.path.\(name)"
        case .requestQueryString?: return "method.request.querystring.\(name)"
        case .requestMultivalueQueryString?: return "method.request.multivaluequerystring.\(name)"
        case .requestHeader?: return "method.request.header.\(name)"
        case .requestMultivalueHeader?: return "method.request.multivalueheader.\(name)"
        case .requestBody?: return "method.request.body\(path)"
        case .responseHeader?: return "integration.response.header.\(name)"
        case .responseMultivalueHeader?: return "integration.response.multivalueheader.\(name)"
        case .responseBody?: return "integration.response.body\(path)"
        case .stageVariable?: return "stageVariables.\(name)"
        case .context?: return "context.\(name)"
        case .authorizer?: return "context.authorizer.\(name)"
        case nil: return "?"
        }
    }

    /// A gateway response's text as the specification writes it.
    func template(_ parts: RecordRange) -> String {
        var result = ""
        for index in parts.indices {
            let part = plan.textParts[index]
            switch TextPartKind(rawValue: part.kind) {
            case .context?: result += "$context.\(ContextVariable(rawValue: part.index).map { "\($0.name)" } ?? "?")"
            case .authorizer?: result += "$context.authorizer.\(text(part.text))"
            case .stageVariable?: result += "$stageVariables.\(text(part.text))"
            case .requestPath?: result += "$method.request.path.\(text(part.text))"
            case .requestQueryString?: result += "$method.request.querystring.\(text(part.text))"
            case .requestHeader?: result += "$method.request.header.\(text(part.text))"
            case .requestBody?: result += "${request.body\(text(part.text).dropFirst())}"
            case .responseBody?: result += "${integration.response.body\(text(part.text).dropFirst())}"
            case .responseStatus?: result += "${integration.response.statuscode}"
            case .responseHeader?: result += "${integration.response.header.\(text(part.text))}"
            case .responseMultivalueHeader?: result += "${integration.response.multivalueheader.\(text(part.text))}"
            default: result += text(part.text)
            }
        }
        return result
    }

    /// What stands out about an integration.
    func marks(_ record: IntegrationRecord) -> [String] {
        var marks: [String] = []
        if record.timeoutMilliseconds != (isHTTP ? 30_000 : 29_000) {
            marks.append("timeout \(record.timeoutMilliseconds) ms")
        }
        switch PassthroughKind(rawValue: record.passthrough) {
        case .whenNoTemplates?: marks.append("when_no_templates")
        case .never?: marks.append("never")
        default: break
        }
        switch ContentHandlingKind(rawValue: record.contentHandling) {
        case .convertToText?: marks.append("CONVERT_TO_TEXT")
        case .convertToBinary?: marks.append("CONVERT_TO_BINARY")
        default: break
        }
        if record.flags & IntegrationRecord.alwaysFails != 0 { marks.append("always fails") }
        if record.flags & IntegrationRecord.usesVPCLink != 0 {
            let listener = text(record.integrationTarget)
            marks.append("VPC link \(text(record.connectionIdentifier))" + (listener.isEmpty ? "" : " \(listener)"))
        }
        if record.flags & IntegrationRecord.skipsTLSVerification != 0 { marks.append("skips TLS verification") }
        if record.flags & IntegrationRecord.streamsResponse != 0 { marks.append("streams") }
        if isHTTP, record.kind == IntegrationKind.awsProxy.rawValue, record.service == 0 {
            marks.append(record.flags & IntegrationRecord.usesPayloadFormat2 != 0 ? "format 2.0" : "format 1.0")
        }
        if record.cacheNamespace.length > 0 { marks.append("cache namespace \(text(record.cacheNamespace))") }
        if record.cacheKeys.count > 0 {
            let names = record.cacheKeys.indices.map { text(plan.mappings[$0].targetName) }
            marks.append("cached by " + names.joined(separator: ", "))
        }
        return marks
    }

    /// A model in the plan and where it is used.
    struct Model {
        let name: String
        let contentType: String
        /// nil where bodies are not checked.
        let schema: Int?
        /// nil where bodies are JSON.
        let xmlShape: Int?
    }

    /// Models that bodies are checked against or read by, each once.
    var models: [Model] {
        var seen = Set<UInt64>()
        var result: [Model] = []
        for index in 0..<plan.mediaSchemas.count {
            let record = plan.mediaSchemas[index]
            let key = UInt64(record.schema) << 32 | UInt64(record.xmlShape)
            if !seen.insert(key).inserted { continue }
            result.append(
                Model(
                    name: text(record.modelName), contentType: text(record.contentType),
                    schema: PlanListing.number(record.schema), xmlShape: PlanListing.number(record.xmlShape)))
        }
        return result
    }
}

extension PlanListing {
    /// Sixteen hexadecimal digits.
    static func hex(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// An index, nil where there is none.
    static func number(_ index: UInt32) -> Int? { index == PlanFormat.none ? nil : Int(index) }

    /// The header's checksum.
    var checksum: UInt64 { plan.checksum }
}
