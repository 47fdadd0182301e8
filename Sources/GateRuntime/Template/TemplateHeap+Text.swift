// Values as text: Java's `toString`, and JSON as json-smart writes it.

import GateBytes
import GateJSON

extension TemplateHeap {
    /// Deepest nesting of lists and maps that is printed. Ours: a list can hold itself.
    static let printDepthMax = 200
    /// Deepest nesting that is written as JSON: what the tape reads fits.
    static let jsonDepthMax = JSONTape.depthMax + 100

    /// Appends what Java's `String.valueOf` makes of a value.
    func append(_ value: TemplateValue, to out: inout ByteBuffer, depth: Int = 0) throws(TemplateFailure) {
        switch value.tag {
        case .string, .character: out.append(value.view)
        case .integer, .long: out.append(decimal: value.number)
        case .null: out.append("null")
        case .boolean: out.append(value.bits != 0 ? "true" : "false")
        case .double: JSONNumber.appendJava(value.floating, to: &out)
        case .big: JSONNumber.appendJava(value.view, isInteger: true, to: &out)
        case .decimal:
            // Shorter ones are not the body's but calculated, and written as Java writes them.
            let text = value.view
            if text.count <= JSONNumber.doubleTextMax { return out.append(text) }
            JSONNumber.appendJava(text, isInteger: false, to: &out)
        case .tapeArray, .tapeObject, .list, .map, .entry: try appendCollection(value, to: &out, depth: depth)
        case .range:
            let bounds = TemplateHeap.bounds(of: value)
            out.append(0x5b)
            for place in 0..<bounds.count {
                if place > 0 { out.append(", ") }
                out.append(decimal: bounds.first + bounds.step * place)
            }
            out.append(0x5d)
        case .javaClass:
            out.append("class ")
            out.append(value.view)
        case .loop: out.append("{}")
        case .input, .util, .block, .mark: out.append("[object]")
        }
    }

    private func appendCollection(
        _ value: TemplateValue, to out: inout ByteBuffer, depth: Int
    ) throws(TemplateFailure) {
        if depth > TemplateHeap.printDepthMax { throw .depth }
        if arena.isExhausted || out.count > TemplateMachine.printedBytesMax { throw .memory }
        let value = resolve(value)
        switch value.tag {
        case .tapeArray: try appendJSON(value, to: &out, style: .javaText, depth: depth)
        case .tapeObject:
            out.append(0x7b)
            var walk = cursor(value).members
            var isFirst = true
            while let member = walk.next() {
                if !isFirst { out.append(", ") }
                isFirst = false
                member.name.decode(into: &out)
                out.append(0x3d)
                try append(self.value(member.value), to: &out, depth: depth + 1)
            }
            out.append(0x7d)
        case .list:
            guard let object = value.object else { return }
            if object.pointee.kind == .jsonList {
                return try appendJSON(value, to: &out, style: .javaText, depth: depth)
            }
            out.append(0x5b)
            for place in 0..<Int(object.pointee.count) {
                if place > 0 { out.append(", ") }
                try append(object.pointee.items[place], to: &out, depth: depth + 1)
            }
            out.append(0x5d)
        case .map:
            guard let object = value.object else { return }
            out.append(0x7b)
            for place in 0..<Int(object.pointee.count) {
                if place > 0 { out.append(", ") }
                try append(object.pointee.items[place * 2], to: &out, depth: depth + 1)
                out.append(0x3d)
                try append(object.pointee.items[place * 2 + 1], to: &out, depth: depth + 1)
            }
            out.append(0x7d)
        default:
            guard let object = value.object else { return }
            try append(object.pointee.items[0], to: &out, depth: depth + 1)
            out.append(0x3d)
            try append(object.pointee.items[1], to: &out, depth: depth + 1)
        }
    }

    /// Appends a value as JSON.
    func appendJSON(
        _ value: TemplateValue, to out: inout ByteBuffer, style: JSONStyle, depth: Int = 0
    ) throws(TemplateFailure) {
        if depth > TemplateHeap.jsonDepthMax { throw .depth }
        if arena.isExhausted || out.count > TemplateMachine.printedBytesMax { throw .memory }
        let value = resolve(value)
        switch value.tag {
        case .tapeArray, .tapeObject:
            let place = cursor(value)
            if !isChanged { return JSONWriter.append(place, to: &out, style: style) }
            try appendChangedJSON(place, to: &out, style: style, depth: depth)
        case .list:
            guard let object = value.object else { return }
            out.append(0x5b)
            for place in 0..<Int(object.pointee.count) {
                if place > 0 { out.append(0x2c) }
                try appendJSON(object.pointee.items[place], to: &out, style: style, depth: depth + 1)
            }
            out.append(0x5d)
        case .map:
            guard let object = value.object else { return }
            out.append(0x7b)
            for place in 0..<Int(object.pointee.count) {
                if place > 0 { out.append(0x2c) }
                try appendName(object.pointee.items[place * 2], to: &out, style: style)
                out.append(0x3a)
                try appendJSON(object.pointee.items[place * 2 + 1], to: &out, style: style, depth: depth + 1)
            }
            out.append(0x7d)
        case .string: JSONWriter.appendQuoted(value.view, to: &out, style: style)
        case .double where !value.floating.isFinite: out.append("null")
        case .null, .boolean, .integer, .long, .double, .big, .decimal: try append(value, to: &out)
        case .range:
            let bounds = TemplateHeap.bounds(of: value)
            out.append(0x5b)
            for place in 0..<bounds.count {
                if place > 0 { out.append(0x2c) }
                out.append(decimal: bounds.first + bounds.step * place)
            }
            out.append(0x5d)
        default:
            var text = ByteBuffer(capacity: 64)
            try append(value, to: &text, depth: depth + 1)
            JSONWriter.appendQuoted(text.view, to: &out, style: style)
        }
    }

    private func appendName(
        _ key: TemplateValue, to out: inout ByteBuffer, style: JSONStyle
    ) throws(TemplateFailure) {
        if key.tag == .string { return JSONWriter.appendQuoted(key.view, to: &out, style: style) }
        var text = ByteBuffer(capacity: 64)
        try append(key, to: &text)
        JSONWriter.appendQuoted(text.view, to: &out, style: style)
    }

    /// A part of the body below which something has changed.
    private func appendChangedJSON(
        _ place: JSONCursor, to out: inout ByteBuffer, style: JSONStyle, depth: Int
    ) throws(TemplateFailure) {
        var isFirst = true
        if place.kind == .array {
            out.append(0x5b)
            var walk = place.elements
            while let element = walk.next() {
                if !isFirst { out.append(0x2c) }
                isFirst = false
                try appendJSONPart(element, to: &out, style: style, depth: depth)
            }
            out.append(0x5d)
            return
        }
        out.append(0x7b)
        var walk = place.members
        while let member = walk.next() {
            if !isFirst { out.append(0x2c) }
            isFirst = false
            JSONWriter.appendString(member.name, to: &out, style: style)
            out.append(0x3a)
            try appendJSONPart(member.value, to: &out, style: style, depth: depth)
        }
        out.append(0x7d)
    }

    private func appendJSONPart(
        _ place: JSONCursor, to out: inout ByteBuffer, style: JSONStyle, depth: Int
    ) throws(TemplateFailure) {
        if place.kind == .array || place.kind == .object {
            try appendJSON(value(place), to: &out, style: style, depth: depth + 1)
        } else {
            JSONWriter.append(place, to: &out, style: style)
        }
    }

    /// The text of a value; a string's own bytes, else copied into the arena.
    func text(_ value: TemplateValue) throws(TemplateFailure) -> ByteView {
        if value.tag == .string { return value.view }
        let spare = arena.open()
        defer { arena.close() }
        try append(value, to: &spare.pointee)
        return arena.copy(spare.pointee.view)
    }
}
