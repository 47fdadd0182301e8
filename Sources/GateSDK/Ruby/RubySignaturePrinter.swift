// RBS to text.

/// Writes signatures.
enum RubySignaturePrinter {
    static func print(_ signatures: [RubySignature], banner: String) -> String {
        RubyPrinter.text(.sequence([RubyPrinter.comment(banner), .blankLine, layout(signatures)]))
    }

    private static func layout(_ signatures: [RubySignature]) -> Layout {
        var pieces: [Layout] = []
        for (index, signature) in signatures.enumerated() {
            if index > 0 {
                pieces.append(.hardLine)
                if signature.isBlock || signatures[index - 1].isBlock { pieces.append(.blankLine) }
            }
            pieces.append(layout(signature))
        }
        return .sequence(pieces)
    }

    private static func layout(_ signature: RubySignature) -> Layout {
        switch signature {
        case .alias(let name, let type): return .text("type \(name) = \(text(type))")
        case .constant(let name, let type): return .text("\(name): \(text(type))")
        case .attribute(let name, let type): return .text("attr_reader \(name): \(text(type))")
        case .method(let method):
            let parameters = Layout.list(
                "(", method.parameters.filter { $0.kind != .block }.map { .text(parameter($0)) }, ")",
                trailingComma: false)
            let result = method.name == "initialize" ? RubyType.void : method.result
            var pieces: [Layout] = [.text("def \(method.name): "), parameters]
            if let yields = method.yields { pieces.append(.text(" ?{ (\(text(yields))) -> void }")) }
            // More than one type would be more than one signature.
            let type = if case .union = result { "(\(text(result)))" } else { text(result) }
            return .sequence(pieces + [.text(" -> \(type)")])
        case .type(let name, let superclass, let body):
            return block("class \(name)\(superclass.map { " < \($0)" } ?? "")", body)
        case .module(let name, let body): return block("module \(name)", body)
        }
    }

    private static func block(_ head: String, _ body: [RubySignature]) -> Layout {
        if body.isEmpty { return .sequence([.text(head), .hardLine, "end"]) }
        return .sequence([.text(head), .indented(.sequence([.hardLine, layout(body)])), .hardLine, "end"])
    }

    private static func parameter(_ parameter: RubyParameter) -> String {
        let type = text(parameter.type)
        let mark = parameter.initial == nil ? "" : "?"
        switch parameter.kind {
        case .positional: return "\(mark)\(type) \(parameter.name)"
        case .keyword: return "\(mark)\(parameter.name): \(type)"
        case .keywords: return "**\(type) \(parameter.name)"
        case .block: return ""
        }
    }

    static func text(_ type: RubyType) -> String {
        switch type {
        case .name(let name): name
        case .generic(let name, let arguments): "\(name)[\(arguments.map(text).joined(separator: ", "))]"
        case .union(let members): members.isEmpty ? "untyped" : members.map(text).joined(separator: " | ")
        case .optional(.union(let members)): "(\(members.map(text).joined(separator: " | ")))?"
        case .optional(let inner): "\(text(inner))?"
        }
    }
}

extension RubySignature {
    fileprivate var isBlock: Bool {
        switch self {
        case .type, .module: true
        case .alias, .constant, .attribute, .method: false
        }
    }
}
