// A refusal, as the service words it. AWS: "API Gateway API reference", errors of each operation; codes as recorded.

import GateJSON

/// Why a call is not carried out.
package struct ControlError: Error, Equatable, Sendable {
    package enum Kind: String, Sendable {
        case badRequest = "BadRequestException"
        /// What does not fit the operation's shape.
        case validation = "ValidationException"
        /// What is no JSON, or of a wrong JSON type.
        case serialization = "SerializationException"
        case unauthorized = "UnauthorizedException"
        case accessDenied = "AccessDeniedException"
        case missingToken = "MissingAuthenticationTokenException"
        case incompleteSignature = "IncompleteSignatureException"
        case invalidSignature = "InvalidSignatureException"
        case unknownClient = "UnrecognizedClientException"
        case expiredToken = "ExpiredTokenException"
        case notFound = "NotFoundException"
        case conflict = "ConflictException"
        case tooLarge = "RequestEntityTooLargeException"
        case limitExceeded = "LimitExceededException"
        case tooManyRequests = "TooManyRequestsException"
        case internalFailure = "InternalFailure"
        /// An operation that there is no handler for.
        case notImplemented = "NotImplementedException"
        case serviceUnavailable = "ServiceUnavailableException"

        package var status: Int {
            switch self {
            case .badRequest, .validation, .serialization: 400
            case .unauthorized: 401
            case .accessDenied, .missingToken, .incompleteSignature, .invalidSignature, .unknownClient,
                .expiredToken:
                403
            case .notFound: 404
            case .conflict: 409
            case .tooLarge: 413
            case .limitExceeded, .tooManyRequests: 429
            case .internalFailure: 500
            case .notImplemented: 501
            case .serviceUnavailable: 503
            }
        }
    }

    package let kind: Kind
    package let message: String
    /// What is missing, of a NotFoundException of `apigatewayv2`: `Api`, `Stage` …
    package var resourceType: String?
    /// Seconds after which the client may try again: `Retry-After`.
    package var retryAfterSeconds: Int?

    package init(_ kind: Kind, _ message: String, resourceType: String? = nil) {
        self.kind = kind
        self.message = message
        self.resourceType = resourceType
    }

    package static func badRequest(_ message: String) -> ControlError { ControlError(.badRequest, message) }
    package static func notFound(_ message: String, resourceType: String? = nil) -> ControlError {
        ControlError(.notFound, message, resourceType: resourceType)
    }
    package static func conflict(_ message: String) -> ControlError { ControlError(.conflict, message) }

    /// Only the service's own failures say nothing: their reasons are the operator's.
    static var internalFailure: ControlError { ControlError(.internalFailure, "An internal failure has occurred.") }

    /// The JSON body.
    var body: JSONValue {
        var members: JSONValue = ["message": .string(message)]
        if let resourceType { members["resourceType"] = .string(resourceType) }
        // As recorded.
        if kind == .limitExceeded { members["retryAfterSeconds"] = .null }
        return members
    }
}
