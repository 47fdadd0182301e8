// The data plane out of a store, without sockets: what is kept is served, and what calls change changes at once.

import CorpusSupport
import Foundation
import GateBytes
import GateConfig
import GateControl
import GateJSON
import GatePlan
import GateRuntime
import GateStore
import GateUsage
import Testing

@testable import gatewright

@Suite struct SiteServiceTests {
    private static let host = "abcdefghij.execute-api.eu-west-1.amazonaws.com"

    @Test func whatTheStoreHasDeployedIsServed() throws {
        let node = try Node()
        try node.deploy("dep001", says: "one")
        try node.stage(["stageName": "prod", "deploymentId": "dep001", "variables": ["v": "x"]])
        try node.service.load(node.configuration)
        #expect(try node.get(SiteServiceTests.host, "/prod/a").body == "one x dep001")
        #expect(try node.get(SiteServiceTests.host, "/dev/a").status == 403)
    }

    @Test func callsOfTheControlPlaneChangeWhatIsServed() throws {
        let node = try Node()
        try node.service.load(node.configuration)
        try node.deploy("dep001", says: "one")
        try node.stage(["stageName": "prod", "deploymentId": "dep001"])
        #expect(try node.get(SiteServiceTests.host, "/prod/a").status == 403)
        let effect = ControlEffect.publish(region: "eu-west-1", api: "abcdefghij", stage: "prod")
        node.service.perform([effect])
        #expect(try node.get(SiteServiceTests.host, "/prod/a").body == "one  dep001")
        try node.deploy("dep002", says: "two")
        try node.stage([
            "stageName": "prod", "deploymentId": "dep001", "variables": ["v": "x"],
            "canarySettings": [
                "deploymentId": "dep002", "percentTraffic": .number("100.0"), "stageVariableOverrides": ["v": "y"],
            ],
        ])
        node.service.perform([effect])
        #expect(try node.get(SiteServiceTests.host, "/prod/a").body == "two y dep002")
        // A stage that is gone meanwhile is not served, whatever the effect says.
        try node.store.write { _ = try $0.remove(RecordPlace(kind: "stage", scope: Node.scope, id: "prod")) }
        node.service.perform([effect])
        #expect(try node.get(SiteServiceTests.host, "/prod/a").status == 403)
    }

    @Test func settingsOfMethodsLimitTheStage() throws {
        let node = try Node()
        try node.deploy("dep001", says: "one")
        try node.stage([
            "stageName": "prod", "deploymentId": "dep001",
            "methodSettings": [
                "*/*": ["throttlingRateLimit": .number("10000.0"), "throttlingBurstLimit": 5000],
                "~1a/GET": ["throttlingRateLimit": .number("1.0"), "throttlingBurstLimit": 2],
            ],
        ])
        try node.service.load(node.configuration)
        #expect(try (0..<3).map { _ in try node.get(SiteServiceTests.host, "/prod/a").status } == [200, 200, 429])
    }

    @Test func settingsOfMethodsSayWhatIsLogged() {
        let logging = SiteRecords.logging([
            "*/*": ["loggingLevel": "ERROR", "dataTraceEnabled": false], "~1a/GET": ["loggingLevel": "INFO"],
            "~1b/GET": ["throttlingBurstLimit": 5],
        ])
        #expect(logging.count == 2)
        #expect(logging.contains(MethodLogging(resourcePath: "*", verb: "*", level: .error, tracesData: false)))
        #expect(logging.contains(MethodLogging(resourcePath: "/a", verb: "GET", level: .info, tracesData: nil)))
    }

    @Test(arguments: [
        ("*/*", "*/*"), ("pets/GET", "/pets/GET"), ("/pets/GET", "/pets/GET"), ("~1pets~1{id}/GET", "/pets/{id}/GET"),
        ("~1/GET", "//GET"), ("//GET", "//GET"),
    ])
    func keysOfMethodsAreReadInEverySpelling(key: String, read: String) {
        #expect(SiteRecords.methodKey(key) == read)
    }

    @Test func domainNamesComeWithMappingsAndRules() throws {
        let node = try Node()
        try node.deploy("dep001", says: "one")
        try node.stage(["stageName": "prod", "deploymentId": "dep001"])
        try node.deploy("dep002", says: "two")
        try node.stage(["stageName": "dev", "deploymentId": "dep002"])
        try node.service.load(node.configuration)
        try node.put(
            "domainname", "eu-west-1", "api.test",
            ["domainName": "api.test", "routingMode": "ROUTING_RULE_THEN_BASE_PATH_MAPPING"])
        try node.put(
            "basepathmapping", "eu-west-1/api.test", "v1",
            ["basePath": "v1", "restApiId": "abcdefghij", "stage": "prod"])
        try node.put(
            "v2routingrule", "eu-west-1/api.test", "rule01",
            [
                "routingRuleId": "rule01", "priority": 5,
                "conditions": [["matchHeaders": ["anyOf": [["header": "X-Env", "valueGlob": "dev*"]]]]],
                "actions": [["invokeApi": ["apiId": "abcdefghij", "stage": "dev", "stripBasePath": false]]],
            ])
        node.service.perform([.publishDomains(region: "eu-west-1")])
        #expect(try node.get("api.test", "/v1/a").body == "one  dep001")
        #expect(try node.get("api.test", "/a", "X-Env: develop").body == "two  dep002")
        #expect(try node.get("api.test", "/a").status == 403)
    }

    @Test func keysAndPlansGuardStages() throws {
        let node = try Node()
        try node.deploy("dep001", says: "one", asksForKey: true)
        try node.stage(["stageName": "prod", "deploymentId": "dep001"])
        try node.service.load(node.configuration)
        let key = "x-api-key: 0123456789abcdefghij"
        #expect(try node.get(SiteServiceTests.host, "/prod/a", key).status == 403)
        try node.put(
            "apikey", "eu-west-1", "key001", ["id": "key001", "value": "0123456789abcdefghij", "enabled": true])
        try node.put(
            "usageplan", "eu-west-1", "plan01",
            [
                "id": "plan01", "name": "gold", "apiStages": [["apiId": "abcdefghij", "stage": "prod"]],
                "quota": ["limit": 2, "offset": 0, "period": "DAY"],
            ])
        try node.put("usageplankey", "eu-west-1/plan01", "key001", ["id": "key001", "type": "API_KEY"])
        node.service.perform([.publishKeys(region: "eu-west-1")])
        #expect(try (0..<3).map { _ in try node.get(SiteServiceTests.host, "/prod/a", key).status } == [200, 200, 429])
        // A stage that is published later has them too.
        try node.deploy("dep002", says: "two", asksForKey: true)
        try node.stage(["stageName": "prod", "deploymentId": "dep002"])
        node.service.perform([.publish(region: "eu-west-1", api: "abcdefghij", stage: "prod")])
        #expect(try node.get(SiteServiceTests.host, "/prod/a", key).status == 429)
    }

    @Test func oneKeyIsReadWhenItChanges() throws {
        let node = try Node()
        try node.deploy("dep001", says: "one", asksForKey: true)
        try node.stage(["stageName": "prod", "deploymentId": "dep001"])
        let region = "eu-west-1"
        try node.put(
            "usageplan", region, "plan01",
            ["id": "plan01", "name": "gold", "apiStages": [["apiId": "abcdefghij", "stage": "prod"]]])
        try node.service.load(node.configuration)
        func change(_ number: Int, isEnabled: Bool? = true, isMember: Bool = true) throws {
            let id = "key00\(number)"
            let value = "0123456789abcdefghij\(number)"
            if let isEnabled {
                try node.put(
                    "apikey", region, id, ["id": .string(id), "value": .string(value), "enabled": .bool(isEnabled)])
            } else {
                try node.remove("apikey", region, id)
            }
            if isMember {
                try node.put("keyplan", "\(region)/apikey/\(id)", "plan01", ["id": "plan01"])
                try node.put("usageplankey", "\(region)/plan01", id, ["id": .string(id)])
            } else {
                try node.remove("keyplan", "\(region)/apikey/\(id)", "plan01")
                try node.remove("usageplankey", "\(region)/plan01", id)
            }
            node.service.perform([.publishKey(region: region, key: id)])
        }
        func statuses() throws -> [Int] {
            try (1...3).map {
                try node.get(SiteServiceTests.host, "/prod/a", "x-api-key: 0123456789abcdefghij\($0)").status
            }
        }
        #expect(try statuses() == [403, 403, 403])
        for number in 1...3 { try change(number) }
        #expect(try statuses() == [200, 200, 200])
        try change(2, isEnabled: false)
        #expect(try statuses() == [200, 403, 200])
        try change(1, isEnabled: nil)
        #expect(try statuses() == [403, 403, 200])
        try change(2, isEnabled: true)
        try change(3, isMember: false)
        #expect(try statuses() == [403, 200, 403])
        // All read anew says the same.
        node.service.perform([.publishKeys(region: region)])
        #expect(try statuses() == [403, 200, 403])
    }

    // MARK: Caches, links, certificates

    private static let effect = ControlEffect.publish(region: "eu-west-1", api: "abcdefghij", stage: "prod")

    private static func cached(_ deployment: String, canary: JSONValue? = nil) -> JSONValue {
        var stage: JSONValue = [
            "stageName": "prod", "deploymentId": .string(deployment), "cacheClusterEnabled": true,
            "cacheClusterSize": "0.5",
            "methodSettings": ["*/*": ["cachingEnabled": true, "cacheTtlInSeconds": 3600]],
        ]
        stage["canarySettings"] = canary
        return stage
    }

    @Test func stagesWithACacheKeepAnswersUntilTheyAreFlushed() throws {
        let node = try Node()
        try node.deploy("dep001", says: "$context.requestTimeEpoch")
        try node.stage(SiteServiceTests.cached("dep001"))
        try node.service.load(node.configuration)
        func get() throws -> String {
            usleep(3_000)
            return try node.get(SiteServiceTests.host, "/prod/a").body
        }
        let first = try get()
        #expect(try get() == first)
        // What changes nothing of the cache leaves it; another size empties it.
        node.service.perform([.flushAuthorizers(region: "eu-west-1", api: "abcdefghij", stage: "prod")])
        #expect(try get() == first)
        node.service.perform([.flushCache(region: "eu-west-1", api: "abcdefghij", stage: "other")])
        #expect(try get() == first)
        node.service.perform([.flushCache(region: "eu-west-1", api: "abcdefghij", stage: "prod")])
        let second = try get()
        #expect(second != first)
        #expect(try get() == second)
        let counts = try #require(node.service.serving.cacheCounts)
        #expect(counts.hits == 4 && counts.misses == 2 && counts.count >= 1, "\(counts)")
        var stage = SiteServiceTests.cached("dep001")
        stage["cacheClusterSize"] = "1.6"
        try node.stage(stage)
        node.service.perform([SiteServiceTests.effect])
        let third = try get()
        #expect(third != second)
        stage["cacheClusterEnabled"] = false
        try node.stage(stage)
        node.service.perform([SiteServiceTests.effect])
        #expect(try get() != third)
        #expect(node.service.serving.cacheCounts == nil)
    }

    @Test func canariesUseTheStagesCacheWhereItSaysSo() throws {
        for usesStageCache in [false, true] {
            let node = try Node()
            try node.deploy("dep001", says: "one")
            try node.deploy("dep002", says: "two")
            func publish(_ percent: String) throws {
                try node.stage(
                    SiteServiceTests.cached(
                        "dep001",
                        canary: [
                            "deploymentId": "dep002", "percentTraffic": .number(percent),
                            "useStageCache": .bool(usesStageCache),
                        ]))
                node.service.perform([SiteServiceTests.effect])
            }
            try node.service.load(node.configuration)
            try publish("0.0")
            #expect(try node.get(SiteServiceTests.host, "/prod/a").body == "one  dep001")
            try publish("100.0")
            let body = try node.get(SiteServiceTests.host, "/prod/a").body
            #expect(body == (usesStageCache ? "one  dep001" : "two  dep002"))
        }
    }

    @Test func linksOfTheStoreAreThoseOfTheConfiguration() throws {
        let target = VPCLink(
            name: "orders", isTLS: nil, targets: [LinkTarget(host: "10.0.0.1", port: 80)], listeners: [:],
            check: LinkCheckSettings())
        var base = StageSettings()
        base.links = ["orders": target, "arn:aws:elasticloadbalancing:x": target, "id00000003": target]
        let node = try Node()
        try node.deploy("dep001", says: "one")
        try node.stage(["stageName": "prod", "deploymentId": "dep001"])
        try node.service.load(node.configuration, base: base)
        func links() -> [String: VPCLink]? {
            node.service.directory.table.stage("prod", of: "abcdefghij", in: "eu-west-1")?.main.settings.links
        }
        #expect(links()?.count == 3)
        try node.put("vpclink", "eu-west-1", "id00000001", ["id": "id00000001", "name": "orders"])
        try node.put(
            "vpclink", "eu-west-1", "id00000002",
            ["id": "id00000002", "name": "x", "targetArns": ["arn:aws:elasticloadbalancing:x"]])
        try node.put("v2vpclink", "eu-west-1", "id0004", ["vpcLinkId": "id0004", "name": "orders"])
        try node.put("vpclink", "eu-west-1", "id00000005", ["id": "id00000005", "name": "nobody"])
        node.service.perform([.publishLinks(region: "eu-west-1")])
        #expect(Set((links() ?? [:]).keys).isSuperset(of: ["id00000001", "id00000002", "id0004"]))
        #expect(links()?["id00000005"] == nil)
    }

    @Test func stagesShowTheirClientCertificate() throws {
        let node = try Node()
        try node.deploy("dep001", says: "one")
        try node.put(
            "clientcertificate", "eu-west-1", "cert01",
            ["clientCertificateId": "cert01", "pemEncodedCertificate": "PEM", "privateKey": "KEY"])
        try node.stage(["stageName": "prod", "deploymentId": "dep001", "clientCertificateId": "cert01"])
        try node.service.load(node.configuration)
        let stage = node.service.directory.table.stage("prod", of: "abcdefghij", in: "eu-west-1")
        #expect(stage?.main.settings.clientCertificate == .text(certificate: "PEM", key: "KEY"))
    }

    @Test func plansOfDeletedDeploymentsGo() throws {
        let node = try Node()
        try node.deploy("dep001", says: "one")
        try node.deploy("dep002", says: "two")
        try node.stage(["stageName": "prod", "deploymentId": "dep001"])
        try node.service.load(node.configuration)
        node.service.dropUnusedPlans()
        #expect(try node.store.read { try $0.plan(hash: "hash of dep002") } != nil)
        try node.store.write { _ = try $0.remove(RecordPlace(kind: "deployment", scope: Node.scope, id: "dep002")) }
        node.service.dropUnusedPlans()
        #expect(try node.store.read { try $0.plan(hash: "hash of dep002") } != nil, "nobody said so")
        node.service.perform([.dropPlans])
        node.service.dropUnusedPlans()
        #expect(try node.store.read { try $0.plan(hash: "hash of dep002") } == nil)
        #expect(try node.store.read { try $0.plan(hash: "hash of dep001") } != nil)
    }

    @Test func plansOfAnotherVersionAreMadeAgain() throws {
        let node = try Node()
        try node.store.write { writer in
            try writer.putPlan(hash: "old", Array("no plan of this version".utf8))
            try writer.put(
                RecordPlace(kind: "deployment", scope: Node.scope, id: "dep001"),
                ["id": "dep001", "plan": "old", "document": .string(Node.document(says: "again"))])
        }
        try node.stage(["stageName": "prod", "deploymentId": "dep001"])
        try node.service.load(node.configuration)
        #expect(try node.get(SiteServiceTests.host, "/prod/a").body == "again  dep001")
    }

    @Test func aThousandAPIsAreReadyFast() throws {
        let node = try Node()
        let plan = try Node.plan(says: "many")
        try node.store.write { writer in
            try writer.putPlan(hash: "many", plan)
            for index in 0..<1_000 {
                let id = "api\(1_000_000 + index)"
                let scope = "eu-west-1/" + id
                try writer.put(RecordPlace(kind: "restapi", scope: "eu-west-1", id: id), Node.api(id))
                try writer.put(
                    RecordPlace(kind: "deployment", scope: scope, id: "dep001"),
                    ["id": "dep001", "plan": "many", "document": .string(String(repeating: "x", count: 20_000))])
                try writer.put(
                    RecordPlace(kind: "stage", scope: scope, id: "prod"),
                    ["stageName": "prod", "deploymentId": "dep001", "methodSettings": [:], "variables": ["a": "b"]])
            }
        }
        let start = ContinuousClock.now
        try node.service.load(node.configuration)
        let time = ContinuousClock.now - start
        // Of a debug build; README tells what a release build takes.
        #expect(time < .seconds(3), "\(time)")
        #expect(try node.get("api1000500.execute-api.eu-west-1.test", "/prod/a").body == "many  dep001")
    }
}

/// A store, its data plane, and a client.
private final class Node {
    static let scope = "eu-west-1/abcdefghij"

    let folder: URL
    let store: Store
    let service: SiteService
    let configuration: Configuration

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("gatewright-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        store = try Store(folder: folder.appendingPathComponent("store").path, durability: .process)
        service = SiteService(store, base: StageSettings())
        var configuration = Configuration()
        configuration.stateFolder = folder.appendingPathComponent("state").path
        self.configuration = configuration
        try put("restapi", "eu-west-1", "abcdefghij", Node.api("abcdefghij"))
    }

    deinit {
        do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) }
    }

    static func api(_ id: String) -> JSONValue {
        [
            "id": .string(id), "name": "Site", "disableExecuteApiEndpoint": false,
            "endpointConfiguration": ["types": ["REGIONAL"], "ipAddressType": "ipv4"],
        ]
    }

    static func document(says word: String, asksForKey: Bool = false) -> String {
        let template = "\(word) $stageVariables.v $context.deploymentId"
        return """
            {"openapi": "3.0.1", "info": {"title": "Site", "version": "1"},
             "components": {"securitySchemes": {"key": {"type": "apiKey", "name": "x-api-key", "in": "header"}}},
             "paths": {"/a": {"get": {\(asksForKey ? "\"security\": [{\"key\": []}]," : "")
              "responses": {"200": {"description": "x"}},
              "x-amazon-apigateway-integration": {"type": "mock",
               "requestTemplates": {"application/json": "{\\"statusCode\\": 200}"},
               "responses": {"default": {"statusCode": "200",
                "responseTemplates": {"application/json": "\(template)"}}}}}}}}
            """
    }

    static func plan(says word: String, asksForKey: Bool = false) throws -> [UInt8] {
        let result = SpecCompile(document(says: word, asksForKey: asksForKey))
        return try #require(result.compiled?.plan, "\(result.listing)")
    }

    func remove(_ kind: String, _ scope: String, _ id: String) throws {
        _ = try store.write { try $0.remove(RecordPlace(kind: kind, scope: scope, id: id)) }
    }

    func put(_ kind: String, _ scope: String, _ id: String, _ value: JSONValue) throws {
        try store.write { try $0.put(RecordPlace(kind: kind, scope: scope, id: id), value) }
    }

    func deploy(_ deployment: String, says word: String, asksForKey: Bool = false) throws {
        let plan = try Node.plan(says: word, asksForKey: asksForKey)
        try store.write { try $0.putPlan(hash: "hash of \(deployment)", plan) }
        try put(
            "deployment", Node.scope, deployment,
            ["id": .string(deployment), "plan": .string("hash of \(deployment)"), "document": "{}"])
    }

    func stage(_ value: JSONValue) throws {
        try put("stage", Node.scope, value["stageName"]?.string ?? "", value)
    }

    func get(_ host: String, _ path: String, _ fields: String = "") throws -> (status: Int, body: String) {
        let gateway = Gateway(serving: service.serving, endpoints: service.endpoints, seed: (1, 2))
        gateway.clock.monotonicMicroseconds = 1_000_000
        gateway.clock.wallMilliseconds = Int64(Date().timeIntervalSince1970 * 1000)
        let request = "GET \(path) HTTP/1.1\r\nHost: \(host)\r\n\(fields.isEmpty ? "" : fields + "\r\n")\r\n"
        let outcome = RequestDriver(gateway: gateway).perform(Array(request.utf8)) { _, _ in .failure(.connect) }
        guard case .answered(let bytes) = outcome else { return (0, "") }
        let text = String(decoding: bytes, as: UTF8.self)
        let body = text.range(of: "\r\n\r\n").map { String(text[$0.upperBound...]) } ?? ""
        return (Int(text.split(separator: " ")[1]) ?? 0, body)
    }
}
