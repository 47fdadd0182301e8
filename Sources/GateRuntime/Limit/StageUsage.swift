// Keys, plans and limits as one stage of one API sees them: which plans cover it, and which bucket each method has.

import GateBytes
import GatePlan
import GateUsage

/// The limit that refuses a request.
enum LimitRefusal {
    /// There is no key that may call here.
    case key
    /// A limit of the key's plan. `position` is the method's among those that the plan limits, or `UsageTable.none`.
    case plan(UsageRefusal, subject: UInt32, position: UInt32)
    /// The stage's limit of the method.
    case method
    case account

    var response: GatewayResponseType {
        switch self {
        case .key: .invalidAPIKey
        case .plan(.quotaExceeded, _, _): .quotaExceeded
        case .plan, .method, .account: .throttled
        }
    }
}

/// Usage bound to a deployment. A class: a request that asks it takes one reference, not one for each table.
final class StageUsage: Sendable {
    let table: UsageTable
    /// Whether the account or a method has a limit; without one nothing is asked of methods without keys.
    let hasLimits: Bool
    private let pool: BucketPool
    private let account: SharedBucket?
    /// By method; empty without method settings.
    private let methods: [SharedBucket?]
    private let methodThrottles: [ThrottleSettings?]
    let accountThrottle: ThrottleSettings?
    /// By plan: `UsageTable.none` for those that do not cover the stage, else 1 + its place in `positions`; 0 for
    /// those that limit no method.
    private let access: [UInt32]
    /// For each plan that limits methods: by method, its position among the plan's limited ones.
    private let positions: [[UInt32]]
    /// Limits that name no method of the API, in words.
    let unbound: [String]

    init(_ image: PlanImage, _ settings: StageSettings, _ source: UsageSource) {
        let names = MethodNames(image, settings)
        let stage = settings.name
        table = source.table
        pool = source.pool
        account = source.account.flatMap { source.pool.bucket("account", $0) }
        var unbound: [String] = []
        accountThrottle = source.account
        methodThrottles = StageUsage.methodThrottles(names, settings, source, &unbound)
        methods = methodThrottles.enumerated().map { index, limit in
            limit.flatMap {
                source.pool.bucket("\(names.bucket)\u{0}\(settings.name)\u{0}\(names.key(index))", $0)
            }
        }
        hasLimits = account != nil || !methods.isEmpty
        var access: [UInt32] = []
        var positions: [[UInt32]] = []
        for plan in source.table.plans {
            guard let own = StageUsage.positions(names, stage, plan, &unbound) else {
                access.append(UsageTable.none)
                continue
            }
            if own.isEmpty {
                access.append(0)
            } else {
                positions.append(own)
                access.append(UInt32(positions.count))
            }
        }
        self.access = access
        self.positions = positions
        self.unbound = unbound
    }

    /// Whether a plan covers the stage.
    func covers(_ plan: UInt32) -> Bool { access[Int(plan)] != UsageTable.none }

    /// A method's position among the limited ones of a plan that covers the stage.
    func position(of method: UInt32, in plan: UInt32) -> UInt32 {
        let block = access[Int(plan)]
        return block == 0 ? UsageTable.none : positions[Int(block) - 1][Int(method)]
    }

    /// Takes a token of the method and one of the account. AWS: "order of throttling limits", 2 and 3.
    func takeTokens(method: UInt32, now: UInt64) -> LimitRefusal? {
        let own = methods.isEmpty ? nil : methods[Int(method)]
        if let own, !own.take(now: now) { return .method }
        if let account, !account.take(now: now) {
            own?.giveBack()
            return .account
        }
        return nil
    }

    /// Takes a token of the account alone: calls of `@connections` have no other limit.
    func takeAccountToken(now: UInt64) -> Bool { account?.take(now: now) ?? true }

    /// The stage's limit of a method.
    func throttle(of method: UInt32) -> ThrottleSettings? {
        methodThrottles.isEmpty ? nil : methodThrottles[Int(method)]
    }

    /// Puts back what `takeTokens` took.
    func giveBackTokens(method: UInt32) {
        if !methods.isEmpty { methods[Int(method)]?.giveBack() }
        account?.giveBack()
    }

    // MARK: Binding

    /// Every method has a bucket of its own, also where one setting is for all. AWS: "each method in this stage will
    /// respect these rate and burst settings".
    private static func methodThrottles(
        _ names: MethodNames, _ settings: StageSettings, _ source: UsageSource, _ unbound: inout [String]
    ) -> [ThrottleSettings?] {
        let stage = settings.name
        let throttles = settings.methodThrottles ?? source.stages.first { $0.stage == stage }?.methods ?? []
        if throttles.isEmpty { return declaredThrottles(names) }
        let common = throttles.first { $0.resourcePath == "*" }
        var limits = [ThrottleSettings?](repeating: common?.throttle, count: names.count)
        for method in throttles where method.resourcePath != "*" {
            if let index = names.index(method.resourcePath, method.verb) {
                limits[Int(index)] = method.throttle
            } else {
                unbound.append("the stage `\(stage)` limits \(method.title), which \(names.title) does not have")
            }
        }
        return limits.allSatisfy({ $0 == nil }) ? [] : limits
    }

    /// The limits that a route spec gives its first stage.
    private static func declaredThrottles(_ names: MethodNames) -> [ThrottleSettings?] {
        let records = names.limits
        if records.count == 0 { return [] }
        var limits = [ThrottleSettings?](repeating: nil, count: names.count)
        for index in 0..<records.count {
            let throttle = ThrottleSettings(rateLimit: records[index].rate, burstLimit: Int(records[index].burst))
            if records[index].method != PlanFormat.none {
                limits[Int(records[index].method)] = throttle
            } else {
                for method in limits.indices where limits[method] == nil { limits[method] = throttle }
            }
        }
        return limits
    }

    /// By method, its position in a plan; empty when it limits none. nil when the plan does not cover the stage.
    private static func positions(
        _ names: MethodNames, _ stage: String, _ plan: UsagePlan, _ unbound: inout [String]
    ) -> [UInt32]? {
        var first = 0
        for own in plan.stages {
            if names.isCalled(own.api), own.stage == stage || own.stage == PlanStage.every {
                if own.methods.isEmpty { return [] }
                var positions = [UInt32](repeating: UsageTable.none, count: names.count)
                for (offset, method) in own.methods.enumerated() {
                    if let index = names.index(method.resourcePath, method.verb) {
                        positions[Int(index)] = UInt32(first + offset)
                    } else {
                        unbound.append(
                            "the usage plan `\(plan.id)` limits \(method.title), which \(names.title) does not have")
                    }
                }
                return positions
            }
            first += own.methods.count
        }
        return nil
    }
}

/// The methods of a plan by resource and verb, read when somebody asks.
struct MethodNames {
    let api: String
    private let name: String
    private let image: PlanImage
    /// What tells the buckets of APIs apart.
    let bucket: String

    init(_ image: PlanImage, _ settings: StageSettings) {
        self.image = image
        let isSite = !settings.apiIdentifier.isEmpty
        api = isSite ? settings.apiIdentifier : String(image.string(image.api.identifier))
        // Of what is deployed, names are not unique.
        name = isSite ? api : String(image.string(image.api.name))
        bucket = isSite ? "\(settings.region)\u{0}\(api)" : api
    }

    var count: Int { image.methods.count }
    var limits: RecordView<RouteLimitRecord> { image.routeLimits }
    var title: String { "the API `\(name)`" }

    func isCalled(_ text: String) -> Bool { text == api || text == name }

    /// `/pets/GET`.
    func key(_ index: Int) -> String {
        let method = image.methods[index]
        let verb = HTTPVerb(rawValue: UInt8(method.verb)) ?? .other
        return String(image.string(method.resourcePath)) + "/" + String(verb.token)
    }

    func index(_ resourcePath: String, _ verb: String) -> UInt32? {
        let wanted = resourcePath + "/" + verb
        return (0..<count).first { key($0) == wanted }.map { UInt32($0) }
    }
}

extension MethodThrottle {
    fileprivate var title: String { "`\(verb) \(resourcePath)`" }
}
