// Checks a document on a tape against a compiled schema. A worker owns one validator; a check allocates nothing once
// its tables have seen their largest array.
//
// The machine walks the plan's nodes by number, so cycles between schemas are ordinary: what bounds them is the
// depth and the work of one check. A check that exceeds a bound, or meets a pattern that does, is neither valid nor
// invalid but `exhausted`; the flag is sticky, so that `not` cannot turn it into a success.

import GateBytes
import GateJSON
import GatePlan

/// What a check came to.
package enum SchemaVerdict: Sendable {
    case valid
    case invalid
    /// The bounds of one check were not enough to tell.
    case exhausted
}

/// A worker's reusable schema machine.
package struct SchemaValidator: ~Copyable {
    /// Deepest nesting of schemas inside schemas. Ours: a document has at most `JSONTape.depthMax` levels, and a
    /// level rarely takes more than three schemas (a reference, an `allOf`, the schema itself).
    package static let depthMax = 1_600
    /// Steps any check may take, and further steps for each value of the document. Ours: schemas of the corpus take
    /// two to six steps a value; combinations that grow exponentially end here.
    package static let stepsMin = 1_000_000
    package static let stepsPerValue = 64

    // What is being checked; set for the time of one check. The plan was verified, so its records are read
    // unchecked: every index in them is in bounds.
    var nodes: UnsafePointer<SchemaNodeRecord>
    var properties: UnsafePointer<SchemaPropertyRecord>
    var checks: UnsafePointer<SchemaCheckRecord>
    var strings: UnsafePointer<UInt8>
    var tape: UnsafePointer<JSONNode>
    var text: UnsafePointer<UInt8>

    var depth = 0
    var steps = 0
    var stepsMax = 0
    var isExhausted = false
    /// Decoded strings and names.
    var scratch = ByteBuffer(capacity: 256)
    /// Open-addressed table of elements, for `uniqueItems`.
    var seen: [SeenElement] = []
    /// Discriminators whose named schema is being checked: one that is met again at the same value has been answered.
    var discriminated: [Discriminated] = []
    /// Schemas that apply to the value at hand, for `unevaluatedProperties` and `unevaluatedItems`.
    var applied: [UInt32] = []

    /// A discriminator and the value it looks at.
    struct Discriminated: Equatable {
        let check: UInt32
        let entry: UInt32
    }

    /// An element of an array by its hash.
    struct SeenElement {
        var hash: UInt64
        /// Its tape entry; 0 is free.
        var entry: UInt32
    }

    package init() {
        let nothing = UnsafeRawPointer(ByteView.empty.base)
        nodes = nothing.assumingMemoryBound(to: SchemaNodeRecord.self)
        properties = nothing.assumingMemoryBound(to: SchemaPropertyRecord.self)
        checks = nothing.assumingMemoryBound(to: SchemaCheckRecord.self)
        strings = ByteView.empty.base
        tape = nothing.assumingMemoryBound(to: JSONNode.self)
        text = ByteView.empty.base
    }

    /// Whether the value satisfies schema `schema` of the plan.
    package mutating func check(_ schema: UInt32, _ value: JSONCursor, _ tables: PlanTables) -> SchemaVerdict {
        let record = begin(schema, value, tables)
        let isValid = matches(record.root, value.index, tables)
        if isExhausted { return .exhausted }
        return isValid ? .valid : .invalid
    }

    /// The same as a plain answer: a check that exceeds its bounds counts as failed.
    package mutating func isValid(_ schema: UInt32, _ value: JSONCursor, _ tables: PlanTables) -> Bool {
        check(schema, value, tables) == .valid
    }

    /// Points the machine at a plan and a document.
    mutating func begin(_ schema: UInt32, _ value: JSONCursor, _ tables: PlanTables) -> SchemaRecord {
        let record = tables.schemas.schemas[schema]
        nodes = tables.schemas.nodes.unchecked
        properties = tables.schemas.properties.unchecked
        checks = tables.schemas.checks.unchecked
        strings = tables.plan.strings.base
        tape = value.nodes
        text = value.bytes
        depth = 0
        steps = 0
        let values = value.node.kindBits < 5 ? 1 : Int(value.node.link - value.index)
        stepsMax = SchemaValidator.stepsMin + values * SchemaValidator.stepsPerValue
        isExhausted = false
        applied.removeAll(keepingCapacity: true)
        discriminated.removeAll(keepingCapacity: true)
        return record
    }

    // MARK: One value, one schema

    /// Whether the tape's value at `entry` satisfies a node.
    mutating func matches(_ index: UInt32, _ entry: UInt32, _ tables: PlanTables) -> Bool {
        let node = nodes + Int(index)
        steps &+= 1
        if !hasType(node, tape[Int(entry)].head, entry) { return false }
        let checkCount = node.pointee.checks.count
        if node.pointee.flags == 0 && checkCount == 0 { return true }
        if node.pointee.flags & SchemaNodeRecord.never != 0 { return false }
        if depth == SchemaValidator.depthMax || steps > stepsMax {
            isExhausted = true
            return false
        }
        depth += 1
        let result = matchesDeep(node, entry, tables)
        depth -= 1
        return result
    }

    private mutating func matchesDeep(
        _ node: UnsafePointer<SchemaNodeRecord>, _ entry: UInt32, _ tables: PlanTables
    ) -> Bool {
        if node.pointee.flags & SchemaNodeRecord.looksAtMembers != 0,
            tape[Int(entry)].kindBits == UInt32(JSONKind.object.rawValue),
            !membersMatch(node, entry, tables)
        {
            return false
        }
        let first = Int(node.pointee.checks.start)
        let end = first + Int(node.pointee.checks.count)
        for index in first..<end {
            if !holds(checks + index, node, entry, tables) { return false }
        }
        return true
    }

    /// Whether a value has one of a node's types. A cursor's kind bits index the table of types.
    @inline(__always)
    func hasType(_ node: UnsafePointer<SchemaNodeRecord>, _ head: UInt32, _ entry: UInt32) -> Bool {
        let types = node.pointee.types
        if types == 127 { return true }
        // null 1, false and true 2, number 8 (or 4), string 16, array 32, object 64: four bits a kind, as a shift.
        let kind = head & 15
        if kind == UInt32(JSONKind.number.rawValue) {
            if types & 8 != 0 { return true }
            return types & 4 != 0 && isInteger(head, entry, types)
        }
        let bit = UInt32(truncatingIfNeeded: 0x6540_110 >> (kind * 4)) & 15
        return types >> bit & 1 != 0
    }

    /// Whether a number counts as an integer for a node of the types.
    func isInteger(_ head: UInt32, _ entry: UInt32, _ types: UInt32) -> Bool {
        if head & JSONNode.fractional == 0 { return true }
        return types & SchemaNodeRecord.wholeNumber != 0 && JSONDecimal(cursor(entry).text).isIntegral
    }

    @inline(__always)
    func cursor(_ entry: UInt32) -> JSONCursor { JSONCursor(nodes: tape, bytes: text, index: entry) }

    @inline(__always)
    func string(_ reference: StringReference) -> ByteView {
        ByteView(base: strings + Int(reference.offset), count: Int(reference.length))
    }

    // MARK: Keywords

    /// Whether one check holds; a check about another kind of value always does.
    @inline(__always)
    mutating func holds(
        _ check: UnsafePointer<SchemaCheckRecord>, _ node: UnsafePointer<SchemaNodeRecord>, _ entry: UInt32,
        _ tables: PlanTables
    ) -> Bool {
        let record = check.pointee
        let kind = tape[Int(entry)].kindBits
        switch record.keyword {
        case .entry: return true
        case .enumeration: return isListed(record.first, entry, tables)
        case .multipleOf, .maximum, .minimum: return kind != 3 || holdsForNumber(record, entry)
        case .maxLength, .minLength, .pattern: return kind != 4 || holdsForString(record, entry, tables)
        case .format: return holdsFormat(record, entry)
        case .maxItems: return kind != 5 || tape[Int(entry)].head >> 8 <= record.first
        case .minItems: return kind != 5 || tape[Int(entry)].head >> 8 >= record.first
        case .uniqueItems: return kind != 5 || hasUniqueElements(entry)
        case .prefixItems, .items, .contains, .unevaluatedItems:
            return kind != 5 || holdsForArray(record, node, entry, tables)
        case .maxProperties: return kind != 6 || tape[Int(entry)].head >> 8 <= record.first
        case .minProperties: return kind != 6 || tape[Int(entry)].head >> 8 >= record.first
        case .propertyNames, .dependency, .unevaluatedProperties:
            return kind != 6 || holdsForObject(record, node, entry, tables)
        case .reference: return matches(record.first, entry, tables)
        case .discriminator: return kind != 6 || namedSchemaHolds(check, entry, tables)
        case .allOf, .anyOf, .oneOf, .not, .condition: return holdsCombined(record, entry, tables)
        }
    }

    private mutating func holdsCombined(
        _ record: SchemaCheckRecord, _ entry: UInt32, _ tables: PlanTables
    ) -> Bool {
        switch record.keyword {
        case .allOf:
            for index in record.range.indices where !matches(checks[index].first, entry, tables) { return false }
            return true
        case .anyOf:
            for index in record.range.indices where matches(checks[index].first, entry, tables) { return true }
            return false
        case .oneOf:
            var count = 0
            for index in record.range.indices where matches(checks[index].first, entry, tables) {
                count += 1
                if count > 1 { return false }
            }
            return count == 1
        case .not: return !matches(record.first, entry, tables)
        default:
            let branch = matches(record.first, entry, tables) ? record.second : record.third
            return branch == PlanFormat.none || matches(branch, entry, tables)
        }
    }

    /// Whether a value is one of a list's.
    func isListed(_ list: UInt32, _ entry: UInt32, _ tables: PlanTables) -> Bool {
        let value = cursor(entry)
        var walk = values(list, tables).elements
        while let candidate = walk.next() {
            if JSONEquality.equals(value, candidate) { return true }
        }
        return false
    }

    /// A value of the plan: its tape has the layout of a document's, over the text of the string section.
    func values(_ entry: UInt32, _ tables: PlanTables) -> JSONCursor {
        let nodes = UnsafeRawPointer(tables.schemas.values.unchecked).assumingMemoryBound(to: JSONNode.self)
        return JSONCursor(nodes: nodes, bytes: strings, index: entry)
    }
}
