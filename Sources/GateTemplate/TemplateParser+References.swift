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
        if byte(next) == UInt8(ascii: "{") { next += 1 }
        return TemplateParser.isNameStart(byte(next))
    }

    /// Reads what the `$` at the position starts: a reference, or itself.
    mutating func reference(backslashes: Int, _ output: inout TemplateOutput) throws(TemplateProblem) {
        if startsReference(position) {
            let reference = try parseReference(backslashes: backslashes)
            output.append(.reference(reference))
            return
        }
        let start = position
        position += 1
        try checkCut(start)
        // In front of a directive it is lost (seen on Velocity 1.7).
        if current == UInt8(ascii: "#"), let (name, _) = directiveName(position + 1),
            TemplateParser.isDirective(name)
        {
            return
        }
        guard current == UInt8(ascii: "!") else { return output.append(bytes[start..<start + 1]) }
        // A quiet mark without a reference is lost, but not in front of what a reference can go on with; a name
        // behind a dot takes the dollar with it.
        position += 1
        switch current {
        case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "$"), UInt8(ascii: "#"):
            output.append(bytes[start..<position])
        case UInt8(ascii: ".") where ASCII.isLetter(byte(position + 1)): break
        default: output.append(bytes[start..<start + 1])
        }
    }

    /// Refuses a `$` or `#` that the text's end cuts off; a single dollar is none.
    func checkCut(_ start: Int) throws(TemplateProblem) {
        if isInString { return }
        let isLast = start + 1 == bytes.count
        let isQuiet =
            byte(start) == UInt8(ascii: "$") && start + 2 == bytes.count && byte(start + 1) == UInt8(ascii: "!")
        guard isLast || isQuiet else { return }
        let before = byte(start - 1)
        let isAfterQuiet = before == UInt8(ascii: "!") && byte(start - 2) == UInt8(ascii: "$")
        if isQuiet || byte(start) == UInt8(ascii: "#") || before == UInt8(ascii: "$") || before == UInt8(ascii: "#")
            || isAfterQuiet
        {
            let found = String(decoding: bytes[start...], as: UTF8.self)
            throw .unexpected(found: "", expected: "a name behind \(found)", at: range(start, bytes.count))
        }
    }

    /// Reads the reference at the position, which `startsReference` has seen.
    mutating func parseReference(backslashes: Int = 0) throws(TemplateProblem) -> TemplateReference {
        let start = position
        position += 1
        var isComputable = true
        var literalHead: [UInt8] = [UInt8(ascii: "$")]
        if current == UInt8(ascii: "\\") {
            isComputable = false
            let first = position
            while current == UInt8(ascii: "\\") { position += 1 }
            literalHead.append(contentsOf: bytes[first..<position - 1])
        }
        let literalStart = position
        let isQuiet = current == UInt8(ascii: "!")
        if isQuiet { position += 1 }
        let isFormal = current == UInt8(ascii: "{")
        if isFormal { position += 1 }
        let root = name()
        if root == "true" || root == "false" {
            throw .valueExpected(found: root, at: range(start, position))
        }
        let steps = try parseSteps(isFormal: isFormal)
        if isFormal {
            guard current == UInt8(ascii: "}") else {
                throw .referenceNotClosed(found: found(position), at: range(position, position + 1))
            }
            position += 1
        }
        let isEscaped = backslashes % 2 == 1
        return TemplateReference(
            root: root, steps: steps, isQuiet: isQuiet && isComputable, isFormal: isFormal, isEscaped: isEscaped,
            prefixCount: backslashes / 2, literal: literalHead + bytes[literalStart..<position],
            isComputable: isComputable, range: range(start, position))
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
                if current == UInt8(ascii: "("), isFormal || startsArgument(position + 1) {
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

    /// Whether a method's arguments can go on with what stands at `index`; else the parenthesis is text.
    private func startsArgument(_ index: Int) -> Bool {
        switch byte(index) {
        case UInt8(ascii: ")"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "$"), UInt8(ascii: "["),
            UInt8(ascii: "{"), UInt8(ascii: " "), 0x09, 0x0a, 0x0d, UInt8(ascii: "0")...UInt8(ascii: "9"):
            return true
        case UInt8(ascii: "-"): return ASCII.isDigit(byte(index + 1))
        default: return matches("true", at: index) || matches("false", at: index)
        }
    }

    private mutating func methodArguments(of name: String) throws(TemplateProblem) -> [TemplateExpression] {
        let start = position
        try enter(start)
        defer { leave() }
        position += 1
        var arguments: [TemplateExpression] = []
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

    mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0a, 0x0d: position += 1
            default: return
            }
        }
    }
}
