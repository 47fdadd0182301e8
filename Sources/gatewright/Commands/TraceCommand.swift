// `gatewright trace`: what would happen to a request, step by step, without sending anything.

import ArgumentParser
import GateRuntime

/// Follows a request.
struct TraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Tell what would happen to a request, step by step.",
        discussion: """
            Nothing is sent: the upstream request is shown, and the backend is taken to answer as \
            --backend-status, --backend-header and --backend-body say.

              gatewright trace api.yaml GET '/pets?limit=2'
              gatewright trace api.plan POST /orders -H 'Content-Type: application/json' -d @order.json
              gatewright trace api.yaml GET /items/1 --backend-body '{"id": 1}' --json
            """)

    @Argument(help: "A specification or a plan.", completion: .file())
    var file: String

    @Argument(help: "The request's method.")
    var method: String

    @Argument(help: "The request's path and query.")
    var path: String

    @Option(
        name: [.customShort("H"), .customLong("header")], parsing: .singleValue,
        help: ArgumentHelp("A request header; may be repeated.", valueName: "Name: value"))
    var headers: [String] = []

    @Option(
        name: [.customShort("d"), .customLong("data")],
        help: ArgumentHelp("The request's body, or @FILE; @- is standard input.", valueName: "text"))
    var data: String?

    @Option(help: ArgumentHelp("Status of the backend's answer.", valueName: "status"))
    var backendStatus = 200

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("Header of the backend's answer; may be repeated.", valueName: "Name: value"))
    var backendHeader: [String] = []

    @Option(help: ArgumentHelp("Body of the backend's answer.", valueName: "text"))
    var backendBody = "{}"

    @Option(help: ArgumentHelp("The stage's name, $context.stage.", valueName: "name"))
    var stage = "local"

    @Option(
        name: .customLong("var"), parsing: .singleValue,
        help: ArgumentHelp("A stage variable; may be repeated.", valueName: "NAME=VALUE"))
    var variables: [NameValue] = []

    @Flag(help: "As JSON, one object.")
    var json = false

    @OptionGroup(title: "Reading") var source: SourceOptions
    @OptionGroup(title: "Findings") var reporting: ReportOptions

    mutating func validate() throws {
        if backendStatus < 200 || backendStatus > 599 { throw ValidationError("--backend-status takes 200 to 599") }
    }

    mutating func run() throws {
        let request = try TraceRequest(method: method, target: path, headers: headers, data: data)
        let backend = try TraceRequest(method: "", target: "", headers: backendHeader, data: nil).headers
        let input = try ServedInput.load(file, source.settings, reporting)
        var settings = StageSettings()
        settings.name = stage
        settings.variables = variables.map { (name: $0.name, value: $0.value) }
        settings.mountsAtRoot = true
        settings.aws = AWSEndpoints(environment: Terminal.environment(prefixed: "AWS_"))
        let facts = Tracer(input.plan, settings).facts(of: request, backend: backendAnswer(backend))
        if !Terminal.output(json ? facts.json : facts.text) {
            throw CommandFailure.unusable("standard output cannot be written")
        }
    }

    private func backendAnswer(_ headers: [(name: String, value: String)]) -> [UInt8] {
        let body = Array(backendBody.utf8)
        var head = "HTTP/1.1 \(backendStatus) Backend\r\n"
        for header in headers { head += "\(header.name): \(header.value)\r\n" }
        if !headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            head += "Content-Type: application/json\r\n"
        }
        return Array((head + "Content-Length: \(body.count)\r\n\r\n").utf8) + body
    }
}
