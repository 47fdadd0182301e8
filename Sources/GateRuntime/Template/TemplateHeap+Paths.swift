// A run's values as a document that paths select from.

import GateBytes
import GateJSON
import GatePlan

extension TemplateHeap: PathModel {
    /// A walk over a list's elements or a map's values.
    struct Place: BitwiseCopyable {
        var elements: JSONElements?
        var members: JSONMembers?
        var object: UnsafeMutablePointer<TemplateObject>?
        /// A member's value stands behind its key.
        var stride = 1
        var position = 0
    }

    func kind(_ value: TemplateValue) -> JSONKind {
        switch value.tag {
        case .null: .null
        case .boolean: value.bits != 0 ? .true : .false
        case .integer, .long, .big, .double, .decimal: .number
        case .list, .tapeArray, .range: .array
        case .map, .tapeObject: .object
        default: .string
        }
    }

    func count(_ value: TemplateValue) -> Int { count(of: value) }

    func member(_ object: TemplateValue, _ name: ByteView) -> TemplateValue? {
        member(of: object, TemplateValue(name))
    }

    func element(_ array: TemplateValue, _ index: Int) -> TemplateValue? {
        index >= 0 && index < count(of: array) ? element(of: array, at: index) : nil
    }

    func walk(_ container: TemplateValue) -> Place {
        let container = resolve(container)
        switch container.tag {
        case .tapeArray: return Place(elements: cursor(container).elements)
        case .tapeObject: return Place(members: cursor(container).members)
        case .list: return Place(object: container.object)
        case .map: return Place(object: container.object, stride: 2)
        default: return Place()
        }
    }

    func next(_ place: inout Place) -> TemplateValue? {
        if let found = place.elements?.next() { return value(found) }
        if let found = place.members?.next() { return value(found.value) }
        guard let object = place.object, place.position < Int(object.pointee.count) else { return nil }
        place.position += 1
        return object.pointee.items[place.position * place.stride - 1]
    }

    func text(_ value: TemplateValue, scratch: inout ByteBuffer) -> ByteView {
        if value.tag == .string { return value.view }
        scratch.removeAll()
        do throws(TemplateFailure) {
            try append(value, to: &scratch)
        } catch {
            scratch.removeAll()
        }
        return scratch.view
    }

    // MARK: Made values

    mutating func makeNull() -> TemplateValue { .null }
    mutating func make(_ value: Int) -> TemplateValue { TemplateValue(value) }
    mutating func make(_ value: Double) -> TemplateValue { TemplateValue(value) }
    mutating func make(string: ByteView) -> TemplateValue { self.string(copying: string) }
    mutating func makeNames(of object: TemplateValue) -> TemplateValue { view(.keys, of: object) }

    mutating func beginObject() {
        work.pointee.pending = makeObject(.map, capacity: 8)
        work.pointee.pendingIsMap = true
    }

    mutating func add(_ name: ByteView, _ value: TemplateValue) {
        if let pending = work.pointee.pending { put(string(copying: name), value, in: pending) }
    }

    mutating func beginList(from array: TemplateValue) {
        let list = makeObject(.jsonList, capacity: count(of: array) + 4)
        for place in 0..<count(of: array) { append(element(of: array, at: place), to: list) }
        work.pointee.pending = list
        work.pointee.pendingIsMap = false
    }

    mutating func add(_ value: TemplateValue) {
        if let pending = work.pointee.pending { append(value, to: pending) }
    }

    mutating func add(literal: JSONCursor) { add(build(literal)) }

    mutating func end() -> TemplateValue {
        guard let object = work.pointee.pending else { return .null }
        work.pointee.pending = nil
        return TemplateValue(work.pointee.pendingIsMap ? .map : .list, object)
    }

    func equals(_ value: TemplateValue, literal: JSONCursor, scratch: inout ByteBuffer) -> Bool {
        javaEquals(value, build(literal), depth: 0)
    }

    func equals(_ left: TemplateValue, _ right: TemplateValue, scratch: inout ByteBuffer) -> Bool {
        javaEquals(left, right, depth: 0)
    }

    // MARK: Selection

    /// The value at the end of a path of names and positions; nil when the path has other steps.
    func follow(_ path: UInt32, from root: TemplateValue, _ tables: PlanTables) -> PathFinding<TemplateValue>? {
        let record = tables.paths.paths[path]
        if record.flags & (JSONPathRecord.failing | JSONPathRecord.function) != 0 { return nil }
        if !record.isDefinite || root.isNull { return nil }
        var value = root
        for index in record.steps.indices {
            let step = tables.paths.steps[index]
            switch step.kind {
            case .name:
                let name = tables.plan.string(step.name)
                if value.tag == .tapeObject, !isChanged {
                    guard let place = cursor(value).walkedMember(name) else { return .missing }
                    value = self.value(place)
                } else {
                    guard let next = member(of: value, name) else { return .missing }
                    value = next
                }
            case .index:
                guard value.isList else { return .missing }
                let position = Int(Int32(bitPattern: step.first))
                let count = count(of: value)
                guard let next = element(value, position < 0 ? position + count : position) else {
                    return .missing
                }
                value = next
            default: return nil
            }
        }
        return .value(value)
    }
}
