// The execution log of one request: what happened to it, event by event, in AWS's words. It exists for requests of
// methods that log; others cost one look at an empty table. `run` writes its events as lines, `test-invoke` as
// TestInvokeMethod does; Gateway+ExecutionLog.swift has the sentences.

import GateBytes
import GateUsage
import GateWire

/// What a method logs. AWS: MethodSetting, loggingLevel and dataTraceEnabled.
package struct LoggingSettings: Equatable, Sendable {
    package var level: LoggingLevel
    /// Whether parameters, headers and bodies are told.
    package var tracesData: Bool

    package init(level: LoggingLevel = .off, tracesData: Bool = false) {
        self.level = level
        self.tracesData = tracesData
    }
}

/// The events of a request so far.
package final class ExecutionLog {
    /// Longest data in an event, in bytes; the rest is `[TRUNCATED]`. AWS: "Log events are truncated at 1 KB"; the
    /// number is recorded.
    package static let dataBytesMax = 998
    /// Most events of a request. Ours: a request has some thirty.
    package static let eventsMax = 200

    /// One event.
    package struct Event: Sendable {
        package let epochMilliseconds: Int64
        /// Of one or more lines, secrets masked.
        package let text: [UInt8]
    }

    let settings: LoggingSettings
    /// Whether the request is a test: nobody asks for keys, and nothing is told that a client would not see.
    let isTest: Bool
    package private(set) var events: [Event] = []
    /// Whether an event says why the gateway answers itself.
    private(set) var tellsReason = false
    /// Which template failed, if any did.
    var failedSide: TemplateSide?
    /// Whether the answer's head is out, and its payload passes by unseen.
    var isRelayed = false
    /// Whether the last event has been told.
    var isComplete = false
    private var secrets = Secrets()
    private var work = ByteBuffer(capacity: 1024)

    init(_ settings: LoggingSettings, isTest: Bool) {
        self.settings = settings
        self.isTest = isTest
    }

    var tracesData: Bool { settings.tracesData && settings.level == .info }

    func hide(_ secret: ByteView) { secrets.add(secret) }

    /// Hides the key that an authorizer names for a caller.
    func hide(_ caller: Caller) { caller.usageIdentifierKey?.withByteView { secrets.add($0) } }

    /// Hides the value of a field whose name says that it is secret.
    func hide(field name: ByteView, _ value: ByteView) { secrets.add(field: name, value) }

    /// A text without the request's secrets.
    package func redacted(_ text: String) -> String { secrets.redacted(text) }

    // MARK: Events

    /// Tells something of interest.
    func tell(_ now: Int64, _ write: (inout ByteBuffer) -> Void) {
        if settings.level == .info { add(now, write) }
    }

    /// Tells why the gateway answers itself.
    func tellReason(_ now: Int64, _ write: (inout ByteBuffer) -> Void) {
        tellsReason = true
        add(now, write)
    }

    /// Tells data: a title, and what `write` appends, secrets masked and cut.
    func tellData(_ now: Int64, _ title: StaticString, _ write: (inout ByteBuffer) -> Void) {
        guard tracesData else { return }
        work.removeAll()
        write(&work)
        // A secret over the edge is found too: masking changes no length.
        let isLong = work.count > ExecutionLog.dataBytesMax
        let kept =
            isLong ? work.view.slice(0, min(work.count, ExecutionLog.dataBytesMax + secrets.longest + 1)) : work.view
        var data = secrets.redacted([UInt8](kept))
        if isLong {
            var end = ExecutionLog.dataBytesMax
            // Not within a character (UTF-8).
            while end > 0, end < data.count, data[end] & 0xc0 == 0x80 { end -= 1 }
            data.removeSubrange(end...)
            data += Array(" [TRUNCATED]".utf8)
        }
        append(Event(epochMilliseconds: now, text: [UInt8](ByteView(title)) + data))
    }

    private func add(_ now: Int64, _ write: (inout ByteBuffer) -> Void) {
        work.removeAll()
        write(&work)
        append(Event(epochMilliseconds: now, text: secrets.redacted([UInt8](work.view))))
    }

    private func append(_ event: Event) {
        if events.count < ExecutionLog.eventsMax { events.append(event) }
    }

    // MARK: Lines

    /// Appends every event as one line, `2026-11-27T11:30:00.123Z (REQUEST) TEXT`.
    func appendLines(request: ByteView, to out: inout ByteBuffer) {
        for event in events {
            HTTPDate.appendISO(epochMilliseconds: event.epochMilliseconds, to: &out)
            out.append(" (")
            out.append(request)
            out.append(") ")
            out.append(text: ExecutionLog.shown(event.text, lineEnd: "\\n"))
            out.append(0x0a)
        }
    }

    /// A text that no terminal acts on and that no reader takes for another event.
    package static func shown(_ text: [UInt8], lineEnd: String) -> String {
        var out = ""
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            switch scalar {
            case "\n": out += lineEnd
            case "\r": break
            case "\t": out.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) || isDirection(scalar.value):
                out += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    /// Marks that reorder what stands around them, and line ends of Unicode.
    private static func isDirection(_ scalar: UInt32) -> Bool {
        (0x202a...0x202e).contains(scalar) || (0x2066...0x2069).contains(scalar) || (0x2028...0x2029).contains(scalar)
    }
}
