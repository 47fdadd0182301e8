// One call of an API: what goes out, what can come back.

import GateSource

/// One operation.
package struct ClientOperation: Sendable {
    /// The document's `operationId`, or a name made of path and verb: unique as names of types are.
    package var name: String
    /// `GET`, `POST` …
    package var method: String
    package var path: [PathPart]
    package var summary: String?
    package var isDeprecated = false
    /// The first tag: what operations are grouped by in documentation.
    package var tag: String?
    package var parameters: [ClientParameter] = []
    package var body: ClientBody?
    package var responses: [ClientResponse] = []
    /// Alternatives; of each, all schemes (numbers) are needed. Empty needs none.
    package var security: [[Int]] = []
    /// How the next page is asked for; nil where answers come whole.
    package var pagination: Pagination?
    package var range: SourceRange

    /// The parameter of a `{name+}` at the end of the path: its slashes stay.
    package var greedyParameter: String?

    /// The path as documents write it: `/pets/{petId}`.
    package var pathText: String {
        path.map { part in
            switch part {
            case .literal(let text): text
            case .parameter(let name): "{\(name)}"
            }
        }.joined()
    }
}

/// A part of a path.
package enum PathPart: Equatable, Sendable {
    case literal(String)
    /// A parameter by name.
    case parameter(String)
}

/// A parameter of a request.
package struct ClientParameter: Sendable {
    package enum Location: Sendable { case path, query, header, cookie }
    /// OpenAPI 3.0.3, "Style Values"; Swagger's `collectionFormat` becomes one of them.
    package enum Style: String, Sendable {
        case simple, label, matrix, form, spaceDelimited, pipeDelimited, deepObject
        /// Swagger's `tsv`.
        case tabDelimited
    }

    package var name: String
    package var location: Location
    package var shape: Shape
    package var isRequired: Bool
    package var style: Style
    package var explodes: Bool
    package var summary: String?
    package var isDeprecated = false
    package var constraints = Constraints()
    /// What its value has to satisfy; nil where nothing is said.
    package var rule: ValueRule?
}

/// What a request carries.
package struct ClientBody: Sendable {
    package enum Content: Sendable {
        case json(Shape)
        /// `application/x-www-form-urlencoded`, by the members of an object type.
        case form(Shape)
        case multipart(Shape)
        case xml(Shape, XMLElement)
        case text
        case binary

        /// Whether it has parts that rules can speak of.
        package var isStructured: Bool {
            switch self {
            case .json, .form, .multipart, .xml: true
            case .text, .binary: false
            }
        }
    }

    package var contentType: String
    package var content: Content
    package var isRequired: Bool
    package var summary: String?
    /// What it has to satisfy; nil where nothing is said.
    package var rule: ValueRule?
}

/// What an answer carries.
package enum ResponseBody: Hashable, Sendable {
    case none
    case json(Shape)
    case xml(Shape, XMLElement)
    case text
    case binary
    /// `text/event-stream`.
    case events
}

/// One kind of answer.
package struct ClientResponse: Sendable {
    package enum Status: Equatable, Sendable {
        case code(Int)
        /// All of a hundred: 4 is `4XX`.
        case range(Int)
        case other
    }

    package var status: Status
    package var summary: String?
    package var contentType: String?
    package var body: ResponseBody

    package var isSuccess: Bool {
        switch status {
        case .code(let code): (200..<300).contains(code)
        case .range(let hundred): hundred == 2
        case .other: false
        }
    }
}

/// Answers in pages: what the last one tells is asked with for the next.
package struct Pagination: Equatable, Sendable {
    /// The query parameter that takes the token.
    package var parameter: String
    /// The member of an answer that holds the next page's token; absent, null or empty at the end.
    package var token: String
    /// The member that holds the page's elements.
    package var items: String
    /// What an element is like.
    package var element: Shape

    package init(parameter: String, token: String, items: String, element: Shape) {
        self.parameter = parameter
        self.token = token
        self.items = items
        self.element = element
    }
}
