// Text and paths that exist only while a template runs: what bounds them, and that the runtime trusts no compiler.
// What they mean is in `Tests/Corpus/template/evaluate.md`.

import GateBytes
import GateCompiler
import GatePlan
import GateRuntime
import GateSource
import Synchronization
import Testing

/// A machine whose compiler counts what it is asked for.
private final class CountingRenderer {
    private final class Counts: Sendable {
        let texts = Mutex(0)
        let paths = Mutex(0)
    }
    private let counts = Counts()
    private var machine = TemplateMachine()

    init() {
        let counts = counts
        machine.evaluator = TemplateEvaluator(
            template: { text, scope in
                counts.texts.withLock { $0 += 1 }
                return StandalonePlan.evaluated(text, in: scope)
            },
            path: { text in
                counts.paths.withLock { $0 += 1 }
                return StandalonePlan.path(text)
            })
    }

    var texts: Int { counts.texts.withLock { $0 } }
    var paths: Int { counts.paths.withLock { $0 } }

    func render(_ template: String, body: String = "") throws -> Outcome {
        try GateTemplateTests.render(template, body: body, with: &machine)
    }
}

@Suite("Evaluated text")
struct EvaluationTests {
    @Test func aTextIsCompiledOnceForAPlace() throws {
        let renderer = CountingRenderer()
        let loop = "#set($t = '$i,')#foreach($i in [1..50])#evaluate($t)#end"
        let expected = (1...50).map { "\($0)," }.joined()
        #expect(try renderer.render(loop).text == expected)
        #expect(renderer.texts == 1)
        #expect(try renderer.render(loop).text == expected)
        #expect(renderer.texts == 1)
        // A new variable makes a new place of what follows; then nothing is new.
        #expect(try renderer.render("#set($t = '#set($v = $i)$v')#foreach($i in [1..9])#evaluate($t)#end").text != nil)
        #expect(renderer.texts == 3)
    }

    @Test func literalsAskForNoCompiler() throws {
        let renderer = CountingRenderer()
        #expect(try renderer.render("#evaluate('#set($x = 1)$x')").text == "1")
        #expect(renderer.texts == 0)
    }

    @Test func whatIsKeptIsBounded() throws {
        let renderer = CountingRenderer()
        let many = "#set($d = '$')#foreach($i in [1..300])#set($t = \"<${i}>\")#evaluate($t)#end"
        let first = try #require(try renderer.render(many).text)
        #expect(first.hasSuffix("<299><300>"))
        #expect(renderer.texts == 300)
        #expect(try renderer.render(many).text == first)
        #expect(renderer.texts == 600)
        #expect(try renderer.render("#foreach($i in [1..3])#set($t = \"<${i}>\")#evaluate($t)#end").text == "<1><2><3>")
    }

    @Test func withoutACompilerItFails() throws {
        var machine = TemplateMachine()
        #expect(try GateTemplateTests.render("#set($t = 'x')#evaluate($t)", with: &machine) == .failed(.refused))
        #expect(try GateTemplateTests.render("#set($t = '$.a')$input.path($t)", with: &machine) == .failed(.path))
        #expect(try GateTemplateTests.render("#evaluate('x')", with: &machine).text == "x")
    }

    @Test func aPlanThatIsNoneIsRefused() throws {
        var machine = TemplateMachine()
        let empty = StandalonePlan.path("$").plan
        for plan in [[], [1, 2, 3], empty.dropLast()] as [[UInt8]] {
            machine.evaluator = TemplateEvaluator(template: { _, _ in (plan, 0) }, path: { _ in (plan, 0) })
            #expect(try GateTemplateTests.render("#set($t = 'x')#evaluate($t)", with: &machine) == .failed(.parse))
            #expect(try GateTemplateTests.render("#set($t = '$.a')$input.path($t)", with: &machine) == .failed(.path))
        }
        // A sound plan without the program or the path that is asked for.
        machine.evaluator = TemplateEvaluator(template: { _, _ in (empty, 0) }, path: { _ in (empty, 9) })
        #expect(try GateTemplateTests.render("#set($t = 'x')#evaluate($t)", with: &machine) == .failed(.parse))
        #expect(try GateTemplateTests.render("#set($t = '$.a')$input.path($t)", with: &machine) == .failed(.path))
    }

    @Test func endsTextsInsideOfEachOther() throws {
        let down = "#set($n = $n + 1)#if($n < $max)#evaluate($t)#{end}$n"
        func nest(_ count: Int) throws -> Outcome {
            try Renderer().render("#set($max = \(count))#set($n = 0)#set($t = '\(down)')#evaluate($t)")
        }
        #expect(try nest(20).text == String(repeating: "20", count: 20))
        #expect(try nest(21) == .failed(.depth))
    }

    @Test func endsATextThatIsTooLong() throws {
        let limit = 300 * 1024
        let body = String(repeating: "x", count: limit)
        #expect(try Renderer().render("#set($t = $input.body)#evaluate($t)", body: body).text == body)
        #expect(try Renderer().render("#set($t = $input.body)#evaluate($t)", body: body + "x") == .failed(.memory))
    }

    @Test func endsTextsThatAreNewEachTime() throws {
        let text = "#foreach($j in [1..100])#foreach($i in [1..1000])#set($t = \"$i.$j\")#evaluate($t)#end#end"
        #expect(try Renderer().render(text) == .failed(.instructions))
    }

    @Test func countsWhatTextsDo() throws {
        let loop = String(repeating: "#foreach($i in [1..1000])", count: 4) + "#set($x = 1)"
        let text = "#set($t = '\(loop)\(String(repeating: "#end", count: 4))')#evaluate($t)"
        #expect(try Renderer().render(text) == .failed(.instructions))
        let doubling = "#set($s = \"$s$s\")"
        let output = "#set($s = 'xxxxxxxxxxxxxxxx')#set($t = '\(doubling)$s')#foreach($i in [1..60])#evaluate($t)#end"
        #expect(try Renderer().render(output) == .failed(.memory))
    }

    @Test func aMachineIsAsGoodAsNewAfterwards() throws {
        let renderer = Renderer()
        let deep = "#set($t = '#evaluate($t)')#evaluate($t)"
        for _ in 0..<3 {
            #expect(try renderer.render(deep) == .failed(.depth))
            #expect(try renderer.render("#set($t = '#macro(m)x#end')#evaluate($t)#m()").text == "x")
            #expect(try renderer.render("#set($t = '#m()$fresh')#evaluate($t)").text == "#m()")
        }
    }

    @Test func profilesAreKeptApart() throws {
        let renderer = Renderer()
        for _ in 0..<2 {
            #expect(try renderer.render("#set($t = '$nope')[#evaluate($t)]", profile: .aws).text == "[]")
            #expect(try renderer.render("#set($t = '$nope')[#evaluate($t)]", profile: .velocity).text == "[$nope]")
        }
    }

    @Test func overridesInATextCount() throws {
        let outcome = try Renderer().render(
            "#set($t = '#set($context.responseOverride.status = 418)')#evaluate($t)")
        #expect(outcome == .output("", overrides: "{\"response\":{\"status\":418}}"))
    }
}

@Suite("Paths put together")
struct MadePathTests {
    private let body = """
        {"items": [{"id": 1, "price": 5, "tags": ["a", "b"]}, {"id": 2, "price": 15, "tags": []}], "odd name": {"x": 1}}
        """

    private func path(_ text: String, function: String = "path") throws -> Outcome {
        // The path's text goes through a variable, so that nobody knows it before.
        try Renderer().render("#set($p = $input.params('p'))$input.\(function)($p)", body: body, inputs: inputs(text))
    }

    private func inputs(_ path: String) -> String {
        "{\"params\": {\"querystring\": {\"p\": \"\(path.replacingOccurrences(of: "\"", with: "\\\""))\"}}}"
    }

    @Test func theyAreReadAsConstantOnesAre() throws {
        for text in [
            "$.items[0].id", "items[1].price", "$.items[*].id", "$..id", "$.items[?(@.price > 10)].id",
            "$['odd name'].x",
            "$.items.length()", "$.items[-1].id", "$.items[0:1].id", "$.items[0,1].id", "$.items[0]['id','price']",
            "$.items[?(@.tags empty true)].id", "$.items[0].tags[*]", "$.nope", "$.items..price.sum()", "$",
        ] {
            for function in ["path", "json"] {
                let quoted = text.replacingOccurrences(of: "'", with: "''")
                let constant = try Renderer().render("$input.\(function)('\(quoted)')", body: body)
                #expect(try path(text, function: function) == constant, "\(function) of \(text)")
            }
        }
    }

    @Test func whatHasNoMeaningFails() throws {
        for text in ["", "$.items[?(", "$..", "$.items[?(@.price >> 1)]"] {
            #expect(try path(text) == .failed(.path), "\(text)")
            #expect(try path(text, function: "json") == .failed(.path), "\(text)")
        }
        #expect(try Renderer().render("$input.path($context.nope.x)", profile: .velocity) == .failed(.method))
    }

    @Test func theyAreCompiledOnce() throws {
        let renderer = CountingRenderer()
        let loop = "#foreach($i in [0..1])$input.path(\"$.items[$i].id\"),#end"
        for _ in 0..<2 { #expect(try renderer.render(loop, body: body).text == "1,2,") }
        #expect(renderer.paths == 2)
    }

    @Test func endsPathsThatAreNewEachTime() throws {
        let loop = "#foreach($j in [1..100])#foreach($i in [1..1000])$input.path(\"$.x[$i].y[$j]\")#end#end"
        #expect(try Renderer().render(loop) == .failed(.instructions))
    }

    @Test func theirValuesAreThoseOfTheBody() throws {
        let text = "#set($k = 'items')#set($i = $input.path(\"$.${k}[0]\"))#set($i.id = 9)$input.json(\"$.${k}[*].id\")"
        #expect(try Renderer().render(text, body: body).text == "[9,2]")
    }
}
