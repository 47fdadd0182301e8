// Keys of the store as the data plane takes them, kept between changes: a change of one key reads that key alone.
// Without that, a thousand creates would read half a million keys.

import GateConfig
import GateStore

/// API keys of all regions with the plans that they belong to, in the order of their creation.
struct StoredKeys {
    private struct Place: Hashable {
        let region: String
        let id: String
    }

    private static let kind = "apikey"
    private static let memberKind = "usageplankey"
    /// Plans of a key, in `REGION/apikey/ID`.
    private static let planKind = "keyplan"

    private(set) var settings: [KeySettings] = []
    private var places: [Place: Int] = [:]

    /// Reads all.
    init(_ reader: StoreReader) throws(StoreError) {
        let records = try reader.records(kind: StoredKeys.kind)
        let members = try reader.records(kind: StoredKeys.memberKind).map { ($0.place.scope, $0.id) }
        var plans: [Place: [String]] = [:]
        for (scope, key) in members {
            let region = String(scope.prefix { $0 != "/" })
            plans[Place(region: region, id: key), default: []].append(String(scope.dropFirst(region.utf8.count + 1)))
        }
        for record in records {
            let place = Place(region: record.place.scope, id: record.id)
            guard var key = UsageRecords.key(record.id, record.value) else { continue }
            key.plans = plans[place] ?? []
            places[place] = settings.count
            settings.append(key)
        }
    }

    /// Reads one key again: it is new, another, in other plans, or gone.
    mutating func update(_ id: String, in region: String, _ reader: StoreReader) throws(StoreError) {
        let place = Place(region: region, id: id)
        let record = try reader.record(RecordPlace(kind: StoredKeys.kind, scope: region, id: id))
        guard var key = record.flatMap({ UsageRecords.key(id, $0) }) else {
            guard let index = places.removeValue(forKey: place) else { return }
            settings.remove(at: index)
            for (other, position) in places where position > index { places[other] = position - 1 }
            return
        }
        key.plans = try reader.records(kind: StoredKeys.planKind, scope: "\(region)/apikey/\(id)").map(\.id)
        if let index = places[place] {
            settings[index] = key
        } else {
            places[place] = settings.count
            settings.append(key)
        }
    }
}
