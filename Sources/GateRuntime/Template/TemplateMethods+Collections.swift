// The methods of lists, sets and maps.

import GateBytes
import GatePlan

extension TemplateHeap {
    mutating func callList(
        _ method: TemplateMethod, _ list: TemplateValue, _ arguments: TemplateArguments
    ) throws(TemplateFailure) -> TemplateValue {
        switch arguments.count {
        case 0: return try callListPlain(method, list)
        case 1: return try callListWithOne(method, list, arguments[0])
        default: return try callListWithMore(method, list, arguments)
        }
    }

    /// What a method without a result prints.
    static let nothing = TemplateValue(ByteView.empty)

    private func isJSON(_ list: TemplateValue) -> Bool {
        list.tag == .tapeArray || (list.tag == .list && list.object?.pointee.kind == .jsonList)
    }

    /// Takes from a view's map what was taken from the view.
    private mutating func keepInOwner(of view: UnsafeMutablePointer<TemplateObject>, _ isKept: [Bool]) {
        guard let owner = owner(of: view), let map = mutable(owner), Int(map.pointee.count) == isKept.count else {
            return
        }
        var gone: [TemplateValue] = []
        for (place, isKept) in isKept.enumerated() where !isKept { gone.append(map.pointee.items[place * 2]) }
        for key in gone { _ = remove(key, from: map) }
    }

    private func isFixed(_ list: TemplateValue) -> Bool { list.tag == .list && list.object?.pointee.kind == .array }

    private mutating func callListPlain(
        _ method: TemplateMethod, _ list: TemplateValue
    ) throws(TemplateFailure) -> TemplateValue {
        switch method {
        case .size: return TemplateValue(count(of: list))
        case .isEmpty: return TemplateValue(count(of: list) == 0)
        case .iterator, .listIterator: return copy(list, as: .iterator)
        case .toArray: return copy(list, as: .array)
        case .hasNext, .next: return try advance(list, isAsking: method == .hasNext)
        case .clear:
            if isFixed(list), count(of: list) > 0 { throw .method }
            if let object = mutable(list) {
                let none = [Bool](repeating: false, count: Int(object.pointee.count))
                keepInOwner(of: object, none)
                clear(object)
            }
            return TemplateHeap.nothing
        case .clone where hasPositions(list) && !isFixed(list): return copy(list, as: isJSON(list) ? .jsonList : .list)
        default: return .null
        }
    }

    private func copy(_ list: TemplateValue, as kind: TemplateObjectKind) -> TemplateValue {
        let count = count(of: list)
        let object = makeObject(kind, capacity: count)
        for place in 0..<count { append(element(of: list, at: place), to: object) }
        return TemplateValue(.list, object)
    }

    /// `hasNext()` and `next()` of an iterator.
    private func advance(_ list: TemplateValue, isAsking: Bool) throws(TemplateFailure) -> TemplateValue {
        guard list.tag == .list, let object = list.object, object.pointee.kind == .iterator else { return .null }
        if isAsking { return TemplateValue(object.pointee.count > 0) }
        if object.pointee.count == 0 { throw .method }
        let first = object.pointee.items[0]
        object.pointee.items += 1
        object.pointee.count -= 1
        object.pointee.capacity -= 1
        return first
    }

    private func place(of value: TemplateValue, in list: TemplateValue, isLast: Bool) -> Int {
        var found = -1
        for place in 0..<count(of: list) where javaEquals(element(of: list, at: place), value, depth: 0) {
            found = place
            if !isLast { break }
        }
        return found
    }

    private mutating func callListWithOne(
        _ method: TemplateMethod, _ list: TemplateValue, _ argument: TemplateValue
    ) throws(TemplateFailure) -> TemplateValue {
        switch method {
        case .get:
            guard argument.tag == .integer, hasPositions(list) else { return .null }
            guard let found = element(list, argument.number) else { throw .method }
            return found
        case .contains: return TemplateValue(place(of: argument, in: list, isLast: false) >= 0)
        case .indexOf, .lastIndexOf:
            guard hasPositions(list) else { return .null }
            return TemplateValue(place(of: argument, in: list, isLast: method == .lastIndexOf))
        case .add:
            if isFixed(list) { throw .method }
            guard hasPositions(list), let object = mutable(list) else { throw .method }
            append(argument, to: object)
            return TemplateValue(true)
        case .remove: return try removeFromList(list, argument)
        case .addAll, .removeAll, .retainAll, .containsAll: return try callListWithList(method, list, argument)
        default: return .null
        }
    }

    private mutating func removeFromList(
        _ list: TemplateValue, _ argument: TemplateValue
    ) throws(TemplateFailure) -> TemplateValue {
        if isFixed(list) {
            // Only what would change it throws.
            if argument.tag == .integer || place(of: argument, in: list, isLast: false) >= 0 { throw .method }
            return TemplateValue(false)
        }
        guard let object = mutable(list) else { return .null }
        if argument.tag == .integer, hasPositions(list) {
            guard argument.number >= 0, argument.number < Int(object.pointee.count) else { throw .method }
            return removeElement(at: argument.number, of: object)
        }
        let found = place(of: argument, in: TemplateValue(.list, object), isLast: false)
        if found >= 0 {
            var isKept = [Bool](repeating: true, count: Int(object.pointee.count))
            isKept[found] = false
            _ = removeElement(at: found, of: object)
            keepInOwner(of: object, isKept)
        }
        return TemplateValue(found >= 0)
    }

    private mutating func callListWithList(
        _ method: TemplateMethod, _ list: TemplateValue, _ other: TemplateValue
    ) throws(TemplateFailure) -> TemplateValue {
        if other.isNull { throw .method }
        guard other.isList else { return .null }
        if method == .containsAll {
            for place in 0..<count(of: other)
            where self.place(of: element(of: other, at: place), in: list, isLast: false) < 0 {
                return TemplateValue(false)
            }
            return TemplateValue(true)
        }
        if method == .addAll, isFixed(list) || !hasPositions(list) {
            // Arrays and views of maps take nothing.
            if count(of: other) > 0 { throw .method }
            return TemplateValue(false)
        }
        if isFixed(list) {
            for place in 0..<count(of: list) {
                let isThere = self.place(of: element(of: list, at: place), in: other, isLast: false) >= 0
                if isThere == (method == .removeAll) { throw .method }
            }
            return TemplateValue(false)
        }
        guard let object = mutable(list) else { return .null }
        if method == .addAll {
            let count = count(of: other)
            for place in 0..<count { append(element(of: other, at: place), to: object) }
            return TemplateValue(count > 0)
        }
        var kept = 0
        let before = Int(object.pointee.count)
        var isKept = [Bool](repeating: false, count: before)
        for place in 0..<before {
            let value = object.pointee.items[place]
            let isThere = self.place(of: value, in: other, isLast: false) >= 0
            if isThere == (method == .retainAll) {
                object.pointee.items[kept] = value
                isKept[place] = true
                kept += 1
            }
        }
        object.pointee.count = UInt32(kept)
        object.pointee.changes += 1
        keepInOwner(of: object, isKept)
        return TemplateValue(kept != before)
    }

    private mutating func callListWithMore(
        _ method: TemplateMethod, _ list: TemplateValue, _ arguments: TemplateArguments
    ) throws(TemplateFailure) -> TemplateValue {
        guard arguments.count == 2, arguments[0].tag == .integer, hasPositions(list) else { return .null }
        let count = count(of: list)
        let first = arguments[0].number
        switch method {
        case .set:
            guard let object = mutable(list) else { return .null }
            guard first >= 0, first < count else { throw .method }
            try checkStored(arguments[1], in: object, at: first)
            let before = object.pointee.items[first]
            object.pointee.items[first] = arguments[1]
            return before
        case .add:
            if isFixed(list) { throw .method }
            guard let object = mutable(list) else { return .null }
            guard first >= 0, first <= count else { throw .method }
            insert(arguments[1], at: first, in: object)
            return TemplateHeap.nothing
        case .addAll:
            if arguments[1].isNull { throw .method }
            guard arguments[1].isList else { return .null }
            guard first >= 0, first <= count else { throw .method }
            let added = self.count(of: arguments[1])
            if isFixed(list) {
                if added > 0 { throw .method }
                return TemplateValue(false)
            }
            guard let object = mutable(list) else { return .null }
            for place in 0..<added { insert(element(of: arguments[1], at: place), at: first + place, in: object) }
            return TemplateValue(added > 0)
        case .subList:
            guard arguments[1].tag == .integer else { return .null }
            let last = arguments[1].number
            guard first >= 0, first <= last, last <= count else { throw .method }
            let part = makeObject(.list, capacity: last - first)
            for place in first..<last { append(element(of: list, at: place), to: part) }
            return TemplateValue(.list, part)
        default: return .null
        }
    }

    // MARK: Maps

    mutating func callMap(
        _ method: TemplateMethod, _ map: TemplateValue, _ arguments: TemplateArguments
    ) throws(TemplateFailure) -> TemplateValue {
        switch (method, arguments.count) {
        case (.get, 1): return member(of: map, arguments[0]) ?? .null
        case (.put, 2):
            guard let object = mutable(map) else { return .null }
            return put(arguments[0], arguments[1], in: object)
        case (.size, 0): return TemplateValue(count(of: map))
        case (.isEmpty, 0): return TemplateValue(count(of: map) == 0)
        case (.containsKey, 1): return TemplateValue(member(of: map, arguments[0]) != nil)
        case (.containsValue, 1):
            return TemplateValue(place(of: arguments[0], in: view(.values, of: map), isLast: false) >= 0)
        case (.keySet, 0): return view(.keys, of: map)
        case (.values, 0): return view(.values, of: map)
        case (.entrySet, 0): return view(.entries, of: map)
        case (.getOrDefault, 2): return member(of: map, arguments[0]) ?? arguments[1]
        case (.putIfAbsent, 2):
            if let found = member(of: map, arguments[0]), !found.isNull { return found }
            guard let object = mutable(map) else { return .null }
            return put(arguments[0], arguments[1], in: object)
        case (.putAll, 1):
            if arguments[0].isNull { throw .method }
            guard arguments[0].isMap, let object = mutable(map) else { return .null }
            let entries = view(.entries, of: arguments[0])
            for place in 0..<count(of: entries) {
                guard let entry = element(of: entries, at: place).object else { continue }
                put(entry.pointee.items[0], entry.pointee.items[1], in: object)
            }
            return TemplateHeap.nothing
        case (.clone, 0):
            let copy = makeMap()
            guard let object = copy.object else { return .null }
            let entries = view(.entries, of: map)
            for place in 0..<count(of: entries) {
                guard let entry = element(of: entries, at: place).object else { continue }
                put(entry.pointee.items[0], entry.pointee.items[1], in: object)
            }
            return copy
        case (.replace, 2):
            guard member(of: map, arguments[0]) != nil, let object = mutable(map) else { return .null }
            return put(arguments[0], arguments[1], in: object)
        case (.replace, 3):
            guard let found = member(of: map, arguments[0]), javaEquals(found, arguments[1], depth: 0),
                let object = mutable(map)
            else { return TemplateValue(false) }
            put(arguments[0], arguments[2], in: object)
            return TemplateValue(true)
        case (.remove, 1):
            guard let object = mutable(map) else { return .null }
            return remove(arguments[0], from: object)
        case (.clear, 0):
            if let object = mutable(map) { clear(object) }
            return TemplateHeap.nothing
        default: return .null
        }
    }
}
