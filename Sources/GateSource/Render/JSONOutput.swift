// JSON written by hand: this floor has no JSON module below it.

/// Writes JSON text, commas and escapes included.
package struct JSONOutput {
    package private(set) var text: [UInt8] = []
    /// Whether the next item at each open level needs a comma before it.
    private var needsComma: [Bool] = [false]

    /// The text so far.
    package var string: String { String(decoding: text, as: UTF8.self) }

    package init() {}

    private mutating func separate() {
        let top = needsComma.count - 1
        if needsComma[top] { text.append(0x2c) }
        needsComma[top] = true
    }

    /// An object, as an element or after `key`.
    package mutating func object(_ body: (inout JSONOutput) -> Void) { container(0x7b, 0x7d, body) }

    /// An array, as an element or after `key`.
    package mutating func array(_ body: (inout JSONOutput) -> Void) { container(0x5b, 0x5d, body) }

    private mutating func container(_ open: UInt8, _ close: UInt8, _ body: (inout JSONOutput) -> Void) {
        separate()
        text.append(open)
        needsComma.append(false)
        body(&self)
        needsComma.removeLast()
        text.append(close)
    }

    /// A key; its value must follow.
    package mutating func key(_ name: String) {
        separate()
        literal(name)
        text.append(0x3a)
        needsComma[needsComma.count - 1] = false
    }

    /// A string, or null.
    package mutating func value(_ value: String?) {
        separate()
        if let value { literal(value) } else { text += Array("null".utf8) }
    }

    /// A number, or null.
    package mutating func value(_ value: Int?) {
        separate()
        text += Array((value.map { String($0) } ?? "null").utf8)
    }

    package mutating func value(_ value: Bool) {
        separate()
        text += Array((value ? "true" : "false").utf8)
    }

    package mutating func member(_ name: String, _ value: String?) {
        key(name)
        self.value(value)
    }

    package mutating func member(_ name: String, _ value: Int?) {
        key(name)
        self.value(value)
    }

    package mutating func member(_ name: String, _ value: Bool) {
        key(name)
        self.value(value)
    }

    private mutating func literal(_ value: String) {
        text.append(0x22)
        for byte in value.utf8 {
            switch byte {
            case 0x22: text += [0x5c, 0x22]
            case 0x5c: text += [0x5c, 0x5c]
            case 0x0a: text += [0x5c, 0x6e]
            case 0x0d: text += [0x5c, 0x72]
            case 0x09: text += [0x5c, 0x74]
            case 0..<0x20, 0x7f:
                let digits = Array("0123456789abcdef".utf8)
                text += [0x5c, 0x75, 0x30, 0x30, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: text.append(byte)
            }
        }
        text.append(0x22)
    }
}
