// A host whose inputs are JSON: for `gatewright template`, tests and benchmarks.

import GateBytes
import GateJSON
import GatePlan

/// The inputs of renders: a JSON object with `params`, `context` and `stageVariables`, and a body.
package final class TemplateInputs {
    private var tape = JSONTape()
    /// The body once it has been read ahead.
    private var bodyTape: UnsafeMutablePointer<JSONTape>?
    private let text: UnsafeMutableBufferPointer<UInt8>
    private let bodyText: UnsafeMutableBufferPointer<UInt8>

    /// Nil when `json` is not a JSON object.
    package init?(json: [UInt8], body: [UInt8]) {
        text = .allocate(capacity: max(json.count, 1))
        _ = text.initialize(from: json)
        bodyText = .allocate(capacity: max(body.count, 1))
        _ = bodyText.initialize(from: body)
        bodyCount = body.count
        let view = ByteView(UnsafeRawBufferPointer(start: text.baseAddress, count: json.count))
        do throws(JSONFailure) {
            try tape.read(view, mode: .strict)
        } catch {
            return nil
        }
        if tape.root.kind != .object { return nil }
    }

    deinit {
        text.deallocate()
        bodyText.deallocate()
        bodyTape?.deinitialize(count: 1)
        bodyTape?.deallocate()
    }

    private let bodyCount: Int

    /// A host that reads these inputs; valid as long as they are.
    package var host: TemplateCaseHost {
        TemplateCaseHost(
            body: ByteView(UnsafeRawBufferPointer(start: bodyText.baseAddress, count: bodyCount)), root: tape.root,
            bodyTape: bodyTape)
    }

    /// Reads the body ahead, as a check of the request does; hosts made from here on find it read.
    package func readBody() throws(TemplateFailure) {
        if bodyTape == nil {
            let tape = UnsafeMutablePointer<JSONTape>.allocate(capacity: 1)
            tape.initialize(to: JSONTape())
            bodyTape = tape
        }
        guard let tape = bodyTape else { return }
        do throws(JSONFailure) {
            try tape.pointee.read(TemplateMachine.body(of: host), mode: .permissive)
        } catch {
            throw .notJSON
        }
    }
}

/// A host over JSON.
package struct TemplateCaseHost: TemplateHost {
    package let body: ByteView
    let root: JSONCursor
    private let bodyTape: UnsafeMutablePointer<JSONTape>?
    /// What the template left in `$context.requestOverride` and `responseOverride`: JSON of the parts that are not
    /// empty; empty when there are none.
    package private(set) var overrides: [UInt8] = []

    init(body: ByteView, root: JSONCursor, bodyTape: UnsafeMutablePointer<JSONTape>? = nil) {
        self.body = body
        self.root = root
        self.bodyTape = bodyTape
    }

    package func readBody(
        into tape: UnsafeMutablePointer<JSONTape>
    ) throws(TemplateFailure) -> UnsafeMutablePointer<JSONTape> {
        if let bodyTape { return bodyTape }
        do throws(JSONFailure) {
            try tape.pointee.read(TemplateMachine.body(of: self), mode: .permissive)
        } catch {
            throw .notJSON
        }
        return tape
    }

    private static let sections: [StaticString] = ["path", "querystring", "header"]

    private func section(_ name: StaticString) -> JSONCursor? {
        root.member(ByteView("params"))?.member(ByteView(name))
    }

    package func parameter(_ name: ByteView, _ heap: inout TemplateHeap) -> TemplateValue {
        for section in TemplateCaseHost.sections {
            if let found = self.section(section)?.member(name) { return heap.build(found) }
        }
        return .null
    }

    package func parameters(_ heap: inout TemplateHeap) -> TemplateValue {
        let map = heap.makeMap()
        for section in TemplateCaseHost.sections {
            let value = self.section(section).map { heap.build($0) } ?? heap.makeMap()
            heap.put(ByteView(section), value, in: map)
        }
        return map
    }

    package func contextValue(_ variable: ContextVariable, _ heap: inout TemplateHeap) -> TemplateValue {
        guard var place = root.member(ByteView("context")) else { return .null }
        let path = ByteView(variable.name)
        var start = 0
        while start <= path.count {
            let end = path.firstIndex(of: 0x2e, from: start) ?? path.count
            guard let next = place.member(path.slice(start, end)) else { return .null }
            place = next
            start = end + 1
        }
        return heap.build(place, isHidden: true)
    }

    package func context(_ heap: inout TemplateHeap) -> TemplateValue {
        let given = root.member(ByteView("context"))
        let map = given.map { heap.build($0, isHidden: true) } ?? heap.makeMap(isHidden: true)
        let parts: [(StaticString, [StaticString])] = [
            ("requestOverride", ["path", "header", "querystring"]), ("responseOverride", ["header"]),
        ]
        for (name, members) in parts {
            if heap.member(of: map, ByteView(name)) == nil {
                heap.put(ByteView(name), heap.makeMap(isHidden: true), in: map)
            }
            guard let part = heap.member(of: map, ByteView(name)) else { continue }
            for member in members where heap.member(of: part, ByteView(member)) == nil {
                heap.put(ByteView(member), heap.makeMap(isHidden: true), in: part)
            }
        }
        return map
    }

    package func stageVariable(_ name: ByteView, _ heap: inout TemplateHeap) -> TemplateValue {
        root.member(ByteView("stageVariables"))?.member(name).map { heap.build($0) } ?? .null
    }

    package func stageVariables(_ heap: inout TemplateHeap) -> TemplateValue {
        root.member(ByteView("stageVariables")).map { heap.build($0) } ?? heap.makeMap()
    }

    package mutating func takeOverrides(
        request: TemplateValue, response: TemplateValue, _ heap: inout TemplateHeap
    ) throws(TemplateFailure) {
        var out = ByteBuffer(capacity: 128)
        for (name, map) in [("request" as StaticString, request), ("response", response)] {
            guard let part = TemplateCaseHost.withoutEmptyMaps(map, heap) else { continue }
            out.append(out.isEmpty ? "{" : ",")
            JSONWriter.appendQuoted(ByteView(name), to: &out)
            out.append(":")
            try heap.appendJSON(part, to: &out, style: .plain)
        }
        if !out.isEmpty { out.append("}") }
        overrides = Array(out.view)
    }

    private static func withoutEmptyMaps(_ map: TemplateValue, _ heap: borrowing TemplateHeap) -> TemplateValue? {
        let kept = heap.makeMap()
        let entries = heap.view(.entries, of: map)
        for place in 0..<heap.count(of: entries) {
            guard let entry = heap.element(of: entries, at: place).object, let target = kept.object else { continue }
            let value = entry.pointee.items[1]
            if value.isMap, heap.count(of: value) == 0 { continue }
            heap.put(entry.pointee.items[0], value, in: target)
        }
        return heap.count(of: kept) == 0 ? nil : kept
    }
}

extension TemplateMachine {
    /// Runs a program over JSON inputs. Not generic: outside of this module the generic `run` would call its host
    /// through a table, which requests never do.
    package mutating func run(
        program index: UInt32, tables: PlanTables, host: inout TemplateCaseHost, into out: inout ByteBuffer
    ) throws(TemplateFailure) {
        try run(program: index, tables: tables, anyHost: &host, into: &out)
    }

    /// The same, telling a trace of every instruction.
    package mutating func run(
        program index: UInt32, tables: PlanTables, host: inout TemplateCaseHost, tracedTo trace: TemplateTrace,
        into out: inout ByteBuffer
    ) throws(TemplateFailure) {
        self.trace = trace
        defer { self.trace = nil }
        var traced = TemplateTracedHost(host)
        try run(program: index, tables: tables, anyHost: &traced, into: &out)
        host = traced.base
    }
}
