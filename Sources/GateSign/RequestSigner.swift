// Signature Version 4 in the Authorization header, over a whole HTTP/1.1 request as it will go out. AWS: "Create a
// signed AWS API request". Signed are Host, Content-Type, Content-MD5 and every X-Amz-… header: what passes through
// other hands may change the rest. One signer belongs to one event loop.

import GateBytes
import GateWire

/// Keys that calls are signed with.
package struct AWSCredentials: Sendable, Hashable {
    package var accessKeyID: String
    package var secretAccessKey: String
    /// Of temporary credentials; empty for others.
    package var sessionToken: String

    package init(accessKeyID: String, secretAccessKey: String, sessionToken: String = "") {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }
}

/// Signs requests.
package final class RequestSigner {
    /// A day's key of some credentials for one region and service. The secret belongs to it: whoever changes it in a
    /// configuration keeps the name.
    private struct Key: Hashable {
        let accessKeyID: String
        let secretAccessKey: String
        let region: String
        let service: String
    }

    /// Most keys kept. Ours: credentials times services times regions; beyond it they are made again.
    package static let keysMax = 256

    private var keys: [Key: [UInt8]] = [:]
    /// `YYYYMMDD` of the keys.
    private var keyDay: [UInt8] = []
    private var time = ByteBuffer(capacity: 32)
    private var canonical = ByteBuffer(capacity: 1024)
    private var text = ByteBuffer(capacity: 512)
    private var signed = ByteBuffer(capacity: 2048)

    package init() {}

    /// Adds date, token and signature to a request: line, header section, empty line, body. Fields of those names that
    /// it has already are dropped. False for bytes that are no request.
    package func sign(
        _ request: inout ByteBuffer, with credentials: AWSCredentials, service: String, region: String,
        epochSeconds: Int64
    ) -> Bool {
        guard let parts = RequestParts(request.view) else { return false }
        time.removeAll()
        HTTPDate.appendBasic(epochSeconds: epochSeconds, to: &time)
        let isS3 = service == "s3"
        let payload = Digest(parts.body)
        writeHead(parts, payload, credentials.sessionToken, isS3: isS3)
        guard let fields = RequestParts(signed.view)?.signedFields else { return false }
        var query = ByteBuffer(capacity: 3 * parts.query.count)
        CanonicalURI.appendQuery(parts.query, to: &query)
        canonical.removeAll()
        SignatureVersion4.appendCanonicalRequest(
            method: parts.method, path: parts.path, query: query.view, fields: fields, payload: payload, isS3: isS3,
            to: &canonical)
        let scope = [UInt8](time.view.slice(0, 8)) + Array("/\(region)/\(service)/aws4_request".utf8)
        let signature = sign(canonical.view, scope, key(credentials, region: region, service: service))
        signed.truncate(to: signed.count - 2)
        signed.append("Authorization: AWS4-HMAC-SHA256 Credential=")
        signed.append(text: credentials.accessKeyID)
        signed.append(0x2f)
        scope.withByteView { signed.append($0) }
        signed.append(", SignedHeaders=")
        SignatureVersion4.appendNames(fields, to: &signed)
        signed.append(", Signature=")
        signature.appendHex(to: &signed)
        signed.append("\r\n\r\n")
        signed.append(parts.body)
        request.removeAll()
        request.append(signed.view)
        return true
    }

    /// The request's head with the fields that a signature covers, the signature's own still missing.
    private func writeHead(_ parts: RequestParts, _ payload: Digest, _ sessionToken: String, isS3: Bool) {
        signed.removeAll()
        signed.append(parts.line)
        signed.append("\r\n")
        for field in parts.fields where !RequestSigner.isReplaced(field.name) {
            signed.append(field.line)
            signed.append("\r\n")
        }
        signed.append("X-Amz-Date: ")
        signed.append(time.view)
        signed.append("\r\n")
        if !sessionToken.isEmpty {
            signed.append("X-Amz-Security-Token: ")
            signed.append(text: sessionToken)
            signed.append("\r\n")
        }
        if isS3 {
            signed.append("X-Amz-Content-SHA256: ")
            payload.appendHex(to: &signed)
            signed.append("\r\n")
        }
        signed.append("\r\n")
    }

    private static func isReplaced(_ name: [UInt8]) -> Bool {
        for own in ["authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256"] {
            if name.elementsEqual(own.utf8) { return true }
        }
        return false
    }

    private func sign(_ canonical: ByteView, _ scope: [UInt8], _ key: [UInt8]) -> Digest {
        text.removeAll()
        scope.withByteView {
            SignatureVersion4.appendStringToSign(time: time.view, scope: $0, canonicalRequest: canonical, to: &text)
        }
        return Digest(text.view, key: key)
    }

    /// The signing key of the day, kept until the next.
    private func key(_ credentials: AWSCredentials, region: String, service: String) -> [UInt8] {
        let day = [UInt8](time.view.slice(0, 8))
        if day != keyDay || keys.count >= RequestSigner.keysMax {
            keys.removeAll(keepingCapacity: true)
            keyDay = day
        }
        let name = Key(
            accessKeyID: credentials.accessKeyID, secretAccessKey: credentials.secretAccessKey, region: region,
            service: service)
        if let known = keys[name] { return known }
        let key = SignatureVersion4.key(
            secret: Array(credentials.secretAccessKey.utf8), day: day, region: Array(region.utf8),
            service: Array(service.utf8))
        keys[name] = key
        return key
    }
}
