// Schemas as a flat graph: every subschema is a node with a number, references are numbers, cycles are ordinary.
// Keywords that cannot fail (title, default, definitions …) are gone. Must not know plans, documents or requests.

import GateSource
import GateTree

/// The primitive types of an instance, as a set. The raw value is stored in plans.
package struct SchemaTypes: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let null = SchemaTypes(rawValue: 1)
    package static let boolean = SchemaTypes(rawValue: 2)
    package static let integer = SchemaTypes(rawValue: 4)
    package static let number = SchemaTypes(rawValue: 8)
    package static let string = SchemaTypes(rawValue: 16)
    package static let array = SchemaTypes(rawValue: 32)
    package static let object = SchemaTypes(rawValue: 64)
    package static let any = SchemaTypes(rawValue: 127)

    /// Names by rising raw value.
    package static let names: [(String, SchemaTypes)] = [
        ("null", .null), ("boolean", .boolean), ("integer", .integer), ("number", .number), ("string", .string),
        ("array", .array), ("object", .object),
    ]

    package init?(name: String) {
        guard let found = SchemaTypes.names.first(where: { $0.0 == name }) else { return nil }
        self = found.1
    }
}

/// A bound of a number, as it is written.
package struct SchemaBound: Sendable {
    package let text: String
    package let isExclusive: Bool
}

/// OpenAPI's `xml` of a schema (OpenAPI 3.0.3, "XML Object").
package struct XMLRules: Sendable {
    package var name: String?
    package var namespace: String?
    package var prefix: String?
    package var isAttribute = false
    package var isWrapped = false
}

/// One schema.
package struct SchemaNode: Sendable {
    package let range: SourceRange
    /// The rules it was read by: those of its document.
    package var dialect: SchemaDialect
    /// Nothing matches: the boolean schema `false`.
    package var isNever = false
    /// Another schema the instance must match as well (since 2019-09 `$ref` has siblings).
    package var reference: Int?
    /// What `$dynamicRef` (2019-09: `$recursiveRef`) leads to on the way by which this schema was reached.
    package var dynamicReference: Int?
    package var types: SchemaTypes = .any
    /// The values of `enum`; of `const` a single one.
    package var enumeration: [Node]?
    package var constant: Node?
    package var multipleOf: String?
    package var maximum: SchemaBound?
    package var minimum: SchemaBound?
    /// A second bound of 2020-12, where `maximum` and `exclusiveMaximum` stand side by side.
    package var otherMaximum: SchemaBound?
    package var otherMinimum: SchemaBound?
    package var maxLength: Int?
    package var minLength: Int?
    package var pattern: LocatedText?
    /// Schemas of the first elements.
    package var prefixItems: [Int] = []
    /// Schema of the elements behind those.
    package var items: Int?
    package var contains: Int?
    package var minContains: Int?
    package var maxContains: Int?
    package var maxItems: Int?
    package var minItems: Int?
    package var hasUniqueItems = false
    package var maxProperties: Int?
    package var minProperties: Int?
    package var required: [String] = []
    package var properties: [(name: String, schema: Int)] = []
    package var patternProperties: [(pattern: LocatedText, schema: Int)] = []
    package var additionalProperties: Int?
    package var propertyNames: Int?
    package var unevaluatedProperties: Int?
    package var unevaluatedItems: Int?
    /// `additionalProperties: true` and the like: no check, but everything counts as evaluated.
    package var evaluatesMembers = false
    package var evaluatesItems = false
    /// The name under `format`, where it is an assertion.
    package var format: String?
    package var dependencies: [(name: String, schema: Int)] = []
    package var allOf: [Int] = []
    package var anyOf: [Int] = []
    package var oneOf: [Int] = []
    package var not: Int?
    package var condition: Int?
    package var consequence: Int?
    package var alternative: Int?
    /// OpenAPI's `discriminator`.
    package var discriminator: Discriminator?
    /// How XML has the value; nil where nothing is said.
    package var xml: XMLRules?

    init(range: SourceRange, dialect: SchemaDialect) {
        self.range = range
        self.dialect = dialect
    }
}

/// Schemas that refer to each other.
package struct SchemaGraph: Sendable {
    /// That of the schemas that say nothing else.
    package let dialect: SchemaDialect
    package internal(set) var nodes: [SchemaNode] = []
    /// Whether any schema has an `unevaluated…` keyword.
    package internal(set) var tracksEvaluation = false

    init(dialect: SchemaDialect) { self.dialect = dialect }
}

/// Bounds of schemas.
package enum SchemaLimits {
    /// Most subschemas reachable from one root. Ours.
    package static let schemasMax = 100_000
    /// Largest `enum` as JSON text, in bytes. Ours.
    package static let enumerationBytesMax = 1 << 20
    /// Largest length or count a keyword can ask for; larger ones are the same as none.
    package static let countMax = 0x7fff_ffff
}
