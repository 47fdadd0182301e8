// Keys, plans and limits on the way of a request. Time is the test's.

import CorpusSupport
import Foundation
import GateBytes
import GatePlan
import GateRuntime
import GateUsage
import Testing

@Suite struct UsageTests {
    private let generous = ThrottleSettings(rateLimit: 1_000, burstLimit: 1_000)

    private func gold(
        throttle: ThrottleSettings? = nil, quota: QuotaSettings? = nil, methods: [MethodThrottle] = [],
        stage: String = "local", api: String = "Pets"
    ) -> UsagePlan {
        UsagePlan(
            id: "gold", stages: [PlanStage(api: api, stage: stage, methods: methods)], throttle: throttle, quota: quota)
    }

    // Facts: pipeline-1.9, pipeline-6.10, access-1.3, access-1.5
    @Test func aKeyMustExistBeEnabledAndBelongToAPlanOfTheStage() throws {
        let other = UsagePlan(id: "other", stages: [PlanStage(api: "Pets", stage: "prod")])
        let served = try Served(
            [gold(), other],
            keys: [
                ("good", ["gold"], true), ("disabled", ["gold"], false), ("planless", [], true),
                ("elsewhere", ["other"], true), ("both", ["other", "gold"], true), ("ghost", ["nothing"], true),
            ])
        for (key, status) in [
            ("good", 200), ("both", 200), ("disabled", 403), ("planless", 403), ("elsewhere", 403), ("ghost", 403),
            ("unknown", 403), ("", 403), ("goo", 403), ("goodd", 403), ("GOOD", 403),
        ] {
            let answer = served.get("/pets", key: key)
            #expect(answer.status == status, "\(key)")
            if status == 403 {
                #expect(answer.body == "{\"message\":\"Forbidden\"}")
                #expect(answer.header("x-amzn-ErrorType") == ["ForbiddenException"])
            }
        }
        #expect(served.get("/pets").status == 403)
        // A key on a method without one is ignored.
        #expect(served.get("/open", key: "disabled").status == 200)
    }

    @Test func aPlanCoversItsAPIByNameOrIdentifier() throws {
        let identifier = try Served([], keys: []).apiIdentifier
        for (api, status) in [("Pets", 200), (identifier, 200), ("pets", 403), ("Other", 403)] {
            let served = try Served([gold(api: api)], keys: [("k", ["gold"], true)])
            #expect(served.get("/pets", key: "k").status == status, "\(api)")
        }
        let elsewhere = try Served([gold(stage: "prod")], keys: [("k", ["gold"], true)])
        #expect(elsewhere.get("/pets", key: "k").status == 403)
    }

    // Facts: access-2.6
    @Test func aKeyChoosesItsPlanOfAStage() throws {
        let silver = UsagePlan(
            id: "silver", stages: [PlanStage(api: "Pets", stage: "local")],
            throttle: ThrottleSettings(rateLimit: 1, burstLimit: 1))
        let served = try Served(
            [gold(throttle: ThrottleSettings(rateLimit: 1, burstLimit: 2)), silver],
            keys: [("g", ["gold"], true), ("s", ["silver"], true)])
        #expect((0..<3).map { _ in served.get("/pets", key: "g").status } == [200, 200, 429])
        #expect((0..<2).map { _ in served.get("/pets", key: "s").status } == [200, 429])
    }

    // Facts: pipeline-3.15, access-2.1, access-2.13
    @Test func throttlesEachKeyOfAPlan() throws {
        let served = try Served(
            [gold(throttle: ThrottleSettings(rateLimit: 2, burstLimit: 3))],
            keys: [("a", ["gold"], true), ("b", ["gold"], true)])
        #expect((0..<5).map { _ in served.get("/pets", key: "a").status } == [200, 200, 200, 429, 429])
        let refusal = served.get("/pets", key: "a")
        #expect(refusal.body == "{\"message\":\"Too Many Requests\"}")
        #expect(refusal.header("x-amzn-ErrorType") == ["TooManyRequestsException"])
        #expect(refusal.header("Retry-After").isEmpty)
        #expect(served.get("/pets", key: "b").status == 200)
        served.pass(seconds: 1)
        #expect((0..<3).map { _ in served.get("/pets", key: "a").status } == [200, 200, 429])
    }

    // Facts: access-2.13
    @Test func aQuotaEndsWithItsPeriod() throws {
        let served = try Served(
            [gold(quota: QuotaSettings(limit: 2, period: .day))], keys: [("a", ["gold"], true)])
        #expect((0..<3).map { _ in served.get("/pets", key: "a").status } == [200, 200, 429])
        let refusal = served.get("/pets", key: "a")
        #expect(refusal.body == "{\"message\":\"Limit Exceeded\"}")
        #expect(refusal.header("x-amzn-ErrorType") == ["LimitExceededException"])
        #expect(served.get("/open").status == 200)
        served.pass(seconds: 86_400)
        #expect(served.get("/pets", key: "a").status == 200)
    }

    // Facts: access-2.9
    @Test func whatIsThrottledDoesNotUseTheQuota() throws {
        let served = try Served(
            [
                gold(
                    throttle: ThrottleSettings(rateLimit: 1, burstLimit: 1),
                    quota: QuotaSettings(limit: 3, period: .day))
            ], keys: [("a", ["gold"], true)])
        for expected in [200, 200, 200] {
            #expect(served.get("/pets", key: "a").status == expected)
            #expect(served.get("/pets", key: "a").body.contains("Too Many") || served.used == 3)
            served.pass(seconds: 1)
        }
        #expect(served.get("/pets", key: "a").body == "{\"message\":\"Limit Exceeded\"}")
    }

    // Facts: access-2.2
    @Test func aPlanLimitsSingleMethods() throws {
        let methods = [
            MethodThrottle(
                resourcePath: "/pets/{id}", verb: "GET", throttle: ThrottleSettings(rateLimit: 1, burstLimit: 1)),
            MethodThrottle(resourcePath: "/", verb: "GET", throttle: ThrottleSettings(rateLimit: 1, burstLimit: 2)),
        ]
        let served = try Served(
            [gold(throttle: ThrottleSettings(rateLimit: 1, burstLimit: 5), methods: methods)],
            keys: [("a", ["gold"], true), ("b", ["gold"], true)])
        #expect((0..<2).map { served.get("/pets/\($0)", key: "a").status } == [200, 429])
        #expect((0..<3).map { _ in served.get("/", key: "a").status } == [200, 200, 429])
        // Three tokens of the plan are gone, those of refused requests came back.
        #expect((0..<3).map { _ in served.get("/pets", key: "a").status } == [200, 200, 429])
        #expect(served.get("/pets/1", key: "b").status == 200)
    }

    // Facts: access-2.12, access-3.3
    @Test func everyMethodOfAStageHasABucketOfItsOwn() throws {
        let served = try Served([gold()], keys: [("a", ["gold"], true)]) { settings in
            settings.stages = [
                StageMethods(
                    stage: "local",
                    methods: [
                        MethodThrottle(
                            resourcePath: "*", verb: "*", throttle: ThrottleSettings(rateLimit: 1, burstLimit: 1)),
                        MethodThrottle(
                            resourcePath: "/open", verb: "GET", throttle: ThrottleSettings(rateLimit: 1, burstLimit: 2)),
                    ]),
                StageMethods(
                    stage: "prod", methods: [MethodThrottle(resourcePath: "*", verb: "*", throttle: generous)]),
            ]
        }
        #expect((0..<3).map { _ in served.get("/open").status } == [200, 200, 429])
        #expect((0..<2).map { _ in served.get("/pets", key: "a").status } == [200, 429])
        #expect((0..<2).map { served.get("/pets/\($0)", key: "a").status } == [200, 429])
        #expect(served.get("/open").header("x-amzn-ErrorType") == ["TooManyRequestsException"])
    }

    // Facts: pipeline-3.15, access-3.5
    @Test func theAccountLimitsEverything() throws {
        let served = try Served(
            [gold(throttle: generous, quota: QuotaSettings(limit: 100, period: .day))], keys: [("a", ["gold"], true)]
        ) { $0.account = ThrottleSettings(rateLimit: 1, burstLimit: 2) }
        #expect(served.get("/open").status == 200)
        #expect(served.get("/pets", key: "a").status == 200)
        #expect(served.get("/pets", key: "a").body == "{\"message\":\"Too Many Requests\"}")
        #expect(served.get("/open").status == 429)
        // Unknown keys are refused before they could take anything.
        #expect(served.get("/pets", key: "unknown").status == 403)
        #expect(served.used == 1)
    }

    @Test func keysOfTheSpecificationAreKeysInAPlanOfTheirOwn() throws {
        let local = "x-gatewright-api-keys: {mine: local-key, shared: a}\n"
        let served = try Served(
            [gold(quota: QuotaSettings(limit: 1, period: .day))], keys: [("a", ["gold"], true)], document: local)
        #expect((0..<3).map { _ in served.get("/pets", key: "local-key").status } == [200, 200, 200])
        // The configuration's plan comes first.
        #expect((0..<2).map { _ in served.get("/pets", key: "a").status } == [200, 429])
        #expect(served.log("$context.identity.apiKeyId", "/pets", key: "local-key") == "mine\n")
    }

    @Test func limitsWithoutAMethodAreTold() throws {
        let missing = MethodThrottle(resourcePath: "/pet", verb: "GET", throttle: generous)
        let served = try Served([gold(methods: [missing])], keys: []) { settings in
            settings.stages = [StageMethods(stage: "local", methods: [missing])]
        }
        #expect(
            served.unboundSettings == [
                "the stage `local` limits `GET /pet`, which the API `Pets` does not have",
                "the usage plan `gold` limits `GET /pet`, which the API `Pets` does not have",
            ])
    }

    // Facts: access-1.4
    @Test func keysOfTheAuthorizerDoNotComeFromTheHeader() throws {
        let served = try Served(
            [gold()], keys: [("a", ["gold"], true)], document: "x-amazon-apigateway-api-key-source: AUTHORIZER\n")
        #expect(served.get("/pets", key: "a").status == 403)
    }

    // Facts: access-1.9
    @Test func logsShowTheEndOfAKey() throws {
        let secret = "planted-secret-0123456789-abcdef"
        let served = try Served([gold()], keys: [(secret, ["gold"], true)])
        let line = served.log("$context.identity.apiKey $context.identity.apiKeyId", "/pets", key: secret)
        #expect(line == String(repeating: "*", count: 34) + "abcdef id0\n")
        #expect(
            served.log("$context.identity.apiKey", "/pets", key: "short") == String(repeating: "*", count: 34) + "\n")
        #expect(served.log("$context.identity.apiKey", "/open", key: secret) == "-\n")
    }

    // Facts: access-3.1, access-11.4
    /// The words are AWS's, but those of the account's throttle.
    @Test func executionLogsTellWhichLimitRefuses() throws {
        let one = ThrottleSettings(rateLimit: 0.5, burstLimit: 1)
        let secret = "planted-secret-0123456789-abcdef"
        let masked = String(repeating: "*", count: 26) + "abcdef"
        func last(
            _ path: String, _ plan: UsagePlan, calls: Int = 2, level: LoggingLevel = .error,
            _ change: (inout UsageSettings) -> Void = { _ in }
        ) throws -> [String] {
            let served = try Served(
                [plan], keys: [(secret, ["gold"], true)], logging: LoggingSettings(level: level), change)
            for _ in 1..<calls { _ = served.get(path, key: secret) }
            return served.events(path, key: secret).map { $0.replacing(served.apiIdentifier, with: "API") }
                .map { $0.replacing(/Resource [a-z0-9]+/, with: "Resource R") }
        }
        let throttled = "API Key \(masked) exceeded throttle limit for API Stage API/local: "
        let completed = "Method completed with status: 429"
        #expect(
            try last("/pets", gold(throttle: one)) == [
                throttled + "Key throttle limit exceeded for Usage Plan ID gold, RestApi API, Stage local, Resource R, "
                    + "HttpMethod GET. Limit: 0.50 Burst: 1", completed,
            ])
        let method = MethodThrottle(resourcePath: "/pets", verb: "GET", throttle: one)
        #expect(
            try last("/pets", gold(throttle: generous, methods: [method])).first?.hasSuffix("Limit: 0.50 Burst: 1")
                == true)
        #expect(
            try last("/pets", gold(quota: QuotaSettings(limit: 1, period: .week))) == [
                "API Key \(masked) exceeded quota limit for API Stage API/local: Key quota exhausted for Usage Plan ID gold. "
                    + "Limit: 1 Period: WEEK", completed,
            ])
        let stage = try last("/pets", gold()) { $0.stages = [StageMethods(stage: "local", methods: [method])] }
        #expect(
            stage == [
                "Key throttle limit exceeded for RestApi API, Stage local, Resource R, HttpMethod GET. Limit: 0.50 Burst: 1",
                completed,
            ])
        let account = try last("/pets", gold()) { $0.account = one }
        #expect(account.first == "Key throttle limit exceeded for Account 123456789012. Limit: 0.50 Burst: 1")
        #expect(try last("/pets", gold(), calls: 1) == [])
    }

    @Test func executionLogsTellOfKeys() throws {
        let secret = "planted-secret-0123456789-abcdef"
        let masked = String(repeating: "*", count: 26) + "abcdef"
        let served = try Served(
            [gold(), UsagePlan(id: "other", stages: [PlanStage(api: "Pets", stage: "prod")])],
            keys: [(secret, ["gold"], true), ("elsewhere-0123456789", ["other"], true)],
            logging: LoggingSettings(level: .info))
        let stage = served.apiIdentifier + "/local"
        let passed = served.events("/pets", key: secret)
        #expect(passed.first?.hasPrefix("Extended Request Id: ") == true)
        #expect(
            passed[1].wholeMatch(
                of: /Verifying Usage Plan for request: [0-9a-f-]{36}\. API Key: \*+abcdef API Stage: .*/) != nil)
        #expect(passed[2] == "Usage Plan check succeeded for API Key \(masked) and API Stage \(stage)")
        #expect(passed[3].hasPrefix("Starting execution for request: "))
        #expect(
            passed.dropFirst(4) == [
                "HTTP Method: GET, Resource Path: /pets", "Successfully completed execution",
                "Method completed with status: 200",
            ])
        #expect(
            served.events("/open").contains(
                "API Key  authorized because method 'GET /open' does not require API Key. Request will not contribute to "
                    + "throttle or quota limits"))
        let refused =
            "API Key \(String(repeating: "*", count: 14))456789 not authorized because method 'GET /pets' requires API "
        #expect(
            served.events("/pets", key: "elsewhere-0123456789").suffix(2) == [
                refused
                    + "Key and API Key is not associated with a Usage Plan for API Stage \(stage): No Usage Plan found "
                    + "for key and API Stage", "Method completed with status: 403",
            ])
        #expect(served.events("/pets", key: "unknown-key-0123456789").contains { $0.hasSuffix("API Key is unknown") })
        #expect(served.events("/pets").contains { $0.hasSuffix("requires API Key and no API Key was sent") })
    }
}

/// An API with keys: `/`, `/pets` and `/pets/{id}` ask for one, `/open` does not.
private final class Served {
    private let driver: RequestDriver
    private let table: UsageTable
    private let ledger: UsageLedger
    let apiIdentifier: String
    let unboundSettings: [String]

    init(
        _ plans: [UsagePlan], keys: [(value: String, plans: [String], isEnabled: Bool)], document: String = "",
        logging: LoggingSettings? = nil, _ change: (inout UsageSettings) -> Void = { _ in }
    ) throws {
        let result = SpecCompile(
            """
            openapi: "3.0.1"
            info: {title: Pets, version: "1"}
            \(document)security: [{key: []}]
            components: {securitySchemes: {key: {type: apiKey, name: x-api-key, in: header}}}
            paths:
              /: {\(Served.method())}
              /pets: {\(Served.method())}
              /pets/{id}: {\(Served.method())}
              /open: {\(Served.method(", security: []"))}
            """)
        let plan = try #require(result.compiled?.plan, "\(result.listing)")
        let image = try PlanImage(copying: plan)
        apiIdentifier = String(image.string(image.api.identifier))
        let hasher = KeyHasher(salt: [1, 2, 3])
        var settings = UsageSettings()
        settings.plans = plans
        settings.keys = keys.enumerated().map { index, key in
            UsageKey(
                id: "id\(index)", digest: hasher.digest(of: key.value), isEnabled: key.isEnabled, plans: key.plans)
        }
        settings.addLocalKeys(of: image, hasher: hasher)
        change(&settings)
        ledger = .inMemory(cells: settings.cellCount)
        let source = UsageSource(settings, hasher: hasher, ledger: ledger, pool: BucketPool(), day: Served.day)
        table = source.table
        var stage = StageSettings()
        stage.usage = source
        stage.logging = logging
        let endpoints = EndpointTable()
        let deployment = Deployment(plan: image, settings: stage, endpoints: endpoints)
        unboundSettings = deployment.unboundSettings
        driver = RequestDriver(
            gateway: Gateway(serving: ServingSet([deployment]), endpoints: endpoints, seed: (1, 2)))
        driver.gateway.clock.wallMilliseconds = Int64(Served.day) * 86_400_000
        driver.gateway.clock.monotonicMicroseconds = 1_000_000
    }

    private static let day = 20_784

    private static func method(_ more: String = "") -> String {
        "get: {responses: {'200': {description: x}}\(more), x-amazon-apigateway-integration: {type: mock, "
            + "requestTemplates: {application/json: '{\"statusCode\": 200}'}, "
            + "responses: {default: {statusCode: '200'}}}}"
    }

    /// Requests that the first cell has counted today.
    var used: Int { ledger.reading(0, nil, day: Served.day).today }

    func pass(seconds: Int) {
        driver.gateway.clock.monotonicMicroseconds += UInt64(seconds) * 1_000_000
        driver.gateway.clock.wallMilliseconds += Int64(seconds) * 1_000
    }

    func get(_ path: String, key: String? = nil) -> DrivenAnswer {
        let field = key.map { "x-api-key: \($0)\r\n" } ?? ""
        let outcome = driver.perform(Array("GET \(path) HTTP/1.1\r\nHost: h.test\r\n\(field)\r\n".utf8)) { _, _ in
            .failure(.connect)
        }
        guard case .answered(let bytes) = outcome else { return DrivenAnswer("HTTP/1.1 0 X\r\n\r\n") }
        return DrivenAnswer(String(decoding: bytes, as: UTF8.self))
    }

    /// What a request's execution log says.
    func events(_ path: String, key: String? = nil) -> [String] {
        var events: [String] = []
        driver.observe = { exchange in
            events = (exchange.executionLog?.events ?? []).map { String(decoding: $0.text, as: UTF8.self) }
        }
        _ = get(path, key: key)
        driver.observe = nil
        return events
    }

    /// The access-log line of a request.
    func log(_ format: String, _ path: String, key: String) -> String {
        let gateway = driver.gateway
        gateway.accessLogFormat = AccessLogFormat(format)
        var log = ByteBuffer()
        driver.observe = { gateway.finish($0, log: &log) }
        _ = get(path, key: key)
        driver.observe = nil
        return String(decoding: [UInt8](log.view), as: UTF8.self)
    }
}
