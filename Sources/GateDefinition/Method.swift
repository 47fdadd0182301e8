// A method of a resource: what it asks of a request before the integration sees it.

import GateBytes
import GateSource

/// One verb of one resource.
package struct Method {
    package enum Authorization: Sendable {
        case none
        case awsIAM
        /// A Lambda authorizer, by name.
        case custom(authorizer: Located<String>)
        case cognitoUserPools(authorizer: Located<String>, scopes: [String])
        case jwt(authorizer: Located<String>, scopes: [String])
    }

    package var verb: HTTPVerb
    /// The verb's key in the document.
    package var range: SourceRange
    package var operationName: String?
    package var authorization = Authorization.none
    package var isAPIKeyRequired = false
    package var requestParameters: [RequestParameter] = []
    /// The body's model by media type.
    package var requestModels: [RequestModel] = []
    package var validatesBody = false
    package var validatesParameters = false
    package var integration: Integration?
    package var responses: [MethodResponse] = []

    package init(verb: HTTPVerb, range: SourceRange) {
        self.verb = verb
        self.range = range
    }
}

/// Where a request parameter stands.
package enum ParameterLocation: Sendable {
    case path
    case queryString
    case header
}

/// A declared parameter: `method.request.{path|querystring|header}.NAME`.
package struct RequestParameter: Sendable {
    package var location: ParameterLocation
    package var name: Located<String>
    package var isRequired: Bool

    package init(location: ParameterLocation, name: Located<String>, isRequired: Bool) {
        self.location = location
        self.name = name
        self.isRequired = isRequired
    }
}

/// The model that bodies of one media type must satisfy.
package struct RequestModel: Sendable {
    package var contentType: String
    /// Name in `APIDefinition.models`.
    package var modelName: Located<String>

    package init(contentType: String, modelName: Located<String>) {
        self.contentType = contentType
        self.modelName = modelName
    }

    /// Whether a media type in lower case is XML: RFC 7303 §2.
    package static func isXML(_ contentType: String) -> Bool {
        contentType == "application/xml" || contentType == "text/xml" || contentType.hasSuffix("+xml")
    }
}

/// A status that the method may answer.
package struct MethodResponse: Sendable {
    /// 100 to 599; nil for a document's `default`.
    package var statusCode: Located<Int>?
    /// Declared `method.response.header.NAME`.
    package var headers: [Located<String>] = []
    /// Model by media type.
    package var models: [RequestModel] = []

    package init(statusCode: Located<Int>?) { self.statusCode = statusCode }
}
