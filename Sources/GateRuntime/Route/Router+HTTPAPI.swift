// The routes of HTTP APIs: the same trie with other manners. A match of the whole path goes before one through a greedy
// variable, wherever they part, and a slash at the end counts. AWS: "Routing API requests" (HTTP APIs, read 2026-11).

import GateBytes
import GatePlan

extension Router {
    /// The method whose route takes `verb` at `path`, or `none`; fills `parameters` in path order.
    package func matchRoute(_ path: ByteView, _ verb: HTTPVerb, _ parameters: inout PathParameters) -> UInt32 {
        parameters.removeAll()
        let path = path.count > 0 && path[0] == 0x2f ? path.dropFirst(1) : path
        let found = matchRoute(path, 0, root, verb, takesGreedy: false, &parameters)
        if found != PlanFormat.none { return found }
        parameters.removeAll()
        return matchRoute(path, 0, root, verb, takesGreedy: true, &parameters)
    }

    /// `position` is the start of a segment, perhaps one without text; beyond the end when the path is used up.
    private func matchRoute(
        _ path: ByteView, _ position: Int, _ nodeIndex: UInt32, _ verb: HTTPVerb, takesGreedy: Bool,
        _ parameters: inout PathParameters
    ) -> UInt32 {
        let node = nodes[nodeIndex]
        if position > path.count || path.isEmpty { return method(at: node, verb) }
        let end = path.firstIndex(of: 0x2f, from: position) ?? path.count
        let segment = path.slice(position, end)
        if node.edgeSlots > 0 {
            let child = literalChild(of: node, segment)
            if child != PlanFormat.none {
                let found = matchRoute(path, end + 1, child, verb, takesGreedy: takesGreedy, &parameters)
                if found != PlanFormat.none { return found }
            }
        }
        if node.variableChild != PlanFormat.none, !segment.isEmpty {
            let count = parameters.count
            parameters.append(segment)
            let found = matchRoute(path, end + 1, node.variableChild, verb, takesGreedy: takesGreedy, &parameters)
            if found != PlanFormat.none { return found }
            parameters.truncate(to: count)
        }
        if takesGreedy, node.greedyChild != PlanFormat.none, position < path.count {
            let found = method(at: nodes[node.greedyChild], verb)
            if found != PlanFormat.none {
                parameters.append(path.dropFirst(position))
                return found
            }
        }
        return PlanFormat.none
    }
}
