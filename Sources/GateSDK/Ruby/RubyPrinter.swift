// Ruby's values to text: two spaces, 100 columns, double quotes. Here alone is decided how text becomes a literal or a
// comment.

/// Writes files.
enum RubyPrinter {
    static let width = 100

    /// A file's text.
    /// - Parameter banner: A line of comment at its head.
    static func print(_ statements: [RubyStatement], banner: String) -> String {
        let head = Layout.sequence([
            "# frozen_string_literal: true", .blankLine, comment(banner), .blankLine,
        ])
        return text(.sequence([head, RubyPrinter.statements(statements)]))
    }

    /// Text of a layout.
    static func text(_ layout: Layout) -> String {
        var printer = LayoutPrinter(width: width, indentation: "  ")
        return printer.print(layout)
    }

    // MARK: Statements

    /// Statements, those of one kind that stand on lines of their own close together.
    private static func statements(_ statements: [RubyStatement]) -> Layout {
        var pieces: [Layout] = []
        for (index, statement) in statements.enumerated() {
            if index > 0 {
                pieces.append(.hardLine)
                if !statement.isLine || !statements[index - 1].isLine { pieces.append(.blankLine) }
            }
            pieces.append(layout(statement))
        }
        return .sequence(pieces)
    }

    private static func layout(_ statement: RubyStatement) -> Layout {
        switch statement {
        case .require(let path): return .text("require \(literal(path))")
        case .command(let name, let arguments, let text):
            let pieces = Layout.joined(arguments.map(argument), .sequence([",", .line]))
            return .sequence([comment(text), .group(.sequence([.text(name + " "), .indented(pieces)]))])
        case .constant(let name, let value, let text):
            return .sequence([comment(text), .text("\(name) = "), expression(value)])
        case .method(let method):
            let parameters =
                method.parameters.isEmpty
                ? Layout.nothing : .list("(", method.parameters.map(parameter), ")", trailingComma: false)
            let target = method.target.map { "@\($0) = " } ?? ""
            return .sequence([
                comment(method.comment), .text("def \(method.name)"), parameters,
                .indented(.sequence([.hardLine, .text(target), expression(method.body)])), .hardLine, "end",
            ])
        case .type(let name, let superclass, let text, let body):
            return block("class \(name)\(superclass.map { " < \($0)" } ?? "")", text, body)
        case .module(let name, let text, let body): return block("module \(name)", text, body)
        }
    }

    private static func block(_ head: String, _ text: String?, _ body: [RubyStatement]) -> Layout {
        if body.isEmpty { return .sequence([comment(text), .text("\(head); end")]) }
        return .sequence([
            comment(text), .text(head), .indented(.sequence([.hardLine, statements(body)])), .hardLine, "end",
        ])
    }

    private static func parameter(_ parameter: RubyParameter) -> Layout {
        let initial = parameter.initial.map { expression($0) }
        switch parameter.kind {
        case .positional:
            return .sequence([.text(parameter.name), initial.map { .sequence([" = ", $0]) } ?? .nothing])
        case .keyword:
            return .sequence([.text(parameter.name + ":"), initial.map { .sequence([" ", $0]) } ?? .nothing])
        case .keywords: return .text("**\(parameter.name)")
        case .block: return .text("&\(parameter.name)")
        }
    }

    // MARK: Values

    static func expression(_ expression: RubyExpression) -> Layout {
        switch expression {
        case .name(let name): return .text(name)
        case .string(let text): return .text(literal(text))
        case .symbol(let name): return .text(":\(name)")
        case .number(let text): return .text(text)
        case .boolean(let value): return value ? "true" : "false"
        case .none: return "nil"
        case .frozen(let value): return .sequence([RubyPrinter.expression(value), ".freeze"])
        case .interpolated(let parts):
            var pieces: [Layout] = ["\""]
            for part in parts {
                switch part {
                case .text(let text): pieces.append(.text(escaped(text)))
                case .value(let value): pieces += ["#{", .text(onOneLine(value)), "}"]
                }
            }
            return .sequence(pieces + ["\""])
        case .array(let elements):
            return .list("[", elements.map { RubyPrinter.expression($0) }, "]", trailingComma: false)
        case .hash(let entries):
            let pieces = entries.map { entry in
                let key: Layout =
                    if case .symbol(let name) = entry.key { .text("\(name): ") } else {
                        .sequence([RubyPrinter.expression(entry.key), " => "])
                    }
                return Layout.sequence([key, RubyPrinter.expression(entry.value)])
            }
            return .list("{", pieces, "}", padded: true, trailingComma: false)
        case .call(let receiver, let name, let arguments, let block):
            var pieces: [Layout] = receiver.map { [RubyPrinter.expression($0), "."] } ?? []
            pieces.append(.text(name))
            if !arguments.isEmpty {
                pieces.append(.list("(", arguments.map(argument), ")", trailingComma: false))
            }
            guard let block else { return .sequence(pieces) }
            let names = block.parameters.isEmpty ? "" : "|\(block.parameters.joined(separator: ", "))|"
            let body = Layout.group(
                .sequence([
                    .choice(broken: .text("do \(names)"), flat: .text("{ \(names)")),
                    .indented(.sequence([.line, RubyPrinter.expression(block.value)])), .line,
                    .choice(broken: "end", flat: "}"),
                ]))
            return .sequence(pieces + [" ", body])
        }
    }

    /// A value within a string, where lines are better not broken.
    private static func onOneLine(_ value: RubyExpression) -> String {
        var printer = LayoutPrinter(width: .max / 2, indentation: "")
        return String(printer.print(expression(value)).dropLast())
    }

    private static func argument(_ argument: RubyExpression.Argument) -> Layout {
        switch argument {
        case .value(let value): expression(value)
        case .keyword(let name, let value): .sequence([.text("\(name): "), expression(value)])
        case .keywords(let name): .text("**\(name)")
        case .block(let name): .text("&\(name)")
        }
    }

    // MARK: Text

    /// A string literal in which nothing is interpolated.
    static func literal(_ text: String) -> String { "\"\(escaped(text))\"" }

    private static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": out += "\\\\"
            case "\"": out += "\\\""
            case "#": out += "\\#"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            default:
                if scalar.value < 0x20 || SourceText.isHidden(scalar) {
                    out += "\\u{\(String(scalar.value, radix: 16))}"
                } else {
                    out.unicodeScalars.append(scalar)
                }
            }
        }
        return out
    }

    /// A comment before something; nothing where there is no text.
    static func comment(_ text: String?) -> Layout {
        let lines = SourceText.wrapped(text ?? "", width: 90).map(plain)
        if lines.isEmpty { return .nothing }
        let pieces = lines.map { Layout.text($0.isEmpty ? "#" : "# " + $0) }
        return .sequence([.joined(pieces, .hardLine), .hardLine])
    }

    /// Names that Ruby takes for settings where a comment is nothing but one and its value.
    private static let settings = [
        "coding", "encoding", "frozen_string_literal", "shareable_constant_value", "warn_indent", "warn_past_scope",
    ]

    /// A line that sets nothing.
    private static func plain(_ line: String) -> String {
        let line = line.split(separator: "-*-", omittingEmptySubsequences: false).joined(separator: "- * -")
        let name = line.lowercased().split(separator: "-", omittingEmptySubsequences: false).joined(separator: "_")
        return settings.contains { name.drop { $0 == " " }.hasPrefix($0) } ? "`\(line)`" : line
    }
}

extension RubyStatement {
    /// Whether it needs no empty line between it and its like.
    fileprivate var isLine: Bool {
        switch self {
        case .require: true
        case .command(_, _, let comment), .constant(_, _, let comment): comment == nil
        case .method, .type, .module: false
        }
    }
}
