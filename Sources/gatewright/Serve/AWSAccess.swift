// What the environment says about AWS: credentials from variables or the shared files.

import GateSign

/// The command's access to AWS.
enum AWSAccess {
    /// What calls are signed with; nil for none. A source that is not used is said on standard error.
    static func credentials() -> AWSCredentials? {
        var environment = Terminal.environment(prefixed: "AWS_")
        environment["HOME"] = Terminal.environment("HOME")
        let chain = CredentialChain(environment: environment) { path in
            guard case .success(let bytes) = FileReader(named: path, allowedRoots: []).read(path) else { return nil }
            return String(decoding: bytes, as: UTF8.self)
        }
        switch chain.find() {
        case .found(let credentials): return credentials
        case .none: return nil
        case .unsupported(let source):
            Terminal.error("note: AWS credentials from \(source) are not used: set AWS_ACCESS_KEY_ID and its secret")
            return nil
        }
    }
}
