// `gatewright compile`: specifications to plan files.

import ArgumentParser
import GateCompiler
import GateSource

/// Compiles specifications to plans.
struct CompileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compile",
        abstract: "Compile specifications to plan files.",
        discussion: """
            The same specification gives the same bytes, whatever the machine, the path or the time. Nothing is \
            written when there are errors.

              gatewright compile api.yaml                      writes api.plan here
              gatewright compile api.yaml -o out/api.plan
              gatewright compile a.yaml b.yaml -o plans/       writes plans/a.plan and plans/b.plan
              gatewright compile template.yaml --param Stage=prod
            """)

    @Argument(help: ArgumentHelp("Specifications; `-` is standard input.", valueName: "file"), completion: .file())
    var files: [String]

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The plan to write; with several specifications a folder. Default: the specification's name with .plan, "
                + "in the current folder.", valueName: "plan"), completion: .file(extensions: ["plan"]))
    var output: String?

    @OptionGroup(title: "Reading") var source: SourceOptions
    @OptionGroup(title: "Findings") var reporting: ReportOptions

    mutating func run() throws {
        let outputs = try outputPaths()
        let job = CompileJob(source.settings)
        let compiled = try Progress.showing("compiling") {
            (progress: Progress?) throws(CommandFailure) -> [CompiledFile] in
            var compiled: [CompiledFile] = []
            for file in files { compiled.append(try job.compile(file, progress)) }
            return compiled
        }
        let report = reporting.report(job)
        try reporting.write(report)
        if report.hasErrors { throw CommandFailure.findings }
        for (file, path) in zip(compiled, outputs) {
            guard let api = file.compiled else { throw CommandFailure.findings }
            do throws(CommandFailure) {
                try PlanFile.write(api.plan, to: path)
            } catch {
                throw CommandFailure(
                    exitCode: error.exitCode, line: error.line.map { "\(file.path): \($0)" }, help: error.help)
            }
            let line =
                "\(path): \(api.plan.count) bytes, \(counted(api.routeCount, "route")), "
                + "\(counted(api.methodCount, "method")), \(counted(api.templateCount, "template")), "
                + counted(api.modelCount, "model")
            // The other forms own standard output.
            if reporting.format == .text { Terminal.output(line + "\n") } else { Terminal.error(line) }
        }
    }

    private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    private func outputPaths() throws(CommandFailure) -> [String] {
        if files.count == 1, let output, !output.hasSuffix("/") { return [output] }
        if files.count > 1, let output, output.hasSuffix(".plan") {
            throw .unusable("one plan for \(files.count) specifications", help: "name a folder: -o plans/")
        }
        if files.contains("-") { throw .unusable("standard input has no name", help: "name the plan: -o api.plan") }
        let folder = output.map { $0.hasSuffix("/") ? $0 : $0 + "/" } ?? ""
        var paths: [String] = []
        for file in files {
            let path = folder + CompileCommand.planName(file)
            if paths.contains(path) {
                throw .unusable("two specifications would be written to `\(path)`", help: "compile them one by one")
            }
            paths.append(path)
        }
        return paths
    }

    /// The name of a path's last component, its extension replaced by `.plan`.
    static func planName(_ path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name + ".plan" }
        return name[..<dot] + ".plan"
    }
}
