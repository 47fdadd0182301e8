// Parameter mappings: `target: source`.

import GateBytes
import GateDefinition
import GatePlan
import GateSource

extension APILowering {
    /// The request mappings of an integration.
    func lowerRequestMappings(
        _ integration: Integration, _ scope: MethodScope, _ uri: LoweredURI, _ flags: inout UInt32,
        readsBody: inout Bool
    ) -> RecordRange {
        var records: [MappingRecord] = []
        for mapping in integration.requestParameters {
            if case .requestBody = mapping.source { readsBody = true }
            let target: MappingTarget
            let name: String
            switch mapping.target {
            case .integrationPath(let path):
                (target, name) = (.integrationPath, path)
                checkPathTarget(mapping, path, uri, integration)
            case .integrationQueryString(let query): (target, name) = (.integrationQueryString, query)
            case .integrationHeader(let header):
                (target, name) = (.integrationHeader, header)
                checkHeaderTarget(mapping, header, integration.kind, &flags)
            case .responseHeader(let header): (target, name) = (.responseHeader, header)
            }
            guard let source = source(of: mapping, .request(scope)) else { continue }
            records.append(record(target, name, source))
        }
        return appendMappings(records, integration.requestParameters.first?.targetRange)
    }

    /// The header mappings of an integration response.
    func lowerResponseMappings(
        _ response: IntegrationResponse, _ declared: MethodResponse?, _ scope: MethodScope
    ) -> RecordRange {
        var records: [MappingRecord] = []
        for mapping in response.parameters {
            guard case .responseHeader(let name) = mapping.target else { continue }
            if let declared, !declared.headers.contains(where: { $0.value == name }) {
                let names = declared.headers.map(\.value)
                sink.report(
                    CompilerProblem.responseHeaderUndeclared(
                        name, status: response.statusCode.value, at: mapping.targetRange,
                        nearest: nearestName(name, among: names)))
            }
            checkResponseHeader(name, at: mapping.targetRange)
            guard let source = source(of: mapping, .response) else { continue }
            records.append(record(.responseHeader, name, source))
        }
        return appendMappings(records, response.parameters.first?.targetRange)
    }

    /// The header mappings of a gateway response.
    func lowerGatewayMappings(_ mappings: [ParameterMapping]) -> RecordRange {
        var records: [MappingRecord] = []
        for mapping in mappings {
            guard case .responseHeader(let name) = mapping.target else { continue }
            checkResponseHeader(name, at: mapping.targetRange)
            guard let source = source(of: mapping, .gateway) else { continue }
            records.append(record(.responseHeader, name, source))
        }
        return appendMappings(records, mappings.first?.targetRange)
    }

    /// What tells the cached answers of an integration apart, in the order of their names: methods that share a
    /// namespace share answers whichever order their keys are written in.
    func lowerCacheKeys(_ integration: Integration, _ scope: MethodScope) -> RecordRange {
        var records: [MappingRecord] = []
        var seen: Set<String> = []
        for key in integration.cacheKeyParameters.sorted(by: { $0.name.value < $1.name.value })
        where seen.insert(key.name.value).inserted {
            let place = key.name.range
            let mapping = ParameterMapping(
                target: .integrationHeader(key.name.value), at: place, source: key.source, at: place)
            guard let source = source(of: mapping, .request(scope)) else { continue }
            records.append(record(.integrationHeader, key.name.value, source))
        }
        return appendMappings(records, integration.cacheKeyParameters.first?.name.range)
    }

    private func appendMappings(_ records: [MappingRecord], _ place: SourceRange?) -> RecordRange {
        let range = builder.append(contentsOf: records)
        if range.count > 0, let place { places.note(.mappings, range.start, at: place) }
        return range
    }

    private func record(_ target: MappingTarget, _ name: String, _ source: LoweredSource) -> MappingRecord {
        MappingRecord(
            target: target, targetName: builder.intern(name), source: source.kind,
            sourceText: builder.intern(source.text), index: source.index, messagePath: source.messagePath)
    }

    // MARK: Sources

    /// Where a mapping runs.
    private enum Side {
        case request(MethodScope)
        case response
        case gateway
    }

    private struct LoweredSource {
        let kind: MappingSource
        let text: String
        var index = PlanFormat.none
        var messagePath = PlanFormat.none

        init(_ kind: MappingSource, _ text: String, index: UInt32 = PlanFormat.none) {
            self.kind = kind
            self.text = text
            self.index = index
        }
    }

    /// The plan's form of a source; nil for one that never has a value or is an error.
    private func source(of mapping: ParameterMapping, _ side: Side) -> LoweredSource? {
        switch mapping.source {
        case .literal(let text): return LoweredSource(.literal, text)
        case .stageVariable(let name):
            noteStageVariable(name, at: mapping.sourceRange)
            return LoweredSource(.stageVariable, name)
        case .context(let name):
            switch contextValue(name, at: mapping.sourceRange) {
            case .variable(let variable)?: return LoweredSource(.context, name, index: variable.rawValue)
            case .authorizer(let name)?: return LoweredSource(.authorizer, name)
            case nil: return nil
            }
        case .requestPath(let name):
            return parameter(.path, name, .requestPath, "\(requestWord).request.path.\(name)", mapping, side)
        case .requestQueryString(let name):
            return parameter(
                .queryString, name, .requestQueryString, "\(requestWord).request.querystring.\(name)", mapping, side)
        case .requestMultivalueQueryString(let name):
            let text = "\(requestWord).request.multivaluequerystring.\(name)"
            return parameter(.queryString, name, .requestMultivalueQueryString, text, mapping, side)
        case .requestHeader(let name):
            return parameter(.header, name, .requestHeader, "\(requestWord).request.header.\(name)", mapping, side)
        case .requestMultivalueHeader(let name):
            let text = "\(requestWord).request.multivalueheader.\(name)"
            return parameter(.header, name, .requestMultivalueHeader, text, mapping, side)
        case .requestBody(let path):
            guard case .request(let scope) = side else { return wrongSide(mapping, "\(requestWord).request.body") }
            if let path { lint(bodyPath: path, scope) }
            return LoweredSource(.requestBody, "", index: path.map { paths.lower($0) } ?? PlanFormat.none)
        case .responseHeader(let name):
            guard case .response = side else { return wrongSide(mapping, "integration.response.header.\(name)") }
            return LoweredSource(.responseHeader, name)
        case .responseMultivalueHeader(let name):
            guard case .response = side else {
                return wrongSide(mapping, "integration.response.multivalueheader.\(name)")
            }
            return LoweredSource(.responseMultivalueHeader, name)
        case .responseBody(let path):
            guard case .response = side else { return wrongSide(mapping, "integration.response.body") }
            var source = LoweredSource(.responseBody, "", index: path.map { paths.lower($0) } ?? PlanFormat.none)
            source.messagePath = path.flatMap(messagePath) ?? PlanFormat.none
            return source
        }
    }

    /// The path behind `errorMessage`, which functions often fill with JSON text. AWS: "Handle errors in Lambda
    /// integrations", mappings of custom errors.
    private func messagePath(_ path: LocatedText) -> UInt32? {
        let member = "errorMessage"
        let rest = path.text.dropFirst(member.count)
        guard path.text.hasPrefix(member), rest.hasPrefix(".") || rest.hasPrefix("[") else { return nil }
        return paths.lower(LocatedText("$" + rest, at: path.range, segments: []), isPart: true)
    }

    /// What parameters of requests begin with.
    private var requestWord: String { isSocket ? "route" : "method" }

    private func wrongSide(_ mapping: ParameterMapping, _ expression: String) -> LoweredSource? {
        sink.report(
            CompilerProblem.mappingSide(source: expression, at: mapping.sourceRange, target: mapping.targetRange))
        return nil
    }

    private func parameter(
        _ location: ParameterLocation, _ name: String, _ kind: MappingSource, _ expression: String,
        _ mapping: ParameterMapping, _ side: Side
    ) -> LoweredSource? {
        let scope: MethodScope
        switch side {
        case .request(let own): scope = own
        case .response: return wrongSide(mapping, expression)
        case .gateway: return LoweredSource(kind, name)
        }
        var index = PlanFormat.none
        if location == .path {
            guard let position = scope.path.names.firstIndex(of: name) else {
                reportPathSource(name, expression, mapping, scope)
                return nil
            }
            index = UInt32(position)
        } else if !scope.declares(location, name) {
            let prefix = String(expression.dropLast(name.count))
            let nearest = nearestName(name, among: scope.names(location)).map { prefix + $0 }
            sink.report(
                CompilerProblem.parameterUndeclared(
                    expression: expression, at: mapping.sourceRange, nearest: nearest))
            return nil
        }
        return LoweredSource(kind, name, index: index)
    }

    /// A path source without a segment: refused by AWS unless the method declares the parameter all the same.
    private func reportPathSource(
        _ name: String, _ expression: String, _ mapping: ParameterMapping, _ scope: MethodScope
    ) {
        let nearest = nearestName(name, among: scope.path.names) ?? scope.path.names.first
        if scope.declares(.path, name) {
            sink.report(
                CompilerProblem.parameterNotInPath(
                    name, path: scope.resourcePath, at: mapping.sourceRange,
                    nearest: nearest.map { "\(requestWord).request.path.\($0)" }))
        } else {
            sink.report(
                CompilerProblem.parameterUndeclared(
                    expression: expression, at: mapping.sourceRange,
                    nearest: nearest.map { "\(requestWord).request.path.\($0)" }))
        }
    }

    // MARK: Targets

    private func checkPathTarget(
        _ mapping: ParameterMapping, _ name: String, _ uri: LoweredURI, _ integration: Integration
    ) {
        if integration.kind == .mock || uri.placeholders.contains(where: { $0.value == name }) { return }
        if integration.kind == .awsProxy { return }
        let nearest = nearestName(name, among: uri.placeholders.map(\.value))
        sink.report(CompilerProblem.pathTargetUnused(name, at: mapping.targetRange, nearest: nearest))
    }

    /// Headers that API Gateway refuses or drops (recorded: README, "Behaviour").
    private func checkHeaderTarget(
        _ mapping: ParameterMapping, _ name: String, _ kind: Integration.Kind, _ flags: inout UInt32
    ) {
        if kind == .mock { return }
        switch name.lowercased() {
        case "content-length", "transfer-encoding", "x-amzn-trace-id", "x-amzn-apigateway-api-id":
            flags |= IntegrationRecord.alwaysFails
            sink.report(CompilerProblem.headerRefused(name, at: mapping.targetRange))
        case "authorization" where kind.isAWS, "connection" where kind.isAWS, "expect" where kind.isAWS,
            "proxy-authenticate" where kind.isAWS, "te" where kind.isAWS:
            flags |= IntegrationRecord.alwaysFails
            sink.report(CompilerProblem.headerRefused(name, at: mapping.targetRange))
        case "expect", "proxy-authenticate", "te", "via", "connection", "keep-alive":
            sink.report(CompilerProblem.headerStripped(name, at: mapping.targetRange))
        default: break
        }
    }

    private func checkResponseHeader(_ name: String, at place: SourceRange) {
        switch name.lowercased() {
        case "transfer-encoding": sink.report(CompilerProblem.headerStripped(name, at: place))
        case "authorization", "connection", "content-length", "content-md5", "date", "expect", "host", "max-forwards",
            "proxy-authenticate", "server", "trailer", "upgrade", "user-agent", "www-authenticate":
            sink.report(CompilerProblem.headerRemapped(name, at: place))
        default: break
        }
    }
}
