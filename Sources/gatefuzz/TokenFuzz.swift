// Fuzz entries of tokens and of the keys that verify them. Whatever the bytes, nothing passes but a token that was
// signed, to the letter; and whatever an issuer publishes, no key of it can be more than a key.

import GateAccess
import GateBytes

let tokenTarget = FuzzTarget(
    name: "token", seeds: { TokenSeeds.tokens.map { Array($0.utf8) } },
    dictionary: TokenSeeds.words.map { Array($0.utf8) }, run: fuzzToken)

let keySetTarget = FuzzTarget(
    name: "keyset", seeds: { TokenSeeds.keySets.map { Array($0.utf8) } },
    dictionary: TokenSeeds.members.map { Array($0.utf8) }, run: fuzzKeySet)

private let rules: TokenRules = {
    var rules = TokenRules(algorithms: Set(TokenAlgorithm.allCases))
    rules.audiences = [Array("app".utf8)]
    return rules
}()

private let goodKeys = Array(TokenSeeds.keySets[0].utf8).withByteView { TokenKeySet($0) }

private func fuzzToken(_ bytes: [UInt8]) -> UInt64 {
    var outcome = Outcome()
    guard let keys = goodKeys else { preconditionFailure("the seed's keys cannot be read") }
    let isSeed = TokenSeeds.signed.contains { $0.utf8.elementsEqual(bytes) }
    bytes.withByteView { view in
        do throws(TokenFailure) {
            let token = try UnverifiedToken(view)
            outcome.add(100 + Int(token.algorithm.rawValue))
            outcome.add(magnitudeOf: token.issuer.count)
            let verified = try token.verify(keys, rules, epochSeconds: 1_700_000_001)
            precondition(isSeed, "a token passes that nobody has signed")
            outcome.add(magnitudeOf: verified.claims.count)
        } catch {
            precondition(!isSeed, "a good token is refused: \(error)")
            outcome.add("\(error)")
        }
    }
    return outcome.value
}

private func fuzzKeySet(_ bytes: [UInt8]) -> UInt64 {
    var outcome = Outcome()
    guard let keys = bytes.withByteView({ TokenKeySet($0) }) else { return 0 }
    precondition(keys.keys.count <= TokenKeyLimits.keysMax, "more keys than are kept")
    outcome.add(keys.keys.count + 1)
    for key in keys.keys {
        precondition(!key.identifier.isEmpty && key.identifier.count <= TokenKeyLimits.identifierBytesMax)
        let found = key.identifier.withByteView { keys.key(named: $0) }
        let twins = keys.keys.filter { $0.identifier == key.identifier }.count
        precondition((found == nil) == (twins > 1), "a key is found among two of its name")
    }
    for text in TokenSeeds.signed {
        let token = Array(text.utf8)
        token.withByteView { view in
            do throws(TokenFailure) {
                _ = try UnverifiedToken(view).verify(keys, rules, epochSeconds: 1_700_000_001)
                outcome.add(200)
            } catch {
                outcome.add("\(error)")
            }
        }
    }
    return outcome.value
}

private enum TokenSeeds {
    private static let claims =
        "eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlLyIsImF1ZCI6ImFwcCIsImV4cCI6NDEwMjQ0NDgwMCwiaWF0IjoxNzAwMDAwMDAwLCJ"
        + "zdWIiOiJzIiwic2NvcGUiOiJhIGIifQ"
    private static let es256 = "eyJhbGciOiJFUzI1NiIsImtpZCI6InAyNTYifQ"
    private static let rs256 = "eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYSJ9"

    /// Good until 2100; the keys that signed them are those of Tests/AccessSupport.
    static let signed = [
        "\(es256).\(claims).6a6_yZMPVjCrf9vdeOktJfYDz3Y_-y4WF1nOv7A10N3n88f0F_S8X8e8TWsVtpeHOY7x0Wfk15_RTotOXbvTxg",
        "\(rs256).\(claims).XfPBBW6nNyrJhHIOw27uGIWvrirj3As7FPDyHNIw2_7cqHP7mfn6Prukg8mw5pARS1HxxOlHPRqVodaGArCM0DM9uu"
            + "1zYRTu635hUdUxIK1U4ecZnre8Lv-CTZqlCq3ZJ_K9ziphDtvIJM2F1G6YY1ol13Q-nXxFoXLbpqTCn7vzLW69PIuRW3XNnTk6vtXxi"
            + "M1Ib9w2B8YdSbkXqDjw235NI8Zu1sBxPVx2LfHkVT8F_DRf-VlSOxsDj3Y7SsEACFu3khSHkuNb-aSK-k3_0fQcTbagRIGf_i50lQnh"
            + "viz0z3g1PRkFjoddGU7WZkVtAm6XmM5519ZFcwJlmWPIqA",
    ]

    static let tokens =
        signed + [
            "", "..", "a.b.c", "e30.e30.", "eyJhbGciOiJub25lIn0.\(claims).", "\(rs256).\(claims).AA",
            "\(es256).\(claims)." + String(repeating: "A", count: 86), "\(claims).\(es256).AAAA",
        ]

    static let words = [
        ".", "e30", "eyJ", "eyJhbGciOiJub25lIn0", "eyJhbGciOiJSUzI1NiIsImtpZCI6InAyNTYifQ",
        "eyJhbGciOiJFUzI1NiIsImtpZCI6InJzYSJ9", "AAAA", "=", "-", "_", "%2e", es256, rs256, claims,
    ]

    private static let ec =
        "{\"kty\":\"EC\",\"kid\":\"p256\",\"crv\":\"P-256\",\"x\":\"GbXQxvYL2J0hZEplSSqqtyjafa49i58dkcMKmvwGJ-8\","
        + "\"y\":\"bqeVsUSkvBDpaOWSzEpDxm8Lzl62YP1gznEiWCGrXgI\"}"
    private static let rsa =
        "{\"kty\":\"RSA\",\"kid\":\"rsa\",\"alg\":\"RS256\",\"use\":\"sig\",\"e\":\"AQAB\",\"n\":\"uT-OBmUdS9r4DDBJ0LYFoA6a"
        + "-zDAE5taeOP-JKJRcqkeH2Op36h4Hm4hr546-XpQ8bo7I8pSREtzS-Mr00SSNAMBWqV9mEtGW9EHgrxvnCseeWmnJUg2ZZfIvxtoRT_JebMU"
        + "DPIYiisogwIiqM7vAu5EP-fYeuo5iSvKI2qwNih92phAZNp1DaZ1lwMmjmwrTXkYJm9O5cTWQ6ZV91Xl8ueBreluZQ0GD7IZUlYFb1K5Pf80"
        + "Ptid06oY0lp4m-qM1SWsfbnHcq1UiwUmCiNkvA2F8o3VjfCQa2pblydrWIyQ0TBRzs2Uh2Sc5WssBCNJjiDpZjwuW3lygQ6iaVU9vQ\"}"

    static let keySets = [
        "{\"keys\":[\(ec),\(rsa)]}", "{\"keys\":[]}", "{\"keys\":[\(ec),\(ec)]}", "{\"keys\":[{}]}", "{\"keys\":{}}",
        "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"rsa\",\"k\":\"AAAA\"},{\"kty\":\"RSA\",\"kid\":\"a\",\"n\":\"AA\",\"e\":\"AA\"}]}",
    ]

    static let members = [
        "\"kty\":", "\"RSA\"", "\"EC\"", "\"oct\"", "\"kid\":", "\"rsa\"", "\"p256\"", "\"crv\":", "\"P-256\"",
        "\"P-384\"",
        "\"P-521\"", "\"x\":", "\"y\":", "\"n\":", "\"e\":", "\"AQAB\"", "\"Ag\"", "\"AA\"", "\"alg\":", "\"RS512\"",
        "\"ES256\"", "\"use\":", "\"sig\"", "\"enc\"", "\"key_ops\":[\"verify\"]", "\"keys\":[", "{", "}", ",", "]",
    ]
}
