// Paths that a template puts together when it runs (`$input.path("$.records[${i}]")`). The compiler's reader of paths
// is not here; this one knows names, positions, slices, wildcards and deep scans of names. Filters and functions in
// such a path are refused.

import GateBytes
import GateJSON

extension TemplateHeap {
    /// Follows a path's text; nil when it is missing.
    mutating func select(text: ByteView, from root: TemplateValue) throws(TemplateFailure) -> TemplateValue? {
        if root.isNull || text.isEmpty { throw .path }
        var reader = DynamicPathReader(text)
        var values = [root]
        var isDefinite = true
        while let step = try reader.next() {
            var found: [TemplateValue] = []
            for value in values { take(step, value, &found) }
            switch step {
            case .name, .position: break
            case .slice, .wildcard, .scan: isDefinite = false
            }
            if found.isEmpty, isDefinite { return nil }
            if found.count > TemplateMachine.rangeMax { throw .memory }
            values = found
        }
        return isDefinite ? values.first : foundList(values)
    }

    private func take(_ step: DynamicPathReader.Step, _ value: TemplateValue, _ found: inout [TemplateValue]) {
        switch step {
        case .name(let name):
            if let next = member(of: value, TemplateValue(name)) { found.append(next) }
        case .position(let place):
            guard value.isList else { return }
            if let next = element(value, place < 0 ? place + count(of: value) : place) { found.append(next) }
        case .slice(let from, let to):
            guard value.isList else { return }
            let count = count(of: value)
            let first = max(0, (from ?? 0) < 0 ? (from ?? 0) + count : from ?? 0)
            let last = min(count, (to ?? count) < 0 ? (to ?? count) + count : to ?? count)
            if first < last { for place in first..<last { found.append(element(of: value, at: place)) } }
        case .wildcard:
            var walk = walk(value)
            while let next = next(&walk) { found.append(next) }
        case .scan(let name): scan(name, value, &found, depth: 0)
        }
    }

    private func scan(_ name: ByteView, _ value: TemplateValue, _ found: inout [TemplateValue], depth: Int) {
        if depth > JSONTape.depthMax || !(value.isList || value.isMap) { return }
        if let next = member(of: value, TemplateValue(name)) { found.append(next) }
        var walk = walk(value)
        while let next = next(&walk) { scan(name, next, &found, depth: depth + 1) }
    }
}

/// A reader of a path's steps.
struct DynamicPathReader {
    enum Step {
        case name(ByteView)
        case position(Int)
        case slice(Int?, Int?)
        case wildcard
        case scan(ByteView)
    }

    private let text: ByteView
    private var position = 0

    init(_ text: ByteView) {
        self.text = text
        if text[0] == 0x24 || text[0] == 0x40 { position = 1 } else { position = -1 }
    }

    /// The next step, nil at the end.
    mutating func next() throws(TemplateFailure) -> Step? {
        if position < 0 {
            // Without `$` in front it is `$.`.
            position = 0
            return text[0] == 0x5b ? try bracket() : try name(isScan: false)
        }
        if position >= text.count { return nil }
        switch text[position] {
        case 0x5b: return try bracket()
        case 0x2e:
            position += 1
            if position < text.count, text[position] == 0x2e {
                position += 1
                return try name(isScan: true)
            }
            if position < text.count, text[position] == 0x5b { return try bracket() }
            return try name(isScan: false)
        default: throw .path
        }
    }

    private mutating func name(isScan: Bool) throws(TemplateFailure) -> Step {
        let start = position
        while position < text.count, text[position] != 0x2e, text[position] != 0x5b {
            // A function, or a name in need of brackets.
            if text[position] == 0x28 || text[position] == 0x20 { throw .path }
            position += 1
        }
        let name = text.slice(start, position)
        if name.isEmpty { throw .path }
        if name == "*" {
            if isScan { throw .path }
            return .wildcard
        }
        return isScan ? .scan(name) : .name(name)
    }

    private mutating func bracket() throws(TemplateFailure) -> Step {
        position += 1
        skipBlanks()
        guard position < text.count else { throw .path }
        let first = text[position]
        var step: Step
        if first == 0x27 || first == 0x22 {
            let start = position + 1
            guard let end = text.firstIndex(of: first, from: start) else { throw .path }
            step = .name(text.slice(start, end))
            position = end + 1
        } else if first == 0x2a {
            position += 1
            step = .wildcard
        } else {
            let from = number()
            skipBlanks()
            if position < text.count, text[position] == 0x3a {
                position += 1
                skipBlanks()
                let to = number()
                if from == nil, to == nil { throw .path }
                step = .slice(from, to)
            } else {
                guard let from else { throw .path }
                step = .position(from)
            }
        }
        skipBlanks()
        guard position < text.count, text[position] == 0x5d else { throw .path }
        position += 1
        return step
    }

    private mutating func skipBlanks() {
        while position < text.count, text[position] == 0x20 { position += 1 }
    }

    private mutating func number() -> Int? {
        let start = position
        if position < text.count, text[position] == 0x2d { position += 1 }
        let digits = position
        while position < text.count, ASCII.isDigit(text[position]), position - digits < 10 { position += 1 }
        guard position > digits, let value = Decimal.parse(text.slice(digits, position)) else { return nil }
        return digits > start ? -value : value
    }
}
