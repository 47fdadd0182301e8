// The sentences of schema errors, as fge's json-schema-validator writes them. reference/rest-mapping §10 records two
// of them as seen from API Gateway; the others follow the same library's message file.

import GateBytes
import GateJSON
import GatePlan

extension SchemaValidator {
    /// `instance type (string) does not match any allowed primitive type (allowed: ["integer"])`.
    mutating func typeMessage(_ types: UInt32, _ entry: UInt32) -> String {
        let names = ["null", "boolean", "integer", "number", "string", "array", "object"]
        let allowed = names.enumerated().filter { types >> UInt32($0.offset) & 1 != 0 }.map { "\"\($0.element)\"" }
        let found: String
        switch cursor(entry).kind {
        case .null: found = "null"
        case .true, .false: found = "boolean"
        case .number: found = isInteger(tape[Int(entry)].head, entry, types) ? "integer" : "number"
        case .string: found = "string"
        case .array: found = "array"
        case .object: found = "object"
        }
        return "instance type (\(found)) does not match any allowed primitive type "
            + "(allowed: [\(allowed.sorted().joined(separator: ","))])"
    }

    func patternText(_ pattern: UInt32, _ tables: PlanTables) -> String {
        String(tables.plan.string(tables.plan.view(PatternRecord.self)[pattern].text))
    }

    /// The value as JSON text, cut when long.
    private func json(_ value: JSONCursor) -> String {
        var buffer = ByteBuffer()
        JSONWriter.append(value, to: &buffer)
        if buffer.count <= SchemaValidator.quotedBytesMax { return String(buffer.view) }
        return String(buffer.view.slice(0, SchemaValidator.quotedBytesMax)) + "…"
    }

    /// What a failed check says.
    mutating func message(_ record: SchemaCheckRecord, _ entry: UInt32, _ tables: PlanTables) -> String {
        let value = cursor(entry)
        switch record.keyword {
        case .enumeration:
            // A plan's values are written without escapes, so they are quoted anew.
            return "instance value (\(json(value))) not found in enum (possible values: \(possible(record, tables)))"
        case .discriminator:
            let names = record.range.indices.map { index in
                var buffer = ByteBuffer()
                JSONWriter.appendQuoted(string(properties[Int(index)].name), to: &buffer)
                return String(buffer.view)
            }
            return "instance value (\(json(value))) not found in enum "
                + "(possible values: [\(names.sorted().joined(separator: ","))])"
        case .multipleOf:
            return "remainder of division is not zero (\(String(value.text)) / \(String(string(record.text))))"
        case .maximum, .minimum: return boundMessage(record, value)
        case .maxLength, .minLength:
            let isLong = record.keyword == .maxLength
            let bound = isLong ? "maximum allowed" : "required minimum"
            return "string \(json(value)) is too \(isLong ? "long" : "short") "
                + "(length: \(length(value)), \(bound): \(record.first))"
        case .pattern:
            return "ECMA 262 regex \"\(patternText(record.first, tables))\" does not match input string \(json(value))"
        case .maxItems:
            return "array is too long: must have at most \(record.first) elements "
                + "but instance has \(value.count) elements"
        case .minItems:
            return "array is too short: must have at least \(record.first) elements "
                + "but instance has \(value.count) elements"
        case .uniqueItems: return "array must not contain duplicate elements"
        case .contains: return "array has too few or too many elements that match the schema of \"contains\""
        case .maxProperties:
            return "object has too many properties (found \(value.count) but schema requires at most \(record.first))"
        case .minProperties:
            return "object has too few properties (found \(value.count) but schema requires at least \(record.first))"
        case .format: return formatMessage(record, value)
        default: return combinedMessage(record, entry, tables)
        }
    }

    private func possible(_ record: SchemaCheckRecord, _ tables: PlanTables) -> String {
        var texts: [String] = []
        var walk = values(record.first, tables).elements
        while let candidate = walk.next(), texts.count < 20 { texts.append(planJSON(candidate)) }
        return "[" + texts.joined(separator: ",") + "]"
    }

    /// A value of the plan as JSON: the writer's escapes are right, literals have no text there.
    private func planJSON(_ value: JSONCursor) -> String {
        switch value.kind {
        case .array:
            var parts: [String] = []
            var walk = value.elements
            while let element = walk.next() { parts.append(planJSON(element)) }
            return "[" + parts.joined(separator: ",") + "]"
        case .object:
            var parts: [String] = []
            var walk = value.members
            while let member = walk.next() { parts.append(json(member.name) + ":" + planJSON(member.value)) }
            return "{" + parts.joined(separator: ",") + "}"
        default: return json(value)
        }
    }

    private func boundMessage(_ record: SchemaCheckRecord, _ value: JSONCursor) -> String {
        let bound = String(string(record.text))
        let found = String(value.text)
        switch (record.keyword, record.third == 1) {
        case (.minimum, false):
            return "numeric instance is lower than the required minimum (minimum: \(bound), found: \(found))"
        case (.minimum, true): return "numeric instance is not strictly greater than the required minimum \(bound)"
        case (_, false):
            return "numeric instance is greater than the required maximum (maximum: \(bound), found: \(found))"
        case (_, true): return "numeric instance is not strictly lower than the required maximum \(bound)"
        }
    }

    private func formatMessage(_ record: SchemaCheckRecord, _ value: JSONCursor) -> String {
        let name = SchemaFormat.names.filter { $0.value.rawValue == record.first }.map(\.key).sorted().first ?? ""
        return "\(json(value)) is invalid against requested format \"\(name)\""
    }

    private mutating func combinedMessage(
        _ record: SchemaCheckRecord, _ entry: UInt32, _ tables: PlanTables
    ) -> String {
        let total = record.second
        switch record.keyword {
        case .allOf:
            return "instance failed to match all required schemas "
                + "(matched only \(matchCount(record, entry, tables)) out of \(total))"
        case .anyOf: return "instance failed to match at least one required schema among \(total)"
        case .oneOf:
            return "instance failed to match exactly one schema "
                + "(matched \(matchCount(record, entry, tables)) out of \(total))"
        case .not: return "instance matched a schema which it should not have"
        case .unevaluatedProperties: return "object instance has properties which no schema evaluates"
        case .unevaluatedItems: return "array has elements which no schema evaluates"
        default: return "instance does not satisfy the schema"
        }
    }

    private mutating func matchCount(
        _ record: SchemaCheckRecord, _ entry: UInt32, _ tables: PlanTables
    ) -> Int {
        var count = 0
        for place in record.range.indices where matches(checks[place].first, entry, tables) { count += 1 }
        return count
    }
}
