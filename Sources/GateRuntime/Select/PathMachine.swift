// Evaluates the steps of a path as Jayway's json-path 2.7 does, over any document model. Values found are pushed on
// one stack; a path inside a filter or an argument pushes above, is read and popped.
//
// Three ways to stop, Jayway's exceptions: `missing` (PathNotFoundException) where a definite way ends, `rejected`
// (InvalidPathException), which makes the filter around it false, and `failed` (any other), which ends everything.
// All work is counted: `visitsMax` bounds one evaluation whatever the path and the document.

import GateBytes
import GateJSON
import GatePlan

/// Why an evaluation stops.
enum PathStop: Error {
    case missing
    case rejected
    case failed
}

/// What an evaluation found.
enum PathFinding<Handle: BitwiseCopyable> {
    /// Nothing, where something definite was asked for.
    case missing
    /// The path has no meaning for this document (or at all).
    case failed
    case value(Handle)
    /// `PathMachine.found` holds the values, possibly none.
    case list
}

/// A reusable evaluator of paths.
struct PathMachine<Model: PathModel & ~Copyable>: ~Copyable {
    /// Most steps taken on values in one evaluation. Ours: a deep scan over a 10 MB document takes about 2 million.
    static var visitsMax: Int { 8_000_000 }

    /// A path being evaluated.
    struct Frame {
        /// The path's steps.
        let first: Int
        let end: Int
        /// Existence checks ask for every member on the way.
        let isRequired: Bool
        /// Where the path's values start on the stack.
        let stack: Int
        /// The quirk of deep scans over arrays: this step keeps values only from element `scanIndex`.
        var scanStep = -1
        var scanIndex = -1

        init(_ path: JSONPathRecord, isRequired: Bool, stack: Int) {
            first = Int(path.steps.start)
            end = first + Int(path.steps.count)
            self.isRequired = isRequired
            self.stack = stack
        }
    }

    /// The values found, valid until the next evaluation.
    private(set) var found: [Model.Handle] = []
    var visits = 0
    var left = ByteBuffer(capacity: 128)
    var right = ByteBuffer(capacity: 128)
    var joined = ByteBuffer(capacity: 128)
    /// The literal that was read last, and where its text stands in the plan.
    var literal = JSONTape(capacity: 32)
    var literalText = StringReference.empty

    init() {}

    /// Evaluates a path on a document, which is not null.
    mutating func evaluate(
        _ path: UInt32, _ model: inout Model, root: Model.Handle, _ tables: PlanTables
    ) -> PathFinding<Model.Handle> {
        found.removeAll(keepingCapacity: true)
        visits = 0
        literalText = .empty
        let record = tables.paths.paths[path]
        if model.kind(root) == .null { return .failed }
        do throws(PathStop) {
            return try run(record, from: root, isRequired: false, Context(root: root, tables: tables), &model)
        } catch {
            return error == .missing ? .missing : .failed
        }
    }

    /// What stays the same during one evaluation.
    struct Context {
        let root: Model.Handle
        let tables: PlanTables
    }

    /// Evaluates a path from `start`; a definite one's value is popped, a list stays on the stack.
    mutating func run(
        _ path: JSONPathRecord, from start: Model.Handle, isRequired: Bool, _ context: Context, _ model: inout Model
    ) throws(PathStop) -> PathFinding<Model.Handle> {
        if path.flags & JSONPathRecord.failing != 0 { throw .failed }
        var frame = Frame(path, isRequired: isRequired, stack: found.count)
        if frame.first == frame.end {
            return .value(start)
        }
        try step(frame.first, start, &frame, context, &model)
        if !path.isDefinite { return .list }
        guard found.count > frame.stack, let last = found.last else { throw .missing }
        found.removeLast(found.count - frame.stack)
        return .value(last)
    }

    /// Drops what a nested path left on the stack.
    mutating func pop(to count: Int) { found.removeLast(found.count - count) }

    /// Takes step `index` from `value`.
    mutating func step(
        _ index: Int, _ value: Model.Handle, _ frame: inout Frame, _ context: Context, _ model: inout Model
    ) throws(PathStop) {
        visits += 1
        if visits > Self.visitsMax { throw .failed }
        let record = context.tables.paths.steps[index]
        switch record.kind {
        case .name, .names: try names(index, record, value, &frame, context, &model)
        case .index, .indexes, .slice: try positions(index, record, value, &frame, context, &model)
        case .wildcard: try wildcard(index, value, &frame, context, &model)
        case .scan: try scan(index + 1, value, &frame, context, &model)
        case .filter: try filter(index, record, value, &frame, context, &model)
        case .function:
            found.append(try function(record, value, context, &model))
        // Steps behind a function never find anything: the compiler has warned.
        }
    }

    /// Keeps a value that the last step found, or goes on from it.
    @inline(__always)
    private mutating func proceed(
        _ index: Int, _ value: Model.Handle, _ frame: inout Frame, _ context: Context, _ model: inout Model
    ) throws(PathStop) {
        if index + 1 == frame.end { return found.append(value) }
        try step(index + 1, value, &frame, context, &model)
    }

    /// Keeps a member's value; behind a deep scan only where the scan's position is the one asked for.
    @inline(__always)
    private mutating func proceedMember(
        _ index: Int, _ value: Model.Handle, _ frame: inout Frame, _ context: Context, _ model: inout Model
    ) throws(PathStop) {
        if index + 1 == frame.end, frame.scanStep == index {
            guard index > frame.first else { return }
            let before = context.tables.paths.steps[index - 1]
            if before.kind != .index || Int(Int32(bitPattern: before.first)) != frame.scanIndex { return }
        }
        try proceed(index, value, &frame, context, &model)
    }

    // MARK: Members

    private mutating func names(
        _ index: Int, _ record: JSONPathStepRecord, _ value: Model.Handle, _ frame: inout Frame,
        _ context: Context, _ model: inout Model
    ) throws(PathStop) {
        if model.kind(value) != .object {
            if record.isUpstreamDefinite { throw .missing }
            return
        }
        let image = context.tables.plan
        if record.kind == .name {
            return try member(index, record, value, image.string(record.name), &frame, context, &model)
        }
        if index + 1 < frame.end {
            for name in record.range.indices {
                let text = image.string(context.tables.paths.auxiliary[name].text)
                try member(index, record, value, text, &frame, context, &model)
            }
            return
        }
        if frame.isRequired {
            for name in record.range.indices {
                let text = image.string(context.tables.paths.auxiliary[name].text)
                if model.member(value, text) == nil { throw .missing }
            }
        }
        model.beginObject()
        for name in record.range.indices {
            let text = image.string(context.tables.paths.auxiliary[name].text)
            if let member = model.member(value, text) { model.add(text, member) }
        }
        found.append(model.end())
    }

    private mutating func member(
        _ index: Int, _ record: JSONPathStepRecord, _ object: Model.Handle, _ name: ByteView,
        _ frame: inout Frame, _ context: Context, _ model: inout Model
    ) throws(PathStop) {
        if let value = model.member(object, name) {
            return try proceedMember(index, value, &frame, context, &model)
        }
        if frame.isRequired { throw .missing }
        let isDefinite = record.kind == .name && record.isUpstreamDefinite
        if index + 1 < frame.end, isDefinite { throw .missing }
    }

    // MARK: Elements

    private mutating func positions(
        _ index: Int, _ record: JSONPathStepRecord, _ value: Model.Handle, _ frame: inout Frame,
        _ context: Context, _ model: inout Model
    ) throws(PathStop) {
        if model.kind(value) != .array {
            if record.isUpstreamDefinite { throw .missing }
            return
        }
        switch record.kind {
        case .index:
            try element(index, Int(Int32(bitPattern: record.first)), value, &frame, context, &model)
        case .indexes:
            for entry in record.range.indices {
                let position = Int(Int32(bitPattern: context.tables.paths.auxiliary[entry].first))
                try element(index, position, value, &frame, context, &model)
            }
        default: try slice(index, record, value, &frame, context, &model)
        }
    }

    private mutating func element(
        _ index: Int, _ position: Int, _ array: Model.Handle, _ frame: inout Frame, _ context: Context,
        _ model: inout Model
    ) throws(PathStop) {
        let place = position < 0 ? position + model.count(array) : position
        guard let value = model.element(array, place) else { return }
        try proceed(index, value, &frame, context, &model)
    }

    private mutating func slice(
        _ index: Int, _ record: JSONPathStepRecord, _ array: Model.Handle, _ frame: inout Frame,
        _ context: Context, _ model: inout Model
    ) throws(PathStop) {
        let count = model.count(array)
        var from = Int(Int32(bitPattern: record.first))
        var to = Int(Int32(bitPattern: record.second))
        switch record.operation {
        case JSONPathStepRecord.hasFrom:
            from = max(from < 0 ? from + count : from, 0)
            to = count
        case JSONPathStepRecord.hasTo:
            to = min(to < 0 ? to + count : to, count)
            from = 0
        default:
            // With both ends negative ones stay as they are and count from the end one by one.
            to = min(to, count)
            if count == 0 { return }
            while from < to, from < 0 {
                if from + count >= 0 { try element(index, from, array, &frame, context, &model) }
                from += from + count < 0 ? min(-(from + count), to - from) : 1
            }
        }
        if from >= to { return }
        var place = model.walk(array)
        var position = 0
        while position < to, let value = model.next(&place) {
            if position >= from { try proceed(index, value, &frame, context, &model) }
            position += 1
        }
    }

    private mutating func wildcard(
        _ index: Int, _ value: Model.Handle, _ frame: inout Frame, _ context: Context, _ model: inout Model
    ) throws(PathStop) {
        let kind = model.kind(value)
        if kind != .object && kind != .array { return }
        var place = model.walk(value)
        while let child = model.next(&place) {
            if kind == .object {
                try proceedMember(index, child, &frame, context, &model)
                continue
            }
            do throws(PathStop) {
                try proceed(index, child, &frame, context, &model)
            } catch {
                // An element in which the way ends early does not end the walk.
                if error != .missing || frame.isRequired { throw error }
            }
        }
    }

    // MARK: Deep scans

    /// Tries step `index` on `value` and on everything below. Depth is bounded by the document's own.
    private mutating func scan(
        _ index: Int, _ value: Model.Handle, _ frame: inout Frame, _ context: Context, _ model: inout Model
    ) throws(PathStop) {
        let kind = model.kind(value)
        if kind != .object && kind != .array { return }
        visits += 1
        if visits > Self.visitsMax { throw .failed }
        if try applies(index, to: value, frame, context, &model) {
            if kind == .object || index + 1 == frame.end {
                try step(index, value, &frame, context, &model)
            } else {
                var place = model.walk(value)
                var position = 0
                while let child = model.next(&place) {
                    frame.scanStep = index + 1
                    frame.scanIndex = position
                    try step(index + 1, child, &frame, context, &model)
                    position += 1
                }
            }
        }
        var place = model.walk(value)
        while let child = model.next(&place) { try scan(index, child, &frame, context, &model) }
    }

    private mutating func applies(
        _ index: Int, to value: Model.Handle, _ frame: Frame, _ context: Context, _ model: inout Model
    ) throws(PathStop) -> Bool {
        let record = context.tables.paths.steps[index]
        switch record.kind {
        case .name:
            return model.kind(value) == .object
                && model.member(value, context.tables.plan.string(record.name)) != nil
        case .names:
            if model.kind(value) != .object { return false }
            if index + 1 < frame.end { return true }
            for name in record.range.indices {
                let text = context.tables.plan.string(context.tables.paths.auxiliary[name].text)
                if model.member(value, text) == nil { return false }
            }
            return true
        case .index, .indexes, .slice: return model.kind(value) == .array
        case .wildcard: return true
        case .filter: return try accepts(record.first, value, context, &model)
        case .scan, .function: return false
        }
    }

    // MARK: Filters

    private mutating func filter(
        _ index: Int, _ record: JSONPathStepRecord, _ value: Model.Handle, _ frame: inout Frame,
        _ context: Context, _ model: inout Model
    ) throws(PathStop) {
        switch model.kind(value) {
        case .object:
            if try accepts(record.first, value, context, &model) {
                try proceed(index, value, &frame, context, &model)
            }
        case .array:
            var place = model.walk(value)
            while let child = model.next(&place) {
                if try accepts(record.first, child, context, &model) {
                    try proceed(index, child, &frame, context, &model)
                }
            }
        default: if record.isUpstreamDefinite { throw .rejected }
        }
    }
}
