// Looks at the references that nothing else reads: those in the schemas of responses. One that leads nowhere is a
// warning, because AWS imports it (seen in deployed specifications). References to other files are followed there,
// so that one out of bounds is refused wherever it stands.

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
        /// Whether the node is part of a response.
        let isAnswer: Bool
    }

    private let sink: DiagnosticSink

    init(documents: DocumentSet, sink: DiagnosticSink) {
        self.documents = documents
        self.sink = sink
    }

    /// Values of these members are data.
    private static let data: Set<String> = ["example", "examples", "enum", "const", "default"]
    private static let maps: Set<String> = ["properties", "patternProperties", "definitions", "schemas", "$defs"]

    mutating func check(_ root: Node) {
        pending.append(Step(node: root, isForeign: false, isMap: false, isAnswer: false))
        while let step = pending.popLast() {
            if step.isForeign, !seen.insert(step.node).inserted { continue }
            if step.node.kind == .array {
                for element in step.node.elements { push(element, from: step) }
            } else {
                walk(step, root)
            }
        }
    }

    private mutating func walk(_ step: Step, _ root: Node) {
        if !step.isMap, let reference = step.node["$ref"], let text = reference.string {
            follow(step, reference, text, root)
        }
        for member in step.node.members {
            if !step.isMap, ReferenceCheck.data.contains(member.key) || member.key.hasPrefix("x-") { continue }
            let isMap = !step.isMap && ReferenceCheck.maps.contains(member.key)
            push(member.value, from: step, isMap: isMap, isAnswer: !step.isMap && member.key == "responses")
        }
    }

    private mutating func follow(_ step: Step, _ reference: Node, _ text: String, _ root: Node) {
        guard text.hasPrefix("#") else {
            // The API's own models, which the reader of schemas finds by their names.
            if text.hasPrefix("https://apigateway.amazonaws.com/restapis/") { return }
            guard let target = documents.resolve(step.node), target.root != root else { return }
            return push(target, from: step, isForeign: true)
        }
        // Elsewhere references are read, and reported by who reads them.
        let isSchema = step.node.parent?.key != "responses"
        guard step.isAnswer, isSchema, documents.named(step.node) == nil, !text.contains("%"),
            step.node.root.atPointer(String(text.dropFirst())) == nil
        else { return }
        // A mock answers with what the reference should name: resolving it reports it.
        if documents.missingTarget != nil {
            _ = documents.resolve(step.node)
            return
        }
        sink.report(OpenAPIProblem.referenceUnread(text, at: reference.range))
    }

    private mutating func push(
        _ node: Node, from step: Step, isMap: Bool = false, isAnswer: Bool = false, isForeign: Bool = false
    ) {
        guard node.kind == .object || node.kind == .array else { return }
        pending.append(
            Step(
                node: node, isForeign: isForeign || step.isForeign, isMap: isMap,
                isAnswer: isAnswer || step.isAnswer))
    }
}
