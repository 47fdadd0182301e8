// How one integration goes through a VPC link: worked out once per stage, like its URI. The URI's host goes into the
// Host header and, behind https, is the name that is verified; the targets are where the bytes go. AWS: "Set up REST
// API private integrations".

import GateBytes
import GatePlan

/// The way of an integration through its link.
package final class LinkRoute: Sendable {
    /// Why calls cannot be made.
    package enum Defect: Sendable {
        case none
        case missingStageVariable
        /// The configuration has no link of that name.
        case unknownLink
        /// The link has no targets for the listener.
        case unknownListener
    }

    package let defect: Defect
    /// What `connectionId` says, its stage variables filled in.
    package let name: String
    package let link: VPCLink?
    package let group: VPCLink.Group
    /// The origins of the group's targets, in their order; empty as long as a request has to choose the host.
    let endpoints: [UInt32]

    private init(
        _ name: String, _ defect: Defect, _ link: VPCLink? = nil, _ group: VPCLink.Group? = nil,
        _ endpoints: [UInt32] = []
    ) {
        self.name = name
        self.defect = defect
        self.link = link
        self.group = group ?? VPCLink.Group([])
        self.endpoints = endpoints
    }

    /// The origin of a target.
    package func endpoint(_ target: Int) -> UInt32 { endpoints[target] }

    /// The route of an integration, whose URI is `uri`; nil when it goes through no link.
    static func make(
        _ integration: IntegrationRecord, uri: URITemplate, _ plan: PlanImage, _ variables: StageVariables,
        _ settings: StageSettings, _ endpoints: EndpointTable
    ) -> LinkRoute? {
        if integration.flags & IntegrationRecord.usesVPCLink == 0 { return nil }
        guard let name = variables.fill(plan.string(integration.connectionIdentifier)),
            let listener = variables.fill(plan.string(integration.integrationTarget))
        else { return LinkRoute(String(plan.string(integration.connectionIdentifier)), .missingStageVariable) }
        guard let link = settings.links[name] else { return LinkRoute(name, .unknownLink) }
        guard let group = link.group(listener: listener) else { return LinkRoute(name, .unknownListener, link) }
        let route = LinkRoute(name, .none, link, group)
        if uri.defect != .none || uri.hostHeader.isEmpty { return route }
        let origin = uri.hostHeader.withByteView {
            Deployment.endpoint($0, isTLS: uri.isTLS, integration, plan, settings)
        }
        return origin.flatMap { route.towards($0, endpoints) } ?? route
    }

    /// The same route for a URI whose origin is known; nil when the table of origins is full.
    func towards(_ origin: UpstreamEndpoint, _ table: EndpointTable) -> LinkRoute? {
        guard let link else { return nil }
        var numbers: [UInt32] = []
        for target in group.targets {
            guard let number = table.intern(link.endpoint(target, origin)) else { return nil }
            numbers.append(number)
        }
        return LinkRoute(name, .none, link, group, numbers)
    }
}

extension VPCLink {
    /// A target in the place of an integration's origin.
    fileprivate func endpoint(_ target: LinkTarget, _ origin: UpstreamEndpoint) -> UpstreamEndpoint {
        let isTLS = self.isTLS ?? origin.isTLS
        var name = origin.tlsServerName
        if name.isEmpty { name = tlsServerName.isEmpty ? origin.host : tlsServerName }
        return UpstreamEndpoint(
            isTLS: isTLS, host: target.host, port: target.port,
            skipsTLSVerification: origin.skipsTLSVerification || skipsTLSVerification,
            tlsServerName: isTLS ? name : "", rootsFile: isTLS ? rootsFile : "",
            certificate: isTLS ? origin.certificate : nil)
    }

    /// Where a target is checked. The name is that of the link: only integrations know theirs.
    package func checkEndpoint(_ target: LinkTarget) -> UpstreamEndpoint {
        UpstreamEndpoint(
            isTLS: isTLS == true, host: target.host, port: target.port, tlsServerName: tlsServerName)
    }
}
