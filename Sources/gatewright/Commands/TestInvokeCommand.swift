// `gatewright test-invoke`: one request through a plan, told as API Gateway's TestInvokeMethod tells it.

import ArgumentParser

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Invokes a method for its execution log.
struct TestInvokeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test-invoke",
        abstract: "Send one request through a plan and print its execution log.",
        discussion: """
            The log is that of TestInvokeMethod and of the console's Test tab; as there, authorizers and API keys are \
            not asked. Nothing leaves the process: a backend answers what --backend-status, --backend-header and \
            --backend-body say, and a method that calls one needs at least one of them. The stage is called \
            test-invoke-stage unless --stage says otherwise.

              gatewright test-invoke api.yaml GET '/pets?limit=2'
              gatewright test-invoke api.plan POST /orders -d @order.json --backend-body '{"id": 1}'
              gatewright test-invoke api.yaml GET /pets --format json | jq -r .log
            """)

    /// How the outcome is written.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @OptionGroup var call: RequestOptions

    @Option(help: "The log, or the object that TestInvokeMethod answers.")
    var format = Format.text

    @OptionGroup(title: "Reading") var source: SourceOptions
    @OptionGroup(title: "Findings") var findings: FindingOptions

    /// The name that API Gateway gives the stage of a test.
    private static let stageName = "test-invoke-stage"

    mutating func run() throws {
        let request = try call.request()
        let backend = try call.backendAnswer()
        let input = try ServedInput.load(call.file, source.settings, findings.textReport)
        var stage = try call.stage(named: TestInvokeCommand.stageName, findings.textReport)
        stage.skipsAuthorization = true
        stage.skipsAPIKeys = true
        stage.unloggedHeaders = request.addedNames
        let wallMilliseconds = TestInvokeCommand.wallMilliseconds
        let tracer = Tracer(
            input.plan, stage, wallMilliseconds: wallMilliseconds,
            seed: (UInt64.random(in: 1...UInt64.max), UInt64.random(in: 1...UInt64.max)))
        let start = ContinuousClock.now
        tracer.measure { UInt64((ContinuousClock.now - start) / .microseconds(1)) + 1 }
        let facts = tracer.facts(of: request, backend: backend)
        let latency = ContinuousClock.now - start
        guard let answer = facts.answer else {
            throw CommandFailure.unusable("the request is cut off", help: "its body is shorter than its head says")
        }
        guard facts.route != nil else {
            throw CommandFailure.unusable(
                "no method serves `\(request.method) \(request.target)`",
                help: "gatewright trace tells where its path leaves the routes")
        }
        if let upstream = facts.upstream, !call.tellsBackend {
            throw CommandFailure.unusable(
                "the integration calls \(upstream.origin), and nothing says what it answers",
                help: "--backend-status, --backend-header and --backend-body do")
        }
        let invocation = TestInvocation(
            answer: MessageText(answer), events: facts.events, hasFailed: facts.failure != nil,
            latencyMilliseconds: Int(latency / .milliseconds(1)))
        let text = format == .json ? facts.redacted(invocation.value.json + "\n") : invocation.log
        if !Terminal.output(text) {
            throw CommandFailure.unusable("standard output cannot be written")
        }
    }

    /// The time of day, in milliseconds since 1970.
    private static var wallMilliseconds: Int64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
    }
}
