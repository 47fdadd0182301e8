// Domain names of both services, their mappings, rules and links.

import GateControl
import GateJSON
import Testing

@Suite struct DomainTests {
    private let certificate = "arn:aws:acm:us-east-1:123456789012:certificate/1"

    private func domain(_ plane: Plane, _ name: String = "api.example.com") -> Answer {
        plane.send(
            "POST", "/domainnames",
            [
                "domainName": .string(name), "regionalCertificateArn": .string(certificate),
                "endpointConfiguration": ["types": ["REGIONAL"]],
            ])
    }

    // Facts: access-12.7
    @Test func regionalNamesHaveTheirMembers() throws {
        let plane = try Plane()
        let made = domain(plane, "API.example.com")
        #expect(made.status == 201 && made["domainName"] == "api.example.com", "\(made.json)")
        #expect(made["regionalDomainName"]?.string?.hasSuffix(".execute-api.us-east-1.amazonaws.com") == true)
        #expect(made["regionalHostedZoneId"] == "Z1UJRXOUMOOFQ8" && made["distributionDomainName"] == nil)
        #expect(made["endpointConfiguration"] == ["types": ["REGIONAL"], "ipAddressType": "ipv4"])
        #expect(made["securityPolicy"] == "TLS_1_2" && made["routingMode"] == "BASE_PATH_MAPPING_ONLY")
        #expect(made["domainNameStatus"] == "AVAILABLE" && made["tags"] == nil)
        #expect(plane.effects.take() == [.publishDomains(region: "us-east-1")])
        #expect(plane.send("GET", "/domainnames/api.example.com")["tags"] == [:])
        #expect(domain(plane).error == "BadRequestException: The domain name you provided already exists.")
        let changed = plane.patch(
            "/domainnames/api.example.com", "replace /securityPolicy TLS_1_0",
            "replace /routingMode ROUTING_RULE_THEN_BASE_PATH_MAPPING",
            "add /mutualTlsAuthentication/truststoreUri s3://b/k")
        #expect(changed["mutualTlsAuthentication"] == ["truststoreUri": "s3://b/k"], "\(changed.json)")
        let second = plane.send("GET", "/v2/domainnames/api.example.com")
        #expect(second["routingMode"] == "ROUTING_RULE_THEN_API_MAPPING")
        #expect(second["domainNameConfigurations"]?.array?.first?["securityPolicy"] == "TLS_1_0")
        #expect(plane.patch("/domainnames/api.example.com", "replace /routingMode NO").status == 400)
        #expect(plane.send("DELETE", "/domainnames/api.example.com").status == 202)
        #expect(
            plane.send("GET", "/domainnames/api.example.com").error
                == "NotFoundException: Invalid domain name identifier specified")
    }

    @Test func edgeNamesNeedACertificateOfOneRegion() throws {
        let plane = try Plane()
        let made = plane.send(
            "POST", "/domainnames", ["domainName": "e.example.com", "certificateArn": .string(certificate)])
        #expect(
            made["distributionHostedZoneId"] == "Z2FDTNDATAQYW2" && made["endpointConfiguration"]?["types"] == ["EDGE"])
        #expect(made["certificateUploadDate"]?.int == Plane.now)
        let other = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
        #expect(
            plane.send("POST", "/domainnames", ["domainName": "f.example.com", "certificateArn": .string(other)]).error
                == "BadRequestException: Invalid certificate ARN: \(other). Certificate must be in 'us-east-1'.")
        #expect(plane.send("POST", "/domainnames", ["domainName": "f.example.com"]).status == 400)
        for name in ["", "one", "a..b", "-a.b", "a b.c", "x.*.y"] {
            let body: JSONValue = ["domainName": .string(name), "certificateArn": .string(certificate)]
            #expect(plane.send("POST", "/domainnames", body).status == 400, "\(name)")
        }
    }

    @Test func privateNamesAreToldApartAndShared() throws {
        let plane = try Plane()
        let made = plane.send(
            "POST", "/domainnames",
            [
                "domainName": "p.example.com", "certificateArn": .string(certificate),
                "endpointConfiguration": ["types": ["PRIVATE"]],
            ])
        let (id, arn) = (made["domainNameId"]?.string ?? "", made["domainNameArn"]?.string ?? "")
        #expect(arn == "arn:aws:apigateway:us-east-1:000000000000:/domainnames/p.example.com+\(id)", "\(made.json)")
        #expect(plane.send("GET", "/domainnames/p.example.com").status == 404)
        #expect(plane.send("GET", "/domainnames/p.example.com?domainNameId=\(id)").status == 200)
        #expect(plane.send("GET", "/v2/domainnames")["items"] == [])
        let body: JSONValue = [
            "domainNameArn": .string(arn), "accessAssociationSourceType": "VPCE",
            "accessAssociationSource": "vpce-1",
        ]
        let association = plane.send("POST", "/domainnameaccessassociations", body)
        let own = association["domainNameAccessAssociationArn"]?.string ?? ""
        #expect(own.hasSuffix(":/domainnameaccessassociations/domainname/p.example.com/vpcesource/vpce-1"))
        #expect(plane.send("POST", "/domainnameaccessassociations", body).status == 409)
        #expect(plane.send("DELETE", "/domainnames/p.example.com?domainNameId=\(id)").status == 400)
        #expect(plane.send("GET", "/domainnameaccessassociations")["item"]?.array?.count == 1)
        let escaped = own.map { $0 == "/" ? "%2F" : $0 == ":" ? "%3A" : String($0) }.joined()
        #expect(plane.send("DELETE", "/domainnameaccessassociations/" + escaped).status == 202)
        #expect(plane.send("DELETE", "/domainnames/p.example.com?domainNameId=\(id)").status == 202)
    }

    @Test func mappingsAreTheSameInBothServices() throws {
        let plane = try Plane()
        _ = domain(plane)
        let api = plane.api()
        let path = "/domainnames/api.example.com/basepathmappings"
        let root = plane.send("POST", path, ["restApiId": .string(api)])
        #expect(root.status == 201 && root.json == ["basePath": "(none)", "restApiId": .string(api)], "\(root.json)")
        let again = plane.send("POST", path, ["restApiId": .string(api), "basePath": "(none)"])
        #expect(again.error == "ConflictException: Base path already exists for this domain name")
        #expect(
            plane.send("POST", path, ["restApiId": "none", "basePath": "x"]).error
                == "BadRequestException: Invalid REST API identifier specified")
        #expect(
            plane.send("POST", path, ["restApiId": .string(api), "basePath": "a/b"]).error.contains(
                "use API Gateway V2"))
        let moved = plane.patch(path + "/(none)", "replace /basePath v1")
        #expect(moved["basePath"] == "v1", "\(moved.json)")
        #expect(plane.send("GET", path + "/(none)").error.hasSuffix("Invalid base path mapping identifier specified"))
        let mappings = plane.send("GET", "/v2/domainnames/api.example.com/apimappings")
        let mapping = mappings["items"]?.array?.first
        #expect(mapping?["apiMappingKey"] == "v1" && mapping?["apiId"]?.string == api)
        let own = "/v2/domainnames/api.example.com/apimappings/\(mapping?["apiMappingId"]?.string ?? "")"
        let changed = plane.send("PATCH", own, ["apiId": .string(api), "apiMappingKey": "a/b"])
        #expect(changed["apiMappingKey"] == "a/b", "\(changed.json)")
        #expect(plane.send("PATCH", own, ["apiId": .string(api), "apiMappingKey": "/a"]).status == 400)
        #expect(
            plane.send("DELETE", "/restapis/\(api)").error
                == "BadRequestException: Deleting RestApi \(api) failed. Please remove all base path mappings related to "
                + "the RestApi in your domains: api.example.com")
        #expect(plane.send("DELETE", own).status == 204)
        #expect(plane.send("GET", path)["item"] == [])
        #expect(plane.send("GET", "/domainnames/none.example.com/basepathmappings").status == 404)
    }

    /// What the second service says of them has been recorded by many.
    @Test func whatIsMappedStays() throws {
        let plane = try Plane()
        _ = domain(plane)
        let made = plane.send("POST", "/v2/apis", ["name": "a", "protocolType": "HTTP"])
        let api = try #require(made["apiId"]?.string)
        for stage in ["one", "two"] {
            #expect(plane.send("POST", "/v2/apis/\(api)/stages", ["stageName": .string(stage)]).status == 201)
        }
        let mapping = plane.send(
            "POST", "/v2/domainnames/api.example.com/apimappings",
            ["apiId": .string(api), "stage": "one", "apiMappingKey": "a"])
        #expect(mapping.status == 201, "\(mapping.json)")
        #expect(
            plane.send("DELETE", "/v2/apis/\(api)/stages/one").error
                == "BadRequestException: Deleting stage one failed. Please remove all base path mappings related to the "
                + "stage in your domains: api.example.com")
        #expect(plane.send("DELETE", "/v2/apis/\(api)/stages/two").status == 204)
        #expect(
            plane.send("DELETE", "/v2/apis/\(api)").error
                == "BadRequestException: Deleting API \(api) failed. Please remove all API mappings for the API from your "
                + "custom domain names.")
        let name = mapping["apiMappingId"]?.string ?? ""
        #expect(plane.send("DELETE", "/v2/domainnames/api.example.com/apimappings/\(name)").status == 204)
        #expect(plane.send("DELETE", "/v2/apis/\(api)/stages/one").status == 204)
        #expect(plane.send("DELETE", "/v2/apis/\(api)").status == 204)
    }

    @Test func secondServiceMakesRegionalNames() throws {
        let plane = try Plane()
        let made = plane.send(
            "POST", "/v2/domainnames",
            [
                "domainName": "two.example.com", "tags": ["a": "b"],
                "domainNameConfigurations": [["certificateArn": .string(certificate), "endpointType": "REGIONAL"]],
            ])
        #expect(made.status == 201 && made["apiMappingSelectionExpression"] == "$request.basepath", "\(made.json)")
        let configuration = made["domainNameConfigurations"]?.array?.first
        #expect(
            configuration?["certificateArn"]?.string == certificate && configuration?["domainNameStatus"] == "AVAILABLE"
        )
        #expect(made["tags"] == ["a": "b"] && made["routingMode"] == "API_MAPPING_ONLY")
        #expect(plane.send("GET", "/domainnames/two.example.com")["regionalCertificateArn"]?.string == certificate)
        let changed = plane.send("PATCH", "/v2/domainnames/two.example.com", ["routingMode": "ROUTING_RULE_ONLY"])
        #expect(changed["routingMode"] == "ROUTING_RULE_ONLY")
        #expect(plane.send("DELETE", "/v2/domainnames/two.example.com").status == 204)
        let missing = plane.send("GET", "/v2/domainnames/two.example.com")
        #expect(missing.error == "NotFoundException: The domain name resource specified in the request was not found.")
    }

    @Test func rulesAreRefusedWithoutWhatTheyLeadTo() throws {
        let plane = try Plane()
        _ = domain(plane)
        let path = "/v2/domainnames/api.example.com/routingrules"
        func body(_ priority: Int, _ conditions: JSONValue = []) -> JSONValue {
            [
                "priority": JSONValue(priority), "conditions": conditions,
                "actions": [["invokeApi": ["apiId": "none", "stage": "s"]]],
            ]
        }
        #expect(plane.send("POST", path, body(1)).error.contains("Invalid REST API identifier specified"))
        #expect(plane.send("POST", path, body(0)).status == 400)
        #expect(plane.send("GET", path)["routingRules"] == [])
        #expect(plane.send("GET", path + "/none").status == 404)
    }

    @Test func linksOfTheSecondServiceHaveSubnets() throws {
        let plane = try Plane()
        let made = plane.send("POST", "/v2/vpclinks", ["name": "n", "subnetIds": ["subnet-1"]])
        #expect(made.status == 201 && made["vpcLinkStatus"] == "PENDING", "\(made.json)")
        let path = "/v2/vpclinks/\(made["vpcLinkId"]?.string ?? "")"
        #expect(plane.send("GET", path)["vpcLinkStatus"] == "AVAILABLE")
        #expect(plane.send("PATCH", path, ["name": "m"])["name"] == "m")
        #expect(plane.send("GET", "/v2/vpclinks")["items"]?.array?.count == 1)
        #expect(plane.send("DELETE", path).status == 202)
        #expect(plane.send("DELETE", path).status == 404)
    }
}
