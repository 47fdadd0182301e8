// The cache on the way of a request: what keys keep apart, who may ask for fresh answers, bounds. Time is the test's.

import CorpusSupport
import GateAccess
import GateBytes
import GateCache
import GatePlan
import GateSign
import Testing

@testable import GateRuntime

@Suite struct CacheTests {
    @Test func differentRequestsNeverShareAnAnswer() throws {
        let served = try CachedAPI(keys: ["querystring.a", "querystring.b", "header.X-A", "path.id"])
        // Each pair would be one key if parts were put together without their lengths.
        let requests = [
            ("/i/1?a=x&b=y", ""), ("/i/1?a=xy&b=", ""), ("/i/1?a=x&b=y&b=", ""), ("/i/1?a=&b=xy", ""),
            ("/i/1?a=xy", ""), ("/i/1?b=xy", ""), ("/i/1", "X-A: xy\r\n"), ("/i/1", "X-A: x\r\nX-A: y\r\n"),
            ("/i/1", "X-A: x,y\r\n"), ("/i/1", "X-A: \r\n"), ("/i/1", ""), ("/i/1x?a=y", ""), ("/i/1?a=x%00y", ""),
            ("/i/1?a=x%26b%3Dy", ""), ("/i/%31", ""), ("/i/1?a=%FF%FF%FF%FF", ""), ("/i/1?A=x&b=y", ""),
            ("/i/1?a=x&b=Y", ""), ("/i/1?b=y&b=x&a=", ""), ("/i/1?b=x&b=y&a=", ""),
        ]
        for (index, request) in requests.enumerated() {
            #expect(served.get(request.0, request.1, answer: "\(index)").body == "\(index)", "\(request)")
        }
        for (index, request) in requests.enumerated() {
            #expect(served.get(request.0, request.1, answer: "wrong").body == "\(index)", "\(request)")
        }
        #expect(served.calls == requests.count)
    }

    @Test func longKeysAreNotCached() throws {
        let served = try CachedAPI(keys: ["querystring.a"])
        let long = String(repeating: "x", count: CacheLimits.keyBytesMax)
        for round in 0..<2 { #expect(served.get("/i/1?a=\(long)", answer: "\(round)").body == "\(round)") }
        #expect(served.calls == 2 && served.cache.counts.count == 0)
        let shorter = String(repeating: "x", count: CacheLimits.keyBytesMax - 100)
        for _ in 0..<2 { #expect(served.get("/i/1?a=\(shorter)", answer: "kept").body == "kept") }
        #expect(served.calls == 3)
    }

    // Facts: caching-10
    @Test func aNamespaceSharesAnswers() throws {
        let served = try CachedAPI(keys: [], namespace: "both")
        #expect(served.get("/i/1", answer: "one").body == "one")
        #expect(served.get("/other", answer: "two").body == "one")
        // Another verb of it has answers of its own.
        #expect(served.send("POST", "/other", answer: "posted").body == "posted")
        let apart = try CachedAPI(keys: [])
        #expect(apart.get("/i/1", answer: "one").body == "one")
        #expect(apart.get("/other", answer: "two").body == "two")
    }

    // Facts: caching-15
    @Test func anotherPlanOrOtherVariablesStartEmpty() throws {
        let cache = AnswerCache(bytesMax: 4 << 20)
        let one = try CachedAPI(keys: [], cache: cache)
        #expect(one.get("/i/1", answer: "one").body == "one")
        let same = try CachedAPI(keys: [], cache: cache)
        #expect(same.get("/i/1", answer: "same").body == "one")
        let variables = try CachedAPI(keys: [], cache: cache) { $0.variables = [("v", "1")] }
        #expect(variables.get("/i/1", answer: "two").body == "two")
        let stage = try CachedAPI(keys: [], cache: cache) { $0.accountIdentifier = "210987654321" }
        #expect(stage.get("/i/1", answer: "three").body == "three")
        let plan = try CachedAPI(keys: ["querystring.a"], cache: cache)
        #expect(plan.get("/i/1", answer: "four").body == "four")
    }

    // Facts: caching-7
    @Test func settingsThatMissAreTold() throws {
        var setting = MethodCacheSettings()
        setting.isEnabled = true
        let served = try CachedAPI(
            keys: [], more: [MethodCache(resourcePath: "/nowhere", verb: "GET", settings: setting)])
        #expect(
            served.remarks == [
                "the stage `local` caches `GET /nowhere`, which the API `Cached` does not have",
                "`GET /i/{id}` is cached and `id` is not among its cacheKeyParameters: all its values get one answer",
            ])
        #expect(try CachedAPI(keys: ["path.id"]).remarks.isEmpty)
    }

    // Facts: caching-13
    @Test func aStageIsFlushed() throws {
        let served = try CachedAPI(keys: [])
        #expect(served.get("/i/1", answer: "one").body == "one")
        #expect(served.flush(stage: "other") == false)
        #expect(served.get("/i/1", answer: "two").body == "one")
        #expect(served.flush(stage: "local"))
        #expect(served.get("/i/1", answer: "two").body == "two")
    }

    // Facts: caching-8, caching-16
    @Test func identitiesMayInvalidateByTheirPolicies() throws {
        let invalidate =
            #"{"Statement": {"Effect": "Allow", "Action": "execute-api:InvalidateCache", "Resource": "*/GET/signed"}}"#
        let invoke = #"{"Statement": {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*"}}"#
        let deny =
            #"{"Statement": {"Effect": "Deny", "Action": "execute-api:InvalidateCache", "Resource": "*"}}"#
        let cases: [(policies: [String], account: String, isFresh: Bool)] = [
            ([invoke, invalidate], "123456789012", true), ([invoke], "123456789012", false),
            ([invoke, invalidate, deny], "123456789012", false), ([invoke, invalidate], "210987654321", false),
        ]
        for (policies, account, isFresh) in cases {
            let documents = try policies.map { try PolicyReader.read(ByteView(text: $0), .identity) }
            let identity = LocalIdentity(
                accessKeyID: "AKIDTEST", secretAccessKey: "test-secret",
                principal: try #require(Principal(arn: "arn:aws:iam::\(account):user/a")), policies: documents)
            let served = try CachedAPI(keys: [], isOpenToOthers: account != "123456789012") {
                $0.identities = [identity]
            }
            #expect(served.signed(answer: "old").body == "old")
            let answer = served.signed("Cache-Control: max-age=0\r\n", answer: "new")
            #expect(answer.status == 200 && answer.body == (isFresh ? "new" : "old"), "\(policies)")
            #expect(
                answer.header("Warning")
                    == (isFresh
                        ? [] : ["199 Cache-control headers were ignored because the caller was unauthorized."]))
            #expect(served.signed(answer: "later").body == (isFresh ? "new" : "old"))
        }
    }

    @Test func whoWaitsForNobodyAsksTheBackend() throws {
        // Two gateways, as of two event loops, share a cache; a call is under way on the first.
        let cache = AnswerCache(bytesMax: 4 << 20)
        let one = try CachedAPI(keys: [], cache: cache)
        let two = try CachedAPI(keys: [], cache: cache)
        var outcome: DrivenOutcome?
        _ = one.perform("GET /i/1 HTTP/1.1\r\nHost: h\r\n\r\n") {
            // It would wait, and a driver has no loop to wait on.
            outcome = two.perform("GET /i/1 HTTP/1.1\r\nHost: h\r\n\r\n") { CachedAPI.text("two") }
            // A conditional request neither waits nor is waited for.
            #expect(two.get("/i/1", "If-None-Match: x\r\n", answer: "own").body == "own")
            return CachedAPI.text("one")
        }
        guard case .incomplete? = outcome else {
            Issue.record("it did not wait")
            return
        }
        // The call that began first does not replace the one that began later.
        #expect(["one", "own"].contains(two.get("/i/1", answer: "wrong").body))
    }
}

extension ByteView {
    /// Text that lives for the whole test run.
    fileprivate init(text: String) {
        let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, text.utf8.count))
        _ = bytes.initialize(from: text.utf8)
        self.init(base: UnsafePointer(bytes.baseAddress!), count: text.utf8.count)
    }
}

/// An API whose GETs are cached, and POST of `/other`: `/i/{id}`, `/other` and `/signed`, which asks for a signature.
private final class CachedAPI {
    let cache: AnswerCache
    private let driver: RequestDriver
    private let serving: ServingSet
    private let api: String
    let remarks: [String]
    private(set) var calls = 0

    init(
        keys: [String], namespace: String? = nil, more: [MethodCache] = [], cache: AnswerCache? = nil,
        isOpenToOthers: Bool = false, _ change: (inout StageSettings) -> Void = { _ in }
    ) throws {
        let names = keys.map { "method.request." + $0 }.joined(separator: ", ")
        let integration =
            "{type: http_proxy, httpMethod: ANY, uri: 'http://backend.test/', "
            + (namespace.map { "cacheNamespace: \($0), " } ?? "")
        let policy =
            isOpenToOthers
            ? "x-amazon-apigateway-policy: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: '*', "
                + "Action: 'execute-api:*', Resource: '*'}]}\n" : ""
        let result = SpecCompile(
            """
            openapi: "3.0.1"
            info: {title: Cached, version: "1"}
            \(policy)paths:
              /i/{id}:
                get:
                  parameters:
                    - {name: id, in: path, required: true, schema: {type: string}}
                    - {name: a, in: query, schema: {type: string}}
                    - {name: b, in: query, schema: {type: string}}
                    - {name: X-A, in: header, schema: {type: string}}
                  responses: {'200': {description: x}}
                  x-amazon-apigateway-integration: \(integration)cacheKeyParameters: [\(names)]}
              /other:
                get: {responses: {'200': {description: x}}, x-amazon-apigateway-integration: \(integration)}}
                post: {responses: {'200': {description: x}}, x-amazon-apigateway-integration: \(integration)}}
              /signed:
                get:
                  x-amazon-apigateway-auth: {type: AWS_IAM}
                  responses: {'200': {description: x}}
                  x-amazon-apigateway-integration: \(integration)}
            """)
        let image = try PlanImage(copying: #require(result.compiled?.plan, "\(result.listing)"))
        api = String(image.string(image.api.identifier))
        var enabled = MethodCacheSettings()
        enabled.isEnabled = true
        var stage = StageCache(stage: "local")
        stage.isEnabled = true
        stage.methods =
            [
                MethodCache(resourcePath: "*", verb: "*", settings: enabled),
                MethodCache(resourcePath: "/other", verb: "POST", settings: enabled),
            ] + more
        self.cache = cache ?? AnswerCache(bytesMax: 4 << 20)
        var settings = StageSettings()
        settings.cache = CacheSource(stage: stage, cache: self.cache)
        change(&settings)
        let endpoints = EndpointTable()
        let deployment = Deployment(plan: image, settings: settings, endpoints: endpoints)
        remarks = deployment.unboundSettings
        serving = ServingSet([deployment])
        driver = RequestDriver(gateway: Gateway(serving: serving, endpoints: endpoints, seed: (1, 2)))
        driver.gateway.clock.wallMilliseconds = CachedAPI.epochSeconds * 1000
        driver.gateway.clock.monotonicMicroseconds = 1_000_000
    }

    private static let epochSeconds: Int64 = 1_700_000_000

    static func text(_ body: String) -> [UInt8] {
        Array("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
    }

    func perform(_ request: String, _ backend: () -> [UInt8]) -> DrivenOutcome {
        driver.perform(Array(request.utf8)) { _, _ in
            calls += 1
            return .answer(backend())
        }
    }

    func send(_ verb: String, _ target: String, _ lines: String = "", answer: String) -> DrivenAnswer {
        let outcome = perform("\(verb) \(target) HTTP/1.1\r\nHost: h.test\r\n\(lines)\r\n") { CachedAPI.text(answer) }
        guard case .answered(let bytes) = outcome else { return DrivenAnswer("HTTP/1.1 0 X\r\n\r\n") }
        return DrivenAnswer(String(decoding: bytes, as: UTF8.self))
    }

    func get(_ target: String, _ lines: String = "", answer: String) -> DrivenAnswer {
        send("GET", target, lines, answer: answer)
    }

    /// A signed GET of `/signed`.
    func signed(_ lines: String = "", answer: String) -> DrivenAnswer {
        var request = ByteBuffer()
        request.append(text: "GET /signed HTTP/1.1\r\nHost: h.test\r\n\(lines)\r\n")
        let credentials = AWSCredentials(accessKeyID: "AKIDTEST", secretAccessKey: "test-secret")
        let isSigned = RequestSigner().sign(
            &request, with: credentials, service: "execute-api", region: "us-east-1",
            epochSeconds: CachedAPI.epochSeconds)
        precondition(isSigned)
        let outcome = perform(String(request.view)) { CachedAPI.text(answer) }
        guard case .answered(let bytes) = outcome else { return DrivenAnswer("HTTP/1.1 0 X\r\n\r\n") }
        return DrivenAnswer(String(decoding: bytes, as: UTF8.self))
    }

    func flush(stage: String) -> Bool {
        Array(api.utf8).withByteView { api in
            Array(stage.utf8).withByteView { serving.flushCache(api: api, stage: $0) }
        }
    }
}
