// The variables of a stage, by name. Few (AWS: at most 100), so a list in order of their bytes serves.

import GateBytes
import GatePlan

/// Values of `$stageVariables.NAME`.
package struct StageVariables: Sendable {
    package struct Entry: Sendable {
        package let name: [UInt8]
        package let value: [UInt8]
    }

    /// Ascending by name.
    package private(set) var entries: [Entry] = []

    /// The plan's defaults, replaced by the stage's own.
    init(plan: PlanImage, settings: StageSettings) {
        var values: [String: String] = [:]
        for index in 0..<plan.stageVariables.count {
            let record = plan.stageVariables[index]
            values[String(plan.string(record.name))] = String(plan.string(record.value))
        }
        for (name, value) in settings.variables { values[name] = value }
        for name in values.keys.sorted() {
            entries.append(Entry(name: Array(name.utf8), value: Array((values[name] ?? "").utf8)))
        }
    }

    /// A text with `${stageVariables.NAME}` filled in; nil when one of them has no value.
    func fill(_ text: ByteView) -> String? {
        var rest = String(text)[...]
        var filled = ""
        while let start = rest.firstRange(of: "${stageVariables."),
            let end = rest[start.upperBound...].firstIndex(of: "}")
        {
            let name = Array(rest[start.upperBound..<end].utf8)
            guard let value = name.withByteView({ value(of: $0) }) else { return nil }
            filled += rest[..<start.lowerBound] + String(decoding: value, as: UTF8.self)
            rest = rest[rest.index(after: end)...]
        }
        return filled + rest
    }

    /// The value of a variable, or nil.
    package func value(of name: ByteView) -> [UInt8]? {
        for entry in entries where entry.name.count == name.count {
            if entry.name.withByteView({ $0 == name }) { return entry.value }
        }
        return nil
    }
}
