// Made by gatewright from Pet store 1.0: a change here is lost.

import Foundation

/// What callers show; an operation asks for one or more of them.
public struct PetStoreCredentials: Sendable {
    public var apiKey: Provider<String>?

    public init(apiKey: Provider<String>? = nil) {
        self.apiKey = apiKey
    }
}

/// The example that `make run` serves.
public struct PetStoreClient: Sendable {
    private let client: APIClient

    /// - Parameters:
    ///   - endpoint: Where the API is, with its stage.
    ///   - credentials: Sent where an operation asks for them.
    ///   - options: Retries, timeouts, middleware, transport.
    public init(
        endpoint: Endpoint,
        credentials: PetStoreCredentials = .init(),
        options: ClientOptions = ClientOptions()
    ) {
        client = APIClient(
            endpoint: endpoint,
            userAgent: "pet-store/1.0",
            schemes: ["apiKey": .header("x-api-key", credentials.apiKey)],
            options: options
        )
    }

    /// A page for people
    public func welcome(options: CallOptions = CallOptions()) async throws -> String {
        try await client.text(Call(method: "GET", path: "/", accept: "text/html"), options)
    }

    /// GET /pets
    ///
    /// - Parameters:
    ///   - type: Only pets of this type
    ///   - limit: At most so many
    public func listPets(
        type: String? = nil,
        limit: Int? = nil,
        options: CallOptions = CallOptions()
    ) async throws -> Pets {
        try await client.json(
            Call(
                method: "GET",
                path: "/pets",
                query: [.pairs("type", type), .pairs("limit", limit)]
            ),
            options
        )
    }

    /// POST /pets
    public func createPet(body: NewPet, options: CallOptions = CallOptions()) async throws -> Pet {
        try await client.json(
            Call(
                method: "POST",
                path: "/pets",
                body: .json(body, as: "application/json"),
                checks: { try [ValueCheck("body", body, .type({ ValueRules.newPet }))] }
            ),
            options
        )
    }

    /// GET /pets/{petId}
    ///
    /// - Parameters:
    ///   - petId: The pet's number
    /// - Throws: `ProblemNotFound` (status 404)
    public func getPet(petId: Int, options: CallOptions = CallOptions()) async throws -> Pet {
        try await client.json(
            Call(method: "GET", path: "/pets/\(petId)", errors: [404: ProblemNotFound.self]),
            options
        )
    }

    /// Needs the API key
    ///
    /// - Parameters:
    ///   - petId: The pet's number
    public func deletePet(petId: Int, options: CallOptions = CallOptions()) async throws {
        try await client.none(
            Call(method: "DELETE", path: "/pets/\(petId)", security: [["apiKey"]]),
            options
        )
    }

    /// GET /search
    ///
    /// - Parameters:
    ///   - q: What to look for; without it the gateway answers 400
    public func search(
        q: String,
        acceptLanguage: String? = nil,
        options: CallOptions = CallOptions()
    ) async throws -> Empty {
        try await client.json(
            Call(
                method: "GET",
                path: "/search",
                query: [.pairs("q", q)],
                headers: [.joined("Accept-Language", acceptLanguage)]
            ),
            options
        )
    }

    /// POST /files/{proxy}
    public func files(proxy: String, options: CallOptions = CallOptions()) async throws -> Empty {
        try await client.json(Call(method: "POST", path: "/files/\(rest: proxy)"), options)
    }
}
