// All paths of an API as one trie, then as the plan's flat records. Nodes get their numbers when they are first
// needed, so children stand behind their parents, which is what the verifier asks for.

import GateBytes
import GatePlan
import GateSource

/// The route trie under construction.
struct RouteTrie {
    private struct Node {
        var literals: [Substring: Int] = [:]
        /// Children in the order they came, so that equal input gives equal bytes.
        var children: [(label: Substring, node: Int)] = []
        var variable: (name: String, isGreedy: Bool, node: Int, range: SourceRange)?
        /// Of HTTP APIs: `{name+}` beside `{name}`.
        var greedy: Int?
        var methods = MethodSlotsRecord()
        var hasMethods = false
    }

    private var nodes = [Node()]
    /// Whether variables at one place may have other names, and one of them may be greedy: routes of HTTP APIs.
    private let isExact: Bool

    init(isExact: Bool = false) { self.isExact = isExact }

    /// Two names for the variable segment at one place.
    struct Conflict: Error {
        /// The node below which the names meet, and the second name.
        let parent: Int
        let name: String
        let problem: CompilerProblem
    }

    /// The node of a path. With `merges`, names that differ at one place share it and are told there.
    mutating func insert(_ path: RoutePath, merges: inout [Conflict]?) throws(Conflict) -> Int {
        var current = 0
        for (index, segment) in path.segments.enumerated() {
            switch segment {
            case .literal(let label):
                if let child = nodes[current].literals[label] {
                    current = child
                } else {
                    nodes.append(Node())
                    nodes[current].literals[label] = nodes.count - 1
                    nodes[current].children.append((label, nodes.count - 1))
                    current = nodes.count - 1
                }
            case .variable(let name), .greedy(let name):
                var isGreedy = false
                if case .greedy = segment { isGreedy = true }
                if isExact {
                    current = child(of: current, name, isGreedy: isGreedy, at: path.ranges[index])
                    continue
                }
                if let known = nodes[current].variable {
                    let text = isGreedy ? name + "+" : name
                    let other = known.isGreedy ? known.name + "+" : known.name
                    let place = path.ranges[index]
                    if known.isGreedy != isGreedy || (merges == nil && known.name != name) {
                        throw Conflict(
                            parent: current, name: text,
                            problem: .variableSibling(text, other: other, at: place, first: known.range))
                    }
                    if known.name != name {
                        merges?.append(
                            Conflict(
                                parent: current, name: text,
                                problem: .variablesMerged(text, other: other, at: place, first: known.range)))
                    }
                    current = known.node
                } else {
                    nodes.append(Node())
                    nodes[current].variable = (name, isGreedy, nodes.count - 1, path.ranges[index])
                    current = nodes.count - 1
                }
            }
        }
        return current
    }

    private mutating func child(of node: Int, _ name: String, isGreedy: Bool, at place: SourceRange) -> Int {
        if let known = isGreedy ? nodes[node].greedy : nodes[node].variable?.node { return known }
        nodes.append(Node())
        if isGreedy {
            nodes[node].greedy = nodes.count - 1
        } else {
            nodes[node].variable = (name, false, nodes.count - 1, place)
        }
        return nodes.count - 1
    }

    /// The method of a verb at a node, or `none`.
    func method(_ verb: HTTPVerb, at node: Int) -> UInt32 { nodes[node].methods[verb] }

    /// Sets the method of a verb at a node.
    mutating func set(_ verb: HTTPVerb, at node: Int, to method: UInt32) {
        nodes[node].methods[verb] = method
        nodes[node].hasMethods = true
    }

    /// Appends nodes, edges and method slots; the root is node 0.
    func append(to builder: PlanBuilder) {
        for node in nodes {
            let (start, slots) = appendEdges(of: node, to: builder)
            var record = TrieNodeRecord(
                edgesStart: start, edgeSlots: slots, variableChild: PlanFormat.none, greedyChild: PlanFormat.none,
                methodSlots: PlanFormat.none)
            if let variable = node.variable {
                if variable.isGreedy {
                    record.greedyChild = UInt32(variable.node)
                } else {
                    record.variableChild = UInt32(variable.node)
                }
            }
            if let greedy = node.greedy { record.greedyChild = UInt32(greedy) }
            if node.hasMethods { record.methodSlots = builder.append(node.methods) }
            builder.append(record)
        }
    }

    /// An open-addressing table at most half full: lookups end after two probes on average, and one slot is free.
    private func appendEdges(of node: Node, to builder: PlanBuilder) -> (start: UInt32, slots: UInt32) {
        let start = UInt32(builder.count(of: TrieEdgeRecord.self))
        if node.children.isEmpty { return (start, 0) }
        var slots = 2
        while slots < node.children.count * 2 { slots *= 2 }
        var table = [TrieEdgeRecord](repeating: .free, count: slots)
        for (label, child) in node.children {
            let bytes = Array(label.utf8)
            let hash = UInt32(truncatingIfNeeded: bytes.withByteView { $0.fnv1a })
            var slot = Int(hash) & (slots - 1)
            while table[slot].child != PlanFormat.none { slot = (slot + 1) & (slots - 1) }
            table[slot] = TrieEdgeRecord(hash: hash, child: UInt32(child), label: builder.intern(bytes: bytes))
        }
        return (builder.append(contentsOf: table).start, UInt32(slots))
    }
}
