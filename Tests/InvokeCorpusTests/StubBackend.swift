// What a backend of an integration is taken to answer: a Lambda proxy's object, the members that templates of AWS
// services usually ask for, JSON of an HTTP backend. Each integration response gets an answer that selects it where one can
// be made of its pattern.

import GateBytes
import GateDefinition
import GateWire

/// One answer and the response that it is meant to select.
struct StubBackend {
    let bytes: [UInt8]
    /// The selection pattern, `default`, or nil where nothing is selected.
    let response: String?

    private init(status: Int = 200, fields: [String] = [], body: String, response: String? = nil) {
        bytes = StubBackend.message(status, "application/json", fields, Array(body.utf8))
        self.response = response
    }

    /// A function that streams its metadata and its payload.
    private init(metadata: String, payload: String) {
        var events = ByteBuffer(capacity: 512)
        for part in [Array(metadata.utf8) + [UInt8](repeating: 0, count: 8), Array(payload.utf8)] {
            part.withByteView {
                EventStreamEncoding.append(
                    event: "PayloadChunk", contentType: "application/octet-stream", $0, to: &events)
            }
        }
        EventStreamEncoding.append(
            event: "InvokeComplete", contentType: "application/json", ByteView("{}"), to: &events)
        bytes = StubBackend.message(200, "application/vnd.amazon.eventstream", [], [UInt8](events.view))
        response = nil
    }

    private static func message(_ status: Int, _ type: String, _ fields: [String], _ body: [UInt8]) -> [UInt8] {
        let head =
            ["HTTP/1.1 \(status) Stub", "Content-Type: \(type)"] + fields + ["Content-Length: \(body.count)"]
        return Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
    }

    /// At least one answer.
    static func answers(to method: Method) -> [StubBackend] {
        guard let integration = method.integration else { return [StubBackend(body: "{}")] }
        let uri = integration.uri?.text ?? ""
        let callsFunction = uri.contains(":lambda:") || uri.contains("/functions/")
        switch integration.kind {
        case .mock, .httpProxy: return [StubBackend(body: #"{"id": "1"}"#)]
        case .awsProxy where integration.responseTransferMode == .stream:
            return [
                StubBackend(metadata: #"{"statusCode": 200, "headers": {"X-Stub": "1"}}"#, payload: #"{"id": "1"}"#)
            ]
        case .awsProxy:
            return [StubBackend(body: #"{"statusCode": 200, "headers": {"X-Stub": "1"}, "body": "{\"id\": \"1\"}"}"#)]
        case .aws where callsFunction: return selecting(integration, failureAnswer)
        case .http, .aws: return selecting(integration, statusAnswer)
        }
    }

    /// An answer for each response that one can be made for, of the default one first.
    private static func selecting(
        _ integration: Integration, _ answer: (String, Integration) -> StubBackend?
    ) -> [StubBackend] {
        var answers: [StubBackend] = []
        let patterns = integration.responses.compactMap { $0.selectionPattern?.text }
        if patterns.count < integration.responses.count || patterns.isEmpty {
            answers.append(StubBackend(body: serviceBody, response: patterns.isEmpty ? nil : "default"))
        }
        for pattern in patterns {
            if let made = answer(pattern, integration) { answers.append(made) }
        }
        return answers.isEmpty ? [StubBackend(body: serviceBody)] : answers
    }

    private static let statuses = [200, 201, 202, 204, 301, 302, 304, 400, 401, 403, 404, 409, 422, 429, 500, 502, 503]

    /// A status that the pattern fits.
    private static func statusAnswer(_ pattern: String, _ integration: Integration) -> StubBackend? {
        guard let expression = try? Regex(pattern),
            let status = statuses.first(where: { "\($0)".wholeMatch(of: expression) != nil })
        else { return nil }
        let failure = #"{"__type": "com.amazonaws.x#ValidationException", "message": "no", "Message": "no"}"#
        let hasBody = status != 204 && status != 304
        return StubBackend(
            status: status, body: !hasBody ? "" : status < 400 ? serviceBody : failure, response: pattern)
    }

    /// An error message that the pattern fits.
    private static func failureAnswer(_ pattern: String, _ integration: Integration) -> StubBackend? {
        let plain = pattern.replacing(".*", with: "").replacing(".+", with: "x").replacing("\\", with: "")
            .replacing("(\n|.)+", with: "x")
        let parts = plain.split(separator: "|").map { String($0.filter { $0 != "(" && $0 != ")" && $0 != "^" }) }
        guard let expression = try? Regex(pattern),
            let message = ([plain] + parts + ["x", "200", "400"]).first(where: {
                !$0.isEmpty && $0.wholeMatch(of: expression) != nil
            })
        else { return nil }
        let text = message.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        return StubBackend(
            fields: ["X-Amz-Function-Error: Handled"],
            body: "{\"errorMessage\": \"\(text)\", \"errorType\": \"Error\"}",
            response: pattern)
    }

    /// Members of the answers of several services beside each other: each template finds its own.
    private static let serviceBody = #"""
        {"id": "1", "Item": {"id": {"S": "1"}}, "Items": [{"id": {"S": "1"}}], "Count": 1,
        "Attributes": {"a": {"S": "1"}},
        "executionArn": "arn:aws:states:us-east-1:123456789012:execution:m:e", "startDate": 1.7E9, "status": "SUCCEEDED",
        "output": "{\"id\": 1}", "FailedRecordCount": 0, "Records": [{"SequenceNumber": "1", "ShardId": "s"}],
        "SequenceNumber": "1", "ShardId": "s", "MessageId": "m", "FailedEntryCount": 0, "Entries": [{"EventId": "e"}],
        "SendMessageResponse": {"SendMessageResult": {"MessageId": "m"}, "ResponseMetadata": {"RequestId": "r"}},
        "PublishResponse": {"PublishResult": {"MessageId": "m"}, "ResponseMetadata": {"RequestId": "r"}}}
        """#
}
