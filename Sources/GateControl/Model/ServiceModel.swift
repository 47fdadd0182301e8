// AWS's service models as tables: operations and the shapes of what they take and answer, read once from the lines of
// Generated/. A line is words between blanks:
//
//   op NAME VERB STATUS PATH INPUT OUTPUT|-         PATH with {labels}; OUTPUT is a shape
//   string NAME [min..max] [~pattern] [value …]     values of an enumeration, in the service's order
//   number NAME min..max                            bounds may be empty
//   list NAME TYPE, map NAME TYPE                   keys of maps are strings
//   struct NAME member …                            member: name[=wire][@place][!]:TYPE; ! is required
//
// TYPE is a shape's name or: s string, b boolean, i integer, l long, d double, t seconds since 1970, T ISO 8601,
// x bytes.
// A place is p(ath), q(uery), h(eader) or body, the payload; members without one are members of the JSON body.

import GateBytes

/// The two services; they share their address.
package enum ControlService: String, Sendable, Hashable {
    /// `apigateway` 2015-07-09.
    case rest
    /// `apigatewayv2` 2018-11-29.
    case v2
}

/// Where a member travels.
enum MemberPlace: Sendable {
    case body, path, query, header
    /// The whole body.
    case payload
}

/// What a value may be.
enum Shape: Sendable {
    case string(StringRule)
    case boolean
    /// Whole numbers and their bounds.
    case integer(NumberBounds)
    case double
    /// Seconds since 1970 in records; `isISO` for text on the wire.
    case timestamp(isISO: Bool)
    case blob
    /// The element's shape, by index.
    case list(Int)
    case map(Int)
    case structure([ShapeMember])
}

/// What text may be.
struct StringRule: Sendable {
    var bounds = NumberBounds()
    var pattern: TextPattern?
    /// Empty for free text.
    var values: [String] = []
}

struct NumberBounds: Sendable {
    var minimum: Int?
    var maximum: Int?
}

/// The few patterns of the models.
enum TextPattern: String, Sendable {
    case status, anystatus, lowalnum

    /// As the service prints it.
    var text: String {
        switch self {
        case .status: "[1-5]\\d\\d"
        case .anystatus: "^([1-5]\\d\\d|\\*|\\s*)$"
        case .lowalnum: "^[a-z0-9]+$"
        }
    }

    func fits(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let isStatus = bytes.count == 3 && (0x31...0x35).contains(bytes[0]) && bytes.dropFirst().allSatisfy(isDigit)
        switch self {
        case .status: return isStatus
        case .anystatus: return isStatus || bytes == [0x2a] || bytes.allSatisfy { $0 == 0x20 || (9...13).contains($0) }
        case .lowalnum: return !bytes.isEmpty && bytes.allSatisfy { isDigit($0) || (0x61...0x7a).contains($0) }
        }
    }

    private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

struct ShapeMember: Sendable {
    /// The model's name, as messages print it.
    let name: String
    /// As it travels.
    let wire: String
    let place: MemberPlace
    let isRequired: Bool
    /// Index of its shape.
    let shape: Int
}

/// One operation.
package struct Operation: Sendable {
    package let service: ControlService
    package let name: String
    package let verb: String
    /// Code of a success.
    package let status: Int
    /// As in the model, with its labels: `/restapis/{restapi_id}`.
    package let path: String
    /// `mode=import`; nil for most.
    package let query: String?
    let input: Int
    /// nil: nothing is answered.
    let output: Int?

    /// As in front of paths in messages: `createRestApiInput`.
    var inputName: String { name.prefix(1).lowercased() + name.dropFirst() + "Input" }
}

/// Both models.
package struct ServiceModel: Sendable {
    package private(set) var operations: [Operation] = []
    private(set) var shapes: [Shape] = []
    private var names: [String: Int] = [:]

    /// Read on first use, then shared.
    package static let shared = ServiceModel()

    private init() {
        read(RESTModel.lines, .rest)
        read(V2Model.lines, .v2)
    }

    private mutating func read(_ lines: [StaticString], _ service: ControlService) {
        names = [:]
        for (name, shape) in ServiceModel.primitives { add(name, shape) }
        let words = lines.map { ByteView($0).buffer.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) } }
        // Shapes may name those of later lines.
        for line in words where line[0] != "op" { add(line[1], .boolean) }
        for line in words where line[0] != "op" {
            if let place = names[line[1]] { shapes[place] = shape(line) }
        }
        for line in words where line[0] == "op" { operations.append(operation(line, service)) }
    }

    private static let primitives: [(String, Shape)] = [
        ("s", .string(StringRule())), ("b", .boolean),
        ("i", .integer(NumberBounds(minimum: Int(Int32.min), maximum: Int(Int32.max)))),
        ("l", .integer(NumberBounds())), ("d", .double), ("t", .timestamp(isISO: false)),
        ("T", .timestamp(isISO: true)), ("x", .blob),
    ]

    private mutating func add(_ name: String, _ shape: Shape) {
        names[name] = shapes.count
        shapes.append(shape)
    }

    private func index(_ name: some StringProtocol) -> Int {
        guard let index = names[String(name)] else { preconditionFailure("the tables name no shape \(name)") }
        return index
    }

    private func operation(_ words: [String], _ service: ControlService) -> Operation {
        precondition(words.count == 7)
        let parts = words[4].split(separator: "?", maxSplits: 1)
        return Operation(
            service: service, name: words[1], verb: words[2], status: Int(words[3]) ?? 200, path: String(parts[0]),
            query: parts.count > 1 ? String(parts[1]) : nil, input: index(words[5]),
            output: words[6] == "-" ? nil : index(words[6]))
    }

    private func shape(_ words: [String]) -> Shape {
        switch words[0] {
        case "list": return .list(index(words[2]))
        case "map": return .map(index(words[2]))
        case "number": return .integer(bounds(words[2]))
        case "struct": return .structure(words.dropFirst(2).map(member))
        default:
            var rule = StringRule()
            for word in words.dropFirst(2) {
                if word.contains("..") {
                    rule.bounds = bounds(word)
                } else if word.hasPrefix("~") {
                    rule.pattern = TextPattern(rawValue: String(word.dropFirst()))
                } else {
                    rule.values.append(word)
                }
            }
            return .string(rule)
        }
    }

    private func bounds(_ word: String) -> NumberBounds {
        let ends = word.split(separator: ".", omittingEmptySubsequences: false)
        return NumberBounds(minimum: ends.first.flatMap { Int($0) }, maximum: ends.last.flatMap { Int($0) })
    }

    private func member(_ word: String) -> ShapeMember {
        let ends = word.split(separator: ":")
        var name = ends[0]
        let isRequired = name.hasSuffix("!")
        if isRequired { name = name.dropLast() }
        let parts = name.split(separator: "@")
        let spelled = parts[0].split(separator: "=")
        let places: [Substring: MemberPlace] = ["p": .path, "q": .query, "h": .header, "body": .payload]
        return ShapeMember(
            name: String(spelled[0]), wire: String(spelled[spelled.count - 1]),
            place: parts.count > 1 ? places[parts[1]] ?? .body : .body, isRequired: isRequired, shape: index(ends[1]))
    }

    /// The members of a structure; none of another shape.
    func members(_ shape: Int) -> [ShapeMember] {
        if case .structure(let members) = shapes[shape] { members } else { [] }
    }
}
