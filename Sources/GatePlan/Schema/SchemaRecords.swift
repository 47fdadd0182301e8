// JSON Schemas in a plan. A node is a set of types, a sorted table of properties and a run of checks; subschemas
// are node numbers, cycles are ordinary. Values of `enum` and `const` are stored in the layout of a JSON tape
// whose text is the string section, so that the runtime reads them in place:
//
//   entry 0     a header that no value uses
//   value       head = kind | flags | count << 8, link = entry after its subtree, text
//   name        head = 7, link = 0; its value follows
//   kinds       0 null 1 false 2 true 3 number 4 string 5 array 6 object; flag 0x40: number with fraction or exponent

import GateBytes

/// A compiled schema.
package struct SchemaRecord: PlanRecord {
    package static var section: SectionKind { .schemas }

    /// Its root in the node section.
    package var root: UInt32

    package init(root: UInt32) { self.root = root }
}

/// One subschema.
@usableFromInline
package struct SchemaNodeRecord: PlanRecord {
    @usableFromInline package static var section: SectionKind { .schemaNodes }
    /// Nothing matches.
    @inlinable package static var never: UInt32 { 1 }
    /// An object's members have to be looked at one by one.
    @inlinable package static var looksAtMembers: UInt32 { 2 }
    /// Every member counts as evaluated, every element counts as evaluated (2020-12 §11), whatever they match.
    @inlinable package static var evaluatesMembers: UInt32 { 4 }
    @inlinable package static var evaluatesItems: UInt32 { 8 }
    /// Beside `integer` in `types`: `1.0` is one (since draft 6). In draft 4 only what is written without fraction and
    /// exponent is.
    @inlinable package static var wholeNumber: UInt32 { 128 }

    /// `SchemaTypes` of the compiler: null 1, boolean 2, integer 4, number 8, string 16, array 32, object 64; and
    /// `wholeNumber`.
    package var types: UInt32
    package var flags: UInt32
    package var checks: RecordRange
    /// Declared and required names, sorted by their bytes.
    package var properties: RecordRange
    /// Entries (pattern in `second`, node in `first`) among the checks.
    package var patterns: RecordRange
    /// What members match that no table names; `PlanFormat.none`: anything.
    package var additional: UInt32
    /// How many of `properties` are required.
    package var requiredCount: UInt32

    package init(types: UInt32) {
        self.types = types
        flags = 0
        checks = .empty
        properties = .empty
        patterns = .empty
        additional = PlanFormat.none
        requiredCount = 0
    }
}

/// A name an object schema knows, or a value that a discriminator knows.
@usableFromInline
package struct SchemaPropertyRecord: PlanRecord {
    @usableFromInline package static var section: SectionKind { .schemaProperties }
    @inlinable package static var required: UInt32 { 1 }
    /// Stands under `properties`; a name that is only required is still additional.
    @inlinable package static var declared: UInt32 { 2 }

    package var name: StringReference
    /// Its schema if declared.
    package var node: UInt32
    package var flags: UInt32

    package init(name: StringReference, node: UInt32, flags: UInt32) {
        self.name = name
        self.node = node
        self.flags = flags
    }
}

/// What a check asks. Operands are `first`, `second`, `third` of its record.
@frozen
@usableFromInline
package enum SchemaKeyword: UInt32, CaseIterable, Sendable {
    /// A member of a list; its owner says what it holds.
    case entry = 0
    /// Value entry (an array of values).
    case enumeration = 1
    /// Text of a number.
    case multipleOf = 2
    /// Text of a number; `third` 1: exclusive.
    case maximum = 3
    case minimum = 4
    // A number each.
    case maxLength = 5
    case minLength = 6
    case maxItems = 7
    case minItems = 8
    case maxProperties = 9
    case minProperties = 10
    /// Pattern record.
    case pattern = 11
    case uniqueItems = 12
    /// List of entries with nodes: schemas of the first elements.
    case prefixItems = 13
    /// Node for elements from position `second` on.
    case items = 14
    /// Node; at least `second`, at most `third` elements match.
    case contains = 15
    /// Node for names.
    case propertyNames = 16
    /// Name text, node for the whole object when the name is there.
    case dependency = 17
    // Lists of entries with nodes.
    case allOf = 18
    case anyOf = 19
    case oneOf = 20
    /// Node.
    case not = 21
    /// Nodes: if, then, else; `PlanFormat.none` where absent.
    case condition = 22
    /// Node.
    case reference = 23
    /// Node for members, and for elements, that no other keyword evaluated; the last checks of their node.
    case unevaluatedProperties = 24
    case unevaluatedItems = 25
    /// A `SchemaFormat`.
    case format = 26
    /// Table of property records, sorted: values and the nodes they name, `PlanFormat.none` where nothing more is
    /// asked; `third` is the property record with the name of the member that has the value.
    case discriminator = 27
}

/// Formats that can be checked (`format` as an assertion is an option of the compiler).
package enum SchemaFormat: UInt32, CaseIterable, Sendable {
    case date = 0
    case dateTime = 1
    case time = 2
    case duration = 3
    case email = 4
    case hostname = 5
    case ipv4 = 6
    case ipv6 = 7
    case uri = 8
    case uriReference = 9
    case uriTemplate = 10
    case uuid = 11
    case jsonPointer = 12
    case relativeJSONPointer = 13
    case regex = 14
    case iri = 15
    case iriReference = 16
    case internationalEmail = 17
    case internationalHostname = 18
    /// A whole number that fits (OpenAPI's formats of numbers).
    case int32 = 19
    case int64 = 20
    /// A host name by RFC 1123 alone (draft 4).
    case plainHostname = 21

    /// The formats by the names schemas use.
    package static let names: [String: SchemaFormat] = [
        "date": .date, "date-time": .dateTime, "time": .time, "duration": .duration, "email": .email,
        "hostname": .hostname, "host-name": .hostname, "ipv4": .ipv4, "ip-address": .ipv4, "ipv6": .ipv6,
        "uri": .uri, "uri-reference": .uriReference, "uri-template": .uriTemplate, "uuid": .uuid,
        "json-pointer": .jsonPointer, "relative-json-pointer": .relativeJSONPointer, "regex": .regex, "iri": .iri,
        "iri-reference": .iriReference, "idn-email": .internationalEmail, "idn-hostname": .internationalHostname,
        "int32": .int32, "int64": .int64,
    ]
}

/// A check or a member of a list.
@usableFromInline
package struct SchemaCheckRecord: PlanRecord {
    @usableFromInline package static var section: SectionKind { .schemaReferences }
    @usableFromInline package var keywordValue: UInt32
    @usableFromInline package var first: UInt32
    @usableFromInline package var second: UInt32
    package var third: UInt32

    package init(_ keyword: SchemaKeyword, _ first: UInt32 = 0, _ second: UInt32 = 0, _ third: UInt32 = 0) {
        keywordValue = keyword.rawValue
        self.first = first
        self.second = second
        self.third = third
    }

    /// The keyword of a verified record. Cases stand in the order of their raw values from 0 (a test holds that), so
    /// the number is the case: the lookup by raw value is a call into this module at every check.
    @inlinable @inline(__always)
    package var keyword: SchemaKeyword {
        unsafeBitCast(UInt8(truncatingIfNeeded: keywordValue), to: SchemaKeyword.self)
    }

    /// Whether a record, verified or not, is of a keyword.
    package func isOf(_ keyword: SchemaKeyword) -> Bool { keywordValue == keyword.rawValue }

    @inlinable
    package var range: RecordRange { RecordRange(start: first, count: second) }

    @inlinable
    package var text: StringReference { StringReference(offset: first, length: second) }
}

/// An entry of the value tape.
package struct SchemaValueRecord: PlanRecord {
    package static var section: SectionKind { .schemaValues }
    package var head: UInt32
    package var link: UInt32
    package var text: StringReference

    package init(head: UInt32, link: UInt32, text: StringReference) {
        self.head = head
        self.link = link
        self.text = text
    }
}

/// The schema sections of a plan, looked up once.
package struct SchemaTables: Sendable {
    package let schemas: RecordView<SchemaRecord>
    package let nodes: RecordView<SchemaNodeRecord>
    package let properties: RecordView<SchemaPropertyRecord>
    package let checks: RecordView<SchemaCheckRecord>
    package let values: RecordView<SchemaValueRecord>

    package init(_ image: PlanImage) {
        schemas = image.view(SchemaRecord.self)
        nodes = image.view(SchemaNodeRecord.self)
        properties = image.view(SchemaPropertyRecord.self)
        checks = image.view(SchemaCheckRecord.self)
        values = image.view(SchemaValueRecord.self)
    }
}

extension PlanRecordSizes {
    static func schemaSize(_ kind: SectionKind) -> Int? {
        switch kind {
        case .schemas: size(SchemaRecord.self)
        case .schemaNodes: size(SchemaNodeRecord.self)
        case .schemaProperties: size(SchemaPropertyRecord.self)
        case .schemaReferences: size(SchemaCheckRecord.self)
        case .schemaValues: size(SchemaValueRecord.self)
        case .schemaAuxiliary: size(PatternRecord.self)
        default: nil
        }
    }
}
