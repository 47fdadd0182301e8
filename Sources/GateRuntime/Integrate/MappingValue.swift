// The values of parameter mappings. A source that is absent omits its target. AWS: "Request and response data
// mapping reference".

import GateBytes
import GateJSON
import GatePlan
import GateWire

extension Gateway {
    /// Runs `body` with each value of a mapping's source: one for most, all for multi-value sources. False when a
    /// body that had to be JSON is not.
    func forEachValue(
        of mapping: MappingRecord, _ exchange: Exchange, _ deployment: Deployment, _ scratch: inout Scratch,
        _ body: (ByteView, inout Scratch) -> Void
    ) -> Bool {
        let plan = deployment.plan
        let name = plan.string(mapping.sourceText)
        switch MappingSource(rawValue: mapping.source) {
        case .literal?: body(name, &scratch)
        case .requestPath?:
            if let value = exchange.pathParameter(named: name, in: plan) { body(value, &scratch) }
        case .requestQueryString?:
            if let value = exchange.rawQueryParameter(named: name) { withDecoded(value, &scratch, body) }
        case .requestMultivalueQueryString?:
            var pairs = QueryPairs(exchange.query)
            while let pair = pairs.next() {
                if QueryText.equals(pair.name, decoded: name) { withDecoded(pair.value, &scratch, body) }
            }
        case .requestHeader?:
            if let value = exchange.visibleHeader(named: name) { body(value, &scratch) }
        case .requestMultivalueHeader?:
            for index in 0..<exchange.headers.count {
                let slot = exchange.headers[index]
                if exchange.headerName(slot) == name, !HeaderRules.isHidden(slot.known) {
                    body(exchange.headerValue(slot), &scratch)
                }
            }
        case .responseHeader?, .responseMultivalueHeader?:
            let takesAll = mapping.source == MappingSource.responseMultivalueHeader.rawValue
            forEachUpstreamValue(of: name, takesAll: takesAll, exchange, &scratch, body)
        case .stageVariable?:
            deployment.stageVariables.value(of: name)?.withByteView { body($0, &scratch) }
        case .context?:
            guard let variable = ContextVariable(rawValue: mapping.index) else { return true }
            withText(&scratch, { self.appendContext(variable, exchange, &$0) }, body)
        case .authorizer?: exchange.authorizerValue(name)?.withByteView { body($0, &scratch) }
        case .requestBody?: return bodyValue(mapping, .request, exchange, &scratch, body)
        case .responseBody?: return bodyValue(mapping, .response, exchange, &scratch, body)
        case nil: break
        }
        return true
    }

    private func withDecoded(
        _ encoded: ByteView, _ scratch: inout Scratch, _ body: (ByteView, inout Scratch) -> Void
    ) {
        if !QueryText.isEncoded(encoded) {
            body(encoded, &scratch)
            return
        }
        withText(
            &scratch,
            {
                QueryText.appendDecoded(encoded, to: &$0); return true
            }, body)
    }

    /// Runs `body` over text made in a buffer of its own: mapped values are short and rarely need one.
    private func withText(
        _ scratch: inout Scratch, _ make: (inout ByteBuffer) -> Bool, _ body: (ByteView, inout Scratch) -> Void
    ) {
        var buffer = ByteBuffer(capacity: 256)
        if make(&buffer) { body(buffer.view, &scratch) }
    }

    private func forEachUpstreamValue(
        of name: ByteView, takesAll: Bool, _ exchange: Exchange, _ scratch: inout Scratch,
        _ body: (ByteView, inout Scratch) -> Void
    ) {
        var last: ByteView?
        for index in 0..<exchange.upstreamHeaders.count {
            let slot = exchange.upstreamHeaders[index]
            let start = Int(slot.nameOffset)
            let own = exchange.upstreamBytes.slice(start, start + Int(slot.nameLength))
            if !own.equalsIgnoringCase(name) { continue }
            let valueStart = Int(slot.valueOffset)
            let value = exchange.upstreamBytes.slice(valueStart, valueStart + Int(slot.valueLength))
            if takesAll { body(value, &scratch) } else { last = value }
        }
        if let last { body(last, &scratch) }
    }

    /// A body source: the whole text, or what a JSONPath selects of it.
    private func bodyValue(
        _ mapping: MappingRecord, _ side: TemplateSide, _ exchange: Exchange, _ scratch: inout Scratch,
        _ body: (ByteView, inout Scratch) -> Void
    ) -> Bool {
        if mapping.index == PlanFormat.none {
            let text = side == .request ? exchange.requestBody.view : exchange.upstreamBody.view
            body(text.isEmpty ? ByteView("{}") : text, &scratch)
            return true
        }
        var value = ByteBuffer(capacity: 256)
        switch select(mapping.index, in: side, exchange, &scratch, into: &value) {
        case .found: body(value.view, &scratch)
        case .missing:
            guard mapping.messagePath != PlanFormat.none, exchange.upstreamAWS?.invokesFunction == true,
                selectInMessage(mapping.messagePath, exchange, &scratch, into: &value)
            else { break }
            body(value.view, &scratch)
        case .unreadable(let isFault): return !isFault
        }
        return true
    }

    /// Adds the header that a response mapping makes to the scratch's lines. False when a body that had to be JSON
    /// is not.
    @discardableResult
    func mapResponseHeader(
        _ mapping: MappingRecord, _ exchange: Exchange, _ deployment: Deployment, _ scratch: inout Scratch
    ) -> Bool {
        let name = deployment.plan.string(mapping.targetName)
        if isOverridden(.responseHeader, name, exchange) { return true }
        let source = MappingSource(rawValue: mapping.source)
        let joins =
            source == .responseMultivalueHeader || source == .requestMultivalueHeader
            || source == .requestMultivalueQueryString
        if !joins {
            return forEachValue(of: mapping, exchange, deployment, &scratch) { value, scratch in
                addResponseHeader(name, value, &scratch)
            }
        }
        var joined = ByteBuffer(capacity: 256)
        var count = 0
        _ = forEachValue(of: mapping, exchange, deployment, &scratch) { value, _ in
            if count > 0 { joined.append(",") }
            joined.append(value)
            count += 1
        }
        if count > 0 { addResponseHeader(name, joined.view, &scratch) }
        return true
    }

    /// Adds a header line, remapped where the name is not the answer's to set.
    func addResponseHeader(_ name: ByteView, _ value: ByteView, _ scratch: inout Scratch) {
        guard HeaderRules.isToken(name) else { return }
        let known = KnownHeader.id(of: name)
        if known == KnownHeader.transferEncoding.rawValue { return }
        if known == KnownHeader.contentType.rawValue {
            scratch.contentType.removeAll()
            HeaderRules.appendValue(value, to: &scratch.contentType)
            return
        }
        if HeaderRules.isRemappedResponseName(known) { scratch.headerLines.append("x-amzn-Remapped-") }
        scratch.headerLines.append(name)
        scratch.headerLines.append(": ")
        HeaderRules.appendValue(value, to: &scratch.headerLines)
        scratch.headerLines.append("\r\n")
    }

    /// Whether a template has overridden a parameter.
    func isOverridden(_ kind: ParameterOverride.Kind, _ name: ByteView, _ exchange: Exchange) -> Bool {
        if exchange.overrides.isEmpty { return false }
        for entry in exchange.overrides where entry.kind == kind {
            if entry.name.withByteView({ $0.equalsIgnoringCase(name) }) { return true }
        }
        return false
    }
}
