// Every error of a document that a check found invalid, for `$context.error.validationErrorString` and the command.
// A second walk that collects instead of stopping; allocates freely, its output is bounded. The wording is that of
// the validator behind API Gateway (java json-schema-validator by fge), as seen in its execution logs; alternatives
// (`anyOf`, `oneOf`, `not`) are one error, as there.

import GateBytes
import GateJSON
import GatePlan

/// One thing wrong with a document.
package struct SchemaViolation: Sendable {
    /// JSON Pointer (RFC 6901) of the value; empty for the whole document.
    package let pointer: [UInt8]
    /// What is wrong, in API Gateway's words.
    package let message: [UInt8]
}

extension SchemaValidator {
    /// Most errors reported of one document. Ours.
    package static let violationsMax = 100
    /// Longest value quoted in a message, in bytes; the rest is cut. Ours.
    package static let quotedBytesMax = 256

    /// The errors of a value against a schema; empty when it satisfies it.
    package mutating func violations(
        _ schema: UInt32, _ value: JSONCursor, _ tables: PlanTables
    ) -> [SchemaViolation] {
        let record = begin(schema, value, tables)
        var report = SchemaReport()
        collect(record.root, value.index, tables, &report)
        if isExhausted {
            report.addStop("validation was stopped: model and body together exceed the bounds of one check")
        }
        return report.violations
    }
}

/// A report under construction.
struct SchemaReport {
    var violations: [SchemaViolation] = []
    /// The way to the value at hand.
    var pointer: [UInt8] = []

    mutating func add(_ message: String) {
        if violations.count >= SchemaValidator.violationsMax { return }
        violations.append(SchemaViolation(pointer: pointer, message: Array(message.utf8)))
    }

    /// Removes those errors from a place on that stand before it as well.
    mutating func dropRepetitions(from place: Int) {
        let known = violations[..<place]
        let new = violations[place...].filter { violation in
            !known.contains { $0.pointer == violation.pointer && $0.message == violation.message }
        }
        violations.replaceSubrange(place..., with: new)
    }

    /// Adds what ended the walk, which is told even where there is no room for more.
    mutating func addStop(_ message: String) {
        violations.append(SchemaViolation(pointer: [], message: Array(message.utf8)))
    }

    /// Goes one step deeper; the caller cuts the pointer back.
    mutating func push(_ token: [UInt8]) {
        pointer.append(0x2f)
        for byte in token {
            switch byte {
            case 0x7e: pointer.append(contentsOf: [0x7e, 0x30])
            case 0x2f: pointer.append(contentsOf: [0x7e, 0x31])
            default: pointer.append(byte)
            }
        }
    }
}

extension SchemaValidator {
    /// Adds what is wrong with the value at `entry`.
    mutating func collect(_ index: UInt32, _ entry: UInt32, _ tables: PlanTables, _ report: inout SchemaReport) {
        let node = nodes + Int(index)
        steps &+= 1
        if depth == SchemaValidator.depthMax || steps > stepsMax {
            isExhausted = true
            return
        }
        if report.violations.count >= SchemaValidator.violationsMax { return }
        let value = tape[Int(entry)]
        if node.pointee.flags & SchemaNodeRecord.never != 0 {
            return report.add("the schema allows no value here")
        }
        if !hasType(node, value.head, entry) { report.add(typeMessage(node.pointee.types, entry)) }
        depth += 1
        defer { depth -= 1 }
        if node.pointee.flags & SchemaNodeRecord.looksAtMembers != 0, value.kindBits == 6 {
            collectMembers(node, entry, tables, &report)
        }
        for place in node.pointee.checks.indices {
            collect(checks + place, node, entry, tables, &report)
        }
    }

    private mutating func collect(
        _ check: UnsafePointer<SchemaCheckRecord>, _ node: UnsafePointer<SchemaNodeRecord>, _ entry: UInt32,
        _ tables: PlanTables, _ report: inout SchemaReport
    ) {
        let record = check.pointee
        switch record.keyword {
        case .reference: return collect(record.first, entry, tables, &report)
        case .prefixItems, .items:
            if tape[Int(entry)].kindBits == 5 { collectElements(record, entry, tables, &report) }
        case .propertyNames:
            if !holds(check, node, entry, tables), !isExhausted {
                report.add("object has property names which are not allowed by the schema")
            }
        case .dependency:
            if tape[Int(entry)].kindBits == 6, cursor(entry).member(string(record.text)) != nil {
                collect(record.third, entry, tables, &report)
            }
        case .discriminator:
            if tape[Int(entry)].kindBits == 6 { collectNamed(check, entry, tables, &report) }
        case .condition:
            let branch = matches(record.first, entry, tables) ? record.second : record.third
            if branch != PlanFormat.none { collect(branch, entry, tables, &report) }
        default:
            let before = isExhausted
            if holds(check, node, entry, tables) { return }
            if isExhausted, !before, record.keyword == .pattern {
                return report.add("the pattern \(patternText(record.first, tables)) takes too long on this string")
            }
            report.add(message(record, entry, tables))
            if record.keyword == .allOf {
                for place in record.range.indices { collect(checks[place].first, entry, tables, &report) }
            }
        }
    }

    /// What is wrong with an object by the schema that its discriminator names.
    private mutating func collectNamed(
        _ check: UnsafePointer<SchemaCheckRecord>, _ object: UInt32, _ tables: PlanTables,
        _ report: inout SchemaReport
    ) {
        let property = String(string(properties[Int(check.pointee.third)].name))
        let before = report.violations.count
        if let value = cursor(object).member(string(properties[Int(check.pointee.third)].name)) {
            if let schema = namedSchema(check.pointee, value) {
                guard schema != PlanFormat.none, enter(check, object) else { return }
                collect(schema, object, tables, &report)
                discriminated.removeLast()
            } else {
                let length = report.pointer.count
                report.push(Array(property.utf8))
                report.add(message(check.pointee, value.index, tables))
                report.pointer.removeLast(report.pointer.count - length)
            }
        } else {
            report.add("object has missing required properties (\(list([property])))")
        }
        // The schemas of a hierarchy ask for much of the same.
        report.dropRepetitions(from: before)
    }

    private mutating func collectElements(
        _ record: SchemaCheckRecord, _ array: UInt32, _ tables: PlanTables, _ report: inout SchemaReport
    ) {
        var walk = cursor(array).elements
        var position: UInt32 = 0
        var refused = 0
        while let element = walk.next() {
            defer { position += 1 }
            var schema = record.first
            if record.keyword == .items {
                if position < record.second { continue }
                if nodes[Int(schema)].flags & SchemaNodeRecord.never != 0 {
                    refused += 1
                    continue
                }
            } else {
                if position >= record.second { break }
                schema = checks[Int(record.first + position)].first
            }
            let length = report.pointer.count
            report.push(Array(String(position).utf8))
            collect(schema, element.index, tables, &report)
            report.pointer.removeLast(report.pointer.count - length)
        }
        if refused > 0 {
            report.add(
                "array is too long: found \(position) elements but schema only allows \(record.second)")
        }
    }

    private mutating func collectMembers(
        _ node: UnsafePointer<SchemaNodeRecord>, _ entry: UInt32, _ tables: PlanTables, _ report: inout SchemaReport
    ) {
        let object = cursor(entry)
        let missing = missingNames(node, object)
        if !missing.isEmpty {
            report.add("object has missing required properties (\(list(missing)))")
        }
        var refused: [String] = []
        var walk = object.members
        while let member = walk.next() {
            let name = [UInt8](member.name.decoded(scratch: &scratch))
            let length = report.pointer.count
            report.push(name)
            if !collectMember(node, name, member.value.index, tables, &report) {
                refused.append(String(decoding: name, as: UTF8.self))
            }
            report.pointer.removeLast(report.pointer.count - length)
        }
        if !refused.isEmpty {
            report.add("object instance has properties which are not allowed by the schema: \(list(refused))")
        }
    }

    /// Adds what is wrong with one member; false when its name is refused.
    private mutating func collectMember(
        _ node: UnsafePointer<SchemaNodeRecord>, _ name: [UInt8], _ value: UInt32, _ tables: PlanTables,
        _ report: inout SchemaReport
    ) -> Bool {
        var isCovered = false
        let property = name.withByteView { self.property(of: node, named: $0) }
        if let property, property.pointee.flags & SchemaPropertyRecord.declared != 0 {
            isCovered = true
            collect(property.pointee.node, value, tables, &report)
        }
        for place in node.pointee.patterns.indices {
            let outcome = name.withByteView { tables.outcome(checks[place].second, $0) }
            if outcome == .exhausted { isExhausted = true }
            if outcome != .matched { continue }
            isCovered = true
            collect(checks[place].first, value, tables, &report)
        }
        let additional = node.pointee.additional
        if isCovered || additional == PlanFormat.none { return true }
        if nodes[Int(additional)].flags & SchemaNodeRecord.never != 0 { return false }
        collect(additional, value, tables, &report)
        return true
    }

    private func missingNames(_ node: UnsafePointer<SchemaNodeRecord>, _ object: JSONCursor) -> [String] {
        var names: [String] = []
        for place in node.pointee.properties.indices {
            let property = properties[place]
            if property.flags & SchemaPropertyRecord.required == 0 { continue }
            if object.member(string(property.name)) == nil { names.append(String(string(property.name))) }
        }
        return names.sorted()
    }

    /// Names as a JSON list of strings.
    private func list(_ names: [String]) -> String {
        "[" + names.map { quoted($0) }.joined(separator: ",") + "]"
    }

    private func quoted(_ text: String) -> String {
        var buffer = ByteBuffer()
        Array(text.utf8).withByteView { JSONWriter.appendQuoted($0, to: &buffer) }
        return String(buffer.view)
    }
}
