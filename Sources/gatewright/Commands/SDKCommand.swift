// `gatewright sdk`: a typed client of an API as the files of a package.

import ArgumentParser
import GateControl
import GateOpenAPI
import GateSDK
import GateSource
import GateTranslate
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
              gatewright sdk api.yaml --language all -o clients        each in its own folder: clients/go …

            A plan has no names and models any more: a client is written of its specification.
            """)

    @Argument(
        help: ArgumentHelp("A specification, also by its URL; `-` is standard input.", valueName: "file"),
        completion: .file())
    var file: String

    @Option(
        name: .shortAndLong,
        help: "The client's language; of several (`go,swift`, or `all`) each gets a folder below the output's.")
    var language: [SDKLanguages]

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
        guard !report.hasErrors, let read else { throw CommandFailure.findings }
        let api: ClientAPI
        do throws(ChannelFailure) {
            api = try read.get()
        } catch {
            throw CommandFailure.refused("`\(file)`: \(error.wording)")
        }
        let languages = SDKLanguages.joined(language)
        guard !api.operations.isEmpty || api.channel != nil else {
            throw CommandFailure.refused("`\(file)` has no operation that a client could call")
        }
        var options = SDKOptions()
        options.name = name
        options.package = package
        let calls = api.channel.map { "\($0.routes.count) routes" } ?? "\(api.operations.count) operations"
        let counts = "\(calls), \(api.types.count) types"
        for language in languages {
            let files = generateSDK(api, in: language, options)
            let path = languages.count == 1 ? output : "\(output)/\(language.rawValue)"
            let folder = PackageFolder(path: path)
            for file in files { try folder.write(file.text, to: file.path) }
            Terminal.error("\(path): \(files.count) files of a \(language.title) client, \(counts)")
        }
    }
}

/// One or more languages, as the option names them: `go`, `go,swift`, `all`.
struct SDKLanguages: ExpressibleByArgument {
    let list: [SDKLanguage]

    init?(argument: String) {
        if argument == "all" {
            list = SDKLanguage.allCases
            return
        }
        let names = argument.split(separator: ",", omittingEmptySubsequences: false)
        list = names.compactMap { SDKLanguage(rawValue: String($0)) }
        if list.count != names.count { return nil }
    }

    static let allValueStrings = SDKLanguage.allCases.map(\.rawValue) + ["all"]

    /// Each once, in the order of their names.
    static func joined(_ choices: [SDKLanguages]) -> [SDKLanguage] {
        let chosen = Set(choices.flatMap(\.list))
        return SDKLanguage.allCases.filter(chosen.contains)
    }
}

extension SDKCommand {
    /// The client's view of the specification; nil after errors.
    private func described(_ job: CompileJob) throws(CommandFailure) -> Result<ClientAPI, ChannelFailure>? {
        func client(_ root: Node, _ documents: DocumentSet) -> Result<ClientAPI, ChannelFailure>? {
            guard let specification = describedSpecification(root, documents: documents, name: file) else { return nil }
            let sink = documents.sink
            if isRouteSpec(specification.root) {
                // Its faults are found by the reader that serves it.
                _ = importRoutes(specification.root, documents: documents, sink: sink)
                return Result { () throws(ChannelFailure) in
                    try clientAPI(routes: specification.root, documents: documents, sink: sink)
                }
            }
            return readSpecification(specification.root, documents: documents, sink: sink).map {
                .success(clientAPI($0, documents: documents, sink: sink))
            }
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

extension SDKLanguage {
    /// As its users write it.
    fileprivate var title: String {
        switch self {
        case .go: "Go"
        case .java: "Java"
        case .kotlin: "Kotlin"
        case .python: "Python"
        case .ruby: "Ruby"
        case .swift: "Swift"
        case .typescript: "TypeScript"
        }
    }
}
