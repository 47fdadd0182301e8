// What the environment says about AWS: where credentials come from.

import GateSign

/// The command's access to AWS.
enum AWSAccess {
    /// Where the credentials come from that calls are signed with. A source that is not used is said on standard error.
    static func credentials() -> CredentialSource {
        let source = chain().find()
        if case .unsupported(let text) = source {
            Terminal.error("note: AWS credentials from \(text) are not used: set AWS_ACCESS_KEY_ID and its secret")
        }
        return source
    }

    /// The SDKs' search.
    static func chain() -> CredentialChain {
        var environment = Terminal.environment(prefixed: "AWS_")
        environment["HOME"] = Terminal.environment("HOME")
        return CredentialChain(environment: environment) { path in
            guard case .success(let bytes) = FileReader(named: path, allowedRoots: []).read(path) else { return nil }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// Whether the environment names a region.
    static var hasRegion: Bool {
        Terminal.environment("AWS_REGION") != nil || Terminal.environment("AWS_DEFAULT_REGION") != nil
    }
}
