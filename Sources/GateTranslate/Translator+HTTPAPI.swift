// A document as an HTTP API: routes, integrations, authorizers, CORS. What API Gateway imports without effect (models,
// bodies, validators) is left out. AWS: "Working with OpenAPI definitions for HTTP APIs" (read 2026-11).

import GateBytes
import GateDefinition
import GateOpenAPI
import GateSource
import GateTree

extension Translator {
    mutating func translateHTTPAPI() {
        definition.protocolType = .http
        translateLocalExtensions()
        definition.cors = document.extensions.cors.map(corsConfiguration)
        for scheme in document.securitySchemes {
            schemes[scheme.name.value] = scheme
            guard let object = scheme.authorizer else { continue }
            guard object.kind == .jwt || object.kind == .request else {
                sink.report(
                    TranslateProblem.kindOfREST(object.kind.rawValue, what: "authorizer", at: object.range))
                continue
            }
            checkFormat(object)
            definition.authorizers.append(authorizer(scheme, object))
        }
        for item in document.paths {
            let isDefault = item.path.value == "$default" || item.path.value == "/$default"
            for operation in item.operations {
                let route = route(operation)
                if isDefault {
                    definition.defaultRoute = definition.defaultRoute ?? route
                } else if let index = addResource(item.path) {
                    definition.resources[index].methods.append(route)
                }
            }
        }
    }

    private func checkFormat(_ authorizer: AuthorizerObject) {
        if authorizer.kind == .jwt { return }
        let found = authorizer.payloadFormatVersion
        if found?.value == "1.0" || found?.value == "2.0" { return }
        sink.report(
            TranslateProblem.payloadFormat(found?.value, expected: "1.0", at: found?.range ?? authorizer.range))
    }

    private mutating func route(_ operation: Operation) -> Method {
        var method = Method(verb: HTTPVerb(operation.verb), range: operation.range)
        method.operationName = operation.operationID?.value
        authorize(&method, operation)
        method.isAPIKeyRequired = false
        if let object = operation.integration {
            method.integration = routeIntegration(object)
        } else if options.mocksMissingIntegrations, !operation.declaresIntegration {
            mocks.mock(operation, into: &method)
        }
        return method
    }

    // MARK: CORS

    private func corsConfiguration(_ object: CORSObject) -> CORSConfiguration {
        var result = CORSConfiguration(range: object.range)
        result.allowOrigins = object.allowOrigins.filter { check($0, "allowOrigins", Translator.isOrigin) }
        result.allowMethods = object.allowMethods.filter { check($0, "allowMethods", Translator.isToken) }
        result.allowHeaders = object.allowHeaders.filter { check($0, "allowHeaders", Translator.isToken) }
        result.exposeHeaders = object.exposeHeaders.filter { check($0, "exposeHeaders", Translator.isToken) }
        result.allowCredentials = object.allowCredentials
        result.maxAge = object.maxAge?.value
        if object.allowCredentials, let every = object.allowOrigins.first(where: { $0.value == "*" }) {
            sink.report(TranslateProblem.corsCredentials(at: object.range, origins: every.range))
        }
        return result
    }

    private func check(_ text: Located<String>, _ member: String, _ isSound: (String) -> Bool) -> Bool {
        if isSound(text.value) { return true }
        sink.report(TranslateProblem.corsValue(text.value, member: member, at: text.range))
        return false
    }

    private static func isToken(_ text: String) -> Bool { !text.isEmpty && text.utf8.allSatisfy { ASCII.isToken($0) } }

    private static func isOrigin(_ text: String) -> Bool {
        if text == "*" { return true }
        guard let mark = text.firstRange(of: "://"), mark.lowerBound > text.startIndex else { return false }
        let host = text[mark.upperBound...]
        return !host.isEmpty
            && host.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x2f && $0 != 0x3f && $0 != 0x23 }
    }

    // MARK: Integrations

    private func routeIntegration(_ object: IntegrationObject) -> Integration? {
        let kind: Integration.Kind
        switch object.kind {
        case .httpProxy: kind = .httpProxy
        case .awsProxy: kind = .awsProxy
        case .mock, .http, .aws:
            sink.report(TranslateProblem.kindOfREST(object.kind.rawValue, what: "integration", at: object.range))
            return nil
        }
        var result = Integration(kind: kind, range: object.range)
        result.httpMethod = kind == .awsProxy ? .post : httpMethodOfRoute(object)
        result.credentials = object.credentials
        if object.connectionType?.value == .vpcLink { result.connectionType = .vpcLink }
        result.connectionTypeRange = object.connectionType?.range
        result.connectionID = object.connectionID
        result.timeoutMilliseconds = object.timeout?.value ?? 30_000
        result.skipsTLSVerification = object.skipsTLSVerification
        result.tlsServerName = object.tlsServerName
        readFormat(object, &result)
        if let subtype = object.subtype {
            result.service = subtype
            let reader = EditReader(isRequest: true, sink: sink)
            result.edits = object.requestParameters.compactMap { member in
                guard let value = reader.value(member.text) else { return nil }
                return ParameterEdit(
                    .overwrite, .service(member.name.value), at: member.name.range, value: value, at: member.text.range)
            }
        } else {
            result.uri = kind == .awsProxy ? object.uri.map(Translator.invocation) : object.uri
            let reader = EditReader(isRequest: true, sink: sink)
            result.edits = object.requestParameters.compactMap { reader.read($0) }
        }
        let reader = EditReader(isRequest: false, sink: sink)
        result.statusEdits = object.responseParameters.map { entry in
            StatusEdits(status: entry.status, edits: entry.parameters.compactMap { reader.read($0) })
        }
        return result
    }

    private func httpMethodOfRoute(_ object: IntegrationObject) -> HTTPVerb? {
        guard let name = object.httpMethod else { return .any }
        let upper = name.value.uppercased()
        if upper == "ANY" { return .any }
        let verb = Array(upper.utf8).withByteView { HTTPVerb(token: $0) }
        if verb != .other { return verb }
        sink.report(TranslateProblem.httpMethodUnknown(name.value, at: name.range, nearest: nil))
        return nil
    }

    private func readFormat(_ object: IntegrationObject, _ result: inout Integration) {
        let isFunction = object.kind == .awsProxy && object.subtype == nil
        switch object.payloadFormatVersion?.value {
        case "2.0" where isFunction: result.payloadFormat = .v2
        case "1.0", "1": break
        case "2" where isFunction: result.payloadFormat = .v2
        case nil where !isFunction: break
        case let text:
            let place = object.payloadFormatVersion?.range ?? object.range
            sink.report(TranslateProblem.payloadFormat(text, expected: "1.0", at: place))
        }
    }

    /// A function's ARN as the path that invokes it; other texts stay.
    private static func invocation(_ uri: LocatedText) -> LocatedText {
        let parts = uri.text.split(separator: ":", maxSplits: 4, omittingEmptySubsequences: false)
        let isFunction = parts.count == 5 && parts[0] == "arn" && parts[2] == "lambda"
        if !isFunction, !uri.text.hasPrefix("${stageVariables.") { return uri }
        let partition = isFunction ? parts[1] : "aws"
        let region = isFunction ? parts[3] : "us-east-1"
        let prefix = "arn:\(partition):apigateway:\(region):lambda:path/2015-03-31/functions/"
        return LocatedText(prefix + uri.text + "/invocations", at: uri.range)
    }
}
