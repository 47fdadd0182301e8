// `gatewright trace`: what would happen to a request, step by step, without sending anything.

import ArgumentParser

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

    @OptionGroup var call: RequestOptions

    @Flag(help: "As JSON, one object.")
    var json = false

    @OptionGroup(title: "Reading") var source: SourceOptions
    @OptionGroup(title: "Findings") var reporting: ReportOptions

    mutating func run() throws {
        let request = try call.request()
        let backend = try call.backendAnswer()
        let input = try ServedInput.load(call.file, source.settings, reporting)
        let facts = try Tracer(input.plan, call.stage(named: "local", reporting)).facts(of: request, backend: backend)
        if !Terminal.output(facts.redacted(json ? facts.json : facts.text)) {
            throw CommandFailure.unusable("standard output cannot be written")
        }
    }
}
