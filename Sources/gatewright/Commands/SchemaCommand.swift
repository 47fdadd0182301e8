// `gatewright schema validate`: a document against a JSON Schema, with every error.

import ArgumentParser
import GateBytes
import GateCompiler
import GateJSON
import GatePlan
import GateRuntime
import GateSchema
import GateSource
import GateTree
import GateXML

/// Commands about schemas.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Check a body against a JSON Schema.",
        subcommands: [SchemaValidateCommand.self])
}

/// The drafts that models are written in.
enum DraftChoice: String, ExpressibleByArgument, CaseIterable {
    case draft4 = "4"
    case draft6 = "6"
    case draft7 = "7"
    case draft2019 = "2019-09"
    case draft2020 = "2020-12"

    /// `4`, `draft4`, `draft-04`, `2020-12`, `draft2020-12` and so on.
    init?(anySpelling text: String) {
        switch text.hasPrefix("draft") ? text.dropFirst(5).drop(while: { $0 == "-" }) : text[...] {
        case "4", "04": self = .draft4
        case "6", "06": self = .draft6
        case "7", "07": self = .draft7
        case "2019-09", "2019": self = .draft2019
        case "2020-12", "2020": self = .draft2020
        default: return nil
        }
    }

    /// The compiler's name for it.
    var dialect: SchemaDialect {
        switch self {
        case .draft4: .draft4
        case .draft6: .draft6
        case .draft7: .draft7
        case .draft2019: .draft2019
        case .draft2020: .draft2020
        }
    }
}

/// Validates a document.
struct SchemaValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Print every error of a body with its JSON Pointer.",
        discussion: """
            Exit code 1 when the body is invalid or the schema has errors. A body that starts with `<` is XML and \
            read by the schema's `xml` rules; --print json shows the value \
            that is checked, --print xml writes it back.

              gatewright schema validate pet.schema.json pet.json
              gatewright schema validate --draft 2020-12 --format-assertion pet.schema.json -

            --batch reads JSON lines {"id","schema","instance","draft"} and answers each with \
            {"id","valid","errors"?}.
            """)

    @Argument(help: ArgumentHelp("The schema, JSON or YAML.", valueName: "schema"), completion: .file())
    var schema: String?

    @Argument(help: ArgumentHelp("The document; `-` is standard input.", valueName: "body"), completion: .file())
    var body: String?

    @Option(help: "The draft of schemas whose $schema names none; in a batch, of lines without one.")
    var draft = DraftChoice.draft4

    @Flag(help: "A `format` that does not hold makes the body invalid.")
    var formatAssertion = false

    @Option(
        help: ArgumentHelp("Folder that answers references to http://localhost:1234/.", valueName: "folder"),
        completion: .directory)
    var remotes: String?

    @Option(name: .customLong("print"), help: "Print the body's value before its errors, as json or xml.")
    var print: BodyForm?

    @Flag(help: "Answer JSON lines of standard input.")
    var batch = false

    mutating func validate() throws {
        if batch ? schema != nil : body == nil { throw ValidationError("SCHEMA and BODY, or --batch, are needed") }
        if schema == "-", body == "-" { throw ValidationError("standard input is either the schema or the body") }
    }

    mutating func run() throws {
        let checker = SchemaChecker(assertsFormat: formatAssertion, remotes: remotes)
        guard let schema, let body else {
            let draft = draft
            try BatchLines.run { (_, root, out) throws(BatchTrouble) in try checker.answer(root, draft, &out) }
            return
        }
        let compiled = checker.compile(try ArgumentText.file(schema), named: schema, draft.dialect, readsXML: true)
        if !compiled.report.isEmpty { Terminal.errorText(compiled.report) }
        guard let tables = compiled.tables, !compiled.hasErrors else { throw CommandFailure.findings }
        let document = try json(of: ArgumentText.file(body), tables)
        let result = document.withByteView { view -> SchemaResult? in
            var tape = JSONTape()
            do throws(JSONFailure) {
                try tape.read(view)
            } catch {
                return nil
            }
            if let form = self.print {
                var text = ByteBuffer()
                switch form {
                case .json: JSONWriter.append(tape.root, to: &text)
                case .xml:
                    XMLWriter.append(
                        tape.root, shape: 0, rootName: ByteView("value"), XMLTables(tables.plan), to: &text)
                }
                if !Terminal.output(String(text.view) + "\n") { return nil }
            }
            return checker.check(tape.root, tables)
        }
        guard let result else { throw CommandFailure.refused("`\(body)` is not JSON") }
        var text = ""
        for error in result.violations {
            let pointer = String(decoding: error.pointer, as: UTF8.self)
            text += "\(pointer.isEmpty ? "(whole body)" : pointer): \(String(decoding: error.message, as: UTF8.self))\n"
        }
        if !Terminal.output(text) { throw CommandFailure.unusable("standard output cannot be written") }
        if !result.isValid { throw CommandFailure.findings }
    }
}

/// How a body's value is printed.
enum BodyForm: String, ExpressibleByArgument, CaseIterable {
    case json
    case xml
}

extension SchemaValidateCommand {
    /// The JSON text of a document: its own, or what its XML becomes.
    private func json(of document: [UInt8], _ tables: PlanTables) throws -> [UInt8] {
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        let text = document.starts(with: mark) ? document.dropFirst(3) : document[...]
        guard text.first(where: { $0 > 0x20 }) == 0x3c else { return document }
        var out = ByteBuffer()
        var reader = XMLReader()
        do throws(XMLFailure) {
            try document.withByteView { (view) throws(XMLFailure) in
                try reader.read(view, shape: 0, XMLTables(tables.plan), into: &out)
            }
        } catch {
            throw CommandFailure.refused("`\(body ?? "-")` is not XML as the schema describes it: \(error.wording)")
        }
        return [UInt8](out.view)
    }
}

/// A verdict with its reasons.
private struct SchemaResult {
    let isValid: Bool
    let violations: [SchemaViolation]
}

/// A schema's plan and what its compilation found.
private struct CompiledSchema {
    let tables: PlanTables?
    let hasErrors: Bool
    let report: String
}

/// Compiles schemas and checks documents.
private final class SchemaChecker {
    /// Where the references of the public test suite lead.
    private static let remotePrefix = "http://localhost:1234/"

    private let assertsFormat: Bool
    private let remotes: String?
    private var validator = SchemaValidator()

    init(assertsFormat: Bool, remotes: String?) {
        self.assertsFormat = assertsFormat
        self.remotes = remotes
    }

    func compile(
        _ text: [UInt8], named name: String, _ dialect: SchemaDialect, readsXML: Bool = false
    ) -> CompiledSchema {
        let sources = SourceMap()
        let sink = DiagnosticSink()
        let id = sources.add(path: name, bytes: text)
        var tables: PlanTables?
        if let node = TreeParser.parse(id, sources: sources, sink: sink) {
            let registry = SchemaRegistry(
                dialect: dialect, sources: sources, sink: sink, load: { self.remote($0, sources) })
            registry.add(node)
            let plan = StandalonePlan.schema(
                node, dialect: dialect, sources: SchemaSources(registry), assertsFormat: assertsFormat,
                readsXML: readsXML, sink: sink)
            do throws(PlanError) {
                tables = PlanTables(try PlanImage(copying: plan))
            } catch {
                tables = nil
            }
        }
        let report = DiagnosticReport(sink.diagnostics, sources: sources, options: .init())
        return CompiledSchema(
            tables: tables, hasErrors: report.hasErrors,
            report: sink.diagnostics.isEmpty ? "" : report.text(colours: false))
    }

    /// A document of the folder of remotes; paths that lead out of it are not followed.
    private func remote(_ uri: String, _ sources: SourceMap) -> Node? {
        guard let remotes, uri.hasPrefix(SchemaChecker.remotePrefix) else { return nil }
        let path = uri.dropFirst(SchemaChecker.remotePrefix.count)
        if path.split(separator: "/", omittingEmptySubsequences: false).contains("..") { return nil }
        guard case .success(let bytes) = FileReader.readFile("\(remotes)/\(path)", limit: FileReader.bytesMax) else {
            return nil
        }
        return TreeParser.parse(
            sources.add(path: uri + ".json", bytes: bytes), sources: sources, sink: DiagnosticSink())
    }

    func check(_ value: JSONCursor, _ tables: PlanTables) -> SchemaResult {
        let isValid = validator.isValid(0, value, tables)
        return SchemaResult(isValid: isValid, violations: isValid ? [] : validator.violations(0, value, tables))
    }

    /// Answers a line of a batch.
    func answer(_ root: JSONCursor, _ fallback: DraftChoice, _ out: inout ByteBuffer) throws(BatchTrouble) {
        guard let schema = root.member(ByteView("schema")), let instance = root.member(ByteView("instance")) else {
            throw BatchTrouble(message: "`schema` or `instance` is missing")
        }
        var draft = fallback
        if let name = root.member(ByteView("draft")) {
            guard let known = DraftChoice(anySpelling: String(decoding: name.textOrJSON, as: UTF8.self)) else {
                throw BatchTrouble(message: "`draft` is not one of 4, 6, 7, 2019-09, 2020-12")
            }
            draft = known
        }
        var text = ByteBuffer()
        JSONWriter.append(schema, to: &text)
        guard let tables = compile(Array(text.view), named: "schema.json", draft.dialect).tables else {
            throw BatchTrouble(message: "`schema` cannot be compiled")
        }
        let result = check(instance, tables)
        out.append(result.isValid ? ",\"valid\":true" : ",\"valid\":false")
        if result.violations.isEmpty { return }
        out.append(",\"errors\":[")
        for (place, error) in result.violations.enumerated() {
            out.append(place == 0 ? "{\"pointer\":" : ",{\"pointer\":")
            error.pointer.withByteView { JSONWriter.appendQuoted($0, to: &out) }
            out.append(",\"message\":")
            error.message.withByteView { JSONWriter.appendQuoted($0, to: &out) }
            out.append("}")
        }
        out.append("]")
    }
}
