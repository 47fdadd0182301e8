// Programs as they stand in a plan: what is folded and fused, what the listing shows, what the verifier refuses.

import GateBytes
import GateCompiler
import GatePlan
import GateRuntime
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
        #expect(try compile("#evaluate(\"a$input.json('$')\")#evaluate($t)#evaluate('$input.body')").codes == [3003])
        #expect(try Renderer().render("#if(false)#parse('x')#end.") == .output(".", overrides: ""))
        #expect(try Renderer().render("#parse('x')") == .failed(.refused))
    }

    @Test func anOperandOutOfBoundsIsFoundBeforeAnythingRuns() throws {
        let broken: [TemplateInstruction] = [
            TemplateInstruction(.move, 0, 1), TemplateInstruction(.constant, 0, 9), TemplateInstruction(.load, 0, 1),
            TemplateInstruction(.text, 0, 99), TemplateInstruction(.jump, 7), TemplateInstruction(.macro, 3, 0, 0),
            TemplateInstruction(.parameter, 0, 0), TemplateInstruction(.inputPath, 0, 0),
            TemplateInstruction(.call, 0, 0, 0, d: 1), TemplateInstruction(.call, 0, 0, 9999),
            TemplateInstruction(.property, 0, 0, 0), TemplateInstruction(.root, 0, 4),
            TemplateInstruction(.leaveLoop, 1), TemplateInstruction(.evaluate, 1, 0),
            TemplateInstruction(.evaluate, 0, 1),
            TemplateInstruction(.runEvaluated, 1), TemplateInstruction(.callUnknown, 0, 0, 0),
            TemplateInstruction(.callUnknown, 1, 0, 99), TemplateInstruction(.callUnknown, 1, 0, 1, d: 1),
        ]
        for instruction in broken {
            #expect(throws: PlanError.self) { try plan([instruction, TemplateInstruction(.stop)]) }
        }
        #expect(throws: PlanError.self) { try plan([TemplateInstruction(.not, 0, 0)]) }
        for instruction in [
            TemplateInstruction(.not, 0, 0), TemplateInstruction(.leaveLoop, 0), TemplateInstruction(.leaveNearest),
            TemplateInstruction(.evaluate, 0, 0), TemplateInstruction(.runEvaluated, 0),
            TemplateInstruction(.callUnknown, 1, 0, 1),
        ] {
            #expect(throws: Never.self) { try plan([instruction, TemplateInstruction(.stop)]) }
        }
    }

    @Test func whatEvaluatedTextSeesIsCheckedToo() throws {
        let sound = TemplateScopeRecord(parameters: RecordRange(start: 0, count: 2), hidden: .empty)
        #expect(throws: Never.self) { try plan([TemplateInstruction(.stop)], scope: sound) }
        for scope in [
            TemplateScopeRecord(parameters: RecordRange(start: 1, count: 2), hidden: .empty),
            TemplateScopeRecord(parameters: .empty, hidden: RecordRange(start: 0, count: 3)),
            TemplateScopeRecord(parameters: RecordRange(start: .max, count: 1), hidden: .empty),
        ] {
            #expect(throws: PlanError.self) { try plan([TemplateInstruction(.stop)], scope: scope) }
        }
        let text = StringReference(offset: 0, length: 1)
        let beyond = StringReference(offset: 0, length: 99)
        for (name, source, count) in [(beyond, text, 1), (text, beyond, 1), (text, text, 2)] {
            let macro = TemplateMacroRecord(name: name, source: source)
            let range = RecordRange(start: 0, count: UInt32(count))
            #expect(throws: PlanError.self) { try plan([TemplateInstruction(.stop)], macro: macro, macros: range) }
        }
        #expect(throws: Never.self) {
            let macro = TemplateMacroRecord(name: text, source: text)
            try plan([TemplateInstruction(.stop)], macro: macro, macros: RecordRange(start: 0, count: 1))
        }
    }

    @Test func onlyEvaluatedTextReadsParametersOfItsOwn() throws {
        #expect(throws: PlanError.self) { try plan([TemplateInstruction(.stop)], parameters: 1) }
        #expect(throws: Never.self) {
            try plan([TemplateInstruction(.stop)], parameters: 1, flags: ProgramRecord.isEvaluated)
        }
    }

    @Test func evaluatedTextHasItsInstructions() throws {
        let text = "#macro(m $p)#foreach($p in [1])#evaluate($t)#end#k()#end#evaluate('x#break')#m()"
        let lines = try listing(text).map { $0.split(separator: ":").last.map(String.init) ?? "" }
        for line in [
            " evaluate r0 scope 0", " call-unknown \"k\" \"#k()\" scope 1", " run-evaluated unit 1", " text \"x\"",
        ] {
            #expect(lines.contains(line), "\(line) is not in \(lines)")
        }
    }

    /// Forged code that leaves loops, texts and units that it is not in runs to an end all the same.
    @Test func leavingWhatIsNotThereEnds() throws {
        let codes: [[TemplateInstruction]] = [
            [TemplateInstruction(.leaveNearest)], [TemplateInstruction(.leaveLoop, 0)],
            [TemplateInstruction(.loopValue, 0, LoopValue.loop.rawValue), TemplateInstruction(.leaveLoop, 0)],
            [TemplateInstruction(.end, 0, 0), TemplateInstruction(.leaveNearest), TemplateInstruction(.end, 0, 0)],
            [TemplateInstruction(.begin, 0), TemplateInstruction(.halt), TemplateInstruction(.end, 0, 0)],
            [TemplateInstruction(.runEvaluated, 0)], [TemplateInstruction(.evaluate, 0, 0)],
            [TemplateInstruction(.constant, 0, 1), TemplateInstruction(.evaluate, 0, 0)],
            [TemplateInstruction(.callUnknown, 1, 0, 1)],
            [
                TemplateInstruction(.list, 0, 0, 1), TemplateInstruction(.loop, 0, 0, 3),
                TemplateInstruction(.leaveNearest), TemplateInstruction(.jump, 2),
            ],
        ]
        for (number, code) in codes.enumerated() {
            let image = try plan(code + [TemplateInstruction(.stop)])
            var machine = TemplateMachine()
            machine.evaluator = Renderer.compiling
            let inputs = try #require(TemplateInputs(json: Array("{}".utf8), body: []))
            var host = inputs.host
            var out = ByteBuffer()
            do throws(TemplateFailure) {
                try machine.run(program: 0, tables: PlanTables(image), host: &host, into: &out)
            } catch {
                #expect([.refused, .depth, .instructions].contains(error), "code \(number): \(error)")
            }
        }
    }

    /// A plan with one program of the given instructions, one register and one variable.
    @discardableResult
    private func plan(
        _ code: [TemplateInstruction], scope: TemplateScopeRecord? = nil, macro: TemplateMacroRecord? = nil,
        macros: RecordRange = .empty, parameters: UInt32 = 0, flags: UInt32 = 0
    ) throws -> PlanImage {
        let builder = StandalonePlan.begin()
        let text = builder.intern("ab")
        builder.append(TemplateConstantRecord(.null))
        builder.append(TemplateConstantRecord(.string, low: text.offset, high: 1))
        let names = builder.append(contentsOf: [TemplateNameRecord(text: text), TemplateNameRecord(text: text)])
        builder.append(scope ?? TemplateScopeRecord(parameters: names, hidden: .empty))
        if let macro { builder.append(macro) }
        let range = builder.append(contentsOf: code)
        let unit = builder.append(
            TemplateUnitRecord(
                entry: range.start, length: range.count, registers: 1, parameters: parameters, program: 0))
        let variables = RecordRange(start: names.start, count: 1)
        builder.append(ProgramRecord(unit: unit, names: variables, flags: flags, text: .empty, macros: macros))
        return try PlanImage(copying: builder.finish())
    }
}
