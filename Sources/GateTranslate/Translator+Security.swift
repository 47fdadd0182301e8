// Security schemes to authorizers, requirements to what a method asks of its callers.

import GateBytes
import GateDefinition
import GateOpenAPI
import GateSource
import GateTree

extension Translator {
    /// Every scheme with an authorizer makes one, used or not (recorded from AWS).
    mutating func translateAuthorizers() {
        for scheme in document.securitySchemes {
            schemes[scheme.name.value] = scheme
            if let object = scheme.authorizer { definition.authorizers.append(authorizer(scheme, object)) }
        }
    }

    func authorizer(_ scheme: SecurityScheme, _ object: AuthorizerObject) -> Authorizer {
        let kind: Authorizer.Kind
        switch object.kind {
        case .token: kind = .token
        case .request: kind = .request
        case .cognitoUserPools: kind = .cognitoUserPools
        case .jwt: kind = .jwt
        }
        var result = Authorizer(name: scheme.name, kind: kind)
        result.uri = object.uri
        result.credentials = object.credentials
        result.identityValidationExpression = object.validationExpression
        result.providerARNs = object.providerARNs
        result.algorithms = object.algorithms.map { $0.map(\.rawValue) }
        result.issuers = object.issuers.map { issuer in
            TokenIssuer(
                issuer: issuer.issuer, audiences: issuer.audiences.map(\.value),
                claims: issuer.claims.map {
                    TokenIssuer.Claim(name: $0.name, isRequired: $0.isRequired, values: $0.values.map(\.value))
                })
        }
        result.payloadFormat = object.payloadFormatVersion?.value == "2.0" ? .v2 : .v1
        result.hasSimpleResponses = object.hasSimpleResponses
        // HTTP APIs keep nothing unless they are told to.
        if document.kind == .http { result.resultTTLSeconds = 0 }
        if let seconds = object.resultTTL { result.resultTTLSeconds = seconds.value }
        if let source = object.identitySource {
            result.identitySources = identitySources(source)
        } else if kind != .request {
            let name = scheme.parameterName ?? Located("Authorization", at: scheme.name.range)
            result.identitySources = [name.map { "method.request.header." + $0 }]
        }
        return result
    }

    private func identitySources(_ text: LocatedText) -> [Located<String>] {
        var result: [Located<String>] = []
        let bytes = Array(text.text.utf8)
        var start = 0
        for end in 0...bytes.count where end == bytes.count || bytes[end] == 0x2c {
            var from = start
            var to = end
            while from < to, bytes[from] <= 0x20 { from += 1 }
            while to > from, bytes[to - 1] <= 0x20 { to -= 1 }
            start = end + 1
            if from == to { continue }
            let source = String(decoding: bytes[from..<to], as: UTF8.self)
            let place = text.range(from, to)
            let known = ["method.request.header.", "method.request.querystring.", "stageVariables.", "context."]
            if document.kind == .http {
                if let source = routeSource(source) {
                    result.append(Located(source, at: place))
                } else {
                    sink.report(TranslateProblem.identitySource(source, isHTTP: true, at: place))
                }
                continue
            }
            if known.contains(where: { source.hasPrefix($0) && source.utf8.count > $0.utf8.count }) {
                result.append(Located(source, at: place))
            } else {
                sink.report(TranslateProblem.identitySource(source, isHTTP: false, at: place))
            }
        }
        return result
    }

    /// `$request.header.X` as REST APIs spell it; nil for what is no source.
    private func routeSource(_ text: String) -> String? {
        let known = [
            ("$request.header.", "method.request.header."), ("$request.querystring.", "method.request.querystring."),
            ("$context.", "context."), ("$stageVariables.", "stageVariables."),
        ]
        for (prefix, own) in known where text.hasPrefix(prefix) && text.utf8.count > prefix.utf8.count {
            return own + text.dropFirst(prefix.count)
        }
        return nil
    }

    // MARK: Requirements

    mutating func authorize(_ method: inout Method, _ operation: Operation) {
        let requirements = operation.security ?? document.security ?? []
        // AWS writes one requirement for each thing it asks for and reads them the same way: all of them hold.
        for entry in requirements.flatMap(\.entries) { apply(entry, to: &method) }
        var isOpen = true
        if case .none = method.authorization {} else { isOpen = false }
        if operation.security == nil, !isOpen || method.isAPIKeyRequired { inheritedSecurity += 1 }
        switch operation.auth?.value {
        case nil: break
        case .open: method.authorization = .none
        case .awsIAM: method.authorization = .awsIAM
        }
    }

    private mutating func apply(_ entry: SecurityRequirement.Entry, to method: inout Method) {
        guard let scheme = schemes[entry.scheme.value] else { return }
        let authorization: Method.Authorization
        if let authorizer = scheme.authorizer {
            switch authorizer.kind {
            case .cognitoUserPools:
                authorization = .cognitoUserPools(authorizer: entry.scheme, scopes: entry.scopes)
            case .jwt: authorization = .jwt(authorizer: entry.scheme, scopes: entry.scopes)
            case .token, .request: authorization = .custom(authorizer: entry.scheme)
            }
        } else if scheme.authType?.value.lowercased().hasPrefix("aws") ?? false {
            authorization = .awsIAM
        } else if scheme.kind.value == .apiKey, scheme.isInHeader,
            scheme.parameterName?.value.lowercased() == "x-api-key"
        {
            method.isAPIKeyRequired = true
            return
        } else {
            if uselessSchemes.insert(scheme.name.value).inserted {
                sink.report(
                    TranslateProblem.schemeWithoutEffect(
                        scheme.name.value, kind: scheme.kind.value.rawValue, at: entry.scheme.range,
                        definition: scheme.name.range))
            }
            return
        }
        if case .none = method.authorization {
            method.authorization = authorization
        } else {
            sink.report(TranslateProblem.secondAuthorizer(entry.scheme.value, at: entry.scheme.range))
        }
    }
}
