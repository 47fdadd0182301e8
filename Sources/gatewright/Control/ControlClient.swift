// A client of AWS's control protocol, as small as the commands need it: the same operations that awscli calls, at a
// Gatewright node, at AWS, or at anything that answers alike.

import GateBytes
import GateJSON
import GateSign

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Calls operations of `apigateway`.
final class ControlClient {
    /// Tries of a call that is answered 429. Ours: AWS lets one CreateDeployment pass in five seconds.
    private static let triesMax = 6
    /// Most pages of a list. AWS: at most 500 items a page.
    private static let pagesMax = 400

    let address: ControlAddress
    let region: String
    private let credentials: AWSCredentials?
    private let signer = RequestSigner()

    /// - Parameter isRegionChosen: Whether somebody named the region: without credentials it travels in a signature
    ///   that nobody checks, as loopback takes it.
    init(
        _ address: ControlAddress, region: String, isRegionChosen: Bool, _ source: CredentialSource
    ) throws(CommandFailure) {
        self.address = address
        self.region = region
        switch source {
        case .fixed(let known): credentials = known
        // A node on this machine takes calls as they are; one that asks for signatures answers that it does.
        case _ where address.isLoopback:
            credentials = isRegionChosen ? AWSCredentials(accessKeyID: "local", secretAccessKey: "local") : nil
        // The instance's role is where the search ends, on an instance or not.
        case .none, .unsupported, .instance:
            throw .unusable(
                "there are no credentials to sign calls of \(address.text) with",
                help: "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE to a profile with keys")
        default:
            throw .unusable(
                "credentials from \(source.phrase) have to be fetched first",
                help: "eval \"$(aws configure export-credentials --format env)\"")
        }
    }

    /// Calls an operation; the answer's JSON, null for an empty one.
    func call(_ method: String, _ target: String, _ input: JSONValue? = nil) throws(CommandFailure) -> JSONValue {
        let body = input.map { Array($0.json.utf8) } ?? []
        let reply = try send(method, target, body: body, type: input == nil ? nil : "application/json")
        return try json(reply, method, target)
    }

    /// Calls an operation with a body that is taken as it is.
    func call(_ method: String, _ target: String, document: [UInt8]) throws(CommandFailure) -> JSONValue {
        let start = document.first { $0 > 0x20 }
        let type = start == 0x7b ? "application/json" : "application/yaml"
        return try json(try send(method, target, body: document, type: type), method, target)
    }

    /// Bytes that an operation answers.
    func fetch(_ target: String, accept: String) throws(CommandFailure) -> [UInt8] {
        try send("GET", target, body: [], type: nil, accept: accept).body
    }

    /// Everything that a paged list has.
    func list(_ target: String) throws(CommandFailure) -> [JSONValue] {
        var items: [JSONValue] = []
        var position: String?
        for _ in 0..<ControlClient.pagesMax {
            var page = target + (target.contains("?") ? "&" : "?") + "limit=500"
            if let position { page += "&position=" + ControlClient.encoded(position) }
            let answer = try call("GET", page)
            items += answer["item"]?.array ?? answer["items"]?.array ?? []
            position = answer["position"]?.string
            if position == nil { break }
        }
        return items
    }

    /// A text as one segment of a path, or a value of a query.
    static func encoded(_ text: String) -> String {
        var out = ""
        for byte in text.utf8 {
            if ASCII.isUnreserved(byte) {
                out.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                out += "%" + (digits.utf8.count < 2 ? "0" : "") + digits
            }
        }
        return out
    }

    // MARK: Messages

    private func send(
        _ method: String, _ target: String, body: [UInt8], type: String?, accept: String = "application/json"
    ) throws(CommandFailure) -> ControlReply {
        var pause: UInt32 = 1
        var attempt = 1
        while true {
            let reply = try sendOnce(method, target, body, type, accept)
            if reply.status < 300 { return reply }
            if reply.status == 429, attempt < ControlClient.triesMax {
                sleep(min(30, reply.field("retry-after").flatMap { UInt32($0) } ?? pause))
                pause *= 2
                attempt += 1
                continue
            }
            throw refusal(reply, method, target)
        }
    }

    private func sendOnce(
        _ method: String, _ target: String, _ body: [UInt8], _ type: String?, _ accept: String
    ) throws(CommandFailure) -> ControlReply {
        var request = ByteBuffer(capacity: body.count + 1024)
        request.append(text: "\(method) \(target) HTTP/1.1\r\nHost: \(address.authority)\r\nAccept: \(accept)\r\n")
        request.append(text: "User-Agent: gatewright/\(Gatewright.version)\r\nConnection: close\r\n")
        if let type { request.append(text: "Content-Type: \(type)\r\n") }
        if !body.isEmpty || method != "GET" { request.append(text: "Content-Length: \(body.count)\r\n") }
        request.append("\r\n")
        body.withByteView { request.append($0) }
        if let credentials {
            var now = timespec()
            clock_gettime(CLOCK_REALTIME, &now)
            let isSigned = signer.sign(
                &request, with: credentials, service: "apigateway", region: region, epochSeconds: Int64(now.tv_sec))
            if !isSigned { throw .unusable("`\(method) \(target)` cannot be signed") }
        }
        do throws(ControlFailure) {
            return try ControlConnection.ask(address, request.view)
        } catch {
            throw unreachable(error)
        }
    }

    private func json(
        _ reply: ControlReply, _ method: String, _ target: String
    ) throws(CommandFailure) -> JSONValue {
        if reply.body.isEmpty { return .null }
        do throws(JSONFailure) {
            return try JSONValue(parsing: reply.body)
        } catch {
            throw .refused(
                "\(address.text) answers `\(method) \(target)` with something that is no JSON",
                help: "is this a control plane of API Gateway? name it with --control URL")
        }
    }

    // MARK: Failures

    private func unreachable(_ failure: ControlFailure) -> CommandFailure {
        switch failure {
        case .nameUnknown: .unusable("\(address.host) has no address", help: "name the control plane: --control URL")
        case .refused(ECONNREFUSED):
            .unusable(
                "nobody listens on \(address.text)",
                help: "start a node with `gatewright serve`, or name another: --control URL")
        case .refused(let number): .unusable("\(address.text) cannot be reached: \(systemText(number))")
        case .tls(let reason): .unusable("\(address.text) cannot be trusted: \(reason)")
        case .timeout: .unusable("\(address.text) does not answer")
        case .broken: .unusable("\(address.text) ends the connection without an answer")
        }
    }

    /// What AWS says in its own words, and what may help.
    private func refusal(_ reply: ControlReply, _ method: String, _ target: String) -> CommandFailure {
        let body = JSONValue(found: reply.body)
        let type = (reply.field("x-amzn-errortype") ?? "").split(separator: ":").first.map(String.init) ?? ""
        let message = body?["message"]?.string ?? body?["Message"]?.string ?? "status \(reply.status)"
        let what = type.isEmpty ? "status \(reply.status)" : type
        let path = target.split(separator: "?").first.map(String.init) ?? target
        var help: String?
        switch (reply.status, type) {
        case (403, _):
            help =
                credentials == nil
                ? "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to an identity of the node" : "check the credentials"
        case (404, _) where address == .standard: help = "see what there is: gatewright status"
        case (501, _): help = "this node does not carry out the operation: update it"
        default: break
        }
        return .refused("`\(method) \(path)` answers \(what): \(message)", help: help)
    }
}
