// What `#` starts.

import GateBytes
import GateSource

extension TemplateParser {
    /// Reads what the `#` at the position starts; the result is set when it ends the run of nodes around.
    mutating func hash(
        blanksBefore: Int, _ output: inout TemplateOutput
    ) throws(TemplateProblem) -> TemplateStop? {
        let start = position
        switch byte(start + 1) {
        case UInt8(ascii: "#"):
            try lineComment()
            return nil
        case UInt8(ascii: "*"):
            try blockComment()
            return nil
        case UInt8(ascii: "[") where byte(start + 2) == UInt8(ascii: "["):
            try unparsed(&output)
            return nil
        case UInt8(ascii: "$") where byte(start + 2) == UInt8(ascii: ".") && ASCII.isLetter(byte(start + 3)):
            position += 2
            return nil
        case UInt8(ascii: "\\"):
            // Backslashes between a hash and a reference are text.
            var end = start + 1
            while byte(end) == UInt8(ascii: "\\") { end += 1 }
            guard byte(end) == UInt8(ascii: "$"), startsReference(end) else { break }
            output.append(bytes[start..<end])
            position = end
            return nil
        default: break
        }
        guard let (name, end) = directiveName(start + 1) else {
            try checkCut(start)
            output.append(bytes[start..<start + 1])
            position += 1
            return nil
        }
        position = end
        switch name {
        case "set" where !opensParenthesis(end, isSet: true): try call(name, start, &output)
        // Without arguments Velocity 1.7 reads these and fails when it prepares or runs them, or passes over them.
        case "foreach" where !opensParenthesis(end), "define" where !opensParenthesis(end),
            "literal" where !opensParenthesis(end):
            output.append(.failing)
        case "include" where !opensParenthesis(end), "parse" where !opensParenthesis(end): break
        case "end", "else", "elseif":
            stopStart = start
            if name == "elseif" { return .otherwiseIf }
            takeLineEnd()
            return name == "end" ? .end : .otherwise
        case "set":
            output.removeLast(blanksBefore)
            output.append(try setDirective(start))
        case "if": output.append(try conditional(start))
        case "foreach": output.append(try loop(start))
        case "macro": try macro(start)
        case "define": output.append(try define(start))
        case "evaluate": output.append(try evaluate(start))
        case "include", "parse":
            _ = try arguments(of: name, start)
            takeLineEnd()
            output.append(.inclusion(directive: name, at: range(start, position)))
        case "break": try leaveDirective(start, &output)
        case "stop":
            if opensParenthesis(end) { _ = try arguments(of: name, start) }
            output.append(.stop)
        case "literal": try literal(start, &output)
        default: try call(name, start, &output)
        }
        return nil
    }

    // MARK: Text forms

    private mutating func lineComment() throws(TemplateProblem) {
        let start = position + 2
        while position < bytes.count, current != 0x0a, current != 0x0d { position += 1 }
        if current == 0x0d, byte(position + 1) == 0x0a { position += 1 }
        if position == bytes.count { return try checkCut(comment: start) }
        position += 1
    }

    private mutating func blockComment() throws(TemplateProblem) {
        let start = position
        position += 2
        while position < bytes.count, !matches("*#", at: position) { position += 1 }
        // Without an end it takes the rest; only when there is none does Velocity 1.7 complain.
        if position >= bytes.count {
            if bytes.count <= start + 2 { throw .notClosed(opening: "#*", closing: "*#", at: range(start, start + 2)) }
            try checkCut(comment: start + 2)
        }
        position = min(position + 2, bytes.count)
    }

    private mutating func unparsed(_ output: inout TemplateOutput) throws(TemplateProblem) {
        let first = position
        position += 3
        let start = position
        while position < bytes.count, !matches("]]#", at: position) { position += 1 }
        if position >= bytes.count { throw .notClosed(opening: "#[[", closing: "]]#", at: range(first, start)) }
        output.append(bytes[start..<position])
        position += 3
    }

    /// Whether the arguments' parenthesis follows; `#set` allows spaces before it only.
    func opensParenthesis(_ start: Int, isSet: Bool = false) -> Bool {
        var index = start
        while byte(index) == 0x20 || (!isSet && byte(index) == 0x09) { index += 1 }
        return byte(index) == UInt8(ascii: "(")
    }

    /// `#literal()…#end`: the text of the block as it is.
    private mutating func literal(_ start: Int, _ output: inout TemplateOutput) throws(TemplateProblem) {
        _ = try arguments(of: "literal", start)
        takeLineEnd()
        let first = position
        _ = try block(of: "literal", start)
        output.append(bytes[first..<stopStart])
    }

    // MARK: Parts

    /// Moves behind the opening parenthesis of a directive.
    private mutating func open(_ name: String, _ start: Int) throws(TemplateProblem) {
        if name == "set" {
            while current == 0x20 { position += 1 }
        } else {
            skipSpace()
        }
        guard current == UInt8(ascii: "(") else {
            throw .unexpected(found: found(position), expected: "#\(name)(", at: range(start, position))
        }
        position += 1
        skipSpace()
    }

    private mutating func close(_ name: String, _ start: Int) throws(TemplateProblem) {
        skipSpace()
        guard current == UInt8(ascii: ")") else {
            if position >= bytes.count {
                throw .notClosed(opening: "#\(name)(", closing: ")", at: range(start, start + name.utf8.count + 1))
            }
            throw .operatorUnknown(found: found(position), at: range(position, position + 1))
        }
        position += 1
    }

    /// Reads a block up to its `#end`.
    private mutating func block(of name: String, _ start: Int) throws(TemplateProblem) -> [TemplateNode] {
        let (nodes, stop) = try parseNodes()
        switch stop {
        case .end: return nodes
        case .finish:
            throw .notClosed(opening: "#\(name)", closing: "#end", at: range(start, start + name.utf8.count + 1))
        case .otherwise, .otherwiseIf:
            throw .stray(directive: TemplateParser.word(of: stop), at: range(stopStart, position))
        }
    }

    /// Reads arguments with or without commas between them, and the closing parenthesis.
    private mutating func arguments(
        of name: String, _ start: Int, acceptsWords: Bool = false, word: inout TemplateProblem?
    ) throws(TemplateProblem) -> [(value: TemplateExpression, text: [UInt8])] {
        try open(name, start)
        var arguments: [(value: TemplateExpression, text: [UInt8])] = []
        while true {
            skipSpace()
            if current == UInt8(ascii: ")") {
                position += 1
                return arguments
            }
            if current == UInt8(ascii: ","), !arguments.isEmpty {
                position += 1
                skipSpace()
            }
            if position >= bytes.count {
                throw .notClosed(opening: "#\(name)(", closing: ")", at: range(start, start + name.utf8.count + 1))
            }
            let first = position
            do throws(TemplateProblem) {
                arguments.append((try parseArgument(of: "#" + name), Array(bytes[first..<position])))
            } catch {
                // A word is an argument that no directive takes, and is text where there is no macro.
                guard acceptsWords, let (_, end) = directiveName(first), byte(first) != UInt8(ascii: "{") else {
                    throw error
                }
                position = end
                if word == nil, case .argumentExpected(_, _, let range) = error {
                    let text = String(decoding: bytes[first..<end], as: UTF8.self)
                    word = .macroArgument(macro: name, found: text, at: range)
                }
            }
        }
    }

    private mutating func arguments(
        of name: String, _ start: Int
    ) throws(TemplateProblem) -> [(value: TemplateExpression, text: [UInt8])] {
        var word: TemplateProblem?
        return try arguments(of: name, start, word: &word)
    }

    // MARK: Directives

    private mutating func setDirective(_ start: Int) throws(TemplateProblem) -> TemplateNode {
        try open("set", start)
        guard current == UInt8(ascii: "$"), startsReference(position) else {
            throw .targetExpected(found: found(position), at: range(position, position + 1))
        }
        let target = try parseReference()
        skipSpace()
        guard current == UInt8(ascii: "="), byte(position + 1) != UInt8(ascii: "=") else {
            throw .targetExpected(found: found(position), at: range(position, position + 1))
        }
        position += 1
        let value = try parseExpression()
        try close("set", start)
        let end = position
        takeLineEnd()
        return .set(target, value, at: range(start, end))
    }

    private mutating func condition(_ name: String, _ start: Int) throws(TemplateProblem) -> TemplateExpression {
        try open(name, start)
        if current == UInt8(ascii: ")") { throw .conditionEmpty(directive: name, at: range(start, position + 1)) }
        let value = try parseExpression()
        try close(name, start)
        takeLineEnd()
        return value
    }

    private mutating func conditional(_ start: Int) throws(TemplateProblem) -> TemplateNode {
        var branches: [(condition: TemplateExpression, body: [TemplateNode])] = []
        var condition = try condition("if", start)
        while true {
            let (nodes, stop) = try parseNodes()
            branches.append((condition, nodes))
            switch stop {
            case .end: return .conditional(branches, otherwise: [])
            case .otherwise: return .conditional(branches, otherwise: try block(of: "if", start))
            case .otherwiseIf: condition = try self.condition("elseif", stopStart)
            case .finish: throw .notClosed(opening: "#if", closing: "#end", at: range(start, start + 3))
            }
        }
    }

    /// Velocity 1.7 takes any arguments: what it goes over is the third, and a fourth is printed in place of the body.
    private mutating func loop(_ start: Int) throws(TemplateProblem) -> TemplateNode {
        let arguments = try loopArguments(start)
        let place = range(start, position)
        takeLineEnd()
        let body = try block(of: "foreach", start)
        // Fails when it is rendered, not when it is read.
        if arguments.count < 2 { return .failing }
        var variable = ""
        if case .reference(let reference)? = arguments[0] { variable = reference.root }
        guard arguments.count > 2, let source = arguments[2] else {
            return .loop(variable: variable, source: .list([]), body: [], at: place)
        }
        if arguments.count == 3 { return .loop(variable: variable, source: source, body: body, at: place) }
        guard case .reference(let printed)? = arguments[3] else {
            return .loop(variable: variable, source: source, body: [], at: place)
        }
        return .loop(variable: variable, source: source, body: [.reference(printed)], at: place)
    }

    /// The arguments of `#foreach`; nil for the word between the variable and the list, whichever it is.
    private mutating func loopArguments(_ start: Int) throws(TemplateProblem) -> [TemplateExpression?] {
        try open("foreach", start)
        var arguments: [TemplateExpression?] = []
        while true {
            passDollars()
            skipSpace()
            if current == UInt8(ascii: ")") {
                position += 1
                return arguments
            }
            if current == UInt8(ascii: ","), !arguments.isEmpty {
                position += 1
                skipSpace()
            }
            if position >= bytes.count {
                throw .notClosed(opening: "#foreach(", closing: ")", at: range(start, start + 8))
            }
            if let value = try value() {
                arguments.append(value)
                continue
            }
            let first = position
            guard arguments.count == 1, let (_, end) = directiveName(first), byte(first) != UInt8(ascii: "{") else {
                throw .directiveArguments(
                    directive: "foreach", expected: "$item in $list", at: range(first, first + 1))
            }
            position = end
            arguments.append(nil)
        }
    }

    private mutating func macro(_ start: Int) throws(TemplateProblem) {
        skipSpace()
        guard current == UInt8(ascii: "(") else {
            throw .macroName(found: found(position), at: range(start, position))
        }
        position += 1
        skipSpace()
        let first = position
        while ASCII.isAlphanumeric(current) || current == UInt8(ascii: "_") || current == UInt8(ascii: "-") {
            position += 1
        }
        let name = String(decoding: bytes[first..<position], as: UTF8.self)
        guard !name.isEmpty, TemplateParser.isNameStart(byte(first)) else {
            throw .macroName(found: found(position), at: range(first, position + 1))
        }
        var parameters: [String] = []
        while true {
            skipSpace()
            if current == UInt8(ascii: ")") { break }
            if current == UInt8(ascii: ",") {
                position += 1
                skipSpace()
            }
            guard current == UInt8(ascii: "$"), startsReference(position) else {
                throw .macroName(found: found(position), at: range(position, position + 1))
            }
            parameters.append(try parseReference().root)
        }
        position += 1
        takeLineEnd()
        // Known before its body is read, so that the body may call it; but one of its name inside of it ends first.
        if macros[name] == nil {
            macros[name] = TemplateMacro(
                name: name, parameters: parameters, body: [], source: [], range: range(start, position))
        }
        let body = try block(of: "macro", start)
        if macros[name]?.source.isEmpty ?? true {
            macros[name] = TemplateMacro(
                name: name, parameters: parameters, body: body, source: Array(bytes[start..<position]),
                range: range(start, position))
        }
    }

    private mutating func define(_ start: Int) throws(TemplateProblem) -> TemplateNode {
        let arguments = try arguments(of: "define", start)
        takeLineEnd()
        let body = try block(of: "define", start)
        if arguments.count != 1 { return .failing }
        // What is no plain reference names a variable that nothing can read.
        guard case .reference(let reference) = arguments[0].value, !reference.isFormal, !reference.isQuiet else {
            return .define(name: "", body: body)
        }
        return .define(name: reference.root, body: body)
    }

    private mutating func evaluate(_ start: Int) throws(TemplateProblem) -> TemplateNode {
        let arguments = try arguments(of: "evaluate", start)
        guard arguments.count == 1, TemplateParser.isTextOrReference(arguments[0].value) else {
            throw .directiveArguments(directive: "evaluate", expected: "one text", at: range(start, position))
        }
        let end = position
        takeLineEnd()
        return .evaluate(arguments[0].value, at: range(start, end))
    }

    private static func isTextOrReference(_ value: TemplateExpression) -> Bool {
        switch value {
        case .string, .interpolated, .reference: true
        default: false
        }
    }

    private mutating func leaveDirective(_ start: Int, _ output: inout TemplateOutput) throws(TemplateProblem) {
        guard current == UInt8(ascii: "(") else { return output.append(.leave(nil)) }
        let arguments = try arguments(of: "break", start)
        takeLineEnd()
        output.append(.leave(arguments.first?.value))
    }

    /// A macro's call, or text that looks like one.
    mutating func call(
        _ name: String, _ start: Int, _ output: inout TemplateOutput
    ) throws(TemplateProblem) {
        let isBlock = name.hasPrefix("@")
        let macro = isBlock ? String(name.dropFirst()) : name
        let end = position
        var parenthesis = end
        while ASCII.isBlank(byte(parenthesis)) { parenthesis += 1 }
        guard byte(parenthesis) == UInt8(ascii: "("), !macro.isEmpty else {
            if isBlock { return output.append(bytes[start..<end]) }
            let call = TemplateCall(
                name: macro, arguments: [], argumentTexts: [], body: nil, literal: Array(bytes[start..<end]),
                range: range(start, end), problem: nil)
            return output.append(.call(call))
        }
        var word: TemplateProblem?
        let arguments = try arguments(of: macro, start, acceptsWords: true, word: &word)
        if let word, macros[macro] != nil { throw word }
        takeLineEnd()
        let body = isBlock ? try block(of: name, start) : nil
        let call = TemplateCall(
            name: macro, arguments: arguments.map(\.value), argumentTexts: arguments.map(\.text), body: body,
            literal: Array(bytes[start..<position]), range: range(start, position), problem: word)
        output.append(.call(call))
    }
}
