// `gatewright cors`: CORS added to a specification's own text.

import ArgumentParser
import GateSource
import GateTree

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Adds what browsers of other origins need.
struct CORSCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cors",
        abstract: "Add CORS to a specification, in its own text.",
        discussion: """
            Each path gets an OPTIONS mock that answers preflights, answers of MOCK, HTTP and AWS integrations get \
            Access-Control-Allow-Origin, and gateway responses get it too: without it a browser hides a 401, 403 or \
            5xx from its page. Comments, order and layout stay; what is there already is not changed, and a second \
            run adds nothing. Behind proxy integrations the backend has to send the header itself.

              gatewright cors api.yaml                          the changed text on standard output
              gatewright cors api.yaml --diff                   what would change
              gatewright cors api.yaml --in-place --origin https://shop.example --credentials
              gatewright cors api.yaml -o cors.yaml --max-age 600
            """)

    @Argument(help: ArgumentHelp("A specification; `-` is standard input.", valueName: "file"), completion: .file())
    var file: String

    @Option(help: ArgumentHelp("The origin that may read answers, or *.", valueName: "origin"))
    var origin = "*"

    @Option(
        help: ArgumentHelp(
            "Methods that preflights allow, with commas. Default: those of each path.", valueName: "list"))
    var methods: String?

    @Option(help: ArgumentHelp("Request headers that preflights allow, with commas.", valueName: "list"))
    var headers = CORSPolicy.usualHeaders

    @Flag(help: "Browsers may send cookies and other credentials; needs one --origin.")
    var credentials = false

    @Option(help: ArgumentHelp("How long browsers may remember a preflight.", valueName: "seconds"))
    var maxAge: Int?

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The file to write instead of standard output.", valueName: "file"),
        completion: .file())
    var output: String?

    @Flag(help: "Write the specification itself.")
    var inPlace = false

    @Flag(help: "Print a unified diff and write nothing.")
    var diff = false

    @OptionGroup(title: "Findings") var findings: FindingOptions

    mutating func validate() throws {
        if [output != nil, inPlace, diff].filter({ $0 }).count > 1 {
            throw ValidationError("--output, --in-place and --diff exclude each other")
        }
        if inPlace, file == "-" { throw ValidationError("standard input has no place to write to") }
    }

    mutating func run() throws {
        let policy = try CORSPolicy(
            origin: origin,
            methods: methods.map { $0.split(separator: ",").map { String($0.drop { $0 == " " }) } } ?? [],
            headers: headers, allowsCredentials: credentials, maxAgeSeconds: maxAge)
        let job = CompileJob(CompileSettings())
        let edited = try job.editing(file) { root, documents in
            let source = root.range.source
            var editing = CORSEditing(
                documents.sources[source], source: source, documents: documents, policy: policy)
            let specifications = CORSEditing.specifications(in: root)
            specifications.forEach { editing.add(to: $0) }
            return specifications.isEmpty ? nil : editing
        }
        let report = findings.textReport.report(job)
        if report.hasErrors {
            try findings.textReport.write(report)
            throw CommandFailure.findings
        }
        guard let (editing, source) = edited else { throw CommandFailure.findings }
        guard let editing else {
            throw CommandFailure.unusable(
                "`\(file)` holds no specification", help: "name the file that has the member `openapi` or `swagger`")
        }
        try write(editing.finished(), source)
        tell(editing)
    }

    private func write(_ editor: TreeEditor, _ source: SourceFile) throws {
        if diff {
            let name = file == "-" ? "stdin" : file
            guard Terminal.output(TextDifference(source, editor).text(name: name)) else { throw CORSCommand.full }
        } else if inPlace {
            if editor.edits.isEmpty { return }
            try PlanFile.write(editor.text, to: CORSCommand.realPath(file), folderHelp: nil)
        } else if let output {
            try PlanFile.write(editor.text, to: output, folderHelp: nil)
        } else if Terminal.write(editor.text, to: STDOUT_FILENO) != 0 {
            throw CORSCommand.full
        }
    }

    private static var full: CommandFailure { .unusable("standard output cannot be written") }

    /// The file behind a link, so that the link stays one.
    private static func realPath(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// What was done, on standard error.
    private func tell(_ editing: CORSEditing) {
        var parts: [String] = []
        if editing.preflights > 0 { parts.append("OPTIONS for \(counted(editing.preflights, "path"))") }
        if editing.answers > 0 { parts.append("headers for \(counted(editing.answers, "response"))") }
        if !editing.gatewayResponses.isEmpty { parts.append(editing.gatewayResponses.sorted().joined(separator: ", ")) }
        Terminal.error("\(file): " + (parts.isEmpty ? "nothing to add" : "added " + parts.joined(separator: "; ")))
        for remark in editing.remarks { Terminal.error("note: \(remark)") }
        guard let first = editing.proxies.first else { return }
        let others = editing.proxies.count > 1 ? " and \(editing.proxies.count - 1) more" : ""
        Terminal.error("note: the backend of \(first)\(others) has to send Access-Control-Allow-Origin itself")
    }

    private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
