// What a run's values stand in: the body as a tape, lists and maps in the arena. The body's arrays and objects are
// read from the tape until one is changed; then that one gets an object of its own, and everybody who holds the
// tape's place sees it (`$input.path` gives live documents).

import GateBytes
import GateJSON

/// The values of one run. A few words only: methods that do not change it are handed a copy of them, so everything
/// large stands behind a pointer (a copied tape cost more than the work on it).
package struct TemplateHeap: ~Copyable {
    let arena = TemplateArena()
    /// The body: in a tape of the heap's own, or in one that its host has read before.
    var tape: UnsafeMutablePointer<JSONTape>
    let ownTape: UnsafeMutablePointer<JSONTape>
    /// Objects that replace the tape's arrays and objects, by tape index; nil until something changes.
    private var overlay: UnsafeMutablePointer<UInt64>?
    let work: UnsafeMutablePointer<TemplateWork>

    init() {
        ownTape = .allocate(capacity: 1)
        ownTape.initialize(to: JSONTape())
        tape = ownTape
        work = .allocate(capacity: 1)
        work.initialize(to: TemplateWork())
    }

    deinit {
        ownTape.deinitialize(count: 1)
        ownTape.deallocate()
        work.deinitialize(count: 1)
        work.deallocate()
    }

    mutating func removeAll() {
        overlay = nil
        arena.removeAll()
    }

    /// Copied text.
    package func string(copying view: ByteView) -> TemplateValue { TemplateValue(arena.copy(view)) }

    // MARK: Objects

    func makeObject(_ kind: TemplateObjectKind, capacity: Int) -> UnsafeMutablePointer<TemplateObject> {
        let object = arena.allocate(MemoryLayout<TemplateObject>.size).assumingMemoryBound(to: TemplateObject.self)
        let items = arena.allocate(max(capacity, 2) * MemoryLayout<TemplateValue>.stride)
            .assumingMemoryBound(to: TemplateValue.self)
        object.initialize(
            to: TemplateObject(
                kind: kind, count: 0, capacity: UInt32(max(capacity, 2)), changes: 0, items: items, index: nil,
                indexCapacity: 0))
        return object
    }

    /// An empty map; hidden ones print nothing under the `aws` profile.
    package func makeMap(isHidden: Bool = false, capacity: Int = 8) -> TemplateValue {
        TemplateValue(.map, makeObject(isHidden ? .hiddenMap : .map, capacity: capacity * 2))
    }

    package func makeList(capacity: Int = 8) -> TemplateValue {
        TemplateValue(.list, makeObject(.list, capacity: capacity))
    }

    private func reserve(_ object: UnsafeMutablePointer<TemplateObject>, values: Int) {
        let capacity = Int(object.pointee.capacity)
        if values <= capacity { return }
        let bigger = max(values, capacity * 2)
        let items = arena.allocate(bigger * MemoryLayout<TemplateValue>.stride)
            .assumingMemoryBound(to: TemplateValue.self)
        items.update(from: object.pointee.items, count: capacity)
        object.pointee.items = items
        object.pointee.capacity = UInt32(bigger)
    }

    /// Adds an element to a list.
    package func append(_ value: TemplateValue, to list: TemplateValue) {
        if let object = list.object { append(value, to: object) }
    }

    func append(_ value: TemplateValue, to object: UnsafeMutablePointer<TemplateObject>) {
        let count = Int(object.pointee.count)
        reserve(object, values: count + 1)
        object.pointee.items[count] = value
        object.pointee.count += 1
        object.pointee.changes += 1
    }

    func insert(_ value: TemplateValue, at place: Int, in object: UnsafeMutablePointer<TemplateObject>) {
        append(.null, to: object)
        let items = object.pointee.items
        var index = Int(object.pointee.count) - 1
        while index > place {
            items[index] = items[index - 1]
            index -= 1
        }
        items[place] = value
    }

    func removeElement(at place: Int, of object: UnsafeMutablePointer<TemplateObject>) -> TemplateValue {
        let items = object.pointee.items
        let removed = items[place]
        for index in place..<Int(object.pointee.count) - 1 { items[index] = items[index + 1] }
        object.pointee.count -= 1
        object.pointee.changes += 1
        return removed
    }

    // MARK: The body

    /// The value at a place of the tape.
    @inline(__always)
    func value(_ cursor: JSONCursor) -> TemplateValue {
        switch cursor.kind {
        case .string:
            return cursor.hasEscapes ? decoded(cursor) : TemplateValue(cursor.text)
        case .object: return TemplateValue(.tapeObject, bits: UInt64(cursor.index))
        case .array: return TemplateValue(.tapeArray, bits: UInt64(cursor.index))
        case .number: return number(cursor)
        case .true: return TemplateValue(true)
        case .false: return TemplateValue(false)
        case .null: return .null
        }
    }

    @inline(never)
    func decoded(_ cursor: JSONCursor) -> TemplateValue {
        let spare = arena.open()
        defer { arena.close() }
        cursor.decode(into: &spare.pointee)
        return string(copying: spare.pointee.view)
    }

    func number(_ cursor: JSONCursor) -> TemplateValue {
        let text = cursor.text
        if cursor.isInteger {
            if let value = JSONNumber.integer(text) { return TemplateValue(value) }
            return TemplateValue(.big, text)
        }
        if text.count > JSONNumber.doubleTextMax { return TemplateValue(.decimal, text) }
        return TemplateValue(JSONNumber.double(text))
    }

    func cursor(_ value: TemplateValue) -> JSONCursor {
        tape.pointee.cursor(at: UInt32(truncatingIfNeeded: value.bits))
    }

    /// The value itself, or the object that has replaced a changed part of the body.
    @inline(__always)
    func resolve(_ value: TemplateValue) -> TemplateValue {
        if let overlay, value.tag == .tapeArray || value.tag == .tapeObject {
            let replacement = overlay[Int(value.bits)]
            if replacement != 0 {
                return TemplateValue(value.tag == .tapeArray ? .list : .map, bits: replacement)
            }
        }
        return value
    }

    var isChanged: Bool { overlay != nil }

    /// How often a list or map has gained or lost elements; a part of the body is copied with as many as it has.
    func changes(of value: TemplateValue) -> UInt32 {
        let value = resolve(value)
        switch value.tag {
        case .list, .map: return value.object?.pointee.changes ?? 0
        case .tapeArray, .tapeObject: return UInt32(truncatingIfNeeded: cursor(value).count)
        default: return 0
        }
    }

    /// The object of a list or map that is about to change; nil for what cannot.
    mutating func mutable(_ value: TemplateValue) -> UnsafeMutablePointer<TemplateObject>? {
        let current = resolve(value)
        switch current.tag {
        case .list, .map, .entry: return current.object
        case .tapeArray, .tapeObject: break
        default: return nil
        }
        let place = cursor(current)
        let object = copy(place)
        if overlay == nil {
            let count = Int(tape.pointee.root.node.link) + 1
            let table = arena.allocate(count * 8).assumingMemoryBound(to: UInt64.self)
            table.update(repeating: 0, count: count)
            overlay = table
        }
        overlay?[Int(place.index)] = UInt64(UInt(bitPattern: object))
        return object
    }

    /// An object with the values of one array or object of the tape; what is inside stays there.
    private func copy(_ place: JSONCursor) -> UnsafeMutablePointer<TemplateObject> {
        let isMap = place.kind == .object
        let object = makeObject(isMap ? .map : .jsonList, capacity: place.count * (isMap ? 2 : 1) + 4)
        if isMap {
            var walk = place.members
            while let member = walk.next() { put(value(member.name), value(member.value), in: object) }
        } else {
            var walk = place.elements
            while let element = walk.next() { append(value(element), to: object) }
        }
        return object
    }

    /// A document of its own from JSON text, for `$util.parseJson`.
    mutating func parse(_ text: ByteView) throws(TemplateFailure) -> TemplateValue {
        do throws(JSONFailure) {
            try work.pointee.parsing.read(text, mode: .permissive)
        } catch {
            throw .notJSON
        }
        return build(work.pointee.parsing.root)
    }

    /// Everything below a cursor of any tape, copied.
    package func build(_ place: JSONCursor, isHidden: Bool = false) -> TemplateValue {
        switch place.kind {
        case .array:
            let object = makeObject(.jsonList, capacity: place.count)
            var walk = place.elements
            while let element = walk.next() { append(build(element), to: object) }
            return TemplateValue(.list, object)
        case .object:
            let object = makeObject(isHidden ? .hiddenMap : .map, capacity: place.count * 2)
            var walk = place.members
            while let member = walk.next() {
                let key = member.name.hasEscapes ? decoded(member.name) : string(copying: member.name.text)
                put(key, build(member.value, isHidden: isHidden), in: object)
            }
            return TemplateValue(.map, object)
        case .string: return place.hasEscapes ? decoded(place) : string(copying: place.text)
        case .number:
            let value = number(place)
            let isText = value.tag == .big || value.tag == .decimal
            return isText ? TemplateValue(value.tag, arena.copy(value.view)) : value
        default: return value(place)
        }
    }
}

/// What operations of a run work with, kept from run to run.
struct TemplateWork: ~Copyable {
    /// A document that `parseJson` reads and copies.
    var parsing = JSONTape(capacity: 64)
    /// Text under construction; used inside one operation only.
    var scratch = ByteBuffer(capacity: 512)
    var pathText = ByteBuffer(capacity: 128)
    var patterns = TemplatePatterns()
    /// The collection that a JSONPath function makes.
    var pending: UnsafeMutablePointer<TemplateObject>?
    var pendingIsMap = false

    init() {}
}
