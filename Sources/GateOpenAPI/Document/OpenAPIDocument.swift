// A specification as typed values: Swagger 2.0, OpenAPI 3.0 and 3.1 in one form, so that what follows does not
// ask which it was. References of path items, parameters, bodies, responses, headers and security schemes are
// followed; schemas stay nodes, because their references are a part of JSON Schema. Every value keeps its place.
//
// What is wrong was reported while reading and is left out here. Must not know API Gateway's resources.

import GateSource
import GateTree

/// Which specification a document follows.
package enum SpecificationVersion: Sendable {
    case swagger20
    case openAPI30
    case openAPI31
}

/// Which product of API Gateway a specification is for.
package enum SpecifiedKind: String, CaseIterable, Sendable {
    case rest
    case http

    /// As a noun phrase.
    var phrase: String { self == .rest ? "a REST API" : "an HTTP API" }
}

/// One specification.
package struct OpenAPIDocument {
    package let version: SpecificationVersion
    package let kind: SpecifiedKind
    package let root: Node
    package var title: Located<String>?
    package var summary: Located<String>?
    package var apiVersion: Located<String>?
    /// Path below which the API is meant to be mounted: Swagger's `basePath`, or the first server's.
    package var basePath: Located<String>?
    package var paths: [PathItem] = []
    /// `components.schemas` or `definitions`, in order.
    package var schemas: [NamedSchema] = []
    package var securitySchemes: [SecurityScheme] = []
    /// Requirements of operations without their own; nil when the document names none.
    package var security: [SecurityRequirement]?
    package var extensions = RootExtensions()

    init(version: SpecificationVersion, kind: SpecifiedKind, root: Node) {
        self.version = version
        self.kind = kind
        self.root = root
    }
}

/// A schema under the name that references use.
package struct NamedSchema {
    package let name: Located<String>
    package let schema: Node
}

/// A path and its operations.
package struct PathItem {
    /// The key, `/pets/{petId}`.
    package let path: Located<String>
    package var operations: [Operation] = []
    /// The object, and the one that it refers to.
    package var nodes: [Node] = []
}

/// The verbs of a path item. AWS: `any` is `x-amazon-apigateway-any-method`.
package enum OperationVerb: String, CaseIterable, Sendable {
    case get, put, post, delete, options, head, patch
    case any = "x-amazon-apigateway-any-method"
}

/// One operation; parameters of the path item are merged in.
package struct Operation {
    package let verb: OperationVerb
    /// The verb's key.
    package let range: SourceRange
    /// The object.
    package let node: Node
    package var operationID: Located<String>?
    package var parameters: [Parameter] = []
    package var requestBody: RequestBody?
    package var responses: [Response] = []
    /// nil when the operation names none, and the document's hold.
    package var security: [SecurityRequirement]?
    package var integration: IntegrationObject?
    /// Whether there is an integration, read or not.
    package var declaresIntegration = false
    /// Name of a request validator.
    package var requestValidator: Located<String>?
    /// `x-amazon-apigateway-auth`.
    package var auth: Located<AuthType>?
    /// Content types of answers: Swagger's `produces`.
    package var produces: [String] = []

    init(verb: OperationVerb, range: SourceRange, node: Node) {
        self.verb = verb
        self.range = range
        self.node = node
    }
}

/// A parameter of a request, bodies aside.
package struct Parameter {
    package enum Location: String, CaseIterable, Sendable {
        case path, query, header, cookie
    }

    package let location: Location
    package let name: Located<String>
    package let isRequired: Bool
    /// The object.
    package let node: Node
}

/// What a request carries.
package struct RequestBody {
    package let range: SourceRange
    package let content: [MediaType]
    package let isRequired: Bool
    /// The object; of Swagger the parameter.
    package let node: Node
}

/// One representation of a body.
package struct MediaType {
    /// As written.
    package let contentType: Located<String>
    package let schema: Node?
    /// The text or value of `example`.
    package let example: Node?
    /// The values of `examples`, references followed.
    package let examples: [Node]
}

/// One entry of `responses`.
package struct Response {
    package enum Status: Equatable, Sendable {
        case code(Int)
        /// `4XX`: the hundreds digit.
        case range(Int)
        case `default`
    }

    package let status: Status
    /// The key.
    package let range: SourceRange
    /// The object; nil where it is none.
    package var node: Node?
    /// Whether the entry is a reference.
    package var isReference = false
    package var content: [MediaType] = []
    package var headers: [Header] = []
}

/// A header of a response.
package struct Header {
    package let name: Located<String>
    package let schema: Node?
    package let example: Node?
    /// The object; nil for a reference that leads nowhere.
    package let node: Node?
}

/// A way to authenticate.
package struct SecurityScheme {
    package enum Kind: String, CaseIterable, Sendable {
        case apiKey, basic, http, oauth2, openIdConnect, mutualTLS
    }

    package let name: Located<String>
    package let kind: Located<Kind>
    /// `name` of an API key: a header's or a query parameter's.
    package let parameterName: Located<String>?
    package let isInHeader: Bool
    /// `x-amazon-apigateway-authtype`.
    package let authType: Located<String>?
    package let authorizer: AuthorizerObject?
    /// The object.
    package let node: Node
}

/// Schemes of which one caller must satisfy all.
package struct SecurityRequirement {
    package struct Entry {
        package let scheme: Located<String>
        package let scopes: [String]
    }

    package let range: SourceRange
    package let entries: [Entry]
}
