// Reading lists and maps whatever they stand in, and changing maps.

import GateBytes
import GateJSON

extension TemplateHeap {
    /// Elements of a list, members of a map.
    func count(of value: TemplateValue) -> Int {
        let value = resolve(value)
        switch value.tag {
        case .list, .map: return Int(value.object?.pointee.count ?? 0)
        case .tapeArray, .tapeObject: return cursor(value).count
        case .range: return TemplateHeap.bounds(of: value).count
        default: return 0
        }
    }

    /// First number, step and how many of a range.
    static func bounds(of value: TemplateValue) -> (first: Int, step: Int, count: Int) {
        let first = Int(Int32(truncatingIfNeeded: value.bits))
        let last = Int(Int32(truncatingIfNeeded: value.bits >> 32))
        return (first, last < first ? -1 : 1, abs(last - first) + 1)
    }

    /// The element at a position that exists.
    func element(of value: TemplateValue, at place: Int) -> TemplateValue {
        let value = resolve(value)
        switch value.tag {
        case .list: return value.object?.pointee.items[place] ?? .null
        case .tapeArray: return cursor(value).element(place).map { self.value($0) } ?? .null
        case .range:
            let bounds = TemplateHeap.bounds(of: value)
            return TemplateValue(bounds.first + bounds.step * place)
        default: return .null
        }
    }

    // MARK: Maps

    /// The value of a member, nil if there is none.
    func member(of value: TemplateValue, _ key: TemplateValue) -> TemplateValue? {
        let value = resolve(value)
        switch value.tag {
        case .tapeObject:
            guard key.tag == .string else { return nil }
            return cursor(value).walkedMember(key.view).map { self.value($0) }
        case .map:
            guard let object = value.object, let place = find(key, in: object) else { return nil }
            return object.pointee.items[place * 2 + 1]
        default: return nil
        }
    }

    package func member(of value: TemplateValue, _ name: ByteView) -> TemplateValue? {
        member(of: value, TemplateValue(name))
    }

    private static let indexedFrom = 12

    func hash(_ key: TemplateValue) -> UInt32 {
        if key.tag == .string { return JSONName.hash(key.view, seed: 0x51f1_5e1d) }
        return UInt32(truncatingIfNeeded: javaHash(key, depth: 0))
    }

    /// The position of a key.
    func find(_ key: TemplateValue, in object: UnsafeMutablePointer<TemplateObject>) -> Int? {
        let count = Int(object.pointee.count)
        let items = object.pointee.items
        if let index = object.pointee.index {
            let mask = Int(object.pointee.indexCapacity) - 1
            var slot = Int(hash(key)) & mask
            while index[slot] != 0 {
                let place = Int(index[slot]) - 1
                if sameKey(items[place * 2], key) { return place }
                slot = (slot + 1) & mask
            }
            return nil
        }
        for place in 0..<count where sameKey(items[place * 2], key) { return place }
        return nil
    }

    @inline(__always)
    private func sameKey(_ left: TemplateValue, _ right: TemplateValue) -> Bool {
        if left.tag == .string, right.tag == .string { return left.view == right.view }
        return javaEquals(left, right, depth: 0)
    }

    /// Sets a member, behind the others if it is new; the result is the value before.
    @discardableResult
    func put(
        _ key: TemplateValue, _ value: TemplateValue, in object: UnsafeMutablePointer<TemplateObject>
    ) -> TemplateValue {
        if let place = find(key, in: object) {
            let before = object.pointee.items[place * 2 + 1]
            object.pointee.items[place * 2 + 1] = value
            return before
        }
        let count = Int(object.pointee.count)
        append(key, value, at: count, in: object)
        if object.pointee.index != nil, (count + 1) * 2 <= Int(object.pointee.indexCapacity) {
            enter(count, in: object)
        } else if count + 1 >= TemplateHeap.indexedFrom {
            rebuildIndex(of: object)
        }
        return .null
    }

    /// Sets a member by name.
    package func put(_ name: ByteView, _ value: TemplateValue, in map: TemplateValue) {
        if let object = map.object { put(TemplateValue(name), value, in: object) }
    }

    private func append(
        _ key: TemplateValue, _ value: TemplateValue, at count: Int, in object: UnsafeMutablePointer<TemplateObject>
    ) {
        let needed = (count + 1) * 2
        if needed > Int(object.pointee.capacity) {
            let bigger = max(needed, Int(object.pointee.capacity) * 2)
            let items = arena.allocate(bigger * MemoryLayout<TemplateValue>.stride)
                .assumingMemoryBound(to: TemplateValue.self)
            items.update(from: object.pointee.items, count: count * 2)
            object.pointee.items = items
            object.pointee.capacity = UInt32(bigger)
        }
        object.pointee.items[count * 2] = key
        object.pointee.items[count * 2 + 1] = value
        object.pointee.count += 1
        object.pointee.changes += 1
    }

    private func enter(_ place: Int, in object: UnsafeMutablePointer<TemplateObject>) {
        guard let index = object.pointee.index else { return }
        let mask = Int(object.pointee.indexCapacity) - 1
        var slot = Int(hash(object.pointee.items[place * 2])) & mask
        while index[slot] != 0 { slot = (slot + 1) & mask }
        index[slot] = UInt32(place + 1)
    }

    private func rebuildIndex(of object: UnsafeMutablePointer<TemplateObject>) {
        let count = Int(object.pointee.count)
        if count < TemplateHeap.indexedFrom {
            object.pointee.index = nil
            return
        }
        var capacity = 32
        while capacity < count * 4 { capacity *= 2 }
        if capacity > Int(object.pointee.indexCapacity) || object.pointee.index == nil {
            object.pointee.index = arena.allocate(capacity * 4).assumingMemoryBound(to: UInt32.self)
            object.pointee.indexCapacity = UInt32(capacity)
        }
        object.pointee.index?.update(repeating: 0, count: Int(object.pointee.indexCapacity))
        for place in 0..<count { enter(place, in: object) }
    }

    /// Removes a member; the result is its value, or null.
    func remove(_ key: TemplateValue, from object: UnsafeMutablePointer<TemplateObject>) -> TemplateValue {
        guard let place = find(key, in: object) else { return .null }
        let items = object.pointee.items
        let removed = items[place * 2 + 1]
        for index in place * 2..<(Int(object.pointee.count) - 1) * 2 { items[index] = items[index + 2] }
        object.pointee.count -= 1
        object.pointee.changes += 1
        rebuildIndex(of: object)
        return removed
    }

    func clear(_ object: UnsafeMutablePointer<TemplateObject>) {
        object.pointee.count = 0
        object.pointee.changes += 1
        object.pointee.index = nil
    }

    // MARK: Views of maps

    /// What a view of a map shows.
    enum MapView { case keys, values, entries }

    /// The keys, values or entries of a map as they are now.
    func view(_ view: MapView, of map: TemplateValue) -> TemplateValue {
        let map = resolve(map)
        let result = makeObject(view == .values ? .collection : .set, capacity: count(of: map))
        // A list has no index of names: its place holds the map that the view belongs to.
        let owner = arena.allocate(MemoryLayout<TemplateValue>.size).assumingMemoryBound(to: TemplateValue.self)
        owner.initialize(to: map)
        result.pointee.index = UnsafeMutableRawPointer(owner).assumingMemoryBound(to: UInt32.self)
        if map.tag == .tapeObject {
            var walk = cursor(map).members
            while let member = walk.next() {
                add(value(member.name), value(member.value), of: map, as: view, to: result)
            }
        } else if let object = map.object {
            for place in 0..<Int(object.pointee.count) {
                let items = object.pointee.items
                add(items[place * 2], items[place * 2 + 1], of: map, as: view, to: result)
            }
        }
        return TemplateValue(.list, result)
    }

    /// The map of a view.
    func owner(of view: UnsafeMutablePointer<TemplateObject>) -> TemplateValue? {
        guard view.pointee.kind == .set || view.pointee.kind == .collection, let place = view.pointee.index else {
            return nil
        }
        return UnsafeMutableRawPointer(place).loadUnaligned(as: TemplateValue.self)
    }

    private func add(
        _ key: TemplateValue, _ value: TemplateValue, of map: TemplateValue, as view: MapView,
        to result: UnsafeMutablePointer<TemplateObject>
    ) {
        switch view {
        case .keys: append(key, to: result)
        case .values: append(value, to: result)
        case .entries:
            let entry = makeObject(.entry, capacity: 3)
            append(key, to: entry)
            append(value, to: entry)
            append(map, to: entry)
            append(TemplateValue(.entry, entry), to: result)
        }
    }
}
