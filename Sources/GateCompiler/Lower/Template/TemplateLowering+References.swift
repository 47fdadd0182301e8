// References: chains of properties, methods and indexes; printing them; assigning to them.

import GateBytes
import GatePlan
import GateSource
import GateTemplate

extension TemplateLowering {
    // MARK: Values

    /// Emits code that leaves a reference's value, null included, in a register.
    mutating func value(of reference: TemplateReference, into register: UInt32) throws(TemplateProblem) {
        if !reference.isComputable {
            unit.emit(.constant, register, sharing.constant(TemplateConstantRecord(.null)))
            return
        }
        let used = try start(reference, into: register)
        try follow(reference.steps[used...], in: register)
    }

    /// Emits the root and as many steps as one instruction knows; the result is how many.
    private mutating func start(
        _ reference: TemplateReference, into register: UInt32
    ) throws(TemplateProblem) -> Int {
        switch meaning(of: reference.root) {
        case .variable(let variable): unit.emit(.load, register, variable)
        case .parameter(let parameter): unit.emit(.parameter, register, parameter)
        case .loop(let state):
            if state == .loop, case .property(let name)? = reference.steps.first,
                let value = LoopValue(property: name)
            {
                unit.emit(.loopValue, register, value.rawValue)
                return 1
            }
            unit.emit(.loopValue, register, state.rawValue)
        case .root(let root):
            if let used = try known(root, reference, into: register) { return used }
            unit.emit(.root, register, root.rawValue)
        }
        return 0
    }

    /// Instructions for what templates ask of the given objects most.
    private mutating func known(
        _ root: TemplateRoot, _ reference: TemplateReference, into register: UInt32
    ) throws(TemplateProblem) -> Int? {
        guard let first = reference.steps.first else { return nil }
        switch root {
        case .input: return try input(first, reference, into: register)
        case .context: return context(reference, into: register)
        case .stageVariables:
            guard let name = first.memberName else { return nil }
            unit.emit(.stageVariable, register, sharing.constant(string: name))
            return 1
        case .util:
            guard case .method(let name, let arguments) = first, arguments.count == 1,
                let function = TemplateLowering.utility(name)
            else { return nil }
            try lower(arguments[0], into: register)
            unit.emit(.utility, register, register, function.rawValue)
            return 1
        }
    }

    static func utility(_ name: String) -> UtilityFunction? {
        UtilityFunction.allCases.first { "\($0.name)" == name }
    }

    private mutating func input(
        _ step: TemplateReference.Step, _ reference: TemplateReference, into register: UInt32
    ) throws(TemplateProblem) -> Int? {
        switch step {
        case .property("body"):
            unit.emit(.inputBody, register)
            return 1
        case .method("path", let arguments):
            guard let path = self.path(arguments, reference) else { return nil }
            unit.emit(.inputPath, register, path)
            return 1
        case .method("json", let arguments):
            guard let path = self.path(arguments, reference) else { return nil }
            unit.emit(.inputJSON, register, path)
            return 1
        case .method("params", let arguments):
            guard arguments.count == 1, case .string(let name) = arguments[0] else { return nil }
            unit.emit(.inputParameter, register, sharing.constant(string: name))
            return 1
        default: return nil
        }
    }

    /// The path of a constant argument.
    private func path(_ arguments: [TemplateExpression], _ reference: TemplateReference) -> UInt32? {
        guard arguments.count == 1, case .string(let bytes) = arguments[0] else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        return sharing.paths.lower(LocatedText(text, at: reference.range))
    }

    /// A `$context` variable that the gateway knows by number.
    private mutating func context(_ reference: TemplateReference, into register: UInt32) -> Int? {
        var names: [String] = []
        for step in reference.steps.prefix(ContextVariable.depthMax) {
            guard let name = step.memberName else { break }
            names.append(name)
        }
        while !names.isEmpty {
            let bytes = Array(names.joined(separator: ".").utf8)
            if let variable = bytes.withByteView({ ContextVariable(exactName: $0) }) {
                unit.emit(.context, register, variable.rawValue)
                return names.count
            }
            names.removeLast()
        }
        return nil
    }

    private mutating func follow(
        _ steps: ArraySlice<TemplateReference.Step>, in register: UInt32
    ) throws(TemplateProblem) {
        for step in steps {
            switch step {
            case .property(let name):
                unit.emit(.property, register, register, sharing.constant(string: name))
            case .index(let index):
                let place = unit.take()
                try lower(index, into: place)
                unit.emit(.index, register, register, place)
                unit.release(to: place)
            case .method(let name, let arguments):
                let base = unit.take()
                var places: [UInt32] = []
                for _ in arguments { places.append(unit.take()) }
                for (argument, place) in zip(arguments, places) { try lower(argument, into: place) }
                // The receiver is computed before; it moves in front of the arguments.
                unit.emit(.move, base, register)
                if let method = TemplateMethod(name: name) {
                    unit.emit(.call, register, base, method.rawValue, d: UInt32(arguments.count))
                } else {
                    // No value has such a method; its arguments were computed all the same.
                    unit.emit(.constant, register, sharing.constant(TemplateConstantRecord(.null)))
                }
                unit.release(to: base)
            }
        }
    }

    // MARK: Printing

    /// Emits code that prints a reference.
    mutating func append(_ reference: TemplateReference) throws(TemplateProblem) {
        let isAWS = profile == .aws
        let prefix = [UInt8](repeating: UInt8(ascii: "\\"), count: reference.prefixCount)
        let text = reference.isQuiet && !reference.isEscaped ? [] : reference.literal
        if reference.isEscaped {
            return try appendEscaped(reference, prefix: prefix)
        }
        if !prefix.isEmpty {
            return try appendPrefixed(reference, prefix: prefix, text: text)
        }
        if reference.steps.isEmpty, reference.isComputable,
            case .parameter(let parameter) = meaning(of: reference.root)
        {
            let literal = isAWS ? .empty : builder.intern(bytes: text)
            let isPlain = !isAWS && !reference.isQuiet && !reference.isFormal
            unit.emit(.appendParameter, parameter, literal.offset, literal.length, d: isPlain ? 1 : 0)
            return
        }
        if reference.steps.count == 1, case .root(.input) = meaning(of: reference.root),
            case .method("json", let arguments) = reference.steps[0], let path = path(arguments, reference)
        {
            unit.emit(.appendInputJSON, path)
            return
        }
        let register = unit.take()
        if reference.steps.count == 1, case .root(.util) = meaning(of: reference.root),
            case .method(let name, let arguments) = reference.steps[0], arguments.count == 1,
            let function = TemplateLowering.utility(name), function != .parseJSON
        {
            try lower(arguments[0], into: register)
            unit.emit(.appendUtility, register, function.rawValue)
        } else if isAWS, reference.isComputable, case .property(let name)? = reference.steps.last,
            try appendMember(name, of: reference, register)
        {
            // One instruction prints the member where it stands.
        } else {
            try value(of: reference, into: register)
            // A block inside of itself too often prints the reference, under either profile.
            let isBlock = isAWS && reference.steps.isEmpty && isBlock(reference.root)
            if isBlock { unit.emit(.emptyIfNull, register) }
            let literal = isAWS && !isBlock ? .empty : builder.intern(bytes: text)
            unit.emit(.append, register, literal.offset, literal.length)
        }
        unit.release(to: register)
    }

    /// Prints the last property of a chain without making it a value; false when the chain is one that a single
    /// instruction knows.
    private mutating func appendMember(
        _ name: String, of reference: TemplateReference, _ register: UInt32
    ) throws(TemplateProblem) -> Bool {
        switch meaning(of: reference.root) {
        case .root(.context), .root(.stageVariables), .loop: return false
        case .root(.input), .root(.util): if reference.steps.count == 1 { return false }
        case .variable, .parameter: break
        }
        let used = try start(reference, into: register)
        try follow(reference.steps[used...].dropLast(), in: register)
        unit.emit(.appendProperty, register, sharing.constant(string: name))
        return true
    }

    /// `\$x`: the text of the reference, with a backslash if it has no value.
    private mutating func appendEscaped(
        _ reference: TemplateReference, prefix: [UInt8]
    ) throws(TemplateProblem) {
        let plain = builder.intern(bytes: prefix + reference.literal)
        if profile == .aws { return unit.emitText(plain) }
        let register = unit.take()
        try value(of: reference, into: register)
        let isNull = unit.emit(.jumpIfNull, register)
        unit.emitText(plain)
        let end = unit.emit(.jump)
        unit.patch(isNull)
        unit.emitText(builder.intern(bytes: prefix + [UInt8(ascii: "\\")] + reference.literal))
        unit.patch(end)
        unit.release(to: register)
    }

    /// `\\$x`: half the backslashes and the value, or all of them and the text.
    private mutating func appendPrefixed(
        _ reference: TemplateReference, prefix: [UInt8], text: [UInt8]
    ) throws(TemplateProblem) {
        let register = unit.take()
        try value(of: reference, into: register)
        var isNull: Int?
        if profile == .velocity { isNull = unit.emit(.jumpIfNull, register) }
        unit.emitText(builder.intern(bytes: prefix))
        unit.emit(.append, register)
        if let isNull {
            let end = unit.emit(.jump)
            unit.patch(isNull)
            unit.emitText(builder.intern(bytes: prefix + prefix + text))
            unit.patch(end)
        }
        unit.release(to: register)
    }

    // MARK: Assignment

    mutating func assign(
        _ value: TemplateExpression, to target: TemplateReference
    ) throws(TemplateProblem) {
        let register = unit.take()
        defer { unit.release(to: register) }
        try lower(value, into: register)
        guard let last = target.steps.last else {
            // `#set(${x}=1)` sets a variable that no reference can name.
            if target.isFormal || target.isQuiet { return }
            switch meaning(of: target.root) {
            case .parameter(let parameter): unit.emit(.setParameter, parameter, register)
            case .variable(let variable):
                if target.root == "context" {
                    // Nothing could be overridden any more: the gateway's own object is gone.
                    unit.emit(.fail, TemplateFailureReason.assignment.rawValue)
                }
                unit.emit(.assign, variable, register)
            // The template around evaluated text reads its own, whatever is assigned.
            case .root, .loop: unit.emit(.fail, TemplateFailureReason.assignment.rawValue)
            }
            return
        }
        let owner = unit.take()
        switch meaning(of: target.root) {
        case .variable(let variable): unit.emit(.load, owner, variable)
        case .parameter(let parameter): unit.emit(.parameter, owner, parameter)
        case .root(let root): unit.emit(.root, owner, root.rawValue)
        case .loop(let state): unit.emit(.loopValue, owner, state.rawValue)
        }
        try follow(target.steps.dropLast()[...], in: owner)
        switch last {
        case .property(let name): unit.emit(.setProperty, owner, sharing.constant(string: name), register)
        case .index(let index):
            let place = unit.take()
            try lower(index, into: place)
            unit.emit(.setIndex, owner, place, register)
        case .method: try follow([last][...], in: owner)
        }
    }
}
