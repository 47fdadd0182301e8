// A value that a shape describes, for the examples and tests of clients: the same shape gives the same value. Values
// keep to the constraints that can be kept to without solving them.

/// JSON with typed leaves.
indirect enum SampleValue: Sendable {
    case null
    case boolean(Bool)
    case number(String)
    case string(String)
    /// As RFC 3339 has it.
    case date(String)
    case dateTime(String)
    /// Bytes by their text.
    case bytes(String)
    case array([SampleValue])
    /// Of a type, by number, or of none: a map.
    case object(type: Int?, [(name: String, value: SampleValue)])
    /// Of a union: which member of which type it is.
    case alternative(type: Int, member: Int, SampleValue)

    /// Without telling of which alternative it is, at this place.
    var plain: SampleValue {
        if case .alternative(_, _, let value) = self { return value.plain }
        return self
    }
}

/// Makes samples.
struct SampleMaker {
    let api: ClientAPI
    /// Whether values go out: without what only answers carry.
    let isRequest: Bool
    private var open: [Int] = []

    init(_ api: ClientAPI, isRequest: Bool = true) {
        self.api = api
        self.isRequest = isRequest
    }

    /// A value of a shape; nil where none ends: a type that has to hold itself.
    mutating func value(of shape: Shape, _ constraints: Constraints = Constraints()) -> SampleValue? {
        switch shape {
        case .any: return .object(type: nil, [])
        case .boolean: return .boolean(true)
        case .integer, .number, .decimal(isText: false): return .number(SampleMaker.number(constraints))
        case .decimal: return .string(SampleMaker.number(constraints))
        case .string: return .string(SampleMaker.text(constraints))
        case .date: return .date("2026-01-31")
        case .dateTime: return .dateTime("2026-01-31T12:00:00Z")
        case .uuid: return .string("123e4567-e89b-12d3-a456-426614174000")
        case .base64, .binary: return .bytes("sample")
        case .array(let element):
            let count = min(max(constraints.minItems ?? 1, 1), 16)
            guard let value = value(of: element) else { return (constraints.minItems ?? 0) > 0 ? nil : .array([]) }
            return .array(Array(repeating: value, count: count))
        case .map(let element): return .object(type: nil, value(of: element).map { [("key", $0)] } ?? [])
        case .nullable(let inner): return value(of: inner, constraints) ?? .null
        case .named(let index): return value(ofType: index, constraints)
        }
    }

    private mutating func value(ofType index: Int, _ constraints: Constraints) -> SampleValue? {
        guard !open.contains(index), open.count < SDKLimits.depthMax else { return nil }
        open.append(index)
        defer { open.removeLast() }
        switch api.types[index].form {
        case .alias(let shape): return value(of: shape, constraints)
        case .enumeration(let values): return .string(values[0].text)
        case .union(let union):
            for (number, member) in union.members.enumerated() {
                guard var value = value(of: member.shape) else { continue }
                if let name = union.discriminator, let tag = member.tags.first,
                    case .object(let type, let members) = value.plain
                {
                    value = .object(
                        type: type, members.filter { $0.name != name } + [(name, .string(tag))])
                }
                return .alternative(type: index, member: number, value)
            }
            return nil
        case .object(let object):
            var members: [(String, SampleValue)] = []
            for member in object.members where member.isRequired && !(isRequest && member.isReadOnly) {
                guard let value = value(of: member.shape, member.constraints) else { return nil }
                members.append((member.name, value))
            }
            return .object(type: index, members)
        }
    }

    private static func number(_ constraints: Constraints) -> String {
        guard let minimum = constraints.minimum, let least = Double(minimum), least >= 1 else { return "1" }
        // What every language's integers and floating-point numbers hold alike.
        return String(Int(min(least, 9_007_199_254_740_000)) + (constraints.excludesMinimum ? 1 : 0))
    }

    private static func text(_ constraints: Constraints) -> String {
        let length = max(constraints.minLength ?? 0, min(6, constraints.maxLength ?? 6))
        let text = "sample"
        return String(String(repeating: text, count: min(length, 1_000) / 6 + 1).prefix(length))
    }
}
