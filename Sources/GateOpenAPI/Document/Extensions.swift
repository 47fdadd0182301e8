// The objects behind `x-amazon-apigateway-*`, as they stand in a document. AWS: "x-amazon-apigateway extensions
// to OpenAPI" (read 2026-11). Numbers are checked to be numbers; whether they make sense is asked later.

import GateSource
import GateTree

/// Extensions at the root of a document.
package struct RootExtensions {
    package enum APIKeySource: String, CaseIterable, Sendable {
        case header, authorizer
    }

    package var apiKeySource: Located<APIKeySource>?
    package var binaryMediaTypes: [Located<String>] = []
    package var gatewayResponses: [GatewayResponseObject] = []
    package var minimumCompressionSize: Located<Int>?
    package var policy: Node?
    /// Default of operations without their own.
    package var requestValidator: Located<String>?
    package var requestValidators: [RequestValidatorObject] = []
    /// `x-gatewright-api-keys`.
    package var localAPIKeys: [NamedText] = []
    /// `x-gatewright-stage-variables`.
    package var localStageVariables: [NamedText] = []
    /// `x-gatewright-access-log`.
    package var localAccessLog: LocatedText?
    /// `x-amazon-apigateway-cors` of HTTP APIs.
    package var cors: CORSObject?
}

/// `x-amazon-apigateway-cors`.
package struct CORSObject {
    /// The extension's key.
    package let range: SourceRange
    package var allowOrigins: [Located<String>] = []
    package var allowMethods: [Located<String>] = []
    package var allowHeaders: [Located<String>] = []
    package var exposeHeaders: [Located<String>] = []
    package var allowCredentials = false
    /// Seconds, -1 to 86,400.
    package var maxAge: Located<Int>?
}

/// A member whose value is text.
package struct NamedText {
    package let name: Located<String>
    package let text: LocatedText
}

/// `x-amazon-apigateway-integration`.
package struct IntegrationObject {
    package enum Kind: String, CaseIterable, Sendable {
        case mock, http, aws
        case httpProxy = "http_proxy"
        case awsProxy = "aws_proxy"
    }

    package enum Passthrough: String, CaseIterable, Sendable {
        case whenNoMatch = "when_no_match"
        case whenNoTemplates = "when_no_templates"
        case never
    }

    package enum ContentHandling: String, CaseIterable, Sendable {
        case convertToText = "convert_to_text"
        case convertToBinary = "convert_to_binary"
    }

    package enum ConnectionType: String, CaseIterable, Sendable {
        case internet
        case vpcLink = "vpc_link"
    }

    package enum TransferMode: String, CaseIterable, Sendable {
        case buffered, stream
    }

    /// The extension's key.
    package let range: SourceRange
    package let kind: Kind
    package var uri: LocatedText?
    package var httpMethod: Located<String>?
    package var credentials: LocatedText?
    package var connectionType: Located<ConnectionType>?
    package var connectionID: LocatedText?
    package var integrationTarget: LocatedText?
    package var timeout: Located<Int>?
    package var passthrough: Passthrough?
    package var contentHandling: ContentHandling?
    package var requestParameters: [NamedText] = []
    package var requestTemplates: [NamedText] = []
    package var responses: [IntegrationResponseObject] = []
    package var skipsTLSVerification = false
    package var tlsServerName: Located<String>?
    package var cacheNamespace: Located<String>?
    package var cacheKeyParameters: [Located<String>] = []
    package var transferMode: TransferMode?
    /// Of HTTP APIs: `1.0` or `2.0`.
    package var payloadFormatVersion: Located<String>?
    /// Of HTTP APIs: `SQS-SendMessage`.
    package var subtype: Located<String>?
    /// Of HTTP APIs: edits by status.
    package var responseParameters: [StatusParametersObject] = []

    init(kind: Kind, range: SourceRange) {
        self.kind = kind
        self.range = range
    }
}

/// One entry of an integration's `responses`.
package struct IntegrationResponseObject {
    /// The key: `default` or a regular expression.
    package let pattern: LocatedText
    package let statusCode: Located<Int>
    package var parameters: [NamedText] = []
    package var templates: [NamedText] = []
    package var contentHandling: IntegrationObject.ContentHandling?
}

/// One entry of an HTTP API's `responseParameters`.
package struct StatusParametersObject {
    package let status: Located<Int>
    package let parameters: [NamedText]
}

/// `x-amazon-apigateway-authorizer`.
package struct AuthorizerObject {
    package enum Kind: String, CaseIterable, Sendable {
        case token, request
        case cognitoUserPools = "cognito_user_pools"
        case jwt
    }

    /// The extension's key.
    package let range: SourceRange
    package let kind: Kind
    package var uri: LocatedText?
    package var credentials: Located<String>?
    package var identitySource: LocatedText?
    package var validationExpression: LocatedText?
    package var resultTTL: Located<Int>?
    package var providerARNs: [Located<String>] = []
    package var issuers: [Issuer] = []
    package var algorithms: [Located<Algorithm>] = []
    /// Of HTTP APIs: `authorizerPayloadFormatVersion`, `1.0` or `2.0`.
    package var payloadFormatVersion: Located<String>?
    /// Of HTTP APIs: `enableSimpleResponses`.
    package var hasSimpleResponses = false

    /// One entry of `jwtConfiguration.issuers`.
    package struct Issuer {
        package let issuer: Located<String>
        package let audiences: [Located<String>]
        package let claims: [Claim]
    }

    /// One entry of `additionalClaims`; its `format` is `SINGLE_STRING`.
    package struct Claim {
        package let name: Located<String>
        package let isRequired: Bool
        package let values: [Located<String>]
    }

    /// Of `defaultAlgorithms`.
    package enum Algorithm: String, CaseIterable, Sendable {
        case rs256 = "RS256"
        case rs384 = "RS384"
        case rs512 = "RS512"
        case es256 = "ES256"
        case es384 = "ES384"
        case es512 = "ES512"
    }

    init(kind: Kind, range: SourceRange) {
        self.kind = kind
        self.range = range
    }
}

/// `x-amazon-apigateway-auth`.
package enum AuthType: String, CaseIterable, Sendable {
    case open = "none"
    case awsIAM = "aws_iam"
}

/// One entry of `x-amazon-apigateway-gateway-responses`.
package struct GatewayResponseObject {
    package let type: Located<String>
    package var statusCode: Located<Int>?
    package var parameters: [NamedText] = []
    package var templates: [NamedText] = []
}

/// One entry of `x-amazon-apigateway-request-validators`.
package struct RequestValidatorObject {
    package let name: Located<String>
    package let validatesBody: Bool
    package let validatesParameters: Bool
}
