// Made by gatewright from Pet store 1.0: a change here is lost.
//
// Each operation once. BASE_URL names the served API.

import Foundation
import PetStore
import Testing

private let baseURL = ProcessInfo.processInfo.environment["BASE_URL"]

/// A call is fine when the API answers it, also with a failure of its own.
private func answered<Value>(_ call: () async throws -> Value) async throws {
    do {
        _ = try await call()
    } catch let error as any APIFailure {
        #expect(!(200..<300).contains(error.status))
    }
}

/// Those of CREDENTIALS: an object of JSON by the names of the API's security schemes.
private func credentials() -> PetStoreCredentials {
    let text = ProcessInfo.processInfo.environment["CREDENTIALS"] ?? "{}"
    let known = try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))
    return credentials((known ?? [:]).mapValues { Provider($0) })
}

private func credentials(_ known: [String: Provider<String>]) -> PetStoreCredentials {
    var credentials = PetStoreCredentials()
    credentials.apiKey = known["apiKey"]
    return credentials
}

@Suite(.enabled(if: baseURL != nil)) struct OperationTests {
    private let client = PetStoreClient(
        endpoint: Endpoint(baseURL ?? "http://127.0.0.1"),
        credentials: credentials()
    )

    @Test func callsWelcome0() async throws {
        try await answered { try await client.welcome() }
    }

    @Test func callsListPets1() async throws {
        try await answered { try await client.listPets() }
    }

    @Test func callsCreatePet2() async throws {
        try await answered {
            try await client.createPet(body: NewPet(type: .cat, name: "sample", price: 1))
        }
    }

    @Test func callsGetPet3() async throws {
        try await answered { try await client.getPet(petId: 1) }
    }

    @Test func callsDeletePet4() async throws {
        try await answered { try await client.deletePet(petId: 1) }
    }

    @Test func callsSearch5() async throws {
        try await answered { try await client.search(q: "sample") }
    }

    @Test func callsFiles6() async throws {
        try await answered { try await client.files(proxy: "sample") }
    }
}
