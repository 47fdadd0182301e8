// An API as its callers see it: what every language's client is made from. Values without a language: names are those
// of the document, types are shapes that refer to each other by number. Must not know OpenAPI or any language.

import GateSource

/// One API.
package struct ClientAPI: Sendable {
    package var title: String
    package var version: String
    package var summary: String?
    /// Where the API is served unless a client is told otherwise; nil when the document names no server.
    package var baseURL: String?
    package var license: ClientLicense?
    package var types: [ClientType] = []
    package var operations: [ClientOperation] = []
    package var schemes: [ClientScheme] = []
    /// The connection of a WebSocket API, which has no operations; nil for others.
    package var channel: ClientChannel?
    /// How types stand in XML, by number: of those that bodies of XML hold.
    package var xmlTypes: [Int: XMLForm] = [:]

    package init(title: String, version: String) {
        self.title = title
        self.version = version
    }

    /// Operations by their first tag, in the order of the document; those without one first.
    var groups: [(String?, [Int])] {
        var groups: [(String?, [Int])] = []
        for (index, operation) in operations.enumerated() {
            if let place = groups.firstIndex(where: { $0.0 == operation.tag }) {
                groups[place].1.append(index)
            } else {
                groups.append((operation.tag, [index]))
            }
        }
        return groups.filter { $0.0 == nil } + groups.filter { $0.0 != nil }
    }
}

/// A type with a name.
package struct ClientType: Sendable {
    package enum Form: Sendable {
        case object(ObjectType)
        case enumeration([EnumerationValue])
        case union(UnionType)
        /// Another name of a shape.
        case alias(Shape)
    }

    /// As the document or the path to it says: unique without regard to case and separators.
    package var name: String
    package var summary: String?
    package var isDeprecated = false
    package var form: Form
    /// What its values have to satisfy; nil where nothing is said.
    package var rule: ValueRule?

    init(name: String, summary: String? = nil, form: Form) {
        self.name = name
        self.summary = summary
        self.form = form
    }
}

/// What a value is like.
package indirect enum Shape: Hashable, Sendable {
    /// Any JSON.
    case any
    case boolean
    /// Of 32 or 64 bits.
    case integer(bits: Int)
    case number
    /// A number of decimal digits that has to stay exact, in JSON a text or a number.
    case decimal(isText: Bool)
    case string
    /// RFC 3339 `full-date`.
    case date
    /// RFC 3339 `date-time`.
    case dateTime
    case uuid
    /// Base64 text.
    case base64
    /// Bytes as they are: bodies and parts of multipart bodies.
    case binary
    case array(Shape)
    /// An object with any keys.
    case map(Shape)
    /// A value of `types`, by number.
    case named(Int)
    case nullable(Shape)

    /// Without `null`.
    package var unwrapped: Shape {
        if case .nullable(let shape) = self { return shape.unwrapped }
        return self
    }

    package var isNullable: Bool {
        if case .nullable = self { return true }
        return false
    }
}

/// Members by name.
package struct ObjectType: Sendable {
    package var members: [ObjectMember] = []
    /// What further members hold; nil where none are told of.
    package var additional: Shape?
}

/// One member of an object.
package struct ObjectMember: Sendable {
    /// As it stands in JSON.
    package var name: String
    package var shape: Shape
    package var isRequired: Bool
    package var summary: String?
    /// Only answers carry it.
    package var isReadOnly = false
    /// Only requests carry it.
    package var isWriteOnly = false
    package var isDeprecated = false
    package var constraints = Constraints()
}

/// What a value has to satisfy besides its shape; numbers as they are written.
package struct Constraints: Hashable, Sendable {
    package var minimum: String?
    package var maximum: String?
    package var excludesMinimum = false
    package var excludesMaximum = false
    package var multipleOf: String?
    package var minLength: Int?
    package var maxLength: Int?
    package var pattern: String?
    package var minItems: Int?
    package var maxItems: Int?
    package var hasUniqueItems = false
    package var minProperties: Int?
    package var maxProperties: Int?

    package init() {}

    package var isEmpty: Bool { self == Constraints() }
}

/// One text of an enumeration. Enumerations are open: other texts survive.
package struct EnumerationValue: Sendable {
    package var text: String
}

/// One of several shapes.
package struct UnionType: Sendable {
    package struct Member: Sendable {
        package var shape: Shape
        /// Values of the discriminator that mean this shape; empty without a discriminator.
        package var tags: [String]
    }

    package var members: [Member]
    /// The member of the objects that tells which it is.
    package var discriminator: String?
}

/// How a caller proves who it is.
package struct ClientScheme: Sendable {
    package enum Kind: Sendable {
        case apiKey(name: String, isInHeader: Bool)
        /// `Authorization: Bearer …`: OAuth 2, OpenID Connect, HTTP bearer.
        case bearer
        case basic
        /// Signature Version 4 for `execute-api`.
        case sigV4
        /// The token of a Cognito user pool or a Lambda authorizer, as it is, in a header.
        case token(header: String)
    }

    package var name: String
    package var kind: Kind
    package var summary: String?
}
