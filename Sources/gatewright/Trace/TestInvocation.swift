// The outcome of `test-invoke` in the words of TestInvokeMethod: an execution log, and the object that the API answers.
// The lines of the method, the endpoint and the outcome, their order, and the wording of body checks, mocks, output
// mappings and Lambda proxies are as in published logs of API Gateway. No published log was at hand for what
// it says of absent parameters, failed response templates and other gateway responses: those lines are ours.

import GateBytes
import GateRuntime
import GateSource
import GateWire

/// An HTTP/1.1 message taken apart for showing.
struct MessageText {
    /// Without its line end.
    let startLine: String
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    /// `bytes` is a message that the gateway or the command wrote; its body has no transfer coding.
    init(_ bytes: [UInt8]) {
        let end: [UInt8] = [0x0d, 0x0a, 0x0d, 0x0a]
        var length = 0
        while length < bytes.count, !bytes[length...].starts(with: end) { length += 1 }
        let lines = String(decoding: bytes[..<length], as: UTF8.self).split(separator: "\r\n")
        startLine = lines.first.map(String.init) ?? ""
        headers = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "")
        }
        body = Array(bytes.dropFirst(length + end.count))
    }

    /// The word of the start line at an index; empty when it has fewer.
    func word(_ index: Int) -> String {
        let words = startLine.split(separator: " ")
        return index < words.count ? String(words[index]) : ""
    }
}

/// One invocation for a test.
struct TestInvocation {
    let request: TraceRequest
    let facts: TraceFacts
    /// What the backend was taken to answer; counts only where the facts have an upstream call.
    let backend: MessageText
    let answer: MessageText
    let epochSeconds: Int64
    let latencyMilliseconds: Int

    /// The members of TestInvokeMethodResponse, line end included.
    var json: String {
        var out = JSONOutput()
        let headers = methodResponseHeaders
        let grouped = TestInvocation.grouped(headers)
        out.object { out in
            out.member("status", Int(answer.word(1)) ?? 0)
            out.member("body", String(decoding: answer.body, as: UTF8.self))
            out.key("headers")
            out.object { out in
                for group in grouped { out.member(group.name, group.values[group.values.count - 1]) }
            }
            out.key("multiValueHeaders")
            out.object { out in
                for group in grouped {
                    out.key(group.name)
                    out.array { out in
                        for value in group.values { out.value(value) }
                    }
                }
            }
            out.member("log", log)
            out.member("latency", latencyMilliseconds)
        }
        return out.string + "\n"
    }

    /// The execution log, line end included. Credentials are masked wherever they occur.
    var log: String {
        let identifier = answer.headers.first { $0.name.lowercased() == "x-amzn-requestid" }?.value ?? ""
        var lines = ["Starting execution for request: \(identifier)"]
        appendMethodRequest(&lines)
        appendEndpoint(&lines)
        if facts.failure != nil {
            lines.append(failureLine)
        } else {
            lines.append("Method response body after transformations: " + TestInvocation.text(answer.body))
            lines.append("Method response headers: " + map(methodResponseHeaders))
            lines.append("Successfully completed execution")
        }
        lines.append("Method completed with status: \(answer.word(1))")
        let time = TestInvocation.time(epochSeconds)
        var log = "Execution log for request \(identifier)\n"
        for line in lines { log += "\(time) : \(line)\n" }
        return redacted(log)
    }

    /// The text without the request's credentials.
    private func redacted(_ text: String) -> String {
        var text = text
        for header in request.headers where TestInvocation.isSecret(header.name) {
            if header.value.utf8.count < TestInvocation.secretBytesMin { continue }
            text = text.split(separator: header.value, omittingEmptySubsequences: false)
                .joined(separator: TestInvocation.masked(header.value))
        }
        return text
    }

    /// `{name=value, name=value}`; repeated names once, their values with commas. Credentials go before the rest is
    /// cut: half of one would not be found afterwards.
    private func map(_ pairs: [(name: String, value: String)]) -> String {
        let entries = TestInvocation.grouped(pairs).map { group in
            let isSecret = TestInvocation.isSecret(group.name)
            let values = isSecret ? group.values.map(TestInvocation.masked) : group.values.map(redacted)
            return group.name + "=" + values.joined(separator: ",")
        }
        let text = "{" + entries.joined(separator: ", ") + "}"
        let max = TestInvocation.mapCharactersMax
        return text.count <= max ? text : text.prefix(max) + " [TRUNCATED]"
    }

    private func appendMethodRequest(_ lines: inout [String]) {
        let path = request.target.prefix { $0 != "?" }
        let query = parameters(in: "query").map { (TestInvocation.decoded($0.name), TestInvocation.decoded($0.value)) }
        lines.append("HTTP Method: \(request.method), Resource Path: \(path)")
        lines.append("Method request path: " + map(parameters(in: "path")))
        lines.append("Method request query string: " + map(query))
        lines.append("Method request headers: " + map(request.headers))
        lines.append("Method request body before transformations: " + TestInvocation.text(request.body ?? []))
    }

    /// Mocks have none of these lines.
    private func appendEndpoint(_ lines: inout [String]) {
        guard let upstream = facts.upstream else { return }
        let sent = MessageText(upstream.request)
        let uri = TestInvocation.withoutDefaultPort(upstream.addressed) + sent.word(1)
        lines.append("Endpoint request URI: " + uri)
        lines.append("Endpoint request headers: " + map(sent.headers))
        lines.append("Endpoint request body after transformations: " + TestInvocation.text(sent.body))
        lines.append("Sending request to " + uri)
        let latency = "Integration latency: \(upstream.latencyMilliseconds) ms"
        lines.append("Received response. Status: \(backend.word(1)), \(latency)")
        lines.append("Endpoint response headers: " + map(backend.headers))
        lines.append("Endpoint response body before transformations: " + TestInvocation.text(backend.body))
    }

    /// Why the gateway answered itself.
    private var failureLine: String {
        if facts.failure == "BAD_REQUEST_BODY", let detail = facts.failureDetail {
            let given = request.headers.first { $0.name.lowercased() == "content-type" }?.value ?? "application/json"
            let type = given.prefix { $0 != ";" && $0 != " " }
            return "Request body does not match model schema for content type \(type): \(detail)"
        }
        if let error = facts.integrationError {
            return "Execution failed due to configuration error: " + wording(of: error)
        }
        if let detail = facts.failureDetail { return detail }
        return "Gateway response type: \(facts.failure ?? "") with status code: \(answer.word(1))"
    }

    /// What API Gateway says of an integration error; those that it has no word for stay as they are.
    private func wording(of error: String) -> String {
        switch error {
        case "a mapping template failed":
            let isRequest = facts.template.map { $0.output == nil } ?? false
            return isRequest ? "Unable to transform request" : "Unable to transform response"
        case "the mock's request template names no statusCode":
            return "statusCode should be an integer which defined in request template"
        case "no integration response matches the backend's answer and there is no default one":
            let status = facts.upstream == nil ? "" : " Endpoint Response Status Code: \(backend.word(1))"
            return "No match for output mapping and no default output mapping configured." + status
        case "the integration response's status is not among the method's responses":
            return "Output mapping refers to an invalid method response"
        case "the integration URI is not http(s)", "the integration URI's host is not a name or address":
            return "Invalid endpoint address"
        default: return error
        }
    }

    private func parameters(in location: String) -> [(name: String, value: String)] {
        facts.parameters.filter { $0.location == location }.map { ($0.name, $0.value) }
    }

    /// The answer's headers without those that API Gateway's front end adds behind the method response.
    private var methodResponseHeaders: [(name: String, value: String)] {
        answer.headers.filter { !TestInvocation.frontHeaders.contains($0.name.lowercased()) }
    }

    private static let frontHeaders: Set = [
        "connection", "content-length", "date", "keep-alive", "transfer-encoding", "x-amz-apigw-id",
        "x-amzn-requestid",
    ]
}

extension TestInvocation {
    /// Longest map of headers or parameters in a log line, in characters; the rest is `[TRUNCATED]` (recorded).
    static let mapCharactersMax = 998
    /// Shortest credential that is looked for outside of its own header, in bytes. Ours: shorter ones are words of
    /// other texts too.
    static let secretBytesMin = 8
    /// Characters at the end of a credential that stay readable. Ours: published logs show asterisks, cut off.
    static let secretCharactersShown = 6

    /// Values by name, whatever its case, in order of first occurrence.
    fileprivate static func grouped(
        _ pairs: [(name: String, value: String)]
    ) -> [(name: String, values: [String])] {
        var groups: [(name: String, values: [String])] = []
        var places: [String: Int] = [:]
        for pair in pairs {
            if let place = places[pair.name.lowercased()] {
                groups[place].values.append(pair.value)
            } else {
                places[pair.name.lowercased()] = groups.count
                groups.append((pair.name, [pair.value]))
            }
        }
        return groups
    }

    fileprivate static func isSecret(_ name: String) -> Bool {
        switch name.lowercased() {
        case "authorization", "proxy-authorization", "x-amz-security-token", "x-api-key": return true
        default: return false
        }
    }

    /// Asterisks, and the last characters of what is long enough to spare them.
    fileprivate static func masked(_ secret: String) -> String {
        let shown = secret.count > 2 * secretCharactersShown ? secretCharactersShown : 0
        return String(repeating: "*", count: secret.count - shown) + secret.suffix(shown)
    }

    /// `https://host:443` is `https://host`.
    fileprivate static func withoutDefaultPort(_ origin: String) -> String {
        let port = origin.hasPrefix("https:") ? ":443" : ":80"
        return origin.hasSuffix(port) ? String(origin.dropLast(port.count)) : origin
    }

    /// A body on as many lines as it has; what a terminal would act on is shown as escapes.
    fileprivate static func text(_ body: [UInt8]) -> String {
        TraceFacts.message(body).joined(separator: "\n")
    }

    fileprivate static func decoded(_ text: String) -> String {
        var out = ByteBuffer(capacity: text.utf8.count)
        Array(text.utf8).withByteView { QueryText.appendDecoded($0, to: &out) }
        return TraceFacts.message([UInt8](out.view)).joined(separator: " ")
    }

    /// `Fri Nov 27 06:50:00 UTC 2026`.
    fileprivate static func time(_ epochSeconds: Int64) -> String {
        var out = ByteBuffer(capacity: 32)
        HTTPDate.append(epochSeconds: epochSeconds, to: &out)
        // `Fri, 27 Nov 2026 06:50:00 GMT`: HTTPDate's six words.
        let words = String(out.view).split(separator: " ")
        return "\(words[0].dropLast()) \(words[2]) \(words[1]) \(words[4]) UTC \(words[3])"
    }
}
