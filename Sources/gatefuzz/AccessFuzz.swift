// Fuzz entries of policies and signatures. A policy that can be read comes to a decision, and Deny wins over whatever
// stands beside it; whatever a request claims, its signature is not that of a secret which nobody has.

import GateAccess
import GateBytes
import GateWire

let policyTarget = FuzzTarget(
    name: "policy", seeds: { AccessSeeds.policies.map { Array($0.utf8) } },
    dictionary: AccessSeeds.words.map { Array($0.utf8) }, run: fuzzPolicy)

let signatureTarget = FuzzTarget(
    name: "signature", seeds: { AccessSeeds.requests.map { Array($0.utf8) } },
    dictionary: AccessSeeds.fields.map { Array($0.utf8) }, run: fuzzSignature)

private func fuzzPolicy(_ bytes: [UInt8]) -> UInt64 {
    var outcome = Outcome()
    let kinds: [PolicyKind] = [
        .identity, .authorizer, .resource(shortARN: nil),
        .resource(shortARN: Array("arn:aws:execute-api:us-east-1:123456789012:api".utf8)),
    ]
    for kind in kinds {
        bytes.withByteView { view in
            do throws(PolicyFailure) {
                let document = try PolicyReader.read(view, kind)
                outcome.add(magnitudeOf: document.statements.count)
                decide(document, &outcome)
            } catch {
                outcome.add("\(error.problem)".prefix(24).description)
            }
        }
    }
    return outcome.value
}

private func decide(_ document: PolicyDocument, _ outcome: inout Outcome) {
    guard let deny = denial else { preconditionFailure("the policy of the fuzz entry cannot be read") }
    for resource in AccessSeeds.resources {
        Array(resource.utf8).withByteView { view in
            for principal in [nil, AccessSeeds.principal] {
                var request = PolicyRequest(resource: view, principal: principal)
                request.sourceAddress = ByteView("203.0.113.7")
                request.userAgent = ByteView("curl/8")
                request.region = Array("us-east-1".utf8)
                request.epochMilliseconds = 1_795_766_400_000
                let decision = document.decide(request)
                precondition(decision == document.decide(request), "a decision that changes")
                precondition(PolicyDocument.decide([document, deny], request) == .explicitDeny, "Deny does not win")
                outcome.add(decision == .allow ? 1 : decision == .implicitDeny ? 2 : 3)
            }
        }
    }
}

private let denial: PolicyDocument? = {
    let text = "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}}"
    return Array(text.utf8).withByteView { view in
        do throws(PolicyFailure) { return try PolicyReader.read(view, .identity) } catch { return nil }
    }
}()

private func fuzzSignature(_ bytes: [UInt8]) -> UInt64 {
    var outcome = Outcome()
    bytes.withByteView { view in
        var head = RequestHead()
        var table = HeaderTable()
        let consumed: Int?
        do throws(WireError) {
            consumed = try parseRequestHead(view, alreadySeen: 0, limits: WireLimits(), into: &head, &table)
        } catch { return outcome.add(1) }
        guard let consumed else { return outcome.add(2) }
        let start = Int(head.methodOffset)
        let path = Int(head.pathOffset)
        let query = Int(head.queryOffset)
        let request = SignedRequest(
            method: view.slice(start, start + Int(head.methodLength)),
            path: view.slice(path, path + Int(head.pathLength)),
            query: head.queryLength < 0 ? .empty : view.slice(query, query + Int(head.queryLength)),
            fields: (0..<table.count).map { index in
                let slot = table[index]
                let name = Int(slot.nameOffset)
                let value = Int(slot.valueOffset)
                return (
                    [UInt8](view.slice(name, name + Int(slot.nameLength))).map { ASCII.lowercased($0) },
                    view.slice(value, value + Int(slot.valueLength))
                )
            })
        do throws(SignatureFailure) {
            let claim = try SignatureClaim.read(request)
            outcome.add(magnitudeOf: claim.accessKeyID.count)
            try claim.checkScope(SignatureScope(region: "us-east-1"), epochSeconds: 1_795_766_400)
            outcome.add(3)
            try claim.verify(request, body: view.dropFirst(consumed), secret: Array("nobody has this".utf8))
            preconditionFailure("a signature passes that nobody has made")
        } catch {
            precondition(error.message.count < 1 << 17, "a message without end")
            outcome.add("\(error.kind)")
            outcome.add(magnitudeOf: error.message.count)
        }
    }
    return outcome.value
}

private enum AccessSeeds {
    static let principal = Principal(arn: "arn:aws:sts::123456789012:assumed-role/job/s1")

    static let resources = [
        "arn:aws:execute-api:us-east-1:123456789012:api/test/GET/pets/1", "arn:aws:execute-api:us-east-1:1:api/t/POST/",
        String(repeating: "a", count: 200), "",
    ]

    static let policies = [
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","#
            + #""Resource":"execute-api:/*","Condition":{"IpAddress":{"aws:SourceIp":["203.0.113.0/24","::1"]}}}]}"#,
        #"{"Statement":{"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::123456789012:root"},"NotAction":"#
            + #""s3:*","NotResource":["arn:aws:execute-api:*:*:*/test/*/a?c"]}}"#,
        #"{"Statement":[{"Effect":"Allow","Action":["*"],"Resource":"*a*b*c*${aws:username}","Condition":{"#
            + "\"StringLikeIfExists\":{\"aws:UserAgent\":\"c*\"},\"DateLessThan\":{\"aws:CurrentTime\":\"2030-01-01\"},"
            + "\"ForAnyValue:StringEquals\":{\"aws:PrincipalTag/a\":\"b\"},\"Null\":{\"aws:Referer\":true}}}]}",
    ]

    static let words = [
        "\"Statement\":", "\"Effect\":", "\"Allow\"", "\"Deny\"", "\"Action\":", "\"NotAction\":", "\"Resource\":",
        "\"NotResource\":", "\"Principal\":", "\"NotPrincipal\":", "\"Condition\":", "\"StringLike\":{",
        "\"NumericLessThan\":{",
        "\"Bool\":{", "\"BinaryEquals\":{", "\"ArnLike\":{", "\"ForAllValues:", "IfExists", "\"aws:SourceIp\":", "*",
        "?",
        "${", "}", "${*}", "${aws:userid}", "[", "]", "{", ",", "\"2012-10-17\"", "execute-api:", "::/0", "/33",
        "\\u0000",
    ]

    private static let scope = "AKIDEXAMPLE/20261127/us-east-1/execute-api/aws4_request"
    private static let signature = String(repeating: "0123456789abcdef", count: 4)

    static let requests = [
        "GET /pets?x=1 HTTP/1.1\r\nHost: a\r\nX-Amz-Date: 20261127T080000Z\r\nAuthorization: AWS4-HMAC-SHA256 "
            + "Credential=\(scope), SignedHeaders=host;x-amz-date, Signature=\(signature)\r\n\r\n",
        "GET /a?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=\(scope)&X-Amz-Date=20261127T080000Z&X-Amz-Expires=60"
            + "&X-Amz-SignedHeaders=host&X-Amz-Signature=\(signature) HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX-Amz-Date: 20261127T080000Z\r\nX-Amz-Region-Set: us-east-1,eu-*\r\nAuthorization: "
            + "AWS4-ECDSA-P256-SHA256 Credential=AKID/20261127/execute-api/aws4_request, SignedHeaders="
            + "host;x-amz-date;x-amz-region-set, Signature=3006020101020101\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer x\r\nContent-Length: 2\r\n\r\n{}",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    ]

    static let fields = [
        "Authorization: ", "AWS4-HMAC-SHA256 ", "AWS4-ECDSA-P256-SHA256 ", "X-Amz-Region-Set: ", "Credential=",
        "SignedHeaders=", "Signature=", ", ", ";", "/", "=",
        "%2F",
        "X-Amz-Date: ", "20261127T080000Z", "Date: ", "X-Amz-Security-Token: ",
        "X-Amz-Content-Sha256: UNSIGNED-PAYLOAD",
        "X-Amz-Expires=", "X-Amz-Signature=", "&", "?", "\r\n", "aws4_request", "99999999999999999999", "%", "+", "%00",
    ]
}
