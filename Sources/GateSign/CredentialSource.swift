// Where credentials come from, as values: found once from variables and files, used again and again by whoever makes
// the calls. AWS: "Standardized credential providers" in the SDKs and tools reference.

/// A role and how it is assumed.
package struct AssumedRole: Hashable, Sendable {
    package let arn: String
    /// `RoleSessionName`
    package let sessionName: String
    /// Empty for none.
    package let externalID: String
    /// Whose STS is asked.
    package let region: String

    package init(arn: String, sessionName: String, externalID: String = "", region: String) {
        self.arn = arn
        self.sessionName = sessionName
        self.externalID = externalID
        self.region = region
    }
}

/// An address that hands out credentials to the programs of a container.
package struct ContainerEndpoint: Hashable, Sendable {
    package let url: String
    /// Value of the `Authorization` field; empty for none.
    package let authorization: String
    /// File that holds this value; empty for none. It is read before each call: the value changes.
    package let authorizationFile: String
}

/// A role of IAM Identity Center, for whoever has signed on. AWS: "IAM Identity Center credential provider".
package struct SingleSignOn: Hashable, Sendable {
    /// `sso_session`, else `sso_start_url`.
    package let session: String
    /// Where the portal is.
    package let region: String
    package let accountID: String
    package let roleName: String
    /// Where `aws sso login` leaves the token of the session.
    package let tokenFile: String
}

/// A program that hands out credentials. AWS: "Process credential provider".
package struct CredentialCommand: Hashable, Sendable {
    package let profile: String
    /// The program and its arguments.
    package let words: [String]
}

/// Where credentials come from.
package indirect enum CredentialSource: Hashable, Sendable {
    case none
    case fixed(AWSCredentials)
    /// A role that is assumed with the credentials of another source.
    case role(AssumedRole, from: CredentialSource)
    /// A role that is assumed with a token out of a file.
    case webIdentity(AssumedRole, tokenFile: String)
    case signOn(SingleSignOn)
    case command(CredentialCommand)
    case container(ContainerEndpoint)
    /// The metadata service of the instance, below a base URL (IMDSv2).
    case instance(endpoint: String)
    /// There is a source that this version does not use.
    case unsupported(String)

    /// The source in a few words, for the operator.
    package var phrase: String {
        switch self {
        case .none: "no source"
        case .fixed: "keys"
        case .role(let role, _), .webIdentity(let role, _): "role \(role.arn)"
        case .signOn(let signOn): "single sign-on `\(signOn.session)`"
        case .command(let command): "`credential_process` of profile `\(command.profile)`"
        case .container(let endpoint): "container credentials of \(endpoint.url)"
        case .instance: "the instance's metadata service"
        case .unsupported(let text): text
        }
    }
}

/// Credentials and how long they are good.
package struct IssuedCredentials: Equatable, Sendable {
    package let credentials: AWSCredentials
    /// Milliseconds since 1970; nil for ever.
    package let expires: Int64?

    package init(credentials: AWSCredentials, expires: Int64?) {
        self.credentials = credentials
        self.expires = expires
    }
}
