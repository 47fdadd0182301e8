// Numbers, character classes, verbs.

import GateBytes
import Testing

@Suite struct NumberTests {
    private func parse(_ text: String, limit: Int = .max) -> Int? {
        Array(text.utf8).withByteView { Decimal.parse($0, limit: limit) }
    }

    @Test func decimalTextIsReadUpToTheLimitAndNoFurther() {
        #expect(parse("0") == 0)
        #expect(parse("007") == 7)
        #expect(parse("9223372036854775807") == .max)
        #expect(parse("9223372036854775808") == nil)
        #expect(parse("99999999999999999999") == nil)
        #expect(parse("65535", limit: 65_535) == 65_535)
        #expect(parse("65536", limit: 65_535) == nil)
    }

    @Test(arguments: ["", "+1", "-1", " 1", "1 ", "1.0", "0x1", "१"])
    func whatIsNotDigitsIsNoNumber(text: String) { #expect(parse(text) == nil) }

    @Test func hexadecimalDigitsHaveValues() {
        for byte in UInt8.min...UInt8.max {
            let text = String(decoding: [byte], as: UTF8.self)
            let expected = byte < 0x80 && text != "+" && text != "-" ? UInt8(text, radix: 16) : nil
            #expect(ASCII.hexValue(byte) == expected)
        }
        for value in UInt8(0)..<16 {
            #expect(ASCII.hexValue(ASCII.hexDigit(value)) == value)
            #expect(ASCII.hexValue(ASCII.hexDigitUppercase(value)) == value)
        }
    }

    @Test func classesAreThoseOfTheGrammar() {
        let token = Set("!#$%&'*+-.^_`|~0123456789".utf8)
        let unreserved = Set("-._~0123456789".utf8)
        for byte in UInt8.min...UInt8.max {
            let isLetter = (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
            #expect(ASCII.isLetter(byte) == isLetter)
            #expect(ASCII.isDigit(byte) == (0x30...0x39).contains(byte))
            #expect(ASCII.isToken(byte) == (isLetter || token.contains(byte)))
            #expect(ASCII.isUnreserved(byte) == (isLetter || unreserved.contains(byte)))
            #expect(ASCII.isControl(byte) == (byte < 0x20 || byte == 0x7f))
            #expect(ASCII.isBlank(byte) == (byte == 0x20 || byte == 0x09))
            #expect(ASCII.lowercased(byte) == ((0x41...0x5a).contains(byte) ? byte + 0x20 : byte))
            #expect(ASCII.uppercased(byte) == ((0x61...0x7a).contains(byte) ? byte - 0x20 : byte))
        }
    }

    @Test func verbsAreFoundByTheirTokens() {
        for verb in HTTPVerb.allCases where verb != .any && verb != .other {
            #expect(HTTPVerb(token: verb.token) == verb)
        }
        #expect(HTTPVerb(token: ByteView("ANY")) == .other, "ANY is a plan's word, not a client's")
        #expect(HTTPVerb(token: ByteView("get")) == .other)
        #expect(HTTPVerb(token: .empty) == .other)
    }
}
