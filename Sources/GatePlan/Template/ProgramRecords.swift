// Mapping-template programs in a plan: a program is a few units of instructions (its own, its macros', its blocks'
// and its arguments'), constants, and the names of its variables.

import GateBytes

/// A compiled mapping template.
@usableFromInline
package struct ProgramRecord: PlanRecord {
    @usableFromInline package static var section: SectionKind { .programs }
    /// References without a value are the empty string (the `aws` profile), else null.
    @inlinable package static var nullIsEmpty: UInt32 { 1 }
    /// The program is one text: `entry` and `count` of the unit are not needed to run it.
    @inlinable package static var isText: UInt32 { 2 }
    /// The program was made of evaluated text: its unit may read the parameters of the macro around it.
    @inlinable package static var isEvaluated: UInt32 { 4 }

    /// The unit that runs first.
    package var unit: UInt32
    /// Variable names; a variable's number is its place in them.
    package var names: RecordRange
    package var flags: UInt32
    /// The whole output of a program that is one text.
    package var text: StringReference
    /// The macros that evaluated text can call; of a program made of evaluated text those that it defines.
    package var macros: RecordRange

    package init(
        unit: UInt32, names: RecordRange, flags: UInt32, text: StringReference, macros: RecordRange = .empty
    ) {
        self.unit = unit
        self.names = names
        self.flags = flags
        self.text = text
        self.macros = macros
    }
}

/// A run of instructions with registers of its own.
package struct TemplateUnitRecord: PlanRecord {
    package static var section: SectionKind { .templateUnits }
    /// First instruction in the code section; jumps are relative to it.
    package var entry: UInt32
    package var length: UInt32
    /// How many registers it uses.
    package var registers: UInt32
    /// How many parameters it reads (macros and what stands inside of them).
    package var parameters: UInt32
    /// The program it belongs to.
    package var program: UInt32
    package var reserved: UInt32 = 0

    package init(entry: UInt32, length: UInt32, registers: UInt32, parameters: UInt32, program: UInt32) {
        self.entry = entry
        self.length = length
        self.registers = registers
        self.parameters = parameters
        self.program = program
    }
}

/// One instruction.
@frozen
@usableFromInline
package struct TemplateInstruction: PlanRecord {
    @usableFromInline package static var section: SectionKind { .code }
    /// Opcode in bits 0–7, operand d above.
    @usableFromInline package var head: UInt32
    @usableFromInline package var a: UInt32
    @usableFromInline package var b: UInt32
    @usableFromInline package var c: UInt32

    @inlinable
    package init(_ opcode: Opcode, _ a: UInt32 = 0, _ b: UInt32 = 0, _ c: UInt32 = 0, d: UInt32 = 0) {
        head = UInt32(opcode.rawValue) | d << 8
        self.a = a
        self.b = b
        self.c = c
    }

    /// The opcode of an instruction of this program's own making, or of a verified plan: the verifier has found the
    /// byte among the cases, whose raw values count from 0 as their representation does.
    @inlinable
    package var opcode: Opcode { unsafeBitCast(UInt8(truncatingIfNeeded: head), to: Opcode.self) }

    @inlinable
    package var d: UInt32 { head >> 8 }
}

/// What a constant is.
@usableFromInline
package enum TemplateConstantKind: UInt32, CaseIterable, Sendable {
    case null = 0
    case `false` = 1
    case `true` = 2
    /// A 32-bit whole number in `low`.
    case integer = 3
    /// A 64-bit whole number.
    case long = 4
    /// Decimal text of a larger one.
    case big = 5
    /// A Double's bits.
    case double = 6
    case string = 7
}

/// A constant of templates.
@usableFromInline
package struct TemplateConstantRecord: PlanRecord, Hashable {
    @usableFromInline package static var section: SectionKind { .constants }
    @usableFromInline package var kindValue: UInt32
    /// Hash of a string's bytes (FNV-1a, low half), for method names.
    package var hash: UInt32
    @usableFromInline package var low: UInt32
    @usableFromInline package var high: UInt32

    package init(_ kind: TemplateConstantKind, low: UInt32 = 0, high: UInt32 = 0, hash: UInt32 = 0) {
        kindValue = kind.rawValue
        self.hash = hash
        self.low = low
        self.high = high
    }

    @inlinable
    package var kind: TemplateConstantKind { TemplateConstantKind(rawValue: kindValue) ?? .null }

    @inlinable
    package var bits: UInt64 { UInt64(low) | UInt64(high) << 32 }

    @inlinable
    package var text: StringReference { StringReference(offset: low, length: high) }
}

/// A variable's name.
package struct TemplateNameRecord: PlanRecord {
    package static var section: SectionKind { .templateNames }
    package var text: StringReference

    package init(text: StringReference) { self.text = text }
}

/// An argument of a macro's call.
package struct TemplateArgumentRecord: PlanRecord {
    package static var section: SectionKind { .templateAuxiliary }
    /// The unit whose register 0 is the value when it stops, or, in a body, the text to render.
    package var unit: UInt32
    /// 1 for the body of `#@name()`.
    package var isBody: UInt32
    /// The argument's source text: printed when it is null.
    package var text: StringReference

    package init(unit: UInt32, isBody: Bool, text: StringReference) {
        self.unit = unit
        self.isBody = isBody ? 1 : 0
        self.text = text
    }
}

/// A macro for evaluated text, which is compiled together with the macros it calls.
package struct TemplateMacroRecord: PlanRecord {
    package static var section: SectionKind { .templateMacros }
    package var name: StringReference
    /// Its text, from `#macro` to `#end`.
    package var source: StringReference

    package init(name: StringReference, source: StringReference) {
        self.name = name
        self.source = source
    }
}

/// What evaluated text sees where it stands, beside the variables and macros that all of the program sees.
package struct TemplateScopeRecord: PlanRecord {
    package static var section: SectionKind { .templateScopes }
    /// Names of the macro's parameters around it, in their order; records of names.
    package var parameters: RecordRange
    /// Names that a loop's variable hides, though they are no variables; records of names.
    package var hidden: RecordRange

    package init(parameters: RecordRange, hidden: RecordRange) {
        self.parameters = parameters
        self.hidden = hidden
    }
}

/// The template sections of a plan, looked up once.
package struct TemplateTables: Sendable {
    package let programs: RecordView<ProgramRecord>
    package let units: RecordView<TemplateUnitRecord>
    package let code: RecordView<TemplateInstruction>
    package let constants: RecordView<TemplateConstantRecord>
    package let names: RecordView<TemplateNameRecord>
    package let arguments: RecordView<TemplateArgumentRecord>
    package let macros: RecordView<TemplateMacroRecord>
    package let scopes: RecordView<TemplateScopeRecord>

    package init(_ image: PlanImage) {
        programs = image.view(ProgramRecord.self)
        units = image.view(TemplateUnitRecord.self)
        code = image.view(TemplateInstruction.self)
        constants = image.view(TemplateConstantRecord.self)
        names = image.view(TemplateNameRecord.self)
        arguments = image.view(TemplateArgumentRecord.self)
        macros = image.view(TemplateMacroRecord.self)
        scopes = image.view(TemplateScopeRecord.self)
    }
}

extension PlanRecordSizes {
    static func templateSize(_ kind: SectionKind) -> Int? {
        switch kind {
        case .programs: size(ProgramRecord.self)
        case .code: size(TemplateInstruction.self)
        case .constants: size(TemplateConstantRecord.self)
        case .templateNames: size(TemplateNameRecord.self)
        case .templateAuxiliary: size(TemplateArgumentRecord.self)
        case .templateUnits: size(TemplateUnitRecord.self)
        case .templateMacros: size(TemplateMacroRecord.self)
        case .templateScopes: size(TemplateScopeRecord.self)
        default: nil
        }
    }
}
