// The request methods that API Gateway knows. Shared vocabulary of the wire (which parses them) and the plan
// (which routes by them).

/// A request method; the raw value is stored in plans.
@usableFromInline
package enum HTTPVerb: UInt8, CaseIterable, Sendable {
    case get = 0
    case head = 1
    case post = 2
    case put = 3
    case delete = 4
    case options = 5
    case patch = 6
    /// In a plan: every method without a route of its own (`x-amazon-apigateway-any-method`).
    case any = 7
    /// On the wire: a token that API Gateway does not route.
    case other = 8

    /// The method's token, or `ANY`; empty for `other`.
    @inlinable
    package var token: ByteView {
        switch self {
        case .get: return ByteView("GET")
        case .head: return ByteView("HEAD")
        case .post: return ByteView("POST")
        case .put: return ByteView("PUT")
        case .delete: return ByteView("DELETE")
        case .options: return ByteView("OPTIONS")
        case .patch: return ByteView("PATCH")
        case .any: return ByteView("ANY")
        case .other: return ByteView.empty
        }
    }

    /// The verb of a method token as it stands on the wire (case-sensitive, RFC 9110 §9.1).
    @inlinable
    package init(token: ByteView) {
        switch token.count {
        case 3: self = token == "GET" ? .get : token == "PUT" ? .put : .other
        case 4: self = token == "POST" ? .post : token == "HEAD" ? .head : .other
        case 5: self = token == "PATCH" ? .patch : .other
        case 6: self = token == "DELETE" ? .delete : .other
        case 7: self = token == "OPTIONS" ? .options : .other
        default: self = .other
        }
    }
}
