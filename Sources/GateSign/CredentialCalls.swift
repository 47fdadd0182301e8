// Requests for credentials and their answers, as bytes: STS (AssumeRole, AssumeRoleWithWebIdentity), the portal of IAM
// Identity Center, programs, the container's endpoint and the instance's metadata service, version 2. Who sends them is
// another matter. AWS: STS API reference; GetRoleCredentials; "Container credential provider"; "Process credential
// provider"; "Use the Instance Metadata Service to access instance metadata".

import GateBytes
import GateJSON

/// Writing and reading the calls.
package enum CredentialCalls {
    /// Life of a metadata token, in seconds: the longest there is.
    static let tokenSeconds = 21_600

    // MARK: Requests

    /// STS's AssumeRole, to be signed; `path` is that of a configured address.
    package static func assumeRole(_ role: AssumedRole, host: String, path: String) -> [UInt8] {
        var form = "Action=AssumeRole&Version=2011-06-15"
        append("RoleArn", role.arn, to: &form)
        append("RoleSessionName", role.sessionName, to: &form)
        if !role.externalID.isEmpty { append("ExternalId", role.externalID, to: &form) }
        return post(form, host: host, path: path)
    }

    /// STS's AssumeRoleWithWebIdentity, which the token signs.
    package static func assumeRole(_ role: AssumedRole, token: String, host: String, path: String) -> [UInt8] {
        var form = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15"
        append("RoleArn", role.arn, to: &form)
        append("RoleSessionName", role.sessionName, to: &form)
        append("WebIdentityToken", token, to: &form)
        return post(form, host: host, path: path)
    }

    /// A GET with one more field, if its value is not empty.
    package static func get(_ path: String, host: String, field: String = "", value: String = "") -> [UInt8] {
        let line = value.isEmpty ? "" : "\(field): \(value)\r\n"
        return Array(
            "GET \(path.isEmpty ? "/" : path) HTTP/1.1\r\nHost: \(host)\r\n\(line)Connection: close\r\n\r\n".utf8)
    }

    /// GetRoleCredentials of IAM Identity Center's portal, which the token signs.
    package static func roleCredentials(_ signOn: SingleSignOn, token: String, host: String, path: String) -> [UInt8] {
        var query = "account_id=" + encoded(signOn.accountID)
        append("role_name", signOn.roleName, to: &query)
        return get(path + "/federation/credentials?" + query, host: host, field: "x-amz-sso_bearer_token", value: token)
    }

    /// The metadata service's request for a token.
    package static func metadataToken(host: String, path: String) -> [UInt8] {
        Array(
            ("PUT \(path)/latest/api/token HTTP/1.1\r\nHost: \(host)\r\n"
                + "X-aws-ec2-metadata-token-ttl-seconds: \(tokenSeconds)\r\nContent-Length: 0\r\n"
                + "Connection: close\r\n\r\n").utf8)
    }

    private static func post(_ form: String, host: String, path: String) -> [UInt8] {
        Array(
            ("POST \(path.isEmpty ? "/" : path) HTTP/1.1\r\nHost: \(host)\r\n"
                + "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n"
                + "Content-Length: \(form.utf8.count)\r\nConnection: close\r\n\r\n\(form)").utf8)
    }

    private static func append(_ name: String, _ value: String, to form: inout String) {
        form += "&" + name + "=" + encoded(value)
    }

    private static func encoded(_ value: String) -> String {
        var text = ""
        for byte in value.utf8 {
            if ASCII.isUnreserved(byte) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return text
    }

    // MARK: Answers

    /// The credentials in STS's XML; nil when they are not all there.
    package static func readSTS(_ body: [UInt8]) -> IssuedCredentials? {
        let text = String(decoding: body, as: UTF8.self)
        guard let id = element("AccessKeyId", in: text), let secret = element("SecretAccessKey", in: text),
            let token = element("SessionToken", in: text), let time = element("Expiration", in: text), !time.isEmpty
        else { return nil }
        return issued(id, secret, token, time)
    }

    /// The error of STS's XML: `AccessDenied: …`; nil for others.
    package static func readSTSError(_ body: [UInt8]) -> String? {
        let text = String(decoding: body, as: UTF8.self)
        guard let code = element("Code", in: text) else { return nil }
        return element("Message", in: text).map { code + ": " + $0 } ?? code
    }

    /// The credentials in the JSON of a container's endpoint or of the metadata service.
    package static func readJSON(_ body: [UInt8]) -> IssuedCredentials? {
        members(of: body) { issued($0["AccessKeyId"], $0["SecretAccessKey"], $0["Token"], $0["Expiration"]) }
    }

    /// The credentials that a program writes. AWS: "Process credential provider", expected output.
    package static func readCommand(_ output: [UInt8]) -> IssuedCredentials? {
        members(of: output, numbers: ["Version"]) { members in
            if members["Version"] != "1" { return nil }
            return issued(
                members["AccessKeyId"], members["SecretAccessKey"], members["SessionToken"], members["Expiration"])
        }
    }

    /// The token of a single sign-on and when it ends, in milliseconds since 1970.
    package static func readSignOn(_ file: [UInt8]) -> (token: String, expires: Int64)? {
        members(of: file) { members in
            guard let token = members["accessToken"], let expires = members["expiresAt"].flatMap(milliseconds) else {
                return nil
            }
            return (token, expires)
        }
    }

    /// The credentials in the portal's JSON: times are milliseconds.
    package static func readPortal(_ body: [UInt8]) -> IssuedCredentials? {
        members(of: body, under: "roleCredentials", numbers: ["expiration"]) { members in
            guard let issued = issued(members["accessKeyId"], members["secretAccessKey"], members["sessionToken"], nil),
                let expires = members["expiration"].flatMap({ Int64($0) })
            else { return nil }
            return IssuedCredentials(credentials: issued.credentials, expires: expires)
        }
    }

    /// What the portal says is wrong; nil for others.
    package static func readPortalError(_ body: [UInt8]) -> String? {
        members(of: body) { (members) -> String? in members["message"] }
    }

    /// Reads the texts of an object, or of the object that a member of it is; those named in `numbers` are numbers.
    private static func members<Result>(
        of body: [UInt8], under name: StaticString? = nil, numbers: Set<String> = [],
        _ read: ([String: String]) -> Result?
    ) -> Result? {
        var tape = JSONTape()
        return body.withByteView { bytes -> Result? in
            do throws(JSONFailure) { try tape.read(bytes) } catch { return nil }
            guard let object = name.map({ tape.root.member(ByteView($0)) }) ?? tape.root, object.kind == .object else {
                return nil
            }
            var scratch = ByteBuffer(capacity: 1024)
            var members: [String: String] = [:]
            var entries = object.members
            while let member = entries.next() {
                let name = String(member.name.decoded(scratch: &scratch))
                if member.value.kind == (numbers.contains(name) ? .number : .string) {
                    members[name] = String(member.value.decoded(scratch: &scratch))
                }
            }
            return read(members)
        }
    }

    private static func issued(
        _ id: String?, _ secret: String?, _ token: String?, _ time: String?
    ) -> IssuedCredentials? {
        guard let id, let secret else { return nil }
        let token = token ?? ""
        let credentials = AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token)
        // They go into a header field: what could split one is no credential.
        let isText = (id + token).utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
        if id.isEmpty || secret.isEmpty || !isText { return nil }
        guard let time, !time.isEmpty else { return IssuedCredentials(credentials: credentials, expires: nil) }
        guard let expires = milliseconds(time) else { return nil }
        return IssuedCredentials(credentials: credentials, expires: expires)
    }

    /// The text of an element without children, wherever it stands.
    private static func element(_ name: String, in text: String) -> String? {
        guard let start = text.firstRange(of: "<\(name)>"),
            let end = text[start.upperBound...].firstRange(of: "</\(name)>")
        else { return nil }
        var value = CredentialChain.trim(text[start.upperBound..<end.lowerBound])
        for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")] {
            value = value.replacing(entity, with: character)
        }
        return value
    }

    /// Milliseconds since 1970 of `2026-11-27T08:00:00Z`, with or without a fraction of a second; the zone may be
    /// `+01:00`, or `UTC` as old AWS CLIs wrote it. nil for others.
    package static func milliseconds(_ text: String) -> Int64? {
        var bytes = Array(text.utf8)
        var offsetMinutes: Int64 = 0
        if bytes.count > 6, let sign = [0x2b, 0x2d].first(where: { $0 == bytes[bytes.count - 6] }) {
            let zone = bytes.suffix(5)
            let digits = zone.filter { ASCII.isDigit($0) }.map { Int64($0 - 0x30) }
            guard digits.count == 4, zone[zone.startIndex + 2] == 0x3a else { return nil }
            offsetMinutes = (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3]
            if sign == 0x2d { offsetMinutes = -offsetMinutes }
            bytes.replaceSubrange((bytes.count - 6)..., with: [0x5a])
        } else if text.hasSuffix("UTC") {
            bytes.replaceSubrange((bytes.count - 3)..., with: [0x5a])
        }
        guard bytes.count >= 20, bytes.last == 0x5a, bytes[4] == 0x2d, bytes[7] == 0x2d, bytes[10] == 0x54,
            bytes[13] == 0x3a, bytes[16] == 0x3a, bytes.count == 20 || bytes[19] == 0x2e
        else { return nil }
        func number(_ start: Int, _ count: Int) -> Int64? {
            var value: Int64 = 0
            for byte in bytes[start..<start + count] {
                if !ASCII.isDigit(byte) { return nil }
                value = value * 10 + Int64(byte - 0x30)
            }
            return value
        }
        guard let year = number(0, 4), let month = number(5, 2), let day = number(8, 2), let hour = number(11, 2),
            let minute = number(14, 2), let second = number(17, 2), (1...12).contains(month), (1...31).contains(day),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        let days = Int64(CivilDay.number(year: Int(year), month: Int(month), day: Int(day)))
        return (((days * 24 + hour) * 60 + minute - offsetMinutes) * 60 + second) * 1000
    }
}
