// What functions answer to HTTP APIs. Format 1.0 is an object with the members of a proxy's answer; of format 2.0 an
// object without `statusCode`, and anything else that is JSON, is the body of a 200. AWS: "Create AWS Lambda proxy
// integrations for HTTP APIs", response formats (read 2026-11).

import GateBytes
import GateJSON
import GatePlan
import GateWire

/// A function's answer to a route, checked.
struct RouteAnswer {
    var status = 200
    var isBase64 = false
    var body: JSONCursor?
    var headers: JSONCursor?
    var multiValueHeaders: JSONCursor?
    var cookies: JSONCursor?

    /// Format 2.0; nil for an object that is no answer.
    init?(format2 root: JSONCursor) {
        var members = root.members
        while let member = members.next() {
            if !take(member.name, member.value) { return nil }
        }
    }

    /// Members that the format does not have are left alone.
    private mutating func take(_ name: JSONCursor, _ value: JSONCursor) -> Bool {
        if value.kind == .null { return true }
        if name.equals(ByteView("statusCode")) { return takeStatus(value) }
        if name.equals(ByteView("body")) {
            body = value
            return value.kind == .string
        }
        if name.equals(ByteView("isBase64Encoded")) {
            isBase64 = value.kind == .true
            return value.kind == .true || value.kind == .false
        }
        if name.equals(ByteView("headers")) {
            headers = value
            return value.kind == .object && RouteAnswer.areScalars(value)
        }
        if name.equals(ByteView("cookies")) {
            cookies = value
            guard value.kind == .array else { return false }
            var elements = value.elements
            while let element = elements.next() {
                if element.kind != .string { return false }
            }
        }
        return true
    }

    private mutating func takeStatus(_ value: JSONCursor) -> Bool {
        let isText = value.kind == .string && !value.hasEscapes
        guard isText || (value.kind == .number && value.isInteger),
            let number = Decimal.parse(value.text.trimmingBlanks(), limit: 599), number >= 200
        else { return false }
        status = number
        return true
    }

    private static func areScalars(_ object: JSONCursor) -> Bool {
        var members = object.members
        while let member = members.next() {
            switch member.value.kind {
            case .string, .number, .true, .false: continue
            default: return false
            }
        }
        return true
    }

    /// Format 1.0: what REST APIs take too.
    init?(format1 root: JSONCursor) {
        guard let answer = ProxyAnswer(root) else { return nil }
        status = answer.status
        isBase64 = answer.isBase64
        body = answer.body
        headers = answer.headers
        multiValueHeaders = answer.multiValueHeaders
    }
}

extension Gateway {
    /// A function's whole answer is here.
    func answerFunction(
        _ exchange: Exchange, _ integration: IntegrationRecord, _ deployment: Deployment, _ scratch: inout Scratch,
        _ out: inout ByteBuffer
    ) {
        if let reason = invocationFailure(exchange) {
            exchange.integrationError = reason
            let isTooLarge = exchange.upstreamHead.status == 413
            fail(exchange, ExchangeError(isTooLarge ? .requestTooLarge : .default5XX), &scratch, &out)
            return
        }
        do throws(JSONFailure) {
            try scratch.tape.read(exchange.upstreamBody.view)
        } catch {
            refuseAnswer(exchange, "the function's answer is no JSON", &scratch, &out)
            return
        }
        let root = scratch.tape.root
        let isFormat2 = integration.flags & IntegrationRecord.usesPayloadFormat2 != 0
        scratch.headerLines.removeAll()
        scratch.contentType.removeAll()
        scratch.body.removeAll()
        if isFormat2, root.kind != .object || root.member(ByteView("statusCode")) == nil {
            scratch.body.append(exchange.upstreamBody.view.trimmingSpace())
            scratch.contentType.append("application/json")
            finishFunction(exchange, integration, deployment, status: 200, &scratch, &out)
            return
        }
        guard let answer = isFormat2 ? RouteAnswer(format2: root) : RouteAnswer(format1: root) else {
            refuseAnswer(exchange, "the function's answer is malformed", &scratch, &out)
            return
        }
        writeFunctionFields(answer, exchange, &scratch)
        if let body = answer.body {
            if answer.isBase64 {
                scratch.value.removeAll()
                body.decode(into: &scratch.value)
                guard Base64.decode(scratch.value.view, to: &scratch.body) else {
                    refuseAnswer(exchange, "the function's body is no base64", &scratch, &out)
                    return
                }
            } else {
                body.decode(into: &scratch.body)
            }
        }
        if scratch.contentType.isEmpty {
            scratch.contentType.append(answer.body == nil ? "application/json" : "text/plain;charset=UTF-8")
        }
        finishFunction(exchange, integration, deployment, status: answer.status, &scratch, &out)
    }

    private func finishFunction(
        _ exchange: Exchange, _ integration: IntegrationRecord, _ deployment: Deployment, status: Int,
        _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) {
        exchange.functionStatus = status
        applyStatusEdits(exchange, integration, deployment, status: status, &scratch)
        let head = AnswerHead(
            status: exchange.statusOverride != 0 ? exchange.statusOverride : status,
            contentType: scratch.contentType.view, lines: scratch.headerLines.view, errorType: nil, framing: .none)
        write(exchange, head, body: scratch.body.view, &out)
    }

    private func refuseAnswer(
        _ exchange: Exchange, _ reason: StaticString, _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) {
        exchange.integrationError = reason
        fail(exchange, ExchangeError(.default5XX), &scratch, &out)
    }

    /// Why a function gave no answer; nil when it did.
    private func invocationFailure(_ exchange: Exchange) -> StaticString? {
        let status = exchange.upstreamHead.status
        if !(200..<300).contains(status) {
            return status == 413
                ? "the event exceeds Lambda's payload limit"
                : status == 429 ? "Lambda throttled the function" : "Lambda did not invoke the function"
        }
        return exchange.upstreamHeader(named: "x-amz-function-error") == nil ? nil : "the function failed"
    }

    // MARK: Fields

    private func writeFunctionFields(_ answer: RouteAnswer, _ exchange: Exchange, _ scratch: inout Scratch) {
        if var lists = answer.multiValueHeaders?.members {
            while let member = lists.next() {
                var values = member.value.elements
                while let value = values.next() { writeFunctionField(member.name, value, exchange, &scratch) }
            }
        }
        if var members = answer.headers?.members {
            while let member = members.next() {
                if let lists = answer.multiValueHeaders, ProxyAnswer.header(member.name, in: lists) != nil { continue }
                writeFunctionField(member.name, member.value, exchange, &scratch)
            }
        }
        guard var cookies = answer.cookies?.elements else { return }
        while let cookie = cookies.next() {
            scratch.value.removeAll()
            cookie.decode(into: &scratch.value)
            scratch.headerLines.append("set-cookie: ")
            HeaderRules.appendValue(scratch.value.view, to: &scratch.headerLines)
            scratch.headerLines.append("\r\n")
        }
    }

    private func writeFunctionField(
        _ name: JSONCursor, _ value: JSONCursor, _ exchange: Exchange, _ scratch: inout Scratch
    ) {
        scratch.text.removeAll()
        name.decode(into: &scratch.text)
        let name = scratch.text.view
        guard HeaderRules.isToken(name), !exchange.isHeaderOfCORS(name) else { return }
        scratch.value.removeAll()
        switch value.kind {
        case .true: scratch.value.append("true")
        case .false: scratch.value.append("false")
        case .number: scratch.value.append(value.text)
        default: value.decode(into: &scratch.value)
        }
        let known = KnownHeader.id(of: name)
        if known == KnownHeader.contentType.rawValue {
            scratch.contentType.removeAll()
            HeaderRules.appendValue(scratch.value.view, to: &scratch.contentType)
            return
        }
        if HeaderRules.isDroppedFromRouteAnswer(known) { return }
        scratch.headerLines.append(name)
        scratch.headerLines.append(": ")
        HeaderRules.appendValue(scratch.value.view, to: &scratch.headerLines)
        scratch.headerLines.append("\r\n")
    }
}
