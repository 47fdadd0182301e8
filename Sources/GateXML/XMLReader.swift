// An XML body as JSON text, by the shapes of a plan (OpenAPI 3.0.3, "XML Object"). Nothing of a body is left out in
// silence: members that no schema names become members under their local names, text beside elements is `#text`,
// repeated elements where no array is declared become an array, which the schema then refuses.

import GateBytes
import GateJSON
import GatePlan

/// A worker's reusable reader.
package struct XMLReader: ~Copyable {
    /// Namespace of `xsi:nil`. XML Schema part 1 §2.6.
    static let instanceSpace: StaticString = "http://www.w3.org/2001/XMLSchema-instance"
    /// Namespace of `xml:lang` and its like, which say nothing of a value.
    private static let xmlSpace: StaticString = "http://www.w3.org/XML/1998/namespace"
    /// The member that text beside elements or attributes becomes.
    static let textMember: StaticString = "#text"

    private var tape = XMLTape()
    private var scratch = ByteBuffer(capacity: 256)

    package init() {}

    /// Appends the value of an XML text.
    package mutating func read(
        _ source: ByteView, shape: UInt32, _ tables: XMLTables, into out: inout ByteBuffer
    ) throws(XMLFailure) {
        try tape.read(source)
        let record = tables.shapes[shape]
        let root = tape.nodes[0]
        let name = tables.plan.string(record.name)
        let space = tables.plan.string(record.space)
        if !name.isEmpty, !(tape.view(root.text) == name) {
            throw .root(found: String(tape.view(root.text)), expected: String(name))
        }
        if !space.isEmpty, !(tape.view(root.space) == space) {
            throw .root(
                found: "{\(String(tape.view(root.space)))}\(String(tape.view(root.text)))",
                expected: "{\(String(space))}\(String(tape.view(root.text)))")
        }
        let start = out.count
        try append(0, shape, itemName: .empty, tables, into: &out)
        if out.count - start > XMLLimits.outputBytesMax { throw .tooLarge }
    }

    // MARK: Values

    private mutating func append(
        _ element: Int, _ shape: UInt32, itemName: ByteView, _ tables: XMLTables, into out: inout ByteBuffer
    ) throws(XMLFailure) {
        if out.count > XMLLimits.outputBytesMax { throw .tooLarge }
        let record = shape == PlanFormat.none ? XMLShapeRecord(types: 127) : tables.shapes[shape]
        if isNil(element) { return out.append("null") }
        let isDeep = hasMembers(element)
        if record.isArray, record.types & 64 == 0 || record.members.count == 0 {
            return try appendArray(element, record, itemName, tables, into: &out)
        }
        let scalars: UInt32 = 31
        if isDeep || (record.types != 127 && record.types & 64 != 0 && record.types & scalars & ~1 == 0) {
            return try appendObject(element, record, tables, into: &out)
        }
        scratch.removeAll()
        tape.appendText(of: element, to: &scratch)
        XMLScalar.append(scratch.view, record.types, to: &out)
    }

    /// Whether an element has elements or attributes that are part of its value.
    private func hasMembers(_ element: Int) -> Bool {
        var index = element + 1
        while index < tape.nodes[element].end {
            let node = tape.nodes[index]
            if node.kind == .element || (node.kind == .attribute && !isAside(node)) { return true }
            index = node.end
        }
        return false
    }

    /// Whether an attribute says something of the document, not of the value.
    private func isAside(_ attribute: XMLNode) -> Bool {
        let space = tape.view(attribute.space)
        return space == XMLReader.instanceSpace || space == XMLReader.xmlSpace
    }

    private func isNil(_ element: Int) -> Bool {
        var index = element + 1
        while index < tape.nodes[element].end, tape.nodes[index].kind == .attribute {
            let node = tape.nodes[index]
            if tape.view(node.text) == "nil", tape.view(node.space) == XMLReader.instanceSpace {
                let value = XMLScalar.trimmed(tape.view(tape.nodes[index + 1].text))
                return value == "true" || value == "1"
            }
            index = node.end
        }
        return false
    }

    /// The elements inside of an element; all of them are items.
    private mutating func appendArray(
        _ element: Int, _ record: XMLShapeRecord, _ itemName: ByteView, _ tables: XMLTables,
        into out: inout ByteBuffer
    ) throws(XMLFailure) {
        var name = itemName
        if name.isEmpty, record.item != PlanFormat.none {
            name = tables.plan.string(tables.shapes[record.item].name)
        }
        out.append("[")
        var count = 0
        var index = element + 1
        while index < tape.nodes[element].end {
            let node = tape.nodes[index]
            if node.kind == .element {
                if !name.isEmpty, !(tape.view(node.text) == name) {
                    throw .item(found: String(tape.view(node.text)), expected: String(name))
                }
                if count > 0 { out.append(",") }
                count += 1
                try append(index, record.item, itemName: .empty, tables, into: &out)
            }
            index = node.end
        }
        out.append("]")
    }

    // MARK: Objects

    /// What becomes one member.
    private struct Group {
        /// Its declaration; nil for a member that no schema names.
        let member: Int?
        let name: XMLText
        var nodes: [Int]
    }

    private mutating func appendObject(
        _ element: Int, _ record: XMLShapeRecord, _ tables: XMLTables, into out: inout ByteBuffer
    ) throws(XMLFailure) {
        out.append("{")
        var count = 0
        func separate(_ out: inout ByteBuffer) {
            if count > 0 { out.append(",") }
            count += 1
        }
        let groups = groups(of: element, record, tables)
        for group in groups {
            separate(&out)
            let member = group.member.map { tables.members[$0] }
            let property = member.map { tables.plan.string($0.property) } ?? tape.view(group.name)
            JSONWriter.appendQuoted(property, to: &out)
            out.append(":")
            try append(group, member, record, tables, into: &out)
        }
        // An array without a wrapper and without elements is an empty one, where there has to be one.
        for index in record.members.indices {
            let member = tables.members[index]
            let mustBe = member.flags & (XMLMemberRecord.required | XMLMemberRecord.wrapped) == XMLMemberRecord.required
            guard mustBe, tables.shapes[member.shape].isArray, !groups.contains(where: { $0.member == index })
            else { continue }
            separate(&out)
            JSONWriter.appendQuoted(tables.plan.string(member.property), to: &out)
            out.append(":[]")
        }
        scratch.removeAll()
        tape.appendText(of: element, to: &scratch)
        let text = XMLScalar.trimmed(scratch.view)
        if !text.isEmpty {
            separate(&out)
            out.append("\"#text\":")
            JSONWriter.appendQuoted(text, to: &out)
        }
        out.append("}")
    }

    /// The children of an element by member, in the order of their first ones.
    private func groups(of element: Int, _ record: XMLShapeRecord, _ tables: XMLTables) -> [Group] {
        var groups: [Group] = []
        var places: [[UInt8]: Int] = [:]
        var index = element + 1
        while index < tape.nodes[element].end {
            let node = tape.nodes[index]
            defer { index = node.end }
            if node.kind == .text || (node.kind == .attribute && isAside(node)) { continue }
            let member = member(of: record, node, tables)
            let name = member.map { tables.plan.string(tables.members[$0].property) } ?? tape.view(node.text)
            let key = Array(name)
            if let place = places[key] {
                groups[place].nodes.append(index)
            } else {
                places[key] = groups.count
                groups.append(Group(member: member, name: node.text, nodes: [index]))
            }
        }
        return groups
    }

    /// The declaration of an attribute or element: by name and namespace, or by name where it declares no namespace.
    private func member(of record: XMLShapeRecord, _ node: XMLNode, _ tables: XMLTables) -> Int? {
        var found: Int?
        for index in tables.members(
            of: record, named: tape.view(node.text), isAttribute: node.kind == .attribute)
        {
            let space = tables.plan.string(tables.members[index].space)
            if space.isEmpty {
                found = found ?? index
            } else if space == tape.view(node.space) {
                return index
            }
        }
        return found
    }

    private mutating func append(
        _ group: Group, _ member: XMLMemberRecord?, _ record: XMLShapeRecord, _ tables: XMLTables,
        into out: inout ByteBuffer
    ) throws(XMLFailure) {
        var shape = member?.shape ?? record.additional
        let isWrapped = (member?.flags ?? 0) & XMLMemberRecord.wrapped != 0
        let isList = member != nil && !isWrapped && tables.shapes[shape].isArray
        if isList { shape = tables.shapes[shape].item }
        if isList || group.nodes.count > 1 { out.append("[") }
        for (place, node) in group.nodes.enumerated() {
            if place > 0 { out.append(",") }
            if tape.nodes[node].kind == .attribute {
                let types = shape == PlanFormat.none ? 127 : tables.shapes[shape].types
                XMLScalar.append(tape.view(tape.nodes[node + 1].text), types, to: &out)
                continue
            }
            let itemName = isWrapped ? member.map { tables.plan.string($0.itemName) } : nil
            try append(node, shape, itemName: itemName ?? .empty, tables, into: &out)
        }
        if isList || group.nodes.count > 1 { out.append("]") }
    }
}

/// Text as a value that is no array and no object.
enum XMLScalar {
    static func trimmed(_ text: ByteView) -> ByteView {
        var start = 0
        var end = text.count
        while start < end, XMLTape.isSpace(text[start]) { start += 1 }
        while end > start, XMLTape.isSpace(text[end - 1]) { end -= 1 }
        return text.slice(start, end)
    }

    /// Appends the value of a text among types; what is none of them stays a string, which the schema then refuses.
    static func append(_ text: ByteView, _ types: UInt32, to out: inout ByteBuffer) {
        let value = trimmed(text)
        // Untyped text stays text.
        if types != 127 {
            let isText = types & 16 != 0
            if value.isEmpty, !isText, types & 1 != 0 { return out.append("null") }
            if types & 2 != 0 {
                if value == "true" || (!isText && value == "1" && types & 12 == 0) { return out.append("true") }
                if value == "false" || (!isText && value == "0" && types & 12 == 0) { return out.append("false") }
            }
            if types & 12 != 0, appendNumber(value, isExact: isText, to: &out) { return }
        }
        JSONWriter.appendQuoted(text, to: &out)
    }

    /// Appends a number as JSON writes it; `xs:decimal` and `xs:double` allow a plus sign, leading zeros and a bare
    /// point. `isExact`: only what JSON writes the same. False when the text is no number.
    private static func appendNumber(_ text: ByteView, isExact: Bool, to out: inout ByteBuffer) -> Bool {
        var index = 0
        let isNegative = !text.isEmpty && text[0] == 0x2d
        if isNegative || (!text.isEmpty && text[0] == 0x2b) { index = 1 }
        if isExact, index == 1, !isNegative { return false }
        func digits() -> (Int, Int) {
            let start = index
            while index < text.count, ASCII.isDigit(text[index]) { index += 1 }
            return (start, index)
        }
        var whole = digits()
        var fraction = (index, index)
        if index < text.count, text[index] == 0x2e {
            index += 1
            fraction = digits()
            if isExact, fraction.0 == fraction.1 || whole.0 == whole.1 { return false }
        }
        if whole.0 == whole.1, fraction.0 == fraction.1 { return false }
        let exponent = index
        if index < text.count, text[index] | 0x20 == 0x65 {
            index += 1
            if index < text.count, text[index] == 0x2b || text[index] == 0x2d { index += 1 }
            let digits = digits()
            if digits.0 == digits.1 { return false }
        }
        if index != text.count { return false }
        while whole.1 - whole.0 > 1, text[whole.0] == 0x30 {
            if isExact { return false }
            whole.0 += 1
        }
        if isNegative { out.append("-") }
        if whole.0 == whole.1 { out.append("0") }
        out.append(text.slice(whole.0, whole.1))
        if fraction.1 > fraction.0 {
            out.append(".")
            out.append(text.slice(fraction.0, fraction.1))
        }
        out.append(text.slice(exponent, text.count))
        return true
    }
}
