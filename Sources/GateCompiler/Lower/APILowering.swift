// What lowering carries along: the plan under construction, the compilers of the three languages, and what is
// reported once for a whole API instead of once a method. The passes stand in the extensions of this folder.

import GateBytes
import GateDefinition
import GatePlan
import GateSource

/// Where a method stands: its verb's key, its path.
struct MethodPlace {
    let range: SourceRange
    let path: String
}

/// The lowering of one API.
final class APILowering {
    let definition: APIDefinition
    let options: CompileOptions
    let sink: DiagnosticSink
    let builder = PlanBuilder()
    let models: ModelTable
    let selections = SelectionCheck()
    var linted = LintedTemplates()
    var lintFindings = Set<LintedPlace>()
    var places: DebugPlaces
    var templates: TemplateCompiler
    var paths: JSONPathLowering
    var trie: RouteTrie
    var conflicts = RouteConflicts()
    /// Whether the definition has all parts of its document. After an error it may have holes, and what is missing
    /// then is not reported again.
    let isWhole: Bool
    var routeCount = 0
    /// The first integration that streams.
    var streamPlace: SourceRange?
    /// Where the methods of the plan stand.
    var methodPlaces: [UInt32: MethodPlace] = [:]
    /// Of an HTTP API: its route `$default`, and its CORS policy.
    var defaultMethod = PlanFormat.none
    var cors = PlanFormat.none
    /// The plan's authorizers by name.
    var authorizers: [String: UInt32] = [:]
    /// The resource policy as it stands in the plan.
    var policy = StringReference.empty
    /// Names of declared stage variables, and of those reported already.
    private let stageVariables: Set<String>
    private var reportedVariables = Set<String>()
    private var withoutIntegration: CompilerProblem.Uses?
    private var reportsKeys: Bool

    init(_ definition: APIDefinition, models: ModelTable, options: CompileOptions, sink: DiagnosticSink) {
        self.definition = definition
        self.options = options
        self.sink = sink
        self.models = models
        isWhole = !sink.hasErrors
        trie = RouteTrie(isExact: definition.protocolType == .http)
        let patterns = PatternPool()
        places = DebugPlaces(isKept: options.includesDebug)
        templates = TemplateCompiler(into: builder, sink: sink, patterns: patterns)
        paths = JSONPathLowering(into: builder, sink: sink, patterns: patterns)
        stageVariables = Set(definition.stageVariables.map(\.name.value))
        reportsKeys = definition.apiKeys.isEmpty && definition.apiKeySource == .header
        models.begin(into: builder, patterns: patterns)
    }

    /// Whether the API is a WebSocket API.
    var isSocket: Bool { definition.protocolType == .webSocket }

    /// All passes in the order of the plan's sections.
    func run() {
        lowerAccess()
        if let socket = definition.socket { lower(socket) }
        for resource in definition.resources { lower(resource) }
        if let route = definition.defaultRoute { lower(defaultRoute: route) }
        if let policy = definition.cors { cors = lower(policy) }
        conflicts.flush(sink: sink)
        trie.append(to: builder)
        for response in definition.gatewayResponses { lower(response) }
        for variable in definition.stageVariables {
            builder.append(
                StageVariableRecord(
                    name: builder.intern(variable.name.value), value: builder.intern(variable.value)))
        }
        for key in definition.apiKeys {
            builder.append(APIKeyRecord(name: builder.intern(key.name), value: builder.intern(key.value.value)))
        }
        if let log = definition.accessLog, AccessLogChoice(log.value) == nil {
            sink.report(CompilerProblem.accessLogUnreadable(at: log.range))
        }
        if isWhole, definition.protocolType == .rest { lintCORS() }
        noteAPIFeatures()
        reportUses()
    }

    // MARK: Reported once for an API

    func noteMissingIntegration(at place: SourceRange) {
        if withoutIntegration?.add(place) == nil { withoutIntegration = .init(at: place) }
    }

    func noteKeyRequired(at place: SourceRange) {
        if !reportsKeys { return }
        reportsKeys = false
        sink.report(CompilerProblem.apiKeysMissing(at: place))
    }

    /// Reports a stage variable that the specification gives no value, the first time it is used.
    func noteStageVariable(_ name: String, at place: SourceRange) {
        if stageVariables.contains(name) || !reportedVariables.insert(name).inserted { return }
        let nearest = nearestName(name, among: definition.stageVariables.map(\.name.value))
        sink.report(CompilerProblem.stageVariableUnknown(name, at: place, nearest: nearest))
    }

    private func noteAPIFeatures() {
        if let size = definition.minimumCompressionBytes, let streamPlace {
            sink.report(CompilerProblem.streamLeavesOut("compressed", at: size.range, stream: streamPlace))
        }
    }

    private func reportUses() {
        if isWhole, let uses = withoutIntegration { sink.report(CompilerProblem.integrationMissing(uses)) }
    }
}
