// Text that knows where it may break: what a renderer makes of a language's syntax, before lines have a width. The
// algorithm is Wadler's ("A prettier printer"): a group stands on one line where it fits, else all its breaks are
// taken.
// Must not know any language.

/// A piece of source text with its possible line breaks.
indirect enum Layout {
    case nothing
    /// Text without a line break.
    case text(String)
    case sequence([Layout])
    /// One level deeper after each break inside.
    case indented(Layout)
    /// On one line where that fits, else broken at each `line` and `softLine` of its own.
    case group(Layout)
    /// A space, or a break.
    case line
    /// Nothing, or a break.
    case softLine
    /// Columns that a group needs besides to stand on one line.
    case margin(Int)
    /// A break in any case; groups around it are broken.
    case hardLine
    /// An empty line.
    case blankLine
    /// One more, where a language puts two between declarations.
    case secondBlankLine
    /// One of two, by whether the group around it is broken.
    case choice(broken: Layout, flat: Layout)

    /// Pieces one after another with something between.
    static func joined(_ pieces: [Layout], _ separator: Layout) -> Layout {
        var parts: [Layout] = []
        for (index, piece) in pieces.enumerated() {
            if index > 0 { parts.append(separator) }
            parts.append(piece)
        }
        return .sequence(parts)
    }

    /// A bracketed list: `(a, b)`, or one piece a line, with a trailing comma where the language has it.
    static func list(
        _ open: String, _ pieces: [Layout], _ close: String, padded: Bool = false, trailingComma: Bool = true
    ) -> Layout {
        if pieces.isEmpty { return .text(open + close) }
        let edge = padded ? Layout.line : .softLine
        return .group(
            .sequence([
                .text(open), .indented(.sequence([edge, joined(pieces, .sequence([.text(","), .line]))])),
                trailingComma ? .choice(broken: .text(","), flat: .nothing) : .nothing, edge, .text(close),
            ]))
    }
}

extension Layout: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    init(stringLiteral value: String) { self = .text(value) }
}

/// Lays pieces out.
struct LayoutPrinter {
    /// Columns that a line may have.
    let width: Int
    /// One level of indentation: spaces or a tab.
    let indentation: String
    /// Columns that one level counts.
    let indentationWidth: Int
    private var out = ""
    private var column = 0

    init(width: Int, indentation: String, indentationWidth: Int? = nil) {
        self.width = width
        self.indentation = indentation
        self.indentationWidth = indentationWidth ?? indentation.count
    }

    private struct Piece {
        let level: Int
        let isBroken: Bool
        let layout: Layout
    }

    /// The text, which ends with a line break.
    mutating func print(_ layout: Layout) -> String {
        out = ""
        column = 0
        var pending = [Piece(level: 0, isBroken: true, layout: layout)]
        while let piece = pending.popLast() { take(piece, &pending) }
        endLine()
        return out
    }

    private mutating func take(_ piece: Piece, _ pending: inout [Piece]) {
        let (level, isBroken) = (piece.level, piece.isBroken)
        switch piece.layout {
        case .nothing, .margin: return
        case .text(let text):
            if column == 0, !text.isEmpty {
                for _ in 0..<level { out += indentation }
                column = level * indentationWidth
            }
            out += text
            column += text.count
        case .sequence(let pieces):
            for inner in pieces.reversed() { pending.append(Piece(level: level, isBroken: isBroken, layout: inner)) }
        case .indented(let inner): pending.append(Piece(level: level + 1, isBroken: isBroken, layout: inner))
        case .group(let inner):
            let start = column == 0 ? level * indentationWidth : column
            let fits = fits(Piece(level: level, isBroken: false, layout: inner), after: pending, from: start)
            pending.append(Piece(level: level, isBroken: !fits, layout: inner))
        case .line: if isBroken { endLine() } else { append(" ") }
        case .softLine: if isBroken { endLine() }
        case .hardLine: endLine()
        case .blankLine:
            endLine()
            if !out.hasSuffix("\n\n") { out += "\n" }
        case .secondBlankLine:
            endLine()
            if !out.hasSuffix("\n\n\n") { out += "\n" }
        case .choice(let broken, let flat):
            pending.append(Piece(level: level, isBroken: isBroken, layout: isBroken ? broken : flat))
        }
    }

    private mutating func append(_ text: String) {
        out += text
        column += text.count
    }

    private mutating func endLine() {
        if column == 0 { return }
        while out.last == " " { out.removeLast() }
        out += "\n"
        column = 0
    }

    /// Whether a piece and what follows up to the next break stay within the width.
    private func fits(_ piece: Piece, after pending: [Piece], from column: Int) -> Bool {
        var rest = width - column
        var stack = [piece]
        var next = pending.count
        while rest >= 0 {
            guard let piece = stack.popLast() else {
                guard next > 0 else { return true }
                next -= 1
                stack.append(pending[next])
                continue
            }
            let isInside = next == pending.count
            switch piece.layout {
            case .nothing: continue
            case .text(let text): rest -= text.count
            case .margin(let columns): rest -= columns
            case .sequence(let pieces):
                for inner in pieces.reversed() {
                    stack.append(Piece(level: 0, isBroken: piece.isBroken, layout: inner))
                }
            case .indented(let inner): stack.append(Piece(level: 0, isBroken: piece.isBroken, layout: inner))
            // A group behind the piece may break by itself.
            case .group(let inner): stack.append(Piece(level: 0, isBroken: isInside ? false : true, layout: inner))
            case .line:
                if piece.isBroken { return true }
                rest -= 1
            case .softLine: if piece.isBroken { return true }
            case .hardLine, .blankLine, .secondBlankLine: return !isInside
            case .choice(let broken, let flat):
                stack.append(Piece(level: 0, isBroken: piece.isBroken, layout: piece.isBroken ? broken : flat))
            }
        }
        return false
    }
}
