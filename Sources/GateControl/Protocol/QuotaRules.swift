// What there may be no more of: looked at where a record is kept that was not there before, whatever makes it, so that
// an import is bound like a call for each thing. Words as recorded from AWS for resources, authorizers and integrations
// (two blanks between the sentences); those of other things are in their manner.

import GateJSON
import GateUsage

enum QuotaRules {
    /// Records that are counted, by kind.
    private static let kinds: [String: (quota: AccountQuota, noun: String, isOfAPI: Bool)] = [
        "resource": (.resources, "Resources", true), "stage": (.stages, "Stages", true),
        "authorizer": (.authorizers, "Authorizers", true),
        "documentationpart": (.documentationParts, "Documentation Parts", true),
        "apikey": (.apiKeys, "API Keys", false), "usageplan": (.usagePlans, "Usage Plans", false),
        "clientcertificate": (.clientCertificates, "Client Certificates", false),
        "vpclink": (.vpcLinks, "VPC Links", false), "v2vpclink": (.vpcLinksV2, "Vpc Links", false),
        "domainnameaccessassociation": (.domainNameAccessAssociations, "Domain Name Access Associations", false),
        "v2route": (.routes, "Routes", true), "v2integration": (.integrations, "Integrations", true),
        "v2stage": (.stages, "Stages", true), "v2authorizer": (.authorizers, "Authorizers", true),
    ]

    /// Throws when a record that is not there yet would be one too many.
    static func check(_ kind: String, _ scope: String, _ id: String, _ value: JSONValue, _ call: ControlCall)
        throws(ControlError)
    {
        if let (quota, noun, isOfAPI) = kinds[kind] {
            guard let most = call.limits.most(quota), try call.record(kind, scope, id) == nil,
                try call.count(kind, scope) >= most
            else { return }
            throw exceeded(kind, noun, isOfAPI: isOfAPI, most, call)
        }
        switch kind {
        case "restapi", "v2api": try checkAPI(kind, scope, id, value, call)
        case "domainname": try checkDomain(scope, id, value, call)
        case "basepathmapping": try checkMapping(scope, id, value, call)
        default: break
        }
    }

    private static func exceeded(
        _ kind: String, _ noun: String, isOfAPI: Bool, _ most: Int, _ call: ControlCall
    ) -> ControlError {
        if kind == "v2vpclink" {
            return .badRequest("There are too many \(noun) defined for this account. Limit is \(most).")
        }
        let whole = isOfAPI ? "API" : "account"
        return ControlError(
            call.operation.service == .rest ? .limitExceeded : .tooManyRequests,
            "Maximum number of \(noun) for this \(whole) has been reached.  Please contact AWS if you need additional "
                + "\(noun).")
    }

    // MARK: Kinds that are counted apart

    /// HTTP and WebSocket APIs are regional.
    private static func quota(ofAPI value: JSONValue) -> AccountQuota {
        let types = value["endpointConfiguration"]?["types"]?.array
        if types?.contains("PRIVATE") ?? false { return .privateAPIs }
        return types?.contains("EDGE") ?? false ? .edgeAPIs : .regionalAPIs
    }

    private static func checkAPI(
        _ kind: String, _ scope: String, _ id: String, _ value: JSONValue, _ call: ControlCall
    ) throws(ControlError) {
        let quota = quota(ofAPI: value)
        guard let most = call.limits.most(quota) else { return }
        let old = try call.record(kind, scope, id)
        if let old, self.quota(ofAPI: old) == quota { return }
        // Most accounts have fewer APIs of all kinds together.
        guard try call.count("restapi", scope) + call.count("v2api", scope) >= most else { return }
        var count = quota == .regionalAPIs ? try call.count("v2api", scope) : 0
        for api in try call.records("restapi", scope) where self.quota(ofAPI: api) == quota { count += 1 }
        let nouns: [AccountQuota: String] = [.privateAPIs: "Private APIs", .edgeAPIs: "Edge-optimized APIs"]
        if count >= most { throw exceeded(kind, nouns[quota] ?? "Regional APIs", isOfAPI: false, most, call) }
    }

    private static func checkDomain(
        _ scope: String, _ id: String, _ value: JSONValue, _ call: ControlCall
    ) throws(ControlError) {
        let isPrivate = value["domainNameId"] != nil
        guard let most = call.limits.most(isPrivate ? .privateDomainNames : .domainNames),
            try call.record("domainname", scope, id) == nil, try call.count("domainname", scope) >= most
        else { return }
        let count = try call.records("domainname", scope).count { ($0["domainNameId"] != nil) == isPrivate }
        let noun = isPrivate ? "Private Domain Names" : "Domain Names"
        if count >= most { throw exceeded("domainname", noun, isOfAPI: false, most, call) }
    }

    /// Only mappings of several levels are counted.
    private static func checkMapping(
        _ scope: String, _ id: String, _ value: JSONValue, _ call: ControlCall
    ) throws(ControlError) {
        guard id.utf8.contains(0x2f), let most = call.limits.most(.apiMappings),
            try call.record("basepathmapping", scope, id) == nil, try call.count("basepathmapping", scope) >= most
        else { return }
        let mappings = try call.records("basepathmapping", scope)
        if mappings.count(where: { $0["basePath"]?.string?.utf8.contains(0x2f) ?? false }) >= most {
            throw ControlError(
                call.operation.service == .rest ? .limitExceeded : .tooManyRequests,
                "Maximum number of API Mappings for this domain name has been reached.  Please contact AWS if you need "
                    + "additional API Mappings.")
        }
    }
}
