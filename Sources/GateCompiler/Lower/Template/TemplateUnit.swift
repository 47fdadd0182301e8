// A unit of instructions under construction.

import GatePlan
import GateSource

/// Code, registers and open loops of one unit.
struct TemplateUnit {
    /// What `#break` leaves.
    enum Scope {
        /// A loop: jumps to patch with its end.
        case loop([Int])
        /// An interpolated string: only the machine can leave it.
        case text
    }

    let index: UInt32
    /// The macro's parameters, last the body's name; empty outside of macros.
    let parameters: [String]
    private(set) var code: [TemplateInstruction] = []
    /// From which instruction on the code comes from a place, ascending.
    private(set) var places: [(instruction: Int, range: SourceRange)] = []
    private(set) var registers: UInt32 = 0
    private var used: UInt32 = 0
    var scopes: [Scope] = []

    init(index: UInt32, parameters: [String]) {
        self.index = index
        self.parameters = parameters
    }

    /// The parameter of a name: of several, the last.
    func parameter(_ name: String) -> UInt32? {
        parameters.lastIndex(of: name).map { UInt32($0) }
    }

    // MARK: Registers

    mutating func take() -> UInt32 {
        used += 1
        registers = max(registers, used)
        return used - 1
    }

    mutating func release(to register: UInt32) { used = register }

    // MARK: Code

    var next: Int { code.count }

    /// What is emitted from here on comes from a place.
    mutating func mark(_ range: SourceRange) {
        if let last = places.last, last.instruction == code.count { places.removeLast() }
        places.append((code.count, range))
    }

    @discardableResult
    mutating func emit(
        _ opcode: Opcode, _ a: UInt32 = 0, _ b: UInt32 = 0, _ c: UInt32 = 0, d: UInt32 = 0
    ) -> Int {
        code.append(TemplateInstruction(opcode, a, b, c, d: d))
        return code.count - 1
    }

    mutating func emitText(_ text: StringReference) {
        if text.length > 0 { emit(.text, text.offset, text.length) }
    }

    /// Makes the jump at `place` go to the next instruction.
    mutating func patch(_ place: Int) {
        let target = UInt32(code.count)
        switch code[place].opcode {
        case .jump, .next: code[place].a = target
        case .loop: code[place].c = target
        default: code[place].b = target
        }
    }
}
