// Requests through compiled specifications: Tests/Corpus/run. A case is a specification and any number of exchanges.
//
//   yaml spec                the specification; those before stay no longer
//   yaml configuration       what `gatewright.yaml` says of the cache of the specification behind it
//   text seconds             so much time passes
//   diagnostics              what compiling it says (expected)
//   http request             the client's request; Content-Length is added when there is a body and no framing
//   http upstream response   what the backend answers, one for each call; or
//   upstream failure         one word of `UpstreamFailure`
//   http upstream request    what the backend gets (expected)
//   http response            what the client gets (expected); values that differ from run to run are named instead
//   ws message               what the client sends on the connection that the last handshake opened
//   ws close                 a status code and a reason, or nothing: the client closes it
//   ws frame                 what the client is sent for it (expected)

import CorpusSupport
import Foundation
import GateBytes
import GateCache
import GateConfig
import GatePlan
import GateRuntime
import GateSource
import GateTree
import GateWire
import Testing

@Suite struct PipelineCorpusTests {
    @Test(arguments: CorpusCase.all("run"))
    func answersAsTheCaseSays(_ corpus: CorpusCase) throws {
        var text = try corpus.read()
        var run = PipelineRun()
        for index in text.fences.indices { try run.take(&text.fences, index) }
        if CorpusCase.updates {
            try corpus.write(text)
        } else {
            for mismatch in run.mismatches { Issue.record(Comment(rawValue: "\(corpus.name): \(mismatch)")) }
        }
        #expect(run.exchanges > 0, "the case has no exchange")
    }

    @Test func thereAreCases() { #expect(CorpusCase.all("run").count >= 60) }
}

/// The state of one case.
private struct PipelineRun {
    var mismatches: [String] = []
    var exchanges = 0
    private var driver: RequestDriver?
    private var sent: [String] = []
    private var answer: String?
    private var cache: CacheSource?

    mutating func take(_ fences: inout [CorpusFence], _ index: Int) throws {
        let fence = fences[index]
        switch fence.info {
        case "yaml spec": try compile(fence, next: index + 1 < fences.count ? fences[index + 1].info : "")
        case "yaml configuration": try configure(fence)
        case "text seconds":
            let seconds = UInt64(fence.text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
            driver?.gateway.clock.monotonicMicroseconds += seconds * 1_000_000
        case "diagnostics": expect(&fences[index], findings)
        case "http request": try perform(fences, index)
        case "http upstream response", "upstream failure": break
        case "ws message", "ws close": try performEvent(fences, index)
        case "ws frame":
            expect(&fences[index], answer ?? "(no message)\n")
            answer = nil
            for sent in sent { mismatches.append("line \(fence.line): the backend was called:\n\(sent)") }
            sent = []
        case "http upstream request":
            expect(&fences[index], sent.isEmpty ? "(the backend was not called)\n" : sent.removeFirst())
        case "http response":
            expect(&fences[index], answer ?? "(no request)\n")
            answer = nil
            for sent in sent { mismatches.append("line \(fence.line): the backend was called:\n\(sent)") }
            sent = []
        default: throw CorpusError(description: "line \(fence.line): unknown fence `\(fence.info)`")
        }
    }

    private var findings = ""

    private mutating func compile(_ fence: CorpusFence, next: String) throws {
        let result = SpecCompile(fence.text)
        findings = result.listing
        if next != "diagnostics", !findings.isEmpty {
            mismatches.append("line \(fence.line): findings without a diagnostics fence:\n\(findings)")
        }
        driver = nil
        guard let plan = result.compiled?.plan else { return }
        let image = try PlanImage(copying: plan)
        let endpoints = EndpointTable()
        var settings = StageSettings()
        // The plan's own changes with its format.
        settings.deploymentIdentifier = "dep123"
        settings.isNameDefault = true
        settings.cache = cache
        cache = nil
        let deployment = Deployment(plan: image, settings: settings, endpoints: endpoints)
        let gateway = Gateway(serving: ServingSet([deployment]), endpoints: endpoints, seed: (1, 2))
        gateway.clock.wallMilliseconds = 1_700_000_000_123
        driver = RequestDriver(gateway: gateway)
    }

    private mutating func configure(_ fence: CorpusFence) throws {
        let sources = SourceMap()
        let sink = DiagnosticSink()
        let file = sources.add(path: "gatewright.yaml", bytes: Array(fence.text.utf8))
        guard let root = TreeParser.parse(file, sources: sources, sink: sink) else { return }
        let configuration = readConfiguration(root, folder: "", sink: sink) { _ in false }
        for finding in sink.diagnostics { mismatches.append("line \(fence.line): \(finding.message)") }
        let stage = configuration.caches.first { $0.stage == "local" }
        cache = stage.map { CacheSource(stage: $0, cache: AnswerCache(bytesMax: $0.bytesMax)) }
    }

    /// Runs the request; the backend's part stands in the fences up to the response.
    private mutating func perform(_ fences: [CorpusFence], _ index: Int) throws {
        guard let driver else {
            throw CorpusError(description: "line \(fences[index].line): no plan: \(findings)")
        }
        exchanges += 1
        var backend: [DrivenUpstream] = []
        for fence in fences[(index + 1)...] {
            if fence.info == "http response" { break }
            if fence.info == "http upstream response" { backend.append(.answer(Wire.message(fence.text))) }
            if fence.info == "upstream failure" { backend.append(.failure(try Wire.failure(fence))) }
        }
        sent = []
        var isUnanswered = false
        let outcome = driver.perform(Wire.message(fences[index].text)) { bytes, endpoint in
            let scheme = endpoint.isTLS ? "https" : "http"
            let text = driver.exchange.session == nil ? Wire.text(bytes) : Wire.named(Wire.text(bytes))
            sent.append("# \(scheme)://\(endpoint.host):\(endpoint.port)\n" + text)
            if backend.isEmpty { isUnanswered = true }
            return backend.isEmpty ? .failure(.connect) : backend.removeFirst()
        }
        switch outcome {
        case .answered(let bytes):
            let text = Wire.text(bytes)
            answer = text.contains("connectionId") ? Wire.named(text) : text
        case .incomplete: answer = "(the request is not complete)\n"
        }
        if isUnanswered {
            mismatches.append("line \(fences[index].line): the backend was called and has no answer")
        }
    }

    /// Carries out what the client sends on its connection.
    private mutating func performEvent(_ fences: [CorpusFence], _ index: Int) throws {
        guard let driver else { throw CorpusError(description: "line \(fences[index].line): no plan: \(findings)") }
        var backend: [DrivenUpstream] = []
        for fence in fences[(index + 1)...] {
            if fence.info == "ws frame" { break }
            if fence.info == "http upstream response" { backend.append(.answer(Wire.message(fence.text))) }
            if fence.info == "upstream failure" { backend.append(.failure(try Wire.failure(fence))) }
        }
        sent = []
        var isUnanswered = false
        let upstream = { (bytes: [UInt8], endpoint: UpstreamEndpoint) -> DrivenUpstream in
            let scheme = endpoint.isTLS ? "https" : "http"
            sent.append("# \(scheme)://\(endpoint.host):\(endpoint.port)\n" + Wire.named(Wire.text(bytes)))
            if backend.isEmpty { isUnanswered = true }
            return backend.isEmpty ? .failure(.connect) : backend.removeFirst()
        }
        let text = fences[index].text.hasSuffix("\n") ? String(fences[index].text.dropLast()) : fences[index].text
        let event: DrivenEvent
        if fences[index].info == "ws message" {
            let isBinary = text.hasPrefix("(base64 ")
            event = driver.perform(frame: isBinary ? .binary : .text, Wire.bytes(of: text), upstream: upstream)
        } else {
            let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
            let code = parts.first.flatMap { UInt16($0) }.map { CloseCode($0) }
            event = driver.close(code, reason: parts.count > 1 ? parts[1] : "", upstream: upstream)
        }
        answer = Wire.named(Wire.text(event)) + "\n"
        if isUnanswered {
            mismatches.append("line \(fences[index].line): the backend was called and has no answer")
        }
    }

    private mutating func expect(_ fence: inout CorpusFence, _ actual: String) {
        if CorpusCase.updates {
            fence.text = actual
        } else if fence.text != actual {
            mismatches.append("line \(fence.line): expected\n\(fence.text)\nbut came\n\(actual)")
        }
    }
}

/// HTTP messages as case text. A body may stand for other bytes: `(bytes 10)` is ten letters, `(base64 …)` what the
/// base64 says, `(gzip …)` and `(deflate …)` the text in that coding. `(stream a|b)` is an event stream of two chunks and
/// its end, with eight NULs for `␀`; `(failed …)` ends it with an error, `(cut …)` without its last message.
private enum Wire {
    /// A message's bytes: line ends of the head become CR LF, the last line end of the body goes.
    static func message(_ text: String) -> [UInt8] {
        let parts = text.components(separatedBy: "\n\n")
        var head = parts[0].hasSuffix("\n") ? String(parts[0].dropLast()) : parts[0]
        var text = parts.dropFirst().joined(separator: "\n\n")
        if text.hasSuffix("\n") { text.removeLast() }
        var body = bytes(of: text)
        if head.lowercased().contains("\ntransfer-encoding:") {
            body = Array((text.replacingOccurrences(of: "\n", with: "\r\n") + "\r\n\r\n").utf8)
        } else if !body.isEmpty, !head.lowercased().contains("\ncontent-length:") {
            head += "\nContent-Length: \(body.count)"
        }
        return Array((head.replacingOccurrences(of: "\n", with: "\r\n") + "\r\n\r\n").utf8) + body
    }

    static func bytes(of text: String) -> [UInt8] {
        guard text.hasPrefix("("), text.hasSuffix(")"), let blank = text.firstIndex(of: " ") else {
            return Array(text.utf8)
        }
        let rest = String(text[blank...].dropFirst().dropLast())
        switch text[..<blank] {
        case "(bytes": return Int(rest).map { Array(repeating: 0x61, count: $0) } ?? Array(text.utf8)
        case "(base64": return Data(base64Encoded: rest).map { Array($0) } ?? Array(text.utf8)
        case "(gzip": return coded(rest, .gzip)
        case "(deflate": return coded(rest, .deflate)
        case "(stream": return stream(rest, end: "{}")
        case "(failed": return stream(rest, end: #"{"ErrorCode":"Unhandled","ErrorDetails":"{}"}"#)
        case "(cut": return stream(rest, end: nil)
        default: return Array(text.utf8)
        }
    }

    private static func stream(_ text: String, end: String?) -> [UInt8] {
        var out = ByteBuffer()
        let zeros = String(repeating: "\0", count: 8)
        for chunk in text.replacingOccurrences(of: "␀", with: zeros).split(separator: "|") {
            Array(chunk.utf8).withByteView {
                EventStreamEncoding.append(
                    event: "PayloadChunk", contentType: "application/octet-stream", $0, to: &out)
            }
        }
        if let end {
            Array(end.utf8).withByteView {
                EventStreamEncoding.append(event: "InvokeComplete", contentType: "application/json", $0, to: &out)
            }
        }
        return [UInt8](out.view)
    }

    private static func coded(_ text: String, _ coding: ContentCoding) -> [UInt8] {
        var out = ByteBuffer()
        let isCoded = Array(text.utf8).withByteView { ContentCoder().encode($0, coding, into: &out) }
        precondition(isCoded)
        return [UInt8](out.view)
    }

    /// A message as text: volatile values are named, long bodies counted.
    static func text(_ bytes: [UInt8]) -> String {
        let end = bytes.indices.first { bytes[$0...].starts(with: [0x0d, 0x0a, 0x0d, 0x0a]) }
        guard let end else { return String(decoding: bytes, as: UTF8.self) + "\n(no end of head)\n" }
        var lines = String(decoding: bytes[..<end], as: UTF8.self).components(separatedBy: "\r\n").map(normalised)
        let body = Array(bytes[(end + 4)...])
        let text: String
        if let coding = lines.compactMap(coding).first, let decoded = decoded(body, coding) {
            // Other versions of zlib make other bytes of the same text.
            lines = lines.map { $0.hasPrefix("Content-Length: ") ? "Content-Length: <coded>" : $0 }
            text = "(\(coding) \(decoded))"
        } else if body.count > 4096 {
            text = "(bytes \(body.count))"
        } else if let readable = String(bytes: body, encoding: .utf8), !readable.contains("\0") {
            text = readable
        } else {
            text = "(base64 \(Data(body).base64EncodedString()))"
        }
        let head = lines.joined(separator: "\n") + "\n"
        return body.isEmpty ? head : head + "\n" + text + "\n"
    }

    /// What a client is sent on a connection.
    static func text(_ event: DrivenEvent) -> String {
        switch event {
        case .nothing: return "(nothing)"
        case .incomplete: return "(no whole message)"
        case .text(let bytes): return String(decoding: bytes, as: UTF8.self)
        case .binary(let bytes): return "(base64 \(Data(bytes).base64EncodedString()))"
        case .closing(let bytes):
            guard bytes.count >= 4 else { return "(close)" }
            let code = Int(bytes[2]) << 8 | Int(bytes[3])
            return "(close \(code)\(bytes.count > 4 ? " " + String(decoding: bytes[4...], as: UTF8.self) : ""))"
        }
    }

    /// Names of connections and messages are drawn.
    static func named(_ text: String) -> String { text.replacing(/[A-Za-z0-9_\-]{15}(=|%3D)/, with: "<id>") }

    private static func coding(_ line: String) -> ContentCoding? {
        switch line {
        case "Content-Encoding: gzip": .gzip
        case "Content-Encoding: deflate": .deflate
        default: nil
        }
    }

    private static func decoded(_ body: [UInt8], _ coding: ContentCoding) -> String? {
        var out = ByteBuffer()
        do throws(ContentCodingFailure) {
            try body.withByteView { view throws(ContentCodingFailure) in
                try ContentCoder().decode(view, coding, into: &out)
            }
        } catch {
            return nil
        }
        return body.isEmpty ? nil : String(out.view)
    }

    private static func normalised(_ line: String) -> String {
        guard let colon = line.firstIndex(of: ":") else { return line }
        let value = line[colon...].dropFirst(2)
        switch line[..<colon].lowercased() {
        case "date" where value.hasSuffix("22:13:20 GMT"): return line[..<colon] + ": <date>"
        case "x-amzn-requestid" where value.count == 36: return line[..<colon] + ": <uuid>"
        case "x-amz-apigw-id" where value.count == 16 && value.hasSuffix("="): return line[..<colon] + ": <id>"
        case "apigw-requestid" where value.count == 16 && value.hasSuffix("="): return line[..<colon] + ": <id>"
        case "x-amzn-trace-id" where value.hasPrefix("Root=1-6553f100-"): return line[..<colon] + ": <trace>"
        default: return line
        }
    }

    static func failure(_ fence: CorpusFence) throws -> UpstreamFailure {
        switch fence.text.trimmingCharacters(in: .whitespacesAndNewlines) {
        case "resolve": return .resolve
        case "connect": return .connect
        case "tls": return .tls
        case "broken": return .broken
        case "malformed": return .malformed
        case "timeout": return .timeout
        case "tooLarge": return .tooLarge
        case "unsigned": return .unsigned
        case "wrongName": return .wrongName
        case "link": return .link
        case "role": return .role
        default: throw CorpusError(description: "line \(fence.line): unknown failure")
        }
    }
}
