// Programs as they stand in a plan: what is folded and fused, what the listing shows, what the verifier refuses.

import GateBytes
import GateCompiler
import GatePlan
import GateSource
import Testing

@Suite("Programs of templates")
struct ProgramTests {
    private func listing(_ template: String) throws -> [String] {
        let compiled = try compile(template)
        return TemplateDisassembler(try #require(compiled.plan)).lines(ofProgram: compiled.program)
    }

    @Test func aTextWithoutDirectivesIsOneText() throws {
        let compiled = try compile("{\"statusCode\": 200}")
        let plan = try #require(compiled.plan)
        let record = TemplateTables(plan).programs[compiled.program]
        #expect(record.flags & ProgramRecord.isText != 0)
        #expect(String(plan.string(record.text)) == "{\"statusCode\": 200}")
    }

    @Test func constantsAreFolded() throws {
        let lines = try listing("#set($x = 2 * 3 + 4)#set($y = 'a' + 'b')#if('text')never#end")
        #expect(
            lines == [
                "program 0: 1 registers, 0 parameters", "  0: constant r0 10", "  1: assign $x r0",
                "  2: constant r0 \"ab\"", "  3: assign $y r0", "  4: stop",
            ])
    }

    @Test func whatTemplatesAskOfTheirInputsIsOneInstruction() throws {
        let lines = try listing("$input.json('$.a')$context.identity.sourceIp$stageVariables.t$input.params('q')")
        #expect(
            lines == [
                "program 0: 1 registers, 0 parameters", "  0: append-input-json path 0",
                "  1: context r0 identity.sourceIp", "  2: append r0 \"\"", "  3: stage-variable r0 \"t\"",
                "  4: append r0 \"\"", "  5: input-parameter r0 \"q\"", "  6: append r0 \"\"", "  7: stop",
            ])
    }

    @Test func theTableHasARowForEveryOpcodeInOrder() {
        #expect(OpcodeTable.forms.map(\.opcode) == Opcode.allCases)
        #expect(Opcode.allCases.map { Int($0.rawValue) } == Array(0..<Opcode.allCases.count))
    }

    @Test func whatCannotRunIsAWarningAndFails() throws {
        #expect(try compile("#include(\"x.vm\")").codes == [3004])
        #expect(try compile("#evaluate($input.body)").codes == [3003])
        #expect(try Renderer().render("#if(false)#parse('x')#end.") == .output(".", overrides: ""))
        #expect(try Renderer().render("#parse('x')") == .failed(.refused))
    }

    @Test func anOperandOutOfBoundsIsFoundBeforeAnythingRuns() throws {
        let broken: [TemplateInstruction] = [
            TemplateInstruction(.move, 0, 1), TemplateInstruction(.constant, 0, 9), TemplateInstruction(.load, 0, 0),
            TemplateInstruction(.text, 0, 99), TemplateInstruction(.jump, 7), TemplateInstruction(.macro, 3, 0, 0),
            TemplateInstruction(.parameter, 0, 0), TemplateInstruction(.inputPath, 0, 0),
            TemplateInstruction(.call, 0, 0, 0, d: 1), TemplateInstruction(.call, 0, 0, 9999),
            TemplateInstruction(.property, 0, 0, 0), TemplateInstruction(.root, 0, 4),
        ]
        for instruction in broken {
            #expect(throws: PlanError.self) { try plan([instruction, TemplateInstruction(.stop)]) }
        }
        #expect(throws: PlanError.self) { try plan([TemplateInstruction(.not, 0, 0)]) }
        #expect(throws: Never.self) { try plan([TemplateInstruction(.not, 0, 0), TemplateInstruction(.stop)]) }
    }

    /// A plan with one program of the given instructions and one register.
    private func plan(_ code: [TemplateInstruction]) throws {
        let builder = StandalonePlan.begin()
        builder.append(TemplateConstantRecord(.null))
        let range = builder.append(contentsOf: code)
        let unit = builder.append(
            TemplateUnitRecord(entry: range.start, length: range.count, registers: 1, parameters: 0, program: 0))
        builder.append(ProgramRecord(unit: unit, names: .empty, flags: 0, text: .empty))
        _ = try PlanImage(copying: builder.finish())
    }
}
