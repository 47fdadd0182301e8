// Members of the body's objects, as instructions name them by a constant.
//
// The objects of an array mostly have the same members in the same places. So the machine remembers of each constant
// how far behind its object the name stood, looks there first, and searches where it finds another name.

import GateBytes
import GateJSON
import GatePlan

extension TemplateMachine {
    /// The member of one of the body's objects that a constant names.
    @inline(__always)
    private mutating func member(
        _ constant: Int, of owner: TemplateValue, _ run: inout TemplateRun
    ) -> JSONCursor? {
        let object = heap.cursor(owner)
        // Evaluated texts have constants of their own.
        if run.number == 0, let value = object.member(run.constantText(constant), at: memberPlaces[constant]) {
            return value
        }
        return searchedMember(constant, of: object, &run)
    }

    @inline(never)
    private mutating func searchedMember(
        _ constant: Int, of object: JSONCursor, _ run: inout TemplateRun
    ) -> JSONCursor? {
        guard let value = object.walkedMember(run.constantText(constant)) else { return nil }
        if run.number == 0 { memberPlaces[constant] = value.index &- object.index &- 1 }
        return value
    }

    /// A property; of the body's objects without detour.
    @inline(__always)
    mutating func property<Host: TemplateHost>(
        _ constant: Int, of owner: TemplateValue, _ run: inout TemplateRun, _ host: inout Host
    ) throws(TemplateFailure) -> TemplateValue {
        if owner.tag == .tapeObject, !heap.isChanged {
            if let value = member(constant, of: owner, &run) { return heap.value(value) }
            return heap.absentProperty(run.constantText(constant), of: owner)
        }
        return try property(run.constantText(constant), of: owner, &host)
    }

    /// Prints the text and the property of an instruction, if that is a plain text or a number of the body, from where
    /// it stands; else prints nothing and is false.
    @inline(never)
    mutating func appendPlainProperty(
        _ instruction: UnsafePointer<TemplateInstruction>, _ registers: UnsafeMutablePointer<TemplateValue>,
        _ run: inout TemplateRun, _ out: inout ByteBuffer
    ) -> Bool {
        let (constant, owner, text) = named(instruction, registers, &run)
        if owner.pointee.tag != .tapeObject || heap.isChanged { return false }
        guard let place = member(constant, of: owner.pointee, &run) else { return false }
        let head = place.node.head
        let kind = head & (15 | JSONNode.escaped)
        let value = place.text
        var isJavaForm = true
        if kind != UInt32(JSONKind.string.rawValue) {
            if kind != UInt32(JSONKind.number.rawValue) { return false }
            // A whole number that starts with another digit than 0 is printed as it is written.
            isJavaForm = head & JSONNode.fractional == 0 && value.count > 0 && value.base[0] &- 0x31 < 9
        }
        if isJavaForm {
            out.append(short: text, value)
        } else {
            out.append(short: text)
            JSONNumber.appendJava(value, isInteger: head & JSONNode.fractional == 0, to: &out)
        }
        return true
    }

    /// Prints the text and any property of an instruction.
    @inline(never)
    mutating func appendProperty<Host: TemplateHost>(
        _ instruction: UnsafePointer<TemplateInstruction>, _ registers: UnsafeMutablePointer<TemplateValue>,
        _ run: inout TemplateRun, _ host: inout Host, _ out: inout ByteBuffer
    ) throws(TemplateFailure) -> TemplateStop {
        let (constant, owner, text) = named(instruction, registers, &run)
        out.append(text)
        let value = try property(constant, of: owner.pointee, &run, &host)
        if value.tag == .string {
            out.append(value.view)
            return .done
        }
        return try append(value, literal: .empty, &run, &host, &out)
    }

    /// The name of the property to print, where its owner stands, and the text in front.
    @inline(__always)
    private mutating func named(
        _ instruction: UnsafePointer<TemplateInstruction>, _ registers: UnsafeMutablePointer<TemplateValue>,
        _ run: inout TemplateRun
    ) -> (constant: Int, owner: UnsafeMutablePointer<TemplateValue>, text: ByteView) {
        if case .textProperty = instruction.pointee.opcode {
            let text = run.text(instruction.pointee.a, instruction.pointee.b)
            return (Int(instruction.pointee.c), variables + Int(instruction.pointee.d), text)
        }
        return (Int(instruction.pointee.b), registers + Int(instruction.pointee.a), .empty)
    }

    /// Prints a register that holds no text.
    @inline(never)
    mutating func append<Host: TemplateHost>(
        _ instruction: UnsafePointer<TemplateInstruction>, _ registers: UnsafeMutablePointer<TemplateValue>,
        _ run: inout TemplateRun, _ host: inout Host, _ out: inout ByteBuffer
    ) throws(TemplateFailure) -> TemplateStop {
        let value = registers[Int(instruction.pointee.a)]
        return try append(value, literal: run.literal(instruction.pointee), &run, &host, &out)
    }
}

extension JSONCursor {
    /// The value of an object's member whose name stands `place` entries behind the object; nil if another name does,
    /// or if it takes more to tell. Where there are just two entries for each member, every value is a scalar and no
    /// name is repeated, so what stands there is a member's name or a value, never part of one.
    @inline(__always)
    fileprivate func member(_ name: ByteView, at place: UInt32) -> JSONCursor? {
        let object = node
        let entries = object.link &- index
        if entries != (object.head >> 8) &* 2 &+ 1 || place >= entries { return nil }
        let candidate = at(index &+ place)
        if candidate.node.head != JSONNode.name || !candidate.text.isSame(as: name) { return nil }
        return at(candidate.index &+ 1)
    }

    /// Most members that are looked through name by name, without a hash. Ours: such names differ in length or the
    /// first bytes.
    private static let walkedMax: UInt32 = 16

    /// `member`, of an object.
    @inline(__always)
    func walkedMember(_ name: ByteView) -> JSONCursor? {
        let object = node
        if object.head >> 8 > JSONCursor.walkedMax { return member(name) }
        var entry = index &+ 1
        while entry < object.link {
            let candidate = at(entry)
            // Escapes and repeated names take more to tell.
            if candidate.node.head != JSONNode.name { return member(name) }
            if candidate.text.isSame(as: name) { return at(entry &+ 1) }
            entry = at(entry &+ 1).node.link
        }
        return nil
    }
}
