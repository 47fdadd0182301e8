// `gatewright export`: the document of an API, as AWS's GetExport gives it.

import ArgumentParser
import GateControl
import GateJSON
import GateSchema
import GateSource

/// Writes an API as a document.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a stage, an API or a specification as GetExport does.",
        discussion: """
            Of a stage, what is deployed; of an API without a stage, what it is now; of a specification or template, \
            what AWS would make of it. AWS's own extensions are written unless --extensions says otherwise, so that \
            importing the document makes the same API again.

              gatewright export api:pets/prod -o pets.yaml
              gatewright export --api pets --stage prod --type swagger
              gatewright export api:pets --extensions none
              gatewright export http://10.0.0.7:8090/pets/prod
              gatewright export template.yaml --extensions integrations,authorizers
            """)

    /// Forms of documents, named as GetExport does.
    enum Form: String, ExpressibleByArgument, CaseIterable {
        case oas30, swagger

        var form: DocumentExportOptions.Form { self == .oas30 ? .oas30 : .swagger }
    }

    /// How documents are written.
    enum Syntax: String, ExpressibleByArgument, CaseIterable {
        case json, yaml
    }

    @Argument(
        help: ArgumentHelp(
            "api:NAME/STAGE, api:NAME, aws:NAME/STAGE, URL/NAME/STAGE, or a specification; `-` is standard input.",
            valueName: "what"),
        completion: .file())
    var what: String?

    @Option(help: ArgumentHelp("The API's name or identifier, as in api:NAME.", valueName: "name"))
    var api: String?

    @Option(help: ArgumentHelp("The stage of --api; without one, the API as it is now.", valueName: "name"))
    var stage: String?

    @Option(help: "OpenAPI 3.0.1 or Swagger 2.0.")
    var type = Form.oas30

    @Option(
        help: ArgumentHelp(
            "What of AWS is written, with commas: apigateway (all of it), integrations, authorizers, postman, or none.",
            valueName: "list"))
    var extensions = "apigateway"

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The file to write instead of standard output.", valueName: "file"),
        completion: .file())
    var output: String?

    @Option(help: "Syntax of the document; YAML for a file that is called so, else JSON, unless given.")
    var format: Syntax?

    @OptionGroup(title: "Control plane") var options: ControlOptions
    @OptionGroup(title: "Reading") var source: SourceOptions
    @OptionGroup(title: "Findings") var findings: FindingOptions

    func validate() throws {
        if (what == nil) == (api == nil) {
            throw ValidationError("name what to export: api:NAME/STAGE, --api NAME --stage NAME, or a specification")
        }
        if stage != nil, api == nil { throw ValidationError("--stage goes with --api; else write api:NAME/STAGE") }
        if chosenExtensions == nil {
            throw ValidationError(
                "--extensions takes apigateway, integrations, authorizers and postman, with commas, or none")
        }
    }

    mutating func run() throws {
        let bytes = try document()
        guard let output else {
            if !Terminal.output(String(decoding: bytes, as: UTF8.self)) {
                throw CommandFailure.unusable("standard output cannot be written")
            }
            return
        }
        try PlanFile.write(bytes, to: output, folderHelp: "name the file: -o \(output)/api.json")
    }

    private var chosenExtensions: Set<DocumentExportOptions.Extension>? {
        extensions == "none" ? [] : DocumentExportOptions.extensions(extensions)
    }

    private var isYAML: Bool {
        if let format { return format == .yaml }
        return output.map { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") } ?? false
    }

    private func document() throws(CommandFailure) -> [UInt8] {
        var exporting = DocumentExportOptions(form: type.form)
        exporting.extensions = chosenExtensions ?? []
        let reference: APIReference
        if let api {
            reference = .remote(RemoteReference(place: .chosen, api: api, stage: stage))
        } else {
            reference = try APIReference(what ?? "")
        }
        switch reference {
        case .remote(let reference):
            let asked = extensions == "none" ? "" : extensions
            return try RemoteSource.find(reference, options).file(exporting, extensions: asked, isYAML: isYAML)
        case .file(let path): return try exported(path, exporting)
        }
    }

    private func exported(_ path: String, _ exporting: DocumentExportOptions) throws(CommandFailure) -> [UInt8] {
        if path != "-", PlanFile.isPlan(path: path) {
            throw .unusable(
                "`\(path)` is a plan, which has no names and models any more", help: "export its specification")
        }
        let job = CompileJob(source.settings)
        let imported = try job.records(path)
        let reporting = findings.textReport
        let report = reporting.report(job)
        if report.hasErrors || report.warningCount > 0 { try reporting.write(report) }
        guard let imported, !report.hasErrors else { throw .findings }
        for warning in imported.warnings { Terminal.error("warning: " + DisplayText.safe(warning)) }
        if imported.dialect > .openAPI30, !imported.records.models.isEmpty {
            Terminal.error("note: models are written as they are, and AWS reads them as JSON Schema draft 4")
        }
        var exporting = exporting
        exporting.addDocumentation(of: imported.records)
        return exportFile(imported.records, exporting, isYAML: isYAML).bytes
    }
}
