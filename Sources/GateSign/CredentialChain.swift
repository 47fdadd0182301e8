// Where credentials come from: the environment, then a profile of the shared files. AWS: "Standardized credential
// providers" in the SDKs and tools reference. Nothing is read here: the caller brings variables and files.

/// What looking for credentials came to.
package enum CredentialOutcome: Equatable, Sendable {
    case found(AWSCredentials)
    case none
    /// There is a source that this version does not use.
    case unsupported(String)
}

/// The search.
package struct CredentialChain {
    private let environment: [String: String]
    private let read: (String) -> String?

    /// `read` gives a file's text, or nil when there is none.
    package init(environment: [String: String], read: @escaping (String) -> String?) {
        self.environment = environment
        self.read = read
    }

    package func find() -> CredentialOutcome {
        if let id = value("AWS_ACCESS_KEY_ID"), let secret = value("AWS_SECRET_ACCESS_KEY") {
            let token = value("AWS_SESSION_TOKEN") ?? ""
            return .found(AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token))
        }
        let profile = value("AWS_PROFILE") ?? value("AWS_DEFAULT_PROFILE") ?? "default"
        let home = value("HOME") ?? ""
        let shared = value("AWS_SHARED_CREDENTIALS_FILE") ?? home + "/.aws/credentials"
        let config = value("AWS_CONFIG_FILE") ?? home + "/.aws/config"
        var members = CredentialChain.section(profile, in: read(config) ?? "")
        if profile != "default" {
            members.merge(CredentialChain.section("profile " + profile, in: read(config) ?? "")) { $1 }
        }
        members.merge(CredentialChain.section(profile, in: read(shared) ?? "")) { $1 }
        if let id = members["aws_access_key_id"], let secret = members["aws_secret_access_key"] {
            let token = members["aws_session_token"] ?? ""
            return .found(AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token))
        }
        for other in ["credential_process", "sso_session", "sso_start_url", "role_arn", "web_identity_token_file"] {
            if members[other] != nil { return .unsupported("`\(other)` of profile `\(profile)`") }
        }
        for other in [
            "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        ] where value(other) != nil {
            return .unsupported("`\(other)`")
        }
        return .none
    }

    private func value(_ name: String) -> String? {
        guard let value = environment[name], !value.isEmpty else { return nil }
        return value
    }

    /// The members of `[name]` in an INI file.
    static func section(_ name: String, in text: String) -> [String: String] {
        var members: [String: String] = [:]
        var isInside = false
        for line in text.split(whereSeparator: \.isNewline) {
            let trimmed = trim(line)
            if trimmed.isEmpty || trimmed.hasPrefix("#") || trimmed.hasPrefix(";") { continue }
            if trimmed.hasPrefix("["), let end = trimmed.firstIndex(of: "]") {
                isInside = trim(trimmed[trimmed.index(after: trimmed.startIndex)..<end]) == name
            } else if isInside, let equals = trimmed.firstIndex(of: "=") {
                members[trim(trimmed[..<equals]).lowercased()] = trim(trimmed[trimmed.index(after: equals)...])
            }
        }
        return members
    }

    private static func trim(_ text: some StringProtocol) -> String {
        var rest = text[...]
        while let first = rest.first, first == " " || first == "\t" { rest = rest.dropFirst() }
        while let last = rest.last, last == " " || last == "\t" { rest = rest.dropLast() }
        return String(rest)
    }
}
