// A resource's path as segments, checked against what a resource tree can hold.

import GateBytes
import GateSource

/// One checked path.
struct RoutePath {
    enum Segment {
        case literal(Substring)
        case variable(String)
        case greedy(String)
    }

    var segments: [Segment] = []
    /// Place of each segment.
    var ranges: [SourceRange] = []
    /// Names of the parameters in path order.
    var names: [String] = []

    /// Most parameters of a path; the runtime's own bound.
    static let variablesMax = 64

    /// `/`.
    static let root = RoutePath()

    /// The segments of a path; nil after an error. With `isExact` a slash at the end is a segment without text, as HTTP
    /// APIs tell paths apart.
    static func read(_ path: Located<String>, isExact: Bool = false, sink: DiagnosticSink) -> RoutePath? {
        var result = RoutePath()
        var text = path.value[...]
        guard text.first == "/" else {
            sink.report(CompilerProblem.emptySegment(path: path.value, at: path.range))
            return nil
        }
        text = text.dropFirst()
        if text.isEmpty { return result }
        if !isExact, text.last == "/" { text = text.dropLast() }
        var isSound = true
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            let place = range(of: part, in: path)
            if part.isEmpty, isExact, index == parts.count - 1 {
                result.segments.append(.literal(part))
                result.ranges.append(path.range)
                continue
            }
            if part.isEmpty {
                sink.report(CompilerProblem.emptySegment(path: path.value, at: path.range))
                return nil
            }
            guard let segment = segment(part) else {
                sink.report(CompilerProblem.segmentMalformed(String(part), at: place))
                isSound = false
                continue
            }
            result.segments.append(segment)
            result.ranges.append(place)
            switch segment {
            case .literal: continue
            case .greedy(let name) where index < parts.count - 1:
                sink.report(CompilerProblem.greedyNotLast(name, at: place))
                isSound = false
            case .greedy(let name), .variable(let name):
                if result.names.contains(name) {
                    sink.report(CompilerProblem.variableTwice(name, at: place))
                    isSound = false
                }
                result.names.append(name)
            }
        }
        if result.names.count > variablesMax {
            sink.report(
                CompilerProblem.variablesTooMany(count: result.names.count, limit: variablesMax, at: path.range))
            isSound = false
        }
        return isSound ? result : nil
    }

    private static func segment(_ text: Substring) -> Segment? {
        let bytes = text.utf8
        guard bytes.first == 0x7b, bytes.last == 0x7d, bytes.count > 2 else {
            return bytes.contains(where: { !isLiteral($0) }) ? nil : .literal(text)
        }
        var name = text.dropFirst().dropLast()
        let isGreedy = name.last == "+"
        if isGreedy { name = name.dropLast() }
        if name.isEmpty || name.utf8.contains(where: { !isName($0) }) { return nil }
        return isGreedy ? .greedy(String(name)) : .variable(String(name))
    }

    /// RFC 3986 `pchar`, and bytes beyond ASCII: more than API Gateway's console takes, everything a URI path holds.
    private static func isLiteral(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21, 0x24...0x2e, 0x30...0x3b, 0x3d, 0x40...0x5a, 0x5f, 0x61...0x7a, 0x7e, 0x80...0xff: return true
        default: return false
        }
    }

    private static func isName(_ byte: UInt8) -> Bool { byte != 0x7b && byte != 0x7d && byte > 0x20 && byte != 0x2b }

    /// The place of a part, when the text stands in the file as it is; else that of the whole path.
    private static func range(of part: Substring, in path: Located<String>) -> SourceRange {
        let size = Int(path.range.end - path.range.start)
        let quotes = size - path.value.utf8.count
        guard quotes == 0 || quotes == 2 else { return path.range }
        let start = path.value.utf8.distance(from: path.value.startIndex, to: part.startIndex) + quotes / 2
        let first = Int(path.range.start) + start
        return SourceRange(source: path.range.source, start: first, end: first + part.utf8.count)
    }
}
