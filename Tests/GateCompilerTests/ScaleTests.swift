// Many routes: what matching costs must not grow with their number, and a plan without debug sections is the same
// plan. Times are measured by Tests/Support/compile-speed.py and `gatebench match`; here stands what they rest on.

import CorpusSupport
import GateBytes
import GateCompiler
import GatePlan
import GateSource
import Testing

@Suite struct ScaleTests {
    private func spec(_ count: Int) -> String {
        var text = "openapi: \"3.0.1\"\ninfo: {title: t, version: \"1\"}\npaths:\n"
        for index in 0..<count {
            text += "  /r\(index)/{id}:\n    get:\n      responses: {}\n      x-amazon-apigateway-integration: "
            text += "{type: http_proxy, httpMethod: GET, uri: 'http://h.test/'}\n"
        }
        return text
    }

    /// Longest probe of any label in any edge table.
    private func longestProbe(_ plan: PlanImage) -> Int {
        var longest = 0
        for index in 0..<plan.trieNodes.count {
            let node = plan.trieNodes[index]
            let slots = Int(node.edgeSlots)
            for slot in 0..<slots {
                let edge = plan.trieEdges[Int(node.edgesStart) + slot]
                if edge.child == PlanFormat.none { continue }
                let home = Int(edge.hash) & (slots - 1)
                longest = max(longest, (slot - home + slots) & (slots - 1))
            }
        }
        return longest
    }

    @Test func edgeTablesAreHalfEmptyAndProbesShort() throws {
        let compiled = try #require(SpecCompile(spec(10_000)).compiled)
        #expect(compiled.methodCount == 10_000)
        let plan = try PlanImage(copying: compiled.plan)
        let root = plan.trieNodes[0]
        #expect(root.edgeSlots == 32_768)
        #expect(longestProbe(plan) < 64)
    }

    @Test func debugSectionsAreSeparable() throws {
        var bare = CompileOptions()
        bare.includesDebug = false
        let with = try PlanImage(copying: try #require(SpecCompile(spec(3)).compiled?.plan))
        let without = try PlanImage(copying: try #require(SpecCompile(spec(3), options: bare).compiled?.plan))
        #expect(with.place(of: .methods, 2) == "spec.yaml:13:5")
        #expect(without.place(of: .methods, 2) == nil)
        for section in without.sections where section.kind != .strings {
            #expect(Array(with.bytes(of: section.kind).buffer) == Array(without.bytes(of: section.kind).buffer))
        }
        let strings = Array(without.strings.buffer)
        #expect(Array(with.strings.buffer.prefix(strings.count)) == strings)
    }
}
