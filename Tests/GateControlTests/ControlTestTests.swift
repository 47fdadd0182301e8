// Tests of methods and authorizers: what they are made of, and what is refused. Tests/CommandTests/ServeTests carries
// them out.

import Foundation
import GateControl
import GateJSON
import Testing

/// The tests that a plane was asked for, each answered at once.
private final class TestLog: @unchecked Sendable {
    private let lock = NSLock()
    private var list: [ControlTest] = []
    func add(_ test: ControlTest) { lock.withLock { list.append(test) } }
    var last: ControlTest? { lock.withLock { list.last } }
}

@Suite struct ControlTestTests {
    private let log = TestLog()

    private func plane() throws -> Plane {
        let log = log
        return try Plane { settings in
            settings.test = { test, completion in
                log.add(test)
                completion(.success(["status": 200, "log": "done", "latency": 3]))
            }
        }
    }

    /// An API with `/pets/{id}` GET and ANY below it.
    private func pets(_ plane: Plane) throws -> (path: String, resource: String) {
        let path = "/restapis/\(plane.api())"
        let root = plane.send("GET", path)["rootResourceId"]?.string ?? ""
        let pets = plane.send("POST", "\(path)/resources/\(root)", ["pathPart": "pets"])["id"]?.string ?? ""
        let pet = plane.send("POST", "\(path)/resources/\(pets)", ["pathPart": "{id}"])["id"]?.string ?? ""
        for verb in ["GET", "ANY"] {
            let method = "\(path)/resources/\(pet)/methods/\(verb)"
            let body: JSONValue = ["authorizationType": "AWS_IAM", "apiKeyRequired": true]
            #expect(plane.send("PUT", method, body).status == 201)
            #expect(plane.send("PUT", method + "/integration", ["type": "MOCK"]).status == 201)
        }
        return (path, "\(path)/resources/\(pet)/methods/")
    }

    @Test func methodsAreTestedAsTheyAre() throws {
        let plane = try plane()
        let (_, methods) = try pets(plane)
        let answer = plane.send(
            "POST", methods + "GET",
            [
                "pathWithQueryString": "pets/7?q=a b", "body": "text", "headers": ["X-A": "1", "x-b": "gone"],
                "multiValueHeaders": ["X-B": ["2", "3"], "Connection": ["close"]], "stageVariables": ["v": "x"],
            ])
        #expect(answer.status == 200, "\(answer.error)")
        #expect(answer["latency"] == 3)
        let test = try #require(log.last)
        #expect(test.subject == .method && test.region == "us-east-1" && test.hasPath)
        let request = String(decoding: test.request, as: UTF8.self)
        #expect(
            request == "GET /pets/7?q=a%20b HTTP/1.0\r\nX-A: 1\r\nX-B: 2\r\nX-B: 3\r\nContent-Length: 4\r\n\r\ntext")
        #expect(test.stageVariables.map(\.name) == ["v"])
        #expect(try !test.compile().isEmpty)
    }

    @Test func methodsOfAnyVerbTakeEachOfThem() throws {
        let plane = try plane()
        let (_, methods) = try pets(plane)
        #expect(plane.send("POST", methods + "PATCH", [:]).status == 200)
        #expect(log.last?.verb == "PATCH")
        #expect(log.last?.target == "/pets/%7Bid%7D")
        #expect(log.last?.hasPath == false)
        #expect(plane.send("POST", methods + "ANY", [:]).status == 200)
        #expect(log.last?.verb == "GET")
    }

    @Test func refusesWhatIsNotThere() throws {
        let plane = try plane()
        let (path, methods) = try pets(plane)
        let cases: [(String, JSONValue, String)] = [
            (
                "/restapis/nothere000/resources/x/methods/GET", [:],
                "Invalid API identifier specified 000000000000:nothere000"
            ),
            (path + "/resources/x/methods/GET", [:], "Invalid Resource identifier specified"),
            (methods + "FETCH", [:], "Invalid Method identifier specified"),
            (methods + "GET", ["headers": ["a b": "c"]], "Invalid header name specified: a b"),
            (methods + "GET", ["headers": ["a": "b\r\nc: d"]], "Invalid header value specified for: a"),
            (methods + "GET", ["clientCertificateId": "nope"], "Invalid client certificate identifier specified"),
            (path + "/authorizers/nope", [:], "Invalid Authorizer identifier specified"),
        ]
        for (target, body, message) in cases {
            let answer = plane.send("POST", target, body)
            #expect(answer["message"]?.string == message, "\(answer.error)")
        }
    }

    @Test func methodsWithoutAnIntegrationAreRefused() throws {
        let plane = try plane()
        let path = "/restapis/\(plane.api())"
        let root = plane.send("GET", path)["rootResourceId"]?.string ?? ""
        let method = "\(path)/resources/\(root)/methods/GET"
        #expect(plane.send("PUT", method, ["authorizationType": "NONE"]).status == 201)
        #expect(plane.send("POST", method, [:]).status == 200)
        #expect(throws: ControlError.badRequest("No integration defined for method")) { try log.last?.compile() }
    }

    @Test func authorizersAreTestedAlone() throws {
        let plane = try plane()
        let path = "/restapis/\(plane.api())"
        let uri =
            "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
            + "arn:aws:lambda:us-east-1:000000000000:function:guard/invocations"
        let made = plane.send(
            "POST", path + "/authorizers",
            [
                "name": "guard", "type": "TOKEN", "authorizerUri": .string(uri),
                "identitySource": "method.request.header.Authorization",
            ])
        let id = made["id"]?.string ?? ""
        let answer = plane.send("POST", path + "/authorizers/" + id, ["headers": ["Authorization": "t"]])
        #expect(answer.status == 200, "\(answer.error)")
        let test = try #require(log.last)
        #expect(test.subject == .authorizer)
        #expect(try !test.compile().isEmpty)
    }

    @Test func aPlaneWithoutADataPlaneRefusesTests() throws {
        let plane = try Plane()
        let (_, methods) = try pets(plane)
        #expect(plane.send("POST", methods + "GET", [:]).status == 501)
    }
}
