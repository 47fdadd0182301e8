// What a deployment caches: the rule of each method and verb, and what its keys begin with. Made once, so that a
// request looks its rule up.

import GateBytes
import GateCache
import GatePlan

/// The cache of a stage and how its methods use it.
package struct CacheSource: Sendable {
    package let stage: StageCache
    package let cache: AnswerCache
    /// What answers belong to; nil: to the plan with its stage variables, and to no other.
    package var scope: String?

    package init(stage: StageCache, cache: AnswerCache) {
        self.stage = stage
        self.cache = cache
    }
}

/// Caching bound to a deployment.
final class CacheTable: Sendable {
    let cache: AnswerCache
    /// The stage's word among the flush marks.
    let place: Int
    /// Tells deployments apart: answers of another plan, or of other stage variables, are not this one's.
    let scope: UInt64
    private let rules: [CacheRule]
    /// By method and verb: a place in `rules`, or -1.
    private let places: [Int16]

    /// The table, nil when nothing is cached, and settings that do not do what they seem to, in words.
    static func make(
        _ plan: PlanImage, _ settings: StageSettings, _ variables: StageVariables
    ) -> (CacheTable?, [String]) {
        guard let source = settings.cache, source.stage.isEnabled else { return (nil, []) }
        let names = MethodNames(plan, settings)
        var remarks: [String] = []
        for method in source.stage.methods where method.resourcePath != "*" {
            if names.index(method.resourcePath, method.verb) == nil, names.index(method.resourcePath, "ANY") == nil {
                remarks.append(
                    "the stage `\(source.stage.stage)` caches `\(method.verb) \(method.resourcePath)`, which "
                        + "\(names.title) does not have")
            }
        }
        var rules: [CacheRule] = []
        var places = [Int16](repeating: -1, count: plan.methods.count * CacheTable.verbs)
        for index in 0..<plan.methods.count {
            let method = plan.methods[index]
            guard method.integration != PlanFormat.none else { continue }
            let integration = plan.integrations[method.integration]
            if integration.flags & IntegrationRecord.streamsResponse != 0 { continue }
            let own = HTTPVerb(rawValue: UInt8(method.verb)) ?? .other
            let path = String(plan.string(method.resourcePath))
            var isCached = false
            for verb in HTTPVerb.allCases where verb != .any && verb != .other && (own == .any || own == verb) {
                guard
                    let rule = source.stage.rule(
                        resourcePath: path, methodVerb: String(own.token), verb: String(verb.token))
                else { continue }
                isCached = true
                let place = rules.firstIndex(of: rule) ?? rules.count
                if place == rules.count { rules.append(rule) }
                places[index * CacheTable.verbs + Int(verb.rawValue)] = Int16(place)
            }
            if isCached { CacheTable.noteParameters(plan, method, integration, path, own, &remarks) }
        }
        if rules.isEmpty { return (nil, remarks) }
        let api = settings.apiIdentifier.isEmpty ? String(plan.string(plan.api.identifier)) : settings.apiIdentifier
        let scope = source.scope ?? CacheTable.scope(api, plan, settings, variables)
        let table = CacheTable(
            source.cache, place: FlushMarks.place(api: api, stage: settings.name), scope: source.cache.scope(scope),
            rules, places)
        return (table, remarks)
    }

    private init(_ cache: AnswerCache, place: Int, scope: UInt64, _ rules: [CacheRule], _ places: [Int16]) {
        self.cache = cache
        self.place = place
        self.scope = scope
        self.rules = rules
        self.places = places
    }

    /// Verbs that a method has rules for: `GET` to `PATCH`.
    private static let verbs = 7

    /// How requests of a verb are cached; nil when they are not.
    @inline(__always)
    func rule(method: UInt32, verb: HTTPVerb) -> CacheRule? {
        if Int(verb.rawValue) >= CacheTable.verbs { return nil }
        let place = places[Int(method) * CacheTable.verbs + Int(verb.rawValue)]
        return place < 0 ? nil : rules[Int(place)]
    }

    /// Everything that an answer depends on beside the request.
    private static func scope(
        _ api: String, _ plan: PlanImage, _ settings: StageSettings, _ variables: StageVariables
    ) -> String {
        var text = "\(api)\u{0}\(settings.name)\u{0}\(plan.checksum)\u{0}\(settings.accountIdentifier)\u{0}"
        text += settings.region + "\u{0}"
        for entry in variables.entries {
            text += "\(entry.name.count):\(String(decoding: entry.name, as: UTF8.self))"
            text += "\(entry.value.count):\(String(decoding: entry.value, as: UTF8.self))"
        }
        return text
    }

    /// A path parameter that is no key: all its values share one answer, as at AWS, and rarely on purpose.
    private static func noteParameters(
        _ plan: PlanImage, _ method: MethodRecord, _ integration: IntegrationRecord, _ path: String, _ verb: HTTPVerb,
        _ remarks: inout [String]
    ) {
        for index in method.pathParameters.indices {
            let name = plan.string(plan.names[index].text)
            let isKey = integration.cacheKeys.indices.contains { place in
                let key = plan.mappings[place]
                return key.source == MappingSource.requestPath.rawValue && plan.string(key.sourceText) == name
            }
            if !isKey {
                remarks.append(
                    "`\(String(verb.token)) \(path)` is cached and `\(String(name))` is not among its "
                        + "cacheKeyParameters: all its values get one answer")
            }
        }
    }
}
