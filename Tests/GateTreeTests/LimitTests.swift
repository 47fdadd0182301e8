// Every bound at its limit and one past it, and the inputs that would break a reader without bounds.

import GateSource
import Testing

@testable import GateTree

@Suite struct LimitTests {
    private func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    @Test func depth() {
        var limits = TreeLimits()
        limits.depthMax = 20
        for parse in [json, yaml] {
            #expect(parse(nested(20), limits).diagnostics.isEmpty)
            #expect(parse(nested(21), limits).codes == [1007])
        }
        #expect(yaml("{}\n").diagnostics.isEmpty && json(nested(TreeLimits().depthMax)).node != nil)
        #expect(json(nested(TreeLimits().depthMax + 1)).codes == [1007])
    }

    @Test func depthThroughAliases() {
        var limits = TreeLimits()
        limits.depthMax = 5
        let text = "a: &a [[1]]\nb: &b [*a]\nc: [*b]\n"
        #expect(yaml(text, limits: limits).diagnostics.isEmpty)
        limits.depthMax = 4
        #expect(yaml(text, limits: limits).codes == [1007])
    }

    @Test func nodes() {
        var limits = TreeLimits()
        limits.nodesMax = 4
        for parse in [json, yaml] {
            #expect(parse("[1, 2, 3]", limits).diagnostics.isEmpty)
            #expect(parse("[1, 2, 3, 4]", limits).codes == [1008])
        }
        #expect(yaml("a: &a {x: 1}\nb:\n  <<: *a\n", limits: limits).codes == [1008])
    }

    @Test func bytes() {
        var limits = TreeLimits()
        limits.bytesMax = 9
        #expect(
            json("[1, 2, 3]", limits: limits).diagnostics.isEmpty && json("[1, 2, 30]", limits: limits).codes == [1006])
        limits.bytesMax = 100
        limits.yamlBytesMax = 9
        #expect(
            yaml("a: 123456", limits: limits).diagnostics.isEmpty && yaml("a: 1234567", limits: limits).codes == [1006])
    }

    @Test func aliasNodes() {
        var limits = TreeLimits()
        limits.aliasNodesMax = 3
        // Ten nodes without aliases; each alias stands for three.
        #expect(yaml("[&a [1, 2], *a]", limits: limits).diagnostics.isEmpty)
        limits.aliasNodesMax = 10
        #expect(yaml("[&a [1, 2, 3, 4, 5], *a, *a]", limits: limits).diagnostics.isEmpty)
        #expect(yaml("[&a [1, 2, 3, 4, 5], *a, *a, *a]", limits: limits).codes == [1009])
    }

    @Test func aliasBytes() {
        var limits = TreeLimits()
        limits.aliasBytesMax = 100
        let word = String(repeating: "x", count: 50)
        #expect(yaml("[&a \(word), *a, *a]", limits: limits).diagnostics.isEmpty)
        #expect(yaml("[&a \(word), *a, *a, *a, *a, *a]", limits: limits).codes == [1009])
    }

    @Test func billionLaughsIsRefused() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        #expect(yaml(text).codes == [1009])
    }

    @Test func longMergeChainsAreNotDeep() {
        var text = "m0: &m0 {a: 1}\n"
        for level in 1...600 { text += "m\(level): &m\(level) {<<: *m\(level - 1)}\n" }
        let result = yaml(text)
        #expect(result.diagnostics.isEmpty && result.node?["m600"]?.json() == #"{"a":1}"#)
    }

    @Test func hugeNestingIsAnsweredAtOnce() {
        for text in [
            String(repeating: "[", count: 1_000_000), String(repeating: "{\"a\":", count: 100_000),
            String(repeating: "{a: ", count: 100_000), String(repeating: "- ", count: 100_000),
        ] {
            #expect(json(text).node == nil && yaml(text).node == nil)
        }
        #expect(yaml(String(repeating: "[", count: 1_000_000)).codes == [1007])
    }

    @Test func reportsAreBounded() {
        let result = yaml(String(repeating: "a: *x\n", count: 3000))
        #expect(result.diagnostics.count == TreeBuilder.reportsMax)
    }
}
