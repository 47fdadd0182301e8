// An integration URI with its stage variables filled in: split once into an origin and the pieces of path and query
// that requests fill. A URI whose variables are missing or that is no http(s) URI is unusable, and every call of its
// integration answers 500 (observed on AWS).

import GateBytes
import GatePlan
import GateWire

/// A prepared integration URI.
package struct URITemplate: Sendable {
    package enum Piece: Sendable {
        case literal([UInt8])
        /// `{name}`
        case placeholder([UInt8])
    }

    /// Why calls cannot be made.
    package enum Defect: Sendable {
        case none
        case missingStageVariable
        case notHTTP
    }

    package var defect = Defect.none
    /// Index in the endpoint table; `none` when a placeholder stands in the authority.
    package var endpoint = PlanFormat.none
    /// `host` or `host:port` for the Host header; empty when a placeholder stands in the authority.
    package var hostHeader: [UInt8] = []
    package var isTLS = false
    /// The authority, only when it holds a placeholder.
    package var authority = URIText()
    package var path = URIText()
    package var query = URIText()

    init() {}

    /// Fills the variables of `parts` and splits the result. `sharing`: bytes to use for a host that has the same.
    init(_ parts: RecordRange, plan: PlanImage, variables: StageVariables, sharing host: [UInt8] = []) {
        let usesVariables = parts.indices.contains { plan.uriParts[$0].kind == URIPartKind.stageVariable.rawValue }
        if usesVariables {
            guard let pieces = URITemplate.pieces(parts, plan: plan, variables: variables) else {
                defect = .missingStageVariable
                return
            }
            split(pieces, sharing: host)
            return
        }
        // Nearly every URI: its literals are taken apart where they lie.
        var part = Part.scheme
        for index in parts.indices where defect == .none {
            let record = plan.uriParts[index]
            let text = plan.string(record.text)
            if record.kind == URIPartKind.path.rawValue {
                append(placeholder: text, to: part)
            } else {
                split(text, &part, sharing: host)
            }
        }
        finish(part)
    }

    /// The parts of a URI with the stage's variables in them, literals side by side joined; nil when a variable has
    /// no value.
    static func pieces(_ parts: RecordRange, plan: PlanImage, variables: StageVariables) -> [Piece]? {
        var pieces: [Piece] = []
        for index in parts.indices {
            let part = plan.uriParts[index]
            let text = plan.string(part.text)
            switch URIPartKind(rawValue: part.kind) {
            case .path?: pieces.append(.placeholder([UInt8](text)))
            case .stageVariable?:
                guard let value = variables.value(of: text) else { return nil }
                pieces.append(.literal(value))
            default: pieces.append(.literal([UInt8](text)))
            }
        }
        return merged(pieces)
    }

    private static func merged(_ pieces: [Piece]) -> [Piece] {
        var result: [Piece] = []
        for piece in pieces {
            if case .literal(let more) = piece, case .literal(let text)? = result.last {
                result[result.count - 1] = .literal(text + more)
            } else {
                result.append(piece)
            }
        }
        return result
    }

    // MARK: Splitting

    /// Where in a URI a piece stands.
    private enum Part {
        case scheme
        case authority
        case path
        case query
        /// Not sent.
        case fragment
    }

    private mutating func split(_ pieces: [Piece], sharing host: [UInt8]) {
        var part = Part.scheme
        for piece in pieces where defect == .none {
            switch piece {
            case .placeholder(let name): name.withByteView { append(placeholder: $0, to: part) }
            case .literal(let bytes): bytes.withByteView { split($0, &part, sharing: host) }
            }
        }
        finish(part)
    }

    /// Takes a literal apart at the marks that end the authority, the path and the query.
    private mutating func split(_ literal: ByteView, _ part: inout Part, sharing host: [UInt8]) {
        var rest = literal
        if part == .scheme {
            guard let length = schemeLength(rest) else {
                defect = .notHTTP
                return
            }
            rest = rest.dropFirst(length)
            part = .authority
            let end = URITemplate.end(of: .authority, in: rest)
            if end < rest.count {
                // Without a placeholder the authority is whole, and most URIs of an API have the same.
                let text = rest.slice(0, end)
                hostHeader = host.withByteView { $0 == text } ? host : [UInt8](text)
                rest = URITemplate.leave(&part, rest.dropFirst(end))
            }
        }
        while true {
            let end = URITemplate.end(of: part, in: rest)
            append(rest.slice(0, end), to: part)
            if end == rest.count { return }
            rest = URITemplate.leave(&part, rest.dropFirst(end))
        }
    }

    private mutating func schemeLength(_ text: ByteView) -> Int? {
        if text.count >= 8, text.slice(0, 8).equalsIgnoringCase(ByteView("https://")) {
            isTLS = true
            return 8
        }
        return text.count >= 7 && text.slice(0, 7).equalsIgnoringCase(ByteView("http://")) ? 7 : nil
    }

    /// Where the first mark stands that ends a part; the text's end when there is none.
    private static func end(of part: Part, in text: ByteView) -> Int {
        for index in 0..<text.count {
            switch (text[index], part) {
            case (0x2f, .authority), (0x3f, .authority), (0x3f, .path): return index
            case (0x23, .authority), (0x23, .path), (0x23, .query): return index
            default: continue
            }
        }
        return text.count
    }

    /// Goes on to the part that the text's first byte begins; a path keeps its mark.
    private static func leave(_ part: inout Part, _ text: ByteView) -> ByteView {
        switch text[0] {
        case 0x2f:
            part = .path
            return text
        case 0x3f: part = .query
        default: part = .fragment
        }
        return text.dropFirst(1)
    }

    private mutating func append(_ literal: ByteView, to part: Part) {
        if literal.isEmpty { return }
        switch part {
        case .scheme: defect = .notHTTP
        case .authority: authority.append(literal: literal)
        case .path: path.append(encoding: literal)
        case .query: query.append(encoding: literal)
        case .fragment: break
        }
    }

    private mutating func append(placeholder name: ByteView, to part: Part) {
        switch part {
        case .scheme: defect = .notHTTP
        case .authority: authority.append(placeholder: name)
        case .path: path.append(placeholder: name)
        case .query: query.append(placeholder: name)
        case .fragment: break
        }
    }

    /// Checks what came together and gives it its final form.
    private mutating func finish(_ part: Part) {
        if part == .scheme { defect = .notHTTP }
        if defect != .none { return }
        // A literal part begins with the slash that ended the authority.
        if path.isEmpty { path.append(literal: ByteView("/")) }
        if let host = authority.literal {
            hostHeader = host
            authority = URIText()
        } else if authority.isEmpty, hostHeader.isEmpty {
            defect = .notHTTP
        }
    }

    /// Bytes that can stand in a request line: a stage variable may hold anything, also spaces and line ends.
    static func encoded(_ literal: ByteView) -> [UInt8] {
        if QueryText.isURI(literal) { return [UInt8](literal) }
        var out = ByteBuffer(capacity: literal.count * 3)
        QueryText.appendURIEncoded(literal, to: &out)
        return [UInt8](out.view)
    }
}

/// A prepared integration URI that is handed on by reference: a copy of one would count half a dozen references.
final class BoundURI: Sendable {
    let template: URITemplate
    let mapped: MappedParts

    init(_ template: URITemplate, mapped: MappedParts = []) {
        self.template = template
        self.mapped = mapped
    }
}

/// Which parts of a backend's request the mappings of an integration set, beside placeholders: most set none.
struct MappedParts: OptionSet {
    let rawValue: UInt8

    static let query = MappedParts(rawValue: 1)
    static let headers = MappedParts(rawValue: 2)

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(_ integration: IntegrationRecord, _ plan: PlanImage) {
        self = []
        for index in integration.requestMappings.indices {
            switch MappingTarget(rawValue: plan.mappings[index].target) {
            case .integrationQueryString?: insert(.query)
            case .integrationHeader?: insert(.headers)
            default: break
            }
        }
    }
}

/// Splits `host`, `host:port` or `[address]:port`.
enum Authority {
    /// Host without brackets and port; nil for text that is neither.
    static func parse(_ text: ByteView, isTLS: Bool) -> (host: String, port: UInt16)? {
        if text.isEmpty { return nil }
        var host = text
        var port = isTLS ? 443 : 80
        if text[0] == 0x5b {
            guard let close = text.firstIndex(of: 0x5d) else { return nil }
            host = text.slice(1, close)
            let tail = text.dropFirst(close + 1)
            if !tail.isEmpty {
                guard tail[0] == 0x3a, let number = Decimal.parse(tail.dropFirst(1), limit: 65_535) else { return nil }
                port = number
            }
        } else if let colon = text.firstIndex(of: 0x3a) {
            host = text.slice(0, colon)
            guard let number = Decimal.parse(text.dropFirst(colon + 1), limit: 65_535) else { return nil }
            port = number
        }
        if host.isEmpty || port == 0 { return nil }
        for index in 0..<host.count {
            let byte = host[index]
            let isAllowed = ASCII.isAlphanumeric(byte) || byte == 0x2d || byte == 0x2e || byte == 0x5f || byte == 0x3a
            if !isAllowed { return nil }
        }
        return (String(host), UInt16(port))
    }
}
