// Reads `apiKeys:`, `usagePlans:`, `stages:` and `account:`. Members are spelled as in AWS's ApiKey, UsagePlan, Stage
// and Account.

import GateBytes
import GateSource
import GateTree
import GateUsage

/// The reader of keys, plans and limits.
struct UsageReader {
    let sink: DiagnosticSink

    // MARK: Plans

    func readPlans(_ plans: Node) -> [UsagePlan] {
        if plans.count > UsageBounds.plansMax {
            sink.report(
                UsageProblem.tooMany(
                    "usage plans", count: plans.count, limit: UsageBounds.plansMax, at: plans.keyRange))
            return []
        }
        return plans.members.compactMap(readPlan)
    }

    private func readPlan(_ member: Member) -> UsagePlan? {
        let section = Section(member.value, "the usage plan `\(member.key)`", sink)
        guard section.isObject else { return nil }
        section.reportUnknown(known: ["name", "description", "throttle", "quota", "apiStages"])
        guard checkIdentifier(member.key, "a usage plan", at: member.keyRange) else { return nil }
        var plan = UsagePlan(id: member.key, name: section.string("name")?.value)
        plan.description = section.string("description")?.value ?? ""
        plan.throttle = section.object("throttle").flatMap(throttle)
        plan.quota = section.object("quota").flatMap(quota)
        for stage in section.elements("apiStages") {
            if let stage = planStage(stage) { plan.stages.append(stage) }
        }
        if section.value("apiStages") == nil || section.value("apiStages")?.count == 0 {
            sink.report(UsageProblem.planWithoutStages(plan.id, at: member.keyRange))
        }
        return plan
    }

    private func quota(_ node: Node) -> QuotaSettings? {
        let section = Section(node, "the quota", sink)
        section.reportUnknown(known: ["limit", "offset", "period"])
        let limit = section.integer("limit", in: 0...UsageBounds.quotaMax)
        let offset = section.integer("offset", in: 0...(limit ?? UsageBounds.quotaMax)) ?? 0
        requireMembers(["limit", "period"], section)
        guard let text = section.string("period") else { return nil }
        guard let period = QuotaPeriod(rawValue: text.value) else {
            sink.report(UsageProblem.periodUnknown(text.value, at: text.range))
            return nil
        }
        return limit.map { QuotaSettings(limit: $0, offset: offset, period: period) }
    }

    private func planStage(_ node: Node) -> PlanStage? {
        let section = Section(node, "a stage of a usage plan", sink)
        guard section.isObject else { return nil }
        section.reportUnknown(known: ["apiId", "stage", "throttle"])
        requireMembers(["apiId", "stage"], section)
        var limits: [MethodThrottle] = []
        if let throttle = section.object("throttle") {
            limits = methods(throttle)
        }
        guard let api = section.string("apiId"), let stage = section.string("stage") else { return nil }
        return PlanStage(api: api.value, stage: stage.value, methods: limits)
    }

    // MARK: Limits

    /// `account: {throttleSettings: …}`.
    /// An identifier alone, or an object with it and the throttle.
    func readAccount(_ account: Node) -> (identifier: String?, throttle: ThrottleSettings?) {
        if account.kind != .object { return (accountIdentifier(account), nil) }
        let section = Section(account, "the account", sink)
        section.reportUnknown(known: ["id", "throttleSettings"])
        return (
            section.value("id").flatMap(accountIdentifier), section.object("throttleSettings").flatMap(throttle)
        )
    }

    /// Twelve digits, as a text or as YAML takes them for a number.
    private func accountIdentifier(_ node: Node) -> String? {
        let text = node.scalarText ?? ""
        if text.utf8.count == 12, text.utf8.allSatisfy(ASCII.isDigit) { return text }
        sink.report(ConfigurationProblem.accountMalformed(text, at: node.range))
        return nil
    }

    /// A throttle of its own.
    private func throttle(_ node: Node) -> ThrottleSettings? {
        let section = Section(node, "the throttle", sink)
        section.reportUnknown(known: ["rateLimit", "burstLimit"])
        return throttle(section, rate: "rateLimit", burst: "burstLimit")
    }

    func readStages(_ stages: Node) -> [StageMethods] {
        stages.members.compactMap { member in
            let section = Section(member.value, "the stage `\(member.key)`", sink)
            guard section.isObject else { return nil }
            section.reportUnknown(
                known: ["methodSettings", "routeSettings", "defaultRouteSettings"] + CacheReader.stageMembers)
            let methods = section.object("methodSettings").map { readMethodSettings($0, of: member.key) }
            let routes = readRouteSettings(section)
            if methods == nil, routes.isEmpty { return nil }
            var own = methods ?? StageMethods(stage: member.key, methods: [])
            own.methods += routes
            return own
        }
    }

    /// AWS: MethodSetting, of one method or, `*/*`, of every one.
    private func readMethodSettings(_ settings: Node, of stage: String) -> StageMethods {
        var own = StageMethods(stage: stage, methods: [])
        for member in settings.members {
            guard let method = MethodThrottle.split(member.key) else {
                sink.report(UsageProblem.methodKey(member.key, at: member.keyRange))
                continue
            }
            let section = Section(member.value, "the settings of `\(member.key)`", sink)
            guard section.isObject else { continue }
            let throttling = ["throttlingRateLimit", "throttlingBurstLimit"]
            section.reportUnknown(known: throttling + ["loggingLevel", "dataTraceEnabled"] + CacheReader.methodMembers)
            if throttling.contains(where: { section.value($0) != nil }),
                let throttle = throttle(section, rate: throttling[0], burst: throttling[1])
            {
                own.methods.append(
                    MethodThrottle(resourcePath: method.resourcePath, verb: method.verb, throttle: throttle))
            }
            let logging = MethodLogging(
                resourcePath: method.resourcePath, verb: method.verb, level: loggingLevel(section),
                tracesData: section.boolean("dataTraceEnabled"))
            if logging.level != nil || logging.tracesData != nil { own.logging.append(logging) }
        }
        return own
    }

    /// AWS: RouteSettings of HTTP APIs, of one route or, `defaultRouteSettings`, of every one.
    private func readRouteSettings(_ stage: Section) -> [MethodThrottle] {
        var limits: [MethodThrottle] = []
        if let node = stage.object("defaultRouteSettings") {
            let section = Section(node, "`defaultRouteSettings`", sink)
            if let throttle = routeThrottle(section) {
                limits.append(MethodThrottle(resourcePath: "*", verb: "*", throttle: throttle))
            }
        }
        for member in stage.object("routeSettings")?.members ?? [] {
            guard let route = MethodThrottle.split(routeKey: member.key) else {
                sink.report(UsageProblem.methodKey(member.key, at: member.keyRange))
                continue
            }
            let section = Section(member.value, "the settings of `\(member.key)`", sink)
            guard section.isObject, let throttle = routeThrottle(section) else { continue }
            limits.append(MethodThrottle(resourcePath: route.resourcePath, verb: route.verb, throttle: throttle))
        }
        return limits
    }

    /// AWS spells members of a stage's routes small in its API, large in templates and exports.
    private func routeThrottle(_ section: Section) -> ThrottleSettings? {
        let names = ["throttlingRateLimit", "throttlingBurstLimit"]
        section.reportUnknown(known: names + ["detailedMetricsEnabled"])
        guard names.contains(where: { section.value($0) != nil }) else { return nil }
        return throttle(section, rate: names[0], burst: names[1])
    }

    private func loggingLevel(_ section: Section) -> LoggingLevel? {
        guard let text = section.string("loggingLevel") else { return nil }
        if let level = LoggingLevel(rawValue: text.value) { return level }
        sink.report(UsageProblem.levelUnknown(text.value, at: text.range))
        return nil
    }

    /// The limits that a plan has for methods of a stage.
    private func methods(_ node: Node) -> [MethodThrottle] {
        if node.count > UsageBounds.methodsOfStageMax {
            sink.report(
                UsageProblem.tooMany(
                    "methods of one stage with limits", count: node.count, limit: UsageBounds.methodsOfStageMax,
                    at: node.keyRange))
            return []
        }
        return node.members.compactMap { member in
            guard let method = MethodThrottle.split(member.key), method.resourcePath != "*" else {
                sink.report(UsageProblem.methodKey(member.key, at: member.keyRange))
                return nil
            }
            let section = Section(member.value, "the limit of `\(member.key)`", sink)
            guard section.isObject else { return nil }
            section.reportUnknown(known: ["rateLimit", "burstLimit"])
            guard let throttle = throttle(section, rate: "rateLimit", burst: "burstLimit") else { return nil }
            return MethodThrottle(resourcePath: method.resourcePath, verb: method.verb, throttle: throttle)
        }
    }

    private func throttle(_ section: Section, rate: String, burst: String) -> ThrottleSettings? {
        requireMembers([rate, burst], section)
        let burstLimit = section.integer(burst, in: 0...UsageBounds.burstMax)
        guard let rateLimit = rateLimit(section, rate), let burstLimit else { return nil }
        return ThrottleSettings(rateLimit: rateLimit, burstLimit: burstLimit)
    }

    private func rateLimit(_ section: Section, _ member: String) -> Double? {
        guard let value = section.value(member) else { return nil }
        guard value.kind == .number else {
            section.report("`\(member)`", value, "a number")
            return nil
        }
        guard let rate = value.double, rate >= 0, rate <= UsageBounds.rateMax else {
            sink.report(UsageProblem.rateOutside(member, text: value.scalarText ?? "", at: value.range))
            return nil
        }
        return rate
    }

    private func requireMembers(_ members: [String], _ section: Section) {
        for member in members where section.value(member) == nil {
            sink.report(UsageProblem.memberMissing(member, object: section.title, at: section.node.placeOfName))
        }
    }

    // MARK: Keys

    /// Keys with values and identifiers of their own, whose plans exist.
    func readKeys(_ keys: Node, plans: [UsagePlan]) -> [KeySettings] {
        let known = Dictionary(plans.map { ($0.id, $0) }) { first, _ in first }
        var values: [String: SourceRange] = [:]
        var identifiers: [String: SourceRange] = [:]
        return keys.members.compactMap { member in
            let section = Section(member.value, "the key `\(member.key)`", sink)
            guard section.isObject else { return nil }
            section.reportUnknown(known: ["id", "value", "description", "customerId", "enabled", "usagePlanIds"])
            requireMembers(["value"], section)
            let own = section.string("id")
            let id = own ?? Located(member.key, at: member.keyRange)
            guard checkIdentifier(id.value, "a key", at: id.range),
                isFirst(id, "identifier", &identifiers), let value = section.string("value"),
                checkValue(value, member.key), isFirst(value, "value", &values)
            else { return nil }
            var key = KeySettings(id: id.value, name: member.key, value: value.value)
            key.description = section.string("description")?.value ?? ""
            key.customerId = section.string("customerId")?.value ?? ""
            key.isEnabled = section.boolean("enabled") ?? true
            key.plans = plansOfKey(section, known)
            return key
        }
    }

    private func checkIdentifier(_ text: String, _ owner: String, at place: SourceRange) -> Bool {
        let isSound =
            !text.isEmpty && text.utf8.count <= UsageBounds.identifierBytesMax
            && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x2c && $0 != 0x7f }
        if !isSound { sink.report(UsageProblem.identifierMalformed(text, of: owner, at: place)) }
        return isSound
    }

    private func checkValue(_ value: Located<String>, _ name: String) -> Bool {
        guard let problem = KeyValue.problem(of: value.value) else { return true }
        sink.report(UsageProblem.keyValue(name, problem: problem, at: value.range))
        return false
    }

    private func isFirst(_ text: Located<String>, _ what: String, _ seen: inout [String: SourceRange]) -> Bool {
        if let first = seen[text.value] {
            sink.report(UsageProblem.keyTwice(what, at: text.range, first: first))
            return false
        }
        seen[text.value] = text.range
        return true
    }

    private func plansOfKey(_ section: Section, _ known: [String: UsagePlan]) -> [String] {
        let names = section.elements("usagePlanIds")
        if names.count > UsageBounds.plansOfKeyMax, let list = section.value("usagePlanIds") {
            sink.report(
                UsageProblem.tooMany(
                    "plans of one key", count: names.count, limit: UsageBounds.plansOfKeyMax, at: list.keyRange))
            return []
        }
        var plans: [UsagePlan] = []
        for name in names {
            guard let text = name.string else {
                section.report("an element of `usagePlanIds`", name, "a string")
                continue
            }
            guard let plan = known[text] else {
                sink.report(
                    UsageProblem.planUnknown(
                        text, nearest: nearestName(text, among: known.keys.sorted()), at: name.range))
                continue
            }
            if let (other, stage) = UsagePlan.overlap(plan, plans) {
                sink.report(
                    UsageProblem.plansOverlap(other, text, api: stage.api, stage: stage.stage, at: name.range))
                continue
            }
            plans.append(plan)
        }
        return plans.map(\.id)
    }
}

extension Section {
    /// The elements of an array; none when it is absent.
    func elements(_ key: String) -> [Node] {
        guard let value = value(key) else { return [] }
        guard value.kind == .array else {
            report("`\(key)`", value, "an array")
            return []
        }
        return value.elements
    }
}

extension Node {
    /// Where the object is named: its key, or itself in a list.
    fileprivate var placeOfName: SourceRange { key == nil ? range : keyRange }
}
