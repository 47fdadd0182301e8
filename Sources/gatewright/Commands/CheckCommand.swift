// `gatewright check`: every finding of some specifications, nothing written.

import ArgumentParser
import GateSource

/// Reports what is wrong with specifications.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Report every finding, write nothing.",
        discussion: """
            Findings go to standard output, sorted by place.

              gatewright check api.yaml
              gatewright check --target aws --deny-warnings api.yaml
              gatewright check --format sarif api.yaml > findings.sarif
              cat api.yaml | gatewright check -
            """)

    @Argument(help: ArgumentHelp("Specifications; `-` is standard input.", valueName: "file"), completion: .file())
    var files: [String]

    @OptionGroup(title: "Reading") var source: SourceOptions
    @OptionGroup(title: "Findings") var reporting: ReportOptions

    mutating func run() throws {
        let job = CompileJob(source.settings)
        try Progress.showing("checking") { (progress: Progress?) throws(CommandFailure) in
            for file in files { _ = try job.compile(file, progress) }
        }
        let report = reporting.report(job)
        try reporting.write(report, textToOutput: true)
        if report.hasErrors { throw CommandFailure.findings }
        if reporting.format == .text, report.diagnostics.isEmpty {
            Terminal.error(files.count == 1 ? "no findings" : "no findings in \(files.count) files")
        }
    }
}
