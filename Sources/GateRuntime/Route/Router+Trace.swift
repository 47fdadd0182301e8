// The same walk as Router.match, told step by step for `gatewright trace`.

import GateBytes
import GatePlan

/// One step of a route search.
package struct RouteStep: Sendable {
    /// How deep in the path, from 1.
    package let depth: Int
    /// The segment looked at; empty at the end of the path.
    package let segment: String
    /// What happened: `literal`, `{}`, `{+}`, `no branch`, `method`, `no method`.
    package let outcome: String
}

extension Router {
    /// The steps that `match` takes, in order, up to `stepsMax`.
    package func steps(_ path: ByteView, _ verb: HTTPVerb, _ plan: PlanImage, stepsMax: Int = 256) -> [RouteStep] {
        var steps: [RouteStep] = []
        if plan.api.kind == APIKind.http.rawValue {
            let rest = path.count > 0 && path[0] == 0x2f ? path.dropFirst(1) : path
            for takesGreedy in [false, true] {
                var walk = RouteWalk(plan: plan, path: rest, verb: verb, stepsMax: stepsMax)
                (walk.isExact, walk.takesGreedy) = (true, takesGreedy)
                if walk.visit(0, plan.api.rootNode, depth: 1, &steps) { return steps }
            }
            let hasDefault = plan.api.defaultMethod != PlanFormat.none
            steps.append(RouteStep(depth: 1, segment: "$default", outcome: hasDefault ? "method" : "no method"))
            return steps
        }
        var start = 0
        while start < path.count, path[start] == 0x2f { start += 1 }
        var end = path.count
        if end > start, path[end - 1] == 0x2f { end -= 1 }
        var walk = RouteWalk(plan: plan, path: path.slice(start, max(start, end)), verb: verb, stepsMax: stepsMax)
        _ = walk.visit(0, plan.api.rootNode, depth: 1, &steps)
        return steps
    }
}

private struct RouteWalk {
    let plan: PlanImage
    let path: ByteView
    let verb: HTTPVerb
    let stepsMax: Int
    /// The manners of HTTP APIs: a slash at the end counts, greedy variables come after everything else.
    var isExact = false
    var takesGreedy = true

    mutating func visit(_ position: Int, _ index: UInt32, depth: Int, _ steps: inout [RouteStep]) -> Bool {
        let node = plan.trieNodes[index]
        if steps.count >= stepsMax { return false }
        let isEnd = isExact ? position > path.count || path.isEmpty : position >= path.count
        if isEnd { return visitEnd(node, depth, "", &steps) }
        let end = path.firstIndex(of: 0x2f, from: position) ?? path.count
        let segment = path.slice(position, end)
        let name = String(segment)
        for slot in Int(node.edgesStart)..<Int(node.edgesStart) + Int(node.edgeSlots) {
            let edge = plan.trieEdges[slot]
            if edge.child == PlanFormat.none || !(plan.string(edge.label) == segment) { continue }
            steps.append(RouteStep(depth: depth, segment: name, outcome: "literal"))
            if visit(end + 1, edge.child, depth: depth + 1, &steps) { return true }
        }
        if node.variableChild != PlanFormat.none, !segment.isEmpty {
            steps.append(RouteStep(depth: depth, segment: name, outcome: "{}"))
            if visit(end + 1, node.variableChild, depth: depth + 1, &steps) { return true }
        }
        if node.greedyChild != PlanFormat.none, takesGreedy, !isExact || position < path.count {
            let rest = String(path.dropFirst(position))
            steps.append(RouteStep(depth: depth, segment: rest, outcome: "{+}"))
            if visitEnd(plan.trieNodes[node.greedyChild], depth, rest, &steps) { return true }
        }
        steps.append(RouteStep(depth: depth, segment: name, outcome: "no branch"))
        return false
    }

    private func visitEnd(
        _ node: TrieNodeRecord, _ depth: Int, _ segment: String, _ steps: inout [RouteStep]
    ) -> Bool {
        let found =
            node.methodSlots != PlanFormat.none
            && plan.methodSlots[node.methodSlots].serving(verb) != PlanFormat.none
        steps.append(RouteStep(depth: depth, segment: segment, outcome: found ? "method" : "no method"))
        return found
    }
}
