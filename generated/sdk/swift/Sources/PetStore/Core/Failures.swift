// What can go wrong: no answer, an answer that is no success, an answer that cannot be read.

import Foundation

/// An answer, with its body where that was read.
public struct Response: Sendable {
    public let status: Int
    public let headers: HeaderFields
    public let body: Data

    /// The gateway's name of the request, for its logs.
    public var requestID: String? { headers["x-amzn-requestid"] ?? headers["apigw-requestid"] }

    /// The body as a type.
    public func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try JSONText.value(of: body)
    }
}

/// No answer came.
public enum ConnectionError: Error {
    case failed(any Error)
    case timedOut(after: Duration)
}

/// An answer that is no success, or that cannot be read.
public protocol APIFailure: Error, CustomStringConvertible {
    var response: Response { get }
}

extension APIFailure {
    public var status: Int { response.status }
    public var requestID: String? { response.requestID }

    public var description: String {
        let body = (try? response.decode(JSONValue.self)) ?? .null
        guard case .object(let members) = body,
            case .string(let text)? = members["message"] ?? members["Message"]
        else {
            return "\(status)"
        }
        return "\(status) \(text)"
    }
}

/// A failure for which the API declares no body.
public struct APIError: APIFailure {
    public let response: Response
}

/// A success whose body is not what the API declares.
public struct UnreadableAnswer: APIFailure {
    public let response: Response
    public let reason: any Error
}

/// A failure that the gateway itself answered with: the backend may not know of the call.
public struct GatewayError: APIFailure {
    public let response: Response
    public let type: GatewayErrorType
}

/// A failure that the API declares.
public protocol DeclaredError: APIFailure {
    associatedtype Model: Decodable
    init(response: Response, model: Model)
}

extension DeclaredError {
    static func make(_ response: Response) throws -> Self {
        Self(response: response, model: try response.decode())
    }
}

/// The kinds of failure that the gateway itself answers with, by `x-amzn-ErrorType`.
public enum GatewayErrorType: OpenEnumeration {
    case accessDenied
    case badRequest
    case expiredToken
    case forbidden
    case incompleteSignature
    case internalServerError
    case invalidSignature
    case limitExceeded
    case missingAuthenticationToken
    case requestTooLarge
    case tooManyRequests
    case unauthorized
    case unrecognizedClient
    case unsupportedMediaType
    /// A kind that this client does not know.
    case other(String)

    public init(rawValue: String) {
        self = GatewayErrorType.known.first { $0.rawValue == rawValue } ?? .other(rawValue)
    }

    private static let known: [GatewayErrorType] = [
        .accessDenied, .badRequest, .expiredToken, .forbidden, .incompleteSignature,
        .internalServerError,
        .invalidSignature, .limitExceeded, .missingAuthenticationToken, .requestTooLarge,
        .tooManyRequests,
        .unauthorized, .unrecognizedClient, .unsupportedMediaType,
    ]

    public var rawValue: String {
        if case .other(let text) = self { return text }
        let name = "\(self.name)"
        return name.prefix(1).uppercased() + name.dropFirst() + "Exception"
    }

    private var name: String {
        switch self {
        case .accessDenied: "accessDenied"
        case .badRequest: "badRequest"
        case .expiredToken: "expiredToken"
        case .forbidden: "forbidden"
        case .incompleteSignature: "incompleteSignature"
        case .internalServerError: "internalServerError"
        case .invalidSignature: "invalidSignature"
        case .limitExceeded: "limitExceeded"
        case .missingAuthenticationToken: "missingAuthenticationToken"
        case .requestTooLarge: "requestTooLarge"
        case .tooManyRequests: "tooManyRequests"
        case .unauthorized: "unauthorized"
        case .unrecognizedClient: "unrecognizedClient"
        case .unsupportedMediaType: "unsupportedMediaType"
        case .other(let text): text
        }
    }
}
