// The intermediate representation: an API as API Gateway thinks of it. Two front doors write it (specification
// files through GateTranslate, the AWS control plane), the compiler, exports, SDKs and the portal read it.
// Values, no behaviour; every part keeps the place it came from so that later phases can point at it. Must not
// know OpenAPI, plans or the network.

import GateBytes
import GateSource
import GateTree

/// One API: resources with methods, and what they refer to by name.
package struct APIDefinition {
    /// Which product of API Gateway the definition is for.
    package enum ProtocolType: Sendable {
        case rest
        case http
        case webSocket
    }

    /// Where a caller's API key is read from. AWS: `x-amazon-apigateway-api-key-source`.
    package enum APIKeySource: Sendable {
        case header
        case authorizer
    }

    package var protocolType: ProtocolType = .rest
    package var name: String
    package var version: String?
    package var summary: String?
    /// The document the definition came from.
    package var range: SourceRange
    /// Path below which the API is mounted when several are served at once; empty or `/a/b`.
    package var basePath = ""
    /// Parents before children; the first is `/`.
    package var resources: [Resource] = []
    package var models: [Model] = []
    package var authorizers: [Authorizer] = []
    package var requestValidators: [RequestValidator] = []
    package var gatewayResponses: [GatewayResponse] = []
    /// Media types handled as bytes, in document order (`image/png`, `image/*`, `*/*`).
    package var binaryMediaTypes: [Located<String>] = []
    package var apiKeySource = APIKeySource.header
    /// Smallest response body that is compressed, in bytes; nil is no compression.
    package var minimumCompressionBytes: Located<Int>?
    /// The resource policy's document.
    package var policy: Node?
    /// API keys that a specification declares for local use (`x-gatewright-api-keys`).
    package var apiKeys: [APIKey] = []
    /// Default values of stage variables that a specification declares (`x-gatewright-stage-variables`).
    package var stageVariables: [StageVariable] = []
    /// What the access log is like, as a specification says for local use (`x-gatewright-access-log`).
    package var accessLog: Located<String>?
    /// Routes and integrations of a WebSocket API, which has no resources; nil for others.
    package var socket: SocketAPI?
    /// CORS of an HTTP API.
    package var cors: CORSConfiguration?
    /// The route `$default` of an HTTP API: it takes what no other route does.
    package var defaultRoute: Method?

    package init(name: String, range: SourceRange) {
        self.name = name
        self.range = range
    }
}

/// One node of the resource tree.
package struct Resource {
    /// The whole path, `/pets/{petId}`; the root is `/`.
    package var path: Located<String>
    package var methods: [Method] = []

    package init(path: Located<String>) { self.path = path }
}

/// A JSON Schema with a name.
package struct Model {
    package var name: Located<String>
    package var contentType: String
    /// The schema; `$ref`s inside resolve in the document it stands in.
    package var schema: Node
    /// Whether the importer made the name (an inline schema).
    package var isGenerated: Bool

    package init(name: Located<String>, contentType: String, schema: Node, isGenerated: Bool) {
        self.name = name
        self.contentType = contentType
        self.schema = schema
        self.isGenerated = isGenerated
    }
}

/// Who decides whether a caller may pass.
package struct Authorizer {
    package enum Kind: Sendable {
        case token
        case request
        case cognitoUserPools
        case jwt
    }

    package var name: Located<String>
    package var kind: Kind
    /// The Lambda invocation ARN; nil for Cognito and JWT.
    package var uri: LocatedText?
    package var credentials: Located<String>?
    /// `method.request.header.X` and the like, of a WebSocket API `route.request.…`, in order.
    package var identitySources: [Located<String>] = []
    /// Regular expression that a token must match.
    package var identityValidationExpression: LocatedText?
    /// How long an answer is kept, in seconds; AWS default 300, 0 to 3600.
    package var resultTTLSeconds = 300
    package var providerARNs: [Located<String>] = []
    /// Whose tokens a JWT authorizer takes.
    package var issuers: [TokenIssuer] = []
    /// `RS256` to `ES512`: algorithms that tokens of all issuers may be signed with.
    package var algorithms: [Located<String>] = []
    /// What the function of an HTTP API's authorizer is told.
    package var payloadFormat = PayloadFormat.v1
    /// Whether that function answers `isAuthorized` instead of a policy.
    package var hasSimpleResponses = false

    package init(name: Located<String>, kind: Kind) {
        self.name = name
        self.kind = kind
    }
}

/// An issuer of tokens. AWS: "JwtIssuerInput".
package struct TokenIssuer: Sendable {
    /// What a claim must say. AWS: "JwtAdditionalClaim".
    package struct Claim: Sendable {
        package var name: Located<String>
        package var isRequired: Bool
        /// Any of these; empty takes every text.
        package var values: [String]

        package init(name: Located<String>, isRequired: Bool, values: [String]) {
            self.name = name
            self.isRequired = isRequired
            self.values = values
        }
    }

    /// `iss`, to the letter, and where the issuer's keys are found.
    package var issuer: Located<String>
    package var audiences: [String]
    package var claims: [Claim]

    package init(issuer: Located<String>, audiences: [String], claims: [Claim] = []) {
        self.issuer = issuer
        self.audiences = audiences
        self.claims = claims
    }
}

/// A named pair of switches.
package struct RequestValidator: Sendable {
    package var name: Located<String>
    package var validatesBody: Bool
    package var validatesParameters: Bool

    package init(name: Located<String>, validatesBody: Bool, validatesParameters: Bool) {
        self.name = name
        self.validatesBody = validatesBody
        self.validatesParameters = validatesParameters
    }
}

/// The customised answer for one kind of failure.
package struct GatewayResponse {
    /// AWS's name: `DEFAULT_4XX`, `MISSING_AUTHENTICATION_TOKEN`, ….
    package var type: Located<String>
    package var statusCode: Located<Int>?
    /// Headers to add.
    package var parameters: [ParameterMapping] = []
    package var templates: [Template] = []

    package init(type: Located<String>) { self.type = type }
}

/// A key that a caller may show.
package struct APIKey: Sendable {
    package var name: String
    package var value: Located<String>

    package init(name: String, value: Located<String>) {
        self.name = name
        self.value = value
    }
}

/// A stage variable and its value.
package struct StageVariable: Sendable {
    package var name: Located<String>
    package var value: String

    package init(name: Located<String>, value: String) {
        self.name = name
        self.value = value
    }
}
