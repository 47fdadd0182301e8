// `gatewright deploy`: specifications to a stage of a control plane, by the operations that every other client uses.

import ArgumentParser
import GateCompiler
import GateControl
import GateJSON
import GatePlan
import GateSource

/// Imports and deploys.
struct DeployCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deploy",
        abstract: "Import specifications into an API and deploy them to a stage.",
        discussion: """
            The first file replaces what the API is, further ones are merged into it. They are compiled here first; \
            what has errors is not sent. An API or stage that is not there yet is made.

              gatewright deploy api.yaml --api pets --stage prod
              gatewright deploy api.yaml --api pets --stage prod --canary 10
              gatewright deploy api.yaml --api pets --stage prod --to https://gateway.internal:8090
            """)

    @Argument(help: ArgumentHelp("Specifications.", valueName: "file"), completion: .file())
    var files: [String]

    @Option(help: ArgumentHelp("The API's name, or the identifier of one that is there.", valueName: "name"))
    var api: String

    @Option(help: ArgumentHelp("The stage.", valueName: "name"))
    var stage: String

    @Option(
        help: ArgumentHelp(
            "Deploy to a canary of the stage that gets this share of its requests.", valueName: "percent"))
    var canary: Double?

    @Option(
        name: .customLong("var"), parsing: .singleValue,
        help: ArgumentHelp(
            "A stage variable, of the canary if there is one; may be repeated.", valueName: "NAME=VALUE"))
    var variables: [NameValue] = []

    @Option(help: ArgumentHelp("What the deployment says of itself.", valueName: "text"))
    var description: String?

    @Option(help: ArgumentHelp("The control plane; the same as --control.", valueName: "url"))
    var to: ControlAddress?

    @Flag(help: "Write what was done as JSON.")
    var json = false

    @OptionGroup(title: "Control plane") var options: ControlOptions
    @OptionGroup(title: "Reading") var source: SourceOptions
    @OptionGroup(title: "Findings") var findings: FindingOptions

    mutating func validate() throws {
        if let canary, !(canary >= 0 && canary <= 100) { throw ValidationError("--canary takes 0 to 100") }
        if api.allSatisfy(\.isWhitespace) { throw ValidationError("--api takes a name or an identifier") }
        if !StageName.isSound(stage) { throw ValidationError("--stage takes \(StageName.rule)") }
        if to != nil, options.control != nil { throw ValidationError("--to and --control say the same: give one") }
        if files.contains("-"), files.count > 1 { throw ValidationError("`-` can be the only file") }
    }

    mutating func run() throws {
        let (documents, declared) = try read()
        let client = try options.client(at: to)
        var request = DeployRequest(documents: documents, api: api, stage: stage)
        request.description = description
        let given = Set(variables.map(\.name))
        request.variables = declared.filter { !given.contains($0.name) } + variables.map { ($0.name, $0.value) }
        request.canaryPercent = canary
        let outcome = try RemoteDeploy(client: client, request: request).run()
        for warning in outcome.warnings { Terminal.error("warning: " + DisplayText.safe(warning)) }
        let text = json ? report(outcome).pretty() : lines(outcome).joined(separator: "\n")
        if !Terminal.output(text + "\n") { throw CommandFailure.unusable("standard output cannot be written") }
    }

    /// The files' bytes, once they compile, and the stage variables of templates among them.
    private func read() throws(CommandFailure) -> (documents: [[UInt8]], variables: [(name: String, value: String)]) {
        let job = CompileJob(source.settings)
        var documents: [[UInt8]] = []
        var variables: [(name: String, value: String)] = []
        for file in files {
            if file == "-" { throw .unusable("standard input cannot be deployed", help: "name a file") }
            if PlanFile.isPlan(path: file) {
                throw .unusable(
                    "`\(file)` is a plan: a control plane takes specifications", help: "name its specification")
            }
            let compiled = try job.compile(file)
            if compiled.sourcePaths.count > 1 {
                let others = compiled.sourcePaths.dropFirst().joined(separator: ", ")
                throw .unusable(
                    "`\(file)` reads other files, and a control plane takes one document",
                    help: "put what its references name into the file: \(others)")
            }
            documents.append(try document(file, compiled))
            if compiled.isTemplate, let api = compiled.compiled {
                for own in try DeployCommand.variables(api) {
                    variables.removeAll { $0.name == own.name }
                    variables.append(own)
                }
            }
        }
        let reporting = findings.textReport
        let report = reporting.report(job)
        if report.hasErrors || report.warningCount > 0 { try reporting.write(report) }
        if report.hasErrors { throw .findings }
        return (documents, variables)
    }

    /// The variables that a template gives its stage.
    private static func variables(_ api: CompiledAPI) throws(CommandFailure) -> [(name: String, value: String)] {
        do throws(PlanError) {
            let plan = try PlanImage(copying: api.plan)
            return (0..<plan.stageVariables.count).map { index in
                let variable = plan.stageVariables[index]
                return (String(plan.string(variable.name)), String(plan.string(variable.value)))
            }
        } catch {
            throw .unusable("the compiled plan cannot be read: \(error.text)")
        }
    }

    /// What is sent of a file: its bytes, or the document that a template makes.
    private func document(_ file: String, _ compiled: CompiledFile) throws(CommandFailure) -> [UInt8] {
        if compiled.isTemplate, let imported = try CompileJob(source.settings).records(file) {
            return exportFile(imported.records, .complete(.oas30), isYAML: false).bytes
        }
        switch FileReader.readFile(file, limit: FileReader.bytesMax) {
        case .success(let bytes): return bytes
        case .failure(let failure): throw .unusable("`\(file)` cannot be read: \(failure.text)")
        }
    }

    private func lines(_ outcome: DeployOutcome) -> [String] {
        let api = outcome.api
        let title = "API \(DisplayText.safe(api.name)) (\(api.id)) in \(api.client.region)"
        var lines = [title + (outcome.isNew ? ", new" : "")]
        if let canary {
            lines.append(
                "deployment \(outcome.deployment) is the canary of stage \(stage), \(canary) % of its requests")
        } else {
            lines.append("deployment \(outcome.deployment) serves stage \(stage)")
        }
        for (change, operation) in outcome.changes ?? [] { lines.append("  \(change.rawValue) \(operation)") }
        if outcome.changes?.isEmpty == true { lines.append("  no operation has changed") }
        lines.append(api.invokeText(stage))
        if canary != nil {
            let here = "--api \(DisplayText.safe(api.name)) --stage \(stage)"
            lines.append("then: gatewright promote \(here), or gatewright rollback \(here)")
        }
        return lines
    }

    private func report(_ outcome: DeployOutcome) -> JSONValue {
        var members: JSONObject = [
            "restApiId": .string(outcome.api.id), "name": .string(outcome.api.name),
            "region": .string(outcome.api.client.region), "stageName": .string(stage),
            "deploymentId": .string(outcome.deployment), "isNew": .bool(outcome.isNew),
            "warnings": .array(outcome.warnings.map { .string($0) }),
        ]
        if let canary { members["percentTraffic"] = JSONValue(canary) }
        if let changes = outcome.changes {
            for (name, kind) in [
                ("added", DeployOutcome.Change.added), ("removed", .removed), ("changed", .changed),
            ] {
                members[name] = .array(changes.filter { $0.change == kind }.map { .string($0.operation) })
            }
        }
        return .object(members)
    }
}
