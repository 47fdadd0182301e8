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

    mutating func visit(_ position: Int, _ index: UInt32, depth: Int, _ steps: inout [RouteStep]) -> Bool {
        let node = plan.trieNodes[index]
        if steps.count >= stepsMax { return false }
        if position >= path.count { return visitEnd(node, depth, "", &steps) }
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
        if node.greedyChild != PlanFormat.none {
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
