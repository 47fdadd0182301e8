// Schema checks from bytes to verdict, and JSON reading alone. One thread, CPU time of the thread, best of nine.
//
//   gatebench schema FOLDER    NAME.schema.json, NAME.valid.json and NAME.invalid.json of each NAME in the folder
//   gatebench json FILE        megabytes per second of reading a document, by RFC 8259 and as mapping templates do

import CMallocCount
import GateBytes
import GateCompiler
import GateJSON
import GatePlan
import GateRuntime
import GateSchema
import GateSource
import GateTree

#if canImport(Glibc)
    import Glibc
#endif

/// Prints a line to standard output.
private func say(_ line: String) {
    var line = line + "\n"
    line.withUTF8 { text in _ = write(STDOUT_FILENO, text.baseAddress, text.count) }
}

/// A draft 4 schema as a plan's tables.
private func compileSchema(_ path: String) -> PlanTables {
    let sources = SourceMap()
    let sink = DiagnosticSink()
    let source = sources.add(path: path, bytes: readFile(path))
    guard let node = TreeParser.parse(source, sources: sources, sink: sink) else {
        stop("\(path) is not JSON", status: 1)
    }
    let registry = SchemaRegistry(dialect: .draft4, sources: sources, sink: sink)
    registry.add(node)
    let plan = StandalonePlan.schema(node, dialect: .draft4, sources: SchemaSources(registry), sink: sink)
    do throws(PlanError) {
        return PlanTables(try PlanImage(copying: plan))
    } catch {
        stop("\(path): \(error)", status: 1)
    }
}

/// A worker's tape and validator.
private struct SchemaWorker: ~Copyable {
    var tape = JSONTape()
    var validator = SchemaValidator()

    mutating func read(_ document: ByteView) {
        do throws(JSONFailure) {
            try tape.read(document)
        } catch {
            stop("the document is not JSON: \(error)", status: 1)
        }
    }

    mutating func check(_ tables: PlanTables) -> Bool { validator.isValid(0, tape.root, tables) }
}

/// How often an operation that takes this long runs in a CPU second.
private func rate(_ nanoseconds: UInt64, _ rounds: Int) -> Int {
    Int(Double(rounds) * 1e9 / Double(max(nanoseconds, 1)))
}

private func benchDocument(_ name: String, _ path: String, _ tables: PlanTables, isValid: Bool) {
    let bytes = readFile(path)
    var worker = SchemaWorker()
    bytes.withByteView { document in
        worker.read(document)
        guard worker.check(tables) == isValid else { stop("\(path): not \(isValid)", status: 1) }
        let rounds = max(20_000_000 / (bytes.count + 200), 3)
        let whole = bestOfNine {
            for _ in 0..<rounds {
                worker.read(document)
                if worker.check(tables) != isValid { stop("\(path): another verdict", status: 1) }
            }
        }
        let before = gate_malloc_count()
        worker.read(document)
        _ = worker.check(tables)
        let allocations = gate_malloc_count() - before
        let reading = bestOfNine { for _ in 0..<rounds { worker.read(document) } }
        let checking = bestOfNine { for _ in 0..<rounds { _ = worker.check(tables) } }
        say(
            "\(name): \(rate(whole, rounds)) per CPU second from bytes, \(rate(checking, rounds)) parsed, "
                + "reading \(bytes.count * rounds * 1000 / Int(max(reading, 1))) MB/s, \(allocations) allocations")
    }
}

func benchSchemas(_ folder: String) {
    for name in ["small", "medium", "large"] {
        let tables = compileSchema("\(folder)/\(name).schema.json")
        benchDocument("\(name) valid", "\(folder)/\(name).valid.json", tables, isValid: true)
        benchDocument("\(name) invalid", "\(folder)/\(name).invalid.json", tables, isValid: false)
    }
}

func benchJSON(_ path: String) {
    let bytes = readFile(path)
    var tape = JSONTape()
    bytes.withByteView { document in
        let rounds = max(50_000_000 / (bytes.count + 1), 3)
        var figures: [Int] = []
        for mode in [JSONMode.strict, .permissive] {
            let reading = bestOfNine {
                for _ in 0..<rounds {
                    do throws(JSONFailure) {
                        try tape.read(document, mode: mode)
                    } catch {
                        stop("the document is not JSON: \(error)", status: 1)
                    }
                }
            }
            figures.append(bytes.count * rounds * 1000 / Int(max(reading, 1)))
        }
        say("\(bytes.count) bytes: \(figures[0]) MB/s, \(figures[1]) MB/s by the permissive grammar")
    }
}
