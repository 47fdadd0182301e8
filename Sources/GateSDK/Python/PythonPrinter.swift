// Python's values to text, in the layout that its usual formatter gives: four spaces, 88 columns, double quotes. Here
// alone is decided how text becomes a literal or a docstring.

/// Writes modules.
enum PythonPrinter {
    private static let width = 88

    /// A module's text.
    static func print(_ statements: [PythonStatement], documentation: String) -> String {
        var pieces: [Layout] = [docstring(documentation, indentation: 0), .blankLine]
        var last = Kind.documentation
        for statement in statements {
            let kind = Kind(statement)
            if kind == .classDefinition || last == .classDefinition {
                pieces += [.blankLine, .secondBlankLine]
            } else if kind != last {
                pieces.append(.blankLine)
            }
            pieces += [layout(statement), .hardLine]
            last = kind
        }
        var printer = LayoutPrinter(width: width, indentation: "    ")
        return printer.print(.sequence(pieces))
    }

    private enum Kind {
        case documentation, future, imports, ownImports, classDefinition, other

        init(_ statement: PythonStatement) {
            switch statement {
            case .imports("__future__", _): self = .future
            case .imports(let module, _) where module.hasPrefix("."): self = .ownImports
            case .imports, .importModule: self = .imports
            case .classDefinition: self = .classDefinition
            case .alias, .constant: self = .other
            }
        }
    }

    // MARK: Statements

    private static func layout(_ statement: PythonStatement) -> Layout {
        switch statement {
        case .importModule(let module): return .text("import \(module)")
        case .imports(let module, let names):
            let flat = names.joined(separator: ", ")
            return .group(
                .sequence([
                    .text("from \(module) import "), .choice(broken: "(", flat: .nothing),
                    .indented(
                        .sequence([
                            .softLine,
                            .choice(
                                broken: .joined(names.map { .text($0 + ",") }, .hardLine), flat: .text(flat)),
                        ])), .softLine, .choice(broken: ")", flat: .nothing),
                ]))
        case .alias(let name, let type, let documentation):
            let note = documentation.map { comment($0) } ?? .nothing
            return .sequence([note, .text("\(name): TypeAlias = "), aliased(type)])
        case .constant(let name, let type, let value):
            let annotation = type.map { Layout.sequence([": ", PythonPrinter.type($0)]) } ?? .nothing
            return .sequence([.text(name), annotation, " = ", expression(value)])
        case .classDefinition(let made): return layout(made)
        }
    }

    /// What an alias or a field stands for, as the formatter breaks it: a union in brackets, a member a line.
    private static func aliased(_ type: PythonType) -> Layout {
        func broken(_ type: PythonType) -> Layout {
            switch type {
            case .literal(let texts): arguments("Literal[", texts.map { .text(literal($0)) }, "]")
            case .annotated(let inner, let value):
                arguments("Annotated[", [PythonPrinter.type(inner), expression(value)], "]")
            case .subscripted(let name, let inner):
                arguments(name + "[", inner.map { PythonPrinter.type($0) }, "]")
            default: PythonPrinter.type(type)
            }
        }
        let members: [PythonType]
        switch type {
        case .union(let all): members = all
        case .name: members = [type]
        default: return broken(type)
        }
        return .group(
            .sequence([
                .choice(broken: "(", flat: .nothing),
                .indented(
                    .sequence([.softLine, .group(.joined(members.map(broken), .sequence([.line, "| "])))])), .softLine,
                .choice(broken: ")", flat: .nothing),
            ]))
    }

    /// On one line, however long.
    private static func flat(_ layout: Layout) -> String {
        var printer = LayoutPrinter(width: .max, indentation: "")
        return String(printer.print(layout).dropLast())
    }

    private static func comment(_ text: String) -> Layout {
        let lines = SourceText.wrapped(text, width: 85)
        return .sequence(lines.flatMap { [.text($0.isEmpty ? "#" : "# " + $0), .hardLine] })
    }

    private static func layout(_ made: PythonClass) -> Layout {
        var pieces: [Layout] = []
        if let decorator = made.decorator { pieces += ["@", expression(decorator), .hardLine] }
        let bases = made.superclasses.isEmpty ? Layout.nothing : arguments("(", made.superclasses.map { type($0) }, ")")
        pieces += [.text("class \(made.name)"), bases, ":"]
        var body: [Layout] = []
        if let documentation = made.documentation { body.append(docstring(documentation, indentation: 4)) }
        let fields = made.fields.map(layout)
        if !fields.isEmpty {
            if !body.isEmpty { body.append(.blankLine) }
            body.append(.joined(fields, .hardLine))
        }
        for method in made.methods {
            if !body.isEmpty { body.append(.blankLine) }
            body.append(layout(method))
        }
        if body.isEmpty { body = ["pass"] }
        return .sequence(pieces + [.indented(.sequence([.hardLine] + body))])
    }

    private static func layout(_ field: PythonField) -> Layout {
        let note = field.documentation.map { Layout.sequence([.hardLine, docstring($0, indentation: 4)]) } ?? .nothing
        return .sequence([.text(field.name), ": ", declared(field), note])
    }

    /// A field's type and value as the formatter breaks them: a value that is one word goes to a line of its own where
    /// its type then fits; else the type is broken.
    private static func declared(_ field: PythonField) -> Layout {
        guard let initial = field.initial else { return aliased(field.type) }
        let value = expression(initial)
        switch initial {
        case .call, .dictionary, .list, .tuple: return .sequence([type(field.type), " = ", value])
        default: break
        }
        let columns = 4 + field.name.count + 2 + flat(type(field.type)).count
        guard columns + 4 <= width else { return .sequence([aliased(field.type), " = ", value]) }
        return .group(
            .sequence([
                type(field.type), " = ", .choice(broken: "(", flat: .nothing),
                .indented(.sequence([.softLine, value])),
                .softLine, .choice(broken: ")", flat: .nothing),
            ]))
    }

    private static func layout(_ method: PythonMethod) -> Layout {
        var pieces: [Layout] = ["self"]
        var isKeywordOnly = false
        for parameter in method.parameters {
            if parameter.isKeywordOnly, !isKeywordOnly {
                isKeywordOnly = true
                pieces.append("*")
            }
            let value = parameter.initial.map { Layout.sequence([" = ", expression($0)]) } ?? .nothing
            pieces.append(.sequence([.text(parameter.name), ": ", type(parameter.type), value]))
        }
        let note = method.documentation.map { Layout.sequence([docstring($0, indentation: 8), .hardLine]) } ?? .nothing
        return .sequence([
            .text(method.isAsync ? "async def " : "def "), .text(method.name), arguments("(", pieces, ")"), " -> ",
            type(method.result), ":",
            .indented(
                .sequence([.hardLine, note, method.returnsValue ? "return " : .nothing, expression(method.value)])),
        ])
    }

    /// Brackets as the formatter breaks them: the contents on a line of their own, then one piece a line.
    private static func arguments(_ open: String, _ pieces: [Layout], _ close: String) -> Layout {
        if pieces.isEmpty { return .text(open + close) }
        return .group(
            .sequence([
                .text(open),
                .indented(
                    .sequence([
                        .softLine,
                        .group(
                            .sequence([
                                .joined(pieces, .sequence([",", .line])), .choice(broken: ",", flat: .nothing),
                            ])),
                    ])), .softLine, .text(close),
            ]))
    }

    // MARK: Types

    static func type(_ type: PythonType) -> Layout {
        switch type {
        case .name(let name): return .text(name)
        case .subscripted(let name, let arguments):
            return .sequence([.text(name + "["), .joined(arguments.map { PythonPrinter.type($0) }, ", "), "]"])
        case .union(let members): return .joined(members.map { PythonPrinter.type($0) }, " | ")
        case .literal(let texts): return .text("Literal[" + texts.map(literal).joined(separator: ", ") + "]")
        case .annotated(let inner, let value):
            return .sequence(["Annotated[", PythonPrinter.type(inner), ", ", expression(value), "]"])
        case .quoted(let name): return .text("\"\(name)\"")
        case .none: return "None"
        }
    }

    // MARK: Values

    static func expression(_ expression: PythonExpression) -> Layout {
        switch expression {
        case .name(let name): return .text(name)
        case .string(let text): return .text(literal(text))
        case .number(let text): return .text(text)
        case .boolean(let value): return value ? "True" : "False"
        case .none: return "None"
        case .attribute(let object, let name): return .sequence([PythonPrinter.expression(object), ".", .text(name)])
        case .call(let function, let arguments):
            let pieces = arguments.map { argument -> Layout in
                switch argument {
                case .value(let value): PythonPrinter.expression(value)
                case .keyword(let name, let value): .sequence([.text(name + "="), PythonPrinter.expression(value)])
                case .unpacked(let value): .sequence(["*", PythonPrinter.expression(value)])
                }
            }
            return .sequence([PythonPrinter.expression(function), PythonPrinter.arguments("(", pieces, ")")])
        case .list(let elements): return .list("[", elements.map { PythonPrinter.expression($0) }, "]")
        case .tuple(let elements):
            let pieces = elements.map { PythonPrinter.expression($0) }
            return pieces.count == 1 ? .sequence(["(", pieces[0], ",)"]) : .list("(", pieces, ")")
        case .dictionary(let entries):
            let pieces = entries.map { entry in
                Layout.sequence([
                    PythonPrinter.expression(entry.key), ": ", PythonPrinter.expression(entry.value),
                ])
            }
            return .list("{", pieces, "}")
        case .formatted(let parts):
            var pieces: [Layout] = ["f\""]
            for part in parts {
                switch part {
                case .text(let text):
                    let inner = literal(text).dropFirst().dropLast().unicodeScalars
                    pieces.append(.text(inner.map { $0 == "{" ? "{{" : $0 == "}" ? "}}" : String($0) }.joined()))
                // Before 3.12 these texts hold no line break.
                case .value(let value): pieces += ["{", .text(flat(PythonPrinter.expression(value))), "}"]
                }
            }
            return .sequence(pieces + ["\""])
        case .type(let type): return PythonPrinter.type(type)
        case .awaited(let value): return .sequence(["await ", PythonPrinter.expression(value)])
        case .lambda(let name, let value):
            return .sequence([.text(name.isEmpty ? "lambda: " : "lambda \(name): "), PythonPrinter.expression(value)])
        }
    }

    // MARK: Text

    /// A string literal.
    static func literal(_ text: String) -> String {
        // The formatter prefers the quotes that need fewer escapes.
        let scalars = text.unicodeScalars
        let doubles = scalars.reduce(0) { $0 + ($1 == "\"" ? 1 : $1 == "'" ? -1 : 0) }
        let quote: Unicode.Scalar = doubles > 0 ? "'" : "\""
        var out = String(quote)
        for scalar in text.unicodeScalars { out += escaped(scalar, quote: quote) }
        return out + String(quote)
    }

    private static func escaped(_ scalar: Unicode.Scalar, quote: Unicode.Scalar) -> String {
        switch scalar {
        case "\\": return "\\\\"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        case quote: return "\\" + String(quote)
        default:
            guard scalar.value < 0x20 || SourceText.isHidden(scalar) else { return String(scalar) }
            let digits = String(scalar.value, radix: 16)
            let width = scalar.value > 0xffff ? 8 : scalar.value > 0xff ? 4 : 2
            let letter = scalar.value > 0xffff ? "U" : scalar.value > 0xff ? "u" : "x"
            return "\\\(letter)" + String(repeating: "0", count: width - digits.count) + digits
        }
    }

    /// A docstring: neither quotes nor backslashes of the text end or change it.
    private static func docstring(_ text: String, indentation: Int) -> Layout {
        var lines = SourceText.wrapped(text, width: 80 - indentation)
        if lines.isEmpty { lines = [""] }
        // The formatter takes away what all lines but the first are indented by.
        let margin = lines.dropFirst().filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        lines = lines.prefix(1) + lines.dropFirst().map { String($0.dropFirst(margin)) }
        let last = lines.count - 1
        lines = lines.enumerated().map { quoted($0.element, endsText: $0.offset == last) }
        // The formatter wants one before a quote too.
        if lines[0].unicodeScalars.first == "\"" { lines[0] = " " + lines[0] }
        if lines.count == 1 { return .text("\"\"\"\(lines[0])\"\"\"") }
        return .sequence(
            [.text("\"\"\"" + lines[0])]
                + lines.dropFirst().map { .sequence([$0.isEmpty ? .blankLine : .hardLine, .text($0)]) }
                + [.hardLine, "\"\"\""])
    }

    /// A line between three quotes: quotes are escaped where there are two, or where they would be the end.
    private static func quoted(_ line: String, endsText: Bool) -> String {
        let characters = Array(line)
        return characters.enumerated().map { index, character in
            switch character {
            case "\\": return "\\\\"
            case "\"":
                let isRun = index > 0 && characters[index - 1] == "\"" || characters[(index + 1)...].first == "\""
                // The formatter wants a blank between two quotes that are not of one kind.
                if endsText, index == characters.count - 1 { return "\\\" " }
                return isRun ? "\\\"" : "\""
            default: return String(character)
            }
        }.joined()
    }
}
