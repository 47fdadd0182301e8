// Integrations and their responses.

import GateBytes
import GateDefinition
import GatePlan
import GateSource

extension Integration.Kind {
    /// AWS's name.
    var name: String {
        switch self {
        case .mock: "MOCK"
        case .http: "HTTP"
        case .httpProxy: "HTTP_PROXY"
        case .aws: "AWS"
        case .awsProxy: "AWS_PROXY"
        }
    }

    /// The plan's number of the kind.
    var planKind: IntegrationKind {
        switch self {
        case .mock: .mock
        case .http: .http
        case .httpProxy: .httpProxy
        case .aws: .aws
        case .awsProxy: .awsProxy
        }
    }

    var isHTTP: Bool { self == .http || self == .httpProxy }
    var isAWS: Bool { self == .aws || self == .awsProxy }
    var isProxy: Bool { self == .httpProxy || self == .awsProxy }
}

/// Integration timeouts. AWS: "API Gateway quotas".
private enum Timeout {
    /// In milliseconds.
    static let millisecondsMin = 50
    /// Upper bound without a raised quota, in milliseconds.
    static let millisecondsUsualMax = 29_000
    /// Upper bound with a raised quota or a streamed answer, in milliseconds.
    static let millisecondsMax = 900_000
}

extension APILowering {
    /// Lowers an integration; its index in the plan.
    func lower(_ integration: Integration, _ scope: MethodScope, readsBody: inout Bool) -> UInt32 {
        checkTimeout(integration)
        var record = IntegrationRecord(
            kind: integration.kind.planKind, verb: integration.httpMethod ?? .any,
            timeoutMilliseconds: min(max(integration.timeoutMilliseconds, 0), Timeout.millisecondsMax))
        record.passthrough = UInt32(integration.passthroughBehavior.rawValue)
        record.contentHandling = UInt32(integration.contentHandling.rawValue)
        let isStreamed = integration.responseTransferMode == .stream
        if isStreamed, streamPlace == nil { streamPlace = integration.range }
        if isStreamed, let key = integration.cacheKeyParameters.first {
            sink.report(CompilerProblem.streamLeavesOut("cached", at: key.name.range, stream: integration.range))
        }
        if integration.kind.isAWS { checkAWS(integration, scope) }
        fillConnection(&record, integration)
        let uri = lowerURI(integration)
        record.uriParts = uri.parts
        checkPlaceholders(uri, integration)
        record.requestMappings = lowerRequestMappings(integration, scope, uri, &record.flags, readsBody: &readsBody)
        record.requestTemplates = lower(templates: integration.requestTemplates, side: .request)
        if record.requestTemplates.count > 0 { readsBody = true }
        record.cacheNamespace = builder.intern(integration.cacheNamespace ?? "")
        if !isStreamed { record.cacheKeys = lowerCacheKeys(integration, scope) }
        checkUse(of: integration)
        lowerResponses(of: integration, scope, &record)
        lint(integration, scope)
        let index = builder.append(record)
        places.note(.integrations, index, at: integration.range)
        return index
    }

    private func fillConnection(_ record: inout IntegrationRecord, _ integration: Integration) {
        if integration.skipsTLSVerification { record.flags |= IntegrationRecord.skipsTLSVerification }
        if integration.responseTransferMode == .stream { record.flags |= IntegrationRecord.streamsResponse }
        record.credentials = lowerText(integration.credentials)
        record.tlsServerName = builder.intern(integration.tlsServerName?.value ?? "")
        record.connectionIdentifier = lowerText(integration.connectionID)
        guard integration.connectionType == .vpcLink else { return }
        record.flags |= IntegrationRecord.usesVPCLink
        record.integrationTarget = lowerText(integration.integrationTarget)
        if integration.connectionID == nil {
            let place = integration.connectionTypeRange ?? integration.range
            sink.report(CompilerProblem.vpcLinkWithoutID(at: place))
        }
    }

    /// A text whose stage variables are filled in when a stage is made.
    func lowerText(_ text: LocatedText?) -> StringReference {
        guard let text else { return .empty }
        URIReader.read(text.text) { kind, name, range in
            if kind == .stageVariable { noteStageVariable(name, at: text.range(range.lowerBound, range.upperBound)) }
        }
        return builder.intern(text.text)
    }

    /// What cannot work of an AWS integration.
    private func checkAWS(_ integration: Integration, _ scope: MethodScope) {
        if let credentials = integration.credentials, credentials.text.hasSuffix(":iam::*:user/*") {
            switch scope.method.authorization {
            case .awsIAM: break
            default: sink.report(CompilerProblem.callerUnknown(at: credentials.range))
            }
        }
        if integration.kind != .awsProxy { return }
        guard let uri = integration.uri else { return }
        let isStreamed = integration.responseTransferMode == .stream
        if uri.text.hasSuffix(isStreamed ? "/invocations" : "/response-streaming-invocations") {
            sink.report(CompilerProblem.streamPath(isStreamed: isStreamed, at: uri.range))
        }
    }

    private func checkTimeout(_ integration: Integration) {
        let value = integration.timeoutMilliseconds
        if value < Timeout.millisecondsMin || value > Timeout.millisecondsMax {
            sink.report(CompilerProblem.timeoutOutside(value, at: integration.range))
        } else if value > Timeout.millisecondsUsualMax, integration.responseTransferMode != .stream {
            sink.report(CompilerProblem.timeoutRaised(value, at: integration.range))
        }
    }

    /// What the kind of an integration leaves without effect.
    private func checkUse(of integration: Integration) {
        let kind = integration.kind
        if kind.isProxy, let template = integration.requestTemplates.first {
            let place = template.contentType.range
            sink.report(CompilerProblem.proxyIgnores("request templates", kind: kind.name, at: place))
        }
        if kind == .awsProxy, let mapping = integration.requestParameters.first {
            let place = mapping.targetRange
            sink.report(CompilerProblem.proxyIgnores("parameter mappings", kind: kind.name, at: place))
        }
        if kind.isProxy || !isWhole { return }
        checkBytes(of: integration)
        if kind == .mock, integration.requestTemplates.isEmpty, integration.passthroughBehavior != .never {
            sink.report(CompilerProblem.mockWithoutTemplate(at: integration.range))
        }
        // Messages may be answered by nobody.
        if integration.responses.isEmpty, !isSocket {
            sink.report(CompilerProblem.responsesMissing(at: integration.range))
        }
    }

    /// Templates that are given bytes.
    private func checkBytes(of integration: Integration) {
        if integration.contentHandling == .convertToText { return }
        for template in integration.requestTemplates where !template.text.text.isEmpty {
            let type = template.contentType.value.lowercased()
            let isBinary = definition.binaryMediaTypes.contains { APILowering.covers($0.value.lowercased(), type) }
            if isBinary { sink.report(CompilerProblem.templateReadsBytes(type, at: template.contentType.range)) }
        }
    }

    /// Whether a binary media type covers another: equal, `type/*` or `*/*`, as `MediaType.covers` of the runtime.
    private static func covers(_ pattern: String, _ type: String) -> Bool {
        if pattern == type || pattern == "*/*" { return true }
        return pattern.hasSuffix("/*") && !pattern.hasPrefix("*/") && type.hasPrefix(pattern.dropLast())
    }

    /// Templates by media type; the compiler of templates has reported what is wrong with them.
    func lower(templates list: [Template], side: TemplateUse) -> RecordRange {
        var records: [MediaTemplateRecord] = []
        for template in list where !template.text.text.isEmpty {
            guard let program = templates.lower(template.text, side: side) else { continue }
            let type = builder.intern(isSocket ? template.contentType.value : template.contentType.value.lowercased())
            records.append(MediaTemplateRecord(contentType: type, program: program))
            places.note(.programs, program, at: template.text.range)
        }
        return builder.append(contentsOf: records)
    }

    // MARK: Responses

    private func lowerResponses(
        of integration: Integration, _ scope: MethodScope, _ record: inout IntegrationRecord
    ) {
        if integration.responses.isEmpty || integration.kind == .httpProxy || integration.kind == .awsProxy { return }
        checkSelection(of: integration)
        var records: [IntegrationResponseRecord] = []
        var defaultPosition: Int?
        for (position, response) in integration.responses.enumerated() {
            let isDefault = response.selectionPattern?.text.isEmpty ?? true
            if isDefault, defaultPosition == nil { defaultPosition = position }
            records.append(lower(response, scope))
        }
        record.responses = builder.append(contentsOf: records)
        for (position, response) in integration.responses.enumerated() {
            places.note(.integrationResponses, record.responses.start + UInt32(position), at: response.range)
        }
        if let defaultPosition { record.defaultResponse = record.responses.start + UInt32(defaultPosition) }
    }

    private func lower(_ response: IntegrationResponse, _ scope: MethodScope) -> IntegrationResponseRecord {
        let isSound = checkStatus(response.statusCode)
        var record = IntegrationResponseRecord(
            pattern: builder.intern(response.selectionPattern?.text ?? ""),
            statusCode: isSound ? response.statusCode.value : 500)
        record.contentHandling = UInt32(response.contentHandling.rawValue)
        let declared = scope.method.responses.first { $0.statusCode?.value == response.statusCode.value }
        if isSound, declared == nil {
            record.flags |= IntegrationResponseRecord.hasNoMethodResponse
            let statuses = scope.method.responses.compactMap { $0.statusCode?.value }
            sink.report(
                CompilerProblem.responseStatusUndeclared(
                    response.statusCode.value, at: response.statusCode.range, declared: statuses))
        }
        record.mappings = lowerResponseMappings(response, declared, scope)
        record.templates = lower(templates: response.templates, side: .response)
        return record
    }

    private func checkSelection(of integration: Integration) {
        var first: SourceRange?
        var taken = StatusSet()
        var byStatus: [Int: SourceRange] = [:]
        for response in integration.responses {
            if let earlier = byStatus[response.statusCode.value], options.notesPortability {
                sink.report(
                    CompilerProblem.responseStatusTwice(
                        response.statusCode.value, at: response.range, first: earlier))
            }
            byStatus[response.statusCode.value] = response.range
            guard let pattern = response.selectionPattern, !pattern.text.isEmpty else {
                if let first { sink.report(CompilerProblem.responseDefaultTwice(at: response.range, first: first)) }
                first = first ?? response.range
                continue
            }
            check(pattern, of: integration, &taken)
        }
    }

    private func check(_ pattern: LocatedText, of integration: Integration, _ taken: inout StatusSet) {
        switch selections.finding(pattern.text) {
        case .unreadable(let reason, let offset):
            // The engine stops behind what it could not read.
            let start = max(offset - 1, 0)
            let place = pattern.range(start, max(start, min(offset, pattern.text.utf8.count)))
            sink.report(CompilerProblem.patternUnreadable(reason: reason, at: place))
        case .statuses(let statuses):
            // AWS integrations select by error message; a mock's status may be any number.
            if integration.kind.isAWS { return }
            if statuses.isEmpty {
                if integration.kind == .http { sink.report(CompilerProblem.patternNeverMatches(at: pattern.range)) }
            } else if statuses.isSubset(of: taken) {
                let earlier = integration.responses.first { other in
                    guard let text = other.selectionPattern?.text, !text.isEmpty,
                        case .statuses(let theirs) = selections.finding(text)
                    else { return false }
                    return statuses.isSubset(of: theirs)
                }
                let place = earlier?.selectionPattern?.range ?? integration.range
                sink.report(CompilerProblem.patternShadowed(at: pattern.range, by: place))
            }
            taken.formUnion(statuses)
        }
    }
}
