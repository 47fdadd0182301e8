// Domain names and VPC links of the second service. AWS: "API Gateway V2 API reference", DomainName, VpcLink.

import GateJSON

extension V2Handlers {
    static let domainNames: [(String, ControlHandler)] = [
        ("CreateDomainName", createDomainName), ("GetDomainName", getDomainName), ("GetDomainNames", getDomainNames),
        ("UpdateDomainName", updateDomainName), ("DeleteDomainName", deleteDomainName),
    ]

    /// Routing modes by their names in the first service.
    private static let modes = [
        "BASE_PATH_MAPPING_ONLY": "API_MAPPING_ONLY", "ROUTING_RULE_ONLY": "ROUTING_RULE_ONLY",
        "ROUTING_RULE_THEN_BASE_PATH_MAPPING": "ROUTING_RULE_THEN_API_MAPPING",
    ]

    /// The record as the second service shows it.
    private static func shown(_ record: JSONValue) -> JSONValue {
        let regional = record["regionalDomainName"] != nil
        var configuration: JSONValue = [:]
        configuration["apiGatewayDomainName"] = record[regional ? "regionalDomainName" : "distributionDomainName"]
        configuration["certificateArn"] = record[regional ? "regionalCertificateArn" : "certificateArn"]
        configuration["certificateName"] = record[regional ? "regionalCertificateName" : "certificateName"]
        configuration["certificateUploadDate"] = record["certificateUploadDate"]
        configuration["domainNameStatus"] = record["domainNameStatus"]
        configuration["endpointType"] = record["endpointConfiguration"]?["types"]?.array?.first
        configuration["hostedZoneId"] = record[regional ? "regionalHostedZoneId" : "distributionHostedZoneId"]
        configuration["ipAddressType"] = record["endpointConfiguration"]?["ipAddressType"]
        configuration["securityPolicy"] = record["securityPolicy"]
        configuration["ownershipVerificationCertificateArn"] = record["ownershipVerificationCertificateArn"]
        var shown: JSONValue = ["apiMappingSelectionExpression": "$request.basepath"]
        for name in ["domainName", "domainNameArn", "mutualTlsAuthentication"] { shown[name] = record[name] }
        shown["domainNameConfigurations"] = [configuration]
        shown["routingMode"] = .string(modes[record["routingMode"]?.string ?? ""] ?? "API_MAPPING_ONLY")
        shown["tags"] = record["tags"] ?? [:]
        return shown
    }

    /// Takes over what the input gives.
    private static func change(_ record: inout JSONValue, _ call: ControlCall) throws(ControlError) {
        let configurations = call["domainNameConfigurations"]?.array ?? []
        if configurations.count > 1 {
            throw .badRequest("Only one domain name configuration can be specified for a domain name")
        }
        if let given = configurations.first {
            if let type = given["endpointType"] { record["endpointConfiguration"]?["types"] = [type] }
            if let kind = given["ipAddressType"] { record["endpointConfiguration"]?["ipAddressType"] = kind }
            let isEdge = record["endpointConfiguration"]?["types"]?.array?.first == "EDGE"
            if let arn = given["certificateArn"] { record[isEdge ? "certificateArn" : "regionalCertificateArn"] = arn }
            if let name = given["certificateName"] {
                record[isEdge ? "certificateName" : "regionalCertificateName"] = name
            }
            if let policy = given["securityPolicy"] { record["securityPolicy"] = policy }
            if let arn = given["ownershipVerificationCertificateArn"] {
                record["ownershipVerificationCertificateArn"] = arn
            }
        }
        if let mutual = call["mutualTlsAuthentication"] {
            // An empty URI takes it away. AWS: UpdateDomainName, mutualTlsAuthentication.
            record["mutualTlsAuthentication"] = mutual["truststoreUri"]?.string?.isEmpty == true ? .none : mutual
        }
        if let mode = call.text("routingMode"), let own = modes.first(where: { $0.value == mode })?.key {
            record["routingMode"] = .string(own)
        }
        try DomainRules.place(&record, call)
    }

    @Sendable static func createDomainName(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let name = try DomainRules.name(call.text("domainName") ?? "")
        var record: JSONValue = [
            "domainName": .string(name),
            "domainNameArn": .string("arn:aws:apigateway:\(call.region)::/domainnames/\(name)"),
            "endpointConfiguration": ["types": ["REGIONAL"]], "securityPolicy": "TLS_1_2",
            "routingMode": "BASE_PATH_MAPPING_ONLY", "domainNameStatus": "AVAILABLE",
        ]
        record["certificateUploadDate"] = JSONValue(call.now)
        if let tags = try TagRules.given(call) { record["tags"] = tags }
        try change(&record, call)
        try DomainRules.add(record, call)
        call.effects.append(.publishDomains(region: call.region))
        return shown(record)
    }

    @Sendable static func getDomainName(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        shown(try call.domainName("domainName").record)
    }

    /// Private names are the first service's alone.
    @Sendable static func getDomainNames(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        try call.page("domainname", call.region) { (record) throws(ControlError) in
            record["domainNameId"] == nil ? shown(record) : .none
        }
    }

    @Sendable static func updateDomainName(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        var (id, record) = try call.domainName("domainName")
        try change(&record, call)
        try call.put("domainname", call.region, id, record)
        call.effects.append(.publishDomains(region: call.region))
        return shown(record)
    }

    @Sendable static func deleteDomainName(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let id = try call.domainName("domainName").id
        try call.removeAll(scope: call.scope(id))
        try call.remove("domainname", call.region, id)
        call.effects.append(.publishDomains(region: call.region))
        return [:]
    }
}

// MARK: VPC links

extension V2Handlers {
    static let vpcLinks: [(String, ControlHandler)] = [
        ("CreateVpcLink", createVpcLink), ("GetVpcLink", getVpcLink), ("GetVpcLinks", getVpcLinks),
        ("UpdateVpcLink", updateVpcLink), ("DeleteVpcLink", deleteVpcLink),
    ]

    @Sendable static func createVpcLink(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        if call.text("name")?.isEmpty ?? true { throw .badRequest("Name cannot be empty") }
        if call.texts("subnetIds").isEmpty { throw .badRequest("At least one subnet must be specified") }
        let id = call.identifier(6)
        var record: JSONValue = ["vpcLinkId": .string(id), "name": call["name"] ?? ""]
        record["createdDate"] = JSONValue(call.now)
        record["securityGroupIds"] = call["securityGroupIds"] ?? []
        record["subnetIds"] = call["subnetIds"]
        record["vpcLinkVersion"] = "V2"
        record["vpcLinkStatus"] = "AVAILABLE"
        record["vpcLinkStatusMessage"] = "VPC link is ready to route traffic"
        if let tags = try TagRules.given(call) { record["tags"] = tags }
        try call.put("v2vpclink", call.region, id, record)
        call.effects.append(.publishLinks(region: call.region))
        // Whoever makes one is told that it is being made; it is there with the next look.
        record["vpcLinkStatus"] = "PENDING"
        record["vpcLinkStatusMessage"] = "VPC link is provisioning ENIs"
        return TagRules.shown(record)
    }

    private static func vpcLink(_ call: ControlCall) throws(ControlError) -> JSONValue {
        let id = call.label("vpcLinkId")
        guard let record = try call.record("v2vpclink", call.region, id) else {
            throw .notFound("Invalid VpcLink identifier specified \(id)", resourceType: "VpcLink")
        }
        return record
    }

    @Sendable static func getVpcLink(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        TagRules.shown(try vpcLink(call))
    }

    @Sendable static func getVpcLinks(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        try call.page("v2vpclink", call.region) { (record) throws(ControlError) in TagRules.shown(record) }
    }

    @Sendable static func updateVpcLink(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        var record = try vpcLink(call)
        if let name = call.text("name") {
            if name.isEmpty { throw .badRequest("Name cannot be empty") }
            record["name"] = .string(name)
        }
        try call.put("v2vpclink", call.region, call.label("vpcLinkId"), record)
        return TagRules.shown(record)
    }

    @Sendable static func deleteVpcLink(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try vpcLink(call)
        try call.remove("v2vpclink", call.region, call.label("vpcLinkId"))
        call.effects.append(.publishLinks(region: call.region))
        return [:]
    }
}
