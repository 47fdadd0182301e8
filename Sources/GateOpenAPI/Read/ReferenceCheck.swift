// Follows every reference of a document, so that one that leads nowhere is reported even where nothing reads it
// (the schema of a response, say). References into other files are followed there too.

import GateSource
import GateTree

/// Walks a document for its references. A work list instead of recursion.
struct ReferenceCheck {
    private let documents: DocumentSet
    private var pending: [Step] = []
    /// Parts of other files that have been walked.
    private var seen = Set<Node>()

    private struct Step {
        let node: Node
        let isForeign: Bool
        /// Whether the members' keys are names that authors chose.
        let isMap: Bool
    }

    init(documents: DocumentSet) { self.documents = documents }

    /// Values of these members are data.
    private static let data: Set<String> = ["example", "examples", "enum", "const", "default"]
    private static let maps: Set<String> = ["properties", "patternProperties", "definitions", "schemas", "$defs"]

    mutating func check(_ root: Node) {
        pending.append(Step(node: root, isForeign: false, isMap: false))
        while let step = pending.popLast() {
            if step.isForeign, !seen.insert(step.node).inserted { continue }
            if step.node.kind == .array {
                for element in step.node.elements { push(element, step.isForeign, isMap: false) }
            } else {
                walk(step, root)
            }
        }
    }

    private mutating func walk(_ step: Step, _ root: Node) {
        if !step.isMap, documents.isReference(step.node), let target = documents.resolve(step.node),
            target.root != root
        {
            push(target, true, isMap: false)
        }
        for member in step.node.members {
            if !step.isMap, ReferenceCheck.data.contains(member.key) || member.key.hasPrefix("x-") { continue }
            push(member.value, step.isForeign, isMap: !step.isMap && ReferenceCheck.maps.contains(member.key))
        }
    }

    private mutating func push(_ node: Node, _ isForeign: Bool, isMap: Bool) {
        guard node.kind == .object || node.kind == .array else { return }
        pending.append(Step(node: node, isForeign: isForeign, isMap: isMap))
    }
}
