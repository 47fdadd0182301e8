// Custom domain names as records: one for both services, each of which shows it in its own members. AWS: "API Gateway
// API reference", DomainName; "Custom domain names for REST APIs"; messages as recorded or, unrecorded, in its manner.
//
//   domainname       REGION          the members of v1; a private one's identifier stands behind its name: NAME+ID
//   basepathmapping  REGION/NAME     {basePath, restApiId, stage?, apiMappingId}, by base path, `(none)` for ""
//   v2routingrule    REGION/NAME     the members of v2

import GateJSON

enum DomainRules {
    /// Longest domain name, in bytes. AWS: CreateDomainName; RFC 1035 §2.3.4.
    static let nameBytesMax = 253
    /// The hosted zone of all CloudFront distributions. AWS: "AWS service endpoints", CloudFront.
    private static let edgeZone = "Z2FDTNDATAQYW2"
    /// Hosted zones of regional names. AWS: "Amazon API Gateway endpoints and quotas", Route 53 hosted zone ID.
    private static let zones = [
        "us-east-1": "Z1UJRXOUMOOFQ8", "us-east-2": "ZOJJZC49E0EPZ", "us-west-1": "Z2MUQ32089INYE",
        "us-west-2": "Z2OJLYMUO9EFXC", "ca-central-1": "Z19DQILCV0OWEC", "eu-west-1": "ZLY8HYME6SFDD",
        "eu-west-2": "ZJ5UAJN8Y3Z2Q", "eu-west-3": "Z3KY65QIEKYHQQ", "eu-central-1": "Z1U9ULNL0V5AJ3",
        "eu-north-1": "Z3UWIKFBOOGXPP", "ap-northeast-1": "Z1YSHQZHG15GKL", "ap-northeast-2": "Z20JF4UZKIW1U8",
        "ap-south-1": "Z3VO1THU9YC4RC", "ap-southeast-1": "ZL327KTPIQFUL", "ap-southeast-2": "Z2RPCDW04V8134",
        "sa-east-1": "ZCMLWB8V5SYIT",
    ]

    /// A name in lower case; letters, digits and `-` in labels, the first of which may be `*`.
    static func name(_ text: String) throws(ControlError) -> String {
        let name = text.lowercased()
        var labels = name.split(separator: ".", omittingEmptySubsequences: false)
        if labels.count > 1, labels[0] == "*" { labels.removeFirst() }
        let isName =
            name.utf8.count <= nameBytesMax && labels.count > 1
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy { 0x61...0x7a ~= $0 || 0x30...0x39 ~= $0 || $0 == 0x2d }
            }
        if !isName { throw .badRequest("Invalid domain name specified: \(text)") }
        return name
    }

    /// Gives a record what goes with the kind of its endpoint, and takes what does not.
    static func place(_ record: inout JSONValue, _ call: ControlCall) throws(ControlError) {
        let types = record["endpointConfiguration"]?["types"]?.array?.compactMap(\.string) ?? ["EDGE"]
        if types.count > 1, types.contains("PRIVATE") || Set(types).count != types.count {
            throw .badRequest("Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE")
        }
        let isEdge = types.contains("EDGE")
        let isRegional = types.contains("REGIONAL")
        if isEdge, record["distributionDomainName"] == nil {
            record["distributionDomainName"] = .string("d\(call.identifier(13)).cloudfront.net")
            record["distributionHostedZoneId"] = .string(edgeZone)
        }
        if isRegional, record["regionalDomainName"] == nil {
            let host = call.address.name("d-\(call.identifier(10))", region: call.region)
            record["regionalDomainName"] = .string(host)
            record["regionalHostedZoneId"] = .string(zones[call.region] ?? "Z1UJRXOUMOOFQ8")
        }
        if !isEdge {
            for name in ["distributionDomainName", "distributionHostedZoneId"] { record[name] = nil }
            if isRegional { for name in ["certificateArn", "certificateName"] { record[name] = nil } }
        }
        if !isRegional {
            for name in [
                "regionalDomainName", "regionalHostedZoneId", "regionalCertificateArn", "regionalCertificateName",
            ] { record[name] = nil }
        }
        if types == ["PRIVATE"] {
            record["endpointConfiguration"]?["ipAddressType"] = "dualstack"
        } else if record["endpointConfiguration"]?["ipAddressType"] == nil {
            record["endpointConfiguration"]?["ipAddressType"] = "ipv4"
        }
        try checkCertificates(record, isEdge: isEdge, isRegional: isRegional)
        judgeTruststore(&record, call)
    }

    /// Tells what is wrong with the truststore; none that has an empty address. AWS: MutualTlsAuthentication,
    /// truststoreWarnings.
    private static func judgeTruststore(_ record: inout JSONValue, _ call: ControlCall) {
        guard let mutual = record["mutualTlsAuthentication"] else { return }
        guard let uri = mutual["truststoreUri"]?.string, !uri.isEmpty else {
            record["mutualTlsAuthentication"] = nil
            return
        }
        let warnings = call.truststoreWarnings(uri, mutual["truststoreVersion"]?.string)
        record["mutualTlsAuthentication"]?["truststoreWarnings"] =
            warnings.isEmpty ? .none : .array(warnings.map { .string($0) })
    }

    private static func checkCertificates(
        _ record: JSONValue, isEdge: Bool, isRegional: Bool
    ) throws(ControlError) {
        if isRegional, record["regionalCertificateArn"] == nil, record["regionalCertificateName"] == nil {
            throw .badRequest("A regional certificate ARN or name must be specified for a regional domain name")
        }
        if !isRegional, record["certificateArn"] == nil, record["certificateName"] == nil {
            throw .badRequest("A certificate ARN or name must be specified for the domain name")
        }
        for member in ["certificateArn", "regionalCertificateArn"] {
            guard let arn = record[member]?.string else { continue }
            let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 6, parts[0] == "arn", parts[2] == "acm", parts[5].hasPrefix("certificate/") else {
                throw .badRequest("Invalid certificate ARN: \(arn)")
            }
            if member == "certificateArn", isEdge, parts[3] != "us-east-1" {
                throw .badRequest("Invalid certificate ARN: \(arn). Certificate must be in 'us-east-1'.")
            }
        }
        if record["mutualTlsAuthentication"] != nil, !isRegional {
            throw .badRequest("Mutual TLS is only supported for regional domain names")
        }
    }

    /// Keeps a new name.
    static func add(_ record: JSONValue, _ call: ControlCall) throws(ControlError) {
        let id = recordName(record)
        if try call.record("domainname", call.region, id) != nil {
            throw .badRequest("The domain name you provided already exists.")
        }
        try call.put("domainname", call.region, id, record)
    }

    /// The name that a record is kept under.
    static func recordName(_ record: JSONValue) -> String {
        let name = record["domainName"]?.string ?? ""
        return record["domainNameId"]?.string.map { "\(name)+\($0)" } ?? name
    }
}

extension ControlCall {
    /// The domain name that the path names, with the name of its record; private names have an identifier beside it.
    func domainName(_ label: String) throws(ControlError) -> (id: String, record: JSONValue) {
        let name = self.label(label).lowercased()
        let id = text("domainNameId").map { "\(name)+\($0)" } ?? name
        guard let record = try record("domainname", region, id) else {
            throw operation.service == .rest
                ? .notFound("Invalid domain name identifier specified")
                : .notFound("The domain name resource specified in the request was not found.")
        }
        return (id, record)
    }
}
