// Tokens that must pass, and the many that must not.

import AccessSupport
import GateBytes
import Testing

@testable import GateAccess

@Suite struct TokenTests {
    static let claims = "{\"iss\":\"https://issuer.example/\",\"aud\":\"app\",\"exp\":2000,\"iat\":900,\"sub\":\"s\"}"

    @Test(arguments: [
        TokenMint.rsa, .rs384, .rs512, .p256, .p384, .p521,
    ])
    func takesEveryAlgorithm(_ mint: TokenMint) { #expect(outcome(mint.token(TokenTests.claims)) == .good) }

    // Facts: access-6.4
    /// The signature is good; what is claimed is not.
    @Test(arguments: [
        ("{\"iss\":\"i\",\"exp\":1000}", TokenFailure.expired),
        ("{\"iss\":\"i\",\"exp\":1}", .expired), ("{\"iss\":\"i\",\"exp\":0}", .expired),
        ("{\"iss\":\"i\",\"exp\":-1}", .claim), ("{\"iss\":\"i\",\"exp\":1e400}", .claim),
        ("{\"iss\":\"i\",\"exp\":\"2000\"}", .claim), ("{\"iss\":\"i\",\"exp\":null}", .claim),
        ("{\"iss\":\"i\",\"exp\":true}", .claim), ("{\"iss\":\"i\",\"exp\":[2000]}", .claim),
        ("{\"iss\":\"i\"}", .claim), ("{\"iss\":\"i\",\"exp\":2000,\"nbf\":1001}", .notYetValid),
        ("{\"iss\":\"i\",\"exp\":2000,\"iat\":1001}", .notYetValid),
        ("{\"iss\":\"i\",\"exp\":2000,\"nbf\":\"900\"}", .claim),
        ("{\"iss\":\"i\",\"exp\":2000,\"iat\":{}}", .claim),
        ("{\"iss\":\"i\",\"exp\":2000,\"aud\":7}", .claim), ("{\"iss\":\"i\",\"exp\":2000,\"aud\":[7]}", .claim),
        ("{\"iss\":\"i\",\"exp\":2000,\"aud\":{\"app\":1}}", .claim),
        ("{\"iss\":\"i\",\"iss\":\"j\",\"exp\":2000}", .malformed),
        ("{\"iss\":\"i\",\"exp\":1,\"exp\":2000}", .malformed),
        ("{\"exp\":2000}", .issuer), ("{\"iss\":7,\"exp\":2000}", .issuer), ("[]", .malformed), ("7", .malformed),
        ("\"x\"", .malformed), ("null", .malformed), ("", .malformed), ("{", .malformed),
        ("{\"iss\":\"i\",\"exp\":2000}{}", .malformed), ("{\"iss\":\"i\",\"exp\":2000,}", .malformed),
        ("{'iss':'i','exp':2000}", .malformed), ("{\"iss\":\"i\",\"exp\":NaN}", .malformed),
    ])
    func refusesClaims(_ claims: String, _ failure: TokenFailure) {
        #expect(outcome(TokenMint.rsa.token(claims)) == .bad(failure))
    }

    /// Headers, signed with the right key all the same.
    @Test(arguments: [
        ("{\"alg\":\"none\",\"kid\":\"rsa\"}", TokenFailure.algorithm),
        ("{\"alg\":\"None\",\"kid\":\"rsa\"}", .algorithm),
        ("{\"alg\":\"NONE\",\"kid\":\"rsa\"}", .algorithm), ("{\"alg\":\"nOnE\",\"kid\":\"rsa\"}", .algorithm),
        ("{\"alg\":\"\",\"kid\":\"rsa\"}", .algorithm), ("{\"alg\":null,\"kid\":\"rsa\"}", .algorithm),
        ("{\"alg\":[\"RS256\"],\"kid\":\"rsa\"}", .algorithm), ("{\"kid\":\"rsa\"}", .algorithm),
        ("{\"alg\":\"HS256\",\"kid\":\"rsa\"}", .algorithm), ("{\"alg\":\"HS512\",\"kid\":\"rsa\"}", .algorithm),
        ("{\"alg\":\"PS256\",\"kid\":\"rsa\"}", .algorithm), ("{\"alg\":\"EdDSA\",\"kid\":\"rsa\"}", .algorithm),
        ("{\"alg\":\"ES256K\",\"kid\":\"p256\"}", .algorithm), ("{\"alg\":\"rs256\",\"kid\":\"rsa\"}", .algorithm),
        ("{\"alg\":\"RS256 \",\"kid\":\"rsa\"}", .algorithm),
        ("{\"alg\":\"RS256\\u0000\",\"kid\":\"rsa\"}", .algorithm),
        ("{\"alg\":\"RS256\",\"alg\":\"RS256\",\"kid\":\"rsa\"}", .malformed),
        ("{\"alg\":\"RS256\"}", .key), ("{\"alg\":\"RS256\",\"kid\":\"\"}", .key),
        ("{\"alg\":\"RS256\",\"kid\":\"nobody\"}", .key), ("{\"alg\":\"RS256\",\"kid\":\"../rsa\"}", .key),
        ("{\"alg\":\"RS256\",\"kid\":7}", .key), ("{\"alg\":\"RS256\",\"kid\":\"p256\"}", .key),
        ("{\"alg\":\"ES256\",\"kid\":\"rsa\"}", .key), ("{\"alg\":\"ES384\",\"kid\":\"p256\"}", .key),
        ("{\"alg\":\"RS256\",\"kid\":\"other\"}", .signature), ("{\"alg\":\"RS384\",\"kid\":\"rsa\"}", .signature),
        ("{\"alg\":\"RS256\",\"kid\":\"rsa\",\"crit\":[\"exp\"]}", .critical),
        ("{\"alg\":\"RS256\",\"kid\":\"rsa\",\"crit\":[]}", .critical),
        ("{\"alg\":\"RS256\",\"kid\":\"nobody\",\"jwk\":{}}", .key),
        ("{\"alg\":\"RS256\",\"kid\":\"nobody\",\"jku\":\"http://127.0.0.1/\"}", .key),
        ("[]", .malformed), ("", .malformed), ("{\"alg\":\"RS256\"", .malformed), ("null", .malformed),
    ])
    func refusesHeaders(_ header: String, _ failure: TokenFailure) {
        #expect(outcome(TokenMint.rsa.token(TokenTests.claims, header: header)) == .bad(failure))
    }

    /// An attacker's own key in the header means nothing.
    @Test func ignoresKeysInHeaders() {
        let own = TokenMint.otherRSA.publicKey(["kid": "rsa"])
        let header = "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"jwk\":\(own)}"
        #expect(outcome(TokenMint.otherRSA.token(TokenTests.claims, header: header)) == .bad(.signature))
    }

    /// Every algorithm with every key of another kind, the signature made with that key.
    @Test func refusesConfusedKeys() {
        let mints: [TokenMint] = [.rsa, .rs384, .rs512, .p256, .p384, .p521]
        var refused = 0
        for mint in mints {
            for other in mints where other.algorithm != mint.algorithm {
                let header = "{\"alg\":\"\(String(ByteView(other.algorithm.name)))\",\"kid\":\"\(mint.identifier)\"}"
                #expect(outcome(mint.token(TokenTests.claims, header: header)) != .good)
                refused += 1
            }
        }
        #expect(refused == 30)
    }

    /// Shapes that are no token.
    @Test(arguments: [
        "", ".", "..", "...", "a", "a.b", "a.b.c", "a.b.c.d", "e30.e30.", "e30.e30.e30", ".e30.e30", "e30..e30",
        "Bearer e30.e30.e30", " e30.e30.e30", "e30.e30.e30 ", "e30.e30.e30=", "e30=.e30.e30", "e3+.e30.e30",
        "e30.e30.e30\n", "\u{0}", "%65%33%30.e30.e30", "e30/e30/e30", "{}.{}.{}", "e30\u{2e}\u{2e}", "eyJ.eyJ.eyJ",
    ])
    func refusesShapes(_ text: String) { #expect(outcome(text) != .good) }

    /// Any change of a good token makes it bad.
    @Test func refusesEveryChangedByte() {
        let good = Array(TokenMint.p256.token(TokenTests.claims).utf8)
        for index in good.indices {
            for other in [UInt8](arrayLiteral: 0x41, 0x5f, 0x2e, 0x3d) where good[index] != other {
                var bad = good
                bad[index] = other
                #expect(outcome(String(decoding: bad, as: UTF8.self)) != .good)
            }
            if index % 7 == 0 {
                #expect(outcome(String(decoding: good[..<index], as: UTF8.self)) != .good)
                #expect(outcome(String(decoding: good[index...].dropFirst(), as: UTF8.self)) != .good)
            }
        }
    }

    @Test func refusesSignaturesOfOtherForms() {
        let good = TokenMint.p256.token(TokenTests.claims).split(separator: ".")
        let head = good[0] + "." + good[1] + "."
        let zero = TokenMint.encoded([UInt8](repeating: 0, count: 64))
        let der = TokenMint(TestKeys.p256, identifier: "p256", .rs256).sign(Array((good[0] + "." + good[1]).utf8))
        for signature in ["", zero, TokenMint.encoded(der), good[2] + "AA", TokenMint.encoded([1, 2, 3])] {
            #expect(outcome(head + signature) != .good)
        }
        // RSA with no padding or too short.
        let rsa = TokenMint.rsa.token(TokenTests.claims).split(separator: ".")
        for size in [0, 1, 255, 256, 257, 512] {
            let signature = TokenMint.encoded([UInt8](repeating: 1, count: size))
            #expect(outcome(rsa[0] + "." + rsa[1] + "." + signature) != .good)
        }
    }

    @Test func boundsTheLength() {
        func token(_ size: Int) -> String {
            let claims = "{\"iss\":\"i\",\"exp\":2000,\"x\":\"\(String(repeating: "a", count: size))\"}"
            return TokenMint.rsa.token(claims)
        }
        var size = 11_000
        while token(size + 1).utf8.count <= TokenLimits.bytesMax { size += 1 }
        #expect(outcome(token(size)) == .good)
        #expect(outcome(token(size + 4)) == .bad(.oversized))
        let deep = "{\"iss\":\"i\",\"exp\":2000,\"x\":"
        let nested = { (depth: Int) in
            deep + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
        }
        #expect(outcome(TokenMint.rsa.token(nested(TokenLimits.depthMax - 1))) == .good)
        #expect(outcome(TokenMint.rsa.token(nested(TokenLimits.depthMax))) == .bad(.malformed))
        let many = { (count: Int) in
            "{\"iss\":\"i\",\"exp\":2000" + (0..<count - 2).map { ",\"\($0)\":1" }.joined() + "}"
        }
        #expect(outcome(TokenMint.rsa.token(many(TokenLimits.claimsMax))) == .good)
        #expect(outcome(TokenMint.rsa.token(many(TokenLimits.claimsMax + 1))) == .bad(.malformed))
    }

    @Test func followsTheRules() {
        var rules = TokenRules(algorithms: [.rs256])
        #expect(outcome(TokenMint.p256.token(TokenTests.claims), rules: rules) == .bad(.algorithm))
        #expect(outcome(TokenMint.rs384.token(TokenTests.claims), rules: rules) == .bad(.algorithm))
        rules.audiences = [Array("other".utf8)]
        #expect(outcome(TokenMint.rsa.token(TokenTests.claims), rules: rules) == .bad(.audience))
        rules.audiences.append(Array("app".utf8))
        #expect(outcome(TokenMint.rsa.token(TokenTests.claims), rules: rules) == .good)
        let token = { (rest: String) in TokenMint.rsa.token("{\"iss\":\"i\",\"exp\":2000\(rest)}") }
        #expect(outcome(token(""), rules: rules) == .bad(.audience))
        #expect(outcome(token(",\"aud\":[]"), rules: rules) == .bad(.audience))
        #expect(outcome(token(",\"aud\":[\"x\",\"app\"]"), rules: rules) == .good)
        #expect(outcome(token(",\"aud\":\"app2\""), rules: rules) == .bad(.audience))
        #expect(outcome(token(",\"client_id\":\"app\""), rules: rules) == .good)
        // Only looked at where there is no audience.
        #expect(outcome(token(",\"aud\":\"x\",\"client_id\":\"app\""), rules: rules) == .bad(.audience))
        rules.audiences = []
        rules.use = .identity
        #expect(outcome(token(",\"token_use\":\"id\""), rules: rules) == .good)
        #expect(outcome(token(",\"token_use\":\"access\""), rules: rules) == .bad(.use))
        #expect(outcome(token(""), rules: rules) == .bad(.use))
        rules.use = .access
        #expect(outcome(token(",\"token_use\":\"access\""), rules: rules) == .good)
        rules.use = .any
        rules.claims = [
            .init(name: Array("tenant".utf8), isRequired: true, values: [Array("a".utf8), Array("b".utf8)])
        ]
        #expect(outcome(token(""), rules: rules) == .bad(.claim))
        #expect(outcome(token(",\"tenant\":\"c\""), rules: rules) == .bad(.claim))
        #expect(outcome(token(",\"tenant\":7"), rules: rules) == .bad(.claim))
        #expect(outcome(token(",\"tenant\":[\"b\"]"), rules: rules) == .bad(.claim))
        #expect(outcome(token(",\"tenant\":\"b\""), rules: rules) == .good)
        #expect(outcome(token(""), rules: rules, now: 2_000) == .bad(.expired))
    }

    @Test func readsScopesAndClaims() throws {
        func read(_ claims: String) throws -> VerifiedToken {
            try Array(TokenMint.rsa.token(claims).utf8).withByteView { view in
                try UnverifiedToken(view).verify(
                    TokenMint.all, TokenRules(algorithms: [.rs256]), epochSeconds: 1_000)
            }
        }
        let token = try read(
            "{\"iss\":\"i\",\"exp\":1499895783,\"scope\":\"openid  pets/read\",\"n\":1.50,\"t\":true,"
                + "\"g\":[\"a\",\"b\"],\"o\":{\"é\":\"x\\\"y\"}}")
        #expect(token.hasScope(of: [Array("pets/read".utf8)]) && !token.hasScope(of: [Array("pets".utf8)]))
        #expect(!token.hasScope(of: []))
        func claim(_ name: StaticString) -> [String] {
            let claim = token.claim(ByteView(name))
            return [claim?.text, claim?.json].map { String(decoding: $0 ?? [], as: UTF8.self) }
        }
        #expect(claim("exp") == ["Wed Jul 12 21:43:03 UTC 2017", "1499895783"])
        #expect(claim("n") == ["1.50", "1.50"] && claim("t") == ["true", "true"])
        #expect(claim("g") == ["a,b", "[\"a\",\"b\"]"])
        #expect(claim("o") == ["{\"é\":\"x\\\"y\"}", "{\"\\u00E9\":\"x\\\"y\"}"])
        #expect(try read("{\"iss\":\"i\",\"exp\":2000,\"scp\":[\"a b\",\"c\"]}").scopes.count == 3)
        #expect(try read("{\"iss\":\"i\",\"exp\":2000,\"scope\":7}").scopes.isEmpty)
    }
}

@Suite struct TokenKeySetTests {
    /// Whether a set of one changed key still verifies its mint's token.
    private func verifies(_ mint: TokenMint, _ changes: [String: String?]) -> Bool {
        guard let keys = TokenMint.keySet([mint.publicKey(changes)]) else { return false }
        return outcome(mint.token(TokenTests.claims), keys: keys) == .good
    }

    @Test func takesKeysThatFit() {
        #expect(verifies(.rsa, [:]) && verifies(.rsa, ["use": "sig", "alg": "RS256"]))
        #expect(verifies(.p256, ["alg": "ES256", "use": "sig"]) && verifies(.p521, [:]))
    }

    @Test func leavesOutKeysThatDoNot() {
        for change in [
            ["use": "enc"], ["use": ""], ["alg": "RS512"], ["alg": "HS256"], ["alg": "none"], ["alg": "ES256"],
            ["kty": "oct"], ["kty": "rsa"], ["kty": "EC"], ["kty": nil], ["kid": nil], ["kid": ""], ["n": ""],
            ["n": nil], ["n": "AQ"], ["n": "!"], ["e": ""], ["e": "AQ"], ["e": "Ag"], ["e": nil], ["e": "AA"],
            ["e": TokenMint.encoded([UInt8](repeating: 255, count: 9))], ["key_ops": "verify"],
            ["n": TokenMint.encoded([UInt8](repeating: 255, count: 1025))],
        ] as [[String: String?]] {
            #expect(!verifies(.rsa, change), "\(change)")
        }
        for change in [
            ["crv": "P-384"], ["crv": "secp256k1"], ["crv": nil], ["x": "AQ"], ["y": nil], ["alg": "ES384"],
            ["x": TokenMint.encoded([UInt8](repeating: 0, count: 32))], ["kty": "RSA"], ["alg": "RS256"],
        ] as [[String: String?]] {
            #expect(!verifies(.p256, change), "\(change)")
        }
        #expect(!verifies(.weakRSA, [:]))
        // A point that is on no curve.
        #expect(!verifies(.p256, ["y": TokenMint.p384.members["y"].map { String($0.prefix(43)) }]))
    }

    @Test func readsSets() throws {
        func set(_ text: String) -> TokenKeySet? { Array(text.utf8).withByteView { TokenKeySet($0) } }
        for text in ["", "{}", "[]", "{\"keys\":{}}", "{\"keys\":7}", "{\"keys\":[", "null"] {
            #expect(set(text) == nil)
        }
        #expect(try #require(set("{\"keys\":[7,{},null,\"x\",\(TokenMint.rsa.publicKey())]}")).keys.count == 1)
        // Two keys of one name: neither is taken.
        let twice = try #require(
            TokenMint.keySet([TokenMint.rsa.publicKey(), TokenMint.otherRSA.publicKey(["kid": "rsa"])]))
        #expect(outcome(TokenMint.rsa.token(TokenTests.claims), keys: twice) == .bad(.key))
        let many = (0...TokenKeyLimits.keysMax).map { TokenMint.rsa.publicKey(["kid": "k\($0)"]) }
        #expect(try #require(TokenMint.keySet(many)).keys.count == TokenKeyLimits.keysMax)
        #expect(set("{\"keys\":[]}" + String(repeating: " ", count: TokenKeyLimits.bytesMax - 11)) != nil)
        #expect(set("{\"keys\":[]}" + String(repeating: " ", count: TokenKeyLimits.bytesMax - 10)) == nil)
    }
}
