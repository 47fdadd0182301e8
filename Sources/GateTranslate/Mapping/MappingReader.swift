// Parameter mappings: `target: source`. AWS: "Request and response data mapping reference" (read 2026-11).

import GateBytes
import GateDefinition
import GateOpenAPI
import GateSource

/// Where a mapping stands.
enum MappingSide {
    case integrationRequest, methodResponse, gatewayResponse

    /// The forms of targets, for help lines.
    var targets: [String] {
        switch self {
        case .integrationRequest:
            ["integration.request.path.", "integration.request.querystring.", "integration.request.header."]
        case .methodResponse: ["method.response.header."]
        case .gatewayResponse: ["gatewayresponse.header."]
        }
    }
}

/// Reads mappings.
struct MappingReader {
    let sink: DiagnosticSink
    /// Whether a WebSocket API has the mappings: parameters are the route's, `route.request.header.X`, and none is a
    /// path's.
    var isSocket = false

    func read(_ member: NamedText, _ side: MappingSide) -> ParameterMapping? {
        let target = target(member.name, side)
        let source = source(member.text)
        guard let target, let source else { return nil }
        return ParameterMapping(target: target, at: member.name.range, source: source, at: member.text.range)
    }

    // MARK: Targets

    private func target(_ name: Located<String>, _ side: MappingSide) -> ParameterMapping.Target? {
        for (index, prefix) in side.targets.enumerated() where name.value.hasPrefix(prefix) {
            let rest = String(name.value.dropFirst(prefix.count))
            guard MappingReader.isName(rest) else { break }
            switch (side, index) {
            case (.integrationRequest, 0): return .integrationPath(rest)
            case (.integrationRequest, 1): return .integrationQueryString(rest)
            case (.integrationRequest, _): return .integrationHeader(rest)
            case (.methodResponse, _), (.gatewayResponse, _): return .responseHeader(rest)
            }
        }
        if side == .gatewayResponse,
            name.value.hasPrefix("gatewayresponse.path.") || name.value.hasPrefix("gatewayresponse.querystring.")
        {
            sink.report(TranslateProblem.targetWithoutEffect(name.value, at: name.range))
            return nil
        }
        sink.report(TranslateProblem.mappingTarget(name.value, known: side.targets, at: name.range))
        return nil
    }

    /// AWS: names of mapped parameters match `^[a-zA-Z0-9._$-]+$`.
    static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { ASCII.isAlphanumeric($0) || $0 == 0x2e || $0 == 0x5f || $0 == 0x24 || $0 == 0x2d }
    }

    // MARK: Cache keys

    /// An element of `cacheKeyParameters`: a parameter of the request, or one of the integration's that is mapped.
    func readCacheKey(_ name: Located<String>, _ mappings: [ParameterMapping]) -> CacheKeyParameter? {
        let text = name.value
        for prefix in MappingReader.prefixes where prefix.hasPrefix("method.request.") && text.hasPrefix(prefix) {
            let rest = String(text.dropFirst(prefix.count))
            guard MappingReader.isName(rest), let source = named(prefix, rest) else { break }
            return CacheKeyParameter(name: name, source: source)
        }
        if let mapping = mappings.first(where: { $0.target.expression == text }) {
            return CacheKeyParameter(name: name, source: mapping.source)
        }
        let isUnmapped = MappingSide.integrationRequest.targets.contains { text.hasPrefix($0) && text != $0 }
        sink.report(
            TranslateProblem.cacheKey(
                text, isUnmapped: isUnmapped, help: isUnmapped ? nil : cacheKeySuggestion(text), at: name.range))
        return nil
    }

    private func cacheKeySuggestion(_ text: String) -> String? {
        text.hasPrefix("request.") ? "method." + text : nil
    }

    // MARK: Sources

    private static let prefixes = [
        "method.request.path.", "method.request.querystring.", "method.request.multivaluequerystring.",
        "method.request.header.", "method.request.multivalueheader.", "method.request.body",
        "integration.response.header.", "integration.response.multivalueheader.", "integration.response.body",
        "stageVariables.", "context.",
    ]

    private func source(_ text: LocatedText) -> ParameterMapping.Source? {
        let value = isSocket ? MappingReader.methodForm(text.text) : text.text
        if value.utf8.count >= 2, value.hasPrefix("'"), value.hasSuffix("'") {
            return .literal(String(value.dropFirst().dropLast()))
        }
        for prefix in MappingReader.prefixes where value.hasPrefix(prefix) {
            let rest = String(value.dropFirst(prefix.count))
            if prefix.hasSuffix(".body") {
                let length = prefix.utf8.count - (isSocket && prefix.hasPrefix("method") ? 1 : 0)
                guard let path = bodyPath(text, length, rest) else { break }
                return prefix.hasPrefix("method") ? .requestBody(path: path.value) : .responseBody(path: path.value)
            }
            guard MappingReader.isName(rest) else { break }
            return named(prefix, rest)
        }
        sink.report(TranslateProblem.mappingSource(text.text, help: suggestion(text.text), at: text.range))
        return nil
    }

    /// `route.request.…` as REST has it; what REST alone has becomes nothing.
    private static func methodForm(_ text: String) -> String {
        if text.hasPrefix("route.request."), !text.hasPrefix("route.request.path.") {
            return "method" + text.dropFirst("route".count)
        }
        return text.hasPrefix("method.request.") ? "" : text
    }

    private func named(_ prefix: String, _ name: String) -> ParameterMapping.Source? {
        switch prefix {
        case "method.request.path.": return .requestPath(name)
        case "method.request.querystring.": return .requestQueryString(name)
        case "method.request.multivaluequerystring.": return .requestMultivalueQueryString(name)
        case "method.request.header.": return .requestHeader(name)
        case "method.request.multivalueheader.": return .requestMultivalueHeader(name)
        case "integration.response.header.": return .responseHeader(name)
        case "integration.response.multivalueheader.": return .responseMultivalueHeader(name)
        case "stageVariables.": return .stageVariable(name)
        case "context.": return .context(name)
        default: return nil
        }
    }

    /// What follows `body`: nothing, or a JSONPath without `$`. Wrapped, because no path is a result too.
    private func bodyPath(_ text: LocatedText, _ start: Int, _ rest: String) -> (value: LocatedText?, Void)? {
        if rest.isEmpty { return (nil, ()) }
        let end = text.text.utf8.count
        guard rest.utf8.count > 1 else { return nil }
        if rest.hasPrefix(".") { return (text.part(start + 1, end), ()) }
        // `body[0]` reads the root array.
        return rest.hasPrefix("[") ? (text.part(start, end), ()) : nil
    }

    private func suggestion(_ value: String) -> String? {
        if isSocket {
            if value.hasPrefix("method.request.") { return "route" + value.dropFirst("method".count) }
            if value.hasPrefix("$request.") { return "route." + value.dropFirst() }
        }
        if value.hasPrefix("$") {
            let bare = String(value.dropFirst())
            if MappingReader.prefixes.contains(where: bare.hasPrefix) { return bare }
            if bare.hasPrefix("request.") { return "method." + bare }
        }
        if let first = value.split(separator: ".").first, ["method", "integration", "context"].contains(first) {
            let stem = value.split(separator: ".").prefix(3).joined(separator: ".") + "."
            return nearestName(stem, among: MappingReader.prefixes).map { $0 + "…" }
        }
        let isPlain = !value.isEmpty && !value.contains("'") && value.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f }
        return isPlain ? "'\(value)'" : nil
    }
}

extension ParameterMapping.Target {
    /// As it stands in a document: `integration.request.header.X`.
    fileprivate var expression: String {
        switch self {
        case .integrationPath(let name): "integration.request.path." + name
        case .integrationQueryString(let name): "integration.request.querystring." + name
        case .integrationHeader(let name): "integration.request.header." + name
        case .responseHeader(let name): "method.response.header." + name
        }
    }
}

extension LocatedText {
    /// The text of bytes `start..<end`, with its way back.
    func part(_ start: Int, _ end: Int) -> LocatedText {
        let bytes = Array(text.utf8)[start..<end]
        let segments = segments.compactMap { segment -> Segment? in
            let from = max(start, Int(segment.decoded))
            let to = min(end, Int(segment.decoded) + Int(segment.count))
            guard from < to else { return nil }
            return Segment(
                decoded: from - start, source: Int(segment.source) + from - Int(segment.decoded), count: to - from)
        }
        return LocatedText(String(decoding: bytes, as: UTF8.self), at: range(start, end), segments: segments)
    }
}
