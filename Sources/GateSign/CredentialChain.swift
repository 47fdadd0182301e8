// The search for credentials: the environment, a profile of the shared files, the container, the instance. AWS:
// "Standardized credential providers" in the SDKs and tools reference. Nothing is read here: the caller brings
// variables and files.

import GateBytes

/// The search.
package struct CredentialChain {
    /// Where instances ask for their credentials. AWS: "Use IMDS to access instance metadata".
    package static let instanceEndpoint = "http://169.254.169.254"
    /// Where containers of ECS do. AWS: "Container credential provider".
    package static let containerEndpoint = "http://169.254.170.2"
    /// Longest chain of profiles that name each other as their source. Ours.
    package static let profilesMax = 8

    private let environment: [String: String]
    private let read: (String) -> String?

    /// `read` gives a file's text, or nil when there is none.
    package init(environment: [String: String], read: @escaping (String) -> String?) {
        self.environment = environment
        self.read = read
    }

    /// The region that calls without one of their own go to.
    package var region: String {
        value("AWS_REGION") ?? value("AWS_DEFAULT_REGION") ?? members(of: profile)["region"] ?? "us-east-1"
    }

    package func find() -> CredentialSource {
        if let keys = environmentKeys { return .fixed(keys) }
        if let file = value("AWS_WEB_IDENTITY_TOKEN_FILE"), let arn = value("AWS_ROLE_ARN") {
            return .webIdentity(role(arn, session: value("AWS_ROLE_SESSION_NAME")), tokenFile: file)
        }
        if let source = source(of: profile, seen: []) { return source }
        if let source = container { return source }
        return instance ?? .none
    }

    // MARK: Sources

    private var environmentKeys: AWSCredentials? {
        guard let id = value("AWS_ACCESS_KEY_ID"), let secret = value("AWS_SECRET_ACCESS_KEY") else { return nil }
        return AWSCredentials(
            accessKeyID: id, secretAccessKey: secret, sessionToken: value("AWS_SESSION_TOKEN") ?? "")
    }

    private var container: CredentialSource? {
        let token = value("AWS_CONTAINER_AUTHORIZATION_TOKEN") ?? ""
        let file = value("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") ?? ""
        var url = ""
        if let path = value("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            url = CredentialChain.containerEndpoint + (path.hasPrefix("/") ? path : "/" + path)
        } else if let full = value("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
            // Keys and tokens in clear text only to this machine. AWS: "Container credential provider".
            if !CredentialChain.isTrusted(full) {
                return .unsupported("`AWS_CONTAINER_CREDENTIALS_FULL_URI`: http to another machine")
            }
            url = full
        }
        if url.isEmpty { return nil }
        return .container(
            ContainerEndpoint(url: url, authorization: file.isEmpty ? token : "", authorizationFile: file))
    }

    private static func isTrusted(_ url: String) -> Bool {
        if url.lowercased().hasPrefix("https://") { return true }
        guard url.lowercased().hasPrefix("http://") else { return false }
        let authority = url.dropFirst(7).prefix { $0 != "/" && $0 != "?" }
        if authority.hasPrefix("[") {
            return authority.hasPrefix("[::1]") || authority.hasPrefix("[fd00:ec2::23]")
        }
        let host = authority.prefix { $0 != ":" }
        if ["localhost", "169.254.170.2", "169.254.170.23"].contains(host) { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    private var instance: CredentialSource? {
        if value("AWS_EC2_METADATA_DISABLED")?.lowercased() == "true" { return nil }
        var endpoint = value("AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? CredentialChain.instanceEndpoint
        while endpoint.hasSuffix("/") { endpoint.removeLast() }
        return .instance(endpoint: endpoint)
    }

    private func role(_ arn: String, session: String?, externalID: String? = nil) -> AssumedRole {
        AssumedRole(arn: arn, sessionName: session ?? "gatewright", externalID: externalID ?? "", region: region)
    }

    // MARK: Profiles

    private var profile: String { value("AWS_PROFILE") ?? value("AWS_DEFAULT_PROFILE") ?? "default" }

    private var home: String { value("HOME") ?? "" }

    private var config: String { read(value("AWS_CONFIG_FILE") ?? home + "/.aws/config") ?? "" }

    private func members(of profile: String) -> [String: String] {
        let shared = value("AWS_SHARED_CREDENTIALS_FILE") ?? home + "/.aws/credentials"
        let config = config
        var members = CredentialChain.section(profile, in: config)
        if profile != "default" {
            members.merge(CredentialChain.section("profile " + profile, in: config)) { $1 }
        }
        members.merge(CredentialChain.section(profile, in: read(shared) ?? "")) { $1 }
        return members
    }

    /// What a profile says; nil when it says nothing of credentials.
    private func source(of profile: String, seen: [String]) -> CredentialSource? {
        let members = members(of: profile)
        var keys: CredentialSource?
        if let id = members["aws_access_key_id"], let secret = members["aws_secret_access_key"] {
            let token = members["aws_session_token"] ?? ""
            keys = .fixed(AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token))
        }
        // A profile may be its own source: then its keys assume its role.
        if seen.last == profile, let keys { return keys }
        if seen.contains(profile) || seen.count >= CredentialChain.profilesMax {
            return .unsupported("`source_profile` of profile `\(profile)`: profiles that lead in a circle")
        }
        if let arn = members["role_arn"], let source = roleSource(arn, members, profile, seen + [profile]) {
            return source
        }
        // The order of the AWS CLI.
        if let source = signOn(members, profile) { return source }
        if let keys { return keys }
        if let text = members["credential_process"] {
            guard let words = CredentialChain.words(of: text), !words.isEmpty else {
                return .unsupported("`credential_process` of profile `\(profile)`: a quotation mark without its second")
            }
            return .command(CredentialCommand(profile: profile, words: words))
        }
        return members["role_arn"].map { _ in .unsupported("`role_arn` of profile `\(profile)`") }
    }

    /// The role of an `sso_session`, or of the `sso_start_url` that profiles had before there were sessions.
    private func signOn(_ members: [String: String], _ profile: String) -> CredentialSource? {
        let name = members["sso_session"]
        guard let session = name ?? members["sso_start_url"] else { return nil }
        let settings = name.map { CredentialChain.section("sso-session " + $0, in: config) } ?? members
        func missing(_ member: String) -> CredentialSource {
            .unsupported("`\(name == nil ? "sso_start_url" : "sso_session")` of profile `\(profile)`: no `\(member)`")
        }
        guard let region = settings["sso_region"] else { return missing("sso_region") }
        guard let account = members["sso_account_id"] else { return missing("sso_account_id") }
        guard let role = members["sso_role_name"] else { return missing("sso_role_name") }
        var file = ByteBuffer(capacity: 128)
        file.append(text: home + "/.aws/sso/cache/")
        Array(session.utf8).withByteView { Digest.appendSHA1($0, to: &file) }
        file.append(".json")
        return .signOn(
            SingleSignOn(
                session: session, region: region, accountID: account, roleName: role, tokenFile: String(file.view)))
    }

    /// The words of a command as a shell divides it, with quotation marks and backslashes and nothing else; nil when a
    /// quotation mark has no second one.
    static func words(of text: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var rest = text[...]
        while let next = rest.popFirst() {
            if let open = quote {
                if next == open {
                    quote = nil
                } else if next == "\\", open == "\"", let escaped = rest.first, escaped == "\"" || escaped == "\\" {
                    rest.removeFirst()
                    word?.append(escaped)
                } else {
                    word?.append(next)
                }
            } else if next == "'" || next == "\"" {
                quote = next
                word = word ?? ""
            } else if next.isWhitespace {
                if let done = word { words.append(done) }
                word = nil
            } else {
                word = (word ?? "") + String(next == "\\" ? rest.popFirst() ?? next : next)
            }
        }
        if let word { words.append(word) }
        return quote == nil ? words : nil
    }

    private func roleSource(
        _ arn: String, _ members: [String: String], _ profile: String, _ seen: [String]
    ) -> CredentialSource? {
        let role = role(arn, session: members["role_session_name"], externalID: members["external_id"])
        if let file = members["web_identity_token_file"] { return .webIdentity(role, tokenFile: file) }
        if members["mfa_serial"] != nil { return .unsupported("`mfa_serial` of profile `\(profile)`") }
        var from: CredentialSource?
        if let name = members["source_profile"] {
            from = source(of: name, seen: seen)
        } else if let name = members["credential_source"] {
            switch name {
            case "Environment": from = environmentKeys.map { .fixed($0) }
            case "Ec2InstanceMetadata": from = instance
            case "EcsContainer": from = container
            default: return .unsupported("`credential_source = \(name)` of profile `\(profile)`")
            }
        } else {
            return nil
        }
        guard let from else { return .unsupported("`role_arn` of profile `\(profile)`: its source has no credentials") }
        if case .unsupported = from { return from }
        return .role(role, from: from)
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

    static func trim(_ text: some StringProtocol) -> String {
        var rest = text[...]
        while let first = rest.first, first.isWhitespace { rest = rest.dropFirst() }
        while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
        return String(rest)
    }
}
