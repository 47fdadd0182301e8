// What keeps browsers of other origins out although an API means to let them in: an API whose OPTIONS mocks answer
// preflights. WHATWG: "Fetch", CORS protocol and CORS-preflight fetch.

import GateBytes
import GateDefinition
import GatePlan
import GateSource

extension APILowering {
    private static let originName = "access-control-allow-origin"
    private static let credentialsName = "access-control-allow-credentials"
    private static let methodsName = "access-control-allow-methods"

    /// Doubts about the whole API's CORS.
    func lintCORS() {
        var firstPreflight: SourceRange?
        for resource in definition.resources {
            for method in resource.methods {
                for response in method.integration?.responses ?? [] { lintValues(response.parameters) }
            }
            guard let preflight = resource.methods.first(where: { $0.verb == .options }),
                let answer = APILowering.preflightAnswer(of: preflight)
            else { continue }
            if firstPreflight == nil { firstPreflight = preflight.range }
            if preflight.authorization.asksForSomething || preflight.isAPIKeyRequired {
                sink.report(LintProblem.preflightRefused(resource.path.value, at: preflight.range))
            }
            lintMethods(of: resource, answer)
        }
        for response in definition.gatewayResponses { lintValues(response.parameters) }
        if let firstPreflight { lintGatewayResponses(firstPreflight) }
    }

    /// The mappings of a MOCK that answers preflights.
    private static func preflightAnswer(of method: Method) -> [ParameterMapping]? {
        guard let integration = method.integration, integration.kind == .mock else { return nil }
        return integration.responses.first { mapping(originName, in: $0.parameters) != nil }?.parameters
    }

    private static func mapping(_ name: String, in mappings: [ParameterMapping]) -> ParameterMapping? {
        mappings.first {
            guard case .responseHeader(let header) = $0.target else { return false }
            return header.lowercased() == name
        }
    }

    private static func literal(_ name: String, in mappings: [ParameterMapping]) -> (text: String, at: SourceRange)? {
        guard let mapping = mapping(name, in: mappings), case .literal(let text) = mapping.source else { return nil }
        return (text, mapping.sourceRange)
    }

    // MARK: Values

    private func lintValues(_ mappings: [ParameterMapping]) {
        guard let origin = APILowering.literal(APILowering.originName, in: mappings) else { return }
        if origin.text == "*" {
            if let other = APILowering.literal(APILowering.credentialsName, in: mappings), other.text == "true" {
                sink.report(LintProblem.credentialsOfAnyOrigin(at: other.at, origin: origin.at))
            }
        } else if !APILowering.isOrigin(origin.text) {
            sink.report(LintProblem.originMatchesNothing(origin.text, at: origin.at))
        }
    }

    /// Whether a browser's origin can be equal to a text: `null`, or scheme, host and port (RFC 6454 §6.1). Texts that
    /// a tool fills in before the import can be.
    private static func isOrigin(_ text: String) -> Bool {
        if text == "null" || text.utf8.contains(0x24) || text.utf8.contains(0x7b) || text.isEmpty { return true }
        guard let mark = text.firstRange(of: "://") else { return false }
        let host = text[mark.upperBound...]
        return !host.isEmpty
            && host.utf8.allSatisfy { byte in
                ASCII.isAlphanumeric(byte) || byte == 0x2d || byte == 0x2e || byte == 0x3a || byte == 0x5b
                    || byte == 0x5d
            }
    }

    // MARK: Methods

    /// Methods for which a browser asks, and is told no.
    private func lintMethods(of resource: Resource, _ answer: [ParameterMapping]) {
        guard let methods = APILowering.literal(APILowering.methodsName, in: answer),
            !methods.text.utf8.contains(0x24), !methods.text.utf8.contains(0x7b)
        else { return }
        let names = methods.text.split(separator: ",").map { String($0.drop { $0 == " " }.prefix { $0 != " " }) }
        if names.contains("*") { return }
        for method in resource.methods {
            switch method.verb {
            case .put, .patch, .delete:
                let name = String(method.verb.token)
                if names.contains(name) { continue }
                let isSpeltOtherwise = names.contains { $0.uppercased() == name }
                sink.report(
                    LintProblem.preflightLacksMethod(
                        name, isSpeltOtherwise: isSpeltOtherwise, at: methods.at, method: method.range))
            default: continue
            }
        }
    }

    // MARK: Gateway responses

    /// Without the header on any answer of the gateway's own of a class, pages never learn why they were refused.
    private func lintGatewayResponses(_ preflight: SourceRange) {
        var isOpen = (client: false, server: false)
        for response in definition.gatewayResponses
        where APILowering.mapping(APILowering.originName, in: response.parameters) != nil {
            let type = Array(response.type.value.utf8).withByteView { GatewayResponseType(name: $0) }
            guard let type else { continue }
            if type.statusCode < 500 { isOpen.client = true } else { isOpen.server = true }
        }
        if isOpen.client, isOpen.server { return }
        sink.report(
            LintProblem.refusalsHidden(
                (isOpen.client ? [] : ["DEFAULT_4XX"]) + (isOpen.server ? [] : ["DEFAULT_5XX"]), at: preflight))
    }
}

extension Method.Authorization {
    /// Whether a request without credentials is refused.
    fileprivate var asksForSomething: Bool {
        if case .none = self { return false }
        return true
    }
}
