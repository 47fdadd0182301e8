// Callers of HTTP APIs: what their authorizers' functions say, claims as texts, the words of challenges. AWS: "Control
// access to HTTP APIs with AWS Lambda authorizers", "… with JWT authorizers" (read 2026-11); challenges as users
// recorded them (README, "Behaviour of HTTP APIs").

import GateAccess
import GateBytes
import GateJSON
import GatePlan

extension Gateway {
    /// What the function of an HTTP API's authorizer says; nil for an answer that is none.
    static func routeCaller(_ root: JSONCursor, _ record: AuthorizerRecord) -> Caller? {
        let isFormat2 = record.flags & AuthorizerRecord.usesPayloadFormat2 != 0
        if !isFormat2 || record.flags & AuthorizerRecord.hasSimpleResponses == 0 {
            guard let caller = policyCaller(root) else { return nil }
            return caller
        }
        guard root.kind == .object, let answer = root.member(ByteView("isAuthorized")) else { return nil }
        switch answer.kind {
        case .true, .false: break
        default: return nil
        }
        guard let members = contextMembers(root) else { return nil }
        return Caller(members: members, isDenied: answer.kind == .false)
    }

    private static func policyCaller(_ root: JSONCursor) -> Caller? {
        guard root.kind == .object, let principal = root.member(ByteView("principalId")), principal.kind == .string,
            let document = root.member(ByteView("policyDocument")), let members = contextMembers(root)
        else { return nil }
        var text = ByteBuffer(capacity: 128)
        do throws(PolicyFailure) {
            return Caller(
                principalIdentifier: [UInt8](principal.decoded(scratch: &text)), members: members,
                policy: try PolicyReader.read(document, .authorizer))
        } catch {
            return nil
        }
    }

    /// `context`: any JSON, also as text for logs and edits. nil for what is no object.
    private static func contextMembers(_ root: JSONCursor) -> [Caller.Member]? {
        guard let context = root.member(ByteView("context")), context.kind != .null else { return [] }
        guard context.kind == .object, context.count <= AuthorizerLimits.membersMax else { return nil }
        var members: [Caller.Member] = []
        var text = ByteBuffer(capacity: 128)
        var entries = context.members
        while let entry = entries.next() {
            let name = [UInt8](entry.name.decoded(scratch: &text))
            text.removeAll()
            JSONWriter.append(entry.value, to: &text)
            let json = [UInt8](text.view)
            let value = entry.value.kind == .string ? [UInt8](entry.value.decoded(scratch: &text)) : json
            members.append(Caller.Member(name: name, value: value, json: json))
        }
        return members
    }
}

extension Caller {
    /// Whose token has been verified: claims are texts, lists are `[a b]`.
    convenience init(ofRoute token: VerifiedToken) {
        self.init(
            claims: token.claims.map { Member(name: $0.name, value: RouteClaims.text($0.json)) },
            scopes: token.scopes, expires: token.expires)
    }
}

/// Claims as HTTP APIs pass them on.
enum RouteClaims {
    static func text(_ json: [UInt8]) -> [UInt8] {
        var tape = JSONTape()
        var out = ByteBuffer(capacity: 64)
        return json.withByteView { view in
            do throws(JSONFailure) {
                try tape.read(view, depthMax: TokenLimits.depthMax)
            } catch {
                return json
            }
            append(tape.root, &out)
            return [UInt8](out.view)
        }
    }

    private static func append(_ value: JSONCursor, _ out: inout ByteBuffer) {
        switch value.kind {
        case .string: value.decode(into: &out)
        case .array:
            out.append(0x5b)
            var isFirst = true
            var elements = value.elements
            while let element = elements.next() {
                if !isFirst { out.append(0x20) }
                isFirst = false
                append(element, &out)
            }
            out.append(0x5d)
        default: JSONWriter.append(value, to: &out)
        }
    }
}

extension TokenFailure {
    /// `WWW-Authenticate` of HTTP APIs.
    var challenge: StaticString {
        switch self {
        case .malformed:
            """
            Bearer scope="" error="invalid_token" \
            error_description="token contains an invalid number of segments"
            """
        case .audience:
            """
            Bearer scope="" error="invalid_token" \
            error_description="the token does not have a valid audience"
            """
        case .expired: "Bearer scope=\"\" error=\"invalid_token\" error_description=\"the token has expired\""
        case .issuer:
            """
            Bearer scope="" error="invalid_token" \
            error_description="the token does not have a valid issuer"
            """
        case .notYetValid:
            "Bearer scope=\"\" error=\"invalid_token\" error_description=\"the token is not valid yet\""
        case .key, .signature:
            "Bearer scope=\"\" error=\"invalid_token\" error_description=\"signature is invalid\""
        case .algorithm:
            "Bearer scope=\"\" error=\"invalid_token\" error_description=\"signing method is invalid\""
        case .oversized, .critical, .claim, .use: "Bearer scope=\"\" error=\"invalid_token\""
        }
    }
}
