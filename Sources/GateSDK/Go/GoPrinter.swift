// Go's values to text, in the one layout that gofmt has: tabs, and columns for what stands on lines of one kind. Lines
// have no width in Go; what is long is broken where its own length says so, wherever it stands, since columns depend on
// what is broken. Here alone is decided how text becomes a literal, a tag or a comment.

/// Writes files.
enum GoPrinter {
    /// Most columns of something that stands on one line. Ours: gofmt has no limit.
    private static let flatMax = 108
    /// Most columns of a composite literal's fields on one line. Ours.
    private static let literalMax = 80
    /// Most columns of a function's header and body on one line: what gofmt lets stand.
    private static let bodyMax = 92

    /// A file's text.
    /// - Parameters:
    ///   - banner: A line of comment at its head.
    ///   - documentation: What the package is for, in one of its files.
    static func print(
        package: String, banner: String, documentation: String? = nil, imports: [String],
        _ declarations: [GoDeclaration]
    ) -> String {
        var pieces: [Layout] = [.text("// " + banner), .blankLine]
        if let documentation { pieces.append(GoComment.layout(documentation)) }
        pieces += [.text("package \(package)"), .hardLine]
        if imports.count == 1 {
            pieces += [.blankLine, .text("import \(literal(imports[0]))"), .hardLine]
        } else if !imports.isEmpty {
            let lines = imports.map { Layout.text(literal($0)) }
            pieces += [.blankLine, "import (", indented(lines), .hardLine, ")", .hardLine]
        }
        for declaration in declarations { pieces += [.blankLine, layout(declaration), .hardLine] }
        return text(.sequence(pieces))
    }

    /// Text of a layout.
    static func text(_ layout: Layout) -> String {
        var printer = LayoutPrinter(width: .max, indentation: "\t")
        return printer.print(layout)
    }

    private static func indented(_ lines: [Layout]) -> Layout {
        .indented(.sequence([.hardLine, .joined(lines, .hardLine)]))
    }

    private static func comment(_ text: String?) -> Layout { text.map { GoComment.layout($0) } ?? .nothing }

    // MARK: Declarations

    private static func layout(_ declaration: GoDeclaration) -> Layout {
        switch declaration {
        case .structure(let name, let text, let fields):
            if fields.isEmpty { return .sequence([comment(text), .text("type \(name) struct{}")]) }
            return .sequence([
                comment(text), .text("type \(name) struct {"), .indented(.sequence([.hardLine, layout(fields)])),
                .hardLine, "}",
            ])
        case .type(let name, let text, let type):
            return .sequence([comment(text), .text("type \(name) \(GoPrinter.type(type))")])
        case .alias(let name, let text, let type):
            return .sequence([comment(text), .text("type \(name) = \(GoPrinter.type(type))")])
        case .constants(let text, let type, let values):
            let names = columns(values.map(\.name))
            let type = type.map { GoPrinter.type($0) + " " } ?? ""
            let lines = zip(names, values).map { name, value in
                Layout.sequence([.text("\(name) \(type)= "), expression(value.value)])
            }
            if lines.count == 1 { return .sequence([comment(text), "const ", lines[0]]) }
            return .sequence([comment(text), "const (", indented(lines), .hardLine, ")"])
        case .variable(let name, let text, let value):
            return .sequence([comment(text), .text("var \(name) = "), expression(value)])
        case .function(let function): return layout(function)
        }
    }

    /// Texts of one width.
    private static func columns(_ texts: [String]) -> [String] {
        let width = texts.map(\.count).max() ?? 0
        return texts.map { $0 + String(repeating: " ", count: width - $0.count) }
    }

    /// Fields in columns; empty lines around those that have comments part the columns.
    private static func layout(_ fields: [GoField]) -> Layout {
        var sections: [[GoField]] = []
        for field in fields {
            if field.comment == nil, let last = sections.last?.last, last.comment == nil {
                sections[sections.count - 1].append(field)
            } else {
                sections.append([field])
            }
        }
        let pieces = sections.map { section -> Layout in
            let names = columns(section.map { $0.name ?? "" })
            let types = section.map { type($0.type) }
            let width = zip(section, types).map { $0.tags.isEmpty ? 0 : $1.count }.max() ?? 0
            let lines = section.indices.map { index -> Layout in
                let field = section[index]
                var line = field.name == nil ? types[index] : "\(names[index]) \(types[index])"
                if !field.tags.isEmpty {
                    line += String(repeating: " ", count: width - types[index].count) + " " + tag(field.tags)
                }
                return .sequence([comment(field.comment), .text(line)])
            }
            return .joined(lines, .hardLine)
        }
        return .joined(pieces, .sequence([.hardLine, .blankLine]))
    }

    private static func tag(_ tags: [(key: String, text: String)]) -> String {
        let text = tags.map { "\($0.key):\(literal($0.text))" }.joined(separator: " ")
        return text.contains("`") ? literal(text) : "`\(text)`"
    }

    private static func layout(_ function: GoFunction) -> Layout {
        let receiver = function.receiver.map { "(\(parameter($0))) " } ?? ""
        let name = "func \(receiver)\(function.name)"
        let signature = signature(function.parameters, function.results, margin: name.count)
        return .sequence([
            comment(function.comment), .text(name), signature, " ",
            block(function.body, header: width(signature).map { $0 + name.count }),
        ])
    }

    private static func parameter(_ parameter: GoParameter) -> String {
        "\(parameter.name) \(parameter.isVariadic ? "..." : "")\(type(parameter.type))"
    }

    /// - Parameter margin: Columns that stand before.
    private static func signature(_ parameters: [GoParameter], _ results: [GoType], margin: Int) -> Layout {
        let types = results.map { type($0) }.joined(separator: ", ")
        let result = results.isEmpty ? "" : results.count == 1 ? " \(types)" : " (\(types))"
        let flat = "(" + parameters.map(parameter).joined(separator: ", ") + ")" + result
        if flat.count + margin <= flatMax || parameters.isEmpty { return .text(flat) }
        let lines = parameters.map { Layout.text(parameter($0) + ",") }
        return .sequence(["(", indented(lines), .hardLine, .text(")" + result)])
    }

    /// Statements in braces; a function that only returns stands on one line where gofmt lets it.
    /// - Parameter header: Columns before the braces, of a function that may stand on one line.
    private static func block(_ statements: [GoStatement], header: Int? = nil) -> Layout {
        if statements.isEmpty { return "{}" }
        let lines = statements.map(statement)
        if let header, case .returning? = statements.first, let width = width(lines[0]), header + width <= bodyMax {
            return .sequence(["{ ", lines[0], " }"])
        }
        return .sequence(["{", indented(lines), .hardLine, "}"])
    }

    private static func statement(_ statement: GoStatement) -> Layout {
        switch statement {
        case .expression(let value): expression(value)
        case .define(let names, let value):
            .sequence([.text(names.joined(separator: ", ") + " := "), expression(value)])
        case .assign(let target, let value): .sequence([expression(target), " = ", expression(value)])
        case .variable(let name, let type): .text("var \(name) \(GoPrinter.type(type))")
        case .returning(let values): .sequence(["return ", .joined(values.map(expression), ", ")])
        case .condition(let value, let body): .sequence(["if ", expression(value), " ", block(body)])
        }
    }

    // MARK: Types

    static func type(_ type: GoType) -> String {
        switch type {
        case .name(let name): name
        case .qualified(let package, let name): "\(package).\(name)"
        case .pointer(let inner): "*" + GoPrinter.type(inner)
        case .slice(let element): "[]" + GoPrinter.type(element)
        case .map(let element): "map[string]" + GoPrinter.type(element)
        case .generic(let name, let arguments): GoPrinter.type(name) + GoPrinter.arguments(arguments)
        }
    }

    private static func arguments(_ types: [GoType]) -> String {
        types.isEmpty ? "" : "[" + types.map { type($0) }.joined(separator: ", ") + "]"
    }

    // MARK: Values

    static func expression(_ expression: GoExpression) -> Layout {
        switch expression {
        case .identifier(let name): return .text(name)
        case .qualified(let package, let name): return .text("\(package).\(name)")
        case .string(let text): return .text(literal(text))
        case .number(let text): return .text(text)
        case .boolean(let value): return value ? "true" : "false"
        case .member(let object, let name): return .sequence([GoPrinter.expression(object), ".", .text(name)])
        case .element(let object, let key):
            return .sequence([GoPrinter.expression(object), "[", GoPrinter.expression(key), "]"])
        case .call(let function, let values, let types):
            return .sequence([
                GoPrinter.expression(function), .text(arguments(types)),
                list("(", values.map { GoPrinter.expression($0) }, ")", max: flatMax),
            ])
        case .spread(let value): return .sequence([GoPrinter.expression(value), "..."])
        case .instance(let function, let types):
            return .sequence([GoPrinter.expression(function), .text(arguments(types))])
        case .address(let value): return .sequence(["&", GoPrinter.expression(value)])
        case .dereference(let value): return .sequence(["*", GoPrinter.expression(value)])
        case .binary(let left, let sign, let right):
            return .sequence([GoPrinter.expression(left), .text(" \(sign) "), GoPrinter.expression(right)])
        case .structure(let type, let fields):
            return pairs(type, fields.map { (.text($0.field), GoPrinter.expression($0.value)) })
        case .map(let type, let entries):
            return pairs(type, entries.map { (GoPrinter.expression($0.key), GoPrinter.expression($0.value)) })
        case .list(let type, let elements):
            let open = (type.map { GoPrinter.type($0) } ?? "") + "{"
            return list(open, elements.map { GoPrinter.expression($0) }, "}", max: literalMax)
        case .function(let parameters, let results, let body):
            return .sequence(["func", signature(parameters, results, margin: 0), " ", block(body)])
        }
    }

    /// Pieces on one line, or one a line. A last piece of several lines stays with a call's brackets.
    private static func list(_ open: String, _ pieces: [Layout], _ close: String, max: Int) -> Layout {
        let widths = pieces.map { width($0) }
        let isHeld = close == ")" && widths.last == .some(nil) && widths.dropLast().allSatisfy { $0 != nil }
        if isHeld || widths.allSatisfy({ $0 != nil }) && widths.reduce(0, { $0 + ($1 ?? 0) + 2 }) <= max {
            return .sequence([.text(open), .joined(pieces, ", "), .text(close)])
        }
        return .sequence([
            .text(open), indented(pieces.map { .sequence([$0, ","]) }), .hardLine, .text(close),
        ])
    }

    /// A composite literal with keys.
    private static func pairs(_ type: GoType, _ pairs: [(key: Layout, value: Layout)]) -> Layout {
        let open = GoPrinter.type(type) + "{"
        let widths = pairs.map { width(.sequence([$0.key, $0.value])) }
        if widths.allSatisfy({ $0 != nil }), widths.reduce(0, { $0 + ($1 ?? 0) + 4 }) <= literalMax || pairs.isEmpty {
            let pieces = pairs.map { Layout.sequence([$0.key, ": ", $0.value]) }
            return .sequence([.text(open), .joined(pieces, ", "), "}"])
        }
        let keys = pairs.map { width($0.key) ?? 0 }
        var lines: [Layout] = []
        var start = 0
        while start < pairs.count {
            // Pairs of one line have one column. By keys of more than 40 columns gofmt may part it; an empty line does.
            let isLong = keys[start] > 40
            if isLong, start > 0 { lines.append(.blankLine) }
            var end = start + 1
            while end < pairs.count, !isLong, widths[start] != nil, widths[end] != nil, keys[end] <= 40 { end += 1 }
            let column = keys[start..<end].max() ?? 0
            for index in start..<end {
                let gap = String(repeating: " ", count: column - keys[index] + 1)
                lines.append(.sequence([pairs[index].key, .text(":" + gap), pairs[index].value, ",", .hardLine]))
            }
            if isLong, end < pairs.count { lines.append(.blankLine) }
            start = end
        }
        return .sequence([.text(open), .indented(.sequence([.hardLine] + lines)), "}"])
    }

    /// Columns of something on one line; nil where it has a line break.
    private static func width(_ layout: Layout) -> Int? {
        switch layout {
        case .nothing, .softLine, .margin: return 0
        case .text(let text): return text.count
        case .sequence(let pieces):
            var sum = 0
            for piece in pieces {
                guard let width = width(piece) else { return nil }
                sum += width
            }
            return sum
        case .indented(let inner), .group(let inner): return width(inner)
        case .line: return 1
        case .hardLine, .blankLine, .secondBlankLine: return nil
        case .choice(_, let flat): return width(flat)
        }
    }

    // MARK: Text

    /// An interpreted string literal. What changes how text is shown is escaped.
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
                guard scalar.value < 0x20 || SourceText.isHidden(scalar) else {
                    out.unicodeScalars.append(scalar)
                    continue
                }
                let digits = String(scalar.value, radix: 16)
                let count = scalar.value > 0xffff ? 8 : 4
                out += (count == 8 ? "\\U" : "\\u") + String(repeating: "0", count: count - digits.count) + digits
            }
        }
        return out + "\""
    }
}
