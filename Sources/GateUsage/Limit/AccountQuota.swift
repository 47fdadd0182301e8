// How many things an account may have in a region and an API may have, and how often it may ask for them. AWS: "Quotas
// for configuring and running a REST API in API Gateway", "Quotas for configuring and running an HTTP API", both read
// 2026-11-27. The control plane keeps to them; a configuration changes them or ends them.

/// Something that is counted.
package enum AccountQuota: String, CaseIterable, Sendable {
    // In a region
    case regionalAPIs, edgeAPIs, privateAPIs
    case apiKeys, usagePlans, clientCertificates, vpcLinks
    /// VPC links of the second service.
    case vpcLinksV2
    case domainNames, privateDomainNames, domainNameAccessAssociations
    // In an API
    case resources, stages, authorizers, documentationParts
    /// Of HTTP and WebSocket APIs.
    case routes, integrations
    // Of a domain name
    case apiMappings, routingRules

    /// AWS's number.
    package var standard: Int {
        switch self {
        case .regionalAPIs, .privateAPIs: 600
        case .edgeAPIs, .domainNames: 120
        case .apiKeys: 10_000
        case .usagePlans, .resources, .routes, .integrations: 300
        case .clientCertificates: 60
        case .vpcLinks: 20
        case .vpcLinksV2, .stages, .authorizers: 10
        case .privateDomainNames, .routingRules: 50
        case .domainNameAccessAssociations: 100
        case .documentationParts: 2_000
        case .apiMappings: 200
        }
    }
}

/// The quotas in force.
package struct AccountLimits: Equatable, Sendable {
    /// Largest number that a configuration may set.
    package static let numberMax = 1_000_000

    /// Whether nothing is counted that no other number is set for.
    package var isOff = false
    /// Numbers other than AWS's; nil for none.
    package var changed: [AccountQuota: Int?] = [:]
    /// Whether calls of the control plane are as rare as AWS has them.
    package var keepsCallRates = false

    package init() {}

    /// Nothing is counted.
    package static var off: AccountLimits {
        var limits = AccountLimits()
        limits.isOff = true
        return limits
    }

    /// How many there may be; nil for any number.
    package func most(_ quota: AccountQuota) -> Int? {
        if let own = changed[quota] { return own }
        return isOff ? nil : quota.standard
    }
}
