// Lambda authorizers: what every answer of a function leads to, what is kept, and for whom.

import CorpusSupport
import Foundation
import GateBytes
import GatePlan
import GateRuntime
import Testing

/// An API whose method asks an authorizer, and the functions' answers.
final class GuardedAPI {
    let driver: RequestDriver
    let gateway: Gateway
    /// The bodies of all calls.
    var calls: [String] = []
    /// What answers instead of the function: requests for keys. nil leaves it to the function.
    var serve: ((String) -> DrivenUpstream?)?
    /// What the function answers, in order; the last one again and again.
    var answers: [DrivenUpstream] = []

    init(
        _ authorizer: String, scopes: String = "", isKeyed: Bool = false, isSigned: Bool = false, isOpen: Bool = false,
        document: String = "", settings: StageSettings = StageSettings(), output: String = GuardedAPI.output
    ) throws {
        let asked = isSigned || isOpen ? "" : "auth: [\(scopes)]\(isKeyed ? ", key: []" : "")"
        let auth = isSigned || isOpen ? "x-amazon-apigateway-auth: {type: \(isSigned ? "AWS_IAM" : "NONE")}" : ""
        let key = isKeyed ? "key: {type: apiKey, name: x-api-key, in: header}" : ""
        let spec = """
            openapi: "3.0.1"
            info: {title: t, version: "1"}
            paths:
              /a:
                x-amazon-apigateway-any-method:
                  security: [{\(asked)}]
                  \(auth)
                  responses: {"200": {description: ok}}
                  x-amazon-apigateway-integration:
                    type: mock
                    requestTemplates: {application/json: '{"statusCode": 200}'}
                    responses:
                      default:
                        statusCode: "200"
                        responseTemplates:
                          application/json: '\(output)'
            components:
              securitySchemes:
                \(key)
                auth:
                  type: apiKey
                  name: Authorization
                  in: header
                  x-amazon-apigateway-authtype: custom
                  x-amazon-apigateway-authorizer: \(authorizer)
            \(document)
            """
        let result = SpecCompile(spec)
        guard let plan = result.compiled?.plan else { throw CorpusError(description: result.listing) }
        let endpoints = EndpointTable()
        let deployment = Deployment(plan: try PlanImage(copying: plan), settings: settings, endpoints: endpoints)
        gateway = Gateway(serving: ServingSet([deployment]), endpoints: endpoints, seed: (1, 2))
        gateway.clock.wallMilliseconds = 1_795_766_400_000
        gateway.clock.monotonicMicroseconds = 1_000_000
        driver = RequestDriver(gateway: gateway)
    }

    static let uri =
        "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
        + "arn:aws:lambda:us-east-1:123456789012:function:auth/invocations"

    static func token(_ rest: String = "") -> String { "{type: token, authorizerUri: '\(uri)'\(rest)}" }

    static let output =
        "$context.authorizer.principalId/$context.authorizer.plan/$context.identity.user"

    /// Status, and the body of an answer.
    func ask(_ headers: [String] = ["Authorization: x"], path: String = "/a", verb: String = "GET", body: String = "")
        throws -> (status: Int, body: String, head: String)
    {
        var text = "\(verb) \(path) HTTP/1.1\r\nHost: api.test\r\n"
        for header in headers { text += header + "\r\n" }
        if !body.isEmpty { text += "Content-Length: \(body.utf8.count)\r\n" }
        let outcome = driver.perform(Array((text + "\r\n" + body).utf8)) { request, _ in
            let text = String(decoding: request, as: UTF8.self)
            if let answer = serve?(text) { return answer }
            calls.append(text.components(separatedBy: "\r\n\r\n").dropFirst().joined(separator: "\r\n\r\n"))
            return answers.count > 1 ? answers.removeFirst() : answers.first ?? .failure(.connect)
        }
        guard case .answered(let bytes) = outcome else { throw CorpusError(description: "not complete") }
        let parts = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n\r\n")
        let status = Int(parts[0].split(separator: " ")[1]) ?? 0
        return (status, parts[1], parts[0])
    }

    /// The status of the answer to a whole request.
    func send(_ request: String) throws -> Int {
        let outcome = driver.perform(Array(request.utf8)) { _, _ in .failure(.connect) }
        guard case .answered(let bytes) = outcome else { return 400 }
        return Int(String(decoding: bytes, as: UTF8.self).split(separator: " ")[1]) ?? 0
    }

    static func answer(_ body: String, status: String = "200 OK", head: String = "") -> DrivenUpstream {
        .answer(Array("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(head)\r\n\(body)".utf8))
    }

    static func allow(_ more: String = "", principal: String = "\"me\"", resource: String = "\"*\"") -> DrivenUpstream {
        answer(
            "{\"principalId\":\(principal),\"policyDocument\":{\"Version\":\"2012-10-17\",\"Statement\":[{\"Action\":"
                + "\"execute-api:Invoke\",\"Effect\":\"Allow\",\"Resource\":\(resource)}]}\(more)}")
    }
}

@Suite struct AuthorizerTests {
    private static let failed = "X-Amz-Function-Error: Unhandled\r\n"

    // Facts: pipeline-6.3, access-4.1, access-4.10, access-4.13, access-4.14
    /// Whatever a function answers that is no clear permission ends in one of AWS's answers.
    @Test func everyAnswerHasItsOutcome() throws {
        let policy = "\"policyDocument\":{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}"
        let deny = policy.replacing("Allow", with: "Deny")
        let long = String(repeating: "a", count: 513)
        let denied = "{\"Message\":\"User is not authorized to access this resource"
        let cases: [(DrivenUpstream, Int, String, String)] = [
            (GuardedAPI.allow(), 200, "me//", ""),
            (GuardedAPI.allow(",\"context\":{\"plan\":\"p\"}"), 200, "me/p/", ""),
            (GuardedAPI.allow(",\"context\":null,\"usageIdentifierKey\":null,\"more\":1"), 200, "me//", ""),
            (
                GuardedAPI.answer("{\"principalId\":\"me\",\(deny)}"), 403, denied + " with an explicit deny\"}",
                "AccessDeniedException"
            ),
            (
                GuardedAPI.allow(resource: "\"arn:aws:execute-api:*/POST/a\""), 403, denied + "\"}",
                "AccessDeniedException"
            ),
            (GuardedAPI.allow(resource: "[]"), 403, denied + "\"}", "AccessDeniedException"),
        ]
        for (answer, status, body, type) in cases { try check(answer, status, body, type) }
        for text in [
            "", "null", "[]", "true", "\"Allow\"", "{", "{}", "{\"principalId\":\"me\"}", "{\(policy)}",
            "{\"principalId\":null,\(policy)}", "{\"principalId\":\"\",\(policy)}", "{\"principalId\":7,\(policy)}",
            "{\"principalId\":\"me\",\"policyDocument\":null}", "{\"principalId\":\"me\",\"policyDocument\":\"x\"}",
            "{\"principalId\":\"me\",\"policyDocument\":{}}", "{\"principalId\":\"me\",\"policyDocument\":[]}",
            "{\"principalId\":\"me\",\(policy.replacing("Allow", with: "allow"))}",
            "{\"principalId\":\"me\",\(policy.replacing("Effect", with: "effect"))}",
            "{\"principalId\":\"me\",\(policy),\"context\":[]}", "{\"principalId\":\"me\",\(policy),\"context\":\"x\"}",
            "{\"principalId\":\"me\",\(policy),\"context\":{\"a\":{}}}",
            "{\"principalId\":\"me\",\(policy),\"context\":{\"a\":[1]}}",
            "{\"principalId\":\"me\",\(policy),\"usageIdentifierKey\":7}", "{\"isAuthorized\":true}",
            "{\"principalId\":\"me\",\(policy.replacing("\"*\"}}", with: "\"\(long)\"}}"))}",
        ] {
            try check(GuardedAPI.answer(text), 500, "{\"message\":null}", "AuthorizerConfigurationException")
        }
        let unauthorized = "{\"errorMessage\":\"Unauthorized\"}"
        for (answer, type) in [
            (GuardedAPI.answer(unauthorized, head: AuthorizerTests.failed), "UnauthorizedException"),
            (
                GuardedAPI.answer("{\"errorMessage\":\"unauthorized\"}", head: AuthorizerTests.failed),
                "AuthorizerFailureException"
            ),
            (
                GuardedAPI.answer("{\"errorMessage\":\"Unauthorized!\"}", head: AuthorizerTests.failed),
                "AuthorizerFailureException"
            ),
            (GuardedAPI.answer("null", head: AuthorizerTests.failed), "AuthorizerFailureException"),
            (GuardedAPI.answer("x", head: AuthorizerTests.failed), "AuthorizerFailureException"),
            (
                GuardedAPI.answer("{\"principalId\":\"me\",\(policy)}", head: AuthorizerTests.failed),
                "AuthorizerFailureException"
            ),
            (GuardedAPI.answer(unauthorized), "AuthorizerConfigurationException"),
            (GuardedAPI.answer("{}", status: "403 Forbidden"), "AuthorizerConfigurationException"),
            (GuardedAPI.answer("{}", status: "404 Not Found"), "AuthorizerConfigurationException"),
            (GuardedAPI.answer("{}", status: "429 Too Many Requests"), "AuthorizerFailureException"),
            (GuardedAPI.answer("{}", status: "500 Oops"), "AuthorizerFailureException"),
            (.failure(.timeout), "AuthorizerFailureException"), (.failure(.connect), "AuthorizerFailureException"),
            (.failure(.broken), "AuthorizerFailureException"), (.failure(.tooLarge), "AuthorizerFailureException"),
            (.failure(.unsigned), "AuthorizerConfigurationException"),
            (.answer(Array("x".utf8)), "AuthorizerFailureException"),
        ] {
            let is401 = type == "UnauthorizedException"
            try check(answer, is401 ? 401 : 500, is401 ? "{\"message\":\"Unauthorized\"}" : "{\"message\":null}", type)
        }
    }

    private func check(_ answer: DrivenUpstream, _ status: Int, _ body: String, _ type: String) throws {
        let api = try GuardedAPI(GuardedAPI.token())
        api.answers = [answer]
        let got = try api.ask()
        #expect(got.status == status && got.body == body, "\(answer): \(got)")
        #expect(type.isEmpty || got.head.contains("x-amzn-ErrorType: \(type)"), "\(got)")
        // What is no permission is not kept, but a denial is.
        let isKept = status == 200 || status == 403
        _ = try api.ask()
        #expect(api.calls.count == (isKept ? 1 : 2))
    }

    // Facts: access-4.12
    @Test func keepsResultsForTheirTime() throws {
        let api = try GuardedAPI(GuardedAPI.token(", authorizerResultTtlInSeconds: 10"))
        api.answers = [GuardedAPI.allow(principal: "\"one\""), GuardedAPI.allow(principal: "\"two\"")]
        #expect(try api.ask().body == "one//")
        api.gateway.clock.monotonicMicroseconds += 9_999_999
        #expect(try api.ask().body == "one//")
        api.gateway.clock.monotonicMicroseconds += 1
        #expect(try api.ask().body == "two//")
        #expect(api.calls.count == 2)
        let never = try GuardedAPI(GuardedAPI.token(", authorizerResultTtlInSeconds: 0"))
        never.answers = [GuardedAPI.allow()]
        for _ in 0..<3 { _ = try never.ask() }
        #expect(never.calls.count == 3)
    }

    // Facts: access-4.4, access-4.6, access-4.7
    /// Identities that look alike when they are strung together are different ones.
    @Test func keysNeverCollide() throws {
        let sources = "method.request.header.A,method.request.header.B,method.request.querystring.q"
        let api = try GuardedAPI("{type: request, identitySource: '\(sources)', authorizerUri: '\(GuardedAPI.uri)'}")
        api.answers = [GuardedAPI.allow()]
        let identities = [
            ("ab", "c", "d"), ("a", "bc", "d"), ("a", "b", "cd"), ("abc", "d", "d"), ("c", "ab", "d"), ("d", "c", "ab"),
            ("ab,c", "d", "d"), ("ab", "c,d", "d"), ("ab", "c", "D"), ("AB", "c", "d"), ("ab%00", "c", "d"),
        ]
        for (index, (a, b, q)) in identities.enumerated() {
            for _ in 0..<2 { #expect(try api.ask(["A: \(a)", "B: \(b)"], path: "/a?q=\(q)").status == 200) }
            #expect(api.calls.count == index + 1)
        }
        for headers in [["A: a"], ["A: a", "B:"], ["A: a", "B: \t "], ["B: b"], []] {
            #expect(try api.ask(headers, path: "/a?q=1").status == 401)
        }
        #expect(try api.ask(["A: a", "B: b"], path: "/a?q=%20").status == 401)
        #expect(try api.ask(["A: a", "B: b"], path: "/a?q").status == 401)
        #expect(api.calls.count == identities.count)
    }

    // Facts: access-4.8
    @Test func asksWithoutSourcesWhereNothingIsKept() throws {
        let api = try GuardedAPI("{type: request, authorizerResultTtlInSeconds: 0, authorizerUri: '\(GuardedAPI.uri)'}")
        api.answers = [GuardedAPI.allow()]
        #expect(try api.ask([]).status == 200)
        #expect(api.calls.count == 1)
    }

    // Facts: access-4.5
    @Test(arguments: [
        ([], false), (["Authorization:"], false), (["Authorization:   "], false), (["Authorization: b1"], false),
        (["Authorization: a1 "], true), (["authorization: a22"], true), (["Authorization: xa1"], false),
        (["Authorization: a1x"], false), (["Authorization: a1", "Authorization: b"], false), (["Token: a1"], false),
        (["Authorization: a1\ta1"], false),
    ])
    func tokensMatchTheExpression(_ headers: [String], _ matches: Bool) throws {
        let api = try GuardedAPI(GuardedAPI.token(", identityValidationExpression: 'a[0-9]+'"))
        api.answers = [GuardedAPI.allow()]
        #expect(try api.ask(headers).status == (matches ? 200 : 401))
        #expect(api.calls.count == (matches ? 1 : 0))
    }

    /// A pattern that takes for ever lets nobody in.
    @Test func slowExpressionsMatchNothing() throws {
        let api = try GuardedAPI(GuardedAPI.token(", identityValidationExpression: '(a+)+b'"))
        api.answers = [GuardedAPI.allow()]
        let start = ContinuousClock.now
        #expect(try api.ask(["Authorization: \(String(repeating: "a", count: 5_000))"]).status == 401)
        let duration = ContinuousClock.now - start
        #expect(duration < .seconds(2) && api.calls.isEmpty)
    }

    @Test func functionsThatCannotBeCalled() throws {
        for uri in ["arn:aws:lambda:us-east-1:123456789012:function:f", "x", "${stageVariables.none}"] {
            let api = try GuardedAPI("{type: token, authorizerUri: '\(uri)'}")
            let answer = try api.ask()
            #expect(answer.status == 500 && answer.head.contains("AuthorizerConfigurationException"))
            #expect(api.calls.isEmpty)
        }
    }

    // Facts: access-1.4
    @Test func authorizersNameKeys() throws {
        let document = """
            x-amazon-apigateway-api-key-source: AUTHORIZER
            x-gatewright-api-keys: {demo: demo-key-0123456789012345}
            """
        for (key, status) in [("\"demo-key-0123456789012345\"", 200), ("\"other\"", 403), ("null", 403)] {
            let api = try GuardedAPI(GuardedAPI.token(), isKeyed: true, document: document)
            api.answers = [GuardedAPI.allow(",\"usageIdentifierKey\":\(key)")]
            // The client's own header says nothing here.
            #expect(try api.ask(["Authorization: x", "x-api-key: demo-key-0123456789012345"]).status == status)
        }
    }

    // Facts: access-8.2, access-8.4
    /// Resource policy and authorizer by table A; what the policy denies outright asks nobody.
    @Test func combinesWithTheResourcePolicy() throws {
        func document(_ effect: String, _ resource: String) -> String {
            "x-amazon-apigateway-policy: {Statement: {Effect: \(effect), Principal: '*', Action: '*', "
                + "Resource: '\(resource)'}}"
        }
        let deny = GuardedAPI.answer(
            "{\"principalId\":\"me\",\"policyDocument\":{\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"*\","
                + "\"Resource\":\"*\"}}}")
        let silent = GuardedAPI.allow(resource: "\"x\"")
        for (answer, resource, status, calls) in [
            (GuardedAPI.allow(), document("Allow", "execute-api:/*"), 200, 1),
            (GuardedAPI.allow(), document("Allow", "execute-api:/other/*"), 200, 1),
            (GuardedAPI.allow(), document("Deny", "execute-api:/*"), 403, 0),
            (silent, document("Allow", "execute-api:/*"), 200, 1), (silent, document("Allow", "x"), 403, 1),
            (silent, document("Deny", "*"), 403, 0), (deny, document("Allow", "*"), 403, 1),
            (deny, document("Allow", "x"), 403, 1), (deny, document("Deny", "*"), 403, 0),
        ] {
            let api = try GuardedAPI(GuardedAPI.token(), document: resource)
            api.answers = [answer]
            #expect(try api.ask().status == status && api.calls.count == calls, "\(resource)")
        }
    }

    @Test func skipsOnRequest() throws {
        var settings = StageSettings()
        settings.skipsAuthorization = true
        let api = try GuardedAPI(GuardedAPI.token(), settings: settings)
        #expect(try api.ask([]).status == 200)
        #expect(api.calls.isEmpty)
    }

    /// Bodies arrive whole behind an authorizer.
    @Test func bodiesFollow() throws {
        let api = try GuardedAPI(GuardedAPI.token())
        api.answers = [GuardedAPI.allow()]
        #expect(try api.ask(verb: "POST", body: "{\"a\":1}").status == 200)
    }
}
