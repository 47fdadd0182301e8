// What AWS would refuse, drop or change of an HTTP or WebSocket API, beyond what is an error here too. AWS: "Quotas for
// configuring and running an HTTP API", "… a WebSocket API", "Working with OpenAPI definitions for HTTP APIs" (read
// 2026-11).

import GateBytes
import GateDefinition
import GateOpenAPI
import GateSource
import GateTree

/// Reports on portability of routes.
struct RoutePortability {
    private let definition: APIDefinition
    private let root: Node
    private let sink: DiagnosticSink

    init(_ definition: APIDefinition, _ root: Node, sink: DiagnosticSink) {
        self.definition = definition
        self.root = root
        self.sink = sink
    }

    /// `version` is the specification's; nil for a route spec.
    func report(version: SpecificationVersion?) {
        if version == .openAPI31, let member = root.member("openapi") {
            sink.report(PortabilityProblem.versionRefused(at: member.value.range))
        }
        for holder in [root, root["api"]] {
            for member in holder?.members ?? [] where member.key.hasPrefix("x-gatewright-") {
                sink.report(PortabilityProblem.localExtension(member.key, at: member.keyRange))
            }
        }
        for resource in definition.resources where resource.path.value == "/ping" || resource.path.value == "/sping" {
            sink.report(PortabilityProblem.reservedPath(resource.path.value, at: resource.path.range))
        }
        reportQuotas()
    }

    private func reportQuotas() {
        var methods = definition.resources.flatMap(\.methods)
        if let route = definition.defaultRoute { methods.append(route) }
        if let socket = definition.socket {
            methods = socket.routes.map(\.method)
            check(.integrations, socket.integrations.map(\.name.range))
        }
        check(.routes, methods.map(\.range))
        check(.authorizers, definition.authorizers.map(\.name.range))
        for authorizer in definition.authorizers {
            for issuer in authorizer.issuers {
                check(.audiences, issuer.audiences.map { _ in issuer.issuer.range })
                if issuer.issuer.value.lowercased().hasPrefix("http://") {
                    sink.report(PortabilityProblem.issuerNotHTTPS(issuer.issuer.value, at: issuer.issuer.range))
                }
            }
        }
        for method in methods {
            guard case .jwt(let authorizer, let scopes) = method.authorization else { continue }
            check(.scopes, scopes.map { _ in authorizer.range })
        }
    }

    /// `places` has one for each of what is counted.
    private func check(_ quota: PortabilityProblem.Quota, _ places: [SourceRange]) {
        if places.count <= quota.limit { return }
        sink.report(PortabilityProblem.quotaExceeded(quota, count: places.count, at: places[quota.limit]))
    }
}
