// `template render --trace`: every instruction with its effect, as a table and as JSON lines.

import Foundation
import Testing

@Suite struct TemplateTraceTests {
    private func trace(_ template: String, _ options: String...) throws -> Outcome {
        let folder = try Folder()
        try folder.write("map.vtl", template)
        return try Command.run(["template", "render", "map.vtl", "--trace"] + options, in: folder.url)
    }

    private func lines(_ outcome: Outcome) throws -> [[String: Any]] {
        try outcome.output.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    @Test func tellsPlacesValuesTurnsAndOutput() throws {
        let outcome = try trace("#foreach($i in [1..2])\n<$i>#end$input.json('$.a')", "--body", #"{"a": "x"}"#)
        #expect(outcome.status == 0, "\(outcome.error)")
        for text in [
            "instructions\n  #   place        instruction", "map.vtl:1:", "loop r0 $i →", "r0 [1, 2] → 2 values",
            "turn 1 of 2, $i = 1", "turn 2 of 2, $i = 2", "no more values", "map.vtl:2:2 ", "r0 1 → prints \"1\"",
            "prints \"<\"", "append-input-json path 0", "prints \"\\\"x\\\"\"", "\noutput\n  <1><2>\"x\"\n",
        ] {
            #expect(outcome.output.contains(text), "\(text) is missing in\n\(outcome.output)")
        }
    }

    @Test func jsonLinesHaveTheSameFacts() throws {
        let outcome = try trace("#set($x = 'a')#if($x == 'b')yes#{else}no$x#end", "--json")
        let lines = try lines(outcome)
        let last = try #require(lines.last)
        #expect(last["output"] as? String == "noa")
        #expect(last["error"] is NSNull)
        #expect(last["stepsLeftOut"] as? Int == 0)
        let steps = lines.dropLast()
        #expect(steps.map { $0["step"] as? Int } == Array(1...steps.count))
        #expect(steps.contains { $0["writes"] as? String == "$x = \"a\"" })
        #expect(steps.contains { ($0["reads"] as? [String] ?? []).contains("r1 \"a\"") })
        #expect(steps.contains { ($0["note"] as? String)?.hasPrefix("goes to ") == true })
        #expect(steps.compactMap { $0["prints"] as? String } == ["\"no\"", "\"a\""])
        #expect(steps.allSatisfy { $0["depth"] as? Int == 0 })
    }

    @Test func unitsAndEvaluatedTextsAreInside() throws {
        let outcome = try trace("#macro(m $p)<$p>#end#set($t = '#m(\"q\")')#evaluate($t)", "--json")
        let steps = try lines(outcome).dropLast()
        #expect(
            steps.contains { $0["depth"] as? Int == 1 && ($0["place"] as? String)?.hasPrefix("evaluated:1:") == true })
        #expect(steps.contains { $0["depth"] as? Int == 2 && ($0["place"] as? String)?.hasPrefix("#m:1:") == true })
        #expect(steps.contains { $0["depth"] as? Int == 3 }, "the argument is looked at inside of the macro")
        #expect(try lines(outcome).last?["output"] as? String == "<q>")
    }

    @Test func aFailureIsTheLastStepsNote() throws {
        let text = try trace("a#set($s = 'x')$s.substring(9)b")
        #expect(text.status == 1)
        #expect(text.output.contains("fails: method"))
        #expect(text.output.contains("output\n  none: it failed (method)"))
        #expect(text.error.contains("the template fails: method"))
        let json = try trace("a#set($s = 'x')$s.substring(9)b", "--json")
        #expect(try lines(json).last?["error"] as? String == "method")
        #expect(try lines(json).dropLast().last?["note"] as? String == "fails: method")
    }

    @Test func itIsBounded() throws {
        let outcome = try trace("#foreach($j in [1..50])#foreach($i in [1..1000])$i#end#end", "--json")
        let lines = try lines(outcome)
        #expect(lines.count == 10_001)
        let left = try #require(lines.last?["stepsLeftOut"] as? Int)
        #expect(left > 100_000)
        let large = try trace("$input.json('$')", "--body", "[\"\(String(repeating: "x", count: 5000))\"]")
        let line = try #require(large.output.split(separator: "\n").first { $0.contains("append-input-json") })
        #expect(line.count < 250 && line.contains("…"))
        let list = try trace(
            "#set($l = $input.path('$'))", "--body", "[[[[1,2,3]]],\(String(repeating: "7,", count: 900))8]")
        #expect(list.output.contains("[[[[1, 2, 3]]], 7, 7,"))
        #expect(list.output.contains(", …]"))
    }

    @Test func overridesAndPlainTextsAreShown() throws {
        let outcome = try trace("#set($context.responseOverride.status = 418)t")
        #expect(outcome.output.contains("overrides\n  {\"response\":{\"status\":418}}"))
        let plain = try trace("just text")
        #expect(plain.output.contains("map.vtl:1:1  text \"just text\"  prints \"just text\""))
    }

    @Test func controlsStayOffTheTerminal() throws {
        let outcome = try trace("a\u{1b}[31m\u{202e}$input.body", "--body", "\u{1b}]0;x\u{7}")
        #expect(!outcome.output.contains("\u{1b}") && !outcome.output.contains("\u{7}"))
    }

    @Test func wrongUsageIsRefused() throws {
        #expect(try Command.run(["template", "render", "--batch", "--trace"], input: "").status == 2)
        #expect(try Command.run(["template", "render", "x.vtl", "--json"]).status == 2)
    }
}
