// Edits of requests and answers in HTTP APIs. An edit whose value cannot be had is left out (README, "Behaviour of HTTP
// APIs"). AWS: "Transform API requests and responses for HTTP APIs" (read 2026-11).

import GateBytes
import GatePlan
import GateWire

/// Bounds of edits.
enum EditLimits {
    /// How much of a body paths look at, in bytes. AWS: "Transform API requests and responses for HTTP APIs".
    static let bodyBytesMax = 100 * 1024
}

extension Gateway {
    /// Writes the value of an edit into `scratch.edit`; false when it has none.
    func readEdit(
        _ edit: EditRecord, _ exchange: Exchange, _ deployment: Deployment, _ scratch: inout Scratch
    ) -> Bool {
        scratch.edit.removeAll()
        var isPresent = false
        for index in edit.parts.indices
        where appendPart(deployment.plan.editParts[index], exchange, deployment, &scratch) {
            isPresent = true
        }
        return isPresent
    }

    private func appendPart(
        _ part: EditPartRecord, _ exchange: Exchange, _ deployment: Deployment, _ scratch: inout Scratch
    ) -> Bool {
        let name = deployment.plan.string(part.text)
        switch EditSource(rawValue: part.source) {
        case .literal?: scratch.edit.append(name)
        case .requestHeader?: return appendRequestHeader(name, exchange, &scratch.edit)
        case .requestQueryString?: return appendQueryValues(name, exchange, &scratch.edit)
        case .requestBody?: return appendBody(part.index, .request, exchange, &scratch)
        case .responseBody?: return appendBody(part.index, .response, exchange, &scratch)
        case .requestPath?: scratch.edit.append(exchange.resourcePath)
        case .pathParameter?:
            guard let value = exchange.pathParameter(named: name, in: deployment.plan) else { return false }
            PathText.appendDecoded(value, to: &scratch.edit)
        case .responseHeader?: return appendResponseHeader(name, exchange, &scratch.edit)
        case .stageVariable?:
            guard let value = deployment.stageVariables.value(of: name) else { return false }
            value.withByteView { scratch.edit.append($0) }
        case .context?:
            guard let variable = ContextVariable(rawValue: part.index) else { return false }
            return appendContext(variable, exchange, &scratch.edit)
        case .authorizer?:
            guard let value = exchange.authorizerValue(name) else { return false }
            value.withByteView { scratch.edit.append($0) }
        case nil: return false
        }
        return true
    }

    /// All values of a field, with commas between.
    private func appendRequestHeader(_ name: ByteView, _ exchange: Exchange, _ out: inout ByteBuffer) -> Bool {
        var count = 0
        for index in 0..<exchange.headers.count {
            let slot = exchange.headers[index]
            guard Int(slot.nameLength) == name.count, exchange.headerName(slot).equalsIgnoringCase(name) else {
                continue
            }
            if count > 0 { out.append(0x2c) }
            count += 1
            out.append(exchange.headerValue(slot))
        }
        return count > 0
    }

    private func appendQueryValues(_ name: ByteView, _ exchange: Exchange, _ out: inout ByteBuffer) -> Bool {
        var count = 0
        var pairs = QueryPairs(exchange.query)
        while let pair = pairs.next() {
            if !QueryText.equals(pair.name, decoded: name) { continue }
            if count > 0 { out.append(0x2c) }
            count += 1
            QueryText.appendDecoded(pair.value, to: &out)
        }
        return count > 0
    }

    private func appendResponseHeader(_ name: ByteView, _ exchange: Exchange, _ out: inout ByteBuffer) -> Bool {
        var count = 0
        let bytes = exchange.upstreamBytes
        for index in 0..<exchange.upstreamHeaders.count {
            let slot = exchange.upstreamHeaders[index]
            let start = Int(slot.nameOffset)
            guard bytes.slice(start, start + Int(slot.nameLength)).equalsIgnoringCase(name) else { continue }
            if count > 0 { out.append(0x2c) }
            count += 1
            out.append(bytes.slice(Int(slot.valueOffset), Int(slot.valueOffset) + Int(slot.valueLength)))
        }
        return count > 0
    }

    private func appendBody(
        _ path: UInt32, _ side: TemplateSide, _ exchange: Exchange, _ scratch: inout Scratch
    ) -> Bool {
        let body = side == .request ? exchange.requestBody.view : exchange.upstreamBody.view
        if path == PlanFormat.none {
            scratch.edit.append(body)
            return !body.isEmpty
        }
        if body.isEmpty || body.count > EditLimits.bodyBytesMax { return false }
        var value = ByteBuffer(capacity: 256)
        guard case .found = select(path, in: side, exchange, &scratch, into: &value) else { return false }
        scratch.edit.append(value.view)
        return true
    }

    // MARK: Headers of requests

    /// Whether edits replace or remove a header, so that the client's own stays behind.
    func editsHeader(_ name: ByteView, _ edits: RecordRange, _ plan: PlanImage) -> Bool {
        for index in edits.indices {
            let edit = plan.edits[index]
            guard edit.target == EditTarget.header.rawValue, edit.operation != EditOperation.append.rawValue,
                Int(edit.name.length) == name.count
            else { continue }
            if plan.string(edit.name).equalsIgnoringCase(name) { return true }
        }
        return false
    }

    /// Writes what edits add to a request's headers.
    func writeHeaderEdits(
        _ exchange: Exchange, _ edits: RecordRange, _ deployment: Deployment, _ scratch: inout Scratch
    ) {
        for index in edits.indices {
            let edit = deployment.plan.edits[index]
            guard edit.target == EditTarget.header.rawValue, edit.operation != EditOperation.remove.rawValue,
                readEdit(edit, exchange, deployment, &scratch)
            else { continue }
            exchange.upstreamRequest.append(deployment.plan.string(edit.name))
            exchange.upstreamRequest.append(": ")
            HeaderRules.appendValue(scratch.edit.view, to: &exchange.upstreamRequest)
            exchange.upstreamRequest.append("\r\n")
        }
    }

    // MARK: Answers

    /// The edits of answers with a status; nil for none.
    func statusEdits(_ status: Int, _ integration: IntegrationRecord, _ plan: PlanImage) -> StatusEditsRecord? {
        for index in integration.statusEdits.indices where Int(plan.statusEdits[index].status) == status {
            return plan.statusEdits[index]
        }
        return nil
    }

    /// Whether edits of the answer that has arrived read its body.
    func readsAnswer(_ exchange: Exchange, _ deployment: Deployment, _ integration: IntegrationRecord) -> Bool {
        if integration.statusEdits.count == 0 { return false }
        let edits = statusEdits(Int(exchange.upstreamHead.status), integration, deployment.plan)
        return edits.map { $0.flags & StatusEditsRecord.readsBody != 0 } ?? false
    }

    /// Edits the lines of an answer in `scratch.headerLines`, its media type in `scratch.contentType` and its status.
    func applyStatusEdits(
        _ exchange: Exchange, _ integration: IntegrationRecord, _ deployment: Deployment, status: Int,
        _ scratch: inout Scratch
    ) {
        let plan = deployment.plan
        guard integration.statusEdits.count > 0, let edits = statusEdits(status, integration, plan)?.edits else {
            return
        }
        scratch.value.removeAll()
        var start = 0
        let lines = scratch.headerLines.view
        while start < lines.count {
            let end = (lines.firstIndex(of: 0x0a, from: start) ?? lines.count - 1) + 1
            let line = lines.slice(start, end)
            start = end
            if let colon = line.firstIndex(of: 0x3a), editsHeader(line.slice(0, colon), edits, plan) { continue }
            scratch.value.append(line)
        }
        swap(&scratch.headerLines, &scratch.value)
        if editsHeader(ByteView("content-type"), edits, plan) { scratch.contentType.removeAll() }
        for index in edits.indices {
            let edit = plan.edits[index]
            if edit.operation == EditOperation.remove.rawValue { continue }
            guard readEdit(edit, exchange, deployment, &scratch) else { continue }
            if edit.target == EditTarget.statusCode.rawValue {
                let status = Decimal.parse(scratch.edit.view.trimmingBlanks(), limit: 599) ?? 0
                if status >= 200 { exchange.statusOverride = status }
                continue
            }
            let name = plan.string(edit.name)
            if KnownHeader.id(of: name) == KnownHeader.contentType.rawValue {
                scratch.contentType.removeAll()
                HeaderRules.appendValue(scratch.edit.view, to: &scratch.contentType)
                continue
            }
            scratch.headerLines.append(name)
            scratch.headerLines.append(": ")
            HeaderRules.appendValue(scratch.edit.view, to: &scratch.headerLines)
            scratch.headerLines.append("\r\n")
        }
    }
}

/// Text of paths.
enum PathText {
    /// Appends a path's text with its escapes undone; `+` is itself.
    static func appendDecoded(_ text: ByteView, to out: inout ByteBuffer) {
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte == 0x25, index + 2 < text.count, let high = ASCII.hexValue(text[index + 1]),
                let low = ASCII.hexValue(text[index + 2])
            {
                out.append(high << 4 | low)
                index += 3
            } else {
                out.append(byte)
                index += 1
            }
        }
    }
}
