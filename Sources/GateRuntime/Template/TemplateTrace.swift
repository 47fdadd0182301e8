// What a template does, instruction by instruction: for `gatewright template render --trace`. Only machines whose host
// asks for it are compiled with the calls; an instruction's effect is read off when the next one of its unit begins.

import GateBytes
import GateJSON
import GatePlan

/// The steps of one run.
package final class TemplateTrace {
    /// Most steps that are kept; others are counted.
    package static let stepsMax = 10_000
    /// Most bytes of a value or output that are shown.
    package static let shownBytesMax = 120

    /// An instruction that ran.
    package struct Step {
        /// Units around it: macros, arguments, blocks and evaluated texts.
        package let depth: Int
        /// `file:line:column`; evaluated text has a name of its own.
        package let place: String?
        package let instruction: String
        /// Registers before it and what they held.
        package let reads: [String]
        /// The register or variable behind it and what it holds.
        package var writes: String?
        /// What it appended to the output.
        package var output: String?
        /// The turn of a loop, where a jump goes, why it failed.
        package var note: String?
    }

    /// A step whose effect is not read yet.
    struct Open {
        let step: Int
        let depth: Int
        let window: Int
        let instruction: TemplateInstruction
        /// The instruction behind it in its unit.
        let next: Int
        let loops: Int
        let outputCount: Int
    }

    package private(set) var steps: [Step] = []
    /// Steps that are not kept.
    package private(set) var more = 0
    private var open: [Open] = []
    private var disassemblers: [UInt32: TemplateDisassembler] = [:]

    package init() {}

    /// The step before in the unit that runs at a depth; those of units inside have ended.
    func takeLast(at depth: Int, window: Int) -> Open? {
        while let last = open.last, last.depth >= depth {
            open.removeLast()
            if last.depth == depth { return last.window == window ? last : nil }
        }
        return nil
    }

    func begin(_ step: Step, _ entry: Open) {
        steps.append(step)
        open.append(entry)
    }

    /// Whether there is room for a step; counts one for which there is none.
    func hasRoom() -> Bool {
        if steps.count < TemplateTrace.stepsMax { return true }
        more += 1
        return false
    }

    func update(_ step: Int, _ change: (inout Step) -> Void) { change(&steps[step]) }

    func isLast(_ step: Int) -> Bool { step == steps.count - 1 }

    /// The run has failed in the last step.
    func fail(_ failure: TemplateFailure) {
        if more == 0, let last = open.last { steps[last.step].note = "fails: \(failure)" }
    }

    func disassembler(_ run: TemplateRun) -> TemplateDisassembler {
        if let known = disassemblers[run.number] { return known }
        let made = TemplateDisassembler(run.tables.plan)
        disassemblers[run.number] = made
        return made
    }
}

/// A host whose runs are traced.
struct TemplateTracedHost<Base: TemplateHost>: TemplateHost {
    static var isTraced: Bool { true }
    private(set) var base: Base

    init(_ base: Base) { self.base = base }

    var body: ByteView { base.body }

    func readBody(
        into tape: UnsafeMutablePointer<JSONTape>
    ) throws(TemplateFailure) -> UnsafeMutablePointer<JSONTape> { try base.readBody(into: tape) }

    func parameter(_ name: ByteView, _ heap: inout TemplateHeap) -> TemplateValue {
        base.parameter(name, &heap)
    }

    func parameters(_ heap: inout TemplateHeap) -> TemplateValue { base.parameters(&heap) }

    func contextValue(_ variable: ContextVariable, _ heap: inout TemplateHeap) -> TemplateValue {
        base.contextValue(variable, &heap)
    }

    func context(_ heap: inout TemplateHeap) -> TemplateValue { base.context(&heap) }

    func stageVariable(_ name: ByteView, _ heap: inout TemplateHeap) -> TemplateValue {
        base.stageVariable(name, &heap)
    }

    func stageVariables(_ heap: inout TemplateHeap) -> TemplateValue { base.stageVariables(&heap) }

    mutating func takeOverrides(
        request: TemplateValue, response: TemplateValue, _ heap: inout TemplateHeap
    ) throws(TemplateFailure) { try base.takeOverrides(request: request, response: response, &heap) }
}
