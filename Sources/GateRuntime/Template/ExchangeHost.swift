// What templates are given for one exchange.

import GateBytes
import GateJSON
import GatePlan
import GateWire

/// `$input`, `$context` and `$stageVariables` of an exchange.
struct ExchangeHost: TemplateHost {
    // The step that renders has all of them: none is retained.
    private let heldGateway: Unmanaged<Gateway>
    private let heldExchange: Unmanaged<Exchange>
    private let heldDeployment: Unmanaged<Deployment>
    /// Read already where a check or a mapping has asked for it.
    private let heldValue: Unmanaged<BodyValue>
    private let side: TemplateSide

    init(_ gateway: Gateway, _ exchange: Exchange, _ deployment: Deployment, _ side: TemplateSide, _ value: BodyValue) {
        heldGateway = .passUnretained(gateway)
        heldExchange = .passUnretained(exchange)
        heldDeployment = .passUnretained(deployment)
        heldValue = .passUnretained(value)
        self.side = side
    }

    private var gateway: Gateway { heldGateway.takeUnretainedValue() }
    private var exchange: Exchange { heldExchange.takeUnretainedValue() }
    private var deployment: Deployment { heldDeployment.takeUnretainedValue() }

    var body: ByteView { side == .request ? exchange.requestBody.view : exchange.upstreamBody.view }

    func readBody(
        into tape: UnsafeMutablePointer<JSONTape>
    ) throws(TemplateFailure) -> UnsafeMutablePointer<JSONTape> {
        let isRead = heldValue._withUnsafeGuaranteedRef { value -> Bool in
            heldExchange._withUnsafeGuaranteedRef { exchange -> Bool in
                heldDeployment._withUnsafeGuaranteedRef { reads(value, exchange, $0) }
            }
        }
        if !isRead { throw .notJSON }
        return heldValue._withUnsafeGuaranteedRef { $0.tape }
    }

    /// Whether the body has a value.
    private func reads(_ value: BodyValue, _ exchange: Exchange, _ deployment: Deployment) -> Bool {
        do throws(BodyFailure) {
            try value.read(side, mode: .permissive, exchange, deployment)
            return true
        } catch {
            return false
        }
    }

    func parameter(_ name: ByteView, _ heap: inout TemplateHeap) -> TemplateValue {
        if let value = exchange.pathParameter(named: name, in: deployment.plan) { return decoded(value, &heap) }
        if let value = exchange.rawQueryParameter(named: name) { return decoded(value, &heap) }
        return exchange.visibleHeader(named: name).map { TemplateValue($0) } ?? .null
    }

    /// A value of the path or query without its percent escapes.
    private func decoded(_ value: ByteView, _ heap: inout TemplateHeap) -> TemplateValue {
        if !QueryText.isEncoded(value) { return TemplateValue(value) }
        var buffer = ByteBuffer(capacity: value.count)
        QueryText.appendDecoded(value, to: &buffer)
        return heap.string(copying: buffer.view)
    }

    func parameters(_ heap: inout TemplateHeap) -> TemplateValue {
        let path = heap.makeMap()
        if exchange.method != PlanFormat.none {
            let names = deployment.plan.methods[exchange.method].pathParameters
            for position in 0..<min(Int(names.count), exchange.pathParameters.count) {
                let name = deployment.plan.string(deployment.plan.names[Int(names.start) + position].text)
                heap.put(name, decoded(exchange.pathParameters[position], &heap), in: path)
            }
        }
        let query = heap.makeMap()
        var pairs = QueryPairs(exchange.query)
        while let pair = pairs.next() {
            heap.put(decoded(pair.name, &heap).view, decoded(pair.value, &heap), in: query)
        }
        let header = heap.makeMap(capacity: 16)
        for index in 0..<exchange.headers.count {
            let slot = exchange.headers[index]
            if HeaderRules.isHidden(slot.known) { continue }
            heap.put(exchange.headerName(slot), TemplateValue(exchange.headerValue(slot)), in: header)
        }
        let map = heap.makeMap()
        heap.put(ByteView("path"), path, in: map)
        heap.put(ByteView("querystring"), query, in: map)
        heap.put(ByteView("header"), header, in: map)
        return map
    }

    func contextValue(_ variable: ContextVariable, _ heap: inout TemplateHeap) -> TemplateValue {
        if variable.isOfLog { return .null }
        heap.work.pointee.scratch.removeAll()
        if !gateway.appendContext(variable, exchange, &heap.work.pointee.scratch) { return .null }
        // A time is a number that templates divide.
        if variable == .requestTimeEpoch || variable == .connectedAt,
            let number = Decimal.parse(heap.work.pointee.scratch.view)
        {
            return TemplateValue(long: number)
        }
        return heap.string(copying: heap.work.pointee.scratch.view)
    }

    /// Members of the map in the order of recorded ones. Names that are not among them have values all the same, as
    /// `xrayTraceId` does.
    private static let members: [ContextVariable] = [
        .resourceId, .resourcePath, .httpMethod, .extendedRequestId, .requestTime, .path, .accountId, .protocol, .stage,
        .domainPrefix, .requestTimeEpoch, .requestId, .domainName, .deploymentId, .apiId,
    ]

    /// Members of `identity`; they are there without a value too.
    private static let identityMembers: [ContextVariable] = [
        .identityCognitoIdentityPoolId, .identityAccountId, .identityCognitoIdentityId, .identityCaller,
        .identitySourceIp, .identityPrincipalOrgId, .identityAccessKey, .identityCognitoAuthenticationType,
        .identityCognitoAuthenticationProvider, .identityUserArn, .identityUserAgent, .identityUser,
    ]

    private func authorizer(_ caller: Caller, _ heap: inout TemplateHeap) -> TemplateValue {
        let map = heap.makeMap(isHidden: true, capacity: 16)
        if !caller.claims.isEmpty {
            let claims = heap.makeMap(isHidden: true, capacity: 16)
            for claim in caller.claims { put(claim, in: claims, &heap) }
            heap.put(ByteView("claims"), claims, in: map)
        }
        for member in caller.members { put(member, in: map, &heap) }
        if !caller.principalIdentifier.isEmpty {
            let value = caller.principalIdentifier.withByteView { heap.string(copying: $0) }
            heap.put(ByteView("principalId"), value, in: map)
        }
        if let latency = exchange.authorizerValue(ByteView("integrationLatency")) {
            heap.put(ByteView("integrationLatency"), latency.withByteView { heap.string(copying: $0) }, in: map)
        }
        return map
    }

    private func put(_ member: Caller.Member, in map: TemplateValue, _ heap: inout TemplateHeap) {
        let name = member.name.withByteView { heap.string(copying: $0) }
        heap.put(name.view, member.value.withByteView { heap.string(copying: $0) }, in: map)
    }

    /// Members of the map in events of WebSocket APIs.
    private static let eventMembers: [ContextVariable] = [
        .routeKey, .messageId, .eventType, .extendedRequestId, .requestTime, .messageDirection, .stage, .connectedAt,
        .requestTimeEpoch, .requestId, .domainName, .connectionId, .apiId,
    ]

    func context(_ heap: inout TemplateHeap) -> TemplateValue {
        let map = heap.makeMap(isHidden: true, capacity: 24)
        for variable in exchange.session == nil ? ExchangeHost.members : ExchangeHost.eventMembers {
            let value = contextValue(variable, &heap)
            if !value.isNull { heap.put(ByteView(variable.name), value, in: map) }
        }
        let identity = heap.makeMap(isHidden: true, capacity: 16)
        for variable in ExchangeHost.identityMembers { putMember(variable, of: identity, &heap) }
        if exchange.asksForKey {
            putMember(.identityApiKey, of: identity, &heap)
            putMember(.identityApiKeyId, of: identity, &heap)
        }
        heap.put(ByteView("identity"), identity, in: map)
        if let caller = exchange.caller, caller.isAuthorizer {
            heap.put(ByteView("authorizer"), authorizer(caller, &heap), in: map)
        }
        let request = heap.makeMap(isHidden: true)
        for name in ["path", "header", "querystring"] as [StaticString] {
            heap.put(ByteView(name), heap.makeMap(isHidden: true), in: request)
        }
        let response = heap.makeMap(isHidden: true)
        heap.put(ByteView("header"), heap.makeMap(isHidden: true), in: response)
        addOverrides(request, response, &heap)
        heap.put(ByteView("requestOverride"), request, in: map)
        heap.put(ByteView("responseOverride"), response, in: map)
        return map
    }

    private func putMember(_ variable: ContextVariable, of map: TemplateValue, _ heap: inout TemplateHeap) {
        let name = ByteView(variable.name)
        heap.put(name.dropFirst((name.firstIndex(of: 0x2e) ?? -1) + 1), contextValue(variable, &heap), in: map)
    }

    /// What an earlier template of the exchange has overridden.
    private func addOverrides(_ request: TemplateValue, _ response: TemplateValue, _ heap: inout TemplateHeap) {
        for entry in exchange.overrides {
            let (part, section): (TemplateValue, StaticString) =
                switch entry.kind {
                case .requestHeader: (request, "header")
                case .requestPath: (request, "path")
                case .requestQueryString: (request, "querystring")
                case .responseHeader: (response, "header")
                }
            guard let map = heap.member(of: part, ByteView(section)) else { continue }
            let values = entry.values.map { $0.withByteView { heap.string(copying: $0) } }
            let name = entry.name.withByteView { heap.string(copying: $0) }
            guard values.count == 1 else {
                let list = heap.makeList()
                for value in values { heap.append(value, to: list) }
                heap.put(name.view, list, in: map)
                continue
            }
            heap.put(name.view, values[0], in: map)
        }
        for (name, value) in exchange.customOverrides {
            let name = name.withByteView { heap.string(copying: $0) }
            heap.put(name.view, value.withByteView { heap.string(copying: $0) }, in: response)
        }
        if exchange.statusOverride != 0 {
            heap.put(ByteView("status"), TemplateValue(exchange.statusOverride), in: response)
        }
    }

    func stageVariable(_ name: ByteView, _ heap: inout TemplateHeap) -> TemplateValue {
        guard let value = deployment.stageVariables.value(of: name) else { return .null }
        return value.withByteView { heap.string(copying: $0) }
    }

    func stageVariables(_ heap: inout TemplateHeap) -> TemplateValue {
        let map = heap.makeMap()
        for entry in deployment.stageVariables.entries {
            let name = entry.name.withByteView { heap.string(copying: $0) }
            heap.put(name.view, entry.value.withByteView { heap.string(copying: $0) }, in: map)
        }
        return map
    }

    // MARK: Overrides

    mutating func takeOverrides(
        request: TemplateValue, response: TemplateValue, _ heap: inout TemplateHeap
    ) throws(TemplateFailure) {
        exchange.overrides.removeAll(keepingCapacity: true)
        exchange.customOverrides.removeAll(keepingCapacity: true)
        exchange.statusOverride = 0
        try take("header", of: request, as: .requestHeader, heap)
        try take("path", of: request, as: .requestPath, heap)
        try take("querystring", of: request, as: .requestQueryString, heap)
        try take("header", of: response, as: .responseHeader, heap)
        let entries = heap.view(.entries, of: response)
        for place in 0..<heap.count(of: entries) {
            guard let entry = heap.element(of: entries, at: place).object else { continue }
            let name = try heap.text(entry.pointee.items[0])
            let value = entry.pointee.items[1]
            if name == "header" { continue }
            if name == "status" {
                // Observed: what is no whole number from 100 to 599 is ignored.
                let text = try heap.text(value)
                if let status = Decimal.parse(text, limit: 599), status >= 100 { exchange.statusOverride = status }
                continue
            }
            exchange.customOverrides.append((name: Array(name), value: Array(try heap.text(value))))
        }
    }

    private func take(
        _ section: StaticString, of part: TemplateValue, as kind: ParameterOverride.Kind,
        _ heap: borrowing TemplateHeap
    ) throws(TemplateFailure) {
        guard let map = heap.member(of: part, ByteView(section)), map.isMap else { return }
        let entries = heap.view(.entries, of: map)
        for place in 0..<heap.count(of: entries) {
            guard let entry = heap.element(of: entries, at: place).object else { continue }
            let value = entry.pointee.items[1]
            if value.isNull { continue }
            var values: [[UInt8]] = []
            if value.isList {
                for index in 0..<heap.count(of: value) {
                    values.append(Array(try heap.text(heap.element(of: value, at: index))))
                }
            } else {
                values = [Array(try heap.text(value))]
            }
            let name = Array(try heap.text(entry.pointee.items[0]))
            exchange.overrides.append(ParameterOverride(kind: kind, name: name, values: values))
        }
    }
}
