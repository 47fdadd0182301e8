// `gatewright sdk`: a typed client of an API as the files of a package.

import ArgumentParser
import GateControl
import GateOpenAPI
import GateSDK
import GateSource
import GateTree

/// Writes a client.
struct SDKCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sdk",
        abstract: "Write a typed client of an API.",
        discussion: """
            One method for each operation, one type for each model, errors by status, retries, credentials and \
            pages: a package of its own in the language's usual form, without dependencies where the language can do \
            without. The same specification gives the same bytes. Files of the package are written anew, others in \
            the folder stay.

              gatewright sdk api.yaml --language typescript -o client
              gatewright sdk api.yaml --language typescript -o client --name Pets --package @acme/pets
              gatewright sdk https://api.example.com/openapi.json --language swift -o client

            A plan has no names and models any more: a client is written of its specification.
            """)

    @Argument(
        help: ArgumentHelp("A specification, also by its URL; `-` is standard input.", valueName: "file"),
        completion: .file())
    var file: String

    @Option(name: .shortAndLong, help: "The client's language.")
    var language: SDKLanguage

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The package's folder.", valueName: "folder"), completion: .directory)
    var output: String

    @Option(help: ArgumentHelp("The client's name; the API's title unless given.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("The package's name in the language's registry.", valueName: "name"))
    var package: String?

    @OptionGroup(title: "Specification") var source: SourceOptions
    @OptionGroup(title: "Findings") var findings: FindingOptions

    mutating func run() throws {
        let job = CompileJob(source.settings)
        let read = try described(job)
        let report = findings.textReport.report(job)
        if report.hasErrors { try findings.textReport.write(report) }
        guard !report.hasErrors, let api = read else { throw CommandFailure.findings }
        guard !api.operations.isEmpty else {
            throw CommandFailure.refused("`\(file)` has no operation that a client could call")
        }
        var options = SDKOptions()
        options.name = name
        options.package = package
        let files = generateSDK(api, in: language, options)
        let folder = PackageFolder(path: output)
        for file in files { try folder.write(file.text, to: file.path) }
        let counts = "\(api.operations.count) operations, \(api.types.count) types"
        Terminal.error("\(output): \(files.count) files of a \(language.title) client, \(counts)")
    }
}

extension SDKCommand {
    /// The client's view of the specification; nil after errors.
    private func described(_ job: CompileJob) throws(CommandFailure) -> ClientAPI? {
        func client(_ root: Node, _ documents: DocumentSet) -> ClientAPI? {
            guard let specification = describedSpecification(root, documents: documents, name: file),
                let document = readSpecification(specification.root, documents: documents, sink: documents.sink)
            else { return nil }
            return clientAPI(document, documents: documents, sink: documents.sink)
        }
        if URLReader.isURL(file) {
            return job.editing(document: try URLReader.read(file), named: file, client)?.0
        }
        if file != "-", PlanFile.isPlan(path: file) {
            throw .unusable(
                "`\(file)` is a plan, which has no names and models any more",
                help: "write the client of its specification")
        }
        return try job.editing(file, resolvesIntrinsics: true, client)?.0
    }
}

extension SDKLanguage: ExpressibleByArgument {
    /// As its users write it.
    fileprivate var title: String {
        switch self {
        case .go: "Go"
        case .java: "Java"
        case .python: "Python"
        case .swift: "Swift"
        case .typescript: "TypeScript"
        }
    }
}
