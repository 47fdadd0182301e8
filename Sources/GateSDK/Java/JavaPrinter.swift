// Java's values to text, in the layout of its usual formatters: four spaces, eight for what goes on, 100 columns. Here
// alone is decided how text becomes a literal or a comment.

/// Writes compilation units.
enum JavaPrinter {
    /// Longest text of a constant, in bytes of UTF-8: a class file has 65,535 (JVMS 17 §4.4.7), in a form of its own.
    static let constantBytesMax = 32_767

    /// A file's text.
    static func print(
        _ made: JavaDeclaration, package: String, imports: [String], banner: String
    ) -> String {
        var pieces: [Layout] = [.text("// " + comment(SourceText.firstLine(banner))), .blankLine]
        pieces += [.text("package \(package);"), .blankLine]
        for name in imports { pieces += [.text("import \(name);"), .hardLine] }
        pieces += [.blankLine, layout(made, indentation: 0), .hardLine]
        var printer = LayoutPrinter(width: 100, indentation: "    ")
        return printer.print(.sequence(pieces))
    }

    // MARK: Declarations

    private static func layout(_ made: JavaDeclaration, indentation: Int) -> Layout {
        var head: [Layout] = [layout(made.comment, indentation: indentation)]
        for annotation in made.annotations { head += [layout(annotation), .hardLine] }
        head += made.modifiers.map { .text($0 + " ") }
        var clauses: [Layout] = []
        switch made.kind {
        case .classType:
            head.append(.text("class \(made.name)"))
            if let superclass = made.superclass { clauses.append(clause("extends", [superclass])) }
        case .record(let components):
            head += [.text("record \(made.name)"), arguments("(", components.map(variable), ")")]
        case .interface: head.append(.text("interface \(made.name)"))
        }
        var word = "implements"
        if case .interface = made.kind { word = "extends" }
        if !made.interfaces.isEmpty { clauses.append(clause(word, made.interfaces)) }
        if !made.permits.isEmpty { clauses.append(clause("permits", made.permits)) }
        head.append(.group(deeper(.sequence(clauses.map { .sequence([.line, $0]) }))))
        let fields = made.fields.map(layout)
        var members: [Layout] = fields.isEmpty ? [] : [.joined(fields, .hardLine)]
        members += made.methods.map { layout($0, indentation: indentation + 4) }
        members += made.nested.map { layout($0, indentation: indentation + 4) }
        return .sequence(head + [" ", block(members, .blankLine)])
    }

    private static func clause(_ word: String, _ types: [JavaType]) -> Layout {
        .sequence([
            .text(word), .group(deeper(.sequence([.line, .joined(types.map(type), .sequence([",", .line]))]))),
        ])
    }

    private static func block(_ pieces: [Layout], _ separator: Layout) -> Layout {
        if pieces.isEmpty { return "{}" }
        return .sequence(["{", .indented(.sequence([.hardLine, .joined(pieces, separator)])), .hardLine, "}"])
    }

    private static func layout(_ field: JavaField) -> Layout {
        let head = Layout.sequence(field.modifiers.map { .text($0 + " ") } + [variable(field.variable)])
        guard let value = field.value else { return .sequence([head, ";"]) }
        return .sequence([head, " =", .group(deeper(.sequence([.line, expression(value)]))), ";"])
    }

    private static func layout(_ method: JavaMethod, indentation: Int) -> Layout {
        var head: [Layout] = [layout(method.comment, indentation: indentation)]
        for annotation in method.annotations { head += [layout(annotation), .hardLine] }
        head += method.modifiers.map { .text($0 + " ") }
        if let result = method.result { head += [type(result), " "] }
        head += [.text(method.name), arguments("(", method.parameters.map(variable), ")"), " "]
        return .sequence(head + [block(method.body.map(layout), .hardLine)])
    }

    private static func layout(_ statement: JavaStatement) -> Layout {
        switch statement {
        case .evaluate(let value): .sequence([expression(value), ";"])
        case .returns(let value): .sequence(["return ", expression(value), ";"])
        case .assign(let name, let value): .sequence([.text("this.\(name) = "), expression(value), ";"])
        }
    }

    private static func variable(_ variable: JavaVariable) -> Layout {
        .sequence(
            variable.annotations.flatMap { [layout($0), " "] } + [type(variable.type), .text(" " + variable.name)])
    }

    private static func layout(_ annotation: JavaAnnotation) -> Layout {
        if annotation.members.isEmpty { return .text("@\(annotation.name)") }
        let isAlone = annotation.members.count == 1 && annotation.members[0].name == "value"
        let members = annotation.members.map { member -> Layout in
            let name = isAlone ? Layout.nothing : .text(member.name + " = ")
            switch member.value {
            case .expression(let value): return .sequence([name, expression(value)])
            case .annotations(let inner): return .sequence([name, arguments("{", inner.map(layout), "}")])
            }
        }
        return .sequence([.text("@\(annotation.name)"), arguments("(", members, ")")])
    }

    // MARK: Types

    private static func type(_ type: JavaType) -> Layout {
        switch type {
        case .name(let name): .text(name)
        case .nested(let owner, let name): .text("\(owner).\(name)")
        case .bytes: "byte[]"
        case .generic(let name, let arguments):
            .sequence([.text(name + "<"), .joined(arguments.map { JavaPrinter.type($0) }, ", "), ">"])
        }
    }

    // MARK: Values

    static func expression(_ expression: JavaExpression) -> Layout {
        switch expression {
        case .name(let name): return .text(name)
        case .string(let text): return string(text)
        case .literal(let text): return .text(text)
        case .call: return call(expression)
        case .new(let made, let values):
            return .sequence(["new ", type(made), arguments("(", values.map { JavaPrinter.expression($0) }, ")")])
        case .typeLiteral(let type): return .sequence([JavaPrinter.type(type), ".class"])
        case .reference(let name, let method): return .text("\(name)::\(method)")
        case .lambda(let name, let value): return .sequence([.text("\(name) -> "), JavaPrinter.expression(value)])
        case .concatenation(let parts):
            let pieces = parts.map { JavaPrinter.expression($0) }
            let rest = pieces.dropFirst().map { Layout.sequence([.line, "+ ", $0]) }
            return .group(.sequence([pieces.first ?? .nothing, deeper(.sequence(rest))]))
        case .constant(let owner, let name): return .text("\(owner).\(name)")
        }
    }

    /// A chain of calls: broken before each dot where it does not fit.
    private static func call(_ expression: JavaExpression) -> Layout {
        var links: [Layout] = []
        var rest: JavaExpression? = expression
        while case .call(let receiver, let name, let values)? = rest {
            let call = Layout.sequence([.text(name), arguments("(", values.map { JavaPrinter.expression($0) }, ")")])
            guard let receiver else { return chain(call, links) }
            links.insert(.sequence([".", call]), at: 0)
            rest = receiver
        }
        guard let rest else { return .nothing }
        if case .name = rest, let first = links.first {
            return chain(.sequence([JavaPrinter.expression(rest), first]), Array(links.dropFirst()))
        }
        return chain(JavaPrinter.expression(rest), links)
    }

    private static func chain(_ head: Layout, _ links: [Layout]) -> Layout {
        if links.isEmpty { return head }
        return .group(.sequence([head, deeper(.sequence(links.map { .sequence([.softLine, $0]) }))]))
    }

    /// Brackets whose contents go on the next line, or one a line.
    private static func arguments(_ open: String, _ pieces: [Layout], _ close: String) -> Layout {
        if pieces.isEmpty { return .text(open + close) }
        let list = Layout.group(.joined(pieces, .sequence([",", .line])))
        return .group(.sequence([.text(open), deeper(.sequence([.softLine, list])), .text(close)]))
    }

    /// What goes on is two levels in.
    private static func deeper(_ layout: Layout) -> Layout { .indented(.indented(layout)) }

    // MARK: Text

    /// A string; one that no class file holds in one piece is joined at run time.
    private static func string(_ text: String) -> Layout {
        if text.utf8.count <= constantBytesMax { return .text(literal(text)) }
        var pieces: [Layout] = ["\"\""]
        var piece = ""
        for scalar in text.unicodeScalars {
            piece.unicodeScalars.append(scalar)
            if piece.utf8.count > constantBytesMax {
                pieces.append(.text(literal(piece)))
                piece = ""
            }
        }
        if !piece.isEmpty { pieces.append(.text(literal(piece))) }
        return .sequence(["String.join", arguments("(", pieces, ")")])
    }

    /// A string literal. `\u` is read before all else, so what ends lines is written in octal.
    static func literal(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": out += "\\\\"
            case "\"": out += "\\\""
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            default:
                if scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) {
                    let digits = String(scalar.value, radix: 8)
                    out += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
                } else if SourceText.isHidden(scalar) {
                    for unit in String(scalar).utf16 {
                        let digits = String(unit, radix: 16)
                        out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                    }
                } else {
                    out.unicodeScalars.append(scalar)
                }
            }
        }
        return out + "\""
    }

    /// Text of a comment: no `\u`, which is read in comments too.
    static func comment(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\\" ? "/" : $0 }))
    }

    /// Text of a Javadoc comment: neither tags of HTML nor of Javadoc, nor its end. By scalars: what an accent follows
    /// is the same to Java.
    private static func javadoc(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;".unicodeScalars
            case "<": out += "&lt;".unicodeScalars
            case ">": out += "&gt;".unicodeScalars
            case "@": out += "&#64;".unicodeScalars
            case "\\": out += "&#92;".unicodeScalars
            case "/" where out.last == "*": out += "&#47;".unicodeScalars
            default: out.append(scalar)
            }
        }
        return String(out)
    }

    private static func layout(_ comment: JavaComment?, indentation: Int) -> Layout {
        guard let comment else { return .nothing }
        let width = 96 - indentation
        var lines = paragraphs(comment.text, width: width)
        if !lines.isEmpty, !comment.parameters.isEmpty { lines.append("") }
        for parameter in comment.parameters {
            let text = SourceText.lines(of: parameter.text).filter { !$0.isEmpty }.joined(separator: " ")
            let wrapped = SourceText.wrapped("@param \(parameter.name) \(text)", width: width - 4)
            for (index, line) in wrapped.enumerated() {
                let tag = "@param \(parameter.name)"
                lines.append(index == 0 ? tag + javadoc(String(line.dropFirst(tag.count))) : "    " + javadoc(line))
            }
        }
        guard !lines.isEmpty else { return .nothing }
        if lines.count == 1, lines[0].count <= width - 6, comment.parameters.isEmpty {
            return .sequence([.text("/** \(lines[0]) */"), .hardLine])
        }
        let pieces = lines.map { Layout.text($0.isEmpty ? " *" : " * " + $0) }
        return .sequence(["/**", .hardLine, .joined(pieces, .hardLine), .hardLine, " */", .hardLine])
    }

    /// Lines of prose; paragraphs are told by a tag. What stands in backquotes is code, as far as it is plain.
    private static func paragraphs(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var isFirst = true
        for line in SourceText.wrapped(text, width: width - 3) {
            if line.isEmpty {
                if lines.last != "" { lines.append("") }
                continue
            }
            let startsParagraph = !isFirst && lines.last == ""
            lines.append((startsParagraph ? "<p>" : "") + javadoc(line))
            isFirst = false
        }
        return lines
    }
}
