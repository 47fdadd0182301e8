// Selection expressions of WebSocket APIs: text with `$name` and `${name}` in it, `\$` for a dollar. One pass, nothing
// within a value is looked at again. AWS: "WebSocket selection expressions".

import GateBytes
import GateDefinition
import GatePlan
import GateSource

/// Where an expression stands, which decides what it may name.
enum SelectionUse {
    /// `routeSelectionExpression`, `modelSelectionExpression`, `templateSelectionExpression` of an integration.
    case message(member: String)
    /// `templateSelectionExpression` of an integration response.
    case response

    var member: String {
        switch self {
        case .message(let member): member
        case .response: "templateSelectionExpression"
        }
    }

    var variables: [String] {
        let request = ["request.body"]
        switch self {
        case .message: return request
        case .response:
            return request + [
                "integration.response.statuscode", "integration.response.header.",
                "integration.response.multivalueheader.", "integration.response.body",
            ]
        }
    }
}

/// A part of an expression.
enum SelectionPart {
    case text(String)
    /// The name without its dollar and braces, its bytes in the expression's text.
    case variable(String, Range<Int>)
}

/// Splits expressions.
enum SelectionReader {
    /// Longest expression, in bytes. AWS: "StringWithLengthBetween1And128" of the API reference.
    static let bytesMax = 128

    /// The parts in order; `fault` is called for a brace that is not closed and a dollar without a name.
    static func read(_ text: String, _ fault: (Range<Int>) -> Void) -> [SelectionPart] {
        let bytes = Array(text.utf8)
        var parts: [SelectionPart] = []
        var literal: [UInt8] = []
        var index = 0
        func flush() {
            if !literal.isEmpty { parts.append(.text(String(decoding: literal, as: UTF8.self))) }
            literal = []
        }
        while index < bytes.count {
            if bytes[index] == 0x5c, index + 1 < bytes.count, bytes[index + 1] == 0x24 {
                literal.append(0x24)
                index += 2
                continue
            }
            guard bytes[index] == 0x24 else {
                literal.append(bytes[index])
                index += 1
                continue
            }
            let start = index
            let name: Range<Int>
            if index + 1 < bytes.count, bytes[index + 1] == 0x7b {
                guard let end = bytes[index...].firstIndex(of: 0x7d) else {
                    fault(start..<bytes.count)
                    break
                }
                name = index + 2..<end
                index = end + 1
            } else {
                var end = index + 1
                while end < bytes.count, isNameByte(bytes[end]) { end += 1 }
                name = index + 1..<end
                index = end
            }
            if name.isEmpty {
                fault(start..<max(index, start + 1))
                continue
            }
            flush()
            parts.append(.variable(String(decoding: bytes[name], as: UTF8.self), start..<index))
        }
        flush()
        return parts
    }

    /// What a name without braces is made of.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte == 0x2e || byte == 0x5f || byte == 0x2d || byte == 0x5b || byte == 0x5d
    }
}

extension APILowering {
    /// Lowers an expression; reports what is wrong with it.
    func lower(_ expression: LocatedText?, _ use: SelectionUse) -> RecordRange {
        guard let expression else { return .empty }
        if expression.text.utf8.count > SelectionReader.bytesMax {
            sink.report(
                SocketProblem.expressionUnreadable(
                    expression.text, reason: "longer than \(SelectionReader.bytesMax) bytes", at: expression.range))
            return .empty
        }
        let parts = SelectionReader.read(expression.text) { place in
            let reason = "`$` without a name, or `${` without `}`"
            sink.report(
                SocketProblem.expressionUnreadable(
                    expression.text, reason: reason, at: expression.range(place.lowerBound, place.upperBound)))
        }
        return builder.append(contentsOf: parts.compactMap { lower($0, expression, use) })
    }

    private func lower(_ part: SelectionPart, _ expression: LocatedText, _ use: SelectionUse) -> TextPartRecord? {
        guard case .variable(let name, let place) = part else {
            guard case .text(let text) = part else { return nil }
            return TextPartRecord(kind: .literal, text: builder.intern(text))
        }
        let range = expression.range(place.lowerBound, place.upperBound)
        for (prefix, kind) in [
            ("request.body", TextPartKind.requestBody), ("integration.response.body", .responseBody),
        ]
        where use.variables.contains(prefix) && name.hasPrefix(prefix) {
            let rest = name.dropFirst(prefix.count)
            if rest.isEmpty { return TextPartRecord(kind: kind, text: .empty) }
            guard rest.hasPrefix(".") || rest.hasPrefix("["), rest.count > 1 else { break }
            let path = paths.lower(LocatedText("$" + rest, at: range))
            return TextPartRecord(kind: kind, text: builder.intern("$" + rest), index: path)
        }
        if use.variables.contains(name) { return TextPartRecord(kind: .responseStatus, text: .empty) }
        let fields: [(String, TextPartKind)] = [
            ("integration.response.header.", .responseHeader),
            ("integration.response.multivalueheader.", .responseMultivalueHeader),
        ]
        for (prefix, kind) in fields
        where use.variables.contains(prefix) && name.hasPrefix(prefix) && name.count > prefix.count {
            return TextPartRecord(kind: kind, text: builder.intern(String(name.dropFirst(prefix.count))))
        }
        sink.report(SocketProblem.expressionVariable(name, member: use.member, known: use.variables, at: range))
        return nil
    }
}
