// Path and verb to a method: a walk over the plan's trie with back-tracking. AWS's precedence (observed, README
// "Behaviour"): literal before `{name}` before `{name+}`; a branch that has the path but not the verb is left again.
//
// The walk visits each trie node at most once per path position on the way down, so its cost is bounded by the
// depth of the specification, never by the number of routes.

import GateBytes
import GatePlan

/// Matches paths against one plan.
package struct Router {
    let nodes: RecordView<TrieNodeRecord>
    private let edges: RecordView<TrieEdgeRecord>
    private let slots: RecordView<MethodSlotsRecord>
    private let strings: ByteView
    let root: UInt32

    package init(_ plan: PlanImage) {
        nodes = plan.trieNodes
        edges = plan.trieEdges
        slots = plan.methodSlots
        strings = plan.strings
        root = plan.api.rootNode
    }

    /// The method that serves `verb` at `path`, or `none`; fills `parameters` in path order. Leading slashes count
    /// as one and one trailing slash is ignored (both observed on AWS).
    package func match(_ path: ByteView, _ verb: HTTPVerb, _ parameters: inout PathParameters) -> UInt32 {
        parameters.removeAll()
        var start = 0
        while start < path.count, path[start] == 0x2f { start += 1 }
        var end = path.count
        if end > start, path[end - 1] == 0x2f { end -= 1 }
        return match(path.slice(start, max(start, end)), 0, root, verb, &parameters)
    }

    /// `position` is the start of a segment, or beyond the end when the path is used up.
    private func match(
        _ path: ByteView, _ position: Int, _ nodeIndex: UInt32, _ verb: HTTPVerb, _ parameters: inout PathParameters
    ) -> UInt32 {
        let node = nodes[nodeIndex]
        if position >= path.count { return method(at: node, verb) }
        let end = path.firstIndex(of: 0x2f, from: position) ?? path.count
        let segment = path.slice(position, end)
        if node.edgeSlots > 0 {
            let child = literalChild(of: node, segment)
            if child != PlanFormat.none {
                let found = match(path, end + 1, child, verb, &parameters)
                if found != PlanFormat.none { return found }
            }
        }
        if node.variableChild != PlanFormat.none, !segment.isEmpty {
            let count = parameters.count
            parameters.append(segment)
            let found = match(path, end + 1, node.variableChild, verb, &parameters)
            if found != PlanFormat.none { return found }
            parameters.truncate(to: count)
        }
        if node.greedyChild != PlanFormat.none {
            let found = method(at: nodes[node.greedyChild], verb)
            if found != PlanFormat.none {
                parameters.append(path.dropFirst(position))
                return found
            }
        }
        return PlanFormat.none
    }

    func method(at node: TrieNodeRecord, _ verb: HTTPVerb) -> UInt32 {
        node.methodSlots == PlanFormat.none ? PlanFormat.none : slots[node.methodSlots].serving(verb)
    }

    /// Linear probing; the verifier has checked that every table has a free slot.
    func literalChild(of node: TrieNodeRecord, _ segment: ByteView) -> UInt32 {
        let hash = UInt32(truncatingIfNeeded: segment.fnv1a)
        let mask = node.edgeSlots &- 1
        var slot = hash & mask
        while true {
            let edge = edges[node.edgesStart &+ slot]
            if edge.child == PlanFormat.none { return PlanFormat.none }
            if edge.hash == hash {
                let start = Int(edge.label.offset)
                if strings.slice(start, start + Int(edge.label.length)) == segment { return edge.child }
            }
            slot = (slot &+ 1) & mask
        }
    }
}
