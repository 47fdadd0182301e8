// The outcome of `test-invoke` in the words of TestInvokeMethod: an execution log, and the object that the API answers.
// The events are the runtime's (GateRuntime, Log); here they get their times.

import GateBytes
import GateJSON
import GateRuntime
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
    let answer: MessageText
    let events: [ExecutionLog.Event]
    /// Whether the gateway answered itself.
    let hasFailed: Bool
    let latencyMilliseconds: Int

    /// The members of TestInvokeMethodResponse.
    var value: JSONValue {
        let grouped = TestInvocation.grouped(methodResponseHeaders)
        return [
            "status": JSONValue(Int(answer.word(1)) ?? 0),
            "body": .string(String(decoding: answer.body, as: UTF8.self)),
            "headers": .object(JSONObject(grouped.map { ($0.name, .string($0.values[$0.values.count - 1])) })),
            "multiValueHeaders": .object(
                JSONObject(grouped.map { ($0.name, .array($0.values.map { .string($0) })) })),
            "log": .string(log), "latency": JSONValue(latencyMilliseconds),
        ]
    }

    /// The execution log, line end included. Credentials are masked wherever they occur.
    var log: String {
        let identifier = answer.headers.first { $0.name.lowercased() == "x-amzn-requestid" }?.value ?? ""
        var log = "Execution log for request \(identifier)\n"
        for event in events {
            var text = ExecutionLog.shown(event.text, lineEnd: "\n")
            while text.hasSuffix("\n") { text.removeLast() }
            log += "\(TestInvocation.time(event.epochMilliseconds / 1000)) : \(text)\n"
        }
        return log
    }

    /// The answer's headers without those that API Gateway's front end adds behind the method response. Of its own
    /// answers AWS shows what went wrong and no more (recorded).
    private var methodResponseHeaders: [(name: String, value: String)] {
        answer.headers.filter { header in
            if hasFailed, header.name.lowercased() == "content-type" { return false }
            return Array(header.name.utf8).withByteView { !Gateway.isFrontHeader($0) }
        }
    }
}

extension TestInvocation {
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

    /// `Fri Nov 27 06:50:00 UTC 2026`.
    fileprivate static func time(_ epochSeconds: Int64) -> String {
        var out = ByteBuffer(capacity: 32)
        HTTPDate.append(epochSeconds: epochSeconds, to: &out)
        // `Fri, 27 Nov 2026 06:50:00 GMT`: HTTPDate's six words.
        let words = String(out.view).split(separator: " ")
        return "\(words[0].dropLast()) \(words[2]) \(words[1]) \(words[4]) UTC \(words[3])"
    }
}
