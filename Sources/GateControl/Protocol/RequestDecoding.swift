// From a request to an operation's input: path, query, fields and JSON body become one object by wire names; what is of
// a wrong type is refused at once, what does not fit the shape is collected and refused together, body first. Members
// that the shape does not know are dropped, as the service does. Words as recorded from it.

import GateBytes
import GateJSON

/// What an operation was called with.
struct DecodedInput {
    var members = JSONObject()
    /// The body of operations that take one as it is.
    var payload: [UInt8] = []
}

/// Decodes the input of one operation.
struct RequestDecoding {
    /// Nesting of a JSON body. Ours.
    static let depthMax = 128
    /// Violations that a message tells. Ours.
    static let violationsMax = 100

    let model: ServiceModel
    let operation: Operation
    private var violations: [String] = []

    init(_ model: ServiceModel, _ operation: Operation) {
        self.model = model
        self.operation = operation
    }

    mutating func decode(
        _ request: ControlRequest, _ labels: [(name: String, value: String)], _ query: [QueryPair]
    ) throws(ControlError) -> DecodedInput {
        let members = model.members(operation.input)
        var input = DecodedInput()
        let body = try body(request, members, &input)
        for member in members where member.place == .body {
            let path = operation.inputName + "." + member.name
            if let value = body?[member.wire], !value.isNull {
                let converted = try convert(value, member.shape)
                check(converted, member.shape, path)
                input.members[member.wire] = converted
            } else if member.isRequired {
                violate("null", path, "Member must not be null")
            }
        }
        for member in members where member.place != .body && member.place != .payload {
            let value = try outside(member, request, labels, query, members)
            if let value {
                check(value, member.shape, member.name)
                input.members[member.wire] = value
            } else if member.isRequired {
                violate("null", member.name, "Member must not be null")
            }
        }
        if violations.isEmpty { return input }
        let noun = violations.count == 1 ? "validation error" : "validation errors"
        let text = violations.prefix(RequestDecoding.violationsMax).joined(separator: "; ")
        throw ControlError(
            operation.service == .rest ? .validation : .badRequest, "\(violations.count) \(noun) detected: \(text)")
    }

    private func body(
        _ request: ControlRequest, _ members: [ShapeMember], _ input: inout DecodedInput
    ) throws(ControlError) -> JSONObject? {
        if members.contains(where: { $0.place == .payload }) {
            input.payload = request.body
            return nil
        }
        guard members.contains(where: { $0.place == .body }), !request.body.isEmpty else { return nil }
        let value: JSONValue
        do {
            value = try request.body.withByteView { view throws(JSONFailure) in
                try JSONValue(parsing: view, depthMax: RequestDecoding.depthMax)
            }
        } catch {
            throw ControlError(.serialization, "Could not parse request body into json")
        }
        if value.isNull { return nil }
        guard let object = value.object else { throw unconvertible(value, "Structure") }
        return object
    }

    // MARK: Path, query and fields

    private func outside(
        _ member: ShapeMember, _ request: ControlRequest, _ labels: [(name: String, value: String)],
        _ query: [QueryPair], _ members: [ShapeMember]
    ) throws(ControlError) -> JSONValue? {
        switch member.place {
        case .path:
            guard let text = labels.first(where: { $0.name == member.wire })?.value else { return nil }
            return try scalar(text, member.shape)
        case .header:
            guard let text = request.field(member.wire.lowercased()) else { return nil }
            return try scalar(text, member.shape)
        default:
            switch model.shapes[member.shape] {
            case .map:
                let bound = members.filter { $0.place == .query }.map(\.wire)
                var map = JSONObject()
                for pair in query where !bound.contains(pair.name) && !pair.name.hasPrefix("X-Amz-") {
                    map[pair.name] = .string(pair.value)
                }
                return map.isEmpty ? nil : .object(map)
            case .list(let element):
                var values: [JSONValue] = []
                for pair in query where pair.name == member.wire {
                    try values.append(scalar(pair.value, element))
                }
                return values.isEmpty ? nil : .array(values)
            default:
                guard let text = query.first(where: { $0.name == member.wire })?.value else { return nil }
                return try scalar(text, member.shape)
            }
        }
    }

    private func scalar(_ text: String, _ shape: Int) throws(ControlError) -> JSONValue {
        switch model.shapes[shape] {
        case .boolean: return .bool(text.lowercased() == "true")
        case .integer:
            guard let number = Int(text) else { throw unconvertible(.string(text), "Integer") }
            return JSONValue(number)
        case .double:
            guard let number = Double(text), number.isFinite else { throw unconvertible(.string(text), "Double") }
            return JSONValue(number)
        default: return .string(text)
        }
    }

    // MARK: Types

    /// The value as its shape has it; members that are null or unknown are left out.
    private func convert(_ value: JSONValue, _ shape: Int) throws(ControlError) -> JSONValue {
        switch model.shapes[shape] {
        case .string:
            if case .string = value { return value }
            throw unconvertible(value, "String")
        case .boolean:
            if case .bool = value { return value }
            throw unconvertible(value, "Boolean")
        case .integer:
            // Fractions are cut off, as the service's own number class does.
            guard let number = value.int ?? value.double.flatMap({ Int(exactly: $0.rounded(.towardZero)) }) else {
                throw unconvertible(value, "Integer")
            }
            return JSONValue(number)
        case .double:
            guard let number = value.double, number.isFinite else { throw unconvertible(value, "Double") }
            return JSONValue(number)
        case .timestamp, .blob:
            switch value {
            case .string, .number: return value
            default: throw unconvertible(value, "Date")
            }
        case .list(let element):
            guard let values = value.array else { throw unconvertible(value, "List") }
            var converted: [JSONValue] = []
            for value in values where !value.isNull { try converted.append(convert(value, element)) }
            return .array(converted)
        case .map(let element):
            guard let members = value.object else { throw unconvertible(value, "Map") }
            var converted = JSONObject()
            // A null in a map means something: `responseTemplates` with a template that passes the payload through.
            for (name, value) in members { converted[name] = value.isNull ? .null : try convert(value, element) }
            return .object(converted)
        case .structure(let members):
            guard let values = value.object else { throw unconvertible(value, "Structure") }
            var converted = JSONObject()
            for member in members {
                if let value = values[member.wire], !value.isNull {
                    converted[member.wire] = try convert(value, member.shape)
                }
            }
            return .object(converted)
        }
    }

    private func unconvertible(_ value: JSONValue, _ type: String) -> ControlError {
        let text =
            switch value {
            case .bool: "class java.lang.Boolean can not be converted to an \(type)"
            case .number:
                "class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to an \(type)"
            case .string: "class java.lang.String can not be converted to an \(type)"
            case .array: "Start of list found where not expected"
            case .object: "Start of structure or map found where not expected."
            case .null: "null can not be converted to an \(type)"
            }
        return ControlError(.serialization, text)
    }

    // MARK: Constraints

    private mutating func violate(_ value: String, _ path: String, _ constraint: String) {
        let shown = value == "null" ? value : "'\(value)'"
        violations.append("Value \(shown) at '\(path)' failed to satisfy constraint: \(constraint)")
    }

    private mutating func check(_ value: JSONValue, _ shape: Int, _ path: String) {
        switch (model.shapes[shape], value) {
        case (.string(let rule), .string(let text)):
            for constraint in rule.broken(by: text) { violate(text, path, constraint) }
        case (.integer(let bounds), .number):
            guard let number = value.int else { return }
            for constraint in bounds.broken(by: number, "have value") { violate(String(number), path, constraint) }
        case (.list(let element), .array(let values)):
            if case .string(let rule) = model.shapes[element] {
                let broken = values.lazy.compactMap { $0.string.map { rule.broken(by: $0) } }.first { !$0.isEmpty }
                if let broken {
                    let shown = "[" + values.map { $0.string ?? "" }.joined(separator: ", ") + "]"
                    violate(shown, path, "Member must satisfy constraint: [\(broken.joined(separator: ", "))]")
                }
            } else {
                for (index, value) in values.enumerated() { check(value, element, "\(path).\(index + 1).member") }
            }
        case (.map(let element), .object(let members)):
            guard case .string(let rule) = model.shapes[element] else {
                for (name, value) in members { check(value, element, "\(path).\(name).member") }
                return
            }
            let broken = members.lazy.compactMap { $0.value.string.map { rule.broken(by: $0) } }.first { !$0.isEmpty }
            if let broken {
                let entries = members.map { "\($0.name)=\($0.value.string ?? "null")" }
                violate(
                    "{\(entries.joined(separator: ", "))}", path,
                    "Map value must satisfy constraint: [\(broken.joined(separator: ", "))]")
            }
        case (.structure(let shapes), .object(let members)):
            for member in shapes {
                if let value = members[member.wire] {
                    check(value, member.shape, path + "." + member.name)
                } else if member.isRequired {
                    violate("null", path + "." + member.name, "Member must not be null")
                }
            }
        default: break
        }
    }
}

extension StringRule {
    /// The constraints that a text breaks, as the service words them.
    func broken(by text: String) -> [String] {
        if !values.isEmpty, !values.contains(text) {
            return ["Member must satisfy enum value set: [\(values.joined(separator: ", "))]"]
        }
        var broken = bounds.broken(by: text.unicodeScalars.count, "have length")
        if let pattern, !pattern.fits(text) {
            broken.append("Member must satisfy regular expression pattern: \(pattern.text)")
        }
        return broken
    }
}

extension NumberBounds {
    func broken(by number: Int, _ verb: String) -> [String] {
        if let minimum, number < minimum { return ["Member must \(verb) greater than or equal to \(minimum)"] }
        if let maximum, number > maximum { return ["Member must \(verb) less than or equal to \(maximum)"] }
        return []
    }
}
