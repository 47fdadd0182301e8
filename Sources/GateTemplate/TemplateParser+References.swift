// References: `$` to the end of the chain.

import GateBytes
import GateSource

extension TemplateParser {
    static func isNameByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }

    static func isNameStart(_ byte: UInt8) -> Bool { ASCII.isLetter(byte) || byte == UInt8(ascii: "_") }

    /// Whether the `$` at `index` starts a reference.
    func startsReference(_ index: Int) -> Bool {
        var next = index + 1
        if byte(next) == UInt8(ascii: "\\") {
            var slash = next
            while byte(slash) == UInt8(ascii: "\\") { slash += 1 }
            if byte(slash) != UInt8(ascii: "!") { return false }
            next = slash
        }
        if byte(next) == UInt8(ascii: "!") { next += 1 }
        if byte(next) == UInt8(ascii: "{") { next = behindMarks(next + 1) }
        return TemplateParser.isNameStart(byte(next))
    }

    /// Behind the `$`, `\$` or `$!` that somebody wrote into braces in front of the name: `${$x}`.
    private func behindMarks(_ index: Int) -> Int {
        var next = index
        while byte(next) == UInt8(ascii: "\\") { next += 1 }
        guard byte(next) == UInt8(ascii: "$") else { return index }
        while byte(next) == UInt8(ascii: "$") { next += 1 }
        return byte(next) == UInt8(ascii: "!") ? next + 1 : next
    }

    // MARK: Dollars

    /// Reads dollars and the backslashes in front of them: the last dollar's reference, or text.
    mutating func dollars(
        _ start: Int, backslashes: Int, _ output: inout TemplateOutput
    ) throws(TemplateProblem) {
        let first = position
        while byte(position + 1) == UInt8(ascii: "$") { position += 1 }
        if startsReference(position) {
            // Dollars between the escape and the reference are lost with the escape.
            if backslashes % 2 == 0 || first == position { output.append(bytes[first..<position]) }
            let reference = try parseReference(backslashes: backslashes)
            output.append(.reference(reference))
            if !reference.isFormal { try goOn(behind: reference, &output) }
            return
        }
        position += 1
        let end = position
        let isQuiet = current == UInt8(ascii: "!")
        if isQuiet { position += 1 }
        if position == bytes.count, !isInString {
            if backslashes > 0 { throw .strayEscape(at: range(start, position)) }
            try throwCut(start)
        }
        if swallowsDollars() { return }
        if current == UInt8(ascii: "\\") {
            // One backslash is text; more are escapes, with which the dollars are lost unless a reference follows.
            var slash = position
            while byte(slash) == UInt8(ascii: "\\") { slash += 1 }
            let isReference = byte(slash) == UInt8(ascii: "$") && startsReference(slash)
            if isReference { position = slash }
            if isReference || slash == position + 1 { output.append(bytes[start..<(isReference ? slash : end)]) }
            if isReference { try dollars(slash, backslashes: 0, &output) }
            return
        }
        if current == UInt8(ascii: "#"), try directive(behind: start, &output) { return }
        // A quiet mark without a reference is lost, but not in front of what a reference can go on with; a name
        // behind a dot takes everything with it.
        switch current {
        case UInt8(ascii: "."):
            let isMarked = isQuiet || backslashes > 0
            if isMarked, ASCII.isLetter(byte(position + 1)) { return }
            output.append(bytes[start..<end])
        case UInt8(ascii: "#"):
            let isComment = byte(position + 1) == UInt8(ascii: "#") || byte(position + 1) == UInt8(ascii: "[")
            output.append(bytes[start..<(isComment ? position : end)])
        case UInt8(ascii: "["), UInt8(ascii: "}"), UInt8(ascii: "$"): output.append(bytes[start..<position])
        case UInt8(ascii: "{"):
            output.append(bytes[start...position])
            position += 1
            if current == UInt8(ascii: "{") { try braces(&output) }
        default: output.append(bytes[start..<end])
        }
    }

    /// Whether `#set(` follows, which takes the blanks in front of it and the dollars in front of those.
    private func swallowsDollars() -> Bool {
        var index = position
        while ASCII.isBlank(byte(index)) { index += 1 }
        guard byte(index) == UInt8(ascii: "#"), let (name, end) = directiveName(index + 1) else { return false }
        return name == "set" && opensParenthesis(end, isSet: true)
    }

    /// Reads the `#` behind dollars: a condition's directive or a comment swallows them, any other name is text
    /// together with them. False when no such thing is there.
    private mutating func directive(
        behind start: Int, _ output: inout TemplateOutput
    ) throws(TemplateProblem) -> Bool {
        if byte(position + 1) == UInt8(ascii: "*") { return true }
        guard let (name, end) = directiveName(position + 1) else { return false }
        switch name {
        case "if", "elseif", "else", "end": return true
        default:
            position = end
            try call("#" + name, start, &output)
            return true
        }
    }

    /// What stands behind a reference without braces and is still read as part of one: `{name}` prints its brace, and
    /// two hashes behind a property are no comment.
    private mutating func goOn(
        behind reference: TemplateReference, _ output: inout TemplateOutput
    ) throws(TemplateProblem) {
        if current == UInt8(ascii: "{") { return try braces(&output) }
        guard reference.endsInProperty, matches("##", at: position) else { return }
        if byte(position + 2) == UInt8(ascii: "#") { return }
        if position + 2 == bytes.count { try throwCut(position) }
        switch directiveName(position + 2)?.0 {
        case "if", "elseif", "else", "end": position += 1
        default:
            output.append(bytes[position..<position + 2])
            position += 2
        }
    }

    /// Reads `{` where a reference may go on: with a name it is one that prints its brace alone.
    private mutating func braces(_ output: inout TemplateOutput) throws(TemplateProblem) {
        while byte(position + 1) == UInt8(ascii: "{") {
            output.append(bytes[position..<position + 1])
            position += 1
        }
        let start = position
        let name = behindMarks(start + 1)
        guard TemplateParser.isNameStart(byte(name)) else { return }
        position = name
        let word = self.name()
        if word == "true" || word == "false" { throw .valueExpected(found: word, at: range(name, position)) }
        _ = try parseSteps(isFormal: true)
        try closeBrace()
        output.append(bytes[start..<start + 1])
    }

    private mutating func closeBrace() throws(TemplateProblem) {
        guard current == UInt8(ascii: "}") else {
            throw .referenceNotClosed(found: found(position), at: range(position, position + 1))
        }
        position += 1
    }

    /// Refuses a `$` or `#` that the text's end cuts off.
    func checkCut(_ start: Int) throws(TemplateProblem) {
        if start + 1 == bytes.count, !isInString { try throwCut(start) }
    }

    /// Refuses a comment without an end whose text ends like the start of something.
    func checkCut(comment start: Int) throws(TemplateProblem) {
        if isInString || start >= bytes.count { return }
        var last = bytes.count - 1
        if last > start, byte(last - 1) == UInt8(ascii: "$"), byte(last) == UInt8(ascii: "!") { last -= 1 }
        if last > start, byte(last - 1) == UInt8(ascii: "#"), byte(last) == UInt8(ascii: "*") { last -= 1 }
        if bytes[last] == UInt8(ascii: "[") {
            guard last >= start + 2, matches("#[[", at: last - 2) else { return }
            last -= 2
        }
        if bytes[last] == UInt8(ascii: "$") || bytes[last] == UInt8(ascii: "#") { try throwCut(last) }
    }

    private func throwCut(_ start: Int) throws(TemplateProblem) {
        let found = String(decoding: bytes[start...], as: UTF8.self)
        throw .unexpected(found: "", expected: "a name behind \(found)", at: range(start, bytes.count))
    }

    // MARK: References

    /// Reads the reference at the position, which `startsReference` has seen.
    mutating func parseReference(backslashes: Int = 0) throws(TemplateProblem) -> TemplateReference {
        let start = position
        position += 1
        var isComputable = true
        var isQuiet = true
        var literalHead: [UInt8] = [UInt8(ascii: "$")]
        if current == UInt8(ascii: "\\") {
            isComputable = false
            isQuiet = false
            let first = position
            while current == UInt8(ascii: "\\") { position += 1 }
            literalHead.append(contentsOf: bytes[first..<position - 1])
        }
        let literalStart = position
        if current == UInt8(ascii: "!") { position += 1 } else { isQuiet = false }
        let isFormal = current == UInt8(ascii: "{")
        if isFormal { position += 1 }
        let marks = position
        if isFormal { position = behindMarks(position) }
        if position > marks { isComputable = false }
        let root = String(decoding: bytes[marks..<position], as: UTF8.self) + name()
        if root == "true" || root == "false" {
            throw .valueExpected(found: root, at: range(start, position))
        }
        let steps = try parseSteps(isFormal: isFormal)
        if isFormal { try closeBrace() }
        let isEscaped = backslashes % 2 == 1
        return TemplateReference(
            root: root, steps: steps, isQuiet: isQuiet, isFormal: isFormal, isEscaped: isEscaped,
            prefixCount: backslashes / 2, literal: literalHead + bytes[literalStart..<position],
            isComputable: isComputable, range: range(start, position))
    }

    /// A name without a dollar among a method's arguments: never has a value.
    mutating func bareReference() -> TemplateReference {
        let start = position
        let name = name()
        return TemplateReference(
            root: name, steps: [], isQuiet: false, isFormal: false, isEscaped: false, prefixCount: 0,
            literal: Array(bytes[start..<position]), isComputable: false, range: range(start, position))
    }

    private mutating func name() -> String {
        let start = position
        while TemplateParser.isNameByte(current) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func parseSteps(isFormal: Bool) throws(TemplateProblem) -> [TemplateReference.Step] {
        var steps: [TemplateReference.Step] = []
        while true {
            if current == UInt8(ascii: "."), ASCII.isLetter(byte(position + 1)) {
                let start = position
                position += 1
                let name = name()
                if name == "true" || name == "false" {
                    throw .valueExpected(found: name, at: range(start + 1, position))
                }
                if current == UInt8(ascii: "("), isFormal || isInString || position + 1 < bytes.count {
                    steps.append(.method(name, try methodArguments(of: name)))
                } else {
                    steps.append(.property(name))
                }
            } else if current == UInt8(ascii: "[") {
                let start = position
                try enter(start)
                position += 1
                skipSpace()
                let index = try parseArgument(of: "[")
                switch index {
                case .string, .interpolated, .integer, .boolean, .reference: break
                default: throw .argumentExpected(found: found(start + 1), of: "[", at: range(start, position))
                }
                skipSpace()
                guard current == UInt8(ascii: "]") else {
                    throw .notClosed(opening: "[", closing: "]", at: range(start, start + 1))
                }
                position += 1
                leave()
                steps.append(.index(index))
            } else {
                return steps
            }
        }
    }

    private mutating func methodArguments(of name: String) throws(TemplateProblem) -> [TemplateExpression] {
        let start = position
        try enter(start)
        let outer = isInMethod
        isInMethod = true
        defer {
            isInMethod = outer
            leave()
        }
        position += 1
        var arguments: [TemplateExpression] = []
        passDollars()
        skipSpace()
        if current == UInt8(ascii: ")") {
            position += 1
            return arguments
        }
        while true {
            skipSpace()
            if position >= bytes.count { throw .notClosed(opening: "(", closing: ")", at: range(start, start + 1)) }
            arguments.append(try parseArgument(of: name))
            skipSpace()
            switch current {
            case UInt8(ascii: ","): position += 1
            case UInt8(ascii: ")"):
                position += 1
                return arguments
            default:
                if position >= bytes.count { throw .notClosed(opening: "(", closing: ")", at: range(start, start + 1)) }
                throw .argumentExpected(found: found(position), of: name, at: range(position, position + 1))
            }
        }
    }

    /// Passes over dollars that start no reference: inside of parentheses they are lost.
    mutating func passDollars() {
        while current == UInt8(ascii: "$"), !startsReference(position) {
            let next = byte(position + 1)
            if next == UInt8(ascii: "[") || next == UInt8(ascii: "{") { return }
            position += next == UInt8(ascii: "!") ? 2 : 1
        }
    }

    mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0a, 0x0d: position += 1
            default: return
            }
        }
    }
}
