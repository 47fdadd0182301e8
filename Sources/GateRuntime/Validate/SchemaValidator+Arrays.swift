// Keywords about arrays: elements by position, elements that must be there, elements that must differ.

import GateBytes
import GateJSON
import GatePlan

extension SchemaValidator {
    /// Most elements compared pair by pair; longer arrays go through a table. Ours: measured break-even is near 10.
    private static var pairsMax: Int { 8 }

    /// `items`: every element from position `second` on.
    @inline(never)
    mutating func itemsMatch(
        _ check: UnsafePointer<SchemaCheckRecord>, _ array: UInt32, _ tables: PlanTables
    ) -> Bool {
        let end = tape[Int(array)].link
        let first = check.pointee.second
        let schema = check.pointee.first
        var entry = array + 1
        var position: UInt32 = 0
        while entry < end {
            if position >= first, !matches(schema, entry, tables) { return false }
            position &+= 1
            entry = tape[Int(entry)].link
        }
        return true
    }

    /// `prefixItems`, `contains`, `unevaluatedItems`.
    mutating func holdsForArray(
        _ record: SchemaCheckRecord, _ node: UnsafePointer<SchemaNodeRecord>, _ array: UInt32, _ tables: PlanTables
    ) -> Bool {
        let end = tape[Int(array)].link
        var entry = array + 1
        switch record.keyword {
        case .prefixItems:
            for index in record.range.indices {
                if entry >= end { return true }
                if !matches(checks[index].first, entry, tables) { return false }
                entry = tape[Int(entry)].link
            }
            return true
        case .contains:
            var count: UInt32 = 0
            if record.second == 0, record.third >= UInt32(truncatingIfNeeded: Int32.max) { return true }
            while entry < end {
                if matches(record.first, entry, tables) { count += 1 }
                if count > record.third { return false }
                entry = tape[Int(entry)].link
            }
            return count >= record.second
        default: return unevaluatedElementsMatch(record.first, node, array, tables)
        }
    }

    /// `uniqueItems`.
    mutating func hasUniqueElements(_ array: UInt32) -> Bool {
        let count = cursor(array).count
        if count < 2 { return true }
        return count <= Self.pairsMax ? differInPairs(array) : differByHash(array, count)
    }

    private func differInPairs(_ array: UInt32) -> Bool {
        var one = cursor(array).elements
        while let left = one.next() {
            var rest = one
            while let right = rest.next() {
                if JSONEquality.equals(left, right) { return false }
            }
        }
        return true
    }

    private mutating func differByHash(_ array: UInt32, _ count: Int) -> Bool {
        var slots = 32
        while slots < count * 2 { slots *= 2 }
        let free = SeenElement(hash: 0, entry: 0)
        if seen.count < slots { seen = [SeenElement](repeating: free, count: slots) }
        for index in 0..<slots { seen[index] = free }
        var walk = cursor(array).elements
        while let element = walk.next() {
            let hash = JSONEquality.hash(element)
            var slot = Int(truncatingIfNeeded: hash) & (slots - 1)
            // Values prepared to share a slot cost steps; the step bound ends them.
            while seen[slot].entry != 0 {
                if seen[slot].hash == hash, JSONEquality.equals(cursor(seen[slot].entry), element) { return false }
                slot = (slot + 1) & (slots - 1)
                steps &+= 1
                if steps > stepsMax {
                    isExhausted = true
                    return false
                }
            }
            seen[slot] = SeenElement(hash: hash, entry: element.index)
        }
        return true
    }
}
