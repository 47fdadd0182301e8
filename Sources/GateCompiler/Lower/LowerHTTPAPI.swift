// What HTTP APIs have of their own: the route `$default`, edits, actions of services, CORS.

import GateBytes
import GateDefinition
import GatePlan
import GateSource

/// Bounds of HTTP APIs. AWS: "Quotas for configuring and running an HTTP API".
private enum RouteLimits {
    /// Of integrations, in milliseconds.
    static let timeoutMilliseconds = 50...30_000
}

extension APILowering {
    func lower(defaultRoute method: Method) {
        let path = "$default"
        let scope = MethodScope(method: method, path: RoutePath(), resourcePath: path)
        var record = MethodRecord(
            resourcePath: builder.intern(path),
            resourceIdentifier: builder.intern(Identifiers.resource(path, of: identifier)), verb: .any)
        fill(&record, scope)
        defaultMethod = builder.append(record)
        places.note(.methods, defaultMethod, at: method.range)
        routeCount += 1
    }

    // MARK: Integrations

    /// Lowers the integration of a route; its index in the plan.
    func lower(route integration: Integration, _ scope: MethodScope, readsBody: inout Bool) -> UInt32 {
        if !RouteLimits.timeoutMilliseconds.contains(integration.timeoutMilliseconds) {
            sink.report(CompilerProblem.timeoutOfRoute(integration.timeoutMilliseconds, at: integration.range))
        }
        var record = IntegrationRecord(
            kind: integration.kind.planKind, verb: integration.httpMethod ?? .any,
            timeoutMilliseconds: max(integration.timeoutMilliseconds, 0))
        if integration.skipsTLSVerification { record.flags |= IntegrationRecord.skipsTLSVerification }
        if integration.payloadFormat == .v2 { record.flags |= IntegrationRecord.usesPayloadFormat2 }
        record.credentials = lowerText(integration.credentials)
        record.tlsServerName = builder.intern(integration.tlsServerName?.value ?? "")
        record.connectionIdentifier = lowerText(integration.connectionID)
        if integration.connectionType == .vpcLink {
            record.flags |= IntegrationRecord.usesVPCLink
            if integration.connectionID == nil {
                let place = integration.connectionTypeRange ?? integration.range
                sink.report(CompilerProblem.vpcLinkWithoutID(at: place))
            }
        }
        if let service = integration.service {
            record.service = action(service, integration)?.rawValue ?? 0
        } else {
            fillURI(&record, integration, scope)
        }
        record.edits = lower(edits: integration.edits, scope, readsBody: &readsBody)
        record.statusEdits = lower(integration.statusEdits, scope, &readsBody)
        let index = builder.append(record)
        places.note(.integrations, index, at: integration.range)
        return index
    }

    private func fillURI(_ record: inout IntegrationRecord, _ integration: Integration, _ scope: MethodScope) {
        if integration.connectionType == .vpcLink, let uri = integration.uri, uri.text.hasPrefix("arn:") {
            // A listener or service: the link's targets stand for its host.
            record.integrationTarget = lowerText(uri)
            let scheme = integration.tlsServerName == nil ? "http" : "https"
            let part = URIPartRecord(kind: .literal, text: builder.intern("\(scheme)://private.internal/"))
            record.uriParts = builder.append(contentsOf: [part])
            return
        }
        let uri = lowerURI(integration)
        record.uriParts = uri.parts
        if integration.kind == .awsProxy {
            if let text = integration.uri, !text.text.contains(":lambda:path/2015-03-31/functions/") {
                sink.report(CompilerProblem.uriNotFunction(text.text, at: text.range))
            }
            return
        }
        for placeholder in uri.placeholders where !scope.path.names.contains(placeholder.value) {
            sink.report(
                CompilerProblem.editOfUnknownPath(
                    placeholder.value, path: scope.resourcePath, at: placeholder.range,
                    nearest: nearestName(placeholder.value, among: scope.path.names)))
        }
    }

    private func action(_ name: Located<String>, _ integration: Integration) -> ServiceAction? {
        guard let action = Array(name.value.utf8).withByteView({ ServiceAction(name: $0) }) else {
            let names = ServiceAction.allCases.map { String(ByteView($0.name)) }
            sink.report(
                CompilerProblem.subtypeUnknown(
                    name.value, at: name.range, nearest: nearestName(name.value, among: names)))
            return nil
        }
        let known = action.parameters
        var given = Set<String>()
        for edit in integration.edits {
            guard case .service(let parameter) = edit.target else { continue }
            given.insert(parameter)
            if known.contains(parameter) { continue }
            sink.report(
                CompilerProblem.serviceParameter(
                    parameter, of: name.value, isMissing: false, at: edit.range,
                    nearest: nearestName(parameter, among: known)))
        }
        for parameter in action.required.map({ String(ByteView($0)) }) where isWhole && !given.contains(parameter) {
            sink.report(
                CompilerProblem.serviceParameter(
                    parameter, of: name.value, isMissing: true, at: name.range, nearest: nil))
        }
        if integration.credentials == nil {
            sink.report(CompilerProblem.serviceUncalled(name.value, at: name.range))
        }
        return action
    }

    // MARK: Edits

    private func lower(_ list: [StatusEdits], _ scope: MethodScope, _ readsBody: inout Bool) -> RecordRange {
        builder.append(
            contentsOf: list.map { entry in
                var flags: UInt32 = 0
                for edit in entry.edits {
                    for part in edit.value {
                        if case .responseBody = part.source { flags |= StatusEditsRecord.readsBody }
                    }
                }
                return StatusEditsRecord(
                    status: entry.status.value, flags: flags,
                    edits: lower(edits: entry.edits, scope, readsBody: &readsBody))
            })
    }

    private func lower(edits: [ParameterEdit], _ scope: MethodScope, readsBody: inout Bool) -> RecordRange {
        var records: [EditRecord] = []
        for edit in edits {
            let target: EditTarget
            var name = ""
            switch edit.target {
            case .header(let header): (target, name) = (.header, header)
            case .queryString(let query): (target, name) = (.queryString, query)
            case .path: target = .path
            case .statusCode: target = .statusCode
            case .service(let parameter): (target, name) = (.service, parameter)
            }
            var parts: [EditPartRecord] = []
            for part in edit.value {
                if case .requestBody = part.source { readsBody = true }
                if let record = lower(part, scope) { parts.append(record) }
            }
            records.append(
                EditRecord(
                    operation: EditOperation(rawValue: edit.operation.rawValue) ?? .overwrite, target: target,
                    name: builder.intern(name), parts: builder.append(contentsOf: parts)))
        }
        return builder.append(contentsOf: records)
    }

    /// nil for a part that never has a value.
    private func lower(_ part: EditPart, _ scope: MethodScope) -> EditPartRecord? {
        func record(_ source: EditSource, _ text: String, _ index: UInt32 = PlanFormat.none) -> EditPartRecord {
            EditPartRecord(source: source, text: builder.intern(text), index: index)
        }
        switch part.source {
        case .literal(let text): return record(.literal, text)
        case .requestHeader(let name): return record(.requestHeader, name)
        case .requestQueryString(let name): return record(.requestQueryString, name)
        case .requestBody(let path): return record(.requestBody, "", path.map { paths.lower($0) } ?? PlanFormat.none)
        case .requestPath: return record(.requestPath, "")
        case .pathParameter(let name):
            if !scope.path.names.contains(name) {
                sink.report(
                    CompilerProblem.editOfUnknownPath(
                        name, path: scope.resourcePath, at: part.range,
                        nearest: nearestName(name, among: scope.path.names)))
            }
            return record(.pathParameter, name)
        case .responseHeader(let name): return record(.responseHeader, name)
        case .responseBody(let path): return record(.responseBody, "", path.map { paths.lower($0) } ?? PlanFormat.none)
        case .stageVariable(let name):
            noteStageVariable(name, at: part.range)
            return record(.stageVariable, name)
        case .context(let name):
            switch contextValue(name, at: part.range) {
            case .variable(let variable)?: return record(.context, name, variable.rawValue)
            case .authorizer(let name)?: return record(.authorizer, name)
            case nil: return nil
            }
        }
    }

    // MARK: CORS

    func lower(_ policy: CORSConfiguration) -> UInt32 {
        var flags: UInt32 = 0
        if policy.allowCredentials { flags |= CORSRecord.allowsCredentials }
        if policy.maxAge != nil { flags |= CORSRecord.hasMaxAge }
        func list(_ values: [Located<String>]) -> StringReference {
            builder.intern(values.map(\.value).joined(separator: ","))
        }
        let origins = policy.allowOrigins.map { NameRecord(text: builder.intern($0.value)) }
        return builder.append(
            CORSRecord(
                origins: builder.append(contentsOf: origins), methods: list(policy.allowMethods),
                headers: list(policy.allowHeaders), exposedHeaders: list(policy.exposeHeaders), flags: flags,
                maxAge: policy.maxAge ?? 0))
    }
}
