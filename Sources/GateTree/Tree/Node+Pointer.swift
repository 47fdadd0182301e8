// JSON Pointer (RFC 6901) of nodes.

import GateSource

/// JSON Pointer text.
package enum JSONPointer {
    /// A reference token as it stands in a pointer: `~` and `/` escaped.
    package static func escaped(_ key: String) -> String {
        var result: [UInt8] = []
        for byte in key.utf8 {
            switch byte {
            case 0x7e: result += [0x7e, 0x30]
            case 0x2f: result += [0x7e, 0x31]
            default: result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The reference tokens of a pointer, or nil when it does not start with `/` (or is empty) or holds a `~`
    /// that is followed by neither 0 nor 1.
    package static func tokens(_ pointer: String) -> [String]? {
        var tokens: [String] = []
        var token: [UInt8] = []
        var started = false
        var afterTilde = false
        for byte in pointer.utf8 {
            if !started {
                guard byte == 0x2f else { return nil }
                started = true
            } else if afterTilde {
                guard byte == 0x30 || byte == 0x31 else { return nil }
                token.append(byte == 0x30 ? 0x7e : 0x2f)
                afterTilde = false
            } else if byte == 0x7e {
                afterTilde = true
            } else if byte == 0x2f {
                tokens.append(String(decoding: token, as: UTF8.self))
                token.removeAll(keepingCapacity: true)
            } else {
                token.append(byte)
            }
        }
        if afterTilde { return nil }
        if started { tokens.append(String(decoding: token, as: UTF8.self)) }
        return tokens
    }

    /// The array index a token names (RFC 6901 §4: no sign, no leading zero), or nil.
    static func index(_ token: String) -> Int? {
        let digits = Array(token.utf8)
        guard !digits.isEmpty, digits.count <= 9, digits.count == 1 || digits[0] != 0x30 else { return nil }
        var value = 0
        for digit in digits {
            guard digit &- 0x30 < 10 else { return nil }
            value = value * 10 + Int(digit &- 0x30)
        }
        return value
    }
}

extension Node {
    /// The JSON Pointer of this node in its document, `` for the root.
    package var pointer: String {
        var tokens: [String] = []
        var current = self
        while let parent = current.parent {
            tokens.append(current.key.map(JSONPointer.escaped) ?? String(current.slot))
            current = parent
        }
        return tokens.reversed().reduce(into: "") { $0 += "/" + $1 }
    }

    private var slot: Int { Int(tree.records[Int(id)].slot) }

    /// The child a reference token names.
    package func child(_ token: String) -> Node? {
        switch kind {
        case .object: return self[token]
        case .array: return JSONPointer.index(token).flatMap(element)
        case .null, .boolean, .number, .string: return nil
        }
    }

    /// The node a pointer names, seen from here; nil when it is malformed or names nothing.
    package func atPointer(_ pointer: String) -> Node? {
        guard let tokens = JSONPointer.tokens(pointer) else { return nil }
        var current = self
        for token in tokens {
            guard let next = current.child(token) else { return nil }
            current = next
        }
        return current
    }
}
