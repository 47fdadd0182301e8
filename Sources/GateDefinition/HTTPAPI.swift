// What an HTTP API has beside what all APIs have: one CORS policy, a route for what no other takes, edits of parameters
// and actions of services. Its routes are methods of resources, as in a REST API. AWS: "API Gateway V2 API reference".

import GateBytes
import GateSource

/// Who may call an HTTP API from pages of other origins. AWS: Cors.
package struct CORSConfiguration: Sendable {
    /// Where it stands.
    package var range: SourceRange
    /// Whole origins, `*`, `https://*` or `http://*`.
    package var allowOrigins: [Located<String>] = []
    package var allowMethods: [Located<String>] = []
    package var allowHeaders: [Located<String>] = []
    package var exposeHeaders: [Located<String>] = []
    package var allowCredentials = false
    /// Seconds, -1 to 86,400; nil says nothing.
    package var maxAge: Int?

    package init(range: SourceRange) { self.range = range }
}

/// The form of what functions are told and answer. AWS: payloadFormatVersion.
package enum PayloadFormat: Sendable {
    case v1
    case v2
}

/// One change of a request or an answer: `overwrite:header.X: $context.requestId`.
package struct ParameterEdit: Sendable {
    package enum Operation: UInt32, Sendable {
        case append = 0
        case overwrite = 1
        case remove = 2
    }

    package enum Target: Sendable, Equatable {
        case header(String)
        case queryString(String)
        case path
        case statusCode
        /// A parameter of a service's action.
        case service(String)
    }

    package var operation: Operation
    package var target: Target
    /// The key.
    package var range: SourceRange
    package var value: [EditPart]
    package var valueRange: SourceRange

    package init(
        _ operation: Operation, _ target: Target, at range: SourceRange, value: [EditPart], at valueRange: SourceRange
    ) {
        self.operation = operation
        self.target = target
        self.range = range
        self.value = value
        self.valueRange = valueRange
    }
}

/// A part of an edit's value.
package struct EditPart: Sendable {
    package enum Source: Sendable {
        case literal(String)
        case requestHeader(String)
        case requestQueryString(String)
        /// The whole body, or what a path without `$.` selects.
        case requestBody(path: LocatedText?)
        /// The path without the stage.
        case requestPath
        case pathParameter(String)
        case responseHeader(String)
        case responseBody(path: LocatedText?)
        case stageVariable(String)
        /// `context.NAME`, the name without `context.`.
        case context(String)
    }

    package var source: Source
    package var range: SourceRange

    package init(_ source: Source, at range: SourceRange) {
        self.source = source
        self.range = range
    }
}

/// What is changed of answers with one status.
package struct StatusEdits: Sendable {
    package var status: Located<Int>
    package var edits: [ParameterEdit]

    package init(status: Located<Int>, edits: [ParameterEdit]) {
        self.status = status
        self.edits = edits
    }
}
