// Swift's values to text, in a layout that its formatter leaves as it is: four spaces, 100 columns. Here alone is
// decided how text becomes a literal, an identifier or a comment.

/// Writes files.
enum SwiftPrinter {
    /// Columns of a line.
    static let width = 100
    private static let indentation = "    "

    /// A file's text.
    /// - Parameter banner: A line of comment at its head.
    static func print(_ declarations: [SwiftDeclaration], banner: String) -> String {
        var pieces: [Layout] = [comment(banner), .blankLine, "import Foundation"]
        for declaration in declarations { pieces += [.blankLine, layout(declaration)] }
        return print(.sequence(pieces))
    }

    static func print(_ layout: Layout) -> String {
        var printer = LayoutPrinter(width: width, indentation: indentation)
        return printer.print(layout)
    }

    /// `//` comments of text.
    static func comment(_ text: String) -> Layout {
        lines(text, mark: "//")
    }

    private static func lines(_ text: String, mark: String, indent: String = "") -> Layout {
        // Text stands a level deep at the most where declarations have comments.
        let wrapped = SourceText.wrapped(text, width: width - 12 - indent.count)
        return .joined(wrapped.map { .text($0.isEmpty ? mark : "\(mark) \(indent)\($0)") }, .hardLine)
    }

    // MARK: Declarations

    private static func layout(_ declaration: SwiftDeclaration) -> Layout {
        switch declaration {
        case .type(let type): nominal(type)
        case .alias(let comment, let name, let type):
            .sequence([documentation(comment), .text("public typealias \(name) = "), SwiftPrinter.type(type)])
        }
    }

    private static func nominal(_ made: SwiftNominal) -> Layout {
        var members: [Layout] = []
        if !made.cases.isEmpty { members.append(.joined(made.cases.map(layout), .hardLine)) }
        // Stored properties stand together, what is computed stands alone.
        let stored = made.properties.filter { $0.body == nil }
        if !stored.isEmpty { members.append(.joined(stored.map(layout), .hardLine)) }
        members += made.functions.filter { $0.name == nil }.map(layout)
        members += made.properties.filter { $0.body != nil }.map(layout)
        members += made.functions.filter { $0.name != nil }.map(layout)
        members += made.nested.map(nominal)
        let inherited = made.inherited.isEmpty ? "" : ": " + made.inherited.joined(separator: ", ")
        let head = Layout.sequence([
            documentation(made.comment), .text("\(made.kind) \(identifier(made.name))\(inherited) "),
        ])
        if members.isEmpty { return .sequence([head, "{}"]) }
        return .sequence([
            head, "{", .indented(.sequence([.hardLine, .joined(members, .blankLine)])), .hardLine, "}",
        ])
    }

    private static func layout(_ made: SwiftCase) -> Layout {
        .sequence([
            documentation(made.comment), .text("case \(identifier(made.name))"),
            made.payload.map { .group(.sequence(["(", .indented(.sequence([.softLine, type($0)])), ")"])) } ?? .nothing,
            made.rawValue.map { .group(.sequence([" =", .indented(.sequence([.line, string($0)]))])) } ?? .nothing,
        ])
    }

    private static func layout(_ made: SwiftProperty) -> Layout {
        let head = Layout.sequence([
            documentation(made.comment), .text(made.attribute.map { "\($0) " } ?? ""),
            .text("\(made.modifiers) \(identifier(made.name))"),
            made.type.map { .group(.sequence([":", .indented(.sequence([.line, type($0)]))])) } ?? .nothing,
            made.initial.map { .sequence([" = ", expression($0)]) } ?? .nothing,
        ])
        guard let body = made.body else { return head }
        return .sequence([head, " ", block(body)])
    }

    private static func layout(_ made: SwiftFunction) -> Layout {
        let parameters = made.parameters.map { parameter -> Layout in
            let label = parameter.label.map { "\($0) " } ?? ""
            return .sequence([
                .text("\(label)\(SwiftPrinter.label(parameter.name))"),
                .group(.sequence([":", .indented(.sequence([.line, type(parameter.type)]))])),
                parameter.initial.map { .sequence([" = ", expression($0)]) } ?? .nothing,
            ])
        }
        return .sequence([
            documentation(made.comment),
            made.isDeprecated ? .sequence(["@available(*, deprecated)", .hardLine]) : .nothing,
            .text("\(made.modifiers) \(made.name.map { "func \(identifier($0))" } ?? "init")"),
            .list("(", parameters, ")", trailingComma: false),
            .text(made.effects.map { " \($0)" } ?? ""),
            made.result.map { .sequence([" -> ", result($0)]) } ?? .nothing,
            " ", block(made.body),
        ])
    }

    private static func result(_ made: SwiftType) -> Layout {
        guard case .generic(let name, let arguments) = made else { return type(made) }
        return .sequence([.text(identifier(name)), .list("<", arguments.map { type($0) }, ">", trailingComma: false)])
    }

    private static func block(_ statements: [SwiftStatement]) -> Layout {
        if statements.isEmpty { return "{}" }
        return .sequence([
            "{", .indented(.sequence([.hardLine, .joined(statements.map(layout), .hardLine)])), .hardLine, "}",
        ])
    }

    private static func layout(_ statement: SwiftStatement) -> Layout {
        switch statement {
        case .expression(let value): return expression(value)
        case .assign(let target, .name(let name)):
            return .group(
                .sequence([expression(target), " =", .indented(.sequence([.line, .text(identifier(name))]))]))
        case .assign(let target, let value): return .sequence([expression(target), " = ", expression(value)])
        case .declare(let name, let isVariable, let value):
            return .sequence([.text("\(isVariable ? "var" : "let") \(identifier(name)) = "), expression(value)])
        case .switching(let value, let cases):
            let pieces = cases.map { made in
                Layout.group(
                    .sequence([
                        pattern(made.pattern), ":",
                        .indented(.sequence([.line, .joined(made.body.map(layout), .hardLine)])),
                    ]))
            }
            return .sequence([
                "switch ", expression(value), " {", .hardLine, .joined(pieces, .hardLine), .hardLine, "}",
            ])
        case .binding(let branches, let otherwise):
            var pieces: [Layout] = []
            for branch in branches {
                pieces += [
                    .text("if let \(identifier(branch.name)) = "), expression(branch.value), " ", block(branch.body),
                    " else ",
                ]
            }
            return .sequence(pieces + [block(otherwise)])
        }
    }

    private static func pattern(_ pattern: SwiftStatement.Pattern) -> Layout {
        switch pattern {
        case .otherwise: return "default"
        case .member(let name, let bound):
            return .text("case .\(name)\(bound.map { "(let \(identifier($0)))" } ?? "")")
        case .values(let values):
            let pieces = values.map(expression)
            let list = Layout.joined(pieces, .sequence([",", .line]))
            // Lines of a literal stand under the keyword.
            if pieces.count == 1, case .sequence = pieces[0] { return .sequence(["case ", list]) }
            return .group(.sequence(["case ", .indented(list)]))
        }
    }

    // MARK: Types

    static func type(_ type: SwiftType) -> Layout { .text(text(of: type)) }

    static func text(of type: SwiftType) -> String {
        switch type {
        case .name(let name): identifier(name)
        case .generic(let name, let arguments): "\(name)<\(arguments.map(text).joined(separator: ", "))>"
        case .array(let element): "[\(text(of: element))]"
        case .dictionary(let value): "[String: \(text(of: value))]"
        case .optional(let inner): "\(text(of: inner))?"
        }
    }

    // MARK: Values

    static func expression(_ expression: SwiftExpression) -> Layout {
        switch expression {
        case .name(let name): return .text(identifier(name))
        case .string(let text): return string(text)
        case .interpolated(let parts):
            return literal(parts.flatMap(pieces))
        case .number(let text): return .text(grouped(text))
        case .boolean(let value): return value ? "true" : "false"
        case .none: return "nil"
        case .member(let object, let name):
            return .sequence([object.map { SwiftPrinter.expression($0) } ?? .nothing, .text("." + name)])
        case .chained(let object, let name):
            return .sequence([SwiftPrinter.expression(object), .text("?." + name)])
        case .call(let function, let arguments):
            return .sequence([
                SwiftPrinter.expression(function),
                .list("(", arguments.map(layout), ")", trailingComma: false),
            ])
        case .array(let elements):
            return collection(elements.map { SwiftPrinter.expression($0) })
        case .dictionary(let members):
            if members.isEmpty { return "[:]" }
            let pieces = members.map { member in
                Layout.sequence([
                    SwiftPrinter.expression(member.key), ": ", SwiftPrinter.expression(member.value),
                ])
            }
            return collection(pieces)
        case .closure(let name, let value):
            let head = name.map { " \(identifier($0)) in" } ?? ""
            return .group(
                .sequence([
                    .text("{\(head)"), .indented(.sequence([.line, SwiftPrinter.expression(value)])), .line, "}",
                ]))
        case .metatype(let type): return .sequence([SwiftPrinter.type(type), ".self"])
        case .effect(let words, let value): return .sequence([.text("\(words) "), SwiftPrinter.expression(value)])
        }
    }

    /// The formatter counts the comma that would stand behind the last of several on lines of their own.
    private static func collection(_ pieces: [Layout]) -> Layout {
        let isPlural = pieces.count > 1
        guard let last = pieces.last, isPlural else { return .list("[", pieces, "]", trailingComma: false) }
        return .list("[", pieces.dropLast() + [.sequence([last, .choice(broken: .nothing, flat: .margin(1))])], "]")
    }

    private static func layout(_ argument: SwiftArgument) -> Layout {
        let value = expression(argument.value)
        guard let name = argument.label else { return value }
        switch argument.value {
        case .string, .interpolated:
            // Lines of a literal behind a label are a level deeper; one that is short goes down whole.
            if case .text = value {
                return .group(.sequence([.text("\(label(name)):"), .indented(.sequence([.line, value]))]))
            }
            return .sequence([.text("\(label(name)): "), .indented(value)])
        default: return .sequence([.text("\(label(name)): "), value])
        }
    }

    /// What a literal cannot break in: scalars, and values.
    private static func pieces(_ part: SwiftExpression.Part) -> [String] {
        switch part {
        case .text(let text): return text.unicodeScalars.map { escaped(String($0)) }
        case .value(let value, let label, let more):
            let arguments = [SwiftArgument(label, value)] + more
            let told = arguments.map { argument -> String in
                var printer = LayoutPrinter(width: .max, indentation: indentation)
                let text = printer.print(expression(argument.value)).dropLast()
                return (argument.label.map { "\($0): " } ?? "") + text
            }
            return ["\\(\(told.joined(separator: ", ")))"]
        }
    }

    /// `1_000_000`, as the formatter has it.
    private static func grouped(_ text: String) -> String {
        guard text.utf8.count > 6, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return text }
        var out = ""
        for (index, digit) in text.enumerated() {
            if index > 0, (text.count - index) % 3 == 0 { out += "_" }
            out.append(digit)
        }
        return out
    }

    // MARK: Text

    /// A string literal; text that is too long for a line goes over several.
    static func string(_ text: String) -> Layout {
        literal(text.unicodeScalars.map { escaped(String($0)) })
    }

    private static func literal(_ pieces: [String]) -> Layout {
        let whole = "\"" + pieces.joined() + "\""
        // What stands around a literal needs some columns too.
        if whole.count <= width - 40 { return .text(whole) }
        var lines: [Layout] = ["\"\"\"", .hardLine]
        var line = ""
        for piece in pieces {
            if !line.isEmpty, line.count + piece.count > width - 40 {
                // Blanks before the mark would be taken for mistakes.
                lines += [.text(line + "\\"), .hardLine]
                line = ""
            }
            line += piece == " " && line.isEmpty ? "\\u{20}" : piece
        }
        return .sequence(lines + [.text(line), .hardLine, "\"\"\""])
    }

    private static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": out += "\\\\"
            case "\"": out += "\\\""
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            default:
                // Controls, line separators, directional marks and the byte order mark.
                if scalar.value < 0x20 || SourceText.isHidden(scalar) {
                    out += "\\u{\(String(scalar.value, radix: 16))}"
                } else {
                    out.unicodeScalars.append(scalar)
                }
            }
        }
        return out
    }

    /// Keywords stand between backquotes.
    static func identifier(_ name: String) -> String { keywords.contains(name) ? "`\(name)`" : name }

    /// Labels and names of parameters may be keywords but for those that say what a parameter is.
    private static func label(_ name: String) -> String {
        ["inout", "let", "var"].contains(name) ? "`\(name)`" : name
    }

    private static let keywords: Set<String> = [
        "Any", "as", "associatedtype", "async", "await", "break", "case", "catch", "class", "continue", "default",
        "defer", "deinit", "do", "else", "enum", "extension", "fallthrough", "false", "fileprivate", "for", "func",
        "guard", "if", "import", "in", "inout", "internal", "is", "let", "nil", "operator", "precedencegroup",
        "private", "protocol", "public", "repeat", "rethrows", "return", "static", "struct", "subscript", "super",
        "switch", "throw", "throws", "true", "try", "typealias", "var", "where", "while",
    ]

    private static func documentation(_ comment: SwiftComment?) -> Layout {
        guard let comment else { return .nothing }
        var pieces: [Layout] = []
        if !comment.text.isEmpty { pieces.append(lines(comment.text, mark: "///")) }
        if !comment.parameters.isEmpty {
            if !pieces.isEmpty { pieces.append("///") }
            pieces.append("/// - Parameters:")
            for (name, text) in comment.parameters {
                pieces.append(item("  - \(identifier(name)): \(text)"))
            }
        }
        if !comment.failures.isEmpty {
            if !pieces.isEmpty, comment.parameters.isEmpty { pieces.append("///") }
            let told = comment.failures.map { "`\($0.name)` (\($0.text))" }.joined(separator: ", ")
            pieces.append(item("- Throws: \(told)"))
        }
        return pieces.isEmpty ? .nothing : .sequence([.joined(pieces, .hardLine), .hardLine])
    }

    /// An item of a list, of one line.
    private static func item(_ text: String) -> Layout {
        let wrapped = SourceText.wrapped(text, width: width - 16)
        return .joined(
            wrapped.enumerated().map { .text("/// " + ($0.offset == 0 ? "" : "  ") + $0.element) }, .hardLine)
    }
}
