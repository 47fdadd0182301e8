// The account, client certificates and the VPC links of the first service. AWS: "API Gateway API reference", Account,
// ClientCertificate, VpcLink; messages as recorded.

import GateJSON
import GateTLS

extension RESTHandlers {
    static let account: [(String, ControlHandler)] = [
        ("GetAccount", getAccount), ("UpdateAccount", updateAccount),
        ("GenerateClientCertificate", generateClientCertificate), ("GetClientCertificate", getClientCertificate),
        ("GetClientCertificates", getClientCertificates), ("UpdateClientCertificate", updateClientCertificate),
        ("DeleteClientCertificate", deleteClientCertificate),
        ("CreateVpcLink", createVpcLink), ("GetVpcLink", getVpcLink), ("GetVpcLinks", getVpcLinks),
        ("UpdateVpcLink", updateVpcLink), ("DeleteVpcLink", deleteVpcLink),
    ]

    // MARK: Account

    private static func accountRecord(_ call: ControlCall) throws(ControlError) -> JSONValue {
        try call.record("account", call.region, "account") ?? [
            "throttleSettings": ["burstLimit": 5000, "rateLimit": .number("10000.0")],
            "features": ["UsagePlans"], "apiKeyVersion": "4",
        ]
    }

    @Sendable static func getAccount(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        try accountRecord(call)
    }

    private static let accountPatch = PatchTable(
        .listed, [("/cloudwatchRoleArn", "R", .custom), ("/features", "AX", .custom)])

    @Sendable static func updateAccount(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        var record = try accountRecord(call)
        try accountPatch.apply(call.patch, to: &record) { (patch, record) throws(ControlError) in
            let value = patch.value ?? ""
            if patch.parts.first == "features" {
                guard value == "UsagePlans" else { throw .badRequest("Invalid feature specified: \(value)") }
                if patch.op == "remove" { throw .badRequest("Usage Plans cannot be disabled once enabled") }
                return true
            }
            if !value.isEmpty, !isRole(value) {
                throw .badRequest(
                    "The role ARN does not have required permissions configured. Please grant trust permission for "
                        + "API Gateway and add the required role policy.")
            }
            record["cloudwatchRoleArn"] = value.isEmpty ? .none : .string(value)
            return true
        }
        try call.put("account", call.region, "account", record)
        return record
    }

    /// `arn:aws:iam::123456789012:role/NAME`.
    private static func isRole(_ arn: String) -> Bool {
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        return parts.count == 6 && parts[0] == "arn" && parts[2] == "iam" && parts[3].isEmpty
            && parts[4].utf8.count == 12 && parts[4].utf8.allSatisfy { 0x30...0x39 ~= $0 }
            && parts[5].hasPrefix("role/") && parts[5].utf8.count > 5
    }

    // MARK: Client certificates

    /// AWS: "Generate and configure an SSL certificate for backend authentication": 365 days.
    private static let certificateDays = 365

    @Sendable static func generateClientCertificate(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let pair: (certificate: [UInt8], key: [UInt8])
        do throws(TLSFailure) {
            pair = try SelfSignedCertificate.make(commonName: "ApiGateway", days: certificateDays)
        } catch {
            throw .internalFailure
        }
        let id = call.identifier(6)
        var record: JSONValue = ["clientCertificateId": .string(id)]
        record["description"] = call["description"]
        record["pemEncodedCertificate"] = .string(String(decoding: pair.certificate, as: UTF8.self))
        record["createdDate"] = JSONValue(call.now)
        record["expirationDate"] = JSONValue(call.now + certificateDays * 86_400)
        // Never part of an answer: the shape has no such member.
        record["privateKey"] = .string(String(decoding: pair.key, as: UTF8.self))
        if let tags = try TagRules.given(call) { record["tags"] = tags }
        try call.put("clientcertificate", call.region, id, record)
        call.effects.append(.publishLinks(region: call.region))
        return record
    }

    private static let clientCertificate = NamedRecord(
        "clientcertificate", label: "clientcertificate_id", in: .region,
        missing: "Invalid client certificate identifier specified")

    @Sendable static func getClientCertificate(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        TagRules.shown(try clientCertificate.read(call))
    }

    @Sendable static func getClientCertificates(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        try call.page("clientcertificate", call.region) { (record) throws(ControlError) in TagRules.shown(record) }
    }

    @Sendable static func updateClientCertificate(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        TagRules.shown(try clientCertificate.patch(call, .description))
    }

    @Sendable static func deleteClientCertificate(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        call.effects.append(.publishLinks(region: call.region))
        return try clientCertificate.remove(call)
    }

    // MARK: VPC links

    @Sendable static func createVpcLink(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        if call.text("name")?.isEmpty ?? true { throw .badRequest("Name cannot be empty") }
        for arn in call.texts("targetArns") where !isLoadBalancer(arn) {
            throw .badRequest("Invalid ARN. ARN is not well formed \(arn)")
        }
        let id = call.identifier(10)
        var record: JSONValue = ["id": .string(id)]
        for name in ["name", "description", "targetArns"] { record[name] = call[name] }
        if let tags = try TagRules.given(call) { record["tags"] = tags }
        record["status"] = "AVAILABLE"
        record["statusMessage"] = "Your vpc link is ready for use"
        try call.put("vpclink", call.region, id, record)
        call.effects.append(.publishLinks(region: call.region))
        // Whoever makes one is told that it is being made; it is there with the next look.
        record["status"] = "PENDING"
        record["statusMessage"] = nil
        return record
    }

    private static func isLoadBalancer(_ arn: String) -> Bool {
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        return parts.count == 6 && parts[0] == "arn" && parts[2] == "elasticloadbalancing"
            && parts[5].hasPrefix("loadbalancer/")
    }

    private static let vpcLink = NamedRecord(
        "vpclink", label: "vpclink_id", in: .region, missing: "Invalid Vpc Link identifier specified")

    @Sendable static func getVpcLink(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        TagRules.shown(try vpcLink.read(call))
    }

    @Sendable static func getVpcLinks(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        try call.page("vpclink", call.region) { (record) throws(ControlError) in TagRules.shown(record) }
    }

    private static let vpcLinkPatch = PatchTable(.listed, [("/name", "R", .text), ("/description", "R", .text)])

    @Sendable static func updateVpcLink(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let record = try vpcLink.patch(call, vpcLinkPatch)
        if record["name"]?.string?.isEmpty ?? true { throw .badRequest("Name cannot be empty") }
        return TagRules.shown(record)
    }

    @Sendable static func deleteVpcLink(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        call.effects.append(.publishLinks(region: call.region))
        return try vpcLink.remove(call)
    }
}
