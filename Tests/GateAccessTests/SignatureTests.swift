// Signatures that botocore 1.44.8 makes for `execute-api`, changed in every way that must be noticed.

import GateBytes
import GateSign
import Testing

@testable import GateAccess

@Suite struct SignatureTests {
    static let now: Int64 = 1_795_766_400
    static let secret = Array("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".utf8)
    static let scope = "AKIDEXAMPLE/20261127/us-east-1/execute-api/aws4_request"

    /// A request of a test.
    struct Call: Sendable {
        var method = "GET"
        var path = "/pets"
        var query = ""
        var fields: [(String, String)] = []
        var body = ""

        init(_ method: String, _ path: String, _ query: String, _ fields: [(String, String)], _ body: String = "") {
            self.method = method
            self.path = path
            self.query = query
            self.fields = [("host", "api.example")] + fields
            self.body = body
        }

        /// With a signature in its header.
        init(
            _ method: String, _ path: String, _ query: String, _ fields: [(String, String)], _ body: String = "",
            names: String, signature: String
        ) {
            let value = "AWS4-HMAC-SHA256 Credential=\(scope), SignedHeaders=\(names), Signature=\(signature)"
            self.init(
                method, path, query, fields + [("x-amz-date", "20261127T080000Z"), ("authorization", value)], body)
        }

        mutating func set(_ name: String, _ value: String?) {
            fields.removeAll { $0.0 == name }
            if let value { fields.append((name, value)) }
        }

        /// The message of the refusal; empty for none.
        func refusal(now: Int64 = SignatureTests.now, secret: [UInt8] = SignatureTests.secret) -> String {
            let head = [method, path, query].map { Array($0.utf8) } + fields.map { Array($0.1.utf8) }
            return withViews(head) { views in
                let request = SignedRequest(
                    method: views[0], path: views[1], query: views[2],
                    fields: fields.indices.map { (Array(fields[$0].0.utf8), views[$0 + 3]) })
                do throws(SignatureFailure) {
                    let claim = try SignatureClaim.read(request)
                    try claim.checkScope(SignatureScope(region: "us-east-1"), epochSeconds: now)
                    let body = Array(body.utf8)
                    let failure = body.withByteView { body -> SignatureFailure? in
                        do throws(SignatureFailure) {
                            try claim.verify(request, body: body, secret: secret)
                            return nil
                        } catch {
                            return error
                        }
                    }
                    if let failure { throw failure }
                    return ""
                } catch {
                    return String(decoding: error.message, as: UTF8.self)
                }
            }
        }

        private func withViews(_ texts: [[UInt8]], _ body: ([ByteView]) -> String) -> String {
            var views: [ByteView] = []
            func next(_ index: Int) -> String {
                if index == texts.count { return body(views) }
                return texts[index].withByteView {
                    views.append($0)
                    return next(index + 1)
                }
            }
            return next(0)
        }
    }

    static let get = Call(
        "GET", "/pets", "", [], names: "host;x-amz-date",
        signature: "3808560c4becad6c2021b7e5acdf0f622dc3726265064bfdf482802ce539bd07")
    static let rich = Call(
        "GET", "/pets/a%20b", "b=2&a=1&c=%2F&d=x%20y&e", [("x-test", "  a   b ")], names: "host;x-amz-date;x-test",
        signature: "74b888049aa872330f8f6b23d45d353f6d3b148c17607fef77cf664fafa8cbfe")
    static let post = Call(
        "POST", "/pets", "", [("content-type", "application/json")], "{\"a\":1}",
        names: "content-type;host;x-amz-date",
        signature: "05bb0fe3804a8ecc06e6648ad44166ddef6e196d4e311fb67e9c0f465ff33091")
    static let session = Call(
        "GET", "/a/../b//c/", "", [("x-amz-security-token", "tok/en=+")],
        names: "host;x-amz-date;x-amz-security-token",
        signature: "030d81647828531d253d2c431b34b7f0a254e5ae51b9dfa49f71284bc525662f")
    static let signedURL = Call(
        "GET", "/pets",
        "x=1&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20261127%2Fus-east-1%2Fexecute-api%2F"
            + "aws4_request&X-Amz-Date=20261127T080000Z&X-Amz-Expires=300&X-Amz-SignedHeaders=host&X-Amz-Signature="
            + "1bec12ccc13d27fcb6d22d271055ccec5b7ab9b84e0a86d14d52c4f66a6f314c", [])
    static let sessionURL = Call(
        "DELETE", "/pets/%C3%BC",
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20261127%2Fus-east-1%2Fexecute-api%2F"
            + "aws4_request&X-Amz-Date=20261127T080000Z&X-Amz-Expires=300&X-Amz-SignedHeaders=host&"
            + "X-Amz-Security-Token=tok%2Fen%3D%2B&X-Amz-Signature="
            + "fa46924bcf7bd280b1c4be04c24eaedf46e654e13ca884d8a72ead81db1664f6", [])

    /// Of SigV4a: made by AWS's common runtime (awscrt, botocore's CrtSigV4AsymAuth).
    private static func asymmetric(
        _ method: String, _ path: String, _ query: String, regions: String, _ fields: [(String, String)] = [],
        _ body: String = "", names: String, signature: String
    ) -> Call {
        let value =
            "AWS4-ECDSA-P256-SHA256 Credential=AKIDEXAMPLE/20261127/execute-api/aws4_request, "
            + "SignedHeaders=\(names), Signature=\(signature)"
        return Call(
            method, path, query,
            fields + [("x-amz-date", "20261127T080000Z"), ("x-amz-region-set", regions), ("authorization", value)],
            body)
    }

    static let pair = asymmetric(
        "GET", "/pets", "", regions: "us-east-1", names: "host;x-amz-date;x-amz-region-set",
        signature: "3045022100992cbb31e9cc18982d870ff186baa48e3e84571b654efc7ee58bc0b4ec6251e8022040a7294585cbe5d887c6"
            + "abeb3959566b5dc5c82983365f5f3591a810e654a412")
    static let pairOfAll = asymmetric(
        "POST", "/pets/a%20b", "b=2&a=1", regions: "*", [("content-type", "application/json")], "{\"a\":1}",
        names: "content-type;host;x-amz-date;x-amz-region-set",
        signature: "304402207dde2f580b3d7ef2b030040d8b7625517d101dd32eaa5ee24cddc9870b808b36022014bcb5199da5eb1defe92e"
            + "142b68c72f649c9247ae30d48d2414bd985a046804")
    static let pairOfSession = asymmetric(
        "GET", "/pets", "", regions: "us-*", [("x-amz-security-token", "tok/en=+")],
        names: "host;x-amz-date;x-amz-region-set;x-amz-security-token",
        signature: "3046022100d7ffa58db227704942b247ada74306ab23acc13951d5d022943b0c5e26fbbda0022100c19d8ef75a6a72d167"
            + "f63333e72813f8dfc44010fb613f12ae18c7631fc19b08")
    static let pairElsewhere = asymmetric(
        "GET", "/pets", "", regions: "eu-west-1", names: "host;x-amz-date;x-amz-region-set",
        signature: "304502205e9cb0c9db3a3bdc4495379d6156bb70f7dd751864bbeb8d1041ea94a690b9ca022100fe4b06a40b2400c97777"
            + "29b6d6f093e4d4ec99e41456260746727a97d9d62d2f")
    static let pairURL = Call(
        "GET", "/pets",
        "x=1&X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20261127%2Fexecute-api%2F"
            + "aws4_request&X-Amz-Date=20261127T080000Z&X-Amz-SignedHeaders=host&X-Amz-Expires=3600&"
            + "X-Amz-Region-Set=eu-west-1%2Cus-east-1&X-Amz-Signature=304602210086d8b695fc8aa39a32f37806c370bdd4f77510"
            + "0a99e36ef9167c20d6b49b8e73022100cc3bd869d39fcddf739ea0e589ad05f4a82d6af770097c1b62ee9be6c44cc565", [])

    // Facts: access-7.12
    @Test(arguments: [pair, pairOfAll, pairOfSession, pairURL])
    func takesKeyPairs(_ call: Call) {
        #expect(call.refusal() == "")
        #expect(call.refusal(secret: Array("other".utf8)).hasPrefix(SignatureTests.wrong))
        var other = call
        other.body += " "
        #expect(other.refusal().hasPrefix(SignatureTests.wrong))
        other = call
        other.query += "&y=1"
        #expect(other.refusal().hasPrefix(SignatureTests.wrong))
    }

    // Facts: access-7.12
    @Test func keyPairsAreForTheirRegions() {
        #expect(SignatureTests.pairElsewhere.refusal().contains("valid region, not 'eu-west-1'"))
        var call = SignatureTests.pairElsewhere
        call.set("x-amz-region-set", "us-east-1")
        #expect(call.refusal().hasPrefix(SignatureTests.wrong))
        call.set("x-amz-region-set", nil)
        #expect(call.refusal().contains("beside a 'X-Amz-Region-Set', got 4"))
        // One algorithm's claim is not the other's.
        call = SignatureTests.pair
        let value = call.fields.first { $0.0 == "authorization" }?.1 ?? ""
        for change in [
            value.replacing("AWS4-ECDSA-P256-SHA256", with: "AWS4-HMAC-SHA256"),
            value.replacing("/20261127/", with: "/20261127/us-east-1/"),
            value.replacing("Signature=30", with: "Signature=31"),
            value.replacing("Signature=", with: "Signature=0"), value + "00", value.replacing("3045", with: "3080"),
            value.replacing(/Signature=.*/, with: "Signature=3006020100020100"),
            value.replacing(/Signature=.*/, with: "Signature=" + String(repeating: "30", count: 100)),
        ] {
            call.set("authorization", change)
            #expect(call.refusal() != "", "\(change)")
        }
    }

    // Facts: access-7.2
    @Test(arguments: [get, rich, post, session, signedURL, sessionURL])
    func takesBotocore(_ call: Call) { #expect(call.refusal() == "") }

    static let wrong = "The request signature we calculated does not match the signature you provided."

    // Facts: access-7.6
    @Test func noticesEveryChange() {
        for call in [SignatureTests.get, SignatureTests.rich, SignatureTests.post, SignatureTests.signedURL] {
            var changed: [Call] = []
            func change(_ edit: (inout Call) -> Void) {
                var copy = call
                edit(&copy)
                changed.append(copy)
            }
            change { $0.method = $0.method == "GET" ? "HEAD" : "GET" }
            change { $0.method = $0.method.lowercased() }
            change { $0.path += "/1" }
            change { $0.path = $0.path.uppercased() }
            change { $0.path += "%00" }
            change { $0.query += "&z=1" }
            change { $0.query = "y&" + $0.query }
            change { $0.body += " " }
            change { $0.body += "\u{0}" }
            change { $0.set("host", "api.example.") }
            change { $0.set("host", "API.example") }
            change { $0.set("host", nil) }
            change { $0.fields.append(("host", "api.example")) }
            for item in changed { #expect(item.refusal().hasPrefix(SignatureTests.wrong)) }
            #expect(call.refusal(secret: Array("x".utf8)).hasPrefix(SignatureTests.wrong))
            #expect(call.refusal(secret: []).hasPrefix(SignatureTests.wrong))
        }
        var twice = SignatureTests.rich
        twice.fields.append(("x-test", "c"))
        #expect(twice.refusal().hasPrefix(SignatureTests.wrong))
        var spaces = SignatureTests.rich
        spaces.set("x-test", "a b")
        #expect(spaces.refusal() == "")
    }

    @Test func noticesEveryChangedDigit() {
        let good = SignatureTests.get.fields.last?.1 ?? ""
        for index in 0..<64 {
            var bytes = Array(good.utf8)
            let place = bytes.count - 64 + index
            bytes[place] = bytes[place] == 0x30 ? 0x31 : 0x30
            var call = SignatureTests.get
            call.set("authorization", String(decoding: bytes, as: UTF8.self))
            #expect(call.refusal().hasPrefix(SignatureTests.wrong))
        }
        for tail in ["", "0"] {
            var call = SignatureTests.get
            call.set("authorization", String(good.dropLast(1)) + tail + tail)
            #expect(call.refusal().hasPrefix(SignatureTests.wrong))
        }
        var upper = SignatureTests.get
        upper.set("authorization", String(good.dropLast(64)) + good.suffix(64).uppercased())
        #expect(upper.refusal().hasPrefix(SignatureTests.wrong))
    }

    /// Headers that say something else of the payload change nothing.
    @Test(arguments: ["UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "e3b0c442"])
    func hashesTheBodyItself(_ value: String) {
        var call = SignatureTests.post
        call.fields.append(("x-amz-content-sha256", value))
        #expect(call.refusal() == "There were headers present in the request which were not signed")
        call = SignatureTests.post
        let authorization = call.fields.last?.1 ?? ""
        call.set(
            "authorization", authorization.replacing("host;x-amz-date", with: "host;x-amz-content-sha256;x-amz-date"))
        call.fields.append(("x-amz-content-sha256", value))
        #expect(call.refusal().hasPrefix(SignatureTests.wrong))
    }

    @Test func tellsWhatItSigned() {
        var call = SignatureTests.session
        call.path = "/b"
        let message = call.refusal()
        #expect(
            message.contains("The Canonical String for this request should have been\n'GET\n/b\n\nhost:api.example\n"))
        #expect(message.contains("x-amz-security-token:***") && !message.contains("tok/en"))
        #expect(message.contains("The String-to-Sign should have been\n'AWS4-HMAC-SHA256\n20261127T080000Z\n"))
        #expect(SignatureTests.sessionURL.refusal(secret: [1]).contains("tok") == false)
    }

    // Facts: access-7.7
    @Test func keepsTime() {
        let call = SignatureTests.get
        #expect(call.refusal(now: SignatureTests.now + 300) == "")
        #expect(call.refusal(now: SignatureTests.now - 300) == "")
        #expect(
            call.refusal(now: SignatureTests.now + 301)
                == "Signature expired: 20261127T080000Z is now earlier than 20261127T080001Z "
                + "(20261127T080501Z - 5 min.)"
        )
        #expect(
            call.refusal(now: SignatureTests.now - 301)
                == "Signature not yet current: 20261127T080000Z is still later than 20261127T075959Z "
                + "(20261127T075459Z + 5 min.)")
        let url = SignatureTests.signedURL
        #expect(url.refusal(now: SignatureTests.now + 300) == "")
        #expect(
            url.refusal(now: SignatureTests.now + 301)
                == "Signature expired: 20261127T080500Z is now earlier than 20261127T080501Z")
        #expect(url.refusal(now: SignatureTests.now - 301).hasPrefix("Signature not yet current"))
    }

    // Facts: access-7.4, access-7.5
    /// Values of Authorization, and how their refusal begins.
    @Test(arguments: [
        ("", "Missing Authentication Token"), ("   ", "Missing Authentication Token"),
        ("Bearer abc", "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256"),
        ("abc", "Invalid key=value pair"), ("Basic dXNlcjpwYXNz==", "Invalid key=value pair"),
        ("AWS4-HMAC-SHA256", "Invalid key=value pair"), ("AWS4-HMAC-SHA256 x", "Invalid key=value pair"),
        ("AWS4-HMAC-SHA256 =x", "Invalid key=value pair"),
        (
            "a=b",
            "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' "
                + "parameter. Authorization header requires 'SignedHeaders' parameter. (Hashed"
        ),
        (
            "AWS4-HMAC-SHA256 Credential=\(scope)",
            "Authorization header requires 'Signature' parameter. Authorization "
                + "header requires 'SignedHeaders' parameter. (Hashed"
        ),
        ("AWS4-HMAC-SHA256 Credential=\(scope), SignedHeaders=host", "Authorization header requires 'Signature'"),
        ("AWS4-HMAC-SHA256 Credential=\(scope), SignedHeaders=, Signature=1", "Authorization header requires 'Signed"),
        ("AWS4-HMAC-SHA256 Credential=a, Credential=b, SignedHeaders=host, Signature=1", "Invalid key=value pair"),
        ("AWS4-HMAC-SHA1 Credential=\(scope), SignedHeaders=host, Signature=1", "Invalid key=value pair"),
        ("AWS4-HMAC-SHA256 Credential=AKID, SignedHeaders=host, Signature=1", "Credential must have exactly 5"),
        ("AWS4-HMAC-SHA256 Credential=/////, SignedHeaders=host, Signature=1", "Credential must have exactly 5"),
        (
            "AWS4-HMAC-SHA256 Credential=AK/20261127/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=1",
            "Credential should be scoped to correct service: 'execute-api'."
        ),
        (
            "AWS4-HMAC-SHA256 Credential=A/20261127/eu-west-1/execute-api/aws4_request,SignedHeaders=host, Signature=1",
            "Credential should be scoped to a valid region, not 'eu-west-1'."
        ),
        (
            "AWS4-HMAC-SHA256 Credential=AK/20261127/us-east-1/execute-api/aws3, SignedHeaders=host, Signature=1",
            "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws3'."
        ),
        (
            "AWS4-HMAC-SHA256 Credential=A/20261126/us-east-1/execute-api/aws4_request,SignedHeaders=host, Signature=1",
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20261126' != "
                + "'20261127', from '20261127T080000Z'."
        ),
        ("AWS4-HMAC-SHA256 Credential=\(scope), SignedHeaders=x-amz-date, Signature=1", "'Host' or ':authority' must"),
        ("AWS4-HMAC-SHA256 Credential=\(scope), SignedHeaders=;, Signature=1", "SignedHeaders must name"),
        ("AWS4-HMAC-SHA256 Credential=\(scope), SignedHeaders=host, Signature=1", "There were headers present"),
        ("AWS4-HMAC-SHA256 Credential=\(scope),SignedHeaders=host;x-amz-date,Signature=", "Authorization header"),
        ("AWS4-HMAC-SHA256 Credential=\(scope),SignedHeaders=host;x-amz-date,Signature=1", wrong),
    ])
    func refusesHeaders(_ value: String, _ message: String) {
        var call = SignatureTests.get
        call.set("authorization", value)
        #expect(call.refusal().hasPrefix(message))
        #expect(!call.refusal().contains("abc"))
    }

    @Test func refusesDates() {
        var call = SignatureTests.get
        call.set("x-amz-date", nil)
        #expect(call.refusal().contains("requires existence of either a 'X-Amz-Date' or a 'Date' header."))
        for value in ["", "now", "2026-11-27T08:00:00Z", "20261327T080000Z", "20261127T250000Z", "20261127T080000"] {
            call.set("x-amz-date", value)
            #expect(call.refusal().hasPrefix("Date must be in ISO-8601 'basic format'. Got '\(value)'."))
        }
        call.set("x-amz-date", nil)
        call.set("date", "Fri, 27 Nov 2026 08:00:00 GMT")
        // Read, though the signature was made over another header.
        #expect(call.refusal().hasPrefix(SignatureTests.wrong))
    }

    /// A parameter of the URL, what it becomes, and how the refusal begins.
    @Test(arguments: [
        ("X-Amz-Signature=1bec12", "X-Amz-Signature=0bec12", wrong),
        ("X-Amz-Expires=300", "X-Amz-Expires=604801", "X-Amz-Expires must be a number between 1 and 604800"),
        ("X-Amz-Expires=300", "X-Amz-Expires=0", "X-Amz-Expires must"), ("=300", "=-1", "X-Amz-Expires must"),
        ("=300", "=1e3", "X-Amz-Expires must"), ("X-Amz-Expires=300", "X-Amz-Expires=604800", wrong),
        ("X-Amz-Expires=300&", "", "AWS query-string parameters must include 'X-Amz-Expires'. Re-examine the query-"),
        ("X-Amz-Date=20261127T080000Z&", "", "AWS query-string parameters must include 'X-Amz-Date'."),
        ("X-Amz-Date=20261127", "X-Amz-Date=2026112", "Date must be in ISO-8601"),
        ("X-Amz-SignedHeaders=host&", "", "AWS query-string parameters must include 'X-Amz-SignedHeaders'."),
        ("=host", "=", "AWS query-string parameters must include 'X-Amz-SignedHeaders'."),
        ("=host", "=date", "'Host' or ':authority' must"),
        ("X-Amz-Algorithm=AWS4-HMAC-SHA256&", "", "AWS query-string parameters must include 'X-Amz-Algorithm'."),
        ("HMAC-SHA256", "HMAC-SHA1", "Unsupported AWS 'algorithm'."),
        ("X-Amz-Signature", "X-amz-signature", "AWS query-string parameters must include 'X-Amz-Signature'."),
        ("execute-api", "s3", "Credential should be scoped to correct service"),
        ("us-east-1", "us-east-2", "Credential should be scoped to a valid region"),
        ("AKIDEXAMPLE%2F", "", "Credential must have exactly 5"), ("x=1", "x=2", wrong), ("x=1&", "", wrong),
    ])
    func refusesURLs(_ part: String, _ other: String, _ message: String) {
        var call = SignatureTests.signedURL
        call.query = call.query.replacing(part, with: other)
        #expect(call.refusal().hasPrefix(message), "\(call.refusal())")
    }

    // Facts: access-7.3
    @Test func asksForASignature() {
        #expect(Call("GET", "/", "a=1", []).refusal() == "Missing Authentication Token")
    }

    @Test func comparesEveryDigit() {
        let digest = Digest(ByteView("x"))
        var hex = ByteBuffer()
        digest.appendHex(to: &hex)
        #expect(digest.equalsHex(hex.view) && !digest.equalsHex(hex.view.dropFirst(1)) && !digest.equalsHex(.empty))
    }
}
