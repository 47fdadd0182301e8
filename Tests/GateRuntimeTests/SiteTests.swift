// Hosts, stages, domain names and canaries: which deployment a request reaches, and what it is told of its way there.

import CorpusSupport
import GateBytes
import GatePlan
import GateUsage
import Testing

@testable import GateRuntime

@Suite struct SiteTests {
    // MARK: Default endpoints

    @Test(arguments: [
        "abcdefghij.execute-api.eu-west-1.amazonaws.com", "ABCDEFGHIJ.Execute-API.EU-West-1.amazonaws.com",
        "abcdefghij.execute-api.eu-west-1.amazonaws.com.", "abcdefghij.execute-api.eu-west-1.localhost:8080",
        "abcdefghij.execute-api.eu-west-1.api.aws:443", "abcdefghij.execute-api.eu-west-1",
    ])
    func findsTheStageOfAnAPIsOwnHost(host: String) throws {
        let sites = try Sites()
        sites.deploy(.api, "prod", says: "p")
        sites.deploy(.api, "dev", says: "d")
        #expect(sites.get(host, "/prod/pets").body == "p /prod/pets /pets")
        #expect(sites.get(host, "/dev/pets").body == "d /dev/pets /pets")
        #expect(sites.get(host, "/dev/pets/").body == "d /dev/pets/ /pets")
    }

    @Test func slashesOfAPathAreKeptAsAWSKeepsThem() throws {
        let sites = try Sites()
        sites.deploy(.api, "prod", says: "p")
        #expect(sites.get(Sites.host, "//prod/pets").body == "p /prod/pets /pets")
        #expect(sites.get(Sites.host, "/prod//pets").body == "p /prod//pets /pets")
        #expect(sites.get(Sites.host, "/prod").body == "p /prod /")
        #expect(sites.get(Sites.host, "/prod/").body == "p /prod/ /")
        #expect(sites.get(Sites.host, "/prod?x=/dev/pets").body == "p /prod /")
    }

    // Facts: pipeline-1.2
    @Test(arguments: [
        ("abcdefghij.execute-api.eu-west-1.amazonaws.com", "/none/pets"),
        ("abcdefghij.execute-api.eu-west-1.amazonaws.com", "/"),
        ("abcdefghij.execute-api.eu-west-1.amazonaws.com", "/Prod/pets"),
        ("abcdefghij.execute-api.eu-west-1.amazonaws.com", "/pro/pets"),
        ("abcdefghij.execute-api.us-east-1.amazonaws.com", "/prod/pets"),
        ("zzzzzzzzzz.execute-api.eu-west-1.amazonaws.com", "/prod/pets"),
        ("abcdefghij.execute-api", "/prod/pets"), (".execute-api.eu-west-1.amazonaws.com", "/prod/pets"),
        ("localhost:8080", "/prod/pets"), ("localhost:8080", "/"), ("[::1]:8080", "/prod/pets"),
        ("localhost", "/_aws/execute-api/abcdefghij/none/pets"),
        ("localhost", "/_aws/execute-api/zzzzzzzzzz/prod/pets"),
        ("localhost", "/_aws/execute-api/abcdefghij"), ("localhost", "/_aws/execute-api/"),
        ("localhost", "/_aws/execute-api//prod/pets"),
        // A path that names an API is one of that host, which has a stage or not.
        ("abcdefghij.execute-api.eu-west-1.amazonaws.com", "/_aws/execute-api/abcdefghij/prod/pets"),
    ])
    func whatIsNotThereIsForbidden(host: String, path: String) throws {
        let sites = try Sites()
        sites.deploy(.api, "prod", says: "p")
        let answer = sites.get(host, path)
        #expect(answer.status == 403)
        #expect(answer.body == "{\"message\":\"Forbidden\"}")
        #expect(answer.header("x-amzn-ErrorType") == ["ForbiddenException"])
    }

    @Test func anUnknownPathOfAStageIsAnsweredByTheAPI() throws {
        let sites = try Sites()
        sites.deploy(.api, "prod", says: "p")
        #expect(sites.get(Sites.host, "/prod/none").body == "{\"message\":\"Missing Authentication Token\"}")
    }

    @Test(arguments: ["localhost", "127.0.0.1:8080", "[::1]:8080", "gateway.internal"])
    func otherHostsNameTheAPIInThePath(host: String) throws {
        let sites = try Sites()
        sites.deploy(.api, "prod", says: "p")
        #expect(sites.get(host, "/_aws/execute-api/abcdefghij/prod/pets?x=1").body == "p /prod/pets /pets")
        #expect(sites.get(host, "/_aws/execute-api/abcdefghij/prod").body == "p /prod /")
    }

    @Test func regionsSeparateAPIs() throws {
        let sites = try Sites()
        sites.deploy(.api, "prod", says: "west")
        var east = SiteSettings.api
        east.region = "us-east-1"
        sites.deploy(east, "prod", says: "east")
        #expect(sites.get(Sites.host, "/prod/pets").body.hasPrefix("west "))
        #expect(sites.get("abcdefghij.execute-api.us-east-1.x", "/prod/pets").body.hasPrefix("east "))
        sites.change { $0.removeAPI("abcdefghij", in: "eu-west-1") }
        #expect(sites.get(Sites.host, "/prod/pets").status == 403)
        #expect(sites.get("abcdefghij.execute-api.us-east-1.x", "/prod/pets").body.hasPrefix("east "))
    }

    // Facts: access-12.5
    @Test func aDisabledDefaultEndpointIsForbidden() throws {
        let sites = try Sites()
        var api = SiteSettings.api
        api.isDefaultEndpointDisabled = true
        sites.deploy(api, "prod", says: "p")
        #expect(sites.get(Sites.host, "/prod/pets").status == 403)
        #expect(sites.get("localhost", "/_aws/execute-api/abcdefghij/prod/pets").status == 403)
        sites.domain("api.test", [("", "prod")])
        #expect(sites.get("api.test", "/pets").body == "p /pets /pets")
        api.isDefaultEndpointDisabled = false
        sites.change { $0.set(api) }
        #expect(sites.get(Sites.host, "/prod/pets").status == 200)
    }

    // MARK: Private APIs

    // Facts: behaviours-35
    @Test func privateAPIsAreReachedInThreeWays() throws {
        let sites = try Sites()
        var api = SiteSettings.api
        api.isPrivate = true
        sites.deploy(api, "prod", says: "$context.identity.vpceId", policy: Sites.openPolicy)
        let tail = "execute-api.eu-west-1"
        #expect(sites.get("abcdefghij.\(tail).amazonaws.com", "/prod/pets").body.hasPrefix(" /prod"))
        #expect(sites.get("abcdefghij-vpce-0123.\(tail).amazonaws.com", "/prod/pets").body.hasPrefix("vpce-0123 "))
        let endpoint = "vpce-0123-ab12-eu-west-1a.\(tail).vpce.amazonaws.com"
        #expect(sites.get(endpoint, "/prod/pets").status == 403)
        #expect(sites.get(endpoint, "/prod/pets", "X-Apigw-Api-Id: none").status == 403)
        #expect(
            sites.get(endpoint, "/prod/pets", "x-apigw-api-id: abcdefghij").body == "vpce-0123 /prod/pets /pets")
    }

    @Test func endpointsThatAPrivateAPIDoesNotNameAreForbiddenInItsHost() throws {
        let sites = try Sites()
        var api = SiteSettings.api
        api.isPrivate = true
        api.endpointIdentifiers = ["vpce-0123"]
        sites.deploy(api, "prod", says: "p", policy: Sites.openPolicy)
        #expect(sites.get("abcdefghij-vpce-0123.execute-api.eu-west-1.x", "/prod/pets").status == 200)
        #expect(sites.get("abcdefghij-vpce-9999.execute-api.eu-west-1.x", "/prod/pets").status == 403)
    }

    @Test func publicAPIsHaveNoEndpoints() throws {
        let sites = try Sites()
        sites.deploy(.api, "prod", says: "p")
        #expect(sites.get("abcdefghij-vpce-0123.execute-api.eu-west-1.x", "/prod/pets").status == 403)
        let field = "x-apigw-api-id: abcdefghij"
        #expect(sites.get("vpce-0123-ab.execute-api.eu-west-1.vpce.x", "/prod/pets", field).status == 403)
    }

    // Facts: access-8.9
    @Test func aPrivateAPIWithoutAPolicyLetsNobodyIn() throws {
        let sites = try Sites()
        var api = SiteSettings.api
        api.isPrivate = true
        sites.deploy(api, "prod", says: "p")
        let answer = sites.get(Sites.host, "/prod/pets")
        #expect(answer.status == 403)
        #expect(
            answer.body
                == "{\"Message\":\"User: anonymous is not authorized to perform: execute-api:Invoke on resource: "
                + "arn:aws:execute-api:eu-west-1:********9012:abcdefghij/prod/GET/pets\"}")
    }

    // Facts: access-8.10
    @Test func policiesSeeTheEndpoint() throws {
        let sites = try Sites()
        var api = SiteSettings.api
        api.isPrivate = true
        let policy =
            "{Version: '2012-10-17', Statement: [{Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', "
            + "Resource: 'execute-api:/*', Condition: {StringEquals: {'aws:SourceVpce': vpce-0123}}}]}"
        sites.deploy(api, "prod", says: "p", policy: policy)
        #expect(sites.get("abcdefghij-vpce-0123.execute-api.eu-west-1.x", "/prod/pets").status == 200)
        #expect(sites.get("abcdefghij-vpce-0124.execute-api.eu-west-1.x", "/prod/pets").status == 403)
        #expect(sites.get(Sites.host, "/prod/pets").status == 403)
    }

    // MARK: Domain names

    // Facts: access-12.2
    @Test func theLongestBasePathWins() throws {
        let sites = try Sites()
        for stage in ["a", "b", "c", "d"] { sites.deploy(.api, stage, says: stage) }
        sites.domain("api.test", [("v1", "a"), ("v1/orders", "b"), ("", "c"), ("v1/orders/old/x", "d")])
        for (path, body) in [
            ("/v1/pets", "a /v1/pets /pets"), ("/v1", "a /v1 /"), ("/v1/orders/pets", "b /v1/orders/pets /pets"),
            ("/v1/orders", "b /v1/orders /"), ("/v1/orders/", "b /v1/orders/ /"), ("/pets", "c /pets /pets"),
            ("/", "c / /"), ("/v1/orders/old/x/pets", "d /v1/orders/old/x/pets /pets"),
            ("//v1/pets", "a //v1/pets /pets"),
        ] {
            #expect(sites.get("api.test", path).body == body)
            #expect(sites.get("API.test:443", path).body == body)
        }
        // Whole segments, and their case.
        for path in ["/v1x/pets", "/V1/pets"] {
            #expect(sites.get("api.test", path).body == "{\"message\":\"Missing Authentication Token\"}")
        }
    }

    // Facts: access-12.2
    @Test func aDomainWithoutAMappingForAPathIsForbidden() throws {
        let sites = try Sites()
        sites.deploy(.api, "prod", says: "p")
        sites.domain("api.test", [("v1", "prod"), ("gone", "none")])
        for path in ["/", "/pets", "/v2/pets", "/gone/pets", "/_aws/execute-api/abcdefghij/prod/pets"] {
            #expect(sites.get("api.test", path).body == "{\"message\":\"Forbidden\"}", "\(path)")
        }
        // The stage may come later, without another word about the domain name.
        sites.deploy(.api, "none", says: "late")
        #expect(sites.get("api.test", "/gone/pets").body.hasPrefix("late "))
    }

    // Facts: access-12.1
    @Test func wildcardsAreAskedAfterNamesOfTheirOwn() throws {
        let sites = try Sites()
        sites.deploy(.api, "a", says: "a")
        sites.deploy(.api, "b", says: "b")
        sites.domains([("*.example.test", [("", "a")]), ("own.example.test", [("", "b")])])
        #expect(sites.get("any.example.test", "/pets").body.hasPrefix("a "))
        #expect(sites.get("own.example.test", "/pets").body.hasPrefix("b "))
        for host in ["example.test", "x.any.example.test", "anyexample.test"] {
            #expect(sites.get(host, "/pets").status == 403)
        }
    }

    @Test func aMappingWithoutAStageTakesItFromThePath() throws {
        let sites = try Sites()
        sites.deploy(.api, "prod", says: "p")
        var domain = DomainSettings(name: "api.test", region: "eu-west-1")
        let target = StageReference(apiIdentifier: "abcdefghij", stage: nil)
        domain.mappings = [BasePathMapping(basePath: "v1", target: target)]
        sites.change { $0.setDomains([domain]) }
        #expect(sites.get("api.test", "/v1/prod/pets").body == "p /v1/prod/pets /pets")
        #expect(sites.get("api.test", "/v1/none/pets").status == 403)
    }

    // Facts: access-10.6, access-12.3
    @Test func logsKnowTheWay() throws {
        let sites = try Sites()
        sites.deploy(.api, "prod", says: "p")
        sites.domain("api.test", [("v1/orders", "prod")])
        let format =
            "$context.domainName $context.domainPrefix $context.customDomain.basePathMatched $context.endpointType "
            + "$context.apiId $context.stage $context.isCanaryRequest $context.path"
        #expect(
            sites.log(format, "api.test:8080", "/v1/orders/pets")
                == "api.test api v1/orders REGIONAL abcdefghij prod false /v1/orders/pets\n")
        #expect(
            sites.log(format, Sites.host, "/prod/pets")
                == "\(Sites.host) abcdefghij - REGIONAL abcdefghij prod false /prod/pets\n")
    }

    // MARK: Routing rules

    private func rule(
        _ identifier: String, _ priority: Int, _ stage: String, strips: Bool = false,
        _ conditions: RoutingRule.Condition...
    ) -> RoutingRule {
        RoutingRule(
            identifier: identifier, priority: priority, conditions: conditions,
            target: StageReference(apiIdentifier: "abcdefghij", stage: stage), stripsBasePath: strips)
    }

    // Facts: access-12.4
    @Test func rulesAreAskedByPriorityAndAllConditionsCount() throws {
        let sites = try Sites()
        for stage in ["a", "b", "c", "m"] { sites.deploy(.api, stage, says: stage) }
        var domain = DomainSettings(name: "api.test", region: "eu-west-1")
        domain.mode = .rulesThenMappings
        domain.mappings = [
            BasePathMapping(basePath: "(none)", target: StageReference(apiIdentifier: "abcdefghij", stage: "m"))
        ]
        domain.rules = [
            rule(
                "zzz000", 50, "b", strips: true, .header(anyOf: [("Accept", "image/webp")]),
                .header(anyOf: [("Pet", "Dog-*")]), .basePath(anyOf: ["shop"])),
            rule("abc123", 10, "a", .header(anyOf: [("Hello", "World")])),
        ]
        sites.change { $0.setDomains([domain]) }
        let dog = "Pet: Dog-Bella\r\nAccept: image/webp"
        for (path, fields, body) in [
            ("/pets", "Hello: World", "a /pets /pets"), ("/pets", "hELLO: World", "a /pets /pets"),
            ("/pets", "Hello: world", "m /pets /pets"), ("/pets", "Hello: World!", "m /pets /pets"),
            ("/pets", "Hello: x\r\nHello: World", "a /pets /pets"),
            ("/shop/pets", "Hello: World\r\n\(dog)", "{\"message\":\"Missing Authentication Token\"}"),
            ("/shop/pets", dog, "b /shop/pets /pets"), ("/pets", dog, "m /pets /pets"),
            ("/shop", dog, "b /shop /"), ("/pets", "Pet: Dog-Bella", "m /pets /pets"),
        ] {
            #expect(sites.get("api.test", path, fields).body == body, "\(path) \(fields)")
        }
        #expect(sites.log("$context.customDomain.routingRuleIdMatched", "api.test", "/shop/pets", dog) == "zzz000\n")
        #expect(sites.log("$context.customDomain.basePathMatched", "api.test", "/shop/pets", dog) == "shop\n")
        #expect(sites.log("$context.customDomain.routingRuleIdMatched", "api.test", "/pets") == "-\n")
        domain.mode = .rulesOnly
        sites.change { $0.setDomains([domain]) }
        #expect(sites.get("api.test", "/pets").status == 403)
        domain.rules.append(rule("rest", 1_000, "c"))
        sites.change { $0.setDomains([domain]) }
        #expect(sites.get("api.test", "/pets").body == "c /pets /pets")
        domain.mode = .mappingsOnly
        sites.change { $0.setDomains([domain]) }
        #expect(sites.get("api.test", "/pets", "Hello: World").body == "m /pets /pets")
    }

    @Test(arguments: [
        ("a*", "alpha", true), ("a*", "beta", false), ("*a", "alpha", true), ("*a", "a", true), ("*a", "ab", false),
        ("*a*", "beta", true), ("*a*", "xyz", false), ("*", "", true), ("*", "x", true), ("a", "a", true),
        ("a", "aa", false), ("a*", "a", true), ("ab*", "a", false), ("*ab", "b", false), ("a*b", "a*b", true),
        ("a*b", "axb", false), ("**", "x", true),
    ])
    func globsHaveStarsAtTheirEnds(glob: String, value: String, fits: Bool) {
        let glob = SiteDomain.HeaderGlob(name: "h", glob: glob)
        #expect(Array(value.utf8).withByteView { glob.fits($0) } == fits)
    }

    // MARK: Canaries

    // Facts: pipeline-1.4, access-9.23
    @Test(arguments: [(0.0, 0...0), (25.0, 180...320), (100.0, 1_000...1_000), (0.5, 0...20)])
    func aCanaryGetsItsShare(percent: Double, expected: ClosedRange<Int>) throws {
        let sites = try Sites()
        sites.deploy(.api, "prod", says: "$stageVariables.v", canary: "new $stageVariables.v", percent: percent)
        var canaries = 0
        for _ in 0..<1_000 {
            let body = sites.get(Sites.host, "/prod/pets").body
            #expect(body == "old /prod/pets /pets" || body == "new over /prod/pets /pets")
            if body.hasPrefix("new") { canaries += 1 }
        }
        #expect(expected.contains(canaries), "\(canaries)")
    }

    // Facts: access-10.6
    @Test func aCanaryIsToldOf() throws {
        let sites = try Sites()
        sites.deploy(.api, "prod", says: "p", canary: "c", percent: 100)
        let format = "$context.isCanaryRequest $context.deploymentId"
        #expect(sites.log(format, Sites.host, "/prod/pets") == "true canary\n")
        sites.deploy(.api, "prod", says: "p", canary: "c", percent: 0)
        #expect(sites.log(format, Sites.host, "/prod/pets") == "false base00\n")
    }

    // MARK: Changes

    @Test func aChangeLeavesOtherStagesAlone() throws {
        let sites = try Sites()
        sites.deploy(.api, "prod", says: "p")
        sites.deploy(.api, "dev", says: "d")
        let before = sites.table.stage("prod", of: "abcdefghij", in: "eu-west-1")
        sites.deploy(.api, "dev", says: "e")
        let after = sites.table.stage("prod", of: "abcdefghij", in: "eu-west-1")
        #expect(before === after)
        #expect(sites.get(Sites.host, "/dev/pets").body.hasPrefix("e "))
        sites.change { $0.removeStage("dev", of: "abcdefghij", in: "eu-west-1") }
        #expect(sites.get(Sites.host, "/dev/pets").status == 403)
        #expect(sites.get(Sites.host, "/prod/pets").status == 200)
    }

    @Test func plansAreReadWhenTheyAreCalled() throws {
        let sites = try Sites()
        let plan = try sites.plan(says: "p")
        let reads = Counter()
        let source = PlanSource {
            reads.value += 1
            return reads.value == 1 ? nil : plan
        }
        let stage = SiteStage("prod", StagePlan(source, sites.settings("prod"), sites.endpoints))
        sites.change { $0.set(stage, of: .api) }
        #expect(reads.value == 0)
        // It could not be read: AWS has no such answer, so it is that of every failure of the gateway's own.
        #expect(sites.get(Sites.host, "/prod/pets").body == "{\"message\":\"Internal server error\"}")
        for _ in 0..<3 { #expect(sites.get(Sites.host, "/prod/pets").status == 200) }
        #expect(reads.value == 2)
    }

    @Test func keysChangeUnderStages() throws {
        let sites = try Sites()
        sites.deploy(.api, "prod", says: "p", asksForKey: true)
        sites.deploy(.api, "dev", says: "p", asksForKey: true)
        #expect(sites.get(Sites.host, "/prod/pets", "x-api-key: k").status == 403)
        let before = sites.table.stage("prod", of: "abcdefghij", in: "eu-west-1")?.main.deployment
        sites.change { $0.setUsage(Sites.usage(plan: PlanStage(api: "abcdefghij", stage: "prod"))) }
        #expect(sites.get(Sites.host, "/prod/pets", "x-api-key: k").status == 200)
        #expect(sites.get(Sites.host, "/dev/pets", "x-api-key: k").status == 403)
        let after = sites.table.stage("prod", of: "abcdefghij", in: "eu-west-1")?.main.deployment
        #expect(before !== after && before?.plan === after?.plan)
        // A name is none of what is deployed.
        sites.change { $0.setUsage(Sites.usage(plan: PlanStage(api: "Site", stage: "prod"))) }
        #expect(sites.get(Sites.host, "/prod/pets", "x-api-key: k").status == 403)
    }

    @Test func aStageHasItsOwnThrottlesAndLog() throws {
        let sites = try Sites()
        let throttle = ThrottleSettings(rateLimit: 1, burstLimit: 2)
        sites.deploy(.api, "prod", says: "p") { settings in
            settings.methodThrottles = [MethodThrottle(resourcePath: "*", verb: "*", throttle: throttle)]
            settings.accessLog = .format("stage $context.stage")
        }
        sites.deploy(.api, "dev", says: "d")
        #expect((0..<3).map { _ in sites.get(Sites.host, "/prod/pets").status } == [200, 200, 429])
        #expect((0..<3).map { _ in sites.get(Sites.host, "/dev/pets").status } == [200, 200, 200])
        #expect(sites.log("server", Sites.host, "/prod/pets") == "stage prod\n")
        #expect(sites.log("server", Sites.host, "/dev/pets") == "server\n")
    }

    @Test func boundsAreKept() throws {
        let sites = try Sites()
        let plan = PlanSource(try sites.plan(says: "p"))
        let stage = StagePlan(plan, sites.settings("s"), sites.endpoints)
        var draft = SiteTable.Draft()
        for index in 0..<SiteLimits.stagesMax { draft.set(SiteStage("s\(index)", stage), of: .api) }
        let isMore = draft.set(SiteStage("more", stage), of: .api)
        let isReplaced = draft.set(SiteStage("s0", stage), of: .api)
        #expect(!isMore && isReplaced)
    }
}

/// A table against a dictionary.
@Suite struct NameTableTests {
    @Test func keepsNamesThroughManyChanges() {
        var state: UInt64 = 1
        var table = NameTable<Int>()
        var model: [String: Int] = [:]
        for step in 0..<4_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let name = "n\((state >> 33) % 200)"
            if (state >> 20) % 8 == 0 {
                table.remove(Array(name.utf8))
                model[name] = nil
            } else {
                table.set(Array(name.utf8), step)
                model[name] = step
            }
            #expect(table.count == model.count)
        }
        for index in 0..<200 {
            #expect(Array("n\(index)".utf8).withByteView { table.find($0) } == model["n\(index)"])
        }
        #expect(table.values.sorted() == model.values.sorted())
    }

    @Test func namesWithTheSameTextMayDifferInWhatTheyStandFor() {
        var table = NameTable<Int>(ignoresCase: true)
        for value in 1...3 { table.set(Array("Name".utf8), value) { _ in false } }
        let name = Array("nAME".utf8)
        #expect(name.withByteView { table.find($0) { $0 == 2 } } == 2)
        table.remove(name) { $0 == 2 }
        #expect(name.withByteView { table.find($0) { $0 == 2 } } == nil)
        #expect(name.withByteView { table.find($0) { $0 == 3 } } == 3)
    }
}

private final class Counter: @unchecked Sendable {
    var value = 0
}

extension SiteSettings {
    fileprivate static let api = SiteSettings(region: "eu-west-1", apiIdentifier: "abcdefghij")
}

/// Sites whose answers say what a mapping sees of the request's way.
private final class Sites {
    static let host = "abcdefghij.execute-api.eu-west-1.amazonaws.com"
    static let openPolicy =
        "{Version: '2012-10-17', Statement: [{Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', "
        + "Resource: 'execute-api:/*'}]}"

    let endpoints = EndpointTable()
    private let driver: RequestDriver
    private(set) var table = SiteTable()

    init() throws {
        driver = RequestDriver(
            gateway: Gateway(serving: ServingSet(table), endpoints: endpoints, seed: (1, 2)))
        driver.gateway.clock.monotonicMicroseconds = 1_000_000
    }

    func change(_ body: (inout SiteTable.Draft) -> Void) {
        var draft = SiteTable.Draft(table)
        body(&draft)
        table = SiteTable(draft)
        driver.gateway.serving = ServingSet(table)
    }

    func plan(says word: String, policy: String? = nil, asksForKey: Bool = false) throws -> PlanImage {
        let template = "\(word) $context.path $context.resourcePath"
        let method =
            "get: {\(asksForKey ? "security: [{key: []}], " : "")responses: {'200': {description: x}}, "
            + "x-amazon-apigateway-integration: {type: mock, "
            + "requestTemplates: {application/json: '{\"statusCode\": 200}'}, "
            + "responses: {default: {statusCode: '200', responseTemplates: {application/json: '\(template)'}}}}}"
        let result = SpecCompile(
            """
            openapi: "3.0.1"
            info: {title: Site, version: "1"}
            \(policy.map { "x-amazon-apigateway-policy: \($0)" } ?? "")
            components: {securitySchemes: {key: {type: apiKey, name: x-api-key, in: header}}}
            paths:
              /: {\(method)}
              /pets: {\(method)}
            """)
        let plan = try #require(result.compiled?.plan, "\(result.listing)")
        return try PlanImage(copying: plan)
    }

    func settings(_ stage: String, _ api: SiteSettings = .api) -> StageSettings {
        var settings = StageSettings()
        settings.name = stage
        settings.region = api.region
        settings.apiIdentifier = api.apiIdentifier
        settings.endpointType = api.isPrivate ? "PRIVATE" : "REGIONAL"
        settings.mountsAtRoot = true
        settings.deploymentIdentifier = "base00"
        settings.variables = [("v", "old")]
        return settings
    }

    func deploy(
        _ api: SiteSettings, _ stage: String, says word: String, policy: String? = nil, asksForKey: Bool = false,
        canary: String? = nil, percent: Double = 0, _ change: (inout StageSettings) -> Void = { _ in }
    ) {
        do {
            var own = settings(stage, api)
            change(&own)
            let main = StagePlan(
                PlanSource(try plan(says: word, policy: policy, asksForKey: asksForKey)), own, endpoints)
            var other: StagePlan?
            if let canary {
                own.deploymentIdentifier = "canary"
                own.variables = [("v", "over")]
                other = StagePlan(PlanSource(try plan(says: canary)), own, endpoints)
            }
            self.change { $0.set(SiteStage(stage, main, canary: other, percentTraffic: percent), of: api) }
        } catch {
            Issue.record(error)
        }
    }

    func domain(_ name: String, _ mappings: [(String, String)]) { domains([(name, mappings)]) }

    func domains(_ domains: [(name: String, mappings: [(String, String)])]) {
        change { draft in
            draft.setDomains(
                domains.map { domain in
                    var settings = DomainSettings(name: domain.name, region: "eu-west-1")
                    settings.mappings = domain.mappings.map {
                        BasePathMapping(
                            basePath: $0.0, target: StageReference(apiIdentifier: "abcdefghij", stage: $0.1))
                    }
                    return settings
                })
        }
    }

    static func usage(plan stage: PlanStage) -> UsageSource {
        let hasher = KeyHasher(salt: [1])
        var settings = UsageSettings()
        settings.plans = [UsagePlan(id: "gold", stages: [stage])]
        settings.keys = [UsageKey(id: "k", digest: hasher.digest(of: "k"), isEnabled: true, plans: ["gold"])]
        return UsageSource(
            settings, hasher: hasher, ledger: .inMemory(cells: settings.cellCount), pool: BucketPool(), day: 1)
    }

    func get(_ host: String, _ path: String, _ fields: String = "") -> DrivenAnswer {
        let fields = fields.isEmpty ? "" : fields + "\r\n"
        let request = "GET \(path) HTTP/1.1\r\nHost: \(host)\r\n\(fields)\r\n"
        guard case .answered(let bytes) = driver.perform(Array(request.utf8), upstream: { _, _ in .failure(.connect) })
        else { return DrivenAnswer("HTTP/1.1 0 X\r\n\r\n") }
        return DrivenAnswer(String(decoding: bytes, as: UTF8.self))
    }

    /// The access-log line of a request.
    func log(_ format: String, _ host: String, _ path: String, _ fields: String = "") -> String {
        let gateway = driver.gateway
        gateway.accessLogFormat = AccessLogFormat(format)
        var log = ByteBuffer()
        driver.observe = { gateway.finish($0, log: &log) }
        _ = get(host, path, fields)
        driver.observe = nil
        return String(decoding: [UInt8](log.view), as: UTF8.self)
    }
}
