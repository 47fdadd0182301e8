// `apiKeys`, `usagePlans`, `stages`, `account` and `state`.

import GateConfig
import GateUsage
import Testing

@Suite struct UsageConfigurationTests {
    private let value = "0123456789-0123456789"

    private let plans = """
        usagePlans:
          gold:
            apiStages: [{apiId: Pets, stage: prod}]
          silver:
            apiStages: [{apiId: Pets, stage: prod}]
          other:
            apiStages: [{apiId: Pets, stage: test}]

        """

    @Test func readsSettingsOfRoutes() throws {
        let result = read(
            """
            stages:
              $default:
                defaultRouteSettings: {throttlingRateLimit: 100, throttlingBurstLimit: 50, detailedMetricsEnabled: true}
                routeSettings:
                  GET /pets/{id}: {throttlingRateLimit: 0.5, throttlingBurstLimit: 1}
                  $default: {throttlingRateLimit: 2, throttlingBurstLimit: 3}
            """)
        #expect(result.diagnostics.isEmpty, "\(result.diagnostics.map(\.message))")
        func limit(_ path: String, _ verb: String, _ rate: Double, _ burst: Int) -> MethodThrottle {
            MethodThrottle(
                resourcePath: path, verb: verb, throttle: ThrottleSettings(rateLimit: rate, burstLimit: burst))
        }
        let limits = [
            limit("*", "*", 100, 50), limit("/pets/{id}", "GET", 0.5, 1), limit("$default", "ANY", 2, 3),
        ]
        #expect(result.configuration.usage.stages == [StageMethods(stage: "$default", methods: limits)])
        let unfit = "{throttlingRateLimit: 1, throttlingBurstLimit: 1}"
        expect(5066, "stages: {b: {routeSettings: {⟦/pets/GET⟧: \(unfit)}}}")
        expect(5064, "stages: {b: {⟦defaultRouteSettings⟧: {throttlingRateLimit: 1}}}")
    }

    @Test func readsEveryMember() throws {
        let result = read(
            """
            state: ../kept
            account: {throttleSettings: {rateLimit: 10000, burstLimit: 5000}}
            stages:
              prod:
                methodSettings:
                  '*/*': {throttlingRateLimit: 100, throttlingBurstLimit: 50}
                  /pets/{id}/GET: {throttlingRateLimit: 0.5, throttlingBurstLimit: 1}
            usagePlans:
              gold:
                name: Gold
                description: for friends
                throttle: {rateLimit: 12.5, burstLimit: 20}
                quota: {limit: 1000, offset: 10, period: WEEK}
                apiStages:
                  - apiId: Pets
                    stage: prod
                    throttle: {//GET: {rateLimit: 1, burstLimit: 2}}
              plain: {apiStages: [{apiId: a1b2c3, stage: test}]}
            apiKeys:
              demo:
                id: k1
                value: \(value)
                description: text
                customerId: c
                enabled: false
                usagePlanIds: [gold, plain]
              short: {value: \(value)1}
            """)
        #expect(result.diagnostics.isEmpty, "\(result.diagnostics.map(\.message))")
        let configuration = result.configuration
        #expect(configuration.stateFolder == "conf/../kept")
        #expect(configuration.usage.account == ThrottleSettings(rateLimit: 10_000, burstLimit: 5_000))
        let every = MethodThrottle(
            resourcePath: "*", verb: "*", throttle: ThrottleSettings(rateLimit: 100, burstLimit: 50))
        let one = MethodThrottle(
            resourcePath: "/pets/{id}", verb: "GET", throttle: ThrottleSettings(rateLimit: 0.5, burstLimit: 1))
        #expect(configuration.usage.stages == [StageMethods(stage: "prod", methods: [every, one])])
        var gold = UsagePlan(
            id: "gold", name: "Gold",
            stages: [
                PlanStage(
                    api: "Pets", stage: "prod",
                    methods: [
                        MethodThrottle(
                            resourcePath: "/", verb: "GET", throttle: ThrottleSettings(rateLimit: 1, burstLimit: 2))
                    ])
            ], throttle: ThrottleSettings(rateLimit: 12.5, burstLimit: 20),
            quota: QuotaSettings(limit: 1_000, offset: 10, period: .week))
        gold.description = "for friends"
        let plain = UsagePlan(id: "plain", stages: [PlanStage(api: "a1b2c3", stage: "test")])
        #expect(configuration.usage.plans == [gold, plain])
        var demo = KeySettings(id: "k1", name: "demo", value: value)
        demo.description = "text"
        demo.customerId = "c"
        demo.isEnabled = false
        demo.plans = ["gold", "plain"]
        #expect(configuration.keys == [demo, KeySettings(id: "short", name: "short", value: value + "1")])
        #expect(read("functions: {}").configuration.stateFolder == "conf/.gatewright")
    }

    @Test func reportsShapes() {
        expect(5002, "usagePlans: {gold: {⟦quotas⟧: {}, apiStages: [{apiId: a, stage: b}]}}")
        expect(5002, "apiKeys: {a: {value: \(value), ⟦plan⟧: x}}")
        expect(5003, "apiKeys: ⟦7⟧")
        expect(5003, "apiKeys: {a: {value: \(value), enabled: ⟦yes please⟧}}")
        expect(5003, "apiKeys: {a: {value: ⟦12345678901234567890123⟧}}")
        expect(5003, "apiKeys: {a: {value: \(value), usagePlanIds: ⟦gold⟧}}")
        expect(5003, "apiKeys: {a: {value: \(value), usagePlanIds: [⟦7⟧]}}")
        expect(5003, "account: {throttleSettings: {rateLimit: ⟦fast⟧, burstLimit: 1}}")
        expect(5003, "state: ⟦7⟧")
    }

    @Test func reportsKeys() {
        expect(5060, "apiKeys: {a: {value: ⟦short⟧}}")
        expect(5060, "apiKeys: {a: {value: ⟦\(String(repeating: "v", count: 129))⟧}}")
        expect(5060, "apiKeys: {a: {value: ⟦'0123456789 0123456789'⟧}}")
        #expect(read("apiKeys: {a: {value: \(String(repeating: "v", count: 128))}}").diagnostics.isEmpty)
        #expect(read("apiKeys: {a: {value: \(String(repeating: "v", count: 20))}}").diagnostics.isEmpty)
        expect(5061, "apiKeys: {a: {value: \(value)}, b: {value: ⟦\(value)⟧}}")
        expect(5061, "apiKeys: {a: {id: x, value: \(value)}, b: {id: ⟦x⟧, value: \(value)1}}")
        expect(5062, plans + "apiKeys: {a: {value: \(value), usagePlanIds: [gold, ⟦othr⟧]}}")
        expect(5063, plans + "apiKeys: {a: {value: \(value), usagePlanIds: [gold, other, ⟦silver⟧]}}")
        expect(5064, "apiKeys: {⟦a⟧: {description: x}}")
        let many = (0...UsageBounds.plansOfKeyMax).map { "p\($0)" }.joined(separator: ", ")
        expect(5068, "apiKeys: {a: {value: \(value), ⟦usagePlanIds⟧: [\(many)]}}")
        expect(5070, "apiKeys: {⟦'a b'⟧: {value: \(value)}}")
        expect(5070, "apiKeys: {a: {id: ⟦'a,b'⟧, value: \(value)}}")
        expect(5070, "apiKeys: {a: {id: ⟦\(String(repeating: "i", count: 129))⟧, value: \(value)}}")
    }

    @Test func aValueIsNotRepeatedInItsFinding() {
        let secret = "planted secret value"
        let result = read("apiKeys: {a: {value: '\(secret)'}, b: {value: \(value)}, c: {value: \(value)}}")
        #expect(result.diagnostics.map(\.code.number) == [5060, 5061])
        for finding in result.diagnostics {
            let words = [finding.message, finding.note ?? "", finding.help ?? ""].joined()
            #expect(!words.contains(secret) && !words.contains(value))
        }
    }

    @Test func reportsPlans() {
        let stage = "apiStages: [{apiId: a, stage: b}]"
        expect(5004, "usagePlans: {gold: {quota: {limit: ⟦-1⟧, period: DAY}, \(stage)}}")
        expect(5004, "usagePlans: {gold: {quota: {limit: 5, offset: ⟦6⟧, period: DAY}, \(stage)}}")
        expect(5064, "usagePlans: {gold: {⟦quota⟧: {period: DAY}, \(stage)}}")
        expect(5064, "usagePlans: {gold: {⟦quota⟧: {limit: 5}, \(stage)}}")
        expect(5064, "usagePlans: {gold: {⟦throttle⟧: {rateLimit: 5}, \(stage)}}")
        expect(5064, "usagePlans: {gold: {⟦throttle⟧: {burstLimit: 5}, \(stage)}}")
        expect(5064, "usagePlans: {gold: {apiStages: [⟦{stage: b}⟧]}}")
        expect(5067, "usagePlans: {gold: {quota: {limit: 5, period: ⟦HOUR⟧}, \(stage)}}")
        expect(5069, "usagePlans: {⟦gold⟧: {quota: {limit: 5, period: DAY}}}")
        expect(5070, "usagePlans: {⟦gold plan⟧: {\(stage)}}")
        let methods = (0...UsageBounds.methodsOfStageMax).map { "/p\($0)/GET: {rateLimit: 1, burstLimit: 1}" }
        expect(
            5068,
            "usagePlans: {gold: {apiStages: [{apiId: a, stage: b, ⟦throttle⟧: {\(methods.joined(separator: ", "))}}]}}")
    }

    @Test func readsWhatMethodsLog() {
        let result = read(
            """
            stages:
              prod:
                methodSettings:
                  '*/*': {loggingLevel: ERROR, throttlingRateLimit: 1, throttlingBurstLimit: 2}
                  /pets~1{id}/GET: {loggingLevel: INFO, dataTraceEnabled: true}
                  ~1a~0b/PUT: {loggingLevel: OFF}
                  ~1/GET: {dataTraceEnabled: false}
                  //POST: {}
            """)
        #expect(result.diagnostics.isEmpty, "\(result.diagnostics.map(\.message))")
        func logging(_ path: String, _ verb: String, _ level: LoggingLevel?, _ traces: Bool?) -> MethodLogging {
            MethodLogging(resourcePath: path, verb: verb, level: level, tracesData: traces)
        }
        let stage = result.configuration.usage.stages.first
        #expect(
            stage?.logging == [
                logging("*", "*", .error, nil), logging("/pets/{id}", "GET", .info, true),
                logging("/a~b", "PUT", .off, nil), logging("/", "GET", nil, false),
            ])
        #expect(stage?.methods.count == 1)
        expect(5071, "stages: {b: {methodSettings: {'*/*': {loggingLevel: ⟦DEBUG⟧}}}}")
        expect(5003, "stages: {b: {methodSettings: {'*/*': {dataTraceEnabled: ⟦1⟧}}}}")
        expect(5064, "stages: {b: {methodSettings: {⟦'*/*'⟧: {throttlingRateLimit: 1}}}}")
        expect(5002, "stages: {b: {methodSettings: {'*/*': {⟦logLevel⟧: INFO}}}}")
    }

    @Test func reportsLimits() {
        expect(5004, "account: {throttleSettings: {rateLimit: 1, burstLimit: ⟦1.5⟧}}")
        expect(5065, "account: {throttleSettings: {rateLimit: ⟦-0.5⟧, burstLimit: 1}}")
        expect(5065, "account: {throttleSettings: {rateLimit: ⟦1000000001⟧, burstLimit: 1}}")
        #expect(read("account: {throttleSettings: {rateLimit: 1e9, burstLimit: 0}}").diagnostics.isEmpty)
        for name in ["GET /pets", "/pets", "pets/GET", "/pets/get", "*/GET"] {
            expect(
                5066,
                "stages: {b: {methodSettings: {⟦'\(name)'⟧: {throttlingRateLimit: 1, throttlingBurstLimit: 1}}}}")
        }
        expect(
            5066,
            "usagePlans: {gold: {apiStages: [{apiId: a, stage: b, throttle: {⟦'*/*'⟧: {rateLimit: 1, burstLimit: 1}}}]}}"
        )
    }
}
