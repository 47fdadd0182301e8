// Integration objects to integrations.

import GateBytes
import GateDefinition
import GateOpenAPI
import GateSource
import GateTree

extension Translator {
    func translate(_ object: IntegrationObject) -> Integration {
        var result = Integration(kind: Integration.Kind(object.kind), range: object.range)
        result.uri = object.kind == .mock ? nil : object.uri
        result.httpMethod = httpMethod(object)
        result.credentials = object.credentials
        if object.connectionType?.value == .vpcLink { result.connectionType = .vpcLink }
        result.connectionTypeRange = object.connectionType?.range
        result.connectionID = object.connectionID
        result.integrationTarget = object.integrationTarget
        if let timeout = object.timeout { result.timeoutMilliseconds = timeout.value }
        switch object.passthrough {
        case .whenNoTemplates: result.passthroughBehavior = .whenNoTemplates
        case .never: result.passthroughBehavior = .never
        case .whenNoMatch, nil: break
        }
        result.contentHandling = Integration.ContentHandling(object.contentHandling)
        result.requestParameters = mappings(object.requestParameters, .integrationRequest)
        result.requestTemplates = templates(object.requestTemplates)
        result.responses = object.responses.map(translate)
        result.skipsTLSVerification = object.skipsTLSVerification
        result.tlsServerName = object.tlsServerName
        result.cacheNamespace = object.cacheNamespace?.value
        let reader = MappingReader(sink: sink)
        result.cacheKeyParameters = object.cacheKeyParameters.compactMap {
            reader.readCacheKey($0, result.requestParameters)
        }
        if object.transferMode == .stream {
            let isProxy = object.kind == .httpProxy || object.kind == .awsProxy
            if isProxy {
                result.responseTransferMode = .stream
            } else {
                sink.report(TranslateProblem.streamNeedsProxy(at: object.range))
            }
        }
        checkAWS(object)
        return result
    }

    private func translate(_ object: IntegrationResponseObject) -> IntegrationResponse {
        let isDefault = object.pattern.text == "default" || object.pattern.text.isEmpty
        var result = IntegrationResponse(
            selectionPattern: isDefault ? nil : object.pattern, statusCode: object.statusCode,
            range: object.pattern.range)
        result.parameters = mappings(object.parameters, .methodResponse)
        result.templates = templates(object.templates)
        result.contentHandling = Integration.ContentHandling(object.contentHandling)
        return result
    }

    private func httpMethod(_ object: IntegrationObject) -> HTTPVerb? {
        if object.kind == .mock { return nil }
        guard let name = object.httpMethod else {
            // AWS: "Enumeration value for HttpMethod must be non-empty".
            sink.report(TranslateProblem.httpMethodMissing(at: object.range))
            return object.kind == .awsProxy || object.kind == .aws ? .post : .any
        }
        let upper = name.value.uppercased()
        if upper == "ANY" { return .any }
        let verb = Array(upper.utf8).withByteView { HTTPVerb(token: $0) }
        if verb == .other {
            let known = ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY"]
            sink.report(
                TranslateProblem.httpMethodUnknown(
                    name.value, at: name.range, nearest: nearestName(upper, among: known)))
            return nil
        }
        return verb
    }

    // MARK: AWS integrations

    /// What AWS checks in the URI of its own services. A text with placeholders is checked when they are filled.
    private func checkAWS(_ object: IntegrationObject) {
        guard object.kind == .aws || object.kind == .awsProxy, let uri = object.uri, !uri.text.contains("${") else {
            return
        }
        let parts = uri.text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "arn", parts[2] == "apigateway" else {
            sink.report(TranslateProblem.arnExpected(uri.text, at: uri.range))
            return
        }
        guard parts[5].hasPrefix("path/") || parts[5].hasPrefix("action/") else {
            sink.report(TranslateProblem.arnWithoutAction(uri.text, at: uri.range))
            return
        }
        let service = parts[4].split(separator: ".").last.map(String.init) ?? parts[4]
        if object.kind == .awsProxy, !(service == "lambda" && Translator.invokes(parts[5])) {
            sink.report(TranslateProblem.proxyOfService(service, at: uri.range))
        }
        if service == "lambda", let verb = object.httpMethod, verb.value.uppercased() != "POST" {
            sink.report(TranslateProblem.lambdaNeedsPOST(verb.value, at: verb.range))
        }
    }

    /// Whether the last part of a Lambda ARN is a path of Invoke or InvokeWithResponseStream.
    private static func invokes(_ path: String) -> Bool {
        path.hasPrefix("path/2015-03-31/functions/") || path.hasPrefix("path/2021-11-15/functions/")
    }
}

extension Integration.Kind {
    fileprivate init(_ kind: IntegrationObject.Kind) {
        switch kind {
        case .mock: self = .mock
        case .http: self = .http
        case .httpProxy: self = .httpProxy
        case .aws: self = .aws
        case .awsProxy: self = .awsProxy
        }
    }
}

extension Integration.ContentHandling {
    fileprivate init(_ handling: IntegrationObject.ContentHandling?) {
        switch handling {
        case .convertToText: self = .convertToText
        case .convertToBinary: self = .convertToBinary
        case nil: self = .passthrough
        }
    }
}
