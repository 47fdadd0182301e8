// `#foreach`.

import GateBytes
import GateJSON
import GatePlan

extension TemplateMachine {
    /// Starts a loop; false when there is nothing to go over.
    @inline(never)
    mutating func beginLoop(
        _ instruction: UnsafePointer<TemplateInstruction>, _ registers: UnsafeMutablePointer<TemplateValue>
    ) -> Bool {
        let variable = Int(instruction.pointee.b)
        var source = heap.resolve(registers[Int(instruction.pointee.a)])
        var watched = source
        if source.tag == .map {
            source = heap.view(.values, of: source)
        } else if source.tag == .list, let object = source.object, let owner = heap.owner(of: object) {
            watched = owner
        }
        let count: Int
        var entry: UInt32 = 0
        var members: JSONMembers?
        switch source.tag {
        case .list, .range: count = heap.count(of: source)
        case .tapeArray:
            let place = heap.cursor(source)
            count = place.count
            entry = place.index + 1
        case .tapeObject:
            let place = heap.cursor(source)
            count = place.count
            members = place.members
        default: return false
        }
        loops.append(
            TemplateLoop(
                source: source, count: count, variable: variable, saved: variables[variable],
                exit: instruction.pointee.c,
                limit: isAWS ? min(count, TemplateMachine.iterationsMax) : count, watched: watched,
                changes: heap.changes(of: watched), entry: entry, members: members))
        return true
    }

    /// Takes the next element of one of the body's arrays into the loop's variable; false where `advance` is needed.
    @inline(__always)
    mutating func takesElement() -> Bool {
        if loops.count == 0 || heap.isChanged { return false }
        let place = loops.last
        if place.pointee.source.tag != .tapeArray || place.pointee.taken >= place.pointee.limit { return false }
        let element = heap.tape.pointee.cursor(at: place.pointee.entry)
        let node = element.node
        if node.kindBits != UInt32(JSONKind.object.rawValue) { return false }
        place.pointee.taken &+= 1
        place.pointee.entry = node.link
        variables[place.pointee.variable] = TemplateValue(.tapeObject, bits: UInt64(element.index))
        return true
    }

    /// Takes the next value into the loop's variable; false, the loop left, without one.
    @inline(never)
    mutating func advance() throws(TemplateFailure) -> Bool {
        // The verifier checks jump targets one by one, not that loops nest: a forged plan may jump into a body.
        if loops.count == 0 { return false }
        let place = loops.last
        let taken = place.pointee.taken
        if taken >= place.pointee.limit {
            // A list's iterator finds its end by the list's length.
            let watched = place.pointee.watched
            if watched.isList, taken >= place.pointee.count, heap.count(of: watched) != taken { throw .changedInLoop }
            leaveLoop()
            return false
        }
        if isChanged(place) { throw .changedInLoop }
        place.pointee.taken = taken + 1
        let value: TemplateValue
        switch place.pointee.source.tag {
        case .tapeArray:
            let element = heap.tape.pointee.cursor(at: place.pointee.entry)
            place.pointee.entry = element.node.link
            value = heap.value(element)
        case .tapeObject:
            value = place.pointee.members?.next().map { heap.value($0.value) } ?? .null
        case .list:
            guard let object = place.pointee.source.object else { return false }
            value = object.pointee.items[taken]
        default: value = heap.element(of: place.pointee.source, at: taken)
        }
        variables[place.pointee.variable] = value
        return true
    }

    @inline(__always)
    private func isChanged(_ place: UnsafeMutablePointer<TemplateLoop>) -> Bool {
        // The body's values cannot change without an overlay.
        let watched = place.pointee.watched
        if watched.tag == .range || (!heap.isChanged && watched.tag != .list && watched.tag != .map) { return false }
        return heap.changes(of: watched) != place.pointee.changes
    }

    mutating func leaveLoop() {
        guard let loop = loops.popLast() else { return }
        variables[loop.variable] = loop.saved
    }

    /// A property of the innermost loop, null outside of loops.
    mutating func loopValue(_ value: LoopValue) -> TemplateValue { loopValue(value, of: loops.count - 1) }

    mutating func loopValue(_ value: LoopValue, of index: Int) -> TemplateValue {
        guard index >= 0, index < loops.count else { return .null }
        let loop = loops[index]
        let taken = loop.pointee.taken
        switch value {
        case .loop: return TemplateValue(.loop, bits: UInt64(index))
        case .count: return TemplateValue(taken)
        case .index: return TemplateValue(taken - 1)
        case .hasNext: return TemplateValue(taken < loop.pointee.count)
        case .first: return TemplateValue(taken == 1)
        case .last: return TemplateValue(taken == loop.pointee.count)
        }
    }

    /// A property of `$foreach` that was asked for by name.
    mutating func loopProperty(_ name: ByteView, of loop: TemplateValue) -> TemplateValue {
        let index = Int(loop.bits)
        if name == "parent" { return index > 0 ? loopValue(.loop, of: index - 1) : .null }
        if name == "topmost" { return loopValue(.loop, of: 0) }
        let values: [(StaticString, LoopValue)] = [
            ("count", .count), ("index", .index), ("hasNext", .hasNext), ("first", .first), ("last", .last),
        ]
        for (known, value) in values where name == known { return loopValue(value, of: index) }
        return .null
    }
}
