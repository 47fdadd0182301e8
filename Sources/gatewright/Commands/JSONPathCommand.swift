// `gatewright jsonpath`: what a path selects from a document, as `$input.path` sees it.

import ArgumentParser
import GateBytes
import GateCompiler
import GateJSON
import GatePlan
import GateRuntime
import GateSource

/// Selects from a document.
struct JSONPathCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jsonpath",
        abstract: "Tell what a JSONPath selects from a body.",
        discussion: """
            Paths are those of mapping templates: Jayway's dialect. The result is compact JSON. A path that leads \
            nowhere ends with exit code 1.

              gatewright jsonpath '$.items[?(@.price > 10)].id' order.json
              curl -s example.test/pets | gatewright jsonpath '$[*].name' -

            --batch reads JSON lines {"id","doc","path"}, the document as text or as a value, and answers each with \
            {"id","result"}, {"id","missing":true} or {"id","invalid":true}.
            """)

    @Argument(help: "The path.")
    var path: String?

    @Argument(help: ArgumentHelp("The document; `-` is standard input.", valueName: "body"), completion: .file())
    var body: String?

    @Flag(help: "Answer JSON lines of standard input.")
    var batch = false

    mutating func validate() throws {
        if batch ? path != nil : body == nil { throw ValidationError("PATH and BODY, or --batch, are needed") }
    }

    mutating func run() throws {
        guard let path, let body else {
            try BatchLines.run { (_, root, out) throws(BatchTrouble) in try JSONPathCommand.answer(root, &out) }
            return
        }
        let document = try ArgumentText.file(body)
        let compiled = CompiledPath(Array(path.utf8))
        if compiled.isRefused {
            Terminal.errorText(compiled.report)
            throw CommandFailure.findings
        }
        switch compiled.select(text: document) {
        case .found(let json):
            if !Terminal.output(String(decoding: json, as: UTF8.self) + "\n") {
                throw CommandFailure.unusable("standard output cannot be written")
            }
        case .missing: throw CommandFailure.refused("the path leads nowhere in `\(body)`")
        case .invalid: throw CommandFailure.refused("the path cannot be applied to `\(body)`")
        }
    }

    private static func answer(_ root: JSONCursor, _ out: inout ByteBuffer) throws(BatchTrouble) {
        guard let path = try root.string("path") else { throw BatchTrouble(message: "`path` is missing") }
        guard let document = root.member(ByteView("doc")) else { throw BatchTrouble(message: "`doc` is missing") }
        switch CompiledPath(path).select(text: document.textOrJSON) {
        case .found(let json):
            out.append(",\"result\":")
            json.withByteView { out.append($0) }
        case .missing: out.append(",\"missing\":true")
        case .invalid: out.append(",\"invalid\":true")
        }
    }
}

/// What a path came to.
private enum PathOutcome {
    case found([UInt8])
    case missing
    case invalid
}

/// A path in a plan of its own.
private struct CompiledPath {
    private let sources = SourceMap()
    private let sink = DiagnosticSink()
    private let plan: [UInt8]
    private let number: UInt32

    init(_ path: [UInt8]) {
        let id = sources.add(path: "path", bytes: path)
        let range = SourceRange(source: id, start: 0, end: path.count)
        (plan, number) = StandalonePlan.path(LocatedText(String(decoding: path, as: UTF8.self), at: range), sink: sink)
    }

    var isRefused: Bool { sink.diagnostics.contains { $0.severity == .error } }

    var report: String { DiagnosticReport(sink.diagnostics, sources: sources, options: .init()).text(colours: false) }

    /// Selects from a document's text, read as templates read bodies.
    func select(text: [UInt8]) -> PathOutcome {
        let tables: PlanTables
        do throws(PlanError) {
            tables = PlanTables(try PlanImage(copying: plan))
        } catch {
            return .invalid
        }
        var tape = JSONTape()
        var selector = PathSelector()
        return text.withByteView { view in
            do throws(JSONFailure) {
                try tape.read(view, mode: .permissive)
            } catch {
                return .invalid
            }
            switch selector.select(number, in: tape.root, tables) {
            case .missing: return .missing
            case .failed: return .invalid
            case .found:
                var buffer = ByteBuffer()
                selector.appendJSON(to: &buffer, style: .plain)
                return .found(Array(buffer.view))
            }
        }
    }
}
