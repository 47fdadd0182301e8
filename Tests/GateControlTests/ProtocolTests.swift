// The protocol itself: routes, types, constraints, pages, errors. Texts are AWS's, as recorded.

import GateControl
import GateJSON
import Testing

@Suite struct ProtocolTests {
    @Test func unknownPathsAreNoOperations() throws {
        let plane = try Plane()
        for target in ["/", "/nothing", "/restapis/a/b", "/restapis/a/resources/", "//restapis"] {
            let answer = plane.send("PUT", target)
            #expect(answer.status == 403)
            #expect(
                answer.error
                    == "AccessDeniedException: Unable to determine service/operation name to be authorized")
        }
    }

    @Test func operationsWithoutHandlerSayTheirName() throws {
        let answer = try Plane().send("GET", "/v2/portals")
        #expect(answer.status == 501)
        #expect(answer.error == "NotImplementedException: The operation ListPortals is not implemented.")
    }

    @Test func answersHaveRequestIdentifiers() throws {
        let answer = try Plane().send("GET", "/restapis")
        #expect(answer.status == 200)
        #expect(answer.response.header("x-amzn-RequestId")?.count == 36)
    }

    @Test func missingMembersAreCollected() throws {
        let answer = try Plane().send("POST", "/restapis", [:])
        #expect(answer.status == 400)
        #expect(
            answer.error
                == [
                    "ValidationException: 1 validation error detected: Value null at 'createRestApiInput.name' failed to satisfy constraint: Member must not be null"
                ][0]
        )
    }

    @Test func enumerationsAreChecked() throws {
        let answer = try Plane().send(
            "POST", "/restapis",
            ["name": "x", "endpointConfiguration": ["types": ["wrong"], "ipAddressType": "ipv5"]])
        #expect(
            answer.error
                == [
                    "ValidationException: 2 validation errors detected: Value '[wrong]' at 'createRestApiInput.endpointConfiguration.types' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [PRIVATE, EDGE, REGIONAL]]; Value 'ipv5' at 'createRestApiInput.endpointConfiguration.ipAddressType' failed to satisfy constraint: Member must satisfy enum value set: [ipv4, dualstack]"
                ][0]
        )
    }

    @Test func patchOperationsAreAddressedByNumber() throws {
        let plane = try Plane()
        let answer = plane.patch("/restapis/\(plane.api())", "wrong /name x")
        #expect(
            answer.error
                == [
                    "ValidationException: 1 validation error detected: Value 'wrong' at 'updateRestApiInput.patchOperations.1.member.op' failed to satisfy constraint: Member must satisfy enum value set: [add, remove, move, test, replace, copy]"
                ][0]
        )
    }

    @Test func wrongTypesAreSerializationErrors() throws {
        let plane = try Plane()
        let cases: [(JSONValue, String)] = [
            (true, "class java.lang.Boolean can not be converted to an String"),
            (1, "class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to an String"),
            ([:], "Start of structure or map found where not expected."),
        ]
        for (value, text) in cases {
            #expect(plane.send("POST", "/restapis", ["name": value]).error == "SerializationException: " + text)
        }
        for text in ["{", "{\"name\": }", String(repeating: "[", count: 5000)] {
            #expect(plane.send("POST", "/restapis", text: text).status == 400)
        }
    }

    @Test func unknownMembersAreDropped() throws {
        let answer = try Plane().send("POST", "/restapis", ["name": "x", "colour": "green"])
        #expect(answer.status == 201)
        #expect(answer["colour"] == nil)
    }

    @Test func listsComeInPages() throws {
        let plane = try Plane()
        for index in 0..<60 { _ = plane.api("api \(index)") }
        var names: [String] = []
        var position = ""
        for _ in 0..<10 {
            let page = plane.send("GET", "/restapis?limit=25&position=\(position)")
            names += page["item"]?.array?.compactMap { $0["name"]?.string } ?? []
            guard let next = page["position"]?.string else { break }
            position = next
        }
        #expect(names == (0..<60).map { "api \($0)" })
        #expect(plane.send("GET", "/restapis")["item"]?.array?.count == 25)
        #expect(plane.send("GET", "/restapis?limit=-1")["item"] == [])
        #expect(plane.send("GET", "/restapis?limit=60")["position"] == nil)
        #expect(plane.send("GET", "/restapis?position=hello").status == 400)
    }

    @Test func regionsAreApart() throws {
        let plane = try Plane()
        let id = plane.api()
        let credential =
            "AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/apigateway/aws4_request, SignedHeaders=host, Signature=00"
        let headers = [("Authorization", credential), ("X-Amz-Date", "20260101T000000Z")]
        #expect(plane.send("GET", "/restapis/\(id)").status == 200)
        let answer = plane.send("GET", "/restapis/\(id)", headers: headers)
        #expect(answer.error == "NotFoundException: Invalid API identifier specified 000000000000:\(id)")
    }

    @Test func unsignedRequestsAreRefusedWhenSignaturesAreRequired() throws {
        let plane = try Plane {
            $0.identities = [ControlIdentity(accessKeyID: "AKID", secretAccessKey: "secret")]
        }
        let answer = plane.send("GET", "/restapis")
        #expect(answer.status == 403)
        #expect(answer.json == ["message": "Missing Authentication Token"])
    }
}
