// Kotlin's values to text, in the layout of its coding conventions: four spaces, 100 columns. Here alone is decided how
// text becomes a literal or a comment.

/// Writes files.
enum KotlinPrinter {
    /// A file's text.
    static func print(
        _ classes: [KotlinClass], package: String, imports: [String], banner: String, suppresses: String? = nil
    ) -> String {
        var pieces: [Layout] = [.text("// " + SourceText.firstLine(banner)), .blankLine]
        if let suppresses { pieces += [.text("@file:Suppress(\"\(suppresses)\")"), .blankLine] }
        pieces += [.text("package \(package)"), .blankLine]
        for name in imports { pieces += [.text("import \(name)"), .hardLine] }
        for made in classes { pieces += [.blankLine, layout(made, indentation: 0), .hardLine] }
        var printer = LayoutPrinter(width: 100, indentation: "    ")
        return printer.print(.sequence(pieces))
    }

    // MARK: Declarations

    private static func layout(_ made: KotlinClass, indentation: Int) -> Layout {
        var head: [Layout] = [layout(made.comment, indentation: indentation), .text(made.kind)]
        if let name = made.name { head.append(.text(" " + name)) }
        if let modifier = made.constructorModifier { head.append(.text(" \(modifier) constructor")) }
        if !made.parameters.isEmpty { head.append(parameters(made.parameters)) }
        if !made.parents.isEmpty {
            let parents = made.parents.map { parent -> Layout in
                switch parent {
                case .interface(let type): KotlinPrinter.type(type)
                case .superclass(let type, let values):
                    .sequence([KotlinPrinter.type(type), list("(", values.map { expression($0) }, ")")])
                }
            }
            head += [" : ", .joined(parents, ", ")]
        }
        let members = made.members.enumerated().map { place, member -> Layout in
            let isFirst = place == 0
            let isRun = isProperty(member) && !isFirst && isProperty(made.members[place - 1])
            let separator: Layout = isFirst ? .nothing : isRun ? .hardLine : .blankLine
            return .sequence([separator, layout(member, indentation: indentation + 4)])
        }
        if members.isEmpty { return .sequence(head) }
        return .sequence(head + [" {", .indented(.sequence([.hardLine] + members)), .hardLine, "}"])
    }

    private static func isProperty(_ member: KotlinMember) -> Bool {
        if case .property(_, _, _, false, nil) = member { return true }
        return false
    }

    private static func layout(_ member: KotlinMember, indentation: Int) -> Layout {
        switch member {
        case .function(let function): return layout(function, indentation: indentation)
        case .classType(let made): return layout(made, indentation: indentation)
        case .property(let name, let type, let value, let isComputed, let comment):
            return .sequence([
                layout(comment, indentation: indentation), .text("val \(name): "), KotlinPrinter.type(type),
                isComputed ? " get() =" : " =", body(value),
            ])
        }
    }

    private static func layout(_ function: KotlinFunction, indentation: Int) -> Layout {
        var head: [Layout] = [layout(function.comment, indentation: indentation)]
        if function.isDeprecated { head += ["@Deprecated(\"The API says so.\")", .hardLine] }
        head += function.modifiers.map { .text($0 + " ") }
        head += [
            .text("fun \(function.name)"), parameters(function.parameters), ": ", type(function.result), " =",
            body(function.value),
        ]
        return .sequence(head)
    }

    /// What stands behind `=`: on the same line where all of it fits.
    private static func body(_ value: KotlinExpression) -> Layout {
        .group(.indented(.sequence([.line, expression(value)])))
    }

    private static func parameters(_ parameters: [KotlinParameter]) -> Layout {
        list(
            "(",
            parameters.map { parameter in
                .sequence([
                    parameter.isProperty ? "val " : .nothing, .text(parameter.name + ": "), type(parameter.type),
                    parameter.initial.map { .sequence([" = ", expression($0)]) } ?? .nothing,
                ])
            }, ")")
    }

    private static func list(_ open: String, _ pieces: [Layout], _ close: String) -> Layout {
        .list(open, pieces, close, trailingComma: false)
    }

    // MARK: Types

    private static func type(_ type: KotlinType) -> Layout {
        switch type {
        case .name(let name): .text(name)
        case .nullable(.provider(let result)): .sequence(["(() -> ", KotlinPrinter.type(result), ")?"])
        case .nullable(let inner): .sequence([KotlinPrinter.type(inner), "?"])
        case .provider(let result): .sequence(["() -> ", KotlinPrinter.type(result)])
        case .generic(let name, let arguments):
            .sequence([.text(name + "<"), .joined(arguments.map { KotlinPrinter.type($0) }, ", "), ">"])
        }
    }

    // MARK: Values

    static func expression(_ expression: KotlinExpression) -> Layout {
        switch expression {
        case .name(let name): return .text(name)
        case .string(let text): return string(text)
        case .literal(let text): return .text(text)
        case .member(let object, let name): return .sequence([KotlinPrinter.expression(object), ".", .text(name)])
        case .call: return call(expression)
        case .pair(let first, let second):
            return .sequence([KotlinPrinter.expression(first), " to ", KotlinPrinter.expression(second)])
        case .reference(let name): return .text("::\(name)")
        case .template(let parts):
            return .sequence(
                ["\""]
                    + parts.map { part in
                        switch part {
                        case .text(let text): .text(String(literal(text).unicodeScalars.dropFirst().dropLast()))
                        case .value(let value): .sequence(["${", KotlinPrinter.expression(value), "}"])
                        }
                    } + ["\""])
        case .sum(let first, let second):
            return .group(
                .sequence([
                    KotlinPrinter.expression(first), " +",
                    .indented(.sequence([.line, KotlinPrinter.expression(second)])),
                ]))
        case .lambda(let lambda): return layout(lambda)
        case .safeCall(let object, let name, let lambda):
            return .sequence([KotlinPrinter.expression(object), .text("?.\(name) "), layout(lambda)])
        }
    }

    private static func layout(_ lambda: KotlinLambda) -> Layout {
        let name = lambda.name.map { " \($0) ->" } ?? ""
        return .group(
            .sequence([
                .text("{" + name), .indented(.sequence([.line, expression(lambda.value)])), .line, "}",
            ]))
    }

    /// A chain of calls: broken before each dot where it does not fit.
    private static func call(_ expression: KotlinExpression) -> Layout {
        var links: [Layout] = []
        var rest: KotlinExpression? = expression
        while case .call(let receiver, let name, let arguments, let types, let trailing)? = rest {
            let pieces = arguments.map { argument -> Layout in
                switch argument {
                case .value(let value): KotlinPrinter.expression(value)
                case .named(let name, let value): .sequence([.text(name + " = "), KotlinPrinter.expression(value)])
                }
            }
            let generic = types.isEmpty ? Layout.nothing : .sequence(["<", .joined(types.map(type), ", "), ">"])
            let hasBrackets = !arguments.isEmpty || trailing == nil
            let call = Layout.sequence([
                .text(name), generic, hasBrackets ? list("(", pieces, ")") : .nothing,
                trailing.map { .sequence([" ", layout($0)]) } ?? .nothing,
            ])
            guard let receiver else { return chain(call, links) }
            links.insert(.sequence([".", call]), at: 0)
            rest = receiver
        }
        guard let rest else { return .nothing }
        if case .name = rest, let first = links.first {
            return chain(.sequence([KotlinPrinter.expression(rest), first]), Array(links.dropFirst()))
        }
        return chain(KotlinPrinter.expression(rest), links)
    }

    private static func chain(_ head: Layout, _ links: [Layout]) -> Layout {
        if links.count < 2 { return .sequence([head] + links) }
        return .group(.sequence([head, .indented(.sequence(links.map { .sequence([.softLine, $0]) }))]))
    }

    // MARK: Text

    /// A string; one that no class file holds in one piece is joined at run time.
    private static func string(_ text: String) -> Layout {
        let most = JavaPrinter.constantBytesMax
        if text.utf8.count <= most { return .text(literal(text)) }
        var pieces: [Layout] = []
        var piece = ""
        for scalar in text.unicodeScalars {
            piece.unicodeScalars.append(scalar)
            if piece.utf8.count > most {
                pieces.append(.text(literal(piece)))
                piece = ""
            }
        }
        if !piece.isEmpty { pieces.append(.text(literal(piece))) }
        return .sequence([list("listOf(", pieces, ")"), ".joinToString(\"\")"])
    }

    /// A string literal without templates.
    static func literal(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": out += "\\\\"
            case "\"": out += "\\\""
            case "$": out += "\\$"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            default:
                guard scalar.value < 0x20 || SourceText.isHidden(scalar) else {
                    out.unicodeScalars.append(scalar)
                    continue
                }
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            }
        }
        return out + "\""
    }

    /// Text of a comment: neither its end nor the begin of another, which would be one inside, nor a tag.
    private static func kdoc(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "/" where out.last == "*": out += "&#47;".unicodeScalars
            case "*" where out.last == "/": out += "&#42;".unicodeScalars
            case "@" where out.last == nil || out.last == " ": out += "&#64;".unicodeScalars
            default: out.append(scalar)
            }
        }
        return String(out)
    }

    private static func layout(_ comment: KotlinComment?, indentation: Int) -> Layout {
        guard let comment else { return .nothing }
        let width = 96 - indentation
        var lines = SourceText.wrapped(comment.text, width: width - 3).map(kdoc)
        if !lines.isEmpty, !comment.parameters.isEmpty { lines.append("") }
        for parameter in comment.parameters {
            let text = SourceText.lines(of: parameter.text).filter { !$0.isEmpty }.joined(separator: " ")
            let tag = "@param \(parameter.name)"
            for (index, line) in SourceText.wrapped("\(tag) \(text)", width: width - 3).enumerated() {
                lines.append(index == 0 ? tag + kdoc(String(line.dropFirst(tag.count))) : kdoc(line))
            }
        }
        guard !lines.isEmpty else { return .nothing }
        if lines.count == 1, lines[0].count <= width - 6 { return .sequence([.text("/** \(lines[0]) */"), .hardLine]) }
        let pieces = lines.map { Layout.text($0.isEmpty ? " *" : " * " + $0) }
        return .sequence(["/**", .hardLine, .joined(pieces, .hardLine), .hardLine, " */", .hardLine])
    }
}
