// Keywords about objects: the property table, patterns of names, what is additional.

import GateBytes
import GateJSON
import GatePlan

extension SchemaValidator {
    /// Whether every member satisfies what the tables say of its name, and every required name is there.
    @inline(__always)
    mutating func membersMatch(
        _ node: UnsafePointer<SchemaNodeRecord>, _ object: UInt32, _ tables: PlanTables
    ) -> Bool {
        let head = tape[Int(object)]
        if head.head >> 8 < node.pointee.requiredCount { return false }
        let end = head.link
        var entry = object &+ 1
        var required: UInt32 = 0
        var place = node.pointee.properties.start
        while entry < end {
            let name = entry
            var value = entry &+ 1
            entry = tape[Int(value)].link
            place &+= 1
            let flags = tape[Int(name)].head
            if flags & (JSONNode.repeated | JSONNode.shadowed) != 0 {
                if flags & JSONNode.repeated != 0 { continue }
                if let last = cursor(object).lastMember(named: cursor(name)) { value = last.index }
            }
            let property = property(of: node, named: name, flags, guess: place)
            if let property, property.pointee.flags & SchemaPropertyRecord.declared != 0 {
                required &+= property.pointee.flags & SchemaPropertyRecord.required
                if !matches(property.pointee.node, value, tables) { return false }
                if node.pointee.patterns.count == 0 { continue }
            } else {
                if let property { required &+= property.pointee.flags & SchemaPropertyRecord.required }
                if node.pointee.patterns.count == 0, node.pointee.additional == PlanFormat.none { continue }
            }
            if !otherwiseMatches(node, name, value, property, tables) { return false }
        }
        return required == node.pointee.requiredCount
    }

    /// Whether a member satisfies what patterns say of its name, and what is said of names that nothing covers.
    @inline(never)
    private mutating func otherwiseMatches(
        _ node: UnsafePointer<SchemaNodeRecord>, _ name: UInt32, _ value: UInt32,
        _ property: UnsafePointer<SchemaPropertyRecord>?, _ tables: PlanTables
    ) -> Bool {
        var isCovered = property.map { $0.pointee.flags & SchemaPropertyRecord.declared != 0 } ?? false
        for index in node.pointee.patterns.indices {
            if !isMatch(checks[index].second, nameText(name), tables) {
                if isExhausted { return false }
                continue
            }
            isCovered = true
            if !matches(checks[index].first, value, tables) { return false }
        }
        let additional = node.pointee.additional
        if isCovered || additional == PlanFormat.none { return true }
        return matches(additional, value, tables)
    }

    /// The property of a member's name, which first is compared with the one guessed.
    @inline(__always)
    private mutating func property(
        of node: UnsafePointer<SchemaNodeRecord>, named name: UInt32, _ flags: UInt32, guess place: UInt32
    ) -> UnsafePointer<SchemaPropertyRecord>? {
        let guess = guesses[Int(place & (SchemaValidator.guessCount &- 1))]
        let table = node.pointee.properties
        if flags & JSONNode.escaped == 0, guess &- table.start < table.count {
            let property = properties + Int(guess)
            if string(property.pointee.name).isSame(as: cursor(name).text) { return property }
        }
        return searchedProperty(of: node, named: name, guess: place)
    }

    /// The same by search; what is found is the next guess.
    @inline(never)
    private mutating func searchedProperty(
        of node: UnsafePointer<SchemaNodeRecord>, named name: UInt32, guess place: UInt32
    ) -> UnsafePointer<SchemaPropertyRecord>? {
        guard let found = property(of: node, named: nameText(name)) else { return nil }
        guesses[Int(place & (SchemaValidator.guessCount &- 1))] = UInt32(truncatingIfNeeded: found - properties)
        return found
    }

    /// The decoded text of a name; valid until the scratch is used again.
    @inline(__always)
    mutating func nameText(_ name: UInt32) -> ByteView {
        let name = cursor(name)
        return name.hasEscapes ? name.decoded(scratch: &scratch) : name.text
    }

    /// The entry of a node's property table: binary search by length, then bytes.
    @inline(__always)
    func property(
        of node: UnsafePointer<SchemaNodeRecord>, named name: ByteView
    ) -> UnsafePointer<SchemaPropertyRecord>? {
        property(in: node.pointee.properties, named: name)
    }

    /// The entry of a table with a name.
    @inline(__always)
    func property(in table: RecordRange, named name: ByteView) -> UnsafePointer<SchemaPropertyRecord>? {
        var low = Int(table.start)
        var high = low + Int(table.count)
        while low < high {
            let middle = (low + high) >> 1
            let reference = properties[middle].name
            var order = Int(reference.length) - name.count
            if order == 0 { order = compare(string(reference), name) }
            if order == 0 { return properties + middle }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    /// The order of two runs of as many bytes.
    @inline(__always)
    private func compare(_ left: ByteView, _ right: ByteView) -> Int {
        var index = 0
        while index + 8 <= left.count {
            let one = UnsafeRawPointer(left.base + index).loadUnaligned(as: UInt64.self)
            let other = UnsafeRawPointer(right.base + index).loadUnaligned(as: UInt64.self)
            if one != other { return one.bigEndian < other.bigEndian ? -1 : 1 }
            index += 8
        }
        let one = left.tailWord(from: index)
        let other = right.tailWord(from: index)
        return one == other ? 0 : one < other ? -1 : 1
    }

    /// `propertyNames`, `dependentSchemas`, `unevaluatedProperties`.
    mutating func holdsForObject(
        _ record: SchemaCheckRecord, _ node: UnsafePointer<SchemaNodeRecord>, _ entry: UInt32, _ tables: PlanTables
    ) -> Bool {
        let object = cursor(entry)
        switch record.keyword {
        case .dependency:
            if object.member(string(record.text)) == nil { return true }
            return matches(record.third, entry, tables)
        case .propertyNames:
            var walk = object.members
            while let member = walk.next() {
                if !matchesAsValue(record.first, member.name.index, tables) { return false }
            }
            return true
        default: return unevaluatedMembersMatch(record.first, node, entry, tables)
        }
    }

    // MARK: Discriminators

    /// Whether the schema holds that a member of the object names; an object without the member, or with a value that
    /// names none, does not.
    mutating func namedSchemaHolds(
        _ check: UnsafePointer<SchemaCheckRecord>, _ object: UInt32, _ tables: PlanTables
    ) -> Bool {
        guard let value = cursor(object).member(string(properties[Int(check.pointee.third)].name)),
            let schema = namedSchema(check.pointee, value)
        else { return false }
        if schema == PlanFormat.none { return true }
        guard enter(check, object) else { return true }
        defer { discriminated.removeLast() }
        return matches(schema, object, tables)
    }

    /// The schema that a discriminator's value names: nil for none, `PlanFormat.none` where nothing more is asked.
    mutating func namedSchema(_ record: SchemaCheckRecord, _ value: JSONCursor) -> UInt32? {
        guard value.kind == .string else { return nil }
        let name = value.hasEscapes ? value.decoded(scratch: &scratch) : value.text
        return property(in: record.range, named: name)?.pointee.node
    }

    /// Notes that a discriminator is being answered for an object; false if it is already.
    mutating func enter(_ check: UnsafePointer<SchemaCheckRecord>, _ object: UInt32) -> Bool {
        let place = Discriminated(check: UInt32(truncatingIfNeeded: check - checks), entry: object)
        if discriminated.contains(place) { return false }
        discriminated.append(place)
        return true
    }

    /// Checks a name as if it were a string value: an entry of its own, since a name's entry has another layout.
    mutating func matchesAsValue(_ schema: UInt32, _ name: UInt32, _ tables: PlanTables) -> Bool {
        let source = tape[Int(name)]
        let flags = source.head & (JSONNode.escaped | JSONNode.lenient)
        let copy = JSONNode(
            head: UInt32(JSONKind.string.rawValue) | flags, link: 1, offset: source.offset, length: source.length)
        let outer = tape
        return withUnsafePointer(to: copy) { pointer in
            tape = pointer
            defer { tape = outer }
            return matches(schema, 0, tables)
        }
    }
}
