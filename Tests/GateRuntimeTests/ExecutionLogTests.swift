// Execution logs: events, their order, what they hide and where they end.

import CorpusSupport
import Foundation
import GateBytes
import GatePlan
import GateRuntime
import GateUsage
import Testing

@Suite struct ExecutionLogTests {
    private let token = "Bearer planted.token/0123456789+abcdef="
    private let function =
        "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:auth"
        + "/invocations"

    private func guarded(_ authorizer: String, _ level: LoggingLevel = .info, tracesData: Bool = true) throws
        -> GuardedAPI
    {
        var settings = StageSettings()
        settings.logging = LoggingSettings(level: level, tracesData: tracesData)
        return try GuardedAPI(authorizer, settings: settings)
    }

    /// The events of a request, the identifiers of request and API taken out.
    private func events(_ api: GuardedAPI, _ headers: [String], path: String = "/a") throws -> [String] {
        var events: [String] = []
        var identifier = ""
        api.driver.observe = { exchange in
            events = (exchange.executionLog?.events ?? []).map { String(decoding: $0.text, as: UTF8.self) }
        }
        let head = try api.ask(headers, path: path).head
        if let match = head.firstMatch(of: /x-amzn-RequestId: ([0-9a-f-]{36})/) { identifier = String(match.1) }
        return events.map { $0.replacing(identifier, with: "ID") }
    }

    // Facts: access-11.5
    @Test func authorizersAreToldStepByStep() throws {
        let api = try guarded(GuardedAPI.token())
        api.answers = [GuardedAPI.allow(",\"context\":{\"plan\":\"p\"}", principal: "\"somebody\"")]
        let events = try events(api, ["Authorization: \(token)"])
        let masked = String(repeating: "*", count: token.utf8.count - 6) + token.suffix(6)
        #expect(events.first?.hasPrefix("Extended Request Id: ") == true)
        #expect(
            Array(events[1...4]) == [
                "Starting authorizer: auth for request: ID", "Incoming identity: \(masked)",
                "Endpoint request URI: \(function)",
                events[4],
            ])
        #expect(events[4].hasPrefix("Endpoint request headers: {Host=lambda.us-east-1.amazonaws.com, "))
        #expect(events[5].hasPrefix("Endpoint request body after transformations: {\"type\":\"TOKEN\","))
        #expect(events[5].contains("\"authorizationToken\":\"\(masked)\""))
        #expect(events[6] == "Sending request to \(function)")
        #expect(events[7].hasPrefix("Authorizer result body before parsing: {\"principalId\":\"somebody\""))
        #expect(
            Array(events[8...9]) == [
                "Using valid authorizer policy for principal: ********", "Successfully completed authorizer execution",
            ])
        #expect(events[10].hasPrefix("Verifying Usage Plan for request: ID. API Key:  API Stage: "))
        #expect(events.suffix(2) == ["Successfully completed execution", "Method completed with status: 200"])
        // What is kept is not asked for again.
        let again = try self.events(api, ["Authorization: \(token)"])
        #expect(again.contains("Successfully completed authorizer execution"))
        #expect(!again.contains { $0.hasPrefix("Sending request") })
    }

    @Test func refusalsOfAuthorizersAreToldAtEachLevel() throws {
        let failed = "X-Amz-Function-Error: Unhandled\r\n"
        let cause = "Execution failed due to configuration error: "
        let policy = "\"policyDocument\":{\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}}"
        let cases: [(DrivenUpstream, [String], Int)] = [
            (
                GuardedAPI.answer("{\"principalId\":\"me\",\(policy)}"),
                [
                    "The client is not authorized to perform this operation.",
                    "Gateway response type: ACCESS_DENIED with status code: 403",
                ], 403
            ),
            (GuardedAPI.answer("{\"errorMessage\":\"Unauthorized\"}", head: failed), ["Unauthorized request: ID"], 401),
            (GuardedAPI.answer("{\"errorMessage\":\"x\"}", head: failed), [cause + "Authorizer error"], 500),
            (.failure(.connect), [cause + "Authorizer error"], 500),
            (GuardedAPI.answer("{}"), [cause + "Invalid JSON in response"], 500),
            (
                GuardedAPI.answer("{}", status: "403 Forbidden"), [cause + "Invalid permissions on Lambda function"],
                500
            ),
        ]
        for (answer, words, status) in cases {
            for level in [LoggingLevel.error, .info] {
                let api = try guarded(GuardedAPI.token(), level, tracesData: false)
                api.answers = [answer]
                let events = try events(api, ["Authorization: \(token)"])
                let expected = words + ["Method completed with status: \(status)"]
                #expect(events.suffix(expected.count) == expected[...], "\(events)")
                if level == .error { #expect(events == expected) }
                #expect(!events.joined().contains("0123456789"))
            }
        }
        // Without a token nobody is asked; AWS tells this one too (observed).
        let nobody = try events(guarded(GuardedAPI.token(), .error), [])
        #expect(nobody == ["Unauthorized request: ID", "Method completed with status: 401"])
    }

    @Test func identitiesOfRequestsAreHiddenWhereverTheyStand() throws {
        let api = try guarded(
            "{type: request, identitySource: 'method.request.header.X-Who, method.request.querystring.who', "
                + "authorizerUri: '\(GuardedAPI.uri)'}")
        api.answers = [GuardedAPI.allow(",\"usageIdentifierKey\":\"planted-usage-key-0123\"")]
        let events = try events(
            api, ["X-Who: planted-header-0123", "Cookie: theme=dark; session=planted-session-0123456789"],
            path: "/a?who=planted%2Fquery&x=1&access_token=planted-access")
        let all = events.joined(separator: "\n")
        #expect(!all.contains("planted"), "\(all)")
        #expect(
            events.contains(
                "Incoming identity: {method.request.header.X-Who=*************r-0123, "
                    + "method.request.querystring.who=*******/query}"), "\(all)")
        #expect(events.contains("Method request query string: {who=*******/query, x=1, access_token=********access}"))
        #expect(all.contains("X-Who=*************r-0123"))
        #expect(all.contains("Cookie=***"))
    }

    @Test func whatIsOffAllocatesNoLog() throws {
        for settings in [LoggingSettings(), LoggingSettings(level: .off, tracesData: true)] {
            var stage = StageSettings()
            stage.logging = settings
            let api = try GuardedAPI(GuardedAPI.token(), settings: stage)
            api.answers = [GuardedAPI.allow()]
            #expect(try events(api, ["Authorization: x"]) == [])
        }
    }

    @Test func textsOfSecretsAreMaskedInEveryForm() {
        for (name, isSecret) in [
            ("Authorization", true), ("X-API-Key", true), ("set-cookie", true), ("X-Amz-Security-Token", true),
            ("X-Key", false), ("Authorizations", false),
        ] {
            #expect(Array(name.utf8).withByteView { SecretText.isHeader($0) } == isSecret, "\(name)")
        }
        for (secret, shown) in [
            ("", ""), ("pass", "****"), ("123456789012", "************"), ("1234567890123", "*******890123"),
        ] {
            var out = ByteBuffer()
            Array(secret.utf8).withByteView { SecretText.appendMasked($0, to: &out) }
            #expect(String(out.view) == shown)
        }
    }

    @Test func controlsAndLineEndsMakeNoEvents() {
        let text = Array("a\r\nb\u{1b}[2J\u{202e}c\td\u{2028}".utf8) + [0xff]
        #expect(
            ExecutionLog.shown(text, lineEnd: "\\n") == "a\\nb\\u{1b}[2J\\u{202e}c\td\\u{2028}\u{fffd}")
        #expect(ExecutionLog.shown(Array("a\nb".utf8), lineEnd: "\n") == "a\nb")
    }
}
