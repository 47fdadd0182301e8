// Integration URIs: text, `{name}` and `${stageVariables.name}`.

import GateBytes
import GateDefinition
import GatePlan
import GateSource

/// A URI in the plan, and its placeholders.
struct LoweredURI {
    var parts = RecordRange.empty
    var placeholders: [Located<String>] = []
}

extension APILowering {
    /// Lowers the URI of an integration.
    func lowerURI(_ integration: Integration) -> LoweredURI {
        var result = LoweredURI()
        if integration.kind == .mock { return result }
        guard let uri = integration.uri, !uri.text.isEmpty else {
            sink.report(CompilerProblem.uriMissing(at: integration.range))
            return result
        }
        var parts: [URIPartRecord] = []
        var startsWithVariable = false
        URIReader.read(uri.text) { kind, text, range in
            switch kind {
            case .literal: break
            case .path: result.placeholders.append(Located(text, at: uri.range(range.lowerBound, range.upperBound)))
            case .stageVariable:
                if parts.isEmpty { startsWithVariable = true }
                noteStageVariable(text, at: uri.range(range.lowerBound, range.upperBound))
            }
            parts.append(URIPartRecord(kind: kind, text: builder.intern(text)))
        }
        // A variable may hold the scheme too; that shows when a stage sets it.
        if integration.kind.isHTTP, !startsWithVariable, !URIReader.isHTTP(uri.text) {
            let place = uri.range(0, uri.text.utf8.count)
            sink.report(CompilerProblem.uriNotHTTP(uri.text, at: place))
        }
        result.parts = builder.append(contentsOf: parts)
        return result
    }

    /// Reports placeholders that nothing fills.
    func checkPlaceholders(_ uri: LoweredURI, _ integration: Integration) {
        if uri.placeholders.isEmpty || integration.kind == .awsProxy { return }
        let targets = integration.requestParameters.compactMap { mapping -> String? in
            if case .integrationPath(let name) = mapping.target { return name }
            return nil
        }
        for placeholder in uri.placeholders where !targets.contains(placeholder.value) {
            // A template may fill it: `$context.requestOverride.path.name`.
            let mayOverride = integration.requestTemplates.contains { $0.text.text.contains("requestOverride") }
            if mayOverride, integration.kind != .httpProxy { continue }
            let nearest = nearestName(placeholder.value, among: targets)
            sink.report(
                CompilerProblem.uriPlaceholderUnmapped(placeholder.value, at: placeholder.range, nearest: nearest))
        }
    }
}

/// Splits URIs.
enum URIReader {
    private static let variablePrefix = Array("${stageVariables.".utf8)

    /// Calls `part` for each part in order, with its place in the text's bytes.
    static func read(_ text: String, _ part: (URIPartKind, String, Range<Int>) -> Void) {
        let bytes = Array(text.utf8)
        var literalStart = 0
        var index = 0
        func flush(to end: Int) {
            if end > literalStart {
                let literal = String(decoding: bytes[literalStart..<end], as: UTF8.self)
                part(.literal, literal, literalStart..<end)
            }
        }
        while index < bytes.count {
            let isVariable = bytes[index] == 0x24 && bytes[index...].starts(with: variablePrefix)
            let nameStart = isVariable ? index + variablePrefix.count : index + 1
            guard isVariable || bytes[index] == 0x7b, let end = closing(bytes, from: nameStart), end > nameStart else {
                index += 1
                continue
            }
            flush(to: index)
            let name = String(decoding: bytes[nameStart..<end], as: UTF8.self)
            part(isVariable ? .stageVariable : .path, name, index..<end + 1)
            index = end + 1
            literalStart = index
        }
        flush(to: bytes.count)
    }

    /// The brace that closes a name; nil when other text comes first.
    private static func closing(_ bytes: [UInt8], from start: Int) -> Int? {
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case 0x7d: return index
            case 0x2f, 0x3f, 0x7b, 0x24, 0...0x20: return nil
            default: index += 1
            }
        }
        return nil
    }

    /// Whether a text starts like an http(s) URI with something behind it.
    static func isHTTP(_ text: String) -> Bool {
        let lower = text.prefix(8).lowercased()
        if lower == "https://" { return text.utf8.count > 8 }
        return lower.hasPrefix("http://") && text.utf8.count > 7
    }
}
