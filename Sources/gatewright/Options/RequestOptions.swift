// Options of the subcommands that send one request through a plan: the request, the stage, the backend's answer.

import ArgumentParser
import GateRuntime

/// One request and the answer that its backend is taken to give.
struct RequestOptions: ParsableArguments {
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

    @Option(help: ArgumentHelp("Status of the backend's answer; 200 unless given.", valueName: "status"))
    var backendStatus: Int?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("Header of the backend's answer; may be repeated.", valueName: "Name: value"))
    var backendHeader: [String] = []

    @Option(help: ArgumentHelp("Body of the backend's answer; {} unless given.", valueName: "text"))
    var backendBody: String?

    @Option(help: ArgumentHelp("The stage's name, $context.stage.", valueName: "name"))
    var stage: String?

    @Option(
        name: .customLong("var"), parsing: .singleValue,
        help: ArgumentHelp("A stage variable; may be repeated.", valueName: "NAME=VALUE"))
    var variables: [NameValue] = []

    @OptionGroup var configured: ConfigurationOptions

    mutating func validate() throws {
        if let backendStatus, backendStatus < 200 || backendStatus > 599 {
            throw ValidationError("--backend-status takes 200 to 599")
        }
    }

    /// The request.
    func request() throws(CommandFailure) -> TraceRequest {
        try TraceRequest(method: method, target: path, headers: headers, data: data)
    }

    /// The stage, at the root, with the configuration's VPC links; `name` is its name unless an option says so.
    func stage(named name: String, _ reporting: ReportOptions) throws(CommandFailure) -> StageSettings {
        var backends = BackendAccess()
        try backends.update(ConfigurationFile.load(configured.config, reporting).configuration)
        var settings = StageSettings()
        settings.name = stage ?? name
        settings.isNameDefault = stage == nil
        settings.variables = variables.map { (name: $0.name, value: $0.value) }
        settings.mountsAtRoot = true
        // Nobody is called, so nobody can be asked.
        settings.skipsAuthorization = true
        backends.fill(&settings)
        settings.aws = AWSEndpoints(environment: Terminal.environment(prefixed: "AWS_"))
        return settings
    }

    /// Whether any option tells what the backend answers.
    var tellsBackend: Bool { backendStatus != nil || backendBody != nil || !backendHeader.isEmpty }

    /// The backend's answer as HTTP/1.1 text.
    func backendAnswer() throws(CommandFailure) -> [UInt8] {
        let headers = try TraceRequest(method: "", target: "", headers: backendHeader, data: nil).headers
        let body = Array((backendBody ?? "{}").utf8)
        var head = "HTTP/1.1 \(backendStatus ?? 200) Backend\r\n"
        for header in headers { head += "\(header.name): \(header.value)\r\n" }
        if !headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            head += "Content-Type: application/json\r\n"
        }
        return Array((head + "Content-Length: \(body.count)\r\n\r\n").utf8) + body
    }
}
