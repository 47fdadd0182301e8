// The keys that conditions and policy variables may ask for. AWS: "AWS condition keys that can be used in API Gateway
// resource policies". Names are compared without their case; a key that no request here has is simply absent.

import GateBytes

/// A condition key.
package enum ConditionKey: Sendable, Equatable {
    case currentTime
    case epochTime
    case referer
    case secureTransport
    case sourceIP
    case userAgent
    case requestedRegion
    case sourceVPC
    case sourceVPCE
    case vpcSourceIP
    case tokenIssueTime
    case multiFactorAuthPresent
    case multiFactorAuthAge
    case principalAccount
    case principalARN
    case principalOrgID
    case principalOrgPaths
    /// By the tag's name; tag names keep their case.
    case principalTag([UInt8])
    case principalType
    case userID
    case username
    /// Known to AWS or not: no request here has it.
    case absent

    package init(_ name: ByteView) {
        let lowered = [UInt8](name).map { ASCII.lowercased($0) }
        let text = String(decoding: lowered, as: UTF8.self)
        let tag = "aws:principaltag/"
        if text.hasPrefix(tag) {
            self = .principalTag([UInt8](name.dropFirst(tag.utf8.count)))
        } else {
            self = ConditionKey.names[text] ?? .absent
        }
    }

    private static let names: [String: ConditionKey] = [
        "aws:currenttime": .currentTime, "aws:epochtime": .epochTime, "aws:referer": .referer,
        "aws:securetransport": .secureTransport, "aws:sourceip": .sourceIP, "aws:useragent": .userAgent,
        "aws:requestedregion": .requestedRegion, "aws:sourcevpc": .sourceVPC, "aws:sourcevpce": .sourceVPCE,
        "aws:vpcsourceip": .vpcSourceIP, "aws:tokenissuetime": .tokenIssueTime,
        "aws:multifactorauthpresent": .multiFactorAuthPresent, "aws:multifactorauthage": .multiFactorAuthAge,
        "aws:principalaccount": .principalAccount, "aws:principalarn": .principalARN,
        "aws:principalorgid": .principalOrgID, "aws:principalorgpaths": .principalOrgPaths,
        "aws:principaltype": .principalType, "aws:userid": .userID, "aws:username": .username,
    ]
}

/// Who calls, as IAM sees it.
package final class Principal: Sendable {
    /// `arn:aws:iam::123456789012:user/alice`, or a role's session `arn:aws:sts::…:assumed-role/ROLE/SESSION`.
    package let arn: [UInt8]
    package let account: [UInt8]
    /// `AIDA…`; the name where nothing else is given.
    package let userID: [UInt8]
    /// The name of an IAM user; empty for roles.
    package let username: [UInt8]
    /// `User`, `AssumedRole`, `Account`, `FederatedUser`.
    package let type: [UInt8]
    /// `o-…`; empty for none.
    package let organization: [UInt8]
    package let tags: [(name: [UInt8], value: [UInt8])]
    /// The ARN of the role behind a role's session; empty for users.
    package let roleARN: [UInt8]

    /// nil when the text is no ARN of a principal.
    package init?(
        arn text: String, userID: String = "", organization: String = "", tags: [(name: String, value: String)] = []
    ) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[2] == "iam" || parts[2] == "sts", parts[3].isEmpty,
            parts[4].utf8.count == 12, parts[4].utf8.allSatisfy({ ASCII.isDigit($0) })
        else { return nil }
        let path = parts[5].split(separator: "/", omittingEmptySubsequences: false)
        guard path.allSatisfy({ !$0.isEmpty }), let kind = path.first, let name = path.last else { return nil }
        var role = ""
        switch (String(parts[2]), String(kind), path.count) {
        case ("iam", "root", 1): type = Array("Account".utf8)
        case ("iam", "user", 2...): type = Array("User".utf8)
        case ("iam", "role", 2...): type = Array("AssumedRole".utf8)
        case ("sts", "assumed-role", 3...):
            type = Array("AssumedRole".utf8)
            role = "arn:\(parts[1]):iam::\(parts[4]):role/" + path[1..<(path.count - 1)].joined(separator: "/")
        case ("sts", "federated-user", 2): type = Array("FederatedUser".utf8)
        default: return nil
        }
        arn = Array(text.utf8)
        account = Array(parts[4].utf8)
        username = kind == "user" ? Array(name.utf8) : []
        let own = kind == "root" ? String(parts[4]) : String(name)
        self.userID = Array((userID.isEmpty ? own : userID).utf8)
        self.organization = Array(organization.utf8)
        self.tags = tags.map { (Array($0.name.utf8), Array($0.value.utf8)) }
        roleARN = Array(role.utf8)
    }
}

/// What a caller wants of an API.
package enum PolicyAction {
    case invoke
    case invalidateCache
    case manageConnections

    /// In lower case, as actions of policies are kept: AWS compares them so.
    var name: ByteView {
        switch self {
        case .invoke: ByteView("execute-api:invoke")
        case .invalidateCache: ByteView("execute-api:invalidatecache")
        case .manageConnections: ByteView("execute-api:manageconnections")
        }
    }
}

/// What is asked of a policy.
package struct PolicyRequest {
    package var action: PolicyAction
    package var resource: ByteView
    /// nil for callers without a name.
    package var principal: Principal?
    package var sourceAddress = ByteView.empty
    package var userAgent: ByteView?
    package var referer: ByteView?
    package var isSecure = false
    /// The VPC endpoint that a private API is called through.
    package var sourceEndpoint: ByteView?
    package var region: [UInt8] = []
    package var epochMilliseconds: Int64 = 0

    package init(action: PolicyAction = .invoke, resource: ByteView, principal: Principal? = nil) {
        self.action = action
        self.resource = resource
        self.principal = principal
    }

    /// Appends the value of a key; false when the request has none.
    func append(_ key: ConditionKey, to out: inout ByteBuffer) -> Bool {
        switch key {
        case .currentTime: PolicyTime.append(epochMilliseconds: epochMilliseconds, to: &out)
        case .epochTime: out.append(decimal: Int(epochMilliseconds / 1000))
        case .referer: return append(referer, to: &out)
        case .secureTransport: out.append(isSecure ? "true" : "false")
        case .sourceIP: return append(sourceAddress, to: &out)
        case .userAgent: return append(userAgent, to: &out)
        case .requestedRegion: return append(region, to: &out)
        case .sourceVPCE: return append(sourceEndpoint, to: &out)
        case .sourceVPC, .vpcSourceIP, .tokenIssueTime, .multiFactorAuthPresent, .multiFactorAuthAge,
            .principalOrgPaths, .absent:
            return false
        default: return appendOfPrincipal(key, to: &out)
        }
        return true
    }

    private func appendOfPrincipal(_ key: ConditionKey, to out: inout ByteBuffer) -> Bool {
        guard let principal else { return false }
        switch key {
        case .principalAccount: return append(principal.account, to: &out)
        // AWS: of a role's session the key holds the role.
        case .principalARN: return append(principal.roleARN.isEmpty ? principal.arn : principal.roleARN, to: &out)
        case .principalOrgID: return append(principal.organization, to: &out)
        case .principalType: return append(principal.type, to: &out)
        case .userID: return append(principal.userID, to: &out)
        case .username: return append(principal.username, to: &out)
        case .principalTag(let name):
            // Tag names are compared without their case, as AWS does.
            for tag in principal.tags
            where tag.name.withByteView({ tag in name.withByteView { tag.equalsIgnoringCase($0) } }) {
                tag.value.withByteView { out.append($0) }
                return true
            }
            return false
        default: return false
        }
    }

    private func append(_ value: ByteView?, to out: inout ByteBuffer) -> Bool {
        guard let value, !value.isEmpty else { return false }
        out.append(value)
        return true
    }

    private func append(_ value: [UInt8], to out: inout ByteBuffer) -> Bool {
        value.withByteView { append($0, to: &out) }
    }
}
