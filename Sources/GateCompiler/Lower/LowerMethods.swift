// Resources and methods.

import GateBytes
import GateDefinition
import GatePlan
import GateSource

/// What the mappings of a method can refer to.
struct MethodScope {
    let method: Method
    let path: RoutePath
    let resourcePath: String

    /// Whether the method declares a parameter. Lists are short, so no table is made.
    func declares(_ location: ParameterLocation, _ name: String) -> Bool {
        method.requestParameters.contains { $0.location == location && $0.name.value == name }
    }

    /// The declared names at a location.
    func names(_ location: ParameterLocation) -> [String] {
        method.requestParameters.filter { $0.location == location }.map(\.name.value)
    }
}

extension APILowering {
    /// Lowers a resource with its methods.
    func lower(_ resource: Resource) {
        guard let path = routePath(of: resource), let node = place(path, of: resource) else { return }
        if resource.methods.isEmpty { return }
        let names = builder.append(contentsOf: path.names.map { NameRecord(text: builder.intern($0)) })
        let isHTTP = definition.protocolType == .http
        let text = isHTTP ? resource.path.value : RoutePath.canonical(resource.path.value)
        let resourcePath = builder.intern(text)
        let resourceIdentifier = builder.intern(Identifiers.resource(text, of: identifier))
        var isReached = false
        for method in resource.methods {
            if let first = methodPlaces[trie.method(method.verb, at: node)] {
                reportTwice(method, text, first)
                continue
            }
            let scope = MethodScope(method: method, path: path, resourcePath: text)
            var record = MethodRecord(
                resourcePath: resourcePath, resourceIdentifier: resourceIdentifier, verb: method.verb)
            record.pathParameters = names
            fill(&record, scope)
            let index = builder.append(record)
            trie.set(method.verb, at: node, to: index)
            methodPlaces[index] = MethodPlace(range: method.range, path: text)
            places.note(.methods, index, at: method.range)
            isReached = true
        }
        if isReached { routeCount += 1 }
    }

    /// The segments of a resource's path; nil after an error, or where a mock leaves the path out.
    private func routePath(of resource: Resource) -> RoutePath? {
        let isExact = definition.protocolType == .http
        if !options.mendsPaths { return RoutePath.read(resource.path, isExact: isExact, sink: sink) }
        let faults = DiagnosticSink()
        let path = RoutePath.read(resource.path, isExact: isExact, sink: faults)
        if path == nil, let fault = faults.diagnostics.first {
            leaveOut(resource, reason: fault.message, at: fault.range)
        }
        return path
    }

    /// The node of a path in the trie; nil after an error, or where a mock leaves the path out.
    private func place(_ path: RoutePath, of resource: Resource) -> Int? {
        var merges: [RouteTrie.Conflict]? = options.mendsPaths ? [] : nil
        do throws(RouteTrie.Conflict) {
            let node = try trie.insert(path, merges: &merges)
            for merge in merges ?? [] { conflicts.note(merge, isDeferred: resource.methods.isEmpty, sink: sink) }
            return node
        } catch {
            if options.mendsPaths {
                let fault = error.problem.diagnostic
                leaveOut(resource, reason: fault.message, at: fault.range)
            } else {
                // A parent without methods has no text of its own: its child points better.
                conflicts.note(error, isDeferred: resource.methods.isEmpty, sink: sink)
            }
            return nil
        }
    }

    /// Says that a mock has no such path. A parent without methods is not missed.
    private func leaveOut(_ resource: Resource, reason: String, at place: SourceRange?) {
        if resource.methods.isEmpty { return }
        sink.report(
            CompilerProblem.pathLeftOut(
                resource.path.value, reason: reason, at: place ?? resource.path.range, first: nil))
    }

    private func reportTwice(_ method: Method, _ path: String, _ first: MethodPlace) {
        let verb = String(method.verb.token)
        if options.mendsPaths, first.path != path {
            sink.report(
                CompilerProblem.pathLeftOut(
                    "\(verb) \(path)", reason: "`\(first.path)` takes its requests", at: method.range,
                    first: first.range))
        } else {
            sink.report(CompilerProblem.routeTwice(verb: verb, path: path, at: method.range, first: first.range))
        }
    }

    /// Fills in what a method says; of a WebSocket API its route names the integration.
    func fill(_ record: inout MethodRecord, _ scope: MethodScope) {
        let method = scope.method
        record.operationName = builder.intern(method.operationName ?? "")
        if method.isAPIKeyRequired {
            record.flags |= MethodRecord.requiresAPIKey
            noteKeyRequired(at: method.range)
        }
        lowerAuthorization(&record, method)
        if method.validatesParameters {
            record.flags |= MethodRecord.validatesParameters
            record.parameterChecks = builder.append(contentsOf: checks(of: method))
        }
        fillModels(&record, method)
        let statuses = method.responses.compactMap(\.statusCode)
        for status in statuses { _ = checkStatus(status) }
        record.responses = builder.append(
            contentsOf: statuses.map { MethodResponseRecord(statusCode: min(max($0.value, 0), 999)) })
        if isSocket { return }
        guard let integration = method.integration else {
            noteMissingIntegration(at: method.range)
            return
        }
        var readsBody = false
        // A mock is one of `--mock`: HTTP APIs have none.
        let isRoute = definition.protocolType == .http && integration.kind != .mock
        record.integration =
            isRoute
            ? lower(route: integration, scope, readsBody: &readsBody)
            : lower(integration, scope, readsBody: &readsBody)
        if readsBody { record.flags |= MethodRecord.readsBody }
    }

    /// Required parameters in the order in which a failure lists them: `header.` < `path.` < `querystring.`, then by
    /// name (recorded).
    private func checks(of method: Method) -> [ParameterCheckRecord] {
        let required = method.requestParameters.filter(\.isRequired)
        let ordered = required.sorted { left, right in
            let first = left.location.order
            let second = right.location.order
            if first != second { return first < second }
            return left.name.value.utf8.lexicographicallyPrecedes(right.name.value.utf8)
        }
        return ordered.map { parameter in
            ParameterCheckRecord(name: builder.intern(parameter.name.value), kind: parameter.location.kind)
        }
    }

    private func fillModels(_ record: inout MethodRecord, _ method: Method) {
        for response in method.responses {
            for model in response.models { _ = models.verify(model.modelName) }
        }
        var schemas: [MediaSchemaRecord] = []
        for model in method.requestModels where models.verify(model.modelName) {
            let type = isSocket ? model.contentType : model.contentType.lowercased()
            let isXML = !isSocket && RequestModel.isXML(type)
            let schema = method.validatesBody ? models.lower(model.modelName.value) : nil
            let shape = isXML ? models.lowerXML(model.modelName.value) : nil
            // A model that was selected has no rules: that is not the same as no model.
            if schema == nil, shape == nil, !isSocket || !method.validatesBody { continue }
            if isXML, method.validatesBody, options.notesPortability {
                sink.report(CompilerProblem.xmlModelUnchecked(model.modelName.value, at: model.modelName.range))
            }
            if schema != nil { record.flags |= MethodRecord.validatesBody }
            schemas.append(
                MediaSchemaRecord(
                    contentType: builder.intern(type), schema: schema ?? PlanFormat.none,
                    xmlShape: shape ?? PlanFormat.none, modelName: builder.intern(model.modelName.value)))
        }
        if schemas.isEmpty { return }
        record.mediaSchemas = builder.append(contentsOf: schemas)
    }

    /// Whether a status is one; reports one that is not.
    func checkStatus(_ status: Located<Int>) -> Bool {
        if (100...599).contains(status.value) { return true }
        sink.report(CompilerProblem.statusOutside(status.value, at: status.range))
        return false
    }
}

/// Conflicts of names, each reported once.
struct RouteConflicts {
    private struct Key: Hashable {
        let parent: Int
        let name: String
    }

    private var reported = Set<Key>()
    private var deferred: [(Key, CompilerProblem)] = []

    mutating func note(_ conflict: RouteTrie.Conflict, isDeferred: Bool, sink: DiagnosticSink) {
        let key = Key(parent: conflict.parent, name: conflict.name)
        if isDeferred {
            deferred.append((key, conflict.problem))
        } else if reported.insert(key).inserted {
            sink.report(conflict.problem)
        }
    }

    /// Reports what no other resource has shown.
    mutating func flush(sink: DiagnosticSink) {
        for (key, problem) in deferred where reported.insert(key).inserted { sink.report(problem) }
    }
}

extension RoutePath {
    /// The path without a slash at its end.
    static func canonical(_ path: String) -> String {
        path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }
}

extension ParameterLocation {
    /// The plan's number of the location.
    var kind: ParameterKind {
        switch self {
        case .path: .path
        case .queryString: .queryString
        case .header: .header
        }
    }

    fileprivate var order: Int {
        switch self {
        case .header: 0
        case .path: 1
        case .queryString: 2
        }
    }
}
