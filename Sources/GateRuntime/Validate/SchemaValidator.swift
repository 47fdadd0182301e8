// Checks a document on a tape against a compiled schema. A worker owns one validator; a check allocates nothing once
// its tables have seen their largest array.
//
// The machine walks the plan's nodes by number, so cycles between schemas are ordinary: what bounds them is the
// depth and the work of one check. A check that exceeds a bound, or meets a pattern that does, is neither valid nor
// invalid but `exhausted`; the flag is sticky, so that `not` cannot turn it into a success.
//
// What is called for every value is `mutating` even where it changes nothing: another method is handed a copy of the
// machine.

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
    /// Which property the member at a position had in the object before: objects of an array mostly have the same names
    /// in the same places. By the table's start and the position; each guess is checked, also after another plan's.
    let guesses: UnsafeMutablePointer<UInt32>
    /// How many guesses are kept; a power of two. Ours.
    static let guessCount: UInt32 = 128

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
        guesses = .allocate(capacity: Int(SchemaValidator.guessCount))
        guesses.initialize(repeating: 0, count: Int(SchemaValidator.guessCount))
    }

    deinit { guesses.deallocate() }

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
        // Looked at first: emptying an array that is empty already makes a new one.
        if !applied.isEmpty { applied.removeAll(keepingCapacity: true) }
        if !discriminated.isEmpty { discriminated.removeAll(keepingCapacity: true) }
        return record
    }

    // MARK: One value, one schema

    /// Whether the tape's value at `entry` satisfies a node. What asks for a type only, as most do, is told at once.
    @inline(__always)
    mutating func matches(_ index: UInt32, _ entry: UInt32, _ tables: PlanTables) -> Bool {
        let node = nodes + Int(index)
        steps &+= 1
        if !hasType(node, tape[Int(entry)].head, entry) { return false }
        return node.pointee.flags | node.pointee.checks.count == 0 || matchesDeep(node, entry, tables)
    }

    @inline(never)
    private mutating func matchesDeep(
        _ node: UnsafePointer<SchemaNodeRecord>, _ entry: UInt32, _ tables: PlanTables
    ) -> Bool {
        let flags = node.pointee.flags
        if flags & SchemaNodeRecord.never != 0 { return false }
        if depth == SchemaValidator.depthMax || steps > stepsMax {
            isExhausted = true
            return false
        }
        depth &+= 1
        let isObject = tape[Int(entry)].kindBits == UInt32(JSONKind.object.rawValue)
        var result = flags & SchemaNodeRecord.looksAtMembers == 0 || !isObject || membersMatch(node, entry, tables)
        var check = checks + Int(node.pointee.checks.start)
        let end = check + Int(node.pointee.checks.count)
        while result, check < end {
            result = holds(check, node, entry, tables)
            check += 1
        }
        depth &-= 1
        return result
    }

    /// Whether a value has one of a node's types. From the number on, a cursor's kind bits are the numbers of the
    /// types' bits.
    @inline(__always)
    mutating func hasType(_ node: UnsafePointer<SchemaNodeRecord>, _ head: UInt32, _ entry: UInt32) -> Bool {
        let types = node.pointee.types
        let kind = head & 15
        if kind > UInt32(JSONKind.number.rawValue) { return types >> kind & 1 != 0 }
        if kind == UInt32(JSONKind.number.rawValue) {
            if types & 8 != 0 { return true }
            return types & 4 != 0 && isInteger(head, entry, types)
        }
        return types & (kind == UInt32(JSONKind.null.rawValue) ? 1 : 2) != 0
    }

    /// Whether a number counts as an integer for a node of the types.
    @inline(__always)
    mutating func isInteger(_ head: UInt32, _ entry: UInt32, _ types: UInt32) -> Bool {
        if head & JSONNode.fractional == 0 { return true }
        return types & SchemaNodeRecord.wholeNumber != 0 && isIntegral(entry)
    }

    @inline(never)
    private mutating func isIntegral(_ entry: UInt32) -> Bool { JSONDecimal(cursor(entry).text).isIntegral }

    @inline(__always)
    func cursor(_ entry: UInt32) -> JSONCursor { JSONCursor(nodes: tape, bytes: text, index: entry) }

    @inline(__always)
    func string(_ reference: StringReference) -> ByteView {
        ByteView(base: strings + Int(reference.offset), count: Int(reference.length))
    }

    // MARK: Keywords

    /// Whether one check holds; a check about another kind of value always does. The keywords of most schemas are
    /// told apart here, the others behind a call, which keeps this in registers.
    @inline(__always)
    mutating func holds(
        _ check: UnsafePointer<SchemaCheckRecord>, _ node: UnsafePointer<SchemaNodeRecord>, _ entry: UInt32,
        _ tables: PlanTables
    ) -> Bool {
        let head = tape[Int(entry)].head
        let kind = head & 15
        switch check.pointee.keyword {
        case .entry: return true
        case .multipleOf, .maximum, .minimum: return kind != 3 || holdsForNumber(check, entry)
        case .maxLength, .minLength, .pattern: return kind != 4 || holdsForString(check, entry, tables)
        case .maxItems: return kind != 5 || head >> 8 <= check.pointee.first
        case .minItems: return kind != 5 || head >> 8 >= check.pointee.first
        case .items: return kind != 5 || itemsMatch(check, entry, tables)
        case .maxProperties: return kind != 6 || head >> 8 <= check.pointee.first
        case .minProperties: return kind != 6 || head >> 8 >= check.pointee.first
        case .reference: return matches(check.pointee.first, entry, tables)
        default: return holdsRare(check, node, entry, tables)
        }
    }

    @inline(never)
    private mutating func holdsRare(
        _ check: UnsafePointer<SchemaCheckRecord>, _ node: UnsafePointer<SchemaNodeRecord>, _ entry: UInt32,
        _ tables: PlanTables
    ) -> Bool {
        let record = check.pointee
        let kind = tape[Int(entry)].kindBits
        switch record.keyword {
        case .enumeration: return isListed(record.first, entry, tables)
        case .format: return holdsFormat(record, entry)
        case .uniqueItems: return kind != 5 || hasUniqueElements(entry)
        case .prefixItems, .contains, .unevaluatedItems: return kind != 5 || holdsForArray(record, node, entry, tables)
        case .propertyNames, .dependency, .unevaluatedProperties:
            return kind != 6 || holdsForObject(record, node, entry, tables)
        case .discriminator: return kind != 6 || namedSchemaHolds(check, entry, tables)
        default: return holdsCombined(record, entry, tables)
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
