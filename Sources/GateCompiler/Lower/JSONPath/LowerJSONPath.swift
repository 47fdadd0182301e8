// Paths to plan records. Inner paths (of filters and arguments) are laid down before their outer path, children of
// conditions before their parents: the order in which the verifier proves that nothing refers back.

import GateJSONPath
import GatePlan
import GateSource

/// Lowers paths into one plan; equal texts share a record.
package struct JSONPathLowering {
    private let builder: PlanBuilder
    private let sink: DiagnosticSink
    private var known: [String: UInt32] = [:]
    private var patterns: PatternPool

    package init(into builder: PlanBuilder, sink: DiagnosticSink, patterns: PatternPool) {
        self.builder = builder
        self.sink = sink
        self.patterns = patterns
    }

    /// The index of a path's record. A path without a meaning gets a warning and a record that fails.
    package mutating func lower(_ text: LocatedText, isPart: Bool = false) -> UInt32 {
        // Reports are made for every place a path stands in, those of a part for the whole; records are shared.
        let parsed = parseJSONPath(text, sink: isPart ? DiagnosticSink() : sink)
        if let index = known[text.text] { return index }
        let index: UInt32
        if let parsed {
            index = append(parsed)
        } else {
            index = builder.append(JSONPathRecord(steps: .empty, flags: JSONPathRecord.failing))
        }
        known[text.text] = index
        return index
    }

    private mutating func append(_ path: JSONPath) -> UInt32 {
        var records: [JSONPathStepRecord] = []
        var isDefinite = true
        var isFailing = false
        for (index, step) in path.steps.enumerated() {
            guard let record = self.record(step, isUpstreamDefinite: isDefinite) else {
                isFailing = true
                break
            }
            records.append(record)
            if case .function = step.kind, index < path.steps.count - 1 {
                isFailing = true
                break
            }
            switch step.kind {
            case .names(let names): isDefinite = isDefinite && (names.count == 1 || index == path.steps.count - 1)
            case .indexes(let indexes): isDefinite = isDefinite && indexes.count == 1
            case .slice, .wildcard, .scan, .filter: isDefinite = false
            case .function: break
            }
        }
        // A scan needs a step to try.
        if case .scan = path.steps.last?.kind { isFailing = true }
        if isFailing { return builder.append(JSONPathRecord(steps: .empty, flags: JSONPathRecord.failing)) }
        var flags = path.isDefinite ? JSONPathRecord.definite : 0
        if path.startsAtDocument { flags |= JSONPathRecord.document }
        if path.isFunction { flags |= JSONPathRecord.function }
        return builder.append(JSONPathRecord(steps: builder.append(contentsOf: records), flags: flags))
    }

    /// The record of a step; nil for an unknown function.
    private mutating func record(_ step: JSONPathStep, isUpstreamDefinite: Bool) -> JSONPathStepRecord? {
        func make(
            _ kind: JSONPathStepKind, operation: UInt32 = 0, _ first: UInt32 = 0, _ second: UInt32 = 0
        ) -> JSONPathStepRecord {
            JSONPathStepRecord(
                kind, isUpstreamDefinite: isUpstreamDefinite, operation: operation, first: first, second: second)
        }
        switch step.kind {
        case .names(let names):
            let references = names.map { builder.intern($0) }
            if references.count == 1 { return make(.name, references[0].offset, references[0].length) }
            let range = builder.append(
                contentsOf: references.map { JSONPathAuxiliaryRecord($0.offset, $0.length) })
            return make(.names, range.start, range.count)
        case .indexes(let indexes):
            let values = indexes.map { UInt32(bitPattern: Int32(truncatingIfNeeded: $0)) }
            if values.count == 1 { return make(.index, values[0]) }
            let range = builder.append(contentsOf: values.map { JSONPathAuxiliaryRecord($0) })
            return make(.indexes, range.start, range.count)
        case .slice(let from, let to):
            let given = (from == nil ? 0 : JSONPathStepRecord.hasFrom) | (to == nil ? 0 : JSONPathStepRecord.hasTo)
            return make(
                .slice, operation: given, UInt32(bitPattern: Int32(truncatingIfNeeded: from ?? 0)),
                UInt32(bitPattern: Int32(truncatingIfNeeded: to ?? 0)))
        case .wildcard: return make(.wildcard)
        case .scan: return make(.scan)
        case .filter(let condition): return make(.filter, append(condition))
        case .function(let name, let arguments):
            guard let function = kind(of: name) else { return nil }
            let range = builder.append(contentsOf: arguments.map { argument($0) })
            return make(.function, operation: function.rawValue, range.start, range.count)
        }
    }

    private func kind(of name: String) -> JSONPathFunctionKind? {
        guard let function = JSONPathFunction(rawValue: name) else { return nil }
        switch function {
        case .min: return .min
        case .max: return .max
        case .avg: return .avg
        case .stddev: return .stddev
        case .sum: return .sum
        case .concat: return .concat
        case .length, .size: return .length
        case .append: return .append
        case .keys: return .keys
        }
    }

    private mutating func argument(_ argument: JSONPathArgument) -> JSONPathAuxiliaryRecord {
        switch argument {
        case .path(let path): return JSONPathAuxiliaryRecord(append(path), JSONPathAuxiliaryRecord.pathArgument)
        case .json(let text):
            return JSONPathAuxiliaryRecord(self.text(.json, text), JSONPathAuxiliaryRecord.literalArgument)
        }
    }

    // MARK: Filters

    private mutating func append(_ condition: JSONPathCondition) -> UInt32 {
        switch condition {
        case .or(let parts): return appendGroup(.or, parts)
        case .and(let parts): return appendGroup(.and, parts)
        case .not(let part):
            return builder.append(JSONPathFilterRecord(.not, first: append(part)))
        case .compare(let left, let sign, let right):
            let one = append(left)
            let other = append(right)
            return builder.append(
                JSONPathFilterRecord(.compare, operation: sign.rawValue, first: one, second: other))
        case .exists(let path, let isNegated):
            return builder.append(
                JSONPathFilterRecord(.exists, operation: isNegated ? 1 : 0, first: append(path)))
        }
    }

    private mutating func appendGroup(_ kind: JSONPathFilterKind, _ parts: [JSONPathCondition]) -> UInt32 {
        let children = parts.map { JSONPathAuxiliaryRecord(append($0)) }
        let range = builder.append(contentsOf: children)
        return builder.append(JSONPathFilterRecord(kind, first: range.start, second: range.count))
    }

    private mutating func append(_ operand: JSONPathOperand) -> UInt32 {
        switch operand {
        case .path(let path): return builder.append(JSONPathFilterRecord(.path, first: append(path)))
        case .string(let text): return self.text(.string, text)
        case .number(let text): return self.text(.number, text)
        case .boolean(let value): return builder.append(JSONPathFilterRecord(value ? .true : .false))
        case .null: return builder.append(JSONPathFilterRecord(.null))
        case .json(let text): return self.text(.json, text)
        case .pattern(let text, let flags):
            let options = PatternRecord.whole | JSONPathLowering.options(flags)
            let index = patterns.add(text, options: options, into: builder, sink: sink)
            return builder.append(JSONPathFilterRecord(.pattern, first: index))
        }
    }

    private func text(_ kind: JSONPathFilterKind, _ text: String) -> UInt32 {
        let reference = builder.intern(text)
        return builder.append(JSONPathFilterRecord(kind, first: reference.offset, second: reference.length))
    }

    /// Java's flag letters behind a pattern.
    private static func options(_ flags: String) -> UInt32 {
        var options: UInt32 = 0
        for flag in flags {
            switch flag {
            case "i": options |= PatternRecord.caseless
            case "s": options |= PatternRecord.dotMatchesAll
            case "m": options |= PatternRecord.multiline
            case "x": options |= PatternRecord.extended
            case "U": options |= PatternRecord.unicodeClasses
            case "d": options |= PatternRecord.unixLines
            default: break
            }
        }
        return options
    }
}
