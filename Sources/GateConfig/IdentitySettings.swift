// Local identities: who may sign requests of AWS_IAM methods, in place of IAM.

/// A tag of a principal.
package struct IdentityTag: Equatable, Sendable {
    package let name: String
    package let value: String
}

/// Bounds of local identities.
package enum IdentityBounds {
    /// Most identities of a configuration. Ours.
    package static let countMax = 10_000
    /// Most policies of an identity. Ours; AWS attaches 20 at most.
    package static let policiesMax = 100
    /// Most tags of an identity. AWS: "IAM and AWS STS quotas", 50 tags.
    package static let tagsMax = 50
}

/// One entry of `credentials`.
package struct IdentitySettings: Equatable, Sendable {
    package let name: String
    package let accessKeyID: String
    package let secretAccessKey: String
    /// Of temporary credentials; empty for others.
    package var sessionToken = ""
    /// Seconds since 1970; nil for never.
    package var expires: Int64?
    /// ARN of a user, a role or a role's session.
    package var principal: String
    package var userID = ""
    package var organization = ""
    package var tags: [IdentityTag] = []
    /// Policy documents as JSON, checked.
    package var policies: [String] = []
}
