// Verification of a claim: times, scope, then the signature, compared in constant time. The payload's hash is always
// the one of the body that came, whatever a header says: `UNSIGNED-PAYLOAD` and the signatures of chunks are S3's and
// end in a mismatch, as on AWS. AWS: "Create a signed AWS API request".

import GateBytes
import GateSign

/// Where signatures must be meant for.
package struct SignatureScope: Sendable {
    package let region: [UInt8]
    package let service: [UInt8]

    package init(region: String, service: String = "execute-api") {
        self.region = Array(region.utf8)
        self.service = Array(service.utf8)
    }
}

extension SignatureClaim {
    /// Checks what needs neither the body nor the secret.
    package func checkScope(_ scope: SignatureScope, epochSeconds now: Int64) throws(SignatureFailure) {
        guard terminator.elementsEqual("aws4_request".utf8) else {
            throw mismatch(
                "Credential should be scoped with a valid terminator: 'aws4_request', not \(quoted(terminator)).")
        }
        guard service == scope.service else {
            throw mismatch("Credential should be scoped to correct service: \(quoted(scope.service)). ")
        }
        guard covers(scope.region) else {
            throw mismatch("Credential should be scoped to a valid region, not \(quoted(region)). ")
        }
        guard day.elementsEqual(time.prefix(8)) else {
            throw mismatch(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
                    + "\(quoted(day)) != \(quoted(Array(time.prefix(8)))), from \(quoted(time)).")
        }
        guard let made = time.withByteView({ SignatureTime.seconds($0) }) else { throw .missing }
        let skew = SignatureLimits.skewSeconds
        if made > now + skew {
            throw mismatch(
                "Signature not yet current: \(text(time)) is still later than \(text(now + skew)) "
                    + "(\(text(now)) + 5 min.)")
        }
        if let expires {
            if made + expires < now {
                throw mismatch("Signature expired: \(text(made + expires)) is now earlier than \(text(now))")
            }
        } else if made < now - skew {
            throw mismatch(
                "Signature expired: \(text(time)) is now earlier than \(text(now - skew)) (\(text(now)) - 5 min.)")
        }
        guard signedHeaders.contains(Array("host".utf8)) else {
            throw mismatch("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
        }
    }

    /// Checks the signature over the whole request.
    package func verify(
        _ request: SignedRequest, body: ByteView, secret: [UInt8]
    ) throws(SignatureFailure) {
        try checkHeaders(request)
        let fields = signedFields(request)
        var canonical = ByteBuffer(capacity: 1024)
        write(request, fields, body, to: &canonical)
        let regions = algorithm == .symmetric ? region + [0x2f] : []
        let scope = [UInt8](time.prefix(8)) + [0x2f] + regions + service + Array("/aws4_request".utf8)
        var text = ByteBuffer(capacity: 256)
        time.withByteView { time in
            scope.withByteView { scope in
                SignatureVersion4.appendStringToSign(
                    algorithm: algorithm.name, time: time, scope: scope, canonicalRequest: canonical.view, to: &text)
            }
        }
        if isSigned(text.view, secret) { return }
        throw wrongSignature(request, fields, body, stringToSign: text.view)
    }

    private func isSigned(_ text: ByteView, _ secret: [UInt8]) -> Bool {
        switch algorithm {
        case .symmetric:
            let key = SignatureVersion4.key(
                secret: secret, day: Array(time.prefix(8)), region: region, service: service)
            let expected = Digest(text, key: key)
            return signature.withByteView { expected.equalsHex($0) }
        case .asymmetric:
            return SignatureAlgorithm.isSigned(text, signature, accessKeyID: accessKeyID, secret: secret)
        }
    }

    /// Whether the signature is meant for a region. SigV4a: `us-east-1,eu-*`, any of them.
    private func covers(_ wanted: [UInt8]) -> Bool {
        if algorithm == .symmetric { return region == wanted }
        return region.split(separator: 0x2c).contains { one in
            let name = one.drop { $0 == 0x20 }
            return name.last == 0x2a ? wanted.starts(with: name.dropLast()) : name.elementsEqual(wanted)
        }
    }

    /// Every `x-amz-…` header must be signed, or somebody on the way could add one; so must those named be there.
    private func checkHeaders(_ request: SignedRequest) throws(SignatureFailure) {
        for field in request.fields where field.name.starts(with: "x-amz-".utf8) {
            if !signedHeaders.contains(field.name) {
                throw mismatch("There were headers present in the request which were not signed")
            }
        }
    }

    private func signedFields(_ request: SignedRequest) -> [SignedField] {
        signedHeaders.map { name in
            var value: [UInt8] = []
            var isFirst = true
            for field in request.fields where field.name == name {
                if !isFirst { value.append(0x2c) }
                isFirst = false
                value += SignedField.collapsed(field.value)
            }
            return SignedField(name: name, value: value)
        }
    }

    private func write(
        _ request: SignedRequest, _ fields: [SignedField], _ body: ByteView, to canonical: inout ByteBuffer
    ) {
        var query = ByteBuffer(capacity: 3 * request.query.count)
        CanonicalURI.appendQuery(request.query, except: expires == nil ? "" : "X-Amz-Signature", to: &query)
        SignatureVersion4.appendCanonicalRequest(
            method: request.method, path: request.path, query: query.view, fields: fields, payload: Digest(body),
            to: &canonical)
    }

    /// AWS shows what it has signed. Values of keys and tokens are left out: the message may end in a log.
    private func wrongSignature(
        _ request: SignedRequest, _ fields: [SignedField], _ body: ByteView, stringToSign: ByteView
    ) -> SignatureFailure {
        let secret = ["x-api-key", "x-amz-security-token", "authorization", "cookie"]
        let shown = fields.map { field in
            secret.contains(String(decoding: field.name, as: UTF8.self))
                ? SignedField(name: field.name, value: Array("***".utf8)) : field
        }
        var canonical = ByteBuffer(capacity: 1024)
        write(request, shown, body, to: &canonical)
        let query =
            request.parameter("X-Amz-Security-Token") != nil
            ? ""
            : """


            The Canonical String for this request should have been
            '\(String(canonical.view))'

            The String-to-Sign should have been
            '\(String(stringToSign))'

            """
        return mismatch(
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
                + "Access Key and signing method. Consult the service documentation for details." + query)
    }

    private func mismatch(_ message: String) -> SignatureFailure { SignatureFailure(.mismatch, message) }

    /// Text of the client's in a message: bounded.
    private func quoted(_ text: [UInt8]) -> String { "'\(String(decoding: text.prefix(64), as: UTF8.self))'" }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private func text(_ seconds: Int64) -> String { text(SignatureTime.basic(seconds)) }
}
