// `gatewright status`: what a control plane has deployed.

import ArgumentParser
import GateControl
import GateJSON
import GateSource

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Lists APIs and stages.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "List the APIs of a control plane, their stages and deployments.",
        discussion: """
            Of one API, what is served is exported and compiled here, and its findings go to standard error. As JSON, \
            every API is what GetRestApi answers, with its stages as GetStages answers them.

              gatewright status
              gatewright status --api pets --format json
            """)

    /// How the list is written.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Option(help: ArgumentHelp("One API, by name or identifier.", valueName: "name"))
    var api: String?

    @Option(help: "A table, or JSON.")
    var format = Format.text

    @OptionGroup(title: "Control plane") var options: ControlOptions
    @OptionGroup(title: "Findings") var findings: FindingOptions

    mutating func run() throws {
        let client = try options.client()
        var values = try client.list("/restapis")
        if let api {
            values = values.filter { $0["id"]?.string == api || $0["name"]?.string == api }
            if values.isEmpty { _ = try RemoteAPI.need(api, client) }
        }
        for index in values.indices {
            guard let id = values[index]["id"]?.string else { continue }
            let known = RemoteAPI(client: client, id: id, name: values[index].shown("name"))
            values[index]["stages"] = .array(try known.stages())
        }
        let text: String
        switch format {
        case .json: text = JSONValue.array(values).pretty()
        case .text where values.isEmpty:
            text = "no APIs in \(client.region)"
            Terminal.error(" help: gatewright deploy api.yaml --api NAME --stage prod")
        case .text: text = table(values)
        }
        if !Terminal.output(text + "\n") { throw CommandFailure.unusable("standard output cannot be written") }
        if api != nil, format == .text {
            for value in values { try review(value, client) }
        }
    }

    /// What the compiler says of what an API's stages serve.
    private func review(_ api: JSONValue, _ client: ControlClient) throws(CommandFailure) {
        let known = RemoteAPI(client: client, id: api.shown("id"), name: api.shown("name"))
        var seen: Set<String> = []
        for stage in api["stages"]?.array ?? [] where seen.insert(stage.shown("deploymentId")).inserted {
            guard let bytes = known.document(ofStage: stage.shown("stageName")) else { continue }
            let compiled = compileDeployment(
                document: String(decoding: bytes, as: UTF8.self), isREST: true)
            let reporting = findings.textReport
            let report = reporting.report(compiled.diagnostics, compiled.sources)
            if report.diagnostics.isEmpty { continue }
            Terminal.error("what stage \(DisplayText.safe(stage.shown("stageName"))) serves:")
            try reporting.write(report)
        }
    }

    private func table(_ apis: [JSONValue]) -> String {
        var table = Table(header: ["API", "ID", "STAGE", "DEPLOYMENT", "CANARY", "CHANGED"])
        for api in apis {
            let stages = api["stages"]?.array ?? []
            var name = DisplayText.safe(api.shown("name"))
            var id = api.shown("id")
            if stages.isEmpty { table.add([name, id, "–", "", "", StatusCommand.time(api["createdDate"])]) }
            for stage in stages {
                var canary = ""
                if let settings = stage["canarySettings"], !settings.isNull {
                    canary = "\(settings.shown("deploymentId")) \(settings["percentTraffic"]?.double ?? 0) %"
                }
                table.add([
                    name, id, DisplayText.safe(stage.shown("stageName")), stage.shown("deploymentId"), canary,
                    StatusCommand.time(stage["lastUpdatedDate"] ?? stage["createdDate"]),
                ])
                name = ""
                id = ""
            }
        }
        return table.lines(indent: 0).joined(separator: "\n")
    }

    /// `2026-11-27 12:00` of seconds since 1970, in UTC.
    private static func time(_ value: JSONValue?) -> String {
        guard let seconds = value?.double, var time = time_t(exactly: seconds.rounded(.down)) else { return "" }
        var parts = tm()
        guard gmtime_r(&time, &parts) != nil else { return "" }
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday)) "
            + "\(two(parts.tm_hour)):\(two(parts.tm_min))"
    }
}
