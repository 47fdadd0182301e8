// Members of the body's objects, as instructions name them by a constant.
//
// The objects of an array mostly have the same members in the same places. So the machine remembers of each constant
// how far behind its object the name stood, looks there first, and searches where it finds another name.

import GateBytes
import GateJSON
import GatePlan

/// A constant as the name of members of the body.
struct TemplateMemberName {
    /// Its hash, below the seed of the tape that it is for; 0 until it is taken.
    var hash: UInt64 = 0
    /// How many entries behind its object the name stood last; 0 until it is found.
    var place: UInt32 = 0
}

extension TemplateMachine {
    /// The member of one of the body's objects that a constant names.
    @inline(__always)
    private mutating func member(
        _ constant: Int, of owner: TemplateValue, _ run: inout TemplateRun
    ) -> JSONCursor? {
        let object = heap.cursor(owner)
        // Evaluated texts have constants of their own.
        if run.number == 0,
            let value = object.member(run.constantText(constant), at: memberNames[constant].place)
        {
            return value
        }
        return searchedMember(constant, of: object, &run)
    }

    @inline(never)
    private mutating func searchedMember(
        _ constant: Int, of object: JSONCursor, _ run: inout TemplateRun
    ) -> JSONCursor? {
        let name = run.constantText(constant)
        if run.number != 0 { return object.member(name) }
        let seed = heap.tape.pointee.seed
        let known = memberNames[constant].hash
        var hash = UInt32(truncatingIfNeeded: known)
        if known == 0 || UInt32(truncatingIfNeeded: known >> 32) != seed {
            hash = JSONName.hash(name, seed: seed)
            memberNames[constant].hash = UInt64(seed) << 32 | UInt64(hash)
        }
        guard let value = object.member(name, hash: hash) else { return nil }
        memberNames[constant].place = value.index &- object.index &- 1
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
        let (constant, owner) = named(instruction, registers)
        if owner.pointee.tag != .tapeObject || heap.isChanged { return false }
        guard let place = member(constant, of: owner.pointee, &run) else { return false }
        let head = place.node.head
        let isText = head & (15 | JSONNode.escaped) == UInt32(JSONKind.string.rawValue)
        if !isText, head & 15 != UInt32(JSONKind.number.rawValue) { return false }
        if case .textProperty = instruction.pointee.opcode {
            out.append(short: run.text(instruction.pointee.a, instruction.pointee.b))
        }
        // A whole number that starts with another digit than 0 is printed as it is written.
        let text = place.text
        if isText || (head & JSONNode.fractional == 0 && text.count > 0 && text.base[0] &- 0x31 < 9) {
            out.append(short: text)
        } else {
            JSONNumber.appendJava(text, isInteger: head & JSONNode.fractional == 0, to: &out)
        }
        return true
    }

    /// Prints the text and any property of an instruction.
    @inline(never)
    mutating func appendProperty<Host: TemplateHost>(
        _ instruction: UnsafePointer<TemplateInstruction>, _ registers: UnsafeMutablePointer<TemplateValue>,
        _ run: inout TemplateRun, _ host: inout Host, _ out: inout ByteBuffer
    ) throws(TemplateFailure) -> TemplateStop {
        let (constant, owner) = named(instruction, registers)
        if case .textProperty = instruction.pointee.opcode {
            out.append(run.text(instruction.pointee.a, instruction.pointee.b))
        }
        let value = try property(constant, of: owner.pointee, &run, &host)
        if value.tag == .string {
            out.append(value.view)
            return .done
        }
        return try append(value, literal: .empty, &run, &host, &out)
    }

    /// The name of the property to print and where its owner stands.
    @inline(__always)
    private mutating func named(
        _ instruction: UnsafePointer<TemplateInstruction>, _ registers: UnsafeMutablePointer<TemplateValue>
    ) -> (constant: Int, owner: UnsafeMutablePointer<TemplateValue>) {
        if case .textProperty = instruction.pointee.opcode {
            return (Int(instruction.pointee.c), variables + Int(instruction.pointee.d))
        }
        return (Int(instruction.pointee.b), registers + Int(instruction.pointee.a))
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
}
