// Credentials of one event loop: fetched when a call first needs them, kept, and fetched again before they expire. The
// loop never waits: calls that come too early are told, and go on when the answer is here. AWS: "Standardized
// credential providers"; STS AssumeRole.

import GateBytes
import GateLoop
import GateRuntime
import GateSign
import GateWire

/// One loop's credentials by source.
final class CredentialStore {
    /// What is known of a source.
    enum Lookup {
        case ready(AWSCredentials)
        /// They are being fetched: `wait` tells when that is over.
        case pending
        /// The source has none, or did not answer a moment ago.
        case failed
    }

    /// Most sources kept: roles of integrations, and what they are assumed with. Ours.
    static let sourcesMax = 256
    /// Most calls that wait for one source. Ours.
    static let waitersMax = 1_024
    /// How long a failure is believed, in milliseconds. Ours.
    static let keepFailureMilliseconds: Int64 = 1_000
    /// How long it is believed that there is no metadata service, in milliseconds. Ours: an instance does not come up
    /// later, and every question costs its whole time.
    static let keepNoInstanceMilliseconds: Int64 = 60_000
    /// Credentials are fetched again so long before they expire, in milliseconds; at the latest at half of their life.
    /// AWS SDKs: five minutes.
    static let refreshMilliseconds: Int64 = 300_000
    /// Time for one request of STS or a container's endpoint, in milliseconds. Ours.
    static let callMilliseconds = 5_000
    /// Time for one request of the metadata service, in milliseconds. AWS SDKs: 1 s.
    static let instanceMilliseconds = 1_000
    /// Largest token out of a file, in bytes. Ours; AWS: 20,000 characters of WebIdentityToken.
    static let tokenBytesMax = 20_000
    /// Largest file of a single sign-on, in bytes. Ours: a token with what it is renewed with is some 5 KB.
    static let signOnBytesMax = 64 * 1024
    /// Time for a program to hand out credentials, in milliseconds. AWS SDK for Go: one minute.
    static let commandMilliseconds = 60_000
    /// Most that such a program writes, in bytes. Ours; AWS SDK for Go: 8 KB.
    static let commandOutputBytesMax = 64 * 1024

    /// What the store is told once.
    struct Settings {
        /// Configured base URL of STS; empty for AWS's own.
        var stsEndpoint = ""
        /// Configured base URL of Identity Center's portal; empty for AWS's own.
        var portalEndpoint = ""
        /// `NAME=value`: the environment of programs.
        var environment: [String] = []
    }

    private final class Entry {
        var issued: IssuedCredentials?
        /// Milliseconds since 1970.
        var refreshAt = Int64.max
        var failedUntil: Int64 = 0
        var isFetching = false
        var waiters: [() -> Void] = []
    }

    private unowned(unsafe) let worker: Worker
    private let settings: Settings
    private let signer = RequestSigner()
    private var entries: [CredentialSource: Entry] = [:]

    init(_ worker: Worker, _ settings: Settings) {
        self.worker = worker
        self.settings = settings
    }

    private var now: Int64 { worker.loop.wallMilliseconds }

    // MARK: Asking

    /// The credentials of a source; begins to fetch them when there are none.
    func credentials(_ source: CredentialSource) -> Lookup {
        switch source {
        case .none, .unsupported: return .failed
        case .fixed(let credentials): return .ready(credentials)
        case .role, .webIdentity, .signOn, .command, .container, .instance: break
        }
        let entry = entry(source)
        if let issued = entry.issued, now < issued.expires ?? .max {
            if now >= entry.refreshAt, now >= entry.failedUntil, !entry.isFetching { fetch(source, entry) }
            return .ready(issued.credentials)
        }
        if entry.isFetching { return .pending }
        if now < entry.failedUntil { return .failed }
        fetch(source, entry)
        return .pending
    }

    /// Calls `resume` on the loop when the source that is being fetched has answered or failed. False when too many
    /// wait already.
    func wait(_ source: CredentialSource, _ resume: @escaping () -> Void) -> Bool {
        guard let entry = entries[source], entry.isFetching, entry.waiters.count < CredentialStore.waitersMax else {
            return false
        }
        entry.waiters.append(resume)
        return true
    }

    private func entry(_ source: CredentialSource) -> Entry {
        if let known = entries[source] { return known }
        if entries.count >= CredentialStore.sourcesMax { entries = entries.filter { $0.value.isFetching } }
        let new = Entry()
        entries[source] = new
        return new
    }

    // MARK: Fetching

    /// What a source came to; a reason instead of credentials.
    private enum Answer {
        case issued(IssuedCredentials)
        case failed(String)
    }

    private func fetch(_ source: CredentialSource, _ entry: Entry) {
        entry.isFetching = true
        let done: (Answer) -> Void = { [unowned self] answer in ended(source, entry, answer) }
        switch source {
        case .role(let role, let from): assume(role, from, done)
        case .webIdentity(let role, let file):
            readToken(file) { [unowned self] token in
                guard let token else { return done(.failed("`\(file)` cannot be read")) }
                callSTS(role, done) { CredentialCalls.assumeRole(role, token: token, host: $0, path: $1) }
            }
        case .signOn(let signOn): askPortal(signOn, done)
        case .command(let command): run(command, done)
        case .container(let endpoint): askContainer(endpoint, done)
        case .instance(let endpoint): askInstance(endpoint, done)
        case .none, .fixed, .unsupported: done(.failed("there is nothing to ask"))
        }
    }

    private func ended(_ source: CredentialSource, _ entry: Entry, _ answer: Answer) {
        entry.isFetching = false
        var answer = answer
        if case .issued(let issued) = answer, let expires = issued.expires, expires <= now {
            answer = .failed("they have expired already")
        }
        switch answer {
        case .issued(let issued):
            entry.issued = issued
            entry.failedUntil = 0
            if let expires = issued.expires {
                let left = max(0, expires - now)
                entry.refreshAt = now + max(left - CredentialStore.refreshMilliseconds, left / 2)
            } else {
                entry.refreshAt = .max
            }
        case .failed(let reason):
            var keep = CredentialStore.keepFailureMilliseconds
            if case .instance = source { keep = CredentialStore.keepNoInstanceMilliseconds }
            entry.failedUntil = now + keep
            worker.notice("no AWS credentials from \(source.phrase): \(reason)")
        }
        let waiters = entry.waiters
        entry.waiters = []
        for resume in waiters { resume() }
    }

    /// What a file holds, read on another thread; nil when it cannot be.
    private func read<Content: Sendable>(
        _ content: @escaping @Sendable () -> Content?, _ done: @escaping (Content?) -> Void
    ) {
        let mail = FileMail(done: done)
        let loop = worker.loop
        let isSubmitted = WorkPool.shared.submit {
            let content = content()
            loop.post { mail.done(content) }
        }
        if !isSubmitted { loop.post { mail.done(nil) } }
    }

    private func readToken(_ path: String, _ done: @escaping (String?) -> Void) {
        read({ SmallFile.text(path, bytesMax: CredentialStore.tokenBytesMax) }, done)
    }

    // MARK: STS

    private func assume(_ role: AssumedRole, _ from: CredentialSource, _ done: @escaping (Answer) -> Void) {
        switch credentials(from) {
        case .ready(let credentials): assume(role, signedWith: credentials, done)
        case .pending:
            let isWaiting = wait(from) { [unowned self] in
                if case .ready(let credentials) = self.credentials(from) {
                    assume(role, signedWith: credentials, done)
                } else {
                    done(.failed("there are no credentials to assume it with"))
                }
            }
            if !isWaiting { fail("too many calls wait", done) }
        case .failed:
            // What stands in for STS often asks for no signature, and AWS's own answers for nobody.
            if settings.stsEndpoint.isEmpty {
                fail("there are no credentials to assume it with", done)
            } else {
                assume(role, signedWith: nil, done)
            }
        }
    }

    private func assume(
        _ role: AssumedRole, signedWith credentials: AWSCredentials?, _ done: @escaping (Answer) -> Void
    ) {
        callSTS(role, done) { [signer, now] host, path in
            let request = CredentialCalls.assumeRole(role, host: host, path: path)
            guard let credentials else { return request }
            var signed = ByteBuffer(capacity: 2 * request.count + 512)
            request.withByteView { signed.append($0) }
            let isSigned = signer.sign(
                &signed, with: credentials, service: "sts", region: role.region, epochSeconds: now / 1000)
            return isSigned ? [UInt8](signed.view) : request
        }
    }

    private func callSTS(
        _ role: AssumedRole, _ done: @escaping (Answer) -> Void, _ request: (_ host: String, _ path: String) -> [UInt8]
    ) {
        let base = settings.stsEndpoint.isEmpty ? AWSEndpoints.sts(role.region) : settings.stsEndpoint
        guard let url = BaseURL(base) else { return fail("`\(base)` is no http(s) URL", done) }
        call(url.endpoint, request(url.host, url.path), CredentialStore.callMilliseconds) { status, body in
            if status == 200, let issued = CredentialCalls.readSTS(body) { return done(.issued(issued)) }
            done(.failed(CredentialCalls.readSTSError(body) ?? "STS answered \(status)"))
        } failed: {
            done(.failed("STS: \($0.phrase)"))
        }
    }

    // MARK: Single sign-on and programs

    /// The token of the last `aws sso login`, then the role's credentials for it. AWS: "GetRoleCredentials".
    private func askPortal(_ signOn: SingleSignOn, _ done: @escaping (Answer) -> Void) {
        let base = settings.portalEndpoint.isEmpty ? AWSEndpoints.portal(signOn.region) : settings.portalEndpoint
        guard let url = BaseURL(base) else { return fail("`\(base)` is no http(s) URL", done) }
        let path = signOn.tokenFile
        read({ SmallFile.bytes(path, bytesMax: CredentialStore.signOnBytesMax) }) { [unowned self] bytes in
            guard let (token, expires) = bytes.flatMap({ CredentialCalls.readSignOn($0) }), SmallFile.isToken(token)
            else { return done(.failed("`\(path)` holds no token: `aws sso login` writes it")) }
            if expires <= now { return done(.failed("its token has expired: `aws sso login` gets another")) }
            let request = CredentialCalls.roleCredentials(signOn, token: token, host: url.host, path: url.path)
            call(url.endpoint, request, CredentialStore.callMilliseconds) { status, body in
                if status == 200, let issued = CredentialCalls.readPortal(body) { return done(.issued(issued)) }
                done(.failed(CredentialCalls.readPortalError(body) ?? "the portal answered \(status)"))
            } failed: {
                done(.failed("the portal: \($0.phrase)"))
            }
        }
    }

    private func run(_ command: CredentialCommand, _ done: @escaping (Answer) -> Void) {
        let program = ChildProgram(arguments: command.words, environment: settings.environment)
        CommandRun.start(
            program, worker.loop, timeoutMilliseconds: CredentialStore.commandMilliseconds,
            outputBytesMax: CredentialStore.commandOutputBytesMax
        ) { outcome in
            switch outcome {
            case .output(let bytes):
                if let issued = CredentialCalls.readCommand(bytes) { return done(.issued(issued)) }
                done(.failed("it writes no credentials of version 1"))
            case .failed(let reason): done(.failed(reason))
            }
        }
    }

    // MARK: Container and instance

    private func askContainer(_ container: ContainerEndpoint, _ done: @escaping (Answer) -> Void) {
        // The query of the URL is part of what is asked for.
        let split = container.url.firstIndex(of: "?") ?? container.url.endIndex
        guard let url = BaseURL(String(container.url[..<split])) else {
            return fail("`\(container.url)` is no http(s) URL", done)
        }
        let path = url.path + container.url[split...]
        let ask: (String) -> Void = { [unowned self] token in
            let request = CredentialCalls.get(path, host: url.host, field: "Authorization", value: token)
            call(url.endpoint, request, CredentialStore.callMilliseconds) { status, body in
                if status == 200, let issued = CredentialCalls.readJSON(body) { return done(.issued(issued)) }
                done(.failed("it answered \(status)"))
            } failed: {
                done(.failed($0.phrase))
            }
        }
        if container.authorizationFile.isEmpty { return ask(container.authorization) }
        readToken(container.authorizationFile) { token in
            guard let token else { return done(.failed("`\(container.authorizationFile)` cannot be read")) }
            ask(token)
        }
    }

    /// A token, the name of the instance's role, its credentials. AWS: "Use IMDSv2".
    private func askInstance(_ endpoint: String, _ done: @escaping (Answer) -> Void) {
        guard let url = BaseURL(endpoint) else { return fail("`\(endpoint)` is no http(s) URL", done) }
        let token = CredentialCalls.metadataToken(host: url.host, path: url.path)
        call(url.endpoint, token, CredentialStore.instanceMilliseconds) { [unowned self] status, body in
            let token = String(decoding: body, as: UTF8.self)
            guard status == 200, SmallFile.isToken(token) else { return done(.failed("it gives no token")) }
            let path = url.path + "/latest/meta-data/iam/security-credentials/"
            askInstance(url, path, token, done) { [unowned self] body in
                let names = String(decoding: body, as: UTF8.self).split(whereSeparator: \.isNewline)
                guard let name = names.first.map(String.init), SmallFile.isToken(name) else {
                    return done(.failed("the instance has no role"))
                }
                askInstance(url, path + name, token, done) { body in
                    if let issued = CredentialCalls.readJSON(body) { return done(.issued(issued)) }
                    done(.failed("its answer holds no credentials"))
                }
            }
        } failed: {
            done(.failed($0.phrase))
        }
    }

    private func askInstance(
        _ url: BaseURL, _ path: String, _ token: String, _ done: @escaping (Answer) -> Void,
        _ next: @escaping ([UInt8]) -> Void
    ) {
        let request = CredentialCalls.get(path, host: url.host, field: "X-aws-ec2-metadata-token", value: token)
        call(url.endpoint, request, CredentialStore.instanceMilliseconds) { status, body in
            if status == 200 { return next(body) }
            done(.failed("it answered \(status)"))
        } failed: {
            done(.failed($0.phrase))
        }
    }

    // MARK: Calling

    private func call(
        _ endpoint: UpstreamEndpoint, _ request: [UInt8], _ milliseconds: Int,
        _ answered: @escaping (Int, [UInt8]) -> Void, failed: @escaping (UpstreamFailure) -> Void
    ) {
        let call = OutboundCall(worker, endpoint, request: request, timeoutMilliseconds: milliseconds) { outcome in
            switch outcome {
            case .answer(let status, let body): answered(status, body)
            case .connected: failed(.broken)
            case .failed(let failure): failed(failure)
            }
        }
        call.start()
    }

    /// Fails after whoever asked has been told that it has to wait.
    private func fail(_ reason: String, _ done: @escaping (Answer) -> Void) {
        let mail = FileMail<Void> { _ in done(.failed(reason)) }
        worker.loop.post { mail.done(nil) }
    }
}

/// Carries a continuation through another thread back to its loop; only the loop runs it.
private struct FileMail<Content>: @unchecked Sendable {
    let done: (Content?) -> Void
}
