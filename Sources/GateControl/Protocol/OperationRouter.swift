// Which operation a verb, a path and a query name. Labels take one segment, percent-encoded; a label that is an ARN
// takes what is left, since not every client encodes its slashes.

import GateBytes

/// An operation and the values of its labels.
struct RoutedOperation {
    let operation: Int
    /// By the label's name, decoded.
    let labels: [(name: String, value: String)]
}

/// The operations of both services as a tree of segments.
struct OperationRouter: Sendable {
    private struct Node {
        var literals: [String: Int] = [:]
        /// The node behind a label.
        var label: Int?
        var takesRest = false
        /// Operations by verb; those with a query first.
        var operations: [String: [Int]] = [:]
    }

    /// Most segments of a path. The models' longest have ten.
    static let segmentsMax = 64

    private var nodes = [Node()]
    private let operations: [Operation]

    init(_ operations: [Operation]) {
        self.operations = operations
        for index in operations.indices { add(index) }
    }

    private mutating func add(_ index: Int) {
        var place = 0
        for segment in operations[index].path.split(separator: "/") {
            if segment.hasPrefix("{") {
                if nodes[place].label == nil {
                    nodes[place].label = nodes.count
                    nodes.append(Node())
                }
                place = nodes[place].label ?? 0
                if segment.hasSuffix("arn}") { nodes[place].takesRest = true }
            } else {
                let name = String(segment)
                if nodes[place].literals[name] == nil {
                    nodes[place].literals[name] = nodes.count
                    nodes.append(Node())
                }
                place = nodes[place].literals[name] ?? 0
            }
        }
        let verb = operations[index].verb
        let others = nodes[place].operations[verb] ?? []
        nodes[place].operations[verb] = operations[index].query == nil ? others + [index] : [index] + others
    }

    /// nil when there is none. Literal segments come before labels, as everywhere in the service.
    func find(verb: String, path: some Collection<UInt8>, query: [QueryPair]) -> RoutedOperation? {
        var segments = path.split(separator: 0x2f, omittingEmptySubsequences: false).map { Array($0) }
        guard segments.count > 1, segments[0].isEmpty, segments.count <= OperationRouter.segmentsMax else {
            return nil
        }
        segments.removeFirst()
        if segments.last == [] { segments.removeLast() }
        var place = 0
        var values: [String] = []
        for (index, segment) in segments.enumerated() {
            guard let text = PercentCoding.decoded(segment) else { return nil }
            if let next = nodes[place].literals[text] {
                place = next
            } else if let next = nodes[place].label, !text.isEmpty {
                place = next
                if nodes[place].takesRest {
                    let rest = segments[index...].joined(separator: [0x2f])
                    guard let value = PercentCoding.decoded(Array(rest)) else { return nil }
                    values.append(value)
                    break
                }
                values.append(text)
            } else {
                return nil
            }
        }
        let found = nodes[place].operations[verb]?.first { operation in
            guard let wanted = operations[operation].query else { return true }
            return query.contains { "\($0.name)=\($0.value)" == wanted }
        }
        guard let found else { return nil }
        return RoutedOperation(operation: found, labels: labels(operations[found].path, values))
    }

    private func labels(_ path: String, _ values: [String]) -> [(name: String, value: String)] {
        let names = path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
        return Array(zip(names, values).map { (name: $0, value: $1) })
    }
}

/// A parameter of a query, decoded.
struct QueryPair: Equatable {
    let name: String
    let value: String

    /// Most parameters of a query. Ours.
    static let countMax = 2_000

    /// The parameters in order; nil when one is not well-formed or there are too many.
    static func read(_ query: some Collection<UInt8>) -> [QueryPair]? {
        var pairs: [QueryPair] = []
        for part in query.split(separator: 0x26) {
            let ends = part.split(separator: 0x3d, maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentCoding.decoded(Array(ends[0]), plusIsSpace: true),
                let value = PercentCoding.decoded(ends.count > 1 ? Array(ends[1]) : [], plusIsSpace: true),
                pairs.count < countMax
            else { return nil }
            pairs.append(QueryPair(name: name, value: value))
        }
        return pairs
    }
}

/// RFC 3986 §2.1.
enum PercentCoding {
    /// nil when a `%` stands alone or the bytes are no UTF-8.
    static func decoded(_ bytes: [UInt8], plusIsSpace: Bool = false) -> String? {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            var byte = bytes[index]
            index += 1
            if byte == 0x25 {
                guard index + 1 < bytes.count, let high = ASCII.hexValue(bytes[index]),
                    let low = ASCII.hexValue(bytes[index + 1])
                else { return nil }
                byte = high << 4 | low
                index += 2
            } else if byte == 0x2b, plusIsSpace {
                byte = 0x20
            }
            out.append(byte)
        }
        return String(validating: out, as: UTF8.self)
    }
}
