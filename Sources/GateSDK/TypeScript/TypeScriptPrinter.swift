// TypeScript's values to text, in the layout that its usual formatter gives: two spaces, 80 columns, double quotes,
// trailing commas. Here alone is decided how text becomes a literal, a key or a comment.

/// Writes modules.
enum TypeScriptPrinter {
    /// A module's text.
    /// - Parameter banner: A line of comment at its head.
    static func print(_ declarations: [TypeScriptDeclaration], banner: String) -> String {
        var pieces: [Layout] = [.text("// " + oneLine(banner)), .hardLine]
        var wasImport = false
        for declaration in declarations {
            let isImport = declaration.isImport
            if !(isImport && wasImport) { pieces.append(.blankLine) }
            pieces.append(layout(declaration))
            pieces.append(.hardLine)
            wasImport = isImport
        }
        var printer = LayoutPrinter(width: 80, indentation: "  ")
        return printer.print(.sequence(pieces))
    }

    // MARK: Declarations

    private static func layout(_ declaration: TypeScriptDeclaration) -> Layout {
        switch declaration {
        case .imports(let names, let types, let module):
            let all = names.map { Layout.text($0) } + types.map { Layout.text("type \($0)") }
            return .sequence([
                "import ", .list("{", all, "}", padded: true), " from ", .text(literal(module)), ";",
            ])
        case .exportAll(let module): return .text("export * from \(literal(module));")
        case .exportTypes(let types, let module):
            let list = Layout.list("{", types.map { .text("type \($0)") }, "}", padded: true)
            return .sequence(["export ", list, " from ", .text(literal(module)), ";"])
        case .interface(let name, let comment, let properties, let index):
            var lines = properties.map(member)
            if let index { lines.append(.sequence(["[name: string]: ", type(index), ";"])) }
            return .sequence([
                layout(comment), .text("export interface \(name) "), block(lines),
            ])
        case .alias(let name, let comment, let type):
            return .sequence([layout(comment), .text("export type \(name) ="), aliased(type), ";"])
        case .constant(let name, let comment, let type, let value):
            let annotation = type.map { Layout.sequence([": ", TypeScriptPrinter.type($0)]) } ?? .nothing
            return .sequence([
                layout(comment), .text("export const \(name)"), annotation, " = ", expression(value), ";",
            ])
        case .classDeclaration(let made):
            let constructor = Layout.sequence([
                "constructor", parameters(made.parameters), " {",
                .indented(.sequence([.hardLine, "super", .list("(", made.superArguments.map(expression), ")"), ";"])),
                .hardLine, "}",
            ])
            return .sequence([
                layout(made.comment), .text("export class \(made.name) extends "), superclass(made.superclass), " {",
                .indented(.sequence([.hardLine, .joined([constructor] + made.methods.map(method), .blankLine)])),
                .hardLine, "}",
            ])
        }
    }

    /// Several arguments go on lines of their own where they are long.
    private static func superclass(_ type: TypeScriptType) -> Layout {
        guard case .generic(let name, let arguments) = type, arguments.count > 1 else {
            return TypeScriptPrinter.type(type)
        }
        return .list(name + "<", arguments.map { TypeScriptPrinter.type($0) }, ">", trailingComma: false)
    }

    /// What stands behind `=`: a union goes on lines of its own where it is long.
    private static func aliased(_ type: TypeScriptType) -> Layout {
        guard case .union(let members) = type, members.count > 1 else {
            return .group(.sequence([" ", TypeScriptPrinter.type(type)]))
        }
        let pieces = members.map { TypeScriptPrinter.type($0, inUnion: true) }
        return .group(
            .indented(
                .sequence([
                    .line, .choice(broken: "| ", flat: .nothing),
                    .joined(pieces, .sequence([.line, "| "])),
                ])))
    }

    private static func block(_ lines: [Layout]) -> Layout {
        if lines.isEmpty { return "{}" }
        return .sequence(["{", .indented(.sequence([.hardLine, .joined(lines, .hardLine)])), .hardLine, "}"])
    }

    private static func member(_ property: TypeScriptProperty) -> Layout {
        .sequence([
            layout(property.comment), property.isReadOnly ? "readonly " : .nothing, .text(key(property.name)),
            property.isOptional ? "?: " : ": ", type(property.type), ";",
        ])
    }

    private static func method(_ method: TypeScriptMethod) -> Layout {
        return .sequence([
            layout(method.comment), .text(method.name), parameters(method.parameters), ": ", type(method.result), " {",
            .indented(.sequence([.hardLine, "return ", expression(method.value), ";"])), .hardLine, "}",
        ])
    }

    private static func parameters(_ parameters: [TypeScriptParameter]) -> Layout {
        let pieces = parameters.map { parameter in
            Layout.sequence([
                .text(parameter.name), parameter.isOptional ? "?" : .nothing, ": ", type(parameter.type),
                parameter.initial.map { .sequence([" = ", expression($0)]) } ?? .nothing,
            ])
        }
        return .list("(", pieces, ")")
    }

    // MARK: Types

    private static func type(_ type: TypeScriptType, inUnion: Bool = false) -> Layout {
        switch type {
        case .name(let name): return .text(name)
        case .text(let text): return .text(literal(text))
        case .array(let element):
            switch element {
            case .union, .intersection: return .sequence(["(", TypeScriptPrinter.type(element), ")[]"])
            default: return .sequence([TypeScriptPrinter.type(element), "[]"])
            }
        case .union(let members):
            return .joined(members.map { TypeScriptPrinter.type($0, inUnion: true) }, " | ")
        case .intersection(let members):
            let inner = Layout.joined(members.map { TypeScriptPrinter.type($0, inUnion: true) }, " & ")
            return inUnion ? .sequence(["(", inner, ")"]) : inner
        case .generic(let name, let arguments):
            if arguments.allSatisfy(\.isShort) {
                let inner = arguments.map { TypeScriptPrinter.type($0) }
                return .sequence([.text(name + "<"), .joined(inner, ", "), ">"])
            }
            return .list(name + "<", arguments.map { TypeScriptPrinter.type($0) }, ">", trailingComma: false)
        case .index(let element): return .sequence(["{ [name: string]: ", TypeScriptPrinter.type(element), " }"])
        case .object(let properties):
            if properties.isEmpty { return "{}" }
            return .group(
                .sequence([
                    "{",
                    .indented(.sequence([.line, .joined(properties.map(inlineMember), .sequence([";", .line]))])),
                    .choice(broken: ";", flat: .nothing), .line, "}",
                ]))
        }
    }

    private static func inlineMember(_ property: TypeScriptProperty) -> Layout {
        .sequence([.text(key(property.name)), property.isOptional ? "?: " : ": ", type(property.type)])
    }

    // MARK: Values

    static func expression(_ expression: TypeScriptExpression) -> Layout {
        switch expression {
        case .identifier(let name): return .text(name)
        case .string(let text): return .text(literal(text))
        case .number(let text): return .text(text)
        case .boolean(let value): return value ? "true" : "false"
        case .member(let object, let name): return .sequence([TypeScriptPrinter.expression(object), ".", .text(name)])
        case .call(let function, let arguments, let types):
            let generic =
                types.isEmpty ? Layout.nothing : .list("<", types.map { type($0) }, ">", trailingComma: false)
            let function = TypeScriptPrinter.expression(function)
            // One bracketed argument keeps the brackets together.
            if arguments.count == 1, arguments[0].isBracketed {
                return .sequence([function, generic, "(", TypeScriptPrinter.expression(arguments[0]), ")"])
            }
            return .sequence([function, generic, .list("(", arguments.map { TypeScriptPrinter.expression($0) }, ")")])
        case .array(let elements): return .list("[", elements.map { TypeScriptPrinter.expression($0) }, "]")
        case .object(let members):
            let pieces = members.map { member -> Layout in
                switch member {
                case .spread(let value): return .sequence(["...", TypeScriptPrinter.expression(value)])
                case .member(let name, .identifier(let value)) where name == value && name != "__proto__":
                    return .text(name)
                case .member(let name, let value):
                    // As it is, that name would set what an object inherits from.
                    let key = name == "__proto__" ? "[\(literal(name))]" : key(name)
                    return .sequence([.text(key), ": ", TypeScriptPrinter.expression(value)])
                }
            }
            return .list("{", pieces, "}", padded: true)
        case .template(let parts):
            var pieces: [Layout] = ["`"]
            for part in parts {
                switch part {
                case .text(let text): pieces.append(.text(templateText(text)))
                case .value(let value): pieces += ["${", TypeScriptPrinter.expression(value), "}"]
                }
            }
            return .sequence(pieces + ["`"])
        case .arrow(let names, let value):
            return .sequence([.text("(\(names.joined(separator: ", "))) => "), TypeScriptPrinter.expression(value)])
        }
    }

    // MARK: Text

    /// A string literal. What ends lines or tags is escaped, so that text stays text wherever it is put.
    static func literal(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars { out += escaped(scalar, quote: "\"") }
        return out + "\""
    }

    private static func templateText(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars { out += escaped(scalar, quote: "`") }
        return out
    }

    private static func escaped(_ scalar: Unicode.Scalar, quote: Unicode.Scalar) -> String {
        switch scalar {
        case "\\": return "\\\\"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        case "$" where quote == "`": return "\\$"
        case quote: return "\\" + String(quote)
        default:
            // Controls, line separators, directional marks and the byte order mark.
            if scalar.value < 0x20 || SourceText.isHidden(scalar) {
                let digits = String(scalar.value, radix: 16)
                return scalar.value > 0xffff
                    ? "\\u{\(digits)}" : "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
            return String(scalar)
        }
    }

    /// A member's name: as it is where it is an identifier.
    static func key(_ name: String) -> String { isIdentifier(name) ? name : literal(name) }

    static func isIdentifier(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(first >= 0x30 && first <= 0x39) else { return false }
        return name.utf8.allSatisfy {
            ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x41 && $0 <= 0x5a) || ($0 >= 0x61 && $0 <= 0x7a) || $0 == 0x5f
                || $0 == 0x24
        }
    }

    private static func oneLine(_ text: String) -> String { SourceText.lines(of: text).joined(separator: " ") }

    /// Text in which `*/` does not end a comment; an accent behind it makes no difference.
    private static func withoutEnd(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "/", out.last == "*" { out.append("\\") }
            out.append(scalar)
        }
        return String(out)
    }

    private static func layout(_ comment: TypeScriptComment?) -> Layout {
        guard let comment else { return .nothing }
        var lines = SourceText.wrapped(comment.text, width: 76)
        for tag in comment.tags {
            lines += SourceText.wrapped("@param \(tag.name) \(tag.text)", width: 76)
        }
        if comment.isDeprecated { lines.append("@deprecated") }
        guard !lines.isEmpty else { return .nothing }
        let safe = lines.map(withoutEnd)
        if safe.count == 1 { return .sequence([.text("/** \(safe[0]) */"), .hardLine]) }
        let pieces = safe.map { Layout.text($0.isEmpty ? " *" : " * " + $0) }
        return .sequence(["/**", .hardLine, .joined(pieces, .hardLine), .hardLine, " */", .hardLine])
    }
}

extension TypeScriptType {
    /// Whether it is never broken.
    fileprivate var isShort: Bool {
        switch self {
        case .name, .text: true
        case .array(let element): element.isShort
        default: false
        }
    }
}

extension TypeScriptExpression {
    fileprivate var isBracketed: Bool {
        switch self {
        case .object, .array: true
        default: false
        }
    }
}

extension TypeScriptDeclaration {
    fileprivate var isImport: Bool {
        switch self {
        case .imports, .exportAll, .exportTypes: true
        default: false
        }
    }
}
