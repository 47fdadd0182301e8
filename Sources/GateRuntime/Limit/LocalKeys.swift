// The keys that a specification carries for local use. They are keys like others, in a plan of their own that has no
// limits and covers their API alone.

import GateBytes
import GatePlan
import GateUsage

extension UsageSettings {
    /// Adds the keys of an API. A key that is there already belongs to their plan beside its own, which come first.
    package mutating func addLocalKeys(of image: PlanImage, hasher: KeyHasher) {
        guard image.apiKeys.count > 0 else { return }
        let api = String(image.string(image.api.identifier))
        // No configuration can name such a plan.
        let plan = UsagePlan(id: "\u{0}" + api, stages: [PlanStage(api: api, stage: PlanStage.every)])
        plans.append(plan)
        var places: [KeyDigest: Int] = [:]
        for (index, key) in keys.enumerated() { places[key.digest] = index }
        for index in 0..<image.apiKeys.count {
            let record = image.apiKeys[index]
            let digest = hasher.digest(of: image.string(record.value))
            if let place = places[digest] {
                if !keys[place].plans.contains(plan.id) { keys[place].plans.append(plan.id) }
            } else {
                places[digest] = keys.count
                keys.append(UsageKey(id: String(image.string(record.name)), digest: digest, plans: [plan.id]))
            }
        }
    }
}

extension UsageSource {
    /// The keys of one API and no limits: what serves where nobody configured anything.
    static func local(_ image: PlanImage) -> UsageSource {
        let hasher = KeyHasher(salt: [])
        var settings = UsageSettings()
        settings.addLocalKeys(of: image, hasher: hasher)
        return UsageSource(
            settings, hasher: hasher, ledger: .inMemory(cells: settings.cellCount), pool: BucketPool(),
            valueBytesMax: image.longestKey, day: 0)
    }
}

extension PlanImage {
    /// Bytes of the longest value among the keys for local use, which keep no rule, or of any other key.
    package var longestKey: Int {
        (0..<apiKeys.count).reduce(KeyValue.bytesMax) { max($0, Int(apiKeys[$1].value.length)) }
    }
}
