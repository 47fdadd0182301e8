// How XML becomes a schema's value and back: the `xml` rules of OpenAPI's schemas, one shape for each schema (or set
// of schemas that one value must or may match). Shapes refer to each other by number; cycles are ordinary.

import GateBytes

/// What an element's content is read as.
package struct XMLShapeRecord: PlanRecord {
    package static var section: SectionKind { .xmlShapes }

    /// Types of the value: null 1, boolean 2, integer 4, number 8, string 16, array 32, object 64.
    package var types: UInt32
    /// Shape of the elements of an array; `PlanFormat.none`: anything.
    package var item: UInt32
    /// Shape of members that no table names; `PlanFormat.none`: anything.
    package var additional: UInt32
    package var reserved: UInt32 = 0
    /// Members of an object, sorted: elements before attributes, then by name.
    package var members: RecordRange
    /// `xml.name`, `xml.namespace` and `xml.prefix`; empty where there is none.
    package var name: StringReference
    package var space: StringReference
    package var prefix: StringReference

    package init(types: UInt32) {
        self.types = types
        item = PlanFormat.none
        additional = PlanFormat.none
        members = .empty
        name = .empty
        space = .empty
        prefix = .empty
    }

    /// Whether the value is an array; anything at all is not.
    package var isArray: Bool { types != 127 && types & 32 != 0 }
}

/// A member of an object and where XML has it.
@usableFromInline
package struct XMLMemberRecord: PlanRecord {
    @usableFromInline package static var section: SectionKind { .xmlMembers }
    @inlinable package static var attribute: UInt32 { 1 }
    /// An array inside of an element of its own.
    @inlinable package static var wrapped: UInt32 { 2 }
    @inlinable package static var required: UInt32 { 4 }

    /// The member's name in JSON.
    package var property: StringReference
    /// Local name of its attribute or element; of an array that is not wrapped, of each item's.
    package var name: StringReference
    package var space: StringReference
    package var prefix: StringReference
    /// Local name of the items in a wrapped array.
    package var itemName: StringReference
    package var shape: UInt32
    package var flags: UInt32

    package init(property: StringReference, shape: UInt32) {
        self.property = property
        self.shape = shape
        name = property
        space = .empty
        prefix = .empty
        itemName = .empty
        flags = 0
    }
}

/// The XML sections of a plan, looked up once.
package struct XMLTables: Sendable {
    package let plan: PlanImage
    package let shapes: RecordView<XMLShapeRecord>
    package let members: RecordView<XMLMemberRecord>

    package init(_ image: PlanImage) {
        plan = image
        shapes = image.view(XMLShapeRecord.self)
        members = image.view(XMLMemberRecord.self)
    }
}

extension PlanRecordSizes {
    static func xmlSize(_ kind: SectionKind) -> Int? {
        switch kind {
        case .xmlShapes: size(XMLShapeRecord.self)
        case .xmlMembers: size(XMLMemberRecord.self)
        default: nil
        }
    }
}

extension PlanVerifier {
    func verifyXML(_ image: PlanImage) throws(PlanError) {
        let tables = XMLTables(image)
        for index in 0..<tables.members.count {
            let record = tables.members[index]
            for text in [record.property, record.name, record.space, record.prefix, record.itemName] {
                try check(isSound(text), .xmlMembers, index, "text")
            }
            try check(isSound(record.shape, within: tables.shapes.count), .xmlMembers, index, "shape")
            try check(record.flags < 8, .xmlMembers, index, "flags")
        }
        for index in 0..<tables.shapes.count {
            let record = tables.shapes[index]
            try check(record.types < 128, .xmlShapes, index, "types")
            for text in [record.name, record.space, record.prefix] {
                try check(isSound(text), .xmlShapes, index, "text")
            }
            for shape in [record.item, record.additional] {
                try check(isSound(shape, within: tables.shapes.count, orNone: true), .xmlShapes, index, "shape")
            }
            try check(isSound(record.members, within: tables.members.count), .xmlShapes, index, "members")
            for entry in record.members.indices.dropFirst() {
                let order = XMLMemberOrder.compare(tables.members[entry - 1], tables.members[entry], image)
                try check(order <= 0, .xmlShapes, index, "order")
            }
        }
    }
}

/// The order of a shape's members.
package enum XMLMemberOrder {
    /// Negative, zero or positive.
    static func compare(_ left: XMLMemberRecord, _ right: XMLMemberRecord, _ image: PlanImage) -> Int {
        let kinds = Int(left.flags & XMLMemberRecord.attribute) - Int(right.flags & XMLMemberRecord.attribute)
        return kinds != 0 ? kinds : SchemaNameOrder.compare(image.string(left.name), image.string(right.name))
    }
}

extension XMLTables {
    /// The members of a shape with a local name: an attribute's or an element's.
    package func members(of shape: XMLShapeRecord, named name: ByteView, isAttribute: Bool) -> Range<Int> {
        let all = shape.members.indices
        let kind = isAttribute ? XMLMemberRecord.attribute : 0
        func isBefore(_ index: Int, orSame: Bool) -> Bool {
            let member = members[index]
            let own = member.flags & XMLMemberRecord.attribute
            if own != kind { return own < kind }
            let order = SchemaNameOrder.compare(plan.string(member.name), name)
            return orSame ? order <= 0 : order < 0
        }
        func boundary(orSame: Bool) -> Int {
            var low = all.lowerBound
            var high = all.upperBound
            while low < high {
                let middle = (low + high) >> 1
                if isBefore(middle, orSame: orSame) { low = middle + 1 } else { high = middle }
            }
            return low
        }
        let start = boundary(orSame: false)
        return start..<max(start, boundary(orSame: true))
    }
}
