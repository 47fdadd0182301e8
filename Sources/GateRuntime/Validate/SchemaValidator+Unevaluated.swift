// `unevaluatedProperties` and `unevaluatedItems` (2020-12 core §11): what no keyword of the schema, or of a schema
// applied in place and satisfied, has looked at. No annotations are kept: when such a check is reached, all keywords
// before it held, so the schemas that apply are found again by asking the conditional ones once more.

import GateBytes
import GateJSON
import GatePlan

extension SchemaValidator {
    /// Pushes a node and every schema applied to the same value in place that holds for it.
    private mutating func collectApplied(
        _ index: UInt32, _ entry: UInt32, _ tables: PlanTables
    ) {
        steps &+= 1
        if depth == SchemaValidator.depthMax || steps > stepsMax {
            isExhausted = true
            return
        }
        depth += 1
        defer { depth -= 1 }
        applied.append(index)
        for place in nodes[Int(index)].checks.indices {
            let check = checks[place]
            switch check.keyword {
            case .reference: collectApplied(check.first, entry, tables)
            case .allOf: for member in check.range.indices { collectApplied(checks[member].first, entry, tables) }
            case .anyOf, .oneOf:
                for member in check.range.indices where matches(checks[member].first, entry, tables) {
                    collectApplied(checks[member].first, entry, tables)
                }
            case .condition:
                var branch = check.third
                if matches(check.first, entry, tables) {
                    collectApplied(check.first, entry, tables)
                    branch = check.second
                }
                if branch != PlanFormat.none { collectApplied(branch, entry, tables) }
            case .dependency:
                if tape[Int(entry)].kindBits == 6, cursor(entry).member(string(check.text)) != nil {
                    collectApplied(check.third, entry, tables)
                }
            default: break
            }
        }
    }

    mutating func unevaluatedMembersMatch(
        _ schema: UInt32, _ node: UnsafePointer<SchemaNodeRecord>, _ object: UInt32, _ tables: PlanTables
    ) -> Bool {
        let start = applied.count
        defer { applied.removeLast(applied.count - start) }
        collectApplied(UInt32(truncatingIfNeeded: node - nodes), object, tables)
        let end = applied.count
        var walk = cursor(object).members
        while let member = walk.next() {
            var isEvaluated = false
            for place in start..<end where !isEvaluated {
                isEvaluated = evaluates(applied[place], member.name.index, isOwn: place == start, tables)
            }
            if isExhausted { return false }
            if !isEvaluated, !matches(schema, member.value.index, tables) { return false }
        }
        return true
    }

    /// Whether a schema that holds looks at the member of this name.
    private mutating func evaluates(
        _ index: UInt32, _ name: UInt32, isOwn: Bool, _ tables: PlanTables
    ) -> Bool {
        let node = nodes + Int(index)
        steps &+= 1
        if node.pointee.flags & SchemaNodeRecord.evaluatesMembers != 0 { return true }
        if node.pointee.additional != PlanFormat.none { return true }
        if let property = property(of: node, named: nameText(name)),
            property.pointee.flags & SchemaPropertyRecord.declared != 0
        {
            return true
        }
        for pattern in node.pointee.patterns.indices {
            if isMatch(checks[pattern].second, nameText(name), tables) { return true }
        }
        if isOwn { return false }
        // A nested schema with the keyword itself has looked at everything.
        for place in node.pointee.checks.indices where checks[place].keyword == .unevaluatedProperties { return true }
        return false
    }

    mutating func unevaluatedElementsMatch(
        _ schema: UInt32, _ node: UnsafePointer<SchemaNodeRecord>, _ array: UInt32, _ tables: PlanTables
    ) -> Bool {
        let start = applied.count
        defer { applied.removeLast(applied.count - start) }
        collectApplied(UInt32(truncatingIfNeeded: node - nodes), array, tables)
        let end = applied.count
        var position: UInt32 = 0
        var walk = cursor(array).elements
        while let element = walk.next() {
            var isEvaluated = false
            for place in start..<end where !isEvaluated {
                isEvaluated = evaluates(applied[place], element.index, at: position, isOwn: place == start, tables)
            }
            position += 1
            if isExhausted { return false }
            if !isEvaluated, !matches(schema, element.index, tables) { return false }
        }
        return true
    }

    /// Whether a schema that holds looks at the element at a position.
    private mutating func evaluates(
        _ index: UInt32, _ element: UInt32, at position: UInt32, isOwn: Bool, _ tables: PlanTables
    ) -> Bool {
        let node = nodes + Int(index)
        steps &+= 1
        if node.pointee.flags & SchemaNodeRecord.evaluatesItems != 0 { return true }
        for place in node.pointee.checks.indices {
            let check = checks[place]
            switch check.keyword {
            case .prefixItems: if position < check.second { return true }
            case .items: return true
            case .contains: if matches(check.first, element, tables) { return true }
            case .unevaluatedItems: if !isOwn { return true }
            default: break
            }
        }
        return false
    }
}
