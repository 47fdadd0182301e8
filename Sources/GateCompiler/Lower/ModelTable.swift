// Models by name. Every model is checked; only those that bodies are validated against become part of the plan.

import GateDefinition
import GatePlan
import GateSchema
import GateSource
import GateTree

/// The models of one API.
final class ModelTable {
    /// Models that every API has. AWS: CreateRestApi (recorded).
    static let builtIn: Set<String> = ["Empty", "Error"]

    private let definition: APIDefinition
    private let documents: DocumentSet
    private let dialect: SchemaDialect
    private let options: CompileOptions
    private let sink: DiagnosticSink
    private var indices: [String: Int] = [:]
    private var compiler: SchemaCompiler?
    private var lowered: [String: UInt32] = [:]
    private var errorModel: Node?
    /// Dynamic scopes; nil where the language has none.
    private let registry: SchemaRegistry?
    /// The models as templates see them.
    private(set) lazy var outline = ModelOutline(dialect: dialect, sources: sources)

    init(
        _ definition: APIDefinition, documents: DocumentSet, dialect: SchemaDialect, options: CompileOptions,
        sink: DiagnosticSink
    ) {
        self.definition = definition
        self.documents = documents
        self.dialect = dialect
        self.options = options
        self.sink = sink
        registry =
            dialect == .draft2020
            ? SchemaRegistry(
                dialect: dialect, sources: documents.sources, sink: DiagnosticSink(), holdsDocuments: true) : nil
        for (index, model) in definition.models.enumerated() { indices[model.name.value] = index }
        check()
    }

    /// How many models are in the plan.
    var count: Int { lowered.count }

    /// Opens the plan for schemas.
    func begin(into builder: PlanBuilder, patterns: PatternPool) {
        // What there is to say about models has been said by `check`.
        compiler = SchemaCompiler(
            dialect: dialect, sources: sources, into: builder, sink: DiagnosticSink(), patterns: patterns)
    }

    /// Whether a model exists; reports one that does not.
    func verify(_ name: Located<String>) -> Bool {
        if indices[name.value] != nil || ModelTable.builtIn.contains(name.value) { return true }
        let nearest = nearestName(name.value, among: definition.models.map(\.name.value))
        sink.report(CompilerProblem.modelUnknown(name.value, at: name.range, nearest: nearest))
        return false
    }

    /// The plan's schema of a model; nil for one without rules (`Empty`) and for one that does not exist.
    func lower(_ name: String) -> UInt32? {
        if let index = lowered[name] { return index }
        guard let schema = schema(name), let index = compiler?.lower(schema) else { return nil }
        lowered[name] = index
        return index
    }

    /// How XML has a model's values; nil for one without rules and for one that does not exist.
    func lowerXML(_ name: String) -> UInt32? { schema(name).flatMap { compiler?.lowerXML($0, sink: sink) } }

    private func schema(_ name: String) -> Node? {
        if let index = indices[name] { return definition.models[index].schema }
        guard name == "Error" else { return nil }
        if let errorModel { return errorModel }
        let text = "{\"type\": \"object\", \"properties\": {\"message\": {\"type\": \"string\"}}}"
        let source = documents.sources.add(path: "(model Error).json", bytes: Array(text.utf8))
        errorModel = TreeParser.parse(source, sources: documents.sources, limits: TreeLimits(), sink: sink)
        return errorModel
    }

    private var sources: SchemaSources {
        SchemaSources(
            resolve: { [documents] in documents.resolve($0) },
            target: { [documents] in documents.document(named: $0) },
            model: { [weak self] in self?.schema($0) },
            models: { [definition] in
                definition.models.filter { !$0.isGenerated }.map { ($0.name.value, $0.schema) }
            },
            registry: registry)
    }

    /// Reads every model for what there is to report.
    private func check() {
        if definition.models.isEmpty { return }
        let scratch = PlanBuilder()
        var checker = SchemaCompiler(
            dialect: dialect, sources: sources, into: scratch, sink: sink, patterns: PatternPool(),
            notesPortability: options.notesPortability)
        for model in definition.models { _ = checker.lower(model.schema) }
        if sink.hasErrors { return }
        for model in definition.models {
            guard let reason = checker.refusal(of: model.schema) else { continue }
            sink.report(LintProblem.modelAcceptsNothing(model.name.value, at: model.name.range, because: reason))
        }
    }
}
