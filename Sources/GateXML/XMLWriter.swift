// A JSON value as XML, by the shapes of a plan: the way back of XMLReader.swift. What no schema names becomes an
// element of its name; a name that XML does not allow has `_` in place of what it does not.

import GateBytes
import GateJSON
import GatePlan

/// Writes values.
package enum XMLWriter {
    /// Appends a document whose root is named by its shape, else `rootName`.
    package static func append(
        _ value: JSONCursor, shape: UInt32, rootName: ByteView, _ tables: XMLTables, to out: inout ByteBuffer
    ) {
        let record = tables.shapes[shape]
        let name = tables.plan.string(record.name)
        let tag = Tag(
            prefix: tables.plan.string(record.prefix), name: name.isEmpty ? rootName : name,
            space: tables.plan.string(record.space))
        append(value, tag, shape, itemName: .empty, tables, to: &out)
    }

    private struct Tag {
        var prefix = ByteView.empty
        let name: ByteView
        var space = ByteView.empty
    }

    private static func open(_ tag: Tag, _ out: inout ByteBuffer) {
        out.append("<")
        appendName(tag, &out)
        if tag.space.isEmpty { return }
        out.append(" xmlns")
        if !tag.prefix.isEmpty {
            out.append(":")
            appendName(tag.prefix, &out)
        }
        out.append("=\"")
        appendText(tag.space, isAttribute: true, &out)
        out.append("\"")
    }

    private static func close(_ tag: Tag, _ out: inout ByteBuffer) {
        out.append("</")
        appendName(tag, &out)
        out.append(">")
    }

    /// A prefix without a namespace cannot be written.
    private static func appendName(_ tag: Tag, _ out: inout ByteBuffer) {
        if !tag.prefix.isEmpty, !tag.space.isEmpty {
            appendName(tag.prefix, &out)
            out.append(":")
        }
        appendName(tag.name, &out)
    }

    /// XML 1.0 §2.3, `Name` without colons, as far as ASCII goes.
    private static func appendName(_ name: ByteView, _ out: inout ByteBuffer) {
        if name.isEmpty { return out.append("_") }
        for index in 0..<name.count {
            let byte = name[index]
            let isInner = ASCII.isDigit(byte) || byte == 0x2d || byte == 0x2e
            let isAllowed = ASCII.isLetter(byte) || byte == 0x5f || byte >= 0x80 || (isInner && index > 0)
            if !isAllowed, isInner { out.append("_") }
            out.append(isAllowed || isInner ? byte : 0x5f)
        }
    }

    private static func append(
        _ value: JSONCursor, _ tag: Tag, _ shape: UInt32, itemName: ByteView, _ tables: XMLTables,
        to out: inout ByteBuffer
    ) {
        let record = shape == PlanFormat.none ? XMLShapeRecord(types: 127) : tables.shapes[shape]
        open(tag, &out)
        switch value.kind {
        case .null:
            out.append(" xmlns:xsi=\"")
            out.append(XMLReader.instanceSpace)
            out.append("\" xsi:nil=\"true\"/>")
            return
        case .object: appendMembers(of: value, record, tables, to: &out)
        case .array:
            out.append(">")
            var name = itemName
            var item = Tag(name: ByteView("item"))
            if record.item != PlanFormat.none {
                let shape = tables.shapes[record.item]
                if name.isEmpty { name = tables.plan.string(shape.name) }
                item = Tag(
                    prefix: tables.plan.string(shape.prefix), name: name.isEmpty ? ByteView("item") : name,
                    space: tables.plan.string(shape.space))
            }
            var walk = value.elements
            while let element = walk.next() { append(element, item, record.item, itemName: .empty, tables, to: &out) }
        default:
            out.append(">")
            appendScalar(value, isAttribute: false, &out)
        }
        close(tag, &out)
    }

    /// The rest of an object's start tag, and its content.
    private static func appendMembers(
        of object: JSONCursor, _ record: XMLShapeRecord, _ tables: XMLTables, to out: inout ByteBuffer
    ) {
        let isPlain = { (value: JSONCursor) in value.kind != .array && value.kind != .object && value.kind != .null }
        var attributes = object.members
        while let member = attributes.next() {
            guard let known = declaration(of: member.name, record, tables), isPlain(member.value),
                known.flags & XMLMemberRecord.attribute != 0
            else { continue }
            let prefix = tables.plan.string(known.prefix)
            let space = tables.plan.string(known.space)
            let hasPrefix = !prefix.isEmpty && !space.isEmpty
            if hasPrefix {
                out.append(" xmlns:")
                appendName(prefix, &out)
                out.append("=\"")
                appendText(space, isAttribute: true, &out)
                out.append("\"")
            }
            out.append(" ")
            appendName(
                Tag(prefix: prefix, name: tables.plan.string(known.name), space: hasPrefix ? space : .empty), &out)
            out.append("=\"")
            appendScalar(member.value, isAttribute: true, &out)
            out.append("\"")
        }
        out.append(">")
        var walk = object.members
        while let member = walk.next() {
            let known = declaration(of: member.name, record, tables)
            if let known, known.flags & XMLMemberRecord.attribute != 0, isPlain(member.value) { continue }
            if known == nil, member.name.equals(ByteView(XMLReader.textMember)), isPlain(member.value) {
                appendScalar(member.value, isAttribute: false, &out)
                continue
            }
            append(member, known, record, tables, to: &out)
        }
    }

    private static func append(
        _ member: JSONMember, _ known: XMLMemberRecord?, _ record: XMLShapeRecord, _ tables: XMLTables,
        to out: inout ByteBuffer
    ) {
        guard let known else {
            var name = ByteBuffer(capacity: 64)
            member.name.decode(into: &name)
            return appendRepeated(
                member.value, Tag(name: name.view), record.additional, isList: member.value.kind == .array, tables,
                to: &out)
        }
        let tag = Tag(
            prefix: tables.plan.string(known.prefix), name: tables.plan.string(known.name),
            space: tables.plan.string(known.space))
        let shape = tables.shapes[known.shape]
        if known.flags & XMLMemberRecord.wrapped != 0 {
            return append(
                member.value, tag, known.shape, itemName: tables.plan.string(known.itemName), tables, to: &out)
        }
        let isList = member.value.kind == .array
        appendRepeated(member.value, tag, shape.isArray ? shape.item : known.shape, isList: isList, tables, to: &out)
    }

    private static func appendRepeated(
        _ value: JSONCursor, _ tag: Tag, _ shape: UInt32, isList: Bool, _ tables: XMLTables, to out: inout ByteBuffer
    ) {
        if !isList { return append(value, tag, shape, itemName: .empty, tables, to: &out) }
        var walk = value.elements
        while let element = walk.next() { append(element, tag, shape, itemName: .empty, tables, to: &out) }
    }

    private static func declaration(
        of name: JSONCursor, _ record: XMLShapeRecord, _ tables: XMLTables
    ) -> XMLMemberRecord? {
        for index in record.members.indices where name.equals(tables.plan.string(tables.members[index].property)) {
            return tables.members[index]
        }
        return nil
    }

    // MARK: Text

    private static func appendScalar(_ value: JSONCursor, isAttribute: Bool, _ out: inout ByteBuffer) {
        if value.kind != .string { return out.append(value.text) }
        if !value.hasEscapes { return appendText(value.text, isAttribute: isAttribute, &out) }
        var text = ByteBuffer(capacity: value.text.count)
        value.decode(into: &text)
        appendText(text.view, isAttribute: isAttribute, &out)
    }

    /// Control characters, which XML does not have, become `?`.
    private static func appendText(_ text: ByteView, isAttribute: Bool, _ out: inout ByteBuffer) {
        for index in 0..<text.count {
            let byte = text[index]
            switch byte {
            case 0x26: out.append("&amp;")
            case 0x3c: out.append("&lt;")
            case 0x3e: out.append("&gt;")
            case 0x22: if isAttribute { out.append("&quot;") } else { out.append(byte) }
            case 0x0d: out.append("&#13;")
            case 0x09, 0x0a:
                if !isAttribute { out.append(byte) } else { out.append(byte == 0x09 ? "&#9;" : "&#10;") }
            case 0..<0x20: out.append("?")
            default: out.append(byte)
            }
        }
    }
}
