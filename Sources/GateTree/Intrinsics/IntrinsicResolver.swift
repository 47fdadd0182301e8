// CloudFormation's functions replaced by their values, so that a specification written for a stack runs without
// one. A rewritten tree is a copy of the flat arrays in which some records hold something else; ids and ranges
// stay, a result that is part of the document is an alias to it.
//
// Acts only on an object whose one member is a function's name. Values of `example`, `examples` and `enum`, and
// of a schema's `default`, are data and stay. Must not know OpenAPI beyond these names.

import GateBytes
import GateSource

/// Replaces CloudFormation's functions in a document. Names without a value get defaults; each is reported once,
/// at the first place.
package func resolveIntrinsics(root: Node, parameters: [String: String], sink: DiagnosticSink) -> Node {
    IntrinsicResolver(parameters: parameters, sink: sink).resolve(root)
}

/// Resolves the functions of the documents of one specification.
final class IntrinsicResolver {
    /// Given values, and the defaults of the template that files were included from.
    private var parameters: [String: String]
    private let sink: DiagnosticSink
    /// Names reported so far.
    private var reported = Set<String>()

    init(parameters: [String: String], sink: DiagnosticSink) {
        self.parameters = parameters
        self.sink = sink
    }

    /// The document with its functions replaced; the same node when it holds none.
    func resolve(_ root: Node) -> Node {
        guard IntrinsicResolver.mayHoldFunctions(root.tree) else { return root }
        var rewriting = IntrinsicRewriting(tree: root.tree, parameters: parameters, sink: sink, reported: reported)
        if TemplateAPI.all(in: root) != nil, let resources = root["Resources"] {
            rewriting.leaveOut(resources: resources.id)
            let kept = rewriting.hasChanged ? node(rewriting, root) : root
            // Of a template only its specifications are read, and what describes REST APIs or adds to them.
            let apis = TemplateAPI.all(in: kept) ?? []
            for api in apis { if let body = api.specification?.value { rewriting.resolve(body.id) } }
            if !apis.contains(where: { $0.specification != nil && $0.isHTTP }) {
                for part in TemplateAPI.describing(in: kept) { rewriting.resolve(part.id) }
            }
        } else {
            rewriting.resolve(root.id)
        }
        reported = rewriting.reported
        parameters.merge(rewriting.template.defaults) { given, _ in given }
        return rewriting.hasChanged ? node(rewriting, root) : root
    }

    private func node(_ rewriting: IntrinsicRewriting, _ root: Node) -> Node {
        let tree = Tree(
            parts: rewriting.parts, source: root.tree.source, bytes: root.tree.bytes, isJSON: root.tree.isJSON,
            rootID: root.tree.rootID)
        return Node(tree: tree, id: root.id)
    }

    /// A quick look at the bytes: most documents hold no function and are not walked.
    private static func mayHoldFunctions(_ tree: Tree) -> Bool {
        for needle in ["Fn::", "Ref", "AWS::"] where contains(tree.bytes, needle) || contains(tree.pool, needle) {
            return true
        }
        return false
    }

    private static func contains(_ bytes: [UInt8], _ needle: String) -> Bool {
        let wanted = Array(needle.utf8)
        guard bytes.count >= wanted.count else { return false }
        return bytes.withUnsafeBufferPointer { bytes in
            let first = wanted[0]
            var index = 0
            while index <= bytes.count - wanted.count {
                if bytes[index] == first, bytes[index + 1] == wanted[1],
                    wanted.indices.allSatisfy({ bytes[index + $0] == wanted[$0] })
                {
                    return true
                }
                index += 1
            }
            return false
        }
    }
}
