// The API keys a plan carries, by value. Comparison visits every byte of a candidate, so that time tells nothing
// about a key; the candidates are found by a hash.

import GateBytes
import GatePlan

/// Keys by value.
struct APIKeyTable: Sendable {
    private struct Entry {
        let hash: UInt64
        let value: ByteView
        let index: Int
    }

    private let entries: [Entry]

    init(_ plan: PlanImage) {
        entries = (0..<plan.apiKeys.count).map { index in
            let value = plan.string(plan.apiKeys[index].value)
            return Entry(hash: value.fnv1a, value: value, index: index)
        }
        .sorted { $0.hash < $1.hash }
    }

    /// Index of the key with this value, or nil.
    func index(of value: ByteView) -> Int? {
        let hash = value.fnv1a
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].hash < hash { low = middle + 1 } else { high = middle }
        }
        while low < entries.count, entries[low].hash == hash {
            if APIKeyTable.equal(entries[low].value, value) { return entries[low].index }
            low += 1
        }
        return nil
    }

    private static func equal(_ left: ByteView, _ right: ByteView) -> Bool {
        if left.count != right.count { return false }
        var difference: UInt8 = 0
        for index in 0..<left.count { difference |= left[index] ^ right[index] }
        return difference == 0
    }
}
