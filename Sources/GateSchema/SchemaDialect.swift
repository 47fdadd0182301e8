// The languages of schemas. Later ones mostly add keywords, so what a reader asks is whether a dialect is old enough
// or young enough. Must not know graphs.

/// Which rules a schema is read by, in the order of their age.
package enum SchemaDialect: Int, CaseIterable, Comparable, Sendable {
    /// JSON Schema draft 4: API Gateway's models, and Swagger 2.0.
    case draft4
    /// OpenAPI 3.0: draft 4 with `nullable` and `discriminator`.
    case openAPI30
    /// JSON Schema draft 6: boolean schemas, `const`, `contains`, bounds that exclude as numbers.
    case draft6
    /// JSON Schema draft 7: `if`.
    case draft7
    /// JSON Schema 2019-09: `$ref` with siblings, `$anchor`, `unevaluated…`.
    case draft2019
    /// JSON Schema 2020-12: `prefixItems`, `$dynamicRef`; with `discriminator` OpenAPI 3.1.
    case draft2020

    package static func < (left: SchemaDialect, right: SchemaDialect) -> Bool { left.rawValue < right.rawValue }

    /// The dialect that a `$schema` names; nil for one with a vocabulary of its own.
    package init?(named uri: String) {
        switch uri.hasSuffix("#") ? uri.dropLast() : uri[...] {
        case "http://json-schema.org/draft-04/schema": self = .draft4
        case "http://json-schema.org/draft-06/schema": self = .draft6
        case "http://json-schema.org/draft-07/schema": self = .draft7
        case "https://json-schema.org/draft/2019-09/schema": self = .draft2019
        case "https://json-schema.org/draft/2020-12/schema", "https://spec.openapis.org/oas/3.1/dialect/base":
            self = .draft2020
        default: return nil
        }
    }

    /// The keyword by which a schema names itself.
    var idKeyword: String { self < .draft6 ? "id" : "$id" }

    /// Whether what stands beside `$ref` counts.
    var allowsReferenceSiblings: Bool { self >= .draft2019 }

    /// The start of the vocabularies' URIs; nil where there are none.
    var vocabularyPrefix: String? {
        switch self {
        case .draft2019: "https://json-schema.org/draft/2019-09/vocab/"
        case .draft2020: "https://json-schema.org/draft/2020-12/vocab/"
        default: nil
        }
    }
}
