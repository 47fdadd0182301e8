// Gateway responses: a status, headers, and texts with `$context.…`, `$stageVariables.…` and `$method.request.…`.

import GateBytes
import GateDefinition
import GatePlan
import GateSource

extension APILowering {
    /// Lowers a gateway response.
    func lower(_ response: GatewayResponse) {
        let name = response.type.value
        guard let type = Array(name.utf8).withByteView({ GatewayResponseType(name: $0) }) else {
            let names = GatewayResponseType.allCases.map { String(ByteView($0.name)) }
            let nearest = nearestName(name, among: names)
            sink.report(CompilerProblem.gatewayResponseUnknown(name, at: response.type.range, nearest: nearest))
            return
        }
        if type == .requestTooLarge {
            sink.report(CompilerProblem.gatewayResponseFixed(name, at: response.type.range))
        }
        var status = 0
        if let code = response.statusCode, checkStatus(code) { status = code.value }
        let mappings = lowerGatewayMappings(response.parameters)
        let texts = response.templates.map { template in
            TextTemplateRecord(
                contentType: builder.intern(template.contentType.value.lowercased()), parts: lower(text: template.text))
        }
        lintTexts(of: response)
        let index = builder.append(
            GatewayResponseRecord(
                type: type, statusCode: status, mappings: mappings, templates: builder.append(contentsOf: texts)))
        places.note(.gatewayResponses, index, at: response.type.range)
    }

    private func lower(text: LocatedText) -> RecordRange {
        var parts: [TextPartRecord] = []
        for part in TextReader.read(text.text) {
            let place = text.range(part.range.lowerBound, part.range.upperBound)
            switch part.kind {
            case .literal: parts.append(TextPartRecord(kind: .literal, text: builder.intern(part.text)))
            case .context:
                // A name without a value prints nothing.
                switch contextValue(part.text, at: place) {
                case .variable(let variable)?:
                    parts.append(TextPartRecord(kind: .context, text: .empty, index: variable.rawValue))
                case .authorizer(let name)?:
                    parts.append(TextPartRecord(kind: .authorizer, text: builder.intern(name)))
                case nil: continue
                }
            case .stageVariable:
                noteStageVariable(part.text, at: place)
                parts.append(TextPartRecord(kind: .stageVariable, text: builder.intern(part.text)))
            default:
                // Of the request; no others are split off.
                parts.append(TextPartRecord(kind: part.kind, text: builder.intern(part.text)))
            }
        }
        if let (directive, range) = TextReader.foreign(text.text) {
            let place = text.range(range.lowerBound, range.upperBound)
            sink.report(CompilerProblem.textIsNotVTL(directive, at: place))
        }
        return builder.append(contentsOf: parts)
    }
}

/// Splits the texts of gateway responses.
enum TextReader {
    struct Part {
        let kind: TextPartKind
        let text: String
        let range: Range<Int>
    }

    private static let roots: [(prefix: [UInt8], kind: TextPartKind)] = [
        (Array("$context.".utf8), .context), (Array("$stageVariables.".utf8), .stageVariable),
        (Array("$method.request.path.".utf8), .requestPath),
        (Array("$method.request.querystring.".utf8), .requestQueryString),
        (Array("$method.request.header.".utf8), .requestHeader),
    ]

    /// The parts in order.
    static func read(_ text: String) -> [Part] {
        let bytes = Array(text.utf8)
        var parts: [Part] = []
        var literalStart = 0
        var index = 0
        func flush(to end: Int) {
            if end == literalStart { return }
            let literal = String(decoding: bytes[literalStart..<end], as: UTF8.self)
            parts.append(Part(kind: .literal, text: literal, range: literalStart..<end))
        }
        while index < bytes.count {
            guard bytes[index] == 0x24, let root = roots.first(where: { bytes[index...].starts(with: $0.prefix) })
            else {
                index += 1
                continue
            }
            let start = index + root.prefix.count
            let end = nameEnd(bytes, from: start, isHeader: root.kind == .requestHeader)
            if end == start {
                index += 1
                continue
            }
            flush(to: index)
            let name = String(decoding: bytes[start..<end], as: UTF8.self)
            parts.append(Part(kind: root.kind, text: name, range: index..<end))
            index = end
            literalStart = end
        }
        flush(to: bytes.count)
        return parts
    }

    /// A name is letters, digits and `_`, in headers also `-`, with full stops inside.
    private static func nameEnd(_ bytes: [UInt8], from start: Int, isHeader: Bool) -> Int {
        var end = start
        while end < bytes.count,
            ASCII.isAlphanumeric(bytes[end]) || bytes[end] == 0x5f || bytes[end] == 0x2e
                || (isHeader && bytes[end] == 0x2d)
        { end += 1 }
        while end > start, bytes[end - 1] == 0x2e { end -= 1 }
        return end
    }

    /// The first VTL directive of a text, or variable that only templates have.
    static func foreign(_ text: String) -> (String, Range<Int>)? {
        let bytes = Array(text.utf8)
        let directive = directive(bytes)
        let variable = variable(bytes)
        guard let directive, let variable else { return directive ?? variable }
        return directive.1.lowerBound < variable.1.lowerBound ? directive : variable
    }

    private static func variable(_ bytes: [UInt8]) -> (String, Range<Int>)? {
        let names = ["$input", "$util"].map { (text: $0, bytes: Array($0.utf8)) }
        for index in bytes.indices where bytes[index] == 0x24 {
            for name in names where bytes[index...].starts(with: name.bytes + [0x2e]) {
                return (name.text, index..<index + name.bytes.count)
            }
        }
        return nil
    }

    private static func directive(_ bytes: [UInt8]) -> (String, Range<Int>)? {
        let names = ["set", "if", "else", "elseif", "end", "foreach", "define", "macro"]
        for index in bytes.indices where bytes[index] == 0x23 {
            var end = index + 1
            while end < bytes.count, ASCII.isAlphanumeric(bytes[end]) { end += 1 }
            let word = String(decoding: bytes[(index + 1)..<end], as: UTF8.self)
            if names.contains(word) { return ("#" + word, index..<end) }
        }
        return nil
    }
}
