// Names below `$context`: those with a value, those that are maps, those that belong to features of later versions.

import GateBytes
import GatePlan
import GateSource

/// What is known of a `$context` name.
enum ContextName {
    case variable(ContextVariable)
    /// What an authorizer says of a caller: the name behind `authorizer.`.
    case authorizer(String)
    /// A map; only its members are single values.
    case map
    /// Known, without a value here.
    case absent
    case unknown(nearest: String?)

    private static let maps: Set<String> = [
        "identity", "error", "authorizer", "authorizer.claims", "requestOverride", "responseOverride",
        "requestOverride.header", "requestOverride.path", "requestOverride.querystring", "responseOverride.header",
        "identity.clientCert", "identity.clientCert.validity", "integration",
    ]

    /// AWS: "Variables for data models, authorizers, mapping templates, and CloudWatch access logging".
    private static let valueless: Set<String> = [
        "awsEndpointRequestId", "awsEndpointRequestId2", "customDomain.basePathMatched", "endpointType",
        "identity.vpcId", "identity.vpceId", "waf.error", "waf.latency",
        "waf.status", "wafResponseCode", "webaclArn", "responseOverride.status", "resourcePolicy",
    ]

    private static let valuelessPrefixes = [
        "authorizer.", "authenticate.", "authorize.", "requestOverride.", "responseOverride.", "integration.",
        "tls.", "cloudfront.",
    ]

    /// Whether a known name goes on behind these parts of it.
    static func startsName(_ name: String) -> Bool {
        let start = name + "."
        return valueless.contains { $0.hasPrefix(start) } || valuelessPrefixes.contains { $0.hasPrefix(start) }
            || ContextVariable.allCases.contains { String(ByteView($0.name)).hasPrefix(start) }
    }

    /// `isSocket`: whether events of a WebSocket API read the name; `isHTTP`: whether an HTTP API does.
    init(_ name: String, isSocket: Bool, isHTTP: Bool = false) {
        let isKnown: (ContextVariable) -> Bool = { isSocket || !$0.isOfSocket || isHTTP && $0 == .routeKey }
        var variable = Array(name.utf8).withByteView { ContextVariable(name: $0) }
        if let found = variable, !isKnown(found) { variable = nil }
        // What access logs know of an authorizer itself are in templates what one says.
        if name.hasPrefix("authorizer."), !ContextName.maps.contains(name), variable?.isOfLog != false {
            self = .authorizer(String(name.dropFirst("authorizer.".count)))
        } else if let variable {
            self = .variable(variable)
        } else if ContextName.maps.contains(name) {
            self = .map
        } else if ContextName.valueless.contains(name) || ContextName.valuelessPrefixes.contains(where: name.hasPrefix)
        {
            self = .absent
        } else {
            let names = ContextVariable.allCases.filter(isKnown).map { String(ByteView($0.name)) }
            self = .unknown(nearest: nearestName(name, among: names))
        }
    }
}

extension APILowering {
    /// A name of `$context` that has values.
    enum ContextValue {
        case variable(ContextVariable)
        case authorizer(String)
    }

    /// What a name stands for, nil for one without a value; reports names that never have one.
    func contextValue(_ name: String, at place: SourceRange) -> ContextValue? {
        switch ContextName(name, isSocket: isSocket, isHTTP: definition.protocolType == .http) {
        case .variable(let variable): return .variable(variable)
        case .authorizer(let name): return .authorizer(name)
        case .map: sink.report(CompilerProblem.contextIsMap(name, at: place))
        case .absent: break
        case .unknown(let nearest): sink.report(CompilerProblem.contextUnknown(name, at: place, nearest: nearest))
        }
        return nil
    }
}
