// Selects by path from a body that was read into a tape: what parameter mappings and `$input.json` need. Plain
// paths (names and positions only) are followed directly on the tape; the rest goes through the path machine.

import GateBytes
import GateJSON
import GatePlan

/// What a selection found.
package enum Selection: Sendable {
    /// A value or a list; `PathSelector` holds it.
    case found
    case missing
    /// The path is meaningless, or meaningless for this document: API Gateway answers 500.
    case failed
}

/// A worker's reusable selector. Its result borrows the document and is valid until the next `select`.
package struct PathSelector: ~Copyable {
    private var machine = PathMachine<TapePathModel>()
    private var model = TapePathModel()
    private var finding = PathFinding<UInt32>.missing
    private var document: JSONCursor?

    package init() {}

    /// Follows path `path` of the plan from the document's root.
    package mutating func select(_ path: UInt32, in root: JSONCursor, _ tables: PlanTables) -> Selection {
        document = root
        if let direct = PathSelector.follow(path, from: root, tables) {
            finding = direct
        } else {
            finding = machine.evaluate(path, &model, root: model.attach(root), tables)
        }
        switch finding {
        case .missing: return .missing
        case .failed: return .failed
        case .value, .list: return .found
        }
    }

    /// The value found if it is one value of the document itself.
    package var value: JSONCursor? {
        guard case .value(let handle) = finding, handle >> 31 == 0 else { return nil }
        return document?.at(handle)
    }

    /// Whether JSON null was found: `$input.json` prints it as a missing value.
    package var isNull: Bool {
        guard case .value(let handle) = finding else { return false }
        return handle >> 31 == 0 ? document?.at(handle).kind == .null : model.kind(handle) == .null
    }

    /// Appends what was found as JSON; nothing if nothing was.
    package func appendJSON(to buffer: inout ByteBuffer, style: JSONStyle = .javaJSON) {
        switch finding {
        case .missing, .failed: break
        case .value(let handle): append(handle, to: &buffer, style: style)
        case .list:
            buffer.append(0x5b)
            for index in 0..<machine.found.count {
                if index > 0 { buffer.append(0x2c) }
                append(machine.found[index], to: &buffer, style: style)
            }
            buffer.append(0x5d)
        }
    }

    /// Appends what was found as a mapped parameter's text: a string as it is, anything else as JSON.
    package func appendText(to buffer: inout ByteBuffer) {
        if let value, value.kind == .string { return value.decode(into: &buffer) }
        appendJSON(to: &buffer)
    }

    private func append(_ handle: UInt32, to buffer: inout ByteBuffer, style: JSONStyle) {
        if handle >> 31 == 0 {
            if let document { JSONWriter.append(document.at(handle), to: &buffer, style: style) }
        } else {
            buffer.append(model.madeText(handle))
        }
    }

    /// The value at the end of a path of names and positions; nil when the path has other steps.
    private static func follow(
        _ path: UInt32, from root: JSONCursor, _ tables: PlanTables
    ) -> PathFinding<UInt32>? {
        let record = tables.paths.paths[path]
        if record.flags & (JSONPathRecord.failing | JSONPathRecord.function) != 0 { return nil }
        if !record.isDefinite || root.kind == .null { return nil }
        var value = root
        for index in record.steps.indices {
            let step = tables.paths.steps[index]
            switch step.kind {
            case .name:
                guard let next = value.member(tables.plan.string(step.name)) else { return .missing }
                value = next
            case .index:
                let position = Int(Int32(bitPattern: step.first))
                guard let next = value.element(position < 0 ? position + value.count : position) else {
                    return .missing
                }
                value = next
            default: return nil
            }
        }
        return .value(value.index)
    }
}
