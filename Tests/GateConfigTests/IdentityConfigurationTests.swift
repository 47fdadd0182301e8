// Local identities: what a configuration says of them, and every finding at its place.

import GateSource
import GateTree
import Testing

@testable import GateConfig

@Suite struct IdentityConfigurationTests {
    @Test func readsEveryMember() throws {
        let text = """
            credentials:
              alice: {accessKeyId: AKIDALICE, secretAccessKey: s1}
              job:
                accessKeyId: ASIAJOB
                secretAccessKey: s2
                sessionToken: t
                expiration: 2027-01-01T00:00:00Z
                principal: arn:aws:sts::123456789012:assumed-role/job/one
                userId: AROA1:one
                organization: o-1
                tags: {team: pets}
                policies:
                  - {Version: "2012-10-17", Statement: {Effect: Allow, Action: "*", Resource: "*"}}
            """
        let result = read(text)
        #expect(result.diagnostics.isEmpty)
        let identities = result.configuration.identities
        try #require(identities.count == 2)
        #expect(identities[0].principal == "arn:aws:iam::123456789012:user/alice")
        #expect(identities[0].policies.isEmpty && identities[0].expires == nil)
        #expect(identities[1].expires == 1_798_761_600 && identities[1].sessionToken == "t")
        #expect(identities[1].userID == "AROA1:one" && identities[1].organization == "o-1")
        #expect(identities[1].tags == [IdentityTag(name: "team", value: "pets")])
        #expect(identities[1].policies.count == 1)
    }

    @Test func reportsIdentities() {
        let whole = "accessKeyId: A, secretAccessKey: planted"
        expect(5002, "credentials:\n  a: {\(whole), ⟦policy⟧: {}}")
        expect(5003, "credentials: ⟦7⟧")
        expect(5080, "credentials:\n  ⟦a⟧: {accessKeyId: A}")
        expect(5080, "credentials:\n  ⟦a⟧: {secretAccessKey: planted}")
        expect(
            5081, "credentials:\n  a: {\(whole), policies: [{Statement: [{Effect: ⟦allow⟧, Action: x, Resource: x}]}]}")
        expect(5082, "credentials:\n  a: {\(whole), principal: ⟦alice⟧}")
        expect(5083, "credentials:\n  a: {\(whole), expiration: ⟦soon⟧}")
        expect(5084, "credentials:\n  a: {\(whole)}\n  b: {accessKeyId: ⟦A⟧, secretAccessKey: t}")
    }

    @Test func boundsLists() {
        func tags(_ count: Int) -> [Diagnostic] {
            let list = (0..<count).map { "t\($0): v" }.joined(separator: ", ")
            return read("credentials:\n  a: {accessKeyId: A, secretAccessKey: s, tags: {\(list)}}").diagnostics
        }
        #expect(tags(IdentityBounds.tagsMax).isEmpty && tags(IdentityBounds.tagsMax + 1).map(\.code.number) == [5048])
        func policies(_ count: Int) -> [Diagnostic] {
            let list = (0..<count).map { _ in "{Statement: []}" }.joined(separator: ", ")
            return read("credentials:\n  a: {accessKeyId: A, secretAccessKey: s, policies: [\(list)]}").diagnostics
        }
        #expect(policies(IdentityBounds.policiesMax).isEmpty)
        #expect(policies(IdentityBounds.policiesMax + 1).map(\.code.number) == [5048])
    }
}
