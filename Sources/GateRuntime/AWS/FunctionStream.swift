// Answers that functions stream: messages of an event stream, whose chunks make metadata in JSON, eight NULs and the
// payload. AWS: "Set up a Lambda proxy integration with payload response streaming", InvokeWithResponseStream.
//
//   PayloadChunk*  ─►  { "statusCode", "headers", "multiValueHeaders", "cookies" }  NUL*8  payload …
//   InvokeComplete ─►  ErrorCode, when the function failed
//
// Until the metadata is whole any failure is an answer of the gateway: 500 where the format is not kept (AWS), 502 for
// a function that failed, as without streaming. Behind it the only way to tell is to end the connection.

import GateBytes
import GateJSON
import GatePlan
import GateWire

/// Where the metadata of a streamed answer ends.
enum StreamMetadata {
    static let delimiterCount = 8

    /// The index of the first NUL of the delimiter, looking from `start` on; nil when it is not in `bytes`.
    static func end(in bytes: ByteView, from start: Int) -> Int? {
        var index = start
        var count = 0
        while let zero = bytes.firstIndex(of: 0, from: index) {
            count = zero == index ? count + 1 : 1
            index = zero + 1
            if count == delimiterCount { return index - delimiterCount }
        }
        return nil
    }
}

/// How far a streamed answer has come.
final class FunctionStream {
    enum Message {
        case chunk
        /// The last one, or an exception: its payload tells why.
        case end
        case other
    }

    /// Bytes kept of a last message: an error's details may be as long as an answer.
    static let noteBytesMax = 64 * 1024

    @exclusivity(unchecked) fileprivate var decoder = EventStreamDecoder()
    @exclusivity(unchecked) fileprivate var message = Message.other
    @exclusivity(unchecked) fileprivate var metadata = ByteBuffer(capacity: 512)
    @exclusivity(unchecked) fileprivate var note = ByteBuffer(capacity: 64)
    /// Whether the last message has come.
    fileprivate var isComplete = false
    fileprivate var hasFailed = false
    fileprivate(set) var hasBegun = false
    fileprivate var framing = RelayFraming.none
    /// Payload bytes that are still to come, where the function tells how many.
    fileprivate var remaining = 0

    init() {}
}

extension Gateway {
    /// A run of the event stream.
    func takeStream(
        _ exchange: Exchange, _ run: ByteView, _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) -> StreamStep {
        guard let stream = exchange.stream else { return .broken }
        var position = 0
        do throws(EventStreamFailure) {
            while let part = try stream.decoder.next(run, &position) {
                switch part {
                case .headers: try stream.takeHeaders()
                case .payload(let bytes):
                    let step = takePayload(exchange, stream, bytes, &scratch, &out)
                    if case .more = step { continue }
                    return step
                case .end: if stream.message == .end { stream.isComplete = true }
                }
            }
        } catch {
            return failStream(exchange, stream, "Lambda's answer is no event stream", &scratch, &out)
        }
        return .more
    }

    private func takePayload(
        _ exchange: Exchange, _ stream: FunctionStream, _ bytes: ByteView, _ scratch: inout Scratch,
        _ out: inout ByteBuffer
    ) -> StreamStep {
        switch stream.message {
        case .other: return .more
        case .end:
            stream.note.append(bytes.slice(0, min(bytes.count, FunctionStream.noteBytesMax - stream.note.count)))
            return .more
        case .chunk: break
        }
        if stream.hasBegun { return passOn(exchange, stream, bytes, &out) }
        let searched = max(0, stream.metadata.count - StreamMetadata.delimiterCount + 1)
        // Metadata and delimiter at most, and one byte that says that there was none.
        let room = LambdaLimits.metadataBytesMax + StreamMetadata.delimiterCount + 1 - stream.metadata.count
        let taken = min(bytes.count, room)
        let before = stream.metadata.count
        stream.metadata.append(bytes.slice(0, taken))
        guard let end = StreamMetadata.end(in: stream.metadata.view, from: searched),
            end <= LambdaLimits.metadataBytesMax
        else {
            if taken < room { return .more }
            return failStream(exchange, stream, "a streamed answer's metadata exceeds 16 KB", &scratch, &out)
        }
        let used = end + StreamMetadata.delimiterCount - before
        stream.metadata.truncate(to: end)
        if !begin(exchange, stream, &scratch, &out) {
            return failStream(exchange, stream, "Malformed Lambda proxy response", &scratch, &out)
        }
        return passOn(exchange, stream, bytes.dropFirst(used), &out)
    }

    /// Writes the head of the answer; false when the metadata is none.
    private func begin(
        _ exchange: Exchange, _ stream: FunctionStream, _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) -> Bool {
        do throws(JSONFailure) {
            try scratch.tape.read(stream.metadata.view)
        } catch {
            return false
        }
        guard let answer = ProxyAnswer(scratch.tape.root, isStreamed: true) else { return false }
        scratch.headerLines.removeAll()
        scratch.contentType.removeAll()
        appendProxyHeaders(answer, &scratch)
        appendCookies(answer, &scratch)
        let framing = framing(exchange, answer, &scratch)
        let head = AnswerHead(
            status: answer.status,
            contentType: scratch.contentType.isEmpty ? MediaType.applicationJSON : scratch.contentType.view,
            lines: scratch.headerLines.view, errorType: nil, isTraced: true, framing: framing)
        keepRequestIdentifier(exchange)
        exchange.functionStatus = answer.status
        let start = out.count
        writeHead(exchange, head, &out)
        if let log = exchange.executionLog {
            tellRelay(exchange, out.view.dropFirst(start), hasPayload: true, log)
        }
        stream.hasBegun = true
        exchange.upstreamHeadArrived = clock.monotonicMicroseconds
        stream.framing = exchange.head.verb == .head ? .none : framing
        if case .length(let count) = stream.framing { stream.remaining = count }
        return true
    }

    private func framing(_ exchange: Exchange, _ answer: ProxyAnswer, _ scratch: inout Scratch) -> RelayFraming {
        if answer.status == 204 || answer.status == 304 { return .none }
        if let length = answer.contentLength(&scratch.text) { return .length(length) }
        return exchange.head.minorVersion == 0 ? .close : .chunked
    }

    private func passOn(
        _ exchange: Exchange, _ stream: FunctionStream, _ bytes: ByteView, _ out: inout ByteBuffer
    ) -> StreamStep {
        if bytes.isEmpty { return .more }
        if exchange.upstreamContentArrived == 0 { exchange.upstreamContentArrived = clock.monotonicMicroseconds }
        switch stream.framing {
        case .none: return .more
        case .chunked: ChunkedEncoding.append(bytes, to: &out)
        case .close: out.append(bytes)
        case .length:
            if bytes.count > stream.remaining { return .broken }
            stream.remaining -= bytes.count
            out.append(bytes)
        }
        exchange.responseLength += bytes.count
        return .more
    }

    /// The event stream's end.
    func endStream(_ exchange: Exchange, _ scratch: inout Scratch, _ out: inout ByteBuffer) -> StreamStep {
        guard let stream = exchange.stream else { return .broken }
        if stream.isComplete, stream.hasFailed || stream.hasErrorCode(&scratch) {
            exchange.integrationError = "the function failed"
            if stream.hasBegun { return .broken }
            fail(exchange, Gateway.badGateway, &scratch, &out)
            return .failed
        }
        if !stream.hasBegun {
            return failStream(exchange, stream, "Malformed Lambda proxy response", &scratch, &out)
        }
        if !stream.isComplete || stream.remaining > 0 {
            exchange.integrationError = "a streamed answer ended before it was whole"
            return .broken
        }
        if stream.framing == .chunked { ChunkedEncoding.appendEnd(to: &out) }
        return .complete
    }

    private func failStream(
        _ exchange: Exchange, _ stream: FunctionStream, _ why: StaticString, _ scratch: inout Scratch,
        _ out: inout ByteBuffer
    ) -> StreamStep {
        exchange.integrationError = why
        if stream.hasBegun { return .broken }
        fail(exchange, ExchangeError(.apiConfigurationError), &scratch, &out)
        return .failed
    }
}

extension FunctionStream {
    /// A message's kind by its headers.
    fileprivate func takeHeaders() throws(EventStreamFailure) {
        message = .other
        if let kind = try decoder.header(":message-type"), kind != "event" {
            message = .end
            hasFailed = true
            return
        }
        guard let event = try decoder.header(":event-type") else { return }
        if event == "PayloadChunk" { message = .chunk }
        if event == "InvokeComplete" { message = .end }
    }

    /// Whether the last message names an error.
    fileprivate func hasErrorCode(_ scratch: inout Scratch) -> Bool {
        if note.isEmpty { return false }
        do throws(JSONFailure) {
            try scratch.tape.read(note.view)
        } catch {
            // Cut off, so there were details of an error.
            return true
        }
        guard let code = scratch.tape.root.member(ByteView("ErrorCode")) else { return false }
        return code.kind == .string && !code.text.isEmpty
    }
}

extension ProxyAnswer {
    /// The length that the function tells; nil without one.
    fileprivate func contentLength(_ work: inout ByteBuffer) -> Int? {
        var found: JSONCursor?
        for object in [headers, multiValueHeaders] {
            guard var members = object?.members else { continue }
            while let member = members.next() {
                guard !member.name.hasEscapes, member.name.text.equalsIgnoringCase(ByteView("content-length")) else {
                    continue
                }
                if member.value.kind == .string { found = member.value }
                if member.value.kind == .array {
                    var values = member.value.elements
                    found = values.next()
                }
            }
        }
        guard let found, found.kind == .string else { return nil }
        work.removeAll()
        found.decode(into: &work)
        return Decimal.parse(work.view.trimmingBlanks())
    }
}
