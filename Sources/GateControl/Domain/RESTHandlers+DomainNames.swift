// Domain names, public and private, and who may reach private ones. AWS: "API Gateway API reference", DomainName,
// DomainNameAccessAssociation.

import GateJSON

extension RESTHandlers {
    static let domainNames: [(String, ControlHandler)] = [
        ("CreateDomainName", createDomainName), ("GetDomainName", getDomainName), ("GetDomainNames", getDomainNames),
        ("UpdateDomainName", updateDomainName), ("DeleteDomainName", deleteDomainName),
    ]

    @Sendable static func createDomainName(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let name = try DomainRules.name(call.text("domainName") ?? "")
        var record: JSONValue = ["domainName": .string(name)]
        let endpoint = call["endpointConfiguration"]
        let types = endpoint?["types"]?.array ?? []
        record["endpointConfiguration"] = ["types": .array(types.isEmpty ? ["EDGE"] : types)]
        record["endpointConfiguration"]?["ipAddressType"] = endpoint?["ipAddressType"]
        let isPrivate = types.contains("PRIVATE")
        if isPrivate {
            let id = call.identifier(10)
            record["domainNameId"] = .string(id)
            record["domainNameArn"] = .string(
                "arn:aws:apigateway:\(call.region):\(call.account):/domainnames/\(name)+\(id)")
        } else {
            record["domainNameArn"] = .string("arn:aws:apigateway:\(call.region)::/domainnames/\(name)")
        }
        let names = [
            "certificateName", "certificateArn", "regionalCertificateName", "regionalCertificateArn",
            "endpointAccessMode", "mutualTlsAuthentication", "ownershipVerificationCertificateArn",
        ]
        for name in names { record[name] = call[name] }
        if call.has("certificateArn") || call.has("certificateName") {
            record["certificateUploadDate"] = JSONValue(call.now)
        }
        if let policy = call.text("policy"), !policy.isEmpty {
            if !isPrivate { throw .badRequest("A policy is only supported for private domain names") }
            record["policy"] = .string(try ResourcePolicy.stored(policy, call, api: "*"))
        }
        record["securityPolicy"] = call["securityPolicy"] ?? "TLS_1_2"
        record["routingMode"] = call["routingMode"] ?? "BASE_PATH_MAPPING_ONLY"
        record["domainNameStatus"] = "AVAILABLE"
        if let tags = try TagRules.given(call) { record["tags"] = tags }
        try DomainRules.place(&record, call)
        try DomainRules.add(record, call)
        call.effects.append(.publishDomains(region: call.region))
        return ResourcePolicy.shown(record)
    }

    private static func shown(_ record: JSONValue) -> JSONValue { TagRules.shown(ResourcePolicy.shown(record)) }

    @Sendable static func getDomainName(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        shown(try call.domainName("domain_name").record)
    }

    @Sendable static func getDomainNames(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        // One account is all that there is.
        if call.text("resourceOwner") == "OTHER_ACCOUNTS" { return ["item": []] }
        return try call.page("domainname", call.region) { (record) throws(ControlError) in shown(record) }
    }

    private static let domainNamePatch = PatchTable(
        .listed,
        [
            ("/certificateName", "ARX", .text), ("/certificateArn", "ARX", .text),
            ("/regionalCertificateName", "ARX", .text), ("/regionalCertificateArn", "ARX", .text),
            ("/endpointConfiguration/types", "ARX", .list), ("/endpointConfiguration/ipAddressType", "R", .text),
            ("/endpointAccessMode", "R", .text), ("/managementPolicy", "R", .text), ("/policy", "R", .custom),
            ("/mutualTlsAuthentication/truststoreUri", "ARX", .text),
            ("/mutualTlsAuthentication/truststoreVersion", "ARX", .text),
            ("/ownershipVerificationCertificateArn", "ARX", .text), ("/routingMode", "R", .custom),
            ("/securityPolicy", "R", .text),
        ])

    private static let routingModes = [
        "BASE_PATH_MAPPING_ONLY", "ROUTING_RULE_ONLY", "ROUTING_RULE_THEN_BASE_PATH_MAPPING",
    ]

    @Sendable static func updateDomainName(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        var (id, record) = try call.domainName("domain_name")
        let caller = call
        try domainNamePatch.apply(call.patch, to: &record) { (patch, record) throws(ControlError) in
            let value = patch.value ?? ""
            switch patch.parts {
            case ["policy"]:
                record["policy"] =
                    value.isEmpty ? .none : .string(try ResourcePolicy.stored(value, caller, api: "*"))
                return true
            case ["routingMode"]:
                guard routingModes.contains(value) else {
                    throw .badRequest(
                        "Invalid routing mode specified. Valid options are \(routingModes.joined(separator: ","))")
                }
                record["routingMode"] = .string(value)
                return true
            case ["certificateArn"], ["certificateName"]:
                record["certificateUploadDate"] = JSONValue(caller.now)
                return false
            default: return false
            }
        }
        try DomainRules.place(&record, call)
        try call.put("domainname", call.region, id, record)
        call.effects.append(.publishDomains(region: call.region))
        return shown(record)
    }

    @Sendable static func deleteDomainName(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let (id, record) = try call.domainName("domain_name")
        if record["domainNameId"] != nil {
            for other in try call.records("domainnameaccessassociation", call.region)
            where other["domainNameArn"] == record["domainNameArn"] {
                throw .badRequest("Cannot delete a private domain name that has domain name access associations")
            }
        }
        try call.removeAll(scope: call.scope(id))
        try call.remove("domainname", call.region, id)
        call.effects.append(.publishDomains(region: call.region))
        return [:]
    }
}

// MARK: Access associations

extension RESTHandlers {
    static let accessAssociations: [(String, ControlHandler)] = [
        ("CreateDomainNameAccessAssociation", createAccessAssociation),
        ("GetDomainNameAccessAssociations", getAccessAssociations),
        ("DeleteDomainNameAccessAssociation", deleteAccessAssociation),
        ("RejectDomainNameAccessAssociation", rejectAccessAssociation),
    ]

    @Sendable static func createAccessAssociation(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let (domain, source) = (call.text("domainNameArn") ?? "", call.text("accessAssociationSource") ?? "")
        let known = try call.records("domainname", call.region).first { $0["domainNameArn"]?.string == domain }
        guard let known, known["domainNameId"] != nil else {
            throw .notFound("Invalid domain name identifier specified")
        }
        guard source.hasPrefix("vpce-"), source.utf8.count > 5 else {
            throw .badRequest("Invalid access association source specified: \(source)")
        }
        let arn =
            "arn:aws:apigateway:\(call.region):\(call.account):/domainnameaccessassociations/domainname/"
            + "\(known["domainName"]?.string ?? "")/vpcesource/\(source)"
        if try call.record("domainnameaccessassociation", call.region, arn) != nil {
            throw .conflict("The domain name access association already exists")
        }
        var record: JSONValue = ["domainNameAccessAssociationArn": .string(arn)]
        for name in ["domainNameArn", "accessAssociationSourceType", "accessAssociationSource"] {
            record[name] = call[name]
        }
        if let tags = try TagRules.given(call) { record["tags"] = tags }
        try call.put("domainnameaccessassociation", call.region, arn, record)
        return record
    }

    @Sendable static func getAccessAssociations(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        if call.text("resourceOwner") == "OTHER_ACCOUNTS" { return ["item": []] }
        return try call.page("domainnameaccessassociation", call.region)
    }

    private static func remove(_ arn: String, _ call: ControlCall) throws(ControlError) {
        if try call.record("domainnameaccessassociation", call.region, arn) == nil {
            throw .notFound("Invalid domain name access association specified")
        }
        try call.remove("domainnameaccessassociation", call.region, arn)
    }

    @Sendable static func deleteAccessAssociation(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        try remove(call.label("domain_name_access_association_arn"), call)
        return [:]
    }

    /// The owner of a private name takes away what another account has made; here both are one.
    @Sendable static func rejectAccessAssociation(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        try remove(call.text("domainNameAccessAssociationArn") ?? "", call)
        return [:]
    }
}
