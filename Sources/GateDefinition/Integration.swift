// What a method does with a request: the integration, its parameter mappings, templates and responses.

import GateBytes
import GateSource

/// The back of a method.
package struct Integration {
    package enum Kind: Sendable {
        case mock
        case http
        case httpProxy
        case aws
        case awsProxy
    }

    package enum PassthroughBehavior: UInt8, Sendable {
        case whenNoMatch = 0
        case whenNoTemplates = 1
        case never = 2
    }

    package enum ContentHandling: UInt8, Sendable {
        case passthrough = 0
        case convertToText = 1
        case convertToBinary = 2
    }

    package enum ConnectionType: Sendable {
        case internet
        case vpcLink
    }

    package enum ResponseTransferMode: Sendable {
        case buffered
        case stream
    }

    package var kind: Kind
    /// The integration's key in the document.
    package var range: SourceRange
    /// nil for MOCK. Holds `{name}` and `${stageVariables.name}` placeholders.
    package var uri: LocatedText?
    /// `any` is the client's verb; nil for MOCK.
    package var httpMethod: HTTPVerb?
    package var credentials: LocatedText?
    package var connectionType = ConnectionType.internet
    /// Where the connection type is named.
    package var connectionTypeRange: SourceRange?
    package var connectionID: LocatedText?
    /// ARN of the listener of a load balancer behind a VPC link.
    package var integrationTarget: LocatedText?
    /// Milliseconds, 50 to 29,000 unless the quota was raised. AWS default 29,000.
    package var timeoutMilliseconds = 29_000
    package var passthroughBehavior = PassthroughBehavior.whenNoMatch
    package var contentHandling = ContentHandling.passthrough
    /// `integration.request.{path|querystring|header}.NAME`.
    package var requestParameters: [ParameterMapping] = []
    package var requestTemplates: [Template] = []
    package var responses: [IntegrationResponse] = []
    /// `tlsConfig.insecureSkipVerification`: accept private certificate authorities.
    package var skipsTLSVerification = false
    /// `tlsConfig.serverNameToVerify`.
    package var tlsServerName: Located<String>?
    /// What methods share that are to share cached answers; nil is the resource's identifier.
    package var cacheNamespace: String?
    package var cacheKeyParameters: [CacheKeyParameter] = []
    package var responseTransferMode = ResponseTransferMode.buffered
    /// Whether the compiler of the document made it up (`--mock`).
    package var isGenerated = false
    /// Of a WebSocket API: chooses the request template by its key.
    package var templateSelectionExpression: LocatedText?
    /// Of a WebSocket API: what the keys of responses are compared with.
    package var responseSelectionExpression: LocatedText?
    /// Of an HTTP API: what a function is told and answers.
    package var payloadFormat = PayloadFormat.v1
    /// Of an HTTP API: `SQS-SendMessage`; nil where no action of a service is called.
    package var service: Located<String>?
    /// Of an HTTP API: what is changed of a request, or the parameters of a service's action.
    package var edits: [ParameterEdit] = []
    /// Of an HTTP API: what is changed of answers.
    package var statusEdits: [StatusEdits] = []

    package init(kind: Kind, range: SourceRange) {
        self.kind = kind
        self.range = range
    }
}

/// What tells the cached answers of a method apart.
package struct CacheKeyParameter: Sendable {
    /// As it stands in the document: `method.request.querystring.q`.
    package var name: Located<String>
    /// Where its value comes from; of an `integration.request.…` what is mapped there.
    package var source: ParameterMapping.Source

    package init(name: Located<String>, source: ParameterMapping.Source) {
        self.name = name
        self.source = source
    }
}

/// How one kind of backend answer becomes a method response.
package struct IntegrationResponse {
    /// Regular expression on the backend's status or error message; nil is the default response.
    package var selectionPattern: LocatedText?
    package var statusCode: Located<Int>
    /// `method.response.header.NAME`.
    package var parameters: [ParameterMapping] = []
    package var templates: [Template] = []
    package var contentHandling = Integration.ContentHandling.passthrough
    /// Of a WebSocket API: chooses the template by its key.
    package var templateSelectionExpression: LocatedText?
    package var range: SourceRange

    package init(selectionPattern: LocatedText?, statusCode: Located<Int>, range: SourceRange) {
        self.selectionPattern = selectionPattern
        self.statusCode = statusCode
        self.range = range
    }
}

/// A mapping template for one media type. In gateway responses it is plain substitution, elsewhere VTL.
package struct Template: Sendable {
    /// Without parameters, lower case; of a WebSocket API a key. `$default` is the fallback.
    package var contentType: Located<String>
    package var text: LocatedText

    package init(contentType: Located<String>, text: LocatedText) {
        self.contentType = contentType
        self.text = text
    }
}

/// One assignment `target: source`.
package struct ParameterMapping: Sendable {
    /// Where the value goes.
    package enum Target: Sendable, Equatable {
        case integrationPath(String)
        case integrationQueryString(String)
        case integrationHeader(String)
        /// `method.response.header.NAME` or `gatewayresponse.header.NAME`.
        case responseHeader(String)
    }

    /// Where the value comes from.
    package enum Source: Sendable {
        /// `'text'`, without the quotes.
        case literal(String)
        case requestPath(String)
        case requestQueryString(String)
        case requestMultivalueQueryString(String)
        case requestHeader(String)
        case requestMultivalueHeader(String)
        /// `method.request.body` or `method.request.body.JSONPATH`; the path is without `$.`.
        case requestBody(path: LocatedText?)
        case responseHeader(String)
        case responseMultivalueHeader(String)
        /// `integration.response.body` or `integration.response.body.JSONPATH`.
        case responseBody(path: LocatedText?)
        case stageVariable(String)
        /// `context.NAME`, the name without `context.`.
        case context(String)
    }

    package var target: Target
    package var targetRange: SourceRange
    package var source: Source
    package var sourceRange: SourceRange

    package init(target: Target, at targetRange: SourceRange, source: Source, at sourceRange: SourceRange) {
        self.target = target
        self.targetRange = targetRange
        self.source = source
        self.sourceRange = sourceRange
    }
}
