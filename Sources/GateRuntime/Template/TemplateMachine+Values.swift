// What single instructions do with values and the host.

import GateBytes
import GateJSON
import GatePlan

extension TemplateMachine {
    /// Prints a value that is no text; of null, the literal.
    mutating func append<Host: TemplateHost>(
        _ value: TemplateValue, literal: ByteView, _ run: inout TemplateRun, _ host: inout Host,
        _ out: inout ByteBuffer
    ) throws(TemplateFailure) -> TemplateStop {
        switch value.tag {
        case .null: out.append(literal)
        case .string: out.append(value.view)
        case .block:
            guard let stop = try renderBlock(value, &run, &host, &out) else {
                return try append(.null, literal: literal, &run, &host, &out)
            }
            return stop
        case .map:
            // Observed: `$context` and the maps below it print nothing.
            if isAWS, value.object?.pointee.kind == .hiddenMap { return .done }
            try heap.append(value, to: &out)
        default: try heap.append(value, to: &out)
        }
        return .done
    }

    mutating func list(_ values: UnsafeMutablePointer<TemplateValue>, _ count: Int) -> TemplateValue {
        let object = heap.makeObject(.list, capacity: count + 2)
        for index in 0..<count { heap.append(values[index], to: object) }
        return TemplateValue(.list, object)
    }

    mutating func map(_ values: UnsafeMutablePointer<TemplateValue>, _ count: Int) -> TemplateValue {
        let object = heap.makeObject(.map, capacity: count * 2 + 2)
        for index in 0..<count { heap.put(values[index * 2], values[index * 2 + 1], in: object) }
        return TemplateValue(.map, object)
    }

    /// `[a..b]`; null when a bound is no whole number.
    mutating func range(
        _ first: TemplateValue, _ last: TemplateValue, isLazy: Bool
    ) throws(TemplateFailure) -> TemplateValue {
        guard first.isWhole, last.isWhole else { return .null }
        let bits =
            UInt64(UInt32(truncatingIfNeeded: first.number))
            | UInt64(UInt32(truncatingIfNeeded: last.number)) << 32
        let range = TemplateValue(.range, bits: bits)
        if isLazy { return range }
        let bounds = TemplateHeap.bounds(of: range)
        if bounds.count > TemplateMachine.rangeMax { throw .memory }
        let object = heap.makeObject(.list, capacity: bounds.count)
        for place in 0..<bounds.count {
            heap.append(TemplateValue(bounds.first + bounds.step * place), to: object)
        }
        return TemplateValue(.list, object)
    }

    /// `+` where a null beside a text is the source text of its reference.
    mutating func addLiterals(_ values: UnsafeMutablePointer<TemplateValue>) throws(TemplateFailure) -> TemplateValue {
        var left = values[0]
        var right = values[1]
        if left.isNull, right.tag == .string { left = values[2] }
        if right.isNull, left.tag == .string { right = values[3] }
        return try heap.add(left, right)
    }

    // MARK: Given objects

    static func body<Host: TemplateHost>(of host: Host) -> ByteView {
        host.body.isEmpty ? ByteView("{}") : host.body
    }

    mutating func root<Host: TemplateHost>(_ root: TemplateRoot, _ host: Host) -> TemplateValue {
        switch root {
        case .input: return TemplateValue(.input)
        case .util: return TemplateValue(.util)
        case .context:
            if contextMap.isNull { contextMap = host.context(&heap) }
            return contextMap
        case .stageVariables:
            if stageMap.isNull { stageMap = host.stageVariables(&heap) }
            return stageMap
        }
    }

    /// A `$context` variable: from the map once there is one, for it may have been changed.
    mutating func context<Host: TemplateHost>(_ number: UInt32, _ host: Host) -> TemplateValue {
        guard let variable = ContextVariable(rawValue: number) else { return .null }
        if contextMap.isNull { return host.contextValue(variable, &heap) }
        let value = TemplateMachine.member(of: contextMap, path: ByteView(variable.name), heap)
        return value.isNull && variable.isUnlisted ? host.contextValue(variable, &heap) : value
    }

    /// The value at the end of names with dots between them.
    package static func member(
        of map: TemplateValue, path: ByteView, _ heap: borrowing TemplateHeap
    ) -> TemplateValue {
        var value = map
        var start = 0
        while start <= path.count {
            let end = path.firstIndex(of: 0x2e, from: start) ?? path.count
            guard let next = heap.member(of: value, path.slice(start, end)) else { return .null }
            value = next
            start = end + 1
        }
        return value
    }

    mutating func stageVariable<Host: TemplateHost>(_ name: ByteView, _ host: Host) -> TemplateValue {
        if stageMap.isNull { return host.stageVariable(name, &heap) }
        return heap.member(of: stageMap, name) ?? .null
    }

    // MARK: Properties and methods

    mutating func property<Host: TemplateHost>(
        _ name: ByteView, of value: TemplateValue, _ host: inout Host
    ) throws(TemplateFailure) -> TemplateValue {
        switch value.tag {
        case .loop: return loopProperty(name, of: value)
        case .input: return name == "body" ? TemplateValue(TemplateMachine.body(of: host)) : .null
        case .block: return .null
        default: return try heap.property(name, of: value)
        }
    }

    mutating func call<Host: TemplateHost>(
        _ instruction: TemplateInstruction, _ registers: UnsafeMutablePointer<TemplateValue>,
        _ stop: inout TemplateStop, _ run: inout TemplateRun, _ host: inout Host
    ) throws(TemplateFailure) -> TemplateValue {
        guard let method = TemplateMethod(rawValue: instruction.c) else { return .null }
        let receiver = registers[Int(instruction.b)]
        let arguments = TemplateArguments(
            base: UnsafePointer(registers + Int(instruction.b) + 1), count: Int(instruction.d))
        try charge(receiver, arguments)
        switch receiver.tag {
        case .input: return try callInput(method, arguments, &run, &host)
        case .loop: return callLoop(method, receiver)
        case .block: return method == .toString ? try plain(receiver, &stop, &run, &host) : .null
        default: return try heap.call(method, on: receiver, arguments)
        }
    }

    /// Takes what a method may have to look at off the budget: texts by 64 bytes, lists by elements, lists of lists
    /// by pairs.
    private mutating func charge(
        _ receiver: TemplateValue, _ arguments: TemplateArguments
    ) throws(TemplateFailure) {
        if receiver.tag == .string {
            budget -= Int(receiver.length) >> 6
        } else if receiver.isList {
            let count = heap.count(of: receiver)
            let other = arguments.count > 0 && arguments[0].isList ? heap.count(of: arguments[0]) : 1
            budget -= (count &* other) >> 4
        }
        if budget < 0 || heap.arena.isExhausted { throw budget < 0 ? .instructions : .memory }
    }

    private mutating func callLoop(_ method: TemplateMethod, _ loop: TemplateValue) -> TemplateValue {
        let index = Int(loop.bits)
        switch method {
        case .hasNext: return loopValue(.hasNext, of: index)
        case .getIndex: return loopValue(.index, of: index)
        case .getCount: return loopValue(.count, of: index)
        case .isFirst: return loopValue(.first, of: index)
        case .isLast: return loopValue(.last, of: index)
        case .getParent: return index > 0 ? loopValue(.loop, of: index - 1) : .null
        default: return .null
        }
    }

    /// Methods of `$input` with arguments that are not constant.
    private mutating func callInput<Host: TemplateHost>(
        _ method: TemplateMethod, _ arguments: TemplateArguments, _ run: inout TemplateRun, _ host: inout Host
    ) throws(TemplateFailure) -> TemplateValue {
        switch (method, arguments.count) {
        case (.params, 0):
            if parametersMap.isNull { parametersMap = host.parameters(&heap) }
            return parametersMap
        case (.params, 1):
            guard arguments[0].tag == .string else { return TemplateValue(ByteView.empty) }
            let value = host.parameter(arguments[0].view, &heap)
            return value.isNull ? TemplateValue(ByteView.empty) : value
        case (.body, 0), (.getBody, 0): return TemplateValue(TemplateMachine.body(of: host))
        case (.path, 1), (.json, 1):
            if arguments[0].isNull { throw .method }
            let text = try heap.text(arguments[0])
            let path = try madePath(text)
            let found = try selected(path.index, .passUnretained(path.tables), &host)
            if method == .path { return found }
            if found.isNull { return TemplateValue(ByteView("\"\"")) }
            var json = ByteBuffer(capacity: 256)
            try heap.appendJSON(found, to: &json, style: .javaJSON)
            return heap.string(copying: json.view)
        default: return .null
        }
    }

    // MARK: The body

    /// The body's value, read at its first use; null when it is cut off or otherwise no JSON.
    @inline(__always)
    mutating func readBody<Host: TemplateHost>(_ host: Host) -> TemplateValue {
        if !isBodyRead {
            bodyRoot = firstReadBody(host)
            isBodyRead = true
        }
        return bodyRoot
    }

    @inline(never)
    private mutating func firstReadBody<Host: TemplateHost>(_ host: Host) -> TemplateValue {
        do throws(TemplateFailure) {
            heap.tape = try host.readBody(into: heap.ownTape)
        } catch {
            return .null
        }
        return heap.value(heap.tape.pointee.root)
    }

    /// What a path selects; null when it is missing.
    mutating func selected<Host: TemplateHost>(
        _ path: UInt32, _ tables: Unmanaged<PlanTables>, _ host: inout Host
    ) throws(TemplateFailure) -> TemplateValue {
        let root = readBody(host)
        switch try find(path, root, tables) {
        case .missing, .failed: return .null
        case .value(let value): return value
        case .list: return heap.foundList(machine.found)
        }
    }

    @inline(__always)
    private mutating func find(
        _ path: UInt32, _ root: TemplateValue, _ tables: Unmanaged<PlanTables>
    ) throws(TemplateFailure) -> PathFinding<TemplateValue> {
        if root.isNull { return .missing }
        if let direct = tables._withUnsafeGuaranteedRef({ heap.follow(path, from: root, $0) }) { return direct }
        let finding = tables._withUnsafeGuaranteedRef { machine.evaluate(path, &heap, root: root, $0) }
        if case .failed = finding { throw .path }
        return finding
    }

    @inline(never)
    mutating func appendJSON<Host: TemplateHost>(
        _ path: UInt32, _ run: inout TemplateRun, _ host: inout Host, _ out: inout ByteBuffer
    ) throws(TemplateFailure) {
        let root = readBody(host)
        switch try find(path, root, run.heldTables) {
        case .missing, .failed: out.append("\"\"")
        case .value(let value):
            if value.isNull { out.append("\"\"") } else { try heap.appendJSON(value, to: &out, style: .javaJSON) }
        case .list:
            try heap.appendJSON(heap.foundList(machine.found), to: &out, style: .javaJSON)
        }
    }
}

extension TemplateHeap {
    /// A JSON list of values that a path found.
    func foundList(_ values: [TemplateValue]) -> TemplateValue {
        let object = makeObject(.jsonList, capacity: values.count)
        for value in values { append(value, to: object) }
        return TemplateValue(.list, object)
    }
}
