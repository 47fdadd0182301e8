// Equality, order and hashes as Java and Velocity have them.

import GateBytes
import GateJSON

extension TemplateHeap {
    /// Java's `equals`: classes count, so 1 and 1.0 differ.
    func javaEquals(_ left: TemplateValue, _ right: TemplateValue, depth: Int) -> Bool {
        if depth > TemplateHeap.printDepthMax { return false }
        let left = resolve(left)
        let right = resolve(right)
        if left.isList || left.isMap, !arena.visit() { return false }
        if left.isList, right.isList { return equalLists(left, right, depth: depth) }
        if left.isMap, right.isMap { return equalMaps(left, right, depth: depth) }
        if left.tag != right.tag { return false }
        switch left.tag {
        case .string, .character: return left.view == right.view
        case .big: return JSONDecimal.compare(JSONDecimal(left.view), JSONDecimal(right.view)) == 0
        case .decimal:
            do throws(TemplateFailure) {
                let one = try BigDecimal(text: left.view)
                let other = try BigDecimal(text: right.view)
                return one.scale == other.scale && BigNumber.compare(one.digits, other.digits) == 0
            } catch {
                return false
            }
        case .double: return left.floating == right.floating || (left.floating.isNaN && right.floating.isNaN)
        case .entry:
            guard let one = left.object, let other = right.object else { return false }
            return javaEquals(one.pointee.items[0], other.pointee.items[0], depth: depth + 1)
                && javaEquals(one.pointee.items[1], other.pointee.items[1], depth: depth + 1)
        default: return left.bits == right.bits
        }
    }

    private func equalLists(_ left: TemplateValue, _ right: TemplateValue, depth: Int) -> Bool {
        let count = count(of: left)
        if count != self.count(of: right) { return false }
        for place in 0..<count
        where !javaEquals(element(of: left, at: place), element(of: right, at: place), depth: depth + 1) {
            return false
        }
        return true
    }

    private func equalMaps(_ left: TemplateValue, _ right: TemplateValue, depth: Int) -> Bool {
        if count(of: left) != count(of: right) { return false }
        let entries = view(.entries, of: left)
        guard let object = entries.object else { return false }
        for place in 0..<Int(object.pointee.count) {
            guard let entry = object.pointee.items[place].object else { return false }
            guard let other = member(of: right, entry.pointee.items[0]) else { return false }
            if !javaEquals(entry.pointee.items[1], other, depth: depth + 1) { return false }
        }
        return true
    }

    /// Velocity's `==`: numbers by value, else `equals` within a class, else by text.
    func velocityEquals(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateFailure) -> Bool {
        if left.isNull || right.isNull { return left.isNull && right.isNull }
        if left.tag == .string, right.tag == .string { return left.view == right.view }
        if left.isNumber, right.isNumber { return try compareNumbers(left, right) == 0 }
        if left.tag == right.tag || (left.isList && right.isList) || (left.isMap && right.isMap) {
            return javaEquals(left, right, depth: 0)
        }
        return try text(left) == text(right)
    }

    /// Order of two numbers; nil when one is not a number.
    func compareNumbers(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateFailure) -> Int? {
        guard left.isNumber, right.isNumber else { return nil }
        if left.isWhole, right.isWhole { return left.number < right.number ? -1 : left.number > right.number ? 1 : 0 }
        if left.tag == .big || left.tag == .decimal || right.tag == .big || right.tag == .decimal {
            return try BigDecimal.compare(try BigDecimal(value: left), try BigDecimal(value: right))
        }
        let one = double(left)
        let other = double(right)
        if one.isNaN || other.isNaN { return nil }
        return one < other ? -1 : one > other ? 1 : 0
    }

    /// A number as a Double.
    func double(_ value: TemplateValue) -> Double {
        switch value.tag {
        case .integer, .long: Double(value.number)
        case .double: value.floating
        case .big, .decimal: JSONNumber.double(value.view)
        default: 0
        }
    }

    private static func hash(_ number: BigNumber) -> Int32 {
        if number.length > BigNumber.digitsMax { return 0 }
        let hash = number.words.reversed().reduce(Int32(0)) { $0 &* 31 &+ Int32(bitPattern: $1) }
        return number.isNegative ? 0 &- hash : hash
    }

    /// Java's `hashCode`.
    func javaHash(_ value: TemplateValue, depth: Int) -> Int32 {
        if depth > TemplateHeap.printDepthMax { return 0 }
        let value = resolve(value)
        if value.isList || value.isMap, !arena.visit() { return 0 }
        switch value.tag {
        case .null: return 0
        case .boolean: return value.bits != 0 ? 1231 : 1237
        case .integer: return Int32(truncatingIfNeeded: value.number)
        case .long, .double: return Int32(truncatingIfNeeded: value.bits ^ value.bits >> 32)
        case .string, .character: return JavaText.hash(value.view)
        case .big: return TemplateHeap.hash(BigNumber(Array(value.view)))
        case .decimal:
            do throws(TemplateFailure) {
                let number = try BigDecimal(text: value.view)
                return TemplateHeap.hash(number.digits) &* 31 &+ Int32(truncatingIfNeeded: number.scale)
            } catch {
                return 0
            }
        case .list, .tapeArray, .range:
            let isSet = value.tag == .list && value.object?.pointee.kind == .set
            var hash: Int32 = isSet ? 0 : 1
            for place in 0..<count(of: value) {
                let element = javaHash(element(of: value, at: place), depth: depth + 1)
                hash = isSet ? hash &+ element : hash &* 31 &+ element
            }
            return hash
        case .map, .tapeObject: return javaHash(view(.entries, of: value), depth: depth + 1)
        case .entry:
            guard let object = value.object else { return 0 }
            return javaHash(object.pointee.items[0], depth: depth + 1)
                ^ javaHash(object.pointee.items[1], depth: depth + 1)
        default: return Int32(truncatingIfNeeded: value.bits)
        }
    }
}
