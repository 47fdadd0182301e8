// Where an API is, and how callers show who they are.

import Foundation

/// Where an API is, with its stage.
public struct Endpoint: Sendable, ExpressibleByStringLiteral {
    let url: String

    /// - Parameter url: Such as `https://api.example.com/prod`.
    public init(_ url: String) {
        self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
    }

    public init(stringLiteral value: String) {
        self.init(value)
    }

    /// A stage of an API of Amazon API Gateway.
    public static func gateway(api: String, region: String, stage: String) -> Endpoint {
        let domain = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
        return Endpoint("https://\(api).execute-api.\(region).\(domain)/\(stage)")
    }
}

/// A value, or how to get it each time that it is needed.
public struct Provider<Value: Sendable>: Sendable {
    let get: @Sendable () async throws -> Value

    public init(_ value: Value) {
        get = { value }
    }

    public init(_ get: @escaping @Sendable () async throws -> Value) {
        self.get = get
    }
}

extension Provider: ExpressibleByStringLiteral, ExpressibleByUnicodeScalarLiteral,
    ExpressibleByExtendedGraphemeClusterLiteral
where Value == String {
    public init(stringLiteral value: String) {
        self.init(value)
    }
}

/// User and password of HTTP Basic.
public struct BasicCredentials: Sendable {
    public var username: String
    public var password: String

    public init(username: String, password: String) {
        self.username = username
        self.password = password
    }
}

/// A way to show who calls.
enum Scheme: Sendable {
    case header(String, Provider<String>?)
    case query(String, Provider<String>?)
    case bearer(Provider<String>?)
    case basic(Provider<BasicCredentials>?)
    case sigV4(Provider<AWSCredentials>?)

    var isKnown: Bool {
        switch self {
        case .header(_, let provider), .query(_, let provider), .bearer(let provider):
            provider != nil
        case .basic(let provider): provider != nil
        case .sigV4(let provider): provider != nil
        }
    }
}

extension [Scheme] {
    /// Shows those that there are credentials for; keys for a signature come back.
    func show(_ headers: inout HeaderFields, _ query: inout [Field]) async throws -> AWSCredentials?
    {
        var credentials: AWSCredentials?
        for scheme in self {
            switch scheme {
            case .header(let name, let provider?): headers[name] = try await provider.get()
            case .query(let name, let provider?):
                query.append(Field(name: name, value: try await provider.get()))
            case .bearer(let provider?):
                headers["authorization"] = "Bearer \(try await provider.get())"
            case .basic(let provider?):
                let known = try await provider.get()
                let pair = Data("\(known.username):\(known.password)".utf8)
                headers["authorization"] = "Basic \(pair.base64EncodedString())"
            case .sigV4(let provider?): credentials = try await provider.get()
            default: break
            }
        }
        return credentials
    }
}

extension [Field] {
    /// `?a=1&b=2`, percent-encoded; nothing of nothing.
    var queryText: String {
        isEmpty ? "" : "?" + formText
    }

    /// `a=1&b=2`, percent-encoded.
    var formText: String {
        map { "\($0.name.percentEncoded)=\($0.value.percentEncoded)" }.joined(separator: "&")
    }
}
