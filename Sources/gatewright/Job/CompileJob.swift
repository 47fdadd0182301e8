// Files to definitions to plans, with all findings of all files in one report. Every subcommand that takes a
// specification goes through here, so they all say the same of the same file.

import GateCompiler
import GateControl
import GateDefinition
import GateOpenAPI
import GateSource
import GateTranslate
import GateTree

/// What a compile is asked for.
struct CompileSettings: Sendable {
    /// Folders from which references may read besides the specification's own.
    var allowedRoots: [String] = []
    /// Values of CloudFormation parameters and resources.
    var parameters: [String: String] = [:]
    /// Operations without an integration answer from their examples and schemas.
    var mocksMissingIntegrations = false
    /// Also say what Amazon would refuse, drop or change.
    var notesPortability = false
    /// Which kind of API the specifications are for; nil goes by what they say.
    var kind: SpecifiedKind?
    /// Whose settings of a route spec's stages count; nil is the first.
    var stage: String?
}

/// One specification's way to a plan.
struct CompiledFile {
    /// As the user named it.
    let path: String
    /// nil after errors.
    let compiled: CompiledAPI?
    /// Every file that was read or looked for.
    let sourcePaths: [String]
    /// CloudFormation's or SAM's, which no control plane takes.
    let isTemplate: Bool
}

/// One run over some specifications.
final class CompileJob {
    let settings: CompileSettings
    let sources = SourceMap()
    let sink = DiagnosticSink()

    init(_ settings: CompileSettings) { self.settings = settings }

    /// Reads, checks and compiles a file. Findings go to `sink`. Throws when the file itself cannot be read.
    func compile(_ path: String, _ progress: Progress? = nil) throws(CommandFailure) -> CompiledFile {
        let name = CompileJob.shownName(path)
        let reader = FileReader(named: name, allowedRoots: settings.allowedRoots)
        var failure: ReadFailure?
        // Errors of one file must not end the compile of another.
        let ownSink = DiagnosticSink()
        let documents = DocumentSet(sources: sources, sink: ownSink, options: documentOptions) { file in
            let result = reader.read(file)
            if file == name, case .failure(let reason) = result { failure = reason }
            return result
        }
        progress?.step("reading \(name)")
        let root = documents.load(name)
        if let failure {
            throw .unusable("`\(name)` cannot be read: \(failure.text)", help: helpForUnreadable(failure, name))
        }
        let compiled = root.flatMap { compile($0, documents, name, progress) }
        ownSink.diagnostics.forEach { sink.report($0) }
        let isTemplate = root.map { TemplateAPI.all(in: $0) != nil } ?? false
        return CompiledFile(path: path, compiled: compiled, sourcePaths: reader.paths, isTemplate: isTemplate)
    }

    /// Reads a file and makes something of it together with the file's text; nil when it is no document.
    /// CloudFormation's functions stay in their places unless they are to be resolved. Throws when the file cannot be
    /// read.
    func editing<Made>(
        _ path: String, resolvesIntrinsics: Bool = false, _ make: (Node, DocumentSet) -> Made
    ) throws(CommandFailure) -> (Made, SourceFile)? {
        let name = CompileJob.shownName(path)
        let reader = FileReader(named: name, allowedRoots: settings.allowedRoots)
        var failure: ReadFailure?
        var options = documentOptions
        options.resolvesIntrinsics = resolvesIntrinsics
        let documents = DocumentSet(sources: sources, sink: sink, options: options) { file in
            let result = reader.read(file)
            if file == name, case .failure(let reason) = result { failure = reason }
            return result
        }
        let root = documents.load(name)
        if let failure {
            throw .unusable("`\(name)` cannot be read: \(failure.text)", help: helpForUnreadable(failure, name))
        }
        return root.map { (make($0, documents), sources[$0.range.source]) }
    }

    /// The same of a document in memory, which reads no other file.
    func editing<Made>(
        document: [UInt8], named name: String, _ make: (Node, DocumentSet) -> Made
    ) -> (Made, SourceFile)? {
        var options = documentOptions
        options.resolvesIntrinsics = true
        let documents = DocumentSet(sources: sources, sink: sink, options: options) { file in
            file == name ? .success(document) : .failure(.other("a specification behind a URL reads no other file"))
        }
        return documents.load(name).map { (make($0, documents), sources[$0.range.source]) }
    }

    /// A file's API, for comparisons: of HTTP and WebSocket APIs their definitions, of others their records. nil after
    /// errors.
    func compared(_ path: String) throws(CommandFailure) -> ComparedAPI? {
        let name = CompileJob.shownName(path)
        let kind = settings.kind
        var refusal: DocumentRefusal?
        let api = try editing(path, resolvesIntrinsics: true) { root, documents -> ComparedAPI? in
            guard let specification = describedSpecification(root, documents: documents, name: name) else { return nil }
            let root = specification.root
            let silent = DiagnosticSink()
            let isREST =
                !isRouteSpec(root)
                && readSpecification(root, documents: documents, kind: kind, sink: silent)?.kind != .http
            if isREST {
                switch CompileJob.records(root, documents) {
                case .success(let imported): return imported.map { ComparedAPI($0.records, dialect: $0.dialect) }
                case .failure(let reason):
                    refusal = reason
                    return nil
                }
            }
            var options = ImportOptions()
            options.kind = isRouteSpec(root) ? nil : .http
            return importAPI(root, documents: documents, options: options, sink: documents.sink)
                .map { ComparedAPI($0, documents: documents) }
        }
        if let refusal, !sink.hasErrors { throw .refused("`\(name)` is refused: \(refusal.message)") }
        return api?.0
    }

    /// The records of a file's API, for exports: what AWS would refuse is taken. A template's resources
    /// count as the specification that they describe. nil after errors.
    func records(_ path: String) throws(CommandFailure) -> ImportedDocument? {
        let name = CompileJob.shownName(path)
        let read = try editing(path, resolvesIntrinsics: true) { root, documents -> ImportOutcome in
            guard let specification = describedSpecification(root, documents: documents, name: name) else {
                return .success(nil)
            }
            return CompileJob.records(specification.root, documents)
        }
        return try records(read?.0 ?? .success(nil), named: path)
    }

    /// The same of a document in memory, as control planes export them.
    func records(_ document: [UInt8], named name: String) throws(CommandFailure) -> ImportedDocument? {
        var options = DocumentOptions()
        options.resolvesIntrinsics = false
        let documents = DocumentSet(sources: sources, sink: sink, options: options) { file in
            file == name ? .success(document) : .failure(.notFound)
        }
        return try records(documents.load(name).map { CompileJob.records($0, documents) } ?? .success(nil), named: name)
    }

    private typealias ImportOutcome = Result<ImportedDocument?, DocumentRefusal>

    private static func records(_ root: Node, _ documents: DocumentSet) -> ImportOutcome {
        var options = DocumentImportOptions()
        options.takesWhatAWSRefuses = true
        var last = 0
        do throws(DocumentRefusal) {
            return .success(
                try importDocument(root, documents: documents, options) { length in
                    last += 1
                    let digits = String(last)
                    return String(repeating: "0", count: max(0, length - digits.count)) + digits
                })
        } catch {
            return .failure(error)
        }
    }

    private func records(_ outcome: ImportOutcome, named name: String) throws(CommandFailure) -> ImportedDocument? {
        switch outcome {
        case .success(let imported): return imported
        case .failure(let refusal):
            if !sink.hasErrors { throw .refused("`\(name)` is refused: \(refusal.message)") }
            return nil
        }
    }

    private func compile(
        _ root: Node, _ documents: DocumentSet, _ name: String, _ progress: Progress?
    ) -> CompiledAPI? {
        var importing = ImportOptions()
        importing.mocksMissingIntegrations = settings.mocksMissingIntegrations
        importing.notesPortability = settings.notesPortability
        importing.kind = settings.kind
        importing.stage = settings.stage
        progress?.step("checking \(name)")
        guard let specification = describedSpecification(root, documents: documents, name: name) else { return nil }
        let imported = importAPI(
            specification.root, documents: documents, options: importing, sink: documents.sink)
        guard let imported else { return nil }
        var compiling = CompileOptions()
        compiling.notesPortability = settings.notesPortability
        compiling.mendsPaths = settings.mocksMissingIntegrations
        progress?.step("compiling \(name)")
        return compileAPI(
            imported.definition, documents: documents, dialect: specification.dialect ?? imported.dialect,
            options: compiling, sink: documents.sink)
    }

    /// The name under which a file is read and shown: `./a.yaml` and `a.yaml` are one.
    private static func shownName(_ path: String) -> String {
        if path == "-" { return FileReader.standardInputName }
        var name = path[...]
        while name.hasPrefix("./"), name.count > 2 { name = name.dropFirst(2).drop { $0 == "/" } }
        return name.isEmpty ? path : String(name)
    }

    private var documentOptions: DocumentOptions {
        var options = DocumentOptions()
        options.allowedRoots = settings.allowedRoots
        options.parameters = settings.parameters
        return options
    }

    private func helpForUnreadable(_ failure: ReadFailure, _ name: String) -> String? {
        switch failure {
        case .isDirectory: return "name the specification in it: \(name)/openapi.yaml"
        case .notFound: return "name a specification or a plan, or `-` for standard input"
        default: return nil
        }
    }
}
