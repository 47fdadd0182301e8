// The URI of an AWS integration, worked out once per stage: which service, where it is, and what to ask of it.
//
//   arn:PARTITION:apigateway:REGION:[SUBDOMAIN.]SERVICE:path/PATH        verb and path go to the service
//   arn:PARTITION:apigateway:REGION:[SUBDOMAIN.]SERVICE:action/NAME      Query protocol, or X-Amz-Target and JSON
//   …:lambda:path/2015-03-31/functions/FUNCTION/invocations              FUNCTION: name, ARN, with version or alias
//   …:lambda:path/2021-11-15/functions/FUNCTION/response-streaming-invocations          the same, for STREAM
//
// AWS: "Integration" in the API reference, `uri`.

import GateBytes
import GatePlan
import GateWire

/// Where an AWS integration calls.
package final class AWSTarget: Sendable {
    /// Why calls cannot be made.
    package enum Defect: Sendable {
        case none
        case missingStageVariable
        case notARN
        /// A Lambda path that invokes no function, or a proxy of another service.
        case notFunction
        /// STREAM with the path of buffered invocations, or the other way round.
        case transferMode
        /// The configured address of the service is no http(s) URL.
        case badEndpoint
    }

    package let defect: Defect
    /// `lambda`, `s3`, as the URI names it, without a subdomain.
    package let service: String
    package let region: String
    /// Name of the service in the signature's scope; empty when calls are not signed.
    package let signingName: String
    /// Whether calls fail without credentials: those to AWS itself.
    package let needsCredentials: Bool
    /// The role whose credentials sign calls; empty for those of the process.
    package let role: String
    /// Whether the credentials of whoever called the gateway sign calls.
    package let signsAsCaller: Bool
    let invokesFunction: Bool
    /// Whether the function's answer is streamed.
    let streams: Bool
    /// The action of `action/NAME`, else empty.
    let action: [UInt8]
    let endpoint: UInt32
    /// `host` or `host:port`.
    let hostHeader: [UInt8]
    let path: URIText
    let query: URIText

    /// The end of an ARN that stands for the credentials of each caller. AWS: "Integration" in the API reference,
    /// `credentials`.
    private static let callerSuffix = ":iam::*:user/*"

    /// Works out the URI of an integration.
    convenience init(
        _ integration: IntegrationRecord, plan: PlanImage, variables: StageVariables, aws: AWSEndpoints,
        endpoints: EndpointTable
    ) {
        self.init(
            integration.uriParts, credentials: integration.credentials,
            isProxy: integration.kind == IntegrationKind.awsProxy.rawValue,
            isStreamed: integration.flags & IntegrationRecord.streamsResponse != 0, plan: plan, variables: variables,
            aws: aws, endpoints: endpoints)
    }

    /// Works out a URI and the role that calls it.
    convenience init(
        _ uri: RecordRange, credentials: StringReference, isProxy: Bool, isStreamed: Bool = false, plan: PlanImage,
        variables: StageVariables, aws: AWSEndpoints, endpoints: EndpointTable
    ) {
        var reading = AWSTargetReading()
        if let pieces = URITemplate.pieces(uri, plan: plan, variables: variables) {
            reading.read(pieces, isProxy: isProxy, isStreamed: isStreamed)
            if reading.defect == .none { reading.locate(aws, endpoints) }
        } else {
            reading.defect = .missingStageVariable
        }
        self.init(reading, credentials: variables.fill(plan.string(credentials)))
    }

    /// Works out where an action of a service is called: in the region that the integration names, else the stage's.
    convenience init(
        serviceOf integration: IntegrationRecord, plan: PlanImage, variables: StageVariables, settings: StageSettings,
        endpoints: EndpointTable
    ) {
        var reading = AWSTargetReading()
        reading.region = settings.region
        for index in integration.edits.indices where plan.string(plan.edits[index].name) == "Region" {
            var text = ""
            for part in plan.edits[index].parts.indices {
                let record = plan.editParts[part]
                switch EditSource(rawValue: record.source) {
                case .literal?: text += String(plan.string(record.text))
                case .stageVariable?:
                    let value = variables.value(of: plan.string(record.text)) ?? []
                    text += String(decoding: value, as: UTF8.self)
                default: reading.defect = .notARN
                }
            }
            reading.region = text
        }
        if let action = ServiceAction(rawValue: integration.service) {
            reading.service = String(ByteView(action.service))
            if action == .startSyncExecution { reading.hostPrefix = "sync-" }
        }
        reading.path = [.literal([0x2f])]
        if reading.region.isEmpty || !reading.isHostLabels(reading.region) { reading.defect = .notARN }
        if reading.defect == .none { reading.locate(settings.aws, endpoints) }
        self.init(reading, credentials: variables.fill(plan.string(integration.credentials)))
    }

    private init(_ found: AWSTargetReading, credentials: String?) {
        var reading = found
        if credentials == nil, reading.defect == .none { reading.defect = .missingStageVariable }
        let isCaller = credentials?.hasSuffix(AWSTarget.callerSuffix) == true
        signsAsCaller = isCaller && !reading.isLocal
        role = isCaller || reading.isLocal ? "" : credentials ?? ""
        defect = reading.defect
        service = reading.service
        region = AWSService.isGlobal(service) ? "us-east-1" : reading.region
        signingName = reading.isLocal ? "" : AWSService.signingName(service)
        needsCredentials = reading.isAWS
        invokesFunction = !reading.function.isEmpty
        streams = reading.streams
        action = reading.action
        endpoint = reading.endpoint
        hostHeader = reading.hostHeader
        path = URIText(reading.path)
        query = URIText(reading.query)
    }
}

/// An integration URI while it is read.
private struct AWSTargetReading {
    var defect = AWSTarget.Defect.none
    var region = ""
    var service = ""
    var subdomain = ""
    /// What stands in front of the service's name in AWS's host.
    var hostPrefix = ""
    var action: [UInt8] = []
    /// The function as the URI names it; empty when none is invoked.
    var function = ""
    var streams = false
    var endpoint = PlanFormat.none
    var hostHeader: [UInt8] = []
    var isLocal = false
    var isAWS = false
    var path: [URITemplate.Piece] = []
    var query: [URITemplate.Piece] = []

    mutating func read(_ pieces: [URITemplate.Piece], isProxy: Bool, isStreamed: Bool) {
        guard case .literal(let first)? = pieces.first else { return defect = .notARN }
        // The fields of the ARN are text; only what follows may hold placeholders.
        let parts = first.split(separator: 0x3a, maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].elementsEqual("arn".utf8), parts[2].elementsEqual("apigateway".utf8),
            let slash = parts[5].firstIndex(of: 0x2f)
        else { return defect = .notARN }
        region = String(decoding: parts[3], as: UTF8.self)
        nameService(String(decoding: parts[4], as: UTF8.self))
        let form = parts[5][..<slash]
        var rest = pieces
        rest[0] = .literal(Array(parts[5][(slash + 1)...]))
        if form.elementsEqual("action".utf8), rest.count == 1, case .literal(let text) = rest[0] {
            readAction(text)
        } else if form.elementsEqual("path".utf8) {
            readPath(rest, isProxy: isProxy)
        } else {
            return defect = .notARN
        }
        if service.isEmpty || !isHostLabels(region) || !isHostLabels(service)
            || (!subdomain.isEmpty && !isHostLabels(subdomain))
        {
            defect = .notARN
        } else if isProxy, function.isEmpty {
            defect = .notFunction
        } else if isProxy, streams != isStreamed {
            defect = .transferMode
        }
    }

    func isHostLabels(_ text: String) -> Bool {
        text.utf8.allSatisfy { ASCII.isAlphanumeric($0) || $0 == 0x2d || $0 == 0x2e }
    }

    private mutating func nameService(_ text: String) {
        // Two services have a dot in their own name.
        if text == "streams.dynamodb" || text == "runtime.sagemaker" { return service = text }
        guard let dot = text.lastIndex(of: ".") else { return service = text }
        subdomain = String(text[..<dot])
        service = String(text[text.index(after: dot)...])
    }

    /// `NAME` or `NAME&Parameter=value…` (observed in use).
    private mutating func readAction(_ text: [UInt8]) {
        path = [.literal([0x2f])]
        let end = text.firstIndex { $0 == 0x26 || $0 == 0x3f } ?? text.count
        action = Array(text[..<end])
        if end + 1 < text.count { query = [literal(Array(text[(end + 1)...]))] }
    }

    private func literal(_ bytes: [UInt8]) -> URITemplate.Piece {
        .literal(bytes.withByteView { URITemplate.encoded($0) })
    }

    private mutating func readPath(_ pieces: [URITemplate.Piece], isProxy: Bool) {
        if service == "lambda", pieces.count == 1, case .literal(let text) = pieces[0] {
            let text = String(decoding: text, as: UTF8.self)
            for path in isProxy ? [InvokePath.buffered, .streaming] : [.buffered] {
                guard let name = path.function(in: text) else { continue }
                function = name
                streams = path == .streaming
                return
            }
        }
        // `path//` is common for the root: one slash is enough.
        if case .literal(let first)? = pieces.first, first.first == 0x2f {} else { path = [.literal([0x2f])] }
        var isQuery = false
        for piece in pieces {
            guard case .literal(let bytes) = piece else {
                isQuery ? query.append(piece) : path.append(piece)
                continue
            }
            let mark = isQuery ? nil : bytes.firstIndex(of: 0x3f)
            let own = Array(bytes[..<(mark ?? bytes.count)])
            let piece = literal(own)
            if !own.isEmpty { isQuery ? query.append(piece) : path.append(piece) }
            if let mark {
                isQuery = true
                let rest = Array(bytes[(mark + 1)...])
                if !rest.isEmpty { query.append(literal(rest)) }
            }
        }
    }

    // MARK: Where it is

    mutating func locate(_ aws: AWSEndpoints, _ endpoints: EndpointTable) {
        let name = FunctionName(function)
        var base = ""
        if !function.isEmpty, let own = aws.functions[name.name] {
            base = own
            isLocal = true
        } else {
            base = aws.configured(service)
        }
        var prefix = ""
        if base.isEmpty {
            isAWS = true
            base = "https://" + awsHost
        } else if service == "s3", !subdomain.isEmpty {
            // An address has no subdomains: the bucket stands in the path.
            prefix = "/" + subdomain
        }
        guard let url = BaseURL(base), let number = endpoints.intern(url.endpoint) else {
            return defect = .badEndpoint
        }
        endpoint = number
        hostHeader = url.hostHeader
        if function.isEmpty {
            let start = Array((url.path + prefix).utf8)
            if !start.isEmpty { path.insert(.literal(start), at: 0) }
        } else {
            // AWS takes whole ARNs, of other accounts too; what stands in for it often knows names only.
            let own = isAWS ? function : name.name
            let invoke = streams ? InvokePath.streaming : .buffered
            var text = Array((url.path + "/" + invoke.prefix).utf8)
            text += FunctionName.encoded(own) + Array(invoke.suffix.utf8)
            path = [.literal(text)]
            if !isAWS, !name.qualifier.isEmpty {
                query = [.literal(Array("Qualifier=".utf8) + FunctionName.encoded(name.qualifier))]
            }
        }
    }

    private var awsHost: String {
        let domain = AWSService.domain(region)
        let own = AWSService.isGlobal(service) ? "\(service).\(domain)" : "\(hostPrefix)\(service).\(region).\(domain)"
        return subdomain.isEmpty ? own : subdomain + "." + own
    }
}

/// The paths of Lambda's two operations that invoke. AWS: Invoke, InvokeWithResponseStream.
private struct InvokePath: Equatable {
    let prefix: String
    let suffix: String

    static let buffered = InvokePath(prefix: "2015-03-31/functions/", suffix: "/invocations")
    static let streaming = InvokePath(prefix: "2021-11-15/functions/", suffix: "/response-streaming-invocations")

    /// The function that a path names; nil for other paths.
    func function(in text: String) -> String? {
        guard text.hasPrefix(prefix), text.hasSuffix(suffix), text.utf8.count > prefix.utf8.count + suffix.utf8.count
        else { return nil }
        let name = String(text.dropFirst(prefix.count).dropLast(suffix.count))
        return name.contains("/") ? nil : name
    }
}

/// A function's name: `NAME`, `NAME:QUALIFIER`, `ACCOUNT:function:NAME`, or an ARN. AWS: "Invoke", FunctionName.
struct FunctionName {
    let name: String
    /// Version or alias; empty for the unqualified function.
    let qualifier: String

    init(_ text: String) {
        var parts = text.split(separator: ":", omittingEmptySubsequences: false)[...]
        if let word = parts.firstIndex(of: "function") { parts = parts[(word + 1)...] }
        name = parts.first.map(String.init) ?? text
        qualifier = parts.dropFirst().first.map(String.init) ?? ""
    }

    /// A name or ARN as one segment of a path.
    static func encoded(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        var out = ByteBuffer(capacity: bytes.count * 3)
        bytes.withByteView { QueryText.appendEncoded($0, to: &out) }
        return [UInt8](out.view)
    }
}

/// An http(s) address with an optional path.
package struct BaseURL {
    package let endpoint: UpstreamEndpoint
    let hostHeader: [UInt8]
    /// Without a slash at the end.
    package let path: String
    /// `host` or `host:port`
    package var host: String { String(decoding: hostHeader, as: UTF8.self) }

    package init?(_ text: String) {
        let lower = text.prefix(8).lowercased()
        let isTLS = lower == "https://"
        if !isTLS, !lower.hasPrefix("http://") { return nil }
        let rest = text.dropFirst(isTLS ? 8 : 7)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        let authority = Array(rest[..<end].utf8)
        guard let (host, port) = authority.withByteView({ Authority.parse($0, isTLS: isTLS) }) else { return nil }
        endpoint = UpstreamEndpoint(
            isTLS: isTLS, host: host, port: port, skipsTLSVerification: false, tlsServerName: "")
        hostHeader = authority
        var tail = rest[end...]
        while tail.last == "/" { tail.removeLast() }
        if tail.contains(where: { $0 == "?" || $0 == "#" || $0 == " " }) { return nil }
        path = String(tail)
    }
}
