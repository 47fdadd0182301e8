// Signature Version 4 of requests, in a header.

import Foundation

extension Signer {
    /// - Parameter request: Without a stream.
    func sign(_ request: TransportRequest) throws -> TransportRequest {
        var request = request
        let (host, path, query) = Signer.parts(of: request.url)
        let scope = try scope(host: host)
        request.headers["x-amz-date"] = moment
        if let token = credentials.sessionToken { request.headers["x-amz-security-token"] = token }
        var signed = [Field(name: "host", value: host)]
        for field in request.headers {
            let name = field.name.lowercased()
            if name.hasPrefix("x-amz-") || name == "content-type" {
                let words = field.value.split(separator: " ")
                signed.append(Field(name: name, value: words.joined(separator: " ")))
            }
        }
        signed.sort { $0.name < $1.name }
        let names = signed.map(\.name).joined(separator: ";")
        let digest = try request.body?.digest() ?? SHA256.digest([])
        let canonical =
            [request.method, Signer.canonicalPath(path), Signer.canonicalQuery(query)]
            + signed.map { "\($0.name):\($0.value)" }
            + ["", names, SHA256.hex(digest)]
        let signature = signature(of: canonical, scope: scope)
        request.headers["authorization"] =
            "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope), "
            + "SignedHeaders=\(names), Signature=\(signature)"
        return request
    }
}
