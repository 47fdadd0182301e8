// REST APIs: shapes, defaults, changes and refusals, as recorded.

import GateControl
import GateJSON
import Testing

@Suite struct RestAPITests {
    @Test func newAPIsHaveTheServiceDefaults() throws {
        let answer = try Plane().send("POST", "/restapis", ["name": "pets"])
        #expect(answer.status == 201)
        let members = answer.json.object?.names.sorted()
        #expect(
            members == [
                "apiKeySource", "createdDate", "disableExecuteApiEndpoint", "endpointConfiguration", "id", "name",
                "rootResourceId",
            ])
        #expect(answer["apiKeySource"] == "HEADER")
        #expect(answer["endpointConfiguration"] == ["types": ["EDGE"], "ipAddressType": "ipv4"])
        #expect(answer["createdDate"]?.int == Plane.now)
        #expect(answer["id"]?.string?.count == 10)
    }

    @Test func readAPIsShowTags() throws {
        let plane = try Plane()
        #expect(plane.send("GET", "/restapis/\(plane.api())")["tags"] == [:])
    }

    @Test func refusesWhatTheServiceRefuses() throws {
        let plane = try Plane()
        let cases: [(JSONValue, String)] = [
            (["name": "x", "description": ""], "Description cannot be an empty string"),
            (
                ["name": "x", "minimumCompressionSize": -1],
                "Invalid minimum compression size, must be between 0 and 10485760"
            ),
            (
                ["name": "x", "endpointConfiguration": ["types": []]],
                "REGIONAL Configuration and EDGE Configuration cannot be both DISABLED."
            ),
            (
                ["name": "x", "endpointConfiguration": ["types": ["EDGE", "REGIONAL"]]],
                "Cannot create an api with multiple Endpoint Types."
            ),
            (
                ["name": "x", "endpointConfiguration": ["types": ["PRIVATE"], "ipAddressType": "ipv4"]],
                "Only dualstack ipAddressType is supported for Private APIs."
            ),
        ]
        for (body, text) in cases {
            #expect(plane.send("POST", "/restapis", body).error == "BadRequestException: " + text)
        }
        #expect(plane.send("GET", "/restapis")["item"] == [])
    }

    @Test func patchesAPIs() throws {
        let plane = try Plane()
        let path = "/restapis/\(plane.api())"
        let answer = plane.patch(
            path, "replace /name dogs", "replace /minimumCompressionSize 10", "add /binaryMediaTypes/image~1png",
            "replace /disableExecuteApiEndpoint true", "replace /endpointConfiguration/types/EDGE PRIVATE")
        #expect(answer.status == 200)
        #expect(answer["name"] == "dogs")
        #expect(answer["minimumCompressionSize"] == 10)
        #expect(answer["binaryMediaTypes"] == ["image/png"])
        #expect(answer["disableExecuteApiEndpoint"] == true)
        #expect(answer["endpointConfiguration"] == ["types": ["PRIVATE"], "ipAddressType": "dualstack"])
        let cleared = plane.patch(
            path, "replace /minimumCompressionSize", "remove /binaryMediaTypes/image~1png")
        #expect(cleared["minimumCompressionSize"] == nil)
        #expect(cleared["binaryMediaTypes"] == nil)
        #expect(plane.patch(path, "replace /name cats", "replace /wrong x").status == 400)
        #expect(plane.send("GET", path)["name"] == "dogs")
    }

    @Test func policiesComeBackEscaped() throws {
        let plane = try Plane()
        let statement =
            #"{"Effect":"Allow","Principal":"*","Action":["execute-api:Invoke"],"Resource":["execute-api:/*"]}"#
        let policy = #"{"Version":"2012-10-17","Statement":["# + statement + "]}"
        let answer = plane.send("POST", "/restapis", ["name": "x", "policy": .string(policy)])
        let id = answer["id"]?.string ?? ""
        let kept = try JSONValue(parsing: "\"" + (answer["policy"]?.string ?? "") + "\"").string ?? ""
        #expect(answer["policy"]?.string?.hasPrefix(#"{\"Version\":\"2012-10-17\","#) == true)
        #expect(
            try JSONValue(parsing: kept) == [
                "Version": "2012-10-17",
                "Statement": [
                    [
                        "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke",
                        "Resource": .string("arn:aws:execute-api:us-east-1:000000000000:\(id)/*"),
                    ]
                ],
            ])
        #expect(plane.patch("/restapis/\(id)", "replace /policy nonsense").status == 400)
    }

    @Test func clonesAndDeletes() throws {
        let plane = try Plane()
        let id = plane.api()
        let copy = plane.send("POST", "/restapis", ["name": "copy", "cloneFrom": .string(id)])
        #expect(copy.status == 201)
        #expect(plane.send("DELETE", "/restapis/\(id)").status == 202)
        #expect(plane.send("DELETE", "/restapis/\(id)").status == 404)
        #expect(plane.send("GET", "/restapis")["item"]?.array?.count == 1)
    }
}
