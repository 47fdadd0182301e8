// The request to the backend of an HTTP API: the client's with the edits of its integration. AWS: "Create HTTP
// integrations for HTTP APIs"; the headers that the gateway adds as users recorded them.

import GateBytes
import GatePlan
import GateWire

extension Gateway {
    /// Prepares the call of an HTTP_PROXY integration of an HTTP API.
    func callBackend(
        _ exchange: Exchange, _ integration: IntegrationRecord, _ index: UInt32, _ scratch: inout Scratch,
        _ out: inout ByteBuffer
    ) -> Step {
        guard let deployment = exchange.deployment else { return .respond }
        let uri = deployment.uris[Int(index)]
        if uri.template.defect != .none {
            exchange.integrationError =
                uri.template.defect == .missingStageVariable
                ? "the integration URI names a stage variable that is not set" : "the integration URI is not http(s)"
            fail(exchange, ExchangeError(.apiConfigurationError), &scratch, &out)
            return .respond
        }
        let route = deployment.linkRoutes.isEmpty ? nil : deployment.linkRoutes[Int(index)]
        if let route, route.defect != .none {
            refuse(exchange, route, &scratch, &out)
            return .respond
        }
        exchange.upstreamEndpoint = uri.template.endpoint
        if let route {
            exchange.upstreamLink = route
            if !route.endpoints.isEmpty { exchange.upstreamEndpoint = route.endpoints[0] }
        }
        exchange.upstreamRequest.removeAll()
        exchange.upstreamRequest.reserve(1024)
        let verb =
            integration.verb == UInt32(HTTPVerb.any.rawValue)
            ? exchange.verb : HTTPVerb(rawValue: UInt8(integration.verb)) ?? exchange.verb
        let plan = UpstreamPlan(
            integration: integration, verb: verb, isProxy: true, sendsTemplate: false, mapped: uri.mapped)
        if let error = writeBackendHead(exchange, deployment, uri, plan, &scratch) {
            fail(exchange, error, &scratch, &out)
            return .respond
        }
        exchange.upstreamTimeoutMilliseconds = Int(integration.timeoutMilliseconds)
        exchange.upstreamStarted = clock.monotonicMicroseconds
        return .callUpstream
    }

    private func writeBackendHead(
        _ exchange: Exchange, _ deployment: Deployment, _ uri: BoundURI, _ plan: UpstreamPlan, _ scratch: inout Scratch
    ) -> ExchangeError? {
        if plan.verb == .other {
            let head = exchange.head
            let start = Int(head.methodOffset)
            exchange.upstreamRequest.append(exchange.bytes.slice(start, start + Int(head.methodLength)))
        } else {
            exchange.upstreamRequest.append(plan.verb.token)
        }
        exchange.upstreamRequest.append(0x20)
        // An ARN names what stands behind a link: the host and the path are the request's.
        let isNamed = plan.integration.integrationTarget.length > 0
        writeBackendTarget(exchange, deployment, uri, plan, isNamed: isNamed, &scratch)
        exchange.upstreamRequest.append(" HTTP/1.1\r\n")
        let edits = plan.integration.edits
        if edits.count == 0 || !editsHeader(ByteView("Host"), edits, deployment.plan) {
            exchange.upstreamRequest.append("Host: ")
            if isNamed, let host = exchange.header(.host) {
                exchange.upstreamRequest.append(host)
            } else if uri.template.hostHeader.isEmpty {
                if let error = writeDynamicHost(exchange, deployment, uri, plan, &scratch) { return error }
            } else {
                uri.template.hostHeader.withByteView { exchange.upstreamRequest.append($0) }
            }
            exchange.upstreamRequest.append("\r\n")
        }
        writeRouteHeaders(exchange, deployment, plan)
        if edits.count > 0 { writeHeaderEdits(exchange, edits, deployment, &scratch) }
        writeForwarding(exchange)
        writeBodyFraming(exchange, plan, 0..<0, .empty)
        return nil
    }

    // MARK: Target

    private func writeBackendTarget(
        _ exchange: Exchange, _ deployment: Deployment, _ uri: BoundURI, _ plan: UpstreamPlan, isNamed: Bool,
        _ scratch: inout Scratch
    ) {
        let edits = plan.integration.edits
        var isEdited = false
        var changesQuery = false
        for index in edits.indices {
            let edit = deployment.plan.edits[index]
            if edit.target == EditTarget.queryString.rawValue { changesQuery = true }
            guard edit.target == EditTarget.path.rawValue, readEdit(edit, exchange, deployment, &scratch) else {
                continue
            }
            isEdited = true
            if scratch.edit.isEmpty || scratch.edit.view[0] != 0x2f { exchange.upstreamRequest.append(0x2f) }
            QueryText.appendPathEncoded(scratch.edit.view, to: &exchange.upstreamRequest)
        }
        if !isEdited, isNamed {
            writeStagePath(exchange)
        } else if !isEdited {
            _ = write(uri.template.path, exchange, deployment, plan, &scratch)
            if exchange.method == deployment.http?.defaultMethod { appendWholePath(exchange) }
        }
        var hasQuery = false
        if !uri.template.query.isEmpty {
            exchange.upstreamRequest.append(0x3f)
            hasQuery = true
            _ = write(uri.template.query, inQuery: true, exchange, deployment, plan, &scratch)
        }
        if changesQuery {
            writeEditedQuery(exchange, deployment, plan, hasQuery, &scratch)
        } else if !exchange.query.isEmpty {
            exchange.upstreamRequest.append(hasQuery ? 0x26 : 0x3f)
            exchange.upstreamRequest.append(exchange.query)
        }
    }

    /// AWS: private integrations get the stage in front of the path.
    private func writeStagePath(_ exchange: Exchange) {
        if let name = exchange.deployment?.stageName, name.first != 0x24 {
            exchange.upstreamRequest.append(0x2f)
            name.withByteView { exchange.upstreamRequest.append($0) }
        }
        let path = exchange.resourcePath
        if path.isEmpty { exchange.upstreamRequest.append(0x2f) } else { exchange.upstreamRequest.append(path) }
    }

    /// AWS: the route `$default` forwards the whole path.
    private func appendWholePath(_ exchange: Exchange) {
        let path = exchange.resourcePath
        let written = exchange.upstreamRequest.count
        if written > 0, exchange.upstreamRequest.view[written - 1] == 0x2f, !path.isEmpty, path[0] == 0x2f {
            exchange.upstreamRequest.truncate(to: written - 1)
        }
        exchange.upstreamRequest.append(path)
    }

    private func writeEditedQuery(
        _ exchange: Exchange, _ deployment: Deployment, _ plan: UpstreamPlan, _ hasQuery: Bool, _ scratch: inout Scratch
    ) {
        let records = deployment.plan
        let edits = plan.integration.edits
        var separator: UInt8 = hasQuery ? 0x26 : 0x3f
        var pairs = QueryPairs(exchange.query)
        while let pair = pairs.next() {
            if editsQuery(pair.name, edits, records) { continue }
            exchange.upstreamRequest.append(separator)
            separator = 0x26
            exchange.upstreamRequest.append(pair.name)
            exchange.upstreamRequest.append(0x3d)
            exchange.upstreamRequest.append(pair.value)
        }
        for index in edits.indices {
            let edit = records.edits[index]
            guard edit.target == EditTarget.queryString.rawValue, edit.operation != EditOperation.remove.rawValue,
                readEdit(edit, exchange, deployment, &scratch)
            else { continue }
            exchange.upstreamRequest.append(separator)
            separator = 0x26
            QueryText.appendEncoded(records.string(edit.name), to: &exchange.upstreamRequest)
            exchange.upstreamRequest.append(0x3d)
            QueryText.appendEncoded(scratch.edit.view, to: &exchange.upstreamRequest)
        }
    }

    /// Whether edits replace or remove a parameter of the query.
    private func editsQuery(_ name: ByteView, _ edits: RecordRange, _ plan: PlanImage) -> Bool {
        for index in edits.indices {
            let edit = plan.edits[index]
            guard edit.target == EditTarget.queryString.rawValue, edit.operation != EditOperation.append.rawValue else {
                continue
            }
            if QueryText.equals(name, decoded: plan.string(edit.name)) { return true }
        }
        return false
    }

    // MARK: Headers

    /// The client's fields but those of one hop, those that the gateway writes and those that edits replace.
    private func writeRouteHeaders(_ exchange: Exchange, _ deployment: Deployment, _ plan: UpstreamPlan) {
        let hopFields = HopFields(exchange.bytes, exchange.headers)
        let edits = plan.integration.edits
        for index in 0..<exchange.headers.count {
            let slot = exchange.headers[index]
            if HeaderRules.isDroppedFromRoute(slot.known) { continue }
            if slot.known == KnownHeader.authorization.rawValue, exchange.isSigned { continue }
            let name = exchange.headerName(slot)
            if slot.known == 0, HeaderRules.looksLikeFraming(name) { continue }
            if !hopFields.isEmpty, hopFields.contains(name, exchange.headers) { continue }
            if edits.count > 0, editsHeader(name, edits, deployment.plan) { continue }
            exchange.upstreamRequest.append(name)
            exchange.upstreamRequest.append(": ")
            exchange.upstreamRequest.append(exchange.headerValue(slot))
            exchange.upstreamRequest.append("\r\n")
        }
    }

    /// `Forwarded` (RFC 7239), `Via` and the trace, behind what the client sends of them.
    private func writeForwarding(_ exchange: Exchange) {
        exchange.upstreamRequest.append("Forwarded: ")
        appendEarlier(.forwarded, exchange)
        let address = exchange.sourceAddress.view
        let isQuoted = address.firstIndex(of: 0x3a) != nil
        exchange.upstreamRequest.append(isQuoted ? "for=\"[" : "for=")
        exchange.upstreamRequest.append(address)
        exchange.upstreamRequest.append(isQuoted ? "]\";host=" : ";host=")
        if let host = exchange.header(.host) { exchange.upstreamRequest.append(host) }
        exchange.upstreamRequest.append(exchange.isTLS ? ";proto=https\r\nVia: " : ";proto=http\r\nVia: ")
        appendEarlier(.via, exchange)
        exchange.upstreamRequest.append("HTTP/1.1 AmazonAPIGateway\r\nX-Amzn-Trace-Id: ")
        appendEventTrace(exchange, &exchange.upstreamRequest)
        exchange.upstreamRequest.append("\r\n")
    }

    private func appendEarlier(_ known: KnownHeader, _ exchange: Exchange) {
        var earlier = exchange.headers.first(known: known)
        while let index = earlier {
            exchange.upstreamRequest.append(exchange.headerValue(exchange.headers[index]))
            exchange.upstreamRequest.append(", ")
            earlier = exchange.headers.index(of: known, from: index + 1)
        }
    }
}
