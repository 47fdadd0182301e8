// Fuzz entry of JSONPath: any text is a path or has findings inside of it, and what a path selects from any document is
// JSON.

import GateBytes
import GateCompiler
import GateJSON
import GatePlan
import GateRuntime
import GateSource

let pathTarget = FuzzTarget(
    name: "jsonpath",
    seeds: { PathSeeds.texts.map { LanguageInput.seed($0, PathSeeds.document) } },
    dictionary: PathSeeds.words.map { Array($0.utf8) },
    run: fuzzPath)

private func fuzzPath(_ bytes: [UInt8]) -> UInt64 {
    var outcome = Outcome()
    let input = LanguageInput(bytes, fallback: PathSeeds.document)
    let sink = DiagnosticSink()
    let (plan, path) = StandalonePlan.path(input.program, sink: sink)
    outcome.add(sink.diagnostics, size: input.program.text.utf8.count)
    let tables: PlanTables
    do throws(PlanError) {
        tables = PlanTables(try PlanImage(copying: plan))
    } catch {
        preconditionFailure("the verifier refuses the compiler's plan: \(error)")
    }
    input.data.withByteView { view in
        var tape = JSONTape()
        do throws(JSONFailure) { try tape.read(view, mode: .permissive) } catch { return outcome.add(1) }
        var selector = PathSelector()
        switch selector.select(path, in: tape.root, tables) {
        case .missing: outcome.add(2)
        case .failed: outcome.add(3)
        case .found:
            var out = ByteBuffer()
            selector.appendJSON(to: &out)
            outcome.add(magnitudeOf: out.count)
            var again = JSONTape()
            do throws(JSONFailure) {
                try again.read(out.view, mode: .permissive)
            } catch {
                preconditionFailure("the selection is not JSON: \(error.problem) at \(error.offset)")
            }
        }
    }
    return outcome.value
}

private enum PathSeeds {
    static let document = """
        {"store":{"book":[{"t":"A","p":8.95,"i":"x"},{"t":"B","p":12.99},{"t":"ä","p":-1e3,"c":[1,2,[3]]}],"n":null},
         "a.b":{"":true},"e":[]}
        """
    static let texts = [
        "$.store.book[*].t", "$..p", "$.store.book[?(@.p < 10)]", "$['store','a.b']", "$.store.book[-1:]",
        "$.store.book[0,2].c[1:3:2]", "$..book[?(@.i)].t.length()", "$.store.book[?(@.t =~ /a|b/i && !@.i)]",
        "$..*", "$.e.max()", "$.store.book[?(@.t in ['A', 'B'] || @.c size 3)]", "$[\"a.b\"]['']",
        "$.store.book[?($.store.n == null)]", "$.store.book[?(@.c contains 2)].p.sum()",
    ]
    static let words = [
        "$", "@", ".", "..", "[*]", "[?(", ")]", "['", "']", "[0]", "[-1:]", "[::2]", " == ", " != ", " =~ /", "/i",
        " in ", " nin ", " subsetof ", " anyof ", " size ", " empty ", " contains ", "&&", "||", "!", "null", "true",
        ".length()", ".min()", ".keys()", ".concat(", ".append(", ".index(0)", "1e9", "2147483648", "\u{e4}", "\\",
        "\u{1e}",
    ]
}
