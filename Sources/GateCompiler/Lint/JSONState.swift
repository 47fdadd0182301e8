// How far a JSON text has come: open brackets and what may follow. A small value, so that many possible outputs of a
// template can be followed at once and equal ones merged. Must not know templates.

import GateBytes

/// A place in the grammar of JSON.
struct JSONState: Hashable {
    /// What stands here or comes next.
    enum Mode: Hashable {
        case value
        case firstElement
        case firstName
        case name
        case colon
        case afterValue
        case string(isName: Bool)
        case escape(isName: Bool)
        case unicode(isName: Bool, left: UInt8)
        /// A number or word. Open: data is part of it, so it may be any.
        case bare([UInt8], isOpen: Bool)
        /// Something was printed of which nothing is known.
        case unknown
    }

    /// Deepest nesting that is followed, in brackets.
    static let depthMax = 64
    /// Longest number or word that is looked at, in bytes.
    static let bareBytesMax = 64

    /// The open brackets.
    private(set) var stack: [UInt8] = []
    var mode = Mode.value
    /// Whether nothing but white space was printed.
    var isBlank = true

    static let unknown: JSONState = {
        var state = JSONState()
        state.become(.unknown)
        return state
    }()

    var isUnknown: Bool { mode == .unknown }

    /// Whether the text stands in a string or name.
    var isInString: Bool {
        switch mode {
        case .string, .escape, .unicode: true
        default: false
        }
    }

    /// Whether a value of an object or array stands or begins here.
    var isAtValue: Bool {
        switch mode {
        case .value: !stack.isEmpty
        case .firstElement, .bare: true
        default: false
        }
    }

    /// What may come, in words.
    var expected: String {
        switch mode {
        case .value, .bare: return "a value"
        case .firstElement: return "a value or `]`"
        case .firstName: return "a member name or `}`"
        case .name: return "a member name"
        case .colon: return "`:`"
        case .afterValue:
            guard let open = stack.last else { return "the end" }
            return open == UInt8(ascii: "{") ? "`,` or `}`" : "`,` or `]`"
        case .string, .escape, .unicode: return "`\"`"
        case .unknown: return "anything"
        }
    }

    /// Makes `mode` the mode; of the unknown nothing else is kept, so that all unknown states are one.
    mutating func become(_ mode: Mode) {
        self.mode = mode
        isBlank = false
        if mode == .unknown { stack = [] }
    }

    /// Goes on by one byte; the fault if it cannot.
    mutating func feed(_ byte: UInt8) -> JSONFault? {
        switch mode {
        case .unknown: return nil
        case .string, .escape, .unicode: return feedString(byte)
        case .bare(let bytes, let isOpen):
            switch byte {
            case 0x20, 0x09, 0x0a, 0x0d, UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"):
                if !isOpen, !JSONState.isWord(bytes) { return .word(String(decoding: bytes, as: UTF8.self)) }
                mode = .afterValue
                return feed(byte)
            case UInt8(ascii: "\""), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ":"):
                return .byte(byte, expected: JSONState.after(stack))
            default:
                if bytes.count < JSONState.bareBytesMax {
                    mode = .bare(bytes + [byte], isOpen: isOpen)
                } else {
                    become(.unknown)
                }
                return nil
            }
        default: break
        }
        switch byte {
        case 0x20, 0x09, 0x0a, 0x0d: return nil
        default:
            isBlank = false
            return feedToken(byte)
        }
    }

    private static func after(_ stack: [UInt8]) -> String {
        var state = JSONState()
        state.stack = stack
        state.mode = .afterValue
        return state.expected
    }

    private mutating func feedToken(_ byte: UInt8) -> JSONFault? {
        switch (mode, byte) {
        case (.firstName, UInt8(ascii: "\"")), (.name, UInt8(ascii: "\"")): mode = .string(isName: true)
        case (.colon, UInt8(ascii: ":")): mode = .value
        case (.firstName, UInt8(ascii: "}")): close()
        case (.firstElement, UInt8(ascii: "]")): close()
        case (.afterValue, UInt8(ascii: "}")) where stack.last == UInt8(ascii: "{"): close()
        case (.afterValue, UInt8(ascii: "]")) where stack.last == UInt8(ascii: "["): close()
        case (.afterValue, UInt8(ascii: ",")) where !stack.isEmpty:
            mode = stack.last == UInt8(ascii: "{") ? .name : .value
        case (.value, _), (.firstElement, _): return startValue(byte)
        default: return .byte(byte, expected: expected)
        }
        return nil
    }

    private mutating func startValue(_ byte: UInt8) -> JSONFault? {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            if stack.count == JSONState.depthMax {
                become(.unknown)
                return nil
            }
            stack.append(byte)
            mode = byte == UInt8(ascii: "{") ? .firstName : .firstElement
        case _ where stack.isEmpty:
            // Other texts than objects and arrays are hardly meant as JSON.
            become(.unknown)
        case UInt8(ascii: "\""): mode = .string(isName: false)
        case _ where byte == UInt8(ascii: "-") || ASCII.isAlphanumeric(byte): mode = .bare([byte], isOpen: false)
        default: return .byte(byte, expected: expected)
        }
        return nil
    }

    private mutating func close() {
        stack.removeLast()
        mode = .afterValue
    }

    private mutating func feedString(_ byte: UInt8) -> JSONFault? {
        switch mode {
        case .string(let isName):
            switch byte {
            case UInt8(ascii: "\""): mode = isName ? .colon : .afterValue
            case UInt8(ascii: "\\"): mode = .escape(isName: isName)
            case 0..<0x20: return .control(byte)
            default: break
            }
        case .escape(let isName):
            switch byte {
            case UInt8(ascii: "u"): mode = .unicode(isName: isName, left: 4)
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
                UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
                mode = .string(isName: isName)
            default: return .escape(byte)
            }
        case .unicode(let isName, let left):
            if ASCII.hexValue(byte) == nil { return .byte(byte, expected: "a hexadecimal digit") }
            mode = left == 1 ? .string(isName: isName) : .unicode(isName: isName, left: left - 1)
        default: break
        }
        return nil
    }

    /// The fault of a text that ends here; nil for a whole one, an empty one and an unknown one.
    var faultAtEnd: JSONFault? {
        if isBlank { return nil }
        switch mode {
        case .unknown: return nil
        case .afterValue where stack.isEmpty: return nil
        case .afterValue: return .end(expected: expected)
        case .bare(let bytes, let isOpen):
            if !isOpen, !JSONState.isWord(bytes) { return .word(String(decoding: bytes, as: UTF8.self)) }
            return stack.isEmpty ? nil : .end(expected: JSONState.after(stack))
        default: return .end(expected: expected)
        }
    }

    /// Whether bytes are a number, `true`, `false` or `null`.
    private static func isWord(_ bytes: [UInt8]) -> Bool {
        switch String(decoding: bytes, as: UTF8.self) {
        case "true", "false", "null": return true
        default: break
        }
        var rest = bytes[...]
        func digits() -> Int {
            let count = rest.prefix { ASCII.isDigit($0) }.count
            rest = rest.dropFirst(count)
            return count
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let isZero = rest.first == UInt8(ascii: "0")
        let whole = digits()
        if whole == 0 || isZero && whole > 1 { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            if digits() == 0 { return false }
        }
        if let first = rest.first, first | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
            if digits() == 0 { return false }
        }
        return rest.isEmpty
    }
}
