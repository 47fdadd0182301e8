// Calling a method or reading a property of a value: dispatch by receiver, and what all values have. As in Velocity,
// an unknown method, a wrong number or kind of arguments gives null; an exception inside a method ends the run.

import GateBytes
import GateJSON
import GatePlan

/// The arguments of a call.
struct TemplateArguments {
    let base: UnsafePointer<TemplateValue>
    let count: Int

    subscript(index: Int) -> TemplateValue { base[index] }

    /// A text argument; null throws as Java would, another class makes the method unknown.
    func text(_ index: Int) throws(TemplateFailure) -> ByteView? {
        if base[index].isNull { throw .method }
        return base[index].tag == .string ? base[index].view : nil
    }

    /// An `int` argument.
    func int(_ index: Int) throws(TemplateFailure) -> Int? {
        if base[index].isNull { return nil }
        return base[index].tag == .integer ? base[index].number : nil
    }
}

extension TemplateHeap {
    /// The result of a method; null if the value has none such.
    mutating func call(
        _ method: TemplateMethod, on receiver: TemplateValue, _ arguments: TemplateArguments
    ) throws(TemplateFailure) -> TemplateValue {
        if receiver.isNull { return .null }
        if let result = try callCommon(method, receiver, arguments) { return result }
        let receiver = resolve(receiver)
        // Velocity 1.7 takes a method without parameters for any arguments, and the call then throws.
        if arguments.count > 0, TemplateHeap.takesNothing(method, receiver) { throw .method }
        switch receiver.tag {
        case .string: return try callString(method, receiver.view, arguments)
        case .list, .tapeArray, .range: return try callList(method, receiver, arguments)
        case .map, .tapeObject: return try callMap(method, receiver, arguments)
        case .entry: return callEntry(method, receiver, arguments)
        case .integer, .long, .double, .boolean: return try callNumber(method, receiver, arguments)
        case .big: return try callBig(method, receiver, arguments)
        case .decimal: return try callDecimal(method, receiver, arguments)
        case .character: return try callCharacter(method, receiver, arguments)
        case .util:
            guard arguments.count == 1, let function = TemplateHeap.utility(method) else { return .null }
            return try utility(function, arguments[0])
        case .javaClass:
            guard arguments.count == 0 else { return .null }
            if method == .getName { return TemplateValue(receiver.view) }
            return method == .getSimpleName ? simpleName(receiver) : .null
        case .null, .input, .loop, .block, .mark: return .null
        }
    }

    /// Whether a value's class has the method without parameters only.
    private static func takesNothing(_ method: TemplateMethod, _ receiver: TemplateValue) -> Bool {
        switch method {
        case .length, .trim, .intern, .toCharArray, .toLowerCase, .toUpperCase, .strip, .isBlank:
            return receiver.tag == .string
        case .isEmpty: return receiver.tag == .string || receiver.isList || receiver.isMap
        case .size, .clear: return receiver.isList || receiver.isMap
        case .iterator: return receiver.isList
        case .keySet, .values, .entrySet: return receiver.isMap
        case .intValue, .longValue, .doubleValue, .floatValue, .shortValue, .byteValue: return receiver.isNumber
        case .booleanValue: return receiver.tag == .boolean
        case .getKey, .getValue: return receiver.tag == .entry
        case .toString, .hashCode:
            return receiver.tag == .string || receiver.isList || receiver.isMap || receiver.tag == .entry
                || receiver.tag == .javaClass
        case .getName, .getSimpleName: return receiver.tag == .javaClass
        case .getClass: return true
        default: return false
        }
    }

    private func simpleName(_ value: TemplateValue) -> TemplateValue {
        let name = value.view
        var start = name.count
        while start > 0, name[start - 1] != 0x2e { start -= 1 }
        return TemplateValue(name.dropFirst(start))
    }

    private static func utility(_ method: TemplateMethod) -> UtilityFunction? {
        switch method {
        case .escapeJavaScript: .escapeJavaScript
        case .parseJson: .parseJSON
        case .urlEncode: .urlEncode
        case .urlDecode: .urlDecode
        case .base64Encode: .base64Encode
        case .base64Decode: .base64Decode
        default: nil
        }
    }

    private mutating func callCommon(
        _ method: TemplateMethod, _ receiver: TemplateValue, _ arguments: TemplateArguments
    ) throws(TemplateFailure) -> TemplateValue? {
        switch (method, arguments.count) {
        case (.toString, 0): return TemplateValue(try text(receiver))
        case (.equals, 1): return TemplateValue(javaEquals(receiver, arguments[0], depth: 0))
        case (.hashCode, 0): return TemplateValue(Int(javaHash(receiver, depth: 0)))
        case (.getClass, 0): return className(receiver)
        default: return nil
        }
    }

    /// What `getClass()` prints.
    func className(_ value: TemplateValue) -> TemplateValue {
        let value = resolve(value)
        let name: StaticString =
            switch value.tag {
            case .string: "java.lang.String"
            case .character: "java.lang.Character"
            case .boolean: "java.lang.Boolean"
            case .integer: "java.lang.Integer"
            case .long: "java.lang.Long"
            case .big: "java.math.BigInteger"
            case .double: "java.lang.Double"
            case .decimal: "java.math.BigDecimal"
            case .tapeArray: "net.minidev.json.JSONArray"
            case .list where value.object?.pointee.kind == .jsonList: "net.minidev.json.JSONArray"
            case .list where value.object?.pointee.kind == .array: arrayName(value)
            case .list, .range: "java.util.ArrayList"
            case .map, .tapeObject: "java.util.LinkedHashMap"
            case .javaClass: "java.lang.Class"
            default: "java.lang.Object"
            }
        return TemplateValue(.javaClass, ByteView(name))
    }

    private func arrayName(_ value: TemplateValue) -> StaticString {
        switch count(of: value) > 0 ? element(of: value, at: 0).tag : .string {
        case .character: "[C"
        case .integer: "[B"
        default: "[Ljava.lang.String;"
        }
    }

    // MARK: Properties

    /// A property of one of the body's objects that has no such member.
    func absentProperty(_ name: ByteView, of value: TemplateValue) -> TemplateValue {
        name == "class" ? className(value) : .null
    }

    /// `value.name`: a getter, a map's member, or a Boolean getter.
    mutating func property(_ name: ByteView, of value: TemplateValue) throws(TemplateFailure) -> TemplateValue {
        let value = resolve(value)
        switch value.tag {
        case .tapeObject:
            if let found = cursor(value).member(name) { return self.value(found) }
            return absentProperty(name, of: value)
        case .map:
            if name == "class" { return className(value) }
            return member(of: value, TemplateValue(name)) ?? .null
        case .null: return .null
        case .string:
            if name == "empty" { return TemplateValue(value.length == 0) }
            if name == "bytes" { return bytes(of: value.view) }
        case .list, .tapeArray: if name == "empty" { return TemplateValue(count(of: value) == 0) }
        case .entry:
            if name == "key" { return value.object?.pointee.items[0] ?? .null }
            if name == "value" { return value.object?.pointee.items[1] ?? .null }
        case .javaClass:
            if name == "name" { return TemplateValue(value.view) }
            if name == "simpleName" { return simpleName(value) }
        case .double:
            if name == "naN" || name == "NaN" { return TemplateValue(value.floating.isNaN) }
            if name == "infinite" { return TemplateValue(value.floating.isInfinite) }
        default: break
        }
        return name == "class" ? className(value) : .null
    }

    /// The bytes of a text as Java's signed ones.
    func bytes(of text: ByteView) -> TemplateValue {
        let list = makeObject(.array, capacity: text.count)
        for index in 0..<text.count { append(TemplateValue(Int(Int8(bitPattern: text[index]))), to: list) }
        return TemplateValue(.list, list)
    }

    /// `value[index]`.
    func index(_ value: TemplateValue, _ index: TemplateValue) throws(TemplateFailure) -> TemplateValue {
        let value = resolve(value)
        switch value.tag {
        case .list, .tapeArray:
            guard index.tag == .integer, hasPositions(value) else { return .null }
            let count = count(of: value)
            let place = index.number < 0 ? index.number + count : index.number
            guard place >= 0, place < count else { throw .method }
            return element(of: value, at: place)
        case .map, .tapeObject: return member(of: value, index) ?? .null
        default: return .null
        }
    }

    func hasPositions(_ list: TemplateValue) -> Bool {
        guard list.tag == .list, let kind = list.object?.pointee.kind else { return true }
        return kind != .set && kind != .collection && kind != .iterator
    }

    // MARK: Assignment

    mutating func setProperty(_ name: TemplateValue, of value: TemplateValue, to new: TemplateValue) {
        if value.isMap, let object = mutable(value) { put(name, new, in: object) }
    }

    mutating func setIndex(
        _ index: TemplateValue, of value: TemplateValue, to new: TemplateValue
    ) throws(TemplateFailure) {
        if value.isMap {
            if let object = mutable(value) { put(index, new, in: object) }
            return
        }
        guard value.isList, index.tag == .integer, hasPositions(resolve(value)), let object = mutable(value) else {
            return
        }
        let count = Int(object.pointee.count)
        let place = index.number < 0 ? index.number + count : index.number
        guard place >= 0, place < count else { throw .method }
        try checkStored(new, in: object, at: place)
        object.pointee.items[place] = new
    }

    /// An array of texts takes texts alone.
    func checkStored(
        _ value: TemplateValue, in object: UnsafeMutablePointer<TemplateObject>, at place: Int
    ) throws(TemplateFailure) {
        let isOther = value.tag != .string && !value.isNull
        if object.pointee.kind == .array, isOther, object.pointee.items[place].tag == .string { throw .method }
    }

    // MARK: Entries

    private mutating func callEntry(
        _ method: TemplateMethod, _ entry: TemplateValue, _ arguments: TemplateArguments
    ) -> TemplateValue {
        guard let object = entry.object else { return .null }
        switch (method, arguments.count) {
        case (.getKey, 0): return object.pointee.items[0]
        case (.getValue, 0): return object.pointee.items[1]
        case (.setValue, 1):
            let before = object.pointee.items[1]
            object.pointee.items[1] = arguments[0]
            if let map = mutable(object.pointee.items[2]) { put(object.pointee.items[0], arguments[0], in: map) }
            return before
        default: return .null
        }
    }
}
