// Calls of the service actions that HTTP APIs have as integration subtypes. Queues are called by SQS's Query protocol,
// AppConfig by its paths, the others by their JSON protocols. AWS: "Integration subtype reference for HTTP APIs" (read
// 2026-11). Recorded from AWS: a parameter without a value is a 400, data of Kinesis is base64 as the client sends it.

import GateBytes
import GateJSON
import GatePlan
import GateWire

extension Gateway {
    /// Writes the request of an action; an error is the answer to give.
    func writeActionCall(
        _ exchange: Exchange, _ integration: IntegrationRecord, _ action: ServiceAction, _ target: AWSTarget,
        _ deployment: Deployment, _ scratch: inout Scratch
    ) -> ExchangeError? {
        scratch.body.removeAll()
        let plan = deployment.plan
        var isComplete = true
        let writer = ActionWriter(action)
        writer.begin(&scratch.body)
        for index in integration.edits.indices {
            let edit = plan.edits[index]
            let name = plan.string(edit.name)
            if name == "Region" { continue }
            guard readEdit(edit, exchange, deployment, &scratch), !scratch.edit.isEmpty else {
                isComplete = false
                continue
            }
            writer.append(name, &scratch)
        }
        writer.end(&scratch.body)
        guard isComplete else {
            exchange.integrationError = "a parameter of the action has no value"
            return ExchangeError(.badRequestParameters)
        }
        exchange.upstreamRequest.append(action == .getConfiguration ? "GET " : "POST ")
        writeLiterals(target.path, exchange)
        if action == .getConfiguration {
            writeConfigurationTarget(exchange, integration, deployment, &scratch)
            writeHost(exchange, target)
            exchange.upstreamRequest.append("Accept: application/json\r\n")
            writeServiceHeaders(exchange, plan, mapped: 0..<0)
            exchange.upstreamRequest.append("\r\n")
            return nil
        }
        writeHost(exchange, target)
        exchange.upstreamRequest.append("Accept: application/json\r\nContent-Type: ")
        exchange.upstreamRequest.append(writer.contentType)
        if let name = writer.target {
            exchange.upstreamRequest.append("\r\nX-Amz-Target: ")
            exchange.upstreamRequest.append(name)
        }
        exchange.upstreamRequest.append("\r\n")
        writeServiceHeaders(exchange, plan, mapped: 0..<0)
        appendContentLength(exchange, scratch.body.count)
        exchange.upstreamRequest.append(scratch.body.view)
        return nil
    }

    /// `/applications/A/environments/E/configurations/C?client_id=…`.
    private func writeConfigurationTarget(
        _ exchange: Exchange, _ integration: IntegrationRecord, _ deployment: Deployment, _ scratch: inout Scratch
    ) {
        let segments: [(StaticString, StaticString)] = [
            ("applications/", "Application"), ("/environments/", "Environment"), ("/configurations/", "Configuration"),
            ("?client_id=", "ClientId"), ("&client_configuration_version=", "ClientConfigurationVersion"),
        ]
        for (text, name) in segments {
            for index in integration.edits.indices {
                let edit = deployment.plan.edits[index]
                guard deployment.plan.string(edit.name) == ByteView(name),
                    readEdit(edit, exchange, deployment, &scratch)
                else { continue }
                exchange.upstreamRequest.append(text)
                QueryText.appendEncoded(scratch.edit.view, to: &exchange.upstreamRequest)
            }
        }
    }
}

/// The body of an action's request.
struct ActionWriter {
    private let action: ServiceAction

    init(_ action: ServiceAction) { self.action = action }

    var contentType: StaticString {
        switch action {
        case .sendMessage, .receiveMessage, .deleteMessage, .purgeQueue: "application/x-www-form-urlencoded"
        case .putEvents, .putRecord: "application/x-amz-json-1.1"
        default: "application/x-amz-json-1.0"
        }
    }

    /// `X-Amz-Target`; nil for services that have none.
    var target: StaticString? {
        switch action {
        case .putEvents: "AWSEvents.PutEvents"
        case .putRecord: "Kinesis_20131202.PutRecord"
        case .startExecution: "AWSStepFunctions.StartExecution"
        case .startSyncExecution: "AWSStepFunctions.StartSyncExecution"
        case .stopExecution: "AWSStepFunctions.StopExecution"
        default: nil
        }
    }

    func begin(_ out: inout ByteBuffer) {
        switch action {
        case .sendMessage: out.append("Action=SendMessage&Version=2012-11-05")
        case .receiveMessage: out.append("Action=ReceiveMessage&Version=2012-11-05")
        case .deleteMessage: out.append("Action=DeleteMessage&Version=2012-11-05")
        case .purgeQueue: out.append("Action=PurgeQueue&Version=2012-11-05")
        case .putEvents: out.append("{\"Entries\":[{")
        case .getConfiguration: break
        default: out.append(0x7b)
        }
    }

    func end(_ out: inout ByteBuffer) {
        switch action {
        case .putEvents: out.append("}]}")
        case .sendMessage, .receiveMessage, .deleteMessage, .purgeQueue, .getConfiguration: break
        default: out.append(0x7d)
        }
    }

    /// Adds a parameter, whose value is `scratch.edit`.
    func append(_ name: ByteView, _ scratch: inout Scratch) {
        switch action {
        case .getConfiguration: return
        case .sendMessage, .receiveMessage, .deleteMessage, .purgeQueue:
            if isList(name) { return appendList(name, &scratch) }
            scratch.body.append(0x26)
            scratch.body.append(name)
            scratch.body.append(0x3d)
            QueryText.appendEncoded(scratch.edit.view, to: &scratch.body)
        default:
            let last = scratch.body.view[scratch.body.count - 1]
            if last != 0x7b { scratch.body.append(0x2c) }
            appendName(name, &scratch.body)
            appendValue(name, &scratch)
        }
    }

    /// Step Functions' members begin with a small letter.
    private func appendName(_ name: ByteView, _ out: inout ByteBuffer) {
        out.append(0x22)
        switch action {
        case .startExecution, .startSyncExecution, .stopExecution:
            out.append(ASCII.lowercased(name[0]))
            out.append(name.dropFirst(1))
        default: out.append(name)
        }
        out.append("\":")
    }

    private func appendValue(_ name: ByteView, _ scratch: inout Scratch) {
        let value = scratch.edit.view
        if action == .putEvents, name == "Resources" {
            // A list as JSON, or one resource.
            if value[0] == 0x5b { return scratch.body.append(value) }
            scratch.body.append(0x5b)
            EventText.appendQuoted(value, to: &scratch.body)
            return scratch.body.append(0x5d)
        }
        if action == .putEvents, name == "Time", JSONNumber.integer(value) != nil {
            return scratch.body.append(value)
        }
        EventText.appendQuoted(value, to: &scratch.body)
    }

    // MARK: Lists of the Query protocol

    private func isList(_ name: ByteView) -> Bool {
        name == "AttributeNames" || name == "MessageAttributeNames" || name == "MessageAttributes"
            || name == "MessageSystemAttributes"
    }

    /// `AttributeName.1=…`, or `MessageAttribute.1.Name=…&MessageAttribute.1.Value.StringValue=…`.
    private func appendList(_ name: ByteView, _ scratch: inout Scratch) {
        do throws(JSONFailure) {
            try scratch.tape.read(scratch.edit.view)
        } catch {
            appendItem(name, 1, &scratch.body)
            scratch.body.append(0x3d)
            return QueryText.appendEncoded(scratch.edit.view, to: &scratch.body)
        }
        let root = scratch.tape.root
        var number = 1
        if root.kind == .array {
            var elements = root.elements
            while let element = elements.next() {
                appendItem(name, number, &scratch.body)
                scratch.body.append(0x3d)
                appendText(element, &scratch)
                number += 1
            }
        }
        guard root.kind == .object else { return }
        var members = root.members
        while let member = members.next() {
            appendItem(name, number, &scratch.body)
            scratch.body.append(".Name=")
            appendText(member.name, &scratch)
            var fields = member.value.members
            while let field = fields.next() {
                appendItem(name, number, &scratch.body)
                scratch.body.append(".Value.")
                appendText(field.name, &scratch)
                scratch.body.append(0x3d)
                appendText(field.value, &scratch)
            }
            number += 1
        }
    }

    private func appendItem(_ name: ByteView, _ number: Int, _ out: inout ByteBuffer) {
        out.append(0x26)
        // The protocol's names are in the singular.
        out.append(name.slice(0, name.count - 1))
        out.append(0x2e)
        out.append(decimal: number)
    }

    private func appendText(_ value: JSONCursor, _ scratch: inout Scratch) {
        scratch.text.removeAll()
        if value.kind == .string {
            value.decode(into: &scratch.text)
        } else {
            JSONWriter.append(value, to: &scratch.text)
        }
        QueryText.appendEncoded(scratch.text.view, to: &scratch.body)
    }
}
