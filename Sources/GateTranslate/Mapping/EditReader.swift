// Edits of parameters in HTTP APIs: `overwrite:header.X: $request.querystring.x`. AWS: "Transform API requests and
// responses for HTTP APIs" (read 2026-11).

import GateBytes
import GateDefinition
import GateOpenAPI
import GateSource

/// Reads edits.
struct EditReader {
    /// Whether requests are edited, or answers.
    let isRequest: Bool
    let sink: DiagnosticSink

    func read(_ member: NamedText) -> ParameterEdit? {
        guard let (operation, target) = target(member.name) else { return nil }
        let value = operation == .remove ? [] : value(member.text)
        guard let value else { return nil }
        return ParameterEdit(operation, target, at: member.name.range, value: value, at: member.text.range)
    }

    // MARK: Keys

    private func target(_ name: Located<String>) -> (ParameterEdit.Operation, ParameterEdit.Target)? {
        guard let found = parse(name.value) else {
            sink.report(TranslateProblem.editKey(name.value, at: name.range))
            return nil
        }
        if case .header(let header) = found.1, EditReader.isReserved(header) {
            sink.report(TranslateProblem.editOfReserved(header, at: name.range))
            return nil
        }
        return found
    }

    private func parse(_ key: String) -> (ParameterEdit.Operation, ParameterEdit.Target)? {
        let parts = key.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let operation: ParameterEdit.Operation
        switch parts[0] {
        case "append": operation = .append
        case "overwrite": operation = .overwrite
        case "remove": operation = .remove
        default: return nil
        }
        let place = parts[1]
        if operation == .overwrite {
            if isRequest, place == "path" { return (operation, .path) }
            if !isRequest, place.lowercased() == "statuscode" { return (operation, .statusCode) }
        }
        if place.hasPrefix("header.") {
            let name = String(place.dropFirst("header.".count))
            return name.isEmpty || !name.utf8.allSatisfy { ASCII.isToken($0) } ? nil : (operation, .header(name))
        }
        if isRequest, place.hasPrefix("querystring."), place.count > "querystring.".count {
            return (operation, .queryString(String(place.dropFirst("querystring.".count))))
        }
        return nil
    }

    private static let reserved: Set<String> = [
        "authorization", "connection", "content-encoding", "content-length", "content-location", "forwarded",
        "keep-alive", "origin", "proxy-authenticate", "proxy-authorization", "te", "trailers", "transfer-encoding",
        "upgrade", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "via",
    ]

    /// AWS: reserved headers.
    static func isReserved(_ header: String) -> Bool {
        let name = header.lowercased()
        let prefixes = ["access-control-", "apigw-", "x-amz-", "x-amzn-"]
        return reserved.contains(name) || prefixes.contains { name.hasPrefix($0) }
    }

    // MARK: Values

    /// The parts of a value: one expression, or text with expressions in braces. nil after an error.
    func value(_ text: LocatedText) -> [EditPart]? {
        let bytes = Array(text.text.utf8)
        if bytes.first == 0x24, bytes.count > 1, bytes[1] != 0x7b {
            return source(text.part(1, bytes.count), whole: text).map { [$0] }
        }
        var parts: [EditPart] = []
        var start = 0
        var index = 0
        func flush(to end: Int) {
            if end == start { return }
            parts.append(
                EditPart(.literal(String(decoding: bytes[start..<end], as: UTF8.self)), at: text.range(start, end)))
        }
        while index < bytes.count {
            guard bytes[index] == 0x24, index + 1 < bytes.count, bytes[index + 1] == 0x7b else {
                index += 1
                continue
            }
            guard let end = bytes[index...].firstIndex(of: 0x7d) else {
                return report(text, "has a brace that is not closed")
            }
            flush(to: index)
            guard let part = source(text.part(index + 2, end), whole: text) else { return nil }
            parts.append(part)
            index = end + 1
            start = index
        }
        flush(to: bytes.count)
        return parts
    }

    private func report(_ text: LocatedText, _ reason: String) -> [EditPart]? {
        sink.report(TranslateProblem.editValue(text.text, reason: reason, at: text.range))
        return nil
    }

    /// An expression without its sign and braces.
    private func source(_ expression: LocatedText, whole: LocatedText) -> EditPart? {
        let text = expression.text
        func part(_ source: EditPart.Source) -> EditPart { EditPart(source, at: expression.range) }
        func name(_ prefix: String) -> String? {
            text.hasPrefix(prefix) && text.utf8.count > prefix.utf8.count ? String(text.dropFirst(prefix.count)) : nil
        }
        if let name = name("context.") { return part(.context(name)) }
        if let name = name("stageVariables.") { return part(.stageVariable(name)) }
        if text == "request.path" { return part(.requestPath) }
        if let name = name("request.path.") { return part(.pathParameter(name)) }
        if let name = name("request.header.") { return part(.requestHeader(name)) }
        if let name = name("request.querystring.") { return part(.requestQueryString(name)) }
        if let name = name("response.header.") { return isRequest ? wrongSide(whole) : part(.responseHeader(name)) }
        for (prefix, isOfRequest) in [("request.body", true), ("response.body", false)] where text.hasPrefix(prefix) {
            let rest = String(text.dropFirst(prefix.count))
            if !isOfRequest, isRequest { return wrongSide(whole) }
            guard let path = bodyPath(expression, prefix.utf8.count, rest) else { break }
            if rest.contains("..") || rest.contains("?(") {
                _ = report(whole, "goes through all levels or filters, which paths of HTTP APIs cannot")
                return nil
            }
            return part(isOfRequest ? .requestBody(path: path.value) : .responseBody(path: path.value))
        }
        _ = report(whole, "is no expression of an HTTP API")
        return nil
    }

    private func wrongSide(_ text: LocatedText) -> EditPart? {
        _ = report(text, "reads an answer, and there is none yet")
        return nil
    }

    /// What follows `body`, without `$.`. Wrapped, because no path is a result too.
    private func bodyPath(_ text: LocatedText, _ start: Int, _ rest: String) -> (value: LocatedText?, Void)? {
        if rest.isEmpty { return (nil, ()) }
        let end = text.text.utf8.count
        guard rest.utf8.count > 1 else { return nil }
        if rest.hasPrefix(".") { return (text.part(start + 1, end), ()) }
        return rest.hasPrefix("[") ? (text.part(start, end), ()) : nil
    }
}
