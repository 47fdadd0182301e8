// Tokens through the pipeline: user pools and JWT authorizers, their answers, scopes, what is kept, when keys are
// fetched.

import AccessSupport
import Foundation
import GateRuntime
import Testing

/// An API whose method asks for a token, and its issuer.
final class TokenAPI {
    static let now: Int64 = 1_795_766_400
    static let issuer = "https://issuer.example/"
    static let pool = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_pool"

    static let jwt =
        "{type: jwt, jwtConfiguration: {defaultAlgorithms: [RS256, ES256], issuers: ["
        + "{issuer: '\(issuer)', audiences: [app, other], additionalClaims: ["
        + "{claimName: tenant, format: SINGLE_STRING, expectedValues: [t1]}]}, "
        + "{issuer: '\(pool)', audiences: [client]}]}}"

    static func pools(_ rest: String = "") -> String {
        "{type: cognito_user_pools, providerARNs: ['arn:aws:cognito-idp:eu-west-1:123456789012:userpool/"
            + "${stageVariables.pool}']\(rest)}"
    }

    let api: GuardedAPI
    /// Targets of the requests for keys, with their hosts.
    var fetched: [String] = []
    /// What the issuer publishes; nil fails.
    var keys: String? = "{\"keys\":[\([TokenMint.rsa, .p256].map { $0.publicKey() }.joined(separator: ","))]}"
    var discovery = "{\"issuer\":\"\(issuer)\",\"jwks_uri\":\"https://keys.example/set?v=1\"}"

    init(_ authorizer: String = TokenAPI.jwt, scopes: String = "", document: String = "") throws {
        var settings = StageSettings()
        settings.variables = [(name: "pool", value: "eu-west-1_pool")]
        api = try GuardedAPI(authorizer, scopes: scopes, document: document, settings: settings)
        api.serve = { [unowned self] in serve($0) }
        api.answers = [.failure(.connect)]
    }

    private func serve(_ request: String) -> DrivenUpstream {
        let lines = request.components(separatedBy: "\r\n")
        fetched.append(String(lines[1].dropFirst(6)) + String(lines[0].split(separator: " ")[1]))
        guard let keys else { return .failure(.timeout) }
        return GuardedAPI.answer(fetched.last?.hasSuffix("openid-configuration") == true ? discovery : keys)
    }

    /// Claims that are good for the issuer, some of them changed.
    static func claims(_ rest: String = "", issuer: String = issuer, audience: String = "\"aud\":\"app\",") -> String {
        "{\"iss\":\"\(issuer)\",\(audience)\"exp\":\(now + 600),\"iat\":\(now - 5)\(rest)}"
    }

    static func identity(_ rest: String = "", use: String = "id") -> String {
        claims(",\"token_use\":\"\(use)\"\(rest)", issuer: pool, audience: "\"aud\":\"client\",")
    }

    static func access(_ scope: String = "pets/read") -> String {
        claims(
            ",\"token_use\":\"access\",\"scope\":\"\(scope)\"", issuer: pool, audience: "\"client_id\":\"client\",")
    }

    func ask(_ token: String, scheme: String = "Bearer ") throws -> (status: Int, body: String, head: String) {
        try api.ask(["Authorization: \(scheme)\(token)"])
    }

    func wait(seconds: Int64) {
        api.gateway.clock.wallMilliseconds += seconds * 1000
        api.gateway.clock.monotonicMicroseconds += UInt64(seconds) * 1_000_000
    }
}

@Suite struct TokenAuthorizerTests {
    private static let unauthorized = "{\"message\":\"Unauthorized\"}"

    // Facts: mapping-11.3, access-6.1
    @Test(arguments: ["Bearer ", "", "bearer ", "Bearer  "])
    func goodTokensPass(_ scheme: String) throws {
        let jwt = try TokenAPI()
        for mint in [TokenMint.rsa, .p256] {
            #expect(try jwt.ask(mint.token(TokenAPI.claims()), scheme: scheme).status == 200)
        }
        #expect(
            jwt.fetched == ["issuer.example/.well-known/openid-configuration", "keys.example/set?v=1"],
            "\(jwt.fetched)")
        let pools = try TokenAPI(TokenAPI.pools())
        #expect(try pools.ask(TokenMint.rsa.token(TokenAPI.identity()), scheme: scheme).status == 200)
        #expect(
            pools.fetched == ["cognito-idp.eu-west-1.amazonaws.com/eu-west-1_pool/.well-known/jwks.json"],
            "\(pools.fetched)")
    }

    // Facts: access-6.2, access-6.3
    @Test func userPoolsAskForTheRightToken() throws {
        let open = try TokenAPI(TokenAPI.pools())
        let scoped = try TokenAPI(TokenAPI.pools(), scopes: "pets/write, pets/read")
        let expression = try TokenAPI(TokenAPI.pools(", identityValidationExpression: 'cli[a-z]+'"))
        let other = try TokenAPI(TokenAPI.pools(", identityValidationExpression: 'cli'"))
        let both = try TokenAPI(TokenAPI.pools(", identityValidationExpression: '.*'"), scopes: "pets/read")
        let identity = TokenMint.rsa.token(TokenAPI.identity(",\"scope\":\"pets/read\""))
        let access = TokenMint.rsa.token(TokenAPI.access("openid pets/read"))
        let poor = TokenMint.rsa.token(TokenAPI.access("openid pets/rea"))
        let unmarked = TokenMint.rsa.token(TokenAPI.claims(issuer: TokenAPI.pool))
        for (api, token, status) in [
            (open, identity, 200), (open, access, 401), (open, unmarked, 401), (scoped, identity, 401),
            (scoped, access, 200), (scoped, poor, 401), (scoped, unmarked, 401), (expression, identity, 200),
            (other, identity, 401), (both, access, 401), (both, identity, 401),
        ] {
            // The second time what is kept decides.
            for _ in 0..<2 {
                let answer = try api.ask(token)
                #expect(answer.status == status, "\(answer)")
                if status == 401 {
                    #expect(answer.body == TokenAuthorizerTests.unauthorized)
                    #expect(answer.head.contains("x-amzn-ErrorType: UnauthorizedException"))
                }
            }
        }
        // Pools sign with RS256 alone.
        #expect(try open.ask(TokenMint.p256.token(TokenAPI.identity())).status == 401)
        #expect(try open.ask(TokenMint.rsa.token(TokenAPI.claims(",\"token_use\":\"id\""))).status == 401)
    }

    // Facts: access-6.5
    @Test func expiredTokensAreTold() throws {
        let pools = try TokenAPI(TokenAPI.pools())
        let token = TokenMint.rsa.token(TokenAPI.identity())
        #expect(try pools.ask(token).status == 200)
        pools.wait(seconds: 599)
        #expect(try pools.ask(token).status == 200)
        pools.wait(seconds: 1)
        let answer = try pools.ask(token)
        #expect(answer.status == 401 && answer.body == "{\"message\":\"The incoming token has expired\"}")
        let jwt = try TokenAPI()
        let other = TokenMint.rsa.token(TokenAPI.claims())
        #expect(try jwt.ask(other).status == 200)
        jwt.wait(seconds: 600)
        #expect(try jwt.ask(other).body == TokenAuthorizerTests.unauthorized)
    }

    @Test func jwtScopesAreAnyOne() throws {
        let api = try TokenAPI(scopes: "orders:read, orders:write")
        for (rest, status) in [
            ("", 403), (",\"scope\":\"orders:read\"", 200), (",\"scope\":\"x orders:write y\"", 200),
            (",\"scp\":[\"orders:read\"]", 200), (",\"scp\":\"orders:write\"", 200), (",\"scope\":\"orders:\"", 403),
            (",\"scope\":\"\"", 403), (",\"scope\":[\"orders:read x\"]", 200), (",\"scope\":7", 403),
            (",\"scope\":\"x\",\"scp\":\"orders:read\"", 403),
        ] {
            for _ in 0..<2 {
                let answer = try api.ask(TokenMint.p256.token(TokenAPI.claims(rest)))
                #expect(answer.status == status, "\(rest)")
                if status == 403 { #expect(answer.head.contains("x-amzn-ErrorType: AccessDeniedException")) }
            }
        }
        // Without a good token there is nothing to say about scopes.
        #expect(try api.ask(TokenMint.otherRSA.token(TokenAPI.claims(",\"scope\":\"orders:read\""))).status == 401)
    }

    // Facts: access-6.7
    @Test func jwtRulesAreEachIssuersOwn() throws {
        let api = try TokenAPI()
        func status(_ mint: TokenMint, _ claims: String) throws -> Int { try api.ask(mint.token(claims)).status }
        #expect(try status(.rsa, TokenAPI.claims(",\"tenant\":\"t1\"")) == 200)
        #expect(try status(.rsa, TokenAPI.claims(",\"tenant\":\"t2\"")) == 401)
        #expect(try status(.rsa, TokenAPI.claims(audience: "\"aud\":[\"x\",\"other\"],")) == 200)
        #expect(try status(.rsa, TokenAPI.claims(audience: "\"aud\":\"client\",")) == 401)
        #expect(try status(.rsa, TokenAPI.claims(audience: "\"client_id\":\"app\",")) == 200)
        #expect(try status(.rs384, TokenAPI.claims()) == 401)
        // A pool is an issuer like others; its keys need no discovery.
        #expect(try status(.rsa, TokenAPI.access()) == 200)
        #expect(try status(.rsa, TokenAPI.claims(issuer: "https://issuer.example")) == 401)
        #expect(try status(.rsa, TokenAPI.claims(issuer: "https://ISSUER.example/")) == 401)
        #expect(api.fetched.count == 3, "\(api.fetched)")
    }

    // Facts: access-6.7
    /// Tokens are kept whole: whoever has another one is somebody else.
    @Test func keepsVerifiedTokens() throws {
        let api = try TokenAPI()
        let token = TokenMint.rsa.token(TokenAPI.claims())
        #expect(try api.ask(token).status == 200)
        api.keys = "{\"keys\":[]}"
        api.wait(seconds: 11)
        // A key that is gone: fetched again, not there, but what was verified stays.
        #expect(try api.ask(TokenMint.otherRSA.token(TokenAPI.claims())).status == 401)
        #expect(api.fetched.count == 4)
        #expect(try api.ask(token).status == 200)
        #expect(try api.ask(TokenMint.rsa.token(TokenAPI.claims(",\"x\":1"))).status == 401)
        var changed = Array(token)
        changed[changed.count - 10] = changed[changed.count - 10] == "A" ? "B" : "A"
        #expect(try api.ask(String(changed)).status == 401)
        let never = try TokenAPI(TokenAPI.pools(", authorizerResultTtlInSeconds: 0"))
        let identity = TokenMint.rsa.token(TokenAPI.identity())
        #expect(try never.ask(identity).status == 200)
        never.keys = "{\"keys\":[]}"
        never.wait(seconds: 3_601)
        #expect(try never.ask(identity).status == 401)
    }

    @Test func newKeysAreFoundAtOnce() throws {
        let api = try TokenAPI()
        api.keys = "{\"keys\":[\(TokenMint.p256.publicKey())]}"
        #expect(try api.ask(TokenMint.p256.token(TokenAPI.claims())).status == 200)
        api.keys = "{\"keys\":[\(TokenMint.rsa.publicKey())]}"
        #expect(try api.ask(TokenMint.rsa.token(TokenAPI.claims())).status == 401)
        #expect(api.fetched.count == 2)
        api.wait(seconds: 10)
        #expect(try api.ask(TokenMint.rsa.token(TokenAPI.claims())).status == 200)
        #expect(api.fetched.count == 4)
        // Unknown keys do not make the gateway ask for each token.
        for index in 0..<50 {
            let header = "{\"alg\":\"RS256\",\"kid\":\"k\(index)\"}"
            #expect(try api.ask(TokenMint.rsa.token(TokenAPI.claims(), header: header)).status == 401)
        }
        #expect(api.fetched.count == 4)
    }

    @Test func failuresAreFollowedByPauses() throws {
        let api = try TokenAPI()
        api.keys = nil
        let token = TokenMint.rsa.token(TokenAPI.claims())
        let answer = try api.ask(token)
        #expect(answer.status == 500 && answer.body == "{\"message\":null}")
        #expect(answer.head.contains("x-amzn-ErrorType: AuthorizerFailureException"))
        var asked = 1
        for pause in [1, 2, 4, 8, 16, 32, 64, 64] as [Int64] {
            api.wait(seconds: pause - 1)
            #expect(try api.ask(token).status == 500)
            #expect(api.fetched.count == asked)
            api.wait(seconds: 1)
            if asked < 8 { #expect(try api.ask(token).status == 500) }
            asked += 1
        }
        api.keys = "{\"keys\":[\(TokenMint.rsa.publicKey())]}"
        let fresh = TokenMint.rsa.token(TokenAPI.claims(",\"exp2\":1"))
        #expect(try api.ask(fresh).status == 200)
        // What no issuer has signed is refused without asking any.
        #expect(try TokenAPI().ask("x.y.z").status == 401)
    }

    @Test func oldKeysServeWhileNewOnesCannotBeHad() throws {
        let api = try TokenAPI()
        func token(_ seconds: Int64) -> String {
            let now = api.api.gateway.clock.wallMilliseconds / 1000
            return TokenMint.rsa.token(
                "{\"iss\":\"\(TokenAPI.issuer)\",\"aud\":\"app\",\"exp\":\(now + seconds),\"n\":\(now)}")
        }
        #expect(try api.ask(token(60)).status == 200)
        api.keys = nil
        api.wait(seconds: 3_599)
        #expect(try api.ask(token(60)).status == 200)
        #expect(api.fetched.count == 2)
        api.wait(seconds: 1)
        #expect(try api.ask(token(60)).status == 200)
        #expect(api.fetched.count == 3)
        api.wait(seconds: 17_999)
        #expect(try api.ask(token(60)).status == 200)
        api.wait(seconds: 1)
        #expect(try api.ask(token(60)).status == 500)
        api.keys = "{\"keys\":[\(TokenMint.rsa.publicKey())]}"
        api.wait(seconds: 64)
        #expect(try api.ask(token(60)).status == 200)
    }

    /// Keys that are still good are fetched beside the requests.
    @Test func keysAreRefreshedInTime() throws {
        let api = try TokenAPI()
        var refreshed = 0
        api.api.gateway.refreshKeys = { source in
            #expect(source.issuer == TokenAPI.issuer && source.isDiscovery)
            refreshed += 1
            api.api.gateway.beginKeys(source)
        }
        func ask(_ index: Int) throws {
            let now = api.api.gateway.clock.wallMilliseconds / 1000
            let claims = "{\"iss\":\"\(TokenAPI.issuer)\",\"aud\":\"app\",\"exp\":\(now + 60),\"n\":\(index)}"
            #expect(try api.ask(TokenMint.rsa.token(claims)).status == 200)
        }
        try ask(0)
        api.wait(seconds: 2_699)
        try ask(1)
        #expect(refreshed == 0)
        api.wait(seconds: 1)
        for index in 2..<6 { try ask(index) }
        #expect(refreshed == 1 && api.fetched.count == 2)
    }

    /// What a discovery document must say.
    @Test(arguments: [
        ("{\"issuer\":\"https://other.example/\",\"jwks_uri\":\"https://keys.example/\"}", false),
        ("{\"issuer\":\"https://issuer.example\",\"jwks_uri\":\"https://keys.example/\"}", false),
        ("{\"issuer\":\"https://issuer.example/\",\"jwks_uri\":\"http://keys.example/\"}", false),
        ("{\"issuer\":\"https://issuer.example/\",\"jwks_uri\":\"file:///etc/passwd\"}", false),
        ("{\"issuer\":\"https://issuer.example/\",\"jwks_uri\":\"https://keys.example/\\r\\nX: y\"}", false),
        ("{\"issuer\":\"https://issuer.example/\",\"jwks_uri\":7}", false),
        ("{\"issuer\":\"https://issuer.example/\"}", false),
        ("{\"jwks_uri\":\"https://keys.example/\"}", false), ("[]", false), ("", false), ("null", false),
        ("{\"issuer\":\"https://issuer.example/\",\"jwks_uri\":\"HTTPS://keys.example:8443/a/?b#c\"}", true),
    ])
    func discoveryIsStrict(_ document: String, _ isGood: Bool) throws {
        let api = try TokenAPI()
        api.discovery = document
        #expect(try api.ask(TokenMint.rsa.token(TokenAPI.claims())).status == (isGood ? 200 : 500))
        if isGood { #expect(api.fetched.last == "keys.example:8443/a/?b") }
    }

    // Facts: access-8.5
    /// The resource policy decides behind the token, and has to allow.
    @Test func resourcePoliciesDecideBehindTokens() throws {
        func document(_ effect: String, _ resource: String) -> String {
            "x-amazon-apigateway-policy: {Statement: {Effect: \(effect), Principal: '*', Action: '*', "
                + "Resource: '\(resource)'}}"
        }
        for (policy, good, bad) in [
            (document("Allow", "*"), 200, 401), (document("Allow", "x"), 403, 401), (document("Deny", "*"), 403, 401),
        ] {
            let api = try TokenAPI(document: policy)
            #expect(try api.ask(TokenMint.rsa.token(TokenAPI.claims())).status == good)
            #expect(try api.ask("x").status == bad)
        }
    }

    @Test func authorizersWithoutIssuers() throws {
        for authorizer in [
            "{type: cognito_user_pools, providerARNs: ['us-east-1_pool', 'arn:aws:cognito-idp:us-east-1:1:userpool/']}",
            "{type: cognito_user_pools, providerARNs: ['arn:aws:cognito-idp:a:1:userpool/${stageVariables.none}']}",
            "{type: cognito_user_pools, providerARNs: ['arn:aws:cognito-idp:evil.example/x:1:userpool/p']}",
            "{type: jwt, jwtConfiguration: {defaultAlgorithms: [RS256], issuers: "
                + "[{issuer: 'ftp://a', audiences: [app]}]}}",
            "{type: jwt, jwtConfiguration: {defaultAlgorithms: [RS256], issuers: "
                + "[{issuer: '\(TokenAPI.issuer)', audiences: []}]}}",
        ] {
            let api = try TokenAPI(authorizer)
            let answer = try api.ask(TokenMint.rsa.token(TokenAPI.claims()))
            #expect(answer.status == 500 && answer.head.contains("AuthorizerConfigurationException"), "\(authorizer)")
            #expect(api.fetched.isEmpty)
        }
    }
}
