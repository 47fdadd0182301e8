// Instructions that often follow each other become one: what a loop's body does most is print text and a property.
// A fused instruction leaves out a register that nothing reads afterwards; one that is jumped to is never swallowed.

import GatePlan

/// Fuses the instructions of one finished unit.
struct TemplateFusion {
    private let code: [TemplateInstruction]
    /// Whether some jump goes to an instruction.
    private var isTarget: [Bool]
    private(set) var fused: [TemplateInstruction] = []
    /// Where each old instruction's work is done now; one more for the end.
    private(set) var moved: [Int] = []

    init(_ code: [TemplateInstruction]) {
        self.code = code
        isTarget = [Bool](repeating: false, count: code.count + 1)
        for instruction in code {
            TemplateFusion.forEachJump(of: instruction) { isTarget[Int($0)] = true }
        }
        var index = 0
        while index < code.count {
            let (instruction, count) = next(index)
            moved.append(contentsOf: repeatElement(fused.count, count: count))
            fused.append(instruction)
            index += count
        }
        moved.append(fused.count)
        for place in fused.indices { retarget(place) }
    }

    /// The instruction that does the work of those from `index` on, and of how many.
    private func next(_ index: Int) -> (TemplateInstruction, Int) {
        let first = code[index]
        switch first.opcode {
        case .text:
            guard let second = follower(index, 1), second.opcode == .load, let third = follower(index, 2),
                third.opcode == .appendProperty, third.a == second.a
            else { break }
            return (TemplateInstruction(.textProperty, first.a, first.b, third.b, d: second.b), 3)
        case .load:
            guard let second = follower(index, 1) else { break }
            if second.opcode == .appendProperty, second.a == first.a {
                return (TemplateInstruction(.textProperty, 0, 0, second.b, d: first.b), 2)
            }
            guard second.opcode == .property, second.a == first.a, second.b == first.a else { break }
            let isEmptied = follower(index, 2).map { $0.opcode == .emptyIfNull && $0.a == first.a } ?? false
            return (
                TemplateInstruction(.variableProperty, first.a, second.c, first.b, d: isEmptied ? 1 : 0),
                isEmptied ? 3 : 2
            )
        case .loopValue:
            guard let second = follower(index, 1) else { break }
            if second.opcode == .append, second.a == first.a, second.c == 0 {
                return (TemplateInstruction(.appendLoopValue, first.b), 2)
            }
            let isEmptied = second.opcode == .emptyIfNull && second.a == first.a
            guard let jump = follower(index, isEmptied ? 2 : 1), jump.opcode == .jumpIfFalse, jump.a == first.a else {
                break
            }
            return (
                TemplateInstruction(.jumpUnlessLoop, first.b, jump.b, d: isEmptied ? 1 : 0), isEmptied ? 3 : 2
            )
        case let opcode where opcode.isComparison:
            guard let second = follower(index, 1), second.opcode == .jumpIfFalse, second.a == first.a else { break }
            return (TemplateInstruction(.jumpUnless, first.b, first.c, second.b, d: UInt32(opcode.rawValue)), 2)
        default: break
        }
        return (first, 1)
    }

    /// The instruction `count` behind another if it is only come to from there.
    private func follower(_ index: Int, _ count: Int) -> TemplateInstruction? {
        index + count < code.count && !isTarget[index + count] ? code[index + count] : nil
    }

    private static func forEachJump(of instruction: TemplateInstruction, _ body: (UInt32) -> Void) {
        let form = OpcodeTable.form(instruction.opcode)
        if form.a == .jump { body(instruction.a) }
        if form.b == .jump { body(instruction.b) }
        if form.c == .jump { body(instruction.c) }
    }

    private mutating func retarget(_ place: Int) {
        let form = OpcodeTable.form(fused[place].opcode)
        if form.a == .jump { fused[place].a = UInt32(moved[Int(fused[place].a)]) }
        if form.b == .jump { fused[place].b = UInt32(moved[Int(fused[place].b)]) }
        if form.c == .jump { fused[place].c = UInt32(moved[Int(fused[place].c)]) }
    }
}
