// Quotas and rates: at the limit, and one more.

import Foundation
import GateControl
import GateJSON
import GateUsage
import Testing

/// A clock that a test moves.
final class Clock: @unchecked Sendable {
    private let lock = NSLock()
    private var seconds = Plane.now
    var now: Int { lock.withLock { seconds } }
    func move(_ count: Int) { lock.withLock { seconds += count } }
}

@Suite struct QuotaTests {
    private func plane(_ changed: [AccountQuota: Int?]) throws -> Plane {
        try Plane { $0.limits.changed = changed }
    }

    private func reached(_ noun: String, of whole: String = "API") -> String {
        "LimitExceededException: Maximum number of \(noun) for this \(whole) has been reached.  Please contact AWS if you "
            + "need additional \(noun)."
    }

    @Test func variablesOfStagesAreBounded() throws {
        let plane = try Plane()
        let made = plane.send("POST", "/restapis", ["name": "a"])
        let base = "/restapis/\(made["id"]?.string ?? "")"
        let method = "\(base)/resources/\(made["rootResourceId"]?.string ?? "")/methods/GET"
        #expect(plane.send("PUT", method, ["authorizationType": "NONE"]).status == 201)
        #expect(plane.send("PUT", method + "/integration", ["type": "MOCK"]).status == 201)
        #expect(plane.send("POST", base + "/deployments", ["stageName": "prod"]).status == 201)
        func deploy(_ variables: [(String, String)]) -> Answer {
            let members = JSONObject(variables.map { ($0.0, .string($0.1)) })
            return plane.send("POST", base + "/deployments", ["stageName": "prod", "variables": .object(members)])
        }
        let most = (0..<100).map { ("v\($0)", "x") }
        #expect(deploy(most).status == 201)
        #expect(
            deploy(most + [("one", "x")]).error == "BadRequestException: A stage can have at most 100 stage variables")
        let (name, value) = (String(repeating: "n", count: 64), String(repeating: "v", count: 512))
        #expect(deploy([(name, value)]).status == 201)
        #expect(deploy([(name + "n", value)]).error.hasPrefix("BadRequestException: Invalid stage variable name: nnn"))
        #expect(deploy([(name, value + "v")]).error.hasPrefix("BadRequestException: Invalid stage variable value: vvv"))
        let stage = base + "/stages/prod"
        #expect(plane.patch(stage, "replace /variables/a-b x").status == 400)
        #expect(plane.patch(stage, "replace /variables/a_b x.y").status == 200)
        #expect(plane.patch(stage, "replace /variables/a_b x{y}").status == 400)
        #expect(plane.send("GET", stage)["variables"]?["a_b"] == "x.y")
    }

    @Test func policiesAreBounded() throws {
        let plane = try Plane()
        let id = plane.send("POST", "/restapis", ["name": "a"])["id"]?.string ?? ""
        let start =
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"*","Sid":""#
        let end = #""}]}"#
        func change(_ bytes: Int) -> Answer {
            let filler = String(repeating: "s", count: bytes - start.utf8.count - end.utf8.count)
            return plane.patch("/restapis/\(id)", "replace /policy " + start + filler + end)
        }
        #expect(change(8_192).status == 200)
        #expect(
            change(8_193).error
                == "BadRequestException: Invalid policy document. A policy can have at most 8192 bytes.")
    }

    @Test func anAPIHasSoManyResources() throws {
        let plane = try plane([.resources: 3])
        let made = plane.send("POST", "/restapis", ["name": "a"])
        let base = "/restapis/\(made["id"]?.string ?? "")"
        let root = "\(base)/resources/\(made["rootResourceId"]?.string ?? "")"
        let first = plane.send("POST", root, ["pathPart": "a"])
        #expect(plane.send("POST", root, ["pathPart": "b"]).status == 201)
        let refused = plane.send("POST", root, ["pathPart": "c"])
        #expect(refused.status == 429)
        #expect(refused.error == reached("Resources"))
        #expect(refused.json.object?.names == ["message", "retryAfterSeconds"])
        // What is there can be changed, and room can be made.
        #expect(plane.patch("\(base)/resources/\(first["id"]?.string ?? "")", "replace /pathPart d").status == 200)
        #expect(plane.send("DELETE", "\(base)/resources/\(first["id"]?.string ?? "")").status == 202)
        #expect(plane.send("POST", root, ["pathPart": "c"]).status == 201)
    }

    @Test func importsAreBoundAndLeaveNothing() throws {
        let plane = try plane([.resources: 3])
        func document(_ count: Int) -> String {
            let paths = (0..<count).map { "\"/p\($0)\": {\"get\": {\"responses\": {}}}" }.joined(separator: ",")
            return "{\"openapi\": \"3.0.1\", \"info\": {\"title\": \"t\", \"version\": \"1\"}, \"paths\": {\(paths)}}"
        }
        #expect(plane.send("POST", "/restapis?mode=import", text: document(3)).error == reached("Resources"))
        #expect(plane.send("GET", "/restapis")["item"] == [])
        let made = plane.send("POST", "/restapis?mode=import", text: document(2))
        #expect(made.status == 201)
        let path = "/restapis/\(made["id"]?.string ?? "")"
        #expect(plane.send("PUT", path + "?mode=overwrite", text: document(3)).error == reached("Resources"))
        #expect(plane.send("GET", path + "/resources")["item"]?.array?.count == 3)
    }

    @Test func kindsOfAPIsAreCountedApart() throws {
        let plane = try plane([.edgeAPIs: 1, .regionalAPIs: 1])
        func make(_ type: String) -> Answer {
            plane.send("POST", "/restapis", ["name": "a", "endpointConfiguration": ["types": [.string(type)]]])
        }
        let first = make("EDGE")
        #expect(first.status == 201 && make("REGIONAL").status == 201 && make("PRIVATE").status == 201)
        #expect(make("EDGE").error == reached("Edge-optimized APIs", of: "account"))
        let path = "/restapis/\(first["id"]?.string ?? "")"
        #expect(
            plane.patch(path, "replace /endpointConfiguration/types/EDGE REGIONAL").error
                == reached("Regional APIs", of: "account"))
        #expect(plane.patch(path, "replace /name b").status == 200)
    }

    @Test func otherThingsAreCountedToo() throws {
        let plane = try plane([
            .stages: 1, .authorizers: 0, .documentationParts: 0, .apiKeys: 0, .usagePlans: 0, .clientCertificates: 0,
            .vpcLinks: 0, .vpcLinksV2: 0,
        ])
        let api = "/restapis/\(plane.api())"
        let cognito: JSONValue = ["arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_abcdefghi"]
        let authorizer: JSONValue = ["name": "a", "type": "COGNITO_USER_POOLS", "providerARNs": cognito]
        #expect(plane.send("POST", api + "/authorizers", authorizer).error == reached("Authorizers"))
        let part: JSONValue = ["location": ["type": "API"], "properties": "{}"]
        #expect(plane.send("POST", api + "/documentation/parts", part).error == reached("Documentation Parts"))
        #expect(plane.send("POST", "/apikeys", ["name": "a"]).error == reached("API Keys", of: "account"))
        #expect(plane.send("POST", "/usageplans", ["name": "a"]).error == reached("Usage Plans", of: "account"))
        #expect(
            plane.send("POST", "/clientcertificates", [:]).error == reached("Client Certificates", of: "account"))
        #expect(
            plane.send("POST", "/v2/vpclinks", ["name": "a", "subnetIds": ["s"]]).error
                == "BadRequestException: There are too many Vpc Links defined for this account. Limit is 0.")
    }

    @Test func withoutLimitsNothingIsCounted() throws {
        let plane = try Plane { $0.limits = .off }
        let made = plane.send("POST", "/restapis", ["name": "a"])
        let root = "/restapis/\(made["id"]?.string ?? "")/resources/\(made["rootResourceId"]?.string ?? "")"
        for index in 0..<310 {
            #expect(plane.send("POST", root, ["pathPart": .string("p\(index)")]).status == 201)
        }
    }

    // MARK: Rates

    @Test func callsMayComeAtARate() throws {
        let clock = Clock()
        let plane = try Plane {
            $0.limits.keepsCallRates = true
            $0.now = { clock.now }
        }
        #expect(plane.send("POST", "/restapis", ["name": "a"]).status == 201)
        let early = plane.send("POST", "/restapis", ["name": "b"])
        #expect(early.status == 429)
        #expect(early.error == "TooManyRequestsException: Too Many Requests")
        #expect(early.response.header("Retry-After") == "3")
        clock.move(2)
        #expect(plane.send("POST", "/restapis", ["name": "b"]).response.header("Retry-After") == "1")
        clock.move(1)
        #expect(plane.send("POST", "/restapis", ["name": "b"]).status == 201)
        #expect(plane.send("GET", "/restapis")["item"]?.array?.count == 2)
    }

    @Test func allCallsShareARate() throws {
        let clock = Clock()
        let plane = try Plane {
            $0.limits.keepsCallRates = true
            $0.now = { clock.now }
        }
        for _ in 0..<40 { #expect(plane.send("GET", "/account").status == 200) }
        #expect(plane.send("GET", "/account").status == 429)
        #expect(plane.send("GET", "/v2/vpclinks").status == 429)
        clock.move(1)
        for _ in 0..<10 { #expect(plane.send("GET", "/account").status == 200) }
        #expect(plane.send("GET", "/account").status == 429)
    }
}
