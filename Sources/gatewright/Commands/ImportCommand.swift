// `gatewright import --from-aws`: an API that AWS, or anything that answers like it, has deployed, as a specification
// or in a node of one's own.

import ArgumentParser
import GateJSON
import GateSource

/// Takes over an API.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Read an API from AWS and write its specification, or deploy it to a node.",
        discussion: """
            The stage's export with all of API Gateway's extensions is read, nothing is changed there. Without --to it \
            goes to standard output or to -o. With --to the API and its stage, with the stage's variables, are made or \
            replaced at that node.

              gatewright import --from-aws --api pets --stage prod -o pets.json
              gatewright import --from-aws --api pets --stage prod --to http://127.0.0.1:8090
              gatewright import --from http://127.0.0.1:4566 --api pets --stage dev -o pets.yaml
            """)

    @Flag(help: "Read from AWS, in the region of --region.")
    var fromAws = false

    @Option(help: ArgumentHelp("Read from this endpoint instead.", valueName: "url"))
    var from: ControlAddress?

    @Option(help: ArgumentHelp("The API's name or identifier.", valueName: "name"))
    var api: String

    @Option(help: ArgumentHelp("The stage; needed when the API has several.", valueName: "name"))
    var stage: String?

    @Option(help: ArgumentHelp("The region; the SDKs' unless given.", valueName: "name"))
    var region: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The specification's file; YAML if it is called so, else JSON.", valueName: "file"),
        completion: .file())
    var output: String?

    @Option(help: ArgumentHelp("The control plane of the node that shall serve it.", valueName: "url"))
    var to: ControlAddress?

    mutating func validate() throws {
        if fromAws == (from != nil) { throw ValidationError("say where from: --from-aws, or --from URL") }
        if to != nil, output != nil { throw ValidationError("--to and -o are two commands: run them one by one") }
    }

    mutating func run() throws {
        var options = ControlOptions()
        options.region = region
        let source = from ?? ControlAddress(awsRegion: region ?? AWSAccess.chain().region)
        let client = try options.client(at: source)
        let known = try RemoteAPI.need(api, client)
        let stage = try chosenStage(of: known)
        let name = stage.shown("stageName")
        let isYAML = output.map { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") } ?? false
        let bytes = try client.fetch(
            known.path + "/stages/\(ControlClient.encoded(name))/exports/oas30?extensions=apigateway",
            accept: isYAML ? "application/yaml" : "application/json")
        guard let to else {
            if let output {
                try PlanFile.write(bytes, to: output, folderHelp: "name the file: -o \(known.name).json")
            } else if !Terminal.output(String(decoding: bytes, as: UTF8.self)) {
                throw CommandFailure.unusable("standard output cannot be written")
            }
            return
        }
        var request = DeployRequest(documents: [bytes], api: known.name, stage: name)
        request.description = "imported from \(source.text)"
        request.variables = (stage["variables"]?.object ?? JSONObject()).compactMap { name, value in
            value.string.map { (name: name, value: $0) }
        }
        let outcome = try RemoteDeploy(client: try options.client(at: to), request: request).run()
        for warning in outcome.warnings { Terminal.error("warning: " + DisplayText.safe(warning)) }
        let title = DisplayText.safe(known.name)
        Terminal.output(
            """
            API \(title) (\(outcome.api.id)) in \(outcome.api.client.region), stage \(name), deployment \
            \(outcome.deployment)
            \(outcome.api.invokeText(name))

            """)
        if stage["methodSettings"]?.object?.isEmpty == false {
            Terminal.error("note: settings of the stage's methods stay behind: aws apigateway update-stage")
        }
    }

    private func chosenStage(of known: RemoteAPI) throws(CommandFailure) -> JSONValue {
        if let stage { return try known.needStage(stage) }
        let all = try known.stages()
        if all.count == 1 { return all[0] }
        let names = all.map { $0.shown("stageName") }.joined(separator: ", ")
        if all.isEmpty { throw .refused("the API `\(known.name)` has no stage", help: "deploy it there first") }
        throw .unusable("the API `\(known.name)` has several stages", help: "name one with --stage: \(names)")
    }
}
