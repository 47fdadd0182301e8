// The instructions of mapping templates. `OpcodeTable.forms` is the one place that says what an instruction is
// called, which operands it has and what it does; the enum's raw values are its indices, and the disassembler, the
// verifier and the hash in the plan's header are made from it.
//
// An instruction is four words: opcode (8 bits) and operand d (24 bits), then operands a, b, c. Registers are those
// of the running unit; variables are the template's and shared by all its units.

import GateBytes

/// An instruction's meaning; the raw value is stored in plans.
@usableFromInline
package enum Opcode: UInt8, CaseIterable, Sendable {
    case stop = 0, text, append, constant, load, store, assign, property, index, call, setProperty, setIndex
    case add, subtract, multiply, divide, modulo
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, not, truth
    case jump, jumpIfFalse, jumpIfTrue, jumpIfNull
    case list, map, range, emptyIfNull
    case loop, next, leave, begin, end
    case macro, parameter, setParameter, appendParameter, block, fail
    case inputPath, inputJSON, appendInputJSON, inputBody, inputParameter
    case context, stageVariable, root, utility, addLiterals, appendUtility
    case loopValue, halt, move, appendProperty
    case leaveNearest, leaveLoop, evaluate, runEvaluated, callUnknown
    case textProperty, variableProperty, appendLoopValue, jumpUnlessLoop, jumpUnless
}

extension Opcode {
    /// Whether the instruction compares two registers.
    package var isComparison: Bool {
        switch self {
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: true
        default: false
        }
    }
}

/// What an operand is; tells the verifier its bound and the disassembler how to print it.
package enum OperandKind: UInt8, Sendable {
    case unused
    /// A register that is written.
    case target
    /// A register that is read.
    case source
    /// The first of several registers; `d` or `c` says how many.
    case registers
    case variable
    case constant
    /// Offset in the strings; the next operand is the length.
    case textOffset
    case textLength
    case jump
    case unit
    /// Arguments of a macro: the first record; the next operand is how many.
    case arguments
    case count
    case parameter
    case path
    case contextVariable
    case root
    case utility
    case loopValue
    case method
    case reason
    /// What evaluated text sees of the template around it.
    case scope
    /// An opcode that compares two registers.
    case comparison
}

/// The row of one opcode.
package struct OpcodeForm: Sendable {
    package let opcode: Opcode
    package let name: StaticString
    package let a: OperandKind
    package let b: OperandKind
    package let c: OperandKind
    package let d: OperandKind
    package let effect: StaticString

    init(
        _ opcode: Opcode, _ name: StaticString, _ a: OperandKind = .unused, _ b: OperandKind = .unused,
        _ c: OperandKind = .unused, d: OperandKind = .unused, effect: StaticString
    ) {
        self.opcode = opcode
        self.name = name
        self.a = a
        self.b = b
        self.c = c
        self.d = d
        self.effect = effect
    }
}

/// The table of instructions.
package enum OpcodeTable {
    package static let forms: [OpcodeForm] = [
        OpcodeForm(.stop, "stop", effect: "ends the unit"),
        OpcodeForm(.text, "text", .textOffset, .textLength, effect: "appends text"),
        OpcodeForm(
            .append, "append", .source, .textOffset, .textLength,
            effect: "appends a's text; of null, the text b"),
        OpcodeForm(.constant, "constant", .target, .constant, effect: "a = constant b"),
        OpcodeForm(.load, "load", .target, .variable, effect: "a = variable b"),
        OpcodeForm(.store, "store", .variable, .source, effect: "variable a = b"),
        OpcodeForm(.assign, "assign", .variable, .source, effect: "variable a = b unless b is null"),
        OpcodeForm(.property, "property", .target, .source, .constant, effect: "a = b.c"),
        OpcodeForm(.index, "index", .target, .source, .source, effect: "a = b[c]"),
        OpcodeForm(.call, "call", .target, .registers, .method, d: .count, effect: "a = b.c(d registers behind b)"),
        OpcodeForm(.setProperty, "set-property", .source, .constant, .source, effect: "a.b = c unless c is null"),
        OpcodeForm(.setIndex, "set-index", .source, .source, .source, effect: "a[b] = c unless c is null"),
        OpcodeForm(.add, "add", .target, .source, .source, effect: "a = b + c"),
        OpcodeForm(.subtract, "subtract", .target, .source, .source, effect: "a = b - c"),
        OpcodeForm(.multiply, "multiply", .target, .source, .source, effect: "a = b * c"),
        OpcodeForm(.divide, "divide", .target, .source, .source, effect: "a = b / c"),
        OpcodeForm(.modulo, "modulo", .target, .source, .source, effect: "a = b % c"),
        OpcodeForm(.equal, "equal", .target, .source, .source, effect: "a = b == c"),
        OpcodeForm(.notEqual, "not-equal", .target, .source, .source, effect: "a = b != c"),
        OpcodeForm(.less, "less", .target, .source, .source, effect: "a = b < c"),
        OpcodeForm(.lessOrEqual, "less-or-equal", .target, .source, .source, effect: "a = b <= c"),
        OpcodeForm(.greater, "greater", .target, .source, .source, effect: "a = b > c"),
        OpcodeForm(.greaterOrEqual, "greater-or-equal", .target, .source, .source, effect: "a = b >= c"),
        OpcodeForm(.not, "not", .target, .source, effect: "a = whether b is null or false"),
        OpcodeForm(.truth, "truth", .target, .source, effect: "a = whether b is neither null nor false"),
        OpcodeForm(.jump, "jump", .jump, effect: "goes on at a"),
        OpcodeForm(.jumpIfFalse, "jump-if-false", .source, .jump, effect: "goes on at b if a is null or false"),
        OpcodeForm(.jumpIfTrue, "jump-if-true", .source, .jump, effect: "goes on at b if a is neither null nor false"),
        OpcodeForm(.jumpIfNull, "jump-if-null", .source, .jump, effect: "goes on at b if a is null"),
        OpcodeForm(.list, "list", .target, .registers, .count, effect: "a = list of c registers from b"),
        OpcodeForm(.map, "map", .target, .registers, .count, effect: "a = map of c keys and values from b"),
        OpcodeForm(.range, "range", .target, .source, .source, d: .count, effect: "a = whole numbers from b to c"),
        OpcodeForm(.emptyIfNull, "empty-if-null", .target, effect: "a = empty text if a is null"),
        OpcodeForm(
            .loop, "loop", .source, .variable, .jump,
            effect: "starts a loop over a into variable b, or goes on at c"),
        OpcodeForm(.next, "next", .jump, effect: "takes the loop's next value; without one leaves it and goes on at a"),
        OpcodeForm(.leave, "leave", .count, effect: "leaves a loops"),
        OpcodeForm(.begin, "begin", .target, effect: "starts a text; a = its mark"),
        OpcodeForm(.end, "end", .target, .source, effect: "a = the text since mark b, taken off the output"),
        OpcodeForm(.macro, "macro", .unit, .arguments, .count, effect: "runs unit a with arguments"),
        OpcodeForm(.parameter, "parameter", .target, .parameter, effect: "a = parameter b"),
        OpcodeForm(.setParameter, "set-parameter", .parameter, .source, effect: "parameter a = b unless b is null"),
        OpcodeForm(
            .appendParameter, "append-parameter", .parameter, .textOffset, .textLength, d: .count,
            effect: "appends parameter a; of null, the caller's text if d is 1, else the text b"),
        OpcodeForm(.block, "block", .target, .unit, effect: "a = unit b, to be rendered where it is printed"),
        OpcodeForm(.fail, "fail", .reason, effect: "fails"),
        OpcodeForm(.inputPath, "input-path", .target, .path, effect: "a = what path b selects of the body"),
        OpcodeForm(.inputJSON, "input-json", .target, .path, effect: "a = JSON of what path b selects of the body"),
        OpcodeForm(
            .appendInputJSON, "append-input-json", .path,
            effect: "appends JSON of what path a selects of the body"),
        OpcodeForm(.inputBody, "input-body", .target, effect: "a = the body's text"),
        OpcodeForm(
            .inputParameter, "input-parameter", .target, .constant,
            effect: "a = request parameter b, or empty text"),
        OpcodeForm(.context, "context", .target, .contextVariable, effect: "a = `$context` variable b"),
        OpcodeForm(.stageVariable, "stage-variable", .target, .constant, effect: "a = stage variable b"),
        OpcodeForm(.root, "root", .target, .root, effect: "a = one of the four objects that templates are given"),
        OpcodeForm(.utility, "utility", .target, .source, .utility, effect: "a = `$util` function c of b"),
        OpcodeForm(
            .addLiterals, "add-literals", .target, .registers, .count,
            effect: "a = b + the next; a null beside a text is the text two registers behind it"),
        OpcodeForm(.appendUtility, "append-utility", .source, .utility, effect: "appends `$util` function b of a"),
        OpcodeForm(.loopValue, "loop-value", .target, .loopValue, effect: "a = state b of the innermost loop"),
        OpcodeForm(.halt, "halt", effect: "ends the template"),
        OpcodeForm(.move, "move", .target, .source, effect: "a = b"),
        OpcodeForm(.appendProperty, "append-property", .source, .constant, effect: "appends a.b, of null nothing"),
        OpcodeForm(
            .leaveNearest, "leave-nearest",
            effect: "leaves the loop around it, else ends the macro, block, evaluated text or template"),
        OpcodeForm(.leaveLoop, "leave-loop", .source, effect: "leaves the loop whose `$foreach` is a; else fails"),
        OpcodeForm(.evaluate, "evaluate", .source, .scope, effect: "compiles the text a and runs it here"),
        OpcodeForm(
            .runEvaluated, "run-evaluated", .unit,
            effect: "runs unit a, which leaving the nearest and ending the template end"),
        OpcodeForm(
            .callUnknown, "call-unknown", .constant, .textOffset, .textLength, d: .scope,
            effect: "runs the call b if evaluated text has defined macro a; else appends b"),
        OpcodeForm(
            .textProperty, "text-property", .textOffset, .textLength, .constant, d: .variable,
            effect: "appends text a and variable d's property c, of null nothing"),
        OpcodeForm(
            .variableProperty, "variable-property", .target, .constant, .variable, d: .count,
            effect: "a = variable c's property b; empty text if it is null and d is 1"),
        OpcodeForm(.appendLoopValue, "append-loop-value", .loopValue, effect: "appends state a of the innermost loop"),
        OpcodeForm(
            .jumpUnlessLoop, "jump-unless-loop", .loopValue, .jump, d: .count,
            effect: "goes on at b if state a of the innermost loop is false, or null and d is 0"),
        OpcodeForm(
            .jumpUnless, "jump-unless", .source, .source, .jump, d: .comparison,
            effect: "goes on at c unless a and b compare as d says"),
    ]

    /// The form of an opcode.
    package static func form(_ opcode: Opcode) -> OpcodeForm { forms[Int(opcode.rawValue)] }

    /// Differs whenever the table does.
    package static let hash: UInt64 = {
        var text: [UInt8] = []
        for form in forms {
            text.append(form.opcode.rawValue)
            text.append(contentsOf: ByteView(form.name).buffer)
            text.append(contentsOf: [form.a, form.b, form.c, form.d].map(\.rawValue))
            text.append(contentsOf: ByteView(form.effect).buffer)
        }
        for method in TemplateMethod.allCases { text.append(contentsOf: Array("\(method)".utf8)) }
        for function in UtilityFunction.allCases { text.append(contentsOf: ByteView(function.name).buffer) }
        return text.withByteView { $0.fnv1a }
    }()
}

/// The objects that every template is given.
package enum TemplateRoot: UInt32, CaseIterable, Sendable {
    case input = 0
    case context = 1
    case stageVariables = 2
    case util = 3

    package var name: StaticString {
        switch self {
        case .input: "input"
        case .context: "context"
        case .stageVariables: "stageVariables"
        case .util: "util"
        }
    }
}

/// The functions of `$util`. AWS: "API Gateway mapping template and access logging variable reference", $util.
package enum UtilityFunction: UInt32, CaseIterable, Sendable {
    case escapeJavaScript = 0
    case parseJSON = 1
    case urlEncode = 2
    case urlDecode = 3
    case base64Encode = 4
    case base64Decode = 5

    package var name: StaticString {
        switch self {
        case .escapeJavaScript: "escapeJavaScript"
        case .parseJSON: "parseJson"
        case .urlEncode: "urlEncode"
        case .urlDecode: "urlDecode"
        case .base64Encode: "base64Encode"
        case .base64Decode: "base64Decode"
        }
    }

    package init?(name: ByteView) {
        guard let function = UtilityFunction.allCases.first(where: { ByteView($0.name) == name }) else { return nil }
        self = function
    }
}

/// What a template can ask of a loop.
@usableFromInline
package enum LoopValue: UInt32, CaseIterable, Sendable {
    /// `$foreach` itself.
    case loop = 0
    case count = 1
    case hasNext = 2
    case index = 3
    case first = 4
    case last = 5

    /// The value of a verified operand. The raw values are the cases' numbers, so no lookup is called.
    @inlinable @inline(__always)
    package static func verified(_ operand: UInt32) -> LoopValue {
        operand <= 5 ? unsafeBitCast(UInt8(truncatingIfNeeded: operand), to: LoopValue.self) : .loop
    }

    /// The property of `$foreach`.
    package init?(property: String) {
        switch property {
        case "count": self = .count
        case "hasNext": self = .hasNext
        case "index": self = .index
        case "first": self = .first
        case "last": self = .last
        default: return nil
        }
    }
}

/// Why a `fail` instruction stands in a template.
package enum TemplateFailureReason: UInt32, CaseIterable, Sendable {
    /// `#include` or `#parse`.
    case inclusion = 0
    /// A directive whose arguments Velocity refuses when it runs.
    case directive = 2
    /// Assigning to what templates are given.
    case assignment = 3
}
