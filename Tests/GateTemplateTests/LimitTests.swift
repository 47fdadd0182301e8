// Hostile templates and bodies end with a diagnostic or a failure, never a crash, and in bounded time.

import GateCompiler
import GatePlan
import GateRuntime
import GateTemplate
import Testing

@Suite("Limits of templates")
struct LimitTests {
    // Facts: pipeline-3.8
    @Test func acceptsATemplateOfExactlyTheLimitAndNoMore() throws {
        let text = String(repeating: "x", count: TemplateLimits.textBytesMax)
        #expect(try compile(text).codes == [])
        #expect(try compile(text + "x").codes == [3005])
    }

    @Test func boundsNesting() throws {
        for (open, close) in [("(", ")"), ("[", "]"), ("{'a':", "}")] {
            let few =
                "#set($x = " + String(repeating: open, count: 20) + "1" + String(repeating: close, count: 20) + ")"
            #expect(try compile(few).codes == [])
            let many = String(repeating: open, count: 20_000)
            #expect(try compile("#set($x = \(many)").codes == [3005])
        }
        #expect(try compile(String(repeating: "#if(true)", count: 20_000)).codes == [3005])
        #expect(try compile(String(repeating: "$a[", count: 20_000)).codes == [3005])
        #expect(try compile(String(repeating: "$a.b(", count: 20_000)).codes == [3005])
    }

    @Test func countsNegationsInsteadOfNestingThem() throws {
        let even = String(repeating: "!", count: 50_000)
        #expect(try render("#if(\(even)true)T#{else}F#end") == "T")
        #expect(try render("#if(!\(even)true)T#{else}F#end") == "F")
    }

    @Test func boundsOperatorsInARow() throws {
        #expect(try compile("#set($x = $a" + String(repeating: " + $a", count: 100) + ")").codes == [])
        #expect(try compile("#set($x = $a" + String(repeating: " + $a", count: 20_000) + ")").codes == [3005])
    }

    @Test func endsMacrosThatCallEachOther() throws {
        let text = "#macro(a)#b()#b()#end#macro(b)#a()#a()#end#a()"
        #expect(try Renderer().render(text) == .failed(.depth))
    }

    @Test func endsTextThatDoublesItself() throws {
        let text = "#set($s = 'xxxxxxxxxxxxxxxx')#foreach($i in [1..60])#set($s = \"$s$s\")#end$s"
        #expect(try Renderer().render(text) == .failed(.memory))
        let added = "#set($s = 'xxxxxxxxxxxxxxxx')#foreach($i in [1..60])#set($s = $s + $s)#end$s"
        #expect(try Renderer().render(added) == .failed(.memory))
    }

    @Test func endsLoopsInsideOfLoops() throws {
        let text =
            String(repeating: "#foreach($i in [1..1000])", count: 4) + "#set($x = 1)"
            + String(repeating: "#end", count: 4)
        #expect(try Renderer().render(text) == .failed(.instructions))
    }

    @Test func endsAListThatHoldsItself() throws {
        #expect(try Renderer().render("#set($l = [1])#set($ok = $l.add($l))$l") == .failed(.depth))
        #expect(try Renderer().render("#set($m = {})#set($m.m = $m)$m") == .failed(.depth))
    }

    @Test func endsAPatternThatNeverEnds() throws {
        let text = "#set($s = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')$s.matches('(a+)+b')"
        let outcome = try Renderer().render(text)
        #expect(outcome == .failed(.pattern) || outcome == .output("false", overrides: ""))
    }

    @Test func refusesLargeRangesAsListsOnly() throws {
        #expect(try Renderer().render("#set($r = [1..2000000000])") == .failed(.memory))
        #expect(try render("#foreach($i in [1..2000000000])#if($i == 3)#break#end$i#end") == "12")
    }

    @Test func aMachineIsAsGoodAsNewAfterAFailure() throws {
        let renderer = Renderer()
        #expect(try renderer.render("#macro(m)#m()#end#m()") == .failed(.depth))
        #expect(try renderer.render("a$input.path('$.b')c", body: "{\"b\": 1}") == .output("a1c", overrides: ""))
    }
}

@Suite("Values that grow without end")
struct GrowthTests {
    /// A list that holds the list before twice, sixty times.
    private let doubling =
        "#set($l = [1])#set($m = [1])#foreach($i in [1..60])#set($l = [$l, $l])#set($m = [$m, $m])#end"

    @Test func endsPrintingAListOfListsOfLists() throws {
        #expect(try Renderer().render(doubling + "$l") == .failed(.memory))
    }

    @Test func endsComparingThem() throws {
        #expect(try Renderer().render(doubling + "#if($l == $m)x#end") == .failed(.memory))
        #expect(try Renderer().render(doubling + "$l.hashCode()") == .failed(.memory))
    }
}
