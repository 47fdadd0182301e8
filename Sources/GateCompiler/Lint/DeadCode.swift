// What stands behind `#stop` and `#break`: nothing of it ever runs. Blank text and comments do not count.

import GateBytes
import GateSource
import GateTemplate

/// Looks for parts of a template that are never reached.
struct DeadCode {
    private let text: LocatedText
    private let findings: LintFindings

    init(_ text: LocatedText, _ findings: LintFindings) {
        self.text = text
        self.findings = findings
    }

    func run(_ template: Template) {
        look(at: template.nodes)
        for macro in template.macros.values.sorted(by: { $0.range.start < $1.range.start }) { look(at: macro.body) }
    }

    /// Reports the first part behind what leaves a list of nodes.
    private func look(at nodes: [TemplateNode]) {
        var directive: String?
        for node in nodes {
            if let directive {
                guard let place = place(of: node) else { continue }
                return findings.report(.neverReached(after: directive, at: place))
            }
            for body in DeadCode.bodies(of: node) { look(at: body) }
            directive = DeadCode.leaving(node)
        }
    }

    private static func bodies(of node: TemplateNode) -> [[TemplateNode]] {
        switch node {
        case .conditional(let branches, let otherwise): branches.map(\.body) + [otherwise]
        case .loop(_, _, let body, _), .define(_, let body): [body]
        case .call(let call): call.body.map { [$0] } ?? []
        default: []
        }
    }

    /// The directive by which a node leaves on every way through it; nil where some way goes on.
    private static func leaving(_ node: TemplateNode) -> String? {
        switch node {
        case .stop: return "#stop"
        case .leave: return "#break"
        case .conditional(let branches, let otherwise):
            let ways = branches.map(\.body) + [otherwise]
            let directives = ways.map { way in way.lazy.compactMap(leaving).first }
            return directives.contains { $0 == nil } ? nil : directives[0]
        default: return nil
        }
    }

    /// Where a node stands; nil for one that prints nothing but blanks.
    private func place(of node: TemplateNode) -> SourceRange? {
        guard case .text(let bytes, let places) = node else { return node.place }
        guard let first = bytes.firstIndex(where: { !DeadCode.isBlank($0) }) else { return nil }
        let end = bytes[first...].firstIndex { $0 == 0x0a || $0 == 0x0d } ?? bytes.count
        guard let start = places.offset(of: first) else { return text.range }
        guard let last = places.offset(of: end - 1), last >= start else { return text.range(start, start + 1) }
        return text.range(start, last + 1)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { ASCII.isBlank(byte) || byte == 0x0a || byte == 0x0d }
}
