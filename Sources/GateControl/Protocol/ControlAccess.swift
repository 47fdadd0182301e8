// Who calls and for which region. Signatures (SigV4, service `apigateway`) are verified when there are identities or
// when they are required; otherwise the region of their scope is all that is read. AWS: "Signature Version 4".

import GateAccess
import GateBytes

/// Somebody who may call the control plane.
package struct ControlIdentity: Sendable {
    package let accessKeyID: [UInt8]
    package let secretAccessKey: [UInt8]
    /// Empty unless temporary.
    package let sessionToken: [UInt8]
    /// Seconds since 1970; nil for never.
    package let expires: Int64?

    package init(accessKeyID: String, secretAccessKey: String, sessionToken: String = "", expires: Int64? = nil) {
        self.accessKeyID = Array(accessKeyID.utf8)
        self.secretAccessKey = Array(secretAccessKey.utf8)
        self.sessionToken = Array(sessionToken.utf8)
        self.expires = expires
    }
}

/// Checks the signature of a request.
struct ControlAccess {
    struct Caller {
        let region: String
    }

    let settings: ControlSettings

    func check(_ request: ControlRequest, epochSeconds now: Int64) throws(ControlError) -> Caller {
        do throws(SignatureFailure) {
            return try Array(request.method.utf8).withByteView { method throws(SignatureFailure) in
                try request.target.withByteView { target throws(SignatureFailure) in
                    try check(request, method, target, now)
                }
            }
        } catch {
            throw ControlAccess.error(error)
        }
    }

    private func check(
        _ request: ControlRequest, _ method: ByteView, _ target: ByteView, _ now: Int64
    ) throws(SignatureFailure) -> Caller {
        let mark = target.firstIndex(of: 0x3f) ?? target.count
        // Views into the request's own arrays hold as long as the arrays do: `fields` keeps one buffer of all values.
        var bytes: [UInt8] = []
        var places: [(name: [UInt8], start: Int, end: Int)] = []
        for header in request.headers {
            let start = bytes.count
            bytes += header.value
            places.append((header.name.map { ASCII.lowercased($0) }, start, bytes.count))
        }
        return try bytes.withByteView { values throws(SignatureFailure) in
            let signed = SignedRequest(
                method: method, path: target.slice(0, mark), query: target.dropFirst(min(mark + 1, target.count)),
                fields: places.map { ($0.name, values.slice($0.start, $0.end)) })
            return try check(request, signed, now)
        }
    }

    private func check(
        _ request: ControlRequest, _ signed: SignedRequest, _ now: Int64
    ) throws(SignatureFailure) -> Caller {
        let isVerified = settings.requiresSignature || !settings.identities.isEmpty
        let claim: SignatureClaim
        do throws(SignatureFailure) {
            claim = try SignatureClaim.read(signed)
        } catch {
            if isVerified { throw error }
            return Caller(region: settings.region)
        }
        let region = String(decoding: claim.region, as: UTF8.self)
        let isRegion =
            !region.isEmpty && region.utf8.count <= 32
            && region.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d }
        if !isVerified { return Caller(region: isRegion ? region : settings.region) }
        guard let identity = settings.identities.first(where: { $0.accessKeyID == claim.accessKeyID }),
            identity.sessionToken == claim.sessionToken
        else { throw .unknownKey }
        if let expires = identity.expires, expires <= now { throw .expiredKey }
        // A region is any the client names: regions keep things apart, they do not protect them.
        try claim.checkScope(
            SignatureScope(region: isRegion ? region : settings.region, service: "apigateway"), epochSeconds: now)
        try request.body.withByteView { body throws(SignatureFailure) in
            try claim.verify(signed, body: body, secret: identity.secretAccessKey)
        }
        return Caller(region: region)
    }

    private static func error(_ failure: SignatureFailure) -> ControlError {
        let message = String(decoding: failure.message, as: UTF8.self)
        let kind: ControlError.Kind =
            switch failure.kind {
            case .missing: .missingToken
            case .incomplete: .incompleteSignature
            case .mismatch: .invalidSignature
            case .unknown: .unknownClient
            case .expired: .expiredToken
            }
        return ControlError(kind, message)
    }
}
