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
    /// Pieces of the authority, only when it holds a placeholder.
    package var authority: [Piece] = []
    package var path: [Piece] = []
    package var query: [Piece] = []

    init() {}

    /// Fills the variables of `parts` and splits the result.
    init(_ parts: RecordRange, plan: PlanImage, variables: StageVariables) {
        var pieces: [Piece] = []
        for index in parts.indices {
            let part = plan.uriParts[index]
            let text = plan.string(part.text)
            switch URIPartKind(rawValue: part.kind) {
            case .path?: pieces.append(.placeholder([UInt8](text)))
            case .stageVariable?:
                guard let value = variables.value(of: text) else {
                    defect = .missingStageVariable
                    return
                }
                pieces.append(.literal(value))
            default: pieces.append(.literal([UInt8](text)))
            }
        }
        split(URITemplate.merged(pieces))
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

    private mutating func split(_ pieces: [Piece]) {
        guard case .literal(let first)? = pieces.first else {
            defect = .notHTTP
            return
        }
        let lower = first.prefix(8).map { ASCII.lowercased($0) }
        let prefix: Int
        if lower.starts(with: Array("https://".utf8)) {
            isTLS = true
            prefix = 8
        } else if lower.starts(with: Array("http://".utf8)) {
            prefix = 7
        } else {
            defect = .notHTTP
            return
        }
        var rest = pieces
        rest[0] = .literal(Array(first.dropFirst(prefix)))
        var part = 0
        for piece in rest {
            switch piece {
            case .placeholder: append(piece, to: part)
            case .literal(let bytes): splitLiteral(bytes, part: &part)
            }
        }
        if path.isEmpty { path = [.literal([0x2f])] }
        if case .literal(let bytes)? = path.first, bytes.first != 0x2f { path[0] = .literal([0x2f] + bytes) }
        if authority.count == 1, case .literal(let host) = authority[0] {
            hostHeader = host
            authority = []
        } else if authority.isEmpty {
            defect = .notHTTP
        }
    }

    /// Parts: 0 authority, 1 path, 2 query, 3 fragment, which is not sent.
    private mutating func splitLiteral(_ bytes: [UInt8], part: inout Int) {
        var current: [UInt8] = []
        for byte in bytes {
            let starts =
                part == 0 && (byte == 0x2f || byte == 0x3f)
                ? (byte == 0x2f ? 1 : 2) : part == 1 && byte == 0x3f ? 2 : part
            if starts != part {
                if !current.isEmpty { append(.literal(current), to: part) }
                current = starts == 1 ? [byte] : []
                part = starts
            } else if byte == 0x23 {
                if !current.isEmpty { append(.literal(current), to: part) }
                current = []
                part = 3
            } else {
                current.append(byte)
            }
        }
        if !current.isEmpty { append(.literal(current), to: part) }
    }

    private mutating func append(_ piece: Piece, to part: Int) {
        switch part {
        case 0: authority.append(piece)
        case 1: path.append(URITemplate.encoded(piece))
        case 2: query.append(URITemplate.encoded(piece))
        default: break
        }
    }

    /// A piece that can stand in a request line: a stage variable may hold anything, also spaces and line ends.
    private static func encoded(_ piece: Piece) -> Piece {
        guard case .literal(let bytes) = piece else { return piece }
        var out = ByteBuffer(capacity: bytes.count)
        bytes.withByteView { QueryText.appendURIEncoded($0, to: &out) }
        return .literal([UInt8](out.view))
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
