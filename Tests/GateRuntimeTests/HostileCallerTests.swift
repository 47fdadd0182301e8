// Callers that must not pass, each through the whole pipeline: tokens, signatures, keys, policies. None does, and they
// are counted: a battery that shrinks fails.

import AccessSupport
import CorpusSupport
import Foundation
import GateAccess
import GateBytes
import GateRuntime
import GateSign
import Testing

/// How many were refused, of what kind.
private struct Battery {
    var refused: [String: Int] = [:]

    mutating func refuse(_ kind: String, _ what: String, _ status: Int) {
        #expect([400, 401, 403, 500].contains(status), "\(kind) passes with \(status): \(what)")
        if [400, 401, 403, 500].contains(status) { refused[kind, default: 0] += 1 }
    }
}

@Suite struct HostileCallerTests {
    @Test func nobodyPasses() throws {
        var battery = Battery()
        try tokens(&battery)
        try userPools(&battery)
        try signatures(&battery)
        try keys(&battery)
        try resourcePolicies(&battery)
        try authorizerPolicies(&battery)
        let total = battery.refused.values.reduce(0, +)
        print("refused \(total): \(battery.refused.sorted { $0.key < $1.key })")
        for (kind, least) in [
            ("token", 130), ("pool token", 14), ("signature", 40), ("key", 17), ("resource policy", 26),
            ("authorizer policy", 22),
        ] { #expect(battery.refused[kind, default: 0] >= least, "\(kind)") }
        #expect(total >= 250)
    }

    // MARK: Tokens

    private func tokens(_ battery: inout Battery) throws {
        let api = try TokenAPI()
        let good = TokenMint.p256.token(TokenAPI.claims())
        #expect(try api.ask(good).status == 200)
        for text in headerTokens + claimTokens + shapes(good) + signatureTokens {
            battery.refuse("token", text, try api.ask(text).status)
        }
        for value in [
            "Bearer", "Bearer ", "", "Basic \(good)", "Bearer Bearer \(good)", "Bearer \(good) \(good)",
            "Bearer \(good),\(good)", "Bearer\t\(good)x", "\"\(good)\"", "Bearer \(good);", "Token \(good)",
        ] {
            battery.refuse("token", value, try api.api.ask(["Authorization: \(value)"]).status)
        }
        battery.refuse("token", "none", try api.api.ask([]).status)
        battery.refuse("token", "query", try api.api.ask([], path: "/a?Authorization=\(good)").status)
        let two = ["Authorization: Bearer \(good)", "Authorization: Bearer x.y.z"]
        battery.refuse("token", "two", try api.api.ask(two).status)
    }

    /// Signed well under headers that are not.
    private var headerTokens: [String] {
        let names = [
            "none", "None", "NONE", "nOnE", "", "HS256", "HS384", "HS512", "PS256", "PS512", "EdDSA", "ES256K", "rs256",
            "RS256 ", " RS256", "RS256\\u0000", "RS384", "RS512", "ES384", "ES512", "RSA", "dir", "A128KW",
        ]
        var headers = names.map { "{\"alg\":\"\($0)\",\"kid\":\"rsa\"}" }
        headers += [
            "{\"alg\":null,\"kid\":\"rsa\"}", "{\"alg\":[\"RS256\"],\"kid\":\"rsa\"}", "{\"alg\":256,\"kid\":\"rsa\"}",
            "{\"kid\":\"rsa\"}", "{\"alg\":\"RS256\"}", "{\"alg\":\"RS256\",\"kid\":\"\"}",
            "{\"alg\":\"RS256\",\"kid\":null}", "{\"alg\":\"RS256\",\"kid\":[\"rsa\"]}",
            "{\"alg\":\"RS256\",\"kid\":\"RSA\"}",
            "{\"alg\":\"RS256\",\"kid\":\"p256\"}", "{\"alg\":\"ES256\",\"kid\":\"rsa\"}",
            "{\"alg\":\"RS256\",\"kid\":\"../../etc/passwd\"}", "{\"alg\":\"RS256\",\"kid\":\"' or 1=1 --\"}",
            "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"crit\":[\"exp\"]}", "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"crit\":[]}",
            "{\"alg\":\"none\",\"alg\":\"RS256\",\"kid\":\"rsa\"}", "{\"alg\":\"RS256\",\"kid\":\"x\",\"kid\":\"rsa\"}",
            "[\"RS256\"]", "null", "{\"alg\":\"RS256\",\"kid\":\"rsa\"",
        ]
        var tokens = headers.map { TokenMint.rsa.token(TokenAPI.claims(), header: $0) }
        // Keys that a token brings itself.
        let jwk = TokenMint.otherRSA.publicKey()
        for header in [
            "{\"alg\":\"RS256\",\"jwk\":\(jwk)}", "{\"alg\":\"RS256\",\"kid\":\"other\",\"jwk\":\(jwk)}",
            "{\"alg\":\"RS256\",\"kid\":\"other\",\"jku\":\"https://evil.example/\"}",
            "{\"alg\":\"RS256\",\"kid\":\"other\",\"x5u\":\"https://evil.example/\"}",
            "{\"alg\":\"RS256\",\"kid\":\"rsa\"}",
        ] { tokens.append(TokenMint.otherRSA.token(TokenAPI.claims(), header: header)) }
        return tokens
    }

    private var claimTokens: [String] {
        let now = TokenAPI.now
        let issuer = TokenAPI.issuer
        let wrong = [
            "{}", "[]", "null", "7", "\"x\"", "", "{\"exp\":\(now + 9)}",
            "{\"iss\":\"\(issuer)\",\"aud\":\"app\"}", "{\"iss\":\"\(issuer)\",\"exp\":\(now + 9)}",
            "{\"iss\":\"\(issuer)\",\"aud\":\"app\",\"exp\":\(now)}",
            "{\"iss\":\"\(issuer)\",\"aud\":\"app\",\"exp\":\"\(now + 9)\"}",
            "{\"iss\":\"\(issuer)\",\"aud\":\"app\",\"exp\":-1}",
            "{\"iss\":\"\(issuer)\",\"aud\":\"app\",\"exp\":1e400}",
            "{\"iss\":\"\(issuer)\",\"aud\":\"app\",\"exp\":null}",
            "{\"iss\":\"\(issuer)\",\"aud\":\"app\",\"exp\":{}}",
            "{\"iss\":\"\(issuer)\",\"aud\":\"app\",\"exp\":1,\"exp\":\(now + 9)}",
            TokenAPI.claims(",\"nbf\":\(now + 1)"), TokenAPI.claims(",\"nbf\":\"x\""),
            TokenAPI.claims(",\"iat\":\(now + 1)"), TokenAPI.claims(",\"nbf\":null"),
            TokenAPI.claims(issuer: ""), TokenAPI.claims(issuer: "https://issuer.example"),
            TokenAPI.claims(issuer: "https://issuer.example//"), TokenAPI.claims(issuer: "http://issuer.example/"),
            TokenAPI.claims(issuer: "https://issuer.example.evil/"), TokenAPI.claims(issuer: "https://ISSUER.example/"),
            TokenAPI.claims(issuer: "https://issuer.example/\\u0000"),
            TokenAPI.claims(issuer: " https://issuer.example/"),
            TokenAPI.claims(audience: ""), TokenAPI.claims(audience: "\"aud\":\"\","),
            TokenAPI.claims(audience: "\"aud\":\"APP\","), TokenAPI.claims(audience: "\"aud\":\"app \","),
            TokenAPI.claims(audience: "\"aud\":\"client\","), TokenAPI.claims(audience: "\"aud\":[],"),
            TokenAPI.claims(audience: "\"aud\":[[\"app\"]],"), TokenAPI.claims(audience: "\"aud\":{\"app\":1},"),
            TokenAPI.claims(audience: "\"aud\":\"x\",\"client_id\":\"app\","),
            TokenAPI.claims(audience: "\"aud\":null,"),
            TokenAPI.claims(audience: "\"azp\":\"app\","), TokenAPI.claims(",\"tenant\":\"t2\""),
            TokenAPI.claims(",\"tenant\":[\"t1\"]"), TokenAPI.claims(",\"tenant\":null"),
            TokenAPI.claims(",\"tenant\":\"t1\",\"tenant\":\"t2\""), TokenAPI.claims(",\"x\":NaN"),
            TokenAPI.claims(",\"x\":1,"), TokenAPI.claims() + "{}", "\u{feff}" + TokenAPI.claims(),
            TokenAPI.claims(",\"x\":" + String(repeating: "[", count: 40) + String(repeating: "]", count: 40)),
            TokenAPI.claims(",\"x\":\"\(String(repeating: "a", count: 13_000))\""),
        ]
        return wrong.map { TokenMint.rsa.token($0) }
    }

    private func shapes(_ good: String) -> [String] {
        let parts: [String] = good.split(separator: ".").map { String($0) }
        var tokens = [
            "x", ".", "..", "...", "a.b", "a.b.c", "a.b.c.d", "e30.e30.", "e30.e30.e30", "e30..e30", ".e30.e30",
            good + "=", good + ".", "." + good, good + "A", good.replacing(".", with: "%2e"),
            "\(parts[0]).\(parts[1])", "\(parts[0]).\(parts[1]).", "\(parts[1]).\(parts[0]).\(parts[2])",
            "\(parts[0])=.\(parts[1]).\(parts[2])", "\(parts[0]).\(parts[2]).\(parts[1])", "\(good).\(parts[2])",
            "\(parts[0]).\(parts[1]).\(parts[2]).\(parts[2]).\(parts[2])",
        ]
        // Any change of a good token makes it bad.
        let bytes = Array(good.utf8)
        for index in stride(from: 0, to: bytes.count, by: 11) {
            var changed = bytes
            changed[index] = bytes[index] == 0x41 ? 0x42 : 0x41
            tokens.append(String(decoding: changed, as: UTF8.self))
        }
        return tokens
    }

    private var signatureTokens: [String] {
        let good = TokenMint.p256.token(TokenAPI.claims()).split(separator: ".").map { String($0) }
        let text = good[0] + "." + good[1] + "."
        let der = TokenMint(TestKeys.p256, identifier: "p256", .rs256).sign(Array(text.dropLast().utf8))
        let other = TokenMint.p256.token(TokenAPI.claims(",\"sub\":\"x\"")).split(separator: ".").map { String($0) }
        let raw: [[UInt8]] = [
            [UInt8](repeating: 0, count: 64), [UInt8](repeating: 255, count: 64), [1, 2, 3], der,
            [UInt8](repeating: 0, count: 63), [UInt8](repeating: 0, count: 65), [UInt8](repeating: 0, count: 96),
        ]
        var tokens = raw.map { text + TokenMint.encoded($0) }
        tokens.append(text + other[2])
        let rsa = TokenMint.rsa.token(TokenAPI.claims()).split(separator: ".").map { String($0) }
        for size in [0, 1, 255, 256, 257, 512] {
            tokens.append("\(rsa[0]).\(rsa[1]).\(TokenMint.encoded([UInt8](repeating: 1, count: size)))")
        }
        // Signed with the right key and another digest.
        for digest in ["SHA1", "SHA384", "SHA512"] {
            let signature = TokenMint.rsa.sign(Array("\(rsa[0]).\(rsa[1])".utf8), digest: digest)
            tokens.append("\(rsa[0]).\(rsa[1]).\(TokenMint.encoded(signature))")
        }
        return tokens
    }

    private func userPools(_ battery: inout Battery) throws {
        let open = try TokenAPI(TokenAPI.pools(", identityValidationExpression: 'client'"))
        let scoped = try TokenAPI(TokenAPI.pools(), scopes: "pets/read")
        #expect(try open.ask(TokenMint.rsa.token(TokenAPI.identity())).status == 200)
        #expect(try scoped.ask(TokenMint.rsa.token(TokenAPI.access())).status == 200)
        for claims in [
            TokenAPI.access(), TokenAPI.identity(use: "ID"), TokenAPI.identity(use: "id "), TokenAPI.identity(use: ""),
            TokenAPI.claims(",\"token_use\":\"id\"", issuer: TokenAPI.pool, audience: "\"aud\":\"clientx\","),
            TokenAPI.claims(",\"token_use\":\"id\"", issuer: TokenAPI.pool, audience: "\"client_id\":\"client\","),
            TokenAPI.claims(",\"token_use\":\"id\"", issuer: TokenAPI.pool + "2", audience: "\"aud\":\"client\","),
            TokenAPI.claims(",\"token_use\":\"id\""),
        ] { battery.refuse("pool token", claims, try open.ask(TokenMint.rsa.token(claims)).status) }
        for claims in [
            TokenAPI.identity(",\"scope\":\"pets/read\""), TokenAPI.access(""), TokenAPI.access("pets/reader"),
            TokenAPI.access("pets/read,x"), TokenAPI.access("PETS/READ"), TokenAPI.access("pets/*"),
            TokenAPI.access("*"),
        ] { battery.refuse("pool token", claims, try scoped.ask(TokenMint.rsa.token(claims)).status) }
    }

    // MARK: Signatures

    private static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"

    /// A signed request; changes come behind the signature.
    private func signed(
        _ line: String = "GET /a?x=1", key: String = "AKIDEXAMPLE", secret: String = secret,
        service: String = "execute-api",
        region: String = "us-east-1", seconds: Int64 = 0, token: String = "", body: String = ""
    ) -> String {
        var request = ByteBuffer(capacity: 1024)
        let length = body.isEmpty ? "" : "Content-Length: \(body.utf8.count)\r\n"
        Array("\(line) HTTP/1.1\r\nHost: api.test\r\n\(length)\r\n\(body)".utf8).withByteView { request.append($0) }
        let credentials = AWSCredentials(accessKeyID: key, secretAccessKey: secret, sessionToken: token)
        let isSigned = RequestSigner().sign(
            &request, with: credentials, service: service, region: region, epochSeconds: TokenAPI.now + seconds)
        #expect(isSigned)
        return String(request.view)
    }

    private func policy(_ statement: String) throws -> PolicyDocument {
        try Array("{\"Statement\":\(statement)}".utf8).withByteView { try PolicyReader.read($0, .identity) }
    }

    private func signatures(_ battery: inout Battery) throws {
        var settings = StageSettings()
        settings.identities = [
            LocalIdentity(
                accessKeyID: "AKIDEXAMPLE", secretAccessKey: HostileCallerTests.secret,
                principal: try #require(Principal(arn: "arn:aws:iam::123456789012:user/alice")),
                policies: [try policy("{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}")]),
            LocalIdentity(
                accessKeyID: "ASIAOLD", secretAccessKey: HostileCallerTests.secret, sessionToken: "session",
                expires: TokenAPI.now - 1,
                principal: try #require(Principal(arn: "arn:aws:iam::123456789012:user/old")),
                policies: [try policy("{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}")]),
        ]
        let api = try GuardedAPI(
            "{type: token, authorizerUri: '\(GuardedAPI.uri)'}", isSigned: true, settings: settings)
        #expect(try api.send(signed()) == 200)
        #expect(try api.send(signed("POST /a", body: "one")) == 200)
        var bad = [
            signed(key: "AKIDNOBODY"), signed(key: ""), signed(key: "akidexample"), signed(secret: "other"),
            signed(secret: ""), signed(service: "s3"), signed(service: "iam"), signed(service: ""),
            signed(region: "eu-west-1"), signed(region: ""), signed(region: "us-east-1 "), signed(seconds: -301),
            signed(seconds: 301), signed(seconds: -86_400), signed(seconds: 86_400), signed(token: "session"),
            signed(key: "ASIAOLD"), signed(key: "ASIAOLD", token: "session"), signed(key: "ASIAOLD", token: "other"),
        ]
        let good = signed()
        func changed(_ from: String, _ to: String) {
            let text = good.replacing(from, with: to)
            #expect(text != good, "\(from)")
            bad.append(text)
        }
        changed("x=1", "x=2")
        changed("?x=1", "?x=1&y=2")
        changed("?x=1", "")
        changed("GET ", "PUT ")
        changed("/a?", "/A?")
        changed("Host: api.test", "Host: evil.test")
        changed("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1")
        changed("AWS4-HMAC-SHA256", "Bearer")
        changed("SignedHeaders=", "SignedHeaders=x;")
        changed("SignedHeaders=host;", "SignedHeaders=")
        changed("Credential=AKIDEXAMPLE", "Credential=ASIAOLD")
        changed("aws4_request", "aws4_reques")
        changed("Signature=", "Signature=0")
        changed("Signature=", "Signature=,X=")
        changed("Signature=", "X=")
        changed("Credential=", "X=")
        changed("SignedHeaders=", "X=")
        changed("X-Amz-Date: ", "X-Amz-Dat: ")
        changed("X-Amz-Date: 2026", "X-Amz-Date: 2027")
        changed("X-Amz-Date: ", "X-Amz-Date: x")
        changed("Authorization: ", "Authorization: x")
        bad.append(signed("POST /a", body: "one").replacing("\r\n\r\none", with: "\r\n\r\ntwo"))
        bad.append("GET /a HTTP/1.1\r\nHost: api.test\r\n\r\n")
        bad.append("GET /a HTTP/1.1\r\nHost: api.test\r\nAuthorization: \r\n\r\n")
        bad.append("GET /a?X-Amz-Signature=0&X-Amz-Algorithm=AWS4-HMAC-SHA256 HTTP/1.1\r\nHost: api.test\r\n\r\n")
        for request in bad { battery.refuse("signature", request, try api.send(request)) }
    }

    // MARK: Keys

    private func keys(_ battery: inout Battery) throws {
        let key = "demo-key-0123456789012345"
        let document = "x-gatewright-api-keys: {demo: \(key)}"
        let api = try GuardedAPI(GuardedAPI.token(), isKeyed: true, document: document)
        api.answers = [GuardedAPI.allow()]
        #expect(try api.ask(["Authorization: x", "x-api-key: \(key)"]).status == 200)
        for value in [
            "", " ", "x", "demo", String(key.dropLast()), String(key.dropFirst()), key + "0", key.uppercased(),
            key + "\t0",
            "\(key),\(key)", "\(key) \(key)", "\"\(key)\"", "Bearer \(key)", String(repeating: "a", count: 128),
            String(repeating: "a", count: 4_000), "%64emo-key-0123456789012345",
        ] {
            battery.refuse("key", value, try api.ask(["Authorization: x", "x-api-key: \(value)"]).status)
        }
        battery.refuse("key", "none", try api.ask(["Authorization: x"]).status)
        battery.refuse("key", "query", try api.ask(["Authorization: x"], path: "/a?x-api-key=\(key)").status)
        battery.refuse("key", "other header", try api.ask(["Authorization: x", "api-key: \(key)"]).status)
    }

    // MARK: Policies

    private func statement(_ members: String) -> String {
        "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\(members)}}"
    }

    private func resourcePolicies(_ battery: inout Battery) throws {
        let who = "\"Principal\":\"*\",\"Action\":\"execute-api:Invoke\""
        let all = who + ",\"Resource\":\"*\""
        var policies = [
            "\(who),\"Resource\":\"execute-api:/other/*\"", "\(who),\"Resource\":\"execute-api:/local/POST/a\"",
            "\(who),\"Resource\":\"execute-api:/local/GET/a/b\"", "\(who),\"Resource\":\"execute-api:/local/GET/\"",
            "\(who),\"Resource\":\"execute-api:/LOCAL/*\"", "\(who),\"Resource\":\"execute-api:/local/get/*\"",
            "\(who),\"Resource\":\"arn:aws:execute-api:eu-west-1:*\"", "\(who),\"Resource\":\"\"",
            "\(who),\"Resource\":[]",
            "\(who),\"NotResource\":\"*\"",
            "\"Principal\":\"*\",\"Action\":\"execute-api:InvalidateCache\",\"Resource\":\"*\"",
            "\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"*\"",
            "\"Principal\":\"*\",\"NotAction\":\"*\",\"Resource\":\"*\"",
            "\"Principal\":{\"AWS\":\"arn:aws:iam::123456789012:user/alice\"},\"Action\":\"*\",\"Resource\":\"*\"",
            "\"Principal\":{\"Service\":\"lambda.amazonaws.com\"},\"Action\":\"*\",\"Resource\":\"*\"",
        ].map(statement)
        policies += [
            "\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/8\"}", "\"NotIpAddress\":{\"aws:SourceIp\":\"127.0.0.0/8\"}",
            "\"StringEquals\":{\"aws:UserAgent\":\"x\"}", "\"StringLike\":{\"aws:Referer\":\"https://x/*\"}",
            "\"Bool\":{\"aws:SecureTransport\":\"true\"}",
            "\"DateLessThan\":{\"aws:CurrentTime\":\"2020-01-01T00:00:00Z\"}",
            "\"DateGreaterThan\":{\"aws:CurrentTime\":\"2030-01-01T00:00:00Z\"}",
            "\"NumericLessThan\":{\"aws:EpochTime\":\"1\"}",
            "\"StringEquals\":{\"aws:SourceVpce\":\"vpce-1\"}", "\"Null\":{\"aws:SourceIp\":\"true\"}",
            "\"StringEquals\":{\"aws:PrincipalArn\":\"*\"}",
        ].map { statement("\(all),\"Condition\":{\($0)}") }
        policies.append("{\"Statement\":[{\"Effect\":\"Allow\",\(all)},{\"Effect\":\"Deny\",\(all)}]}")
        policies.append("{\"Statement\":[]}")
        #expect(try ask(statement(all)) == 200)
        for policy in policies { battery.refuse("resource policy", policy, try ask(policy)) }
    }

    /// The status of a method that only the policy guards.
    private func ask(_ policy: String) throws -> Int {
        do {
            let api = try GuardedAPI(
                GuardedAPI.token(), isOpen: true, document: "x-amazon-apigateway-policy: \(policy)")
            return try api.ask([]).status
        } catch let error as CorpusError where error.description.contains("GW4027") {
            // It does not come as far as a request.
            return 500
        }
    }

    private func authorizerPolicies(_ battery: inout Battery) throws {
        let allow = "\"Effect\":\"Allow\",\"Action\":\"execute-api:Invoke\""
        let arn = "arn:aws:execute-api:us-east-1:123456789012:"
        var policies = [
            "{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}",
            "{\"Effect\":\"allow\",\"Action\":\"*\",\"Resource\":\"*\"}",
            "{\"Effect\":\"Allow\",\"Action\":\"*\"}", "{\"Effect\":\"Allow\",\"Resource\":\"*\"}",
            "{\"Action\":\"*\",\"Resource\":\"*\"}",
            "{\(allow),\"Resource\":\"\(arn)*/other/GET/a\"}", "{\(allow),\"Resource\":\"\(arn)*/local/POST/*\"}",
            "{\(allow),\"Resource\":\"\(arn)*/local/GET/b\"}", "{\(allow),\"Resource\":\"\(arn)*/local/GET/aa\"}",
            "{\(allow),\"Resource\":\"\(arn)*/local/GET/?a\"}", "{\(allow),\"Resource\":\"\(arn)*/local/GET\"}",
            "{\(allow),\"Resource\":\"execute-api:/*\"}", "{\(allow),\"Resource\":\"\"}",
            "{\(allow),\"Resource\":null}",
            "{\(allow),\"Resource\":{\"a\":\"*\"}}", "{\(allow),\"Resource\":\"*\",\"Unknown\":1}",
            "{\(allow),\"Resource\":\"*\",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/8\"}}}",
            "{\(allow),\"Resource\":\"*\",\"Condition\":{\"Unknown\":{\"aws:SourceIp\":\"127.0.0.1\"}}}",
            "{\(allow),\"NotResource\":\"*\"}",
            "{\"Effect\":\"Allow\",\"NotAction\":\"execute-api:*\",\"Resource\":\"*\"}",
            "{\"Effect\":\"Allow\",\"Action\":\"execute-api:InvalidateCache\",\"Resource\":\"*\"}",
            "{\"Effect\":\"Allow\",\"Action\":\"execute-api\",\"Resource\":\"*\"}",
        ]
        policies.append(
            "[{\(allow),\"Resource\":\"*\"},{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"\(arn)*/GET/a\"}]")
        for policy in policies {
            let api = try GuardedAPI(GuardedAPI.token())
            api.answers = [
                GuardedAPI.answer("{\"principalId\":\"me\",\"policyDocument\":{\"Statement\":\(policy)}}")
            ]
            battery.refuse("authorizer policy", policy, try api.ask().status)
        }
    }
}
