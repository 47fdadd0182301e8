// Texts of every length, because strings, names and digits are looked at sixteen bytes at a time; each stands in front of
// a page without access.

import GateBytes
import GateJSON
import SuiteSupport
import Testing

@Suite struct JSONEdgeTests {
    /// Reads `text` and writes it back as Java does, or names the problem and its offset.
    private func read(_ text: [UInt8], in memory: GuardedBytes) -> String {
        memory.with(text[...]) { view in
            var tape = JSONTape(capacity: 16)
            var out = ByteBuffer()
            do throws(JSONFailure) {
                try tape.read(view)
            } catch {
                return "\(error.problem)@\(error.offset)"
            }
            JSONWriter.append(tape.root, to: &out, style: .javaText)
            return String(out.view)
        }
    }

    @Test func stringsEndAtEveryPlace() {
        let memory = GuardedBytes(capacity: 256)
        for length in 0...70 {
            let plain = String(repeating: "p", count: length)
            for behind in ["", "                 "] {
                #expect(read(Array("\"\(plain)\"\(behind)".utf8), in: memory) == "\"\(plain)\"")
                #expect(read(Array("[\"\(plain)\"]\(behind)".utf8), in: memory) == "[\"\(plain)\"]")
                #expect(read(Array("{\"\(plain)\":1}\(behind)".utf8), in: memory) == "{\"\(plain)\":1}")
            }
            #expect(read(Array("[\"\(plain)]".utf8), in: memory) == "unexpectedEnd@\(length + 3)")
            #expect(read(Array("{\"\(plain)}".utf8), in: memory) == "unexpectedEnd@\(length + 3)")
        }
    }

    @Test func specialBytesAreSeenAtEveryPlace() {
        let memory = GuardedBytes(capacity: 256)
        let written = [
            ("\\n", "\\n"), ("\\u0022", "\\\""), ("/", "\\/"), ("\u{7f}", "\\u007F"), ("é", "é"), ("\u{85}", "\\u0085"),
        ]
        let refused: [(UInt8, String)] = [(0x1f, "controlCharacter"), (0x00, "controlCharacter"), (0x80, "badUTF8")]
        for length in [0, 7, 15, 16, 17, 31, 40, 66] {
            for place in 0...length {
                let before = String(repeating: "p", count: place)
                let after = String(repeating: "q", count: length - place)
                for (text, expected) in written {
                    let document = Array("{\"\(before)\(text)\(after)\":\"\(before)\(text)\(after)\"}".utf8)
                    let string = "\"\(before)\(expected)\(after)\""
                    #expect(read(document, in: memory) == "{\(string):\(string)}")
                }
                for (byte, problem) in refused {
                    let document = Array("[\"\(before)".utf8) + [byte] + Array("\(after)\"]".utf8)
                    #expect(read(document, in: memory) == "\(problem)@\(place + 2)")
                }
            }
        }
    }

    @Test func namesOfEveryLengthAreFoundAndRepeated() throws {
        let memory = GuardedBytes(capacity: 4096)
        var tape = JSONTape(capacity: 16)
        for length in 0...40 {
            let name = Array("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH".utf8.prefix(length))
            let other = name.dropLast() + [0x2e]
            for behind in ["", String(repeating: " ", count: 20)] {
                var text = Array("{\"".utf8) + name + Array("\":1,\"".utf8) + other + Array("\":2,\"".utf8) + name
                text += Array("\":3}\(behind)".utf8)
                try memory.with(text[...]) { view in
                    try tape.read(view)
                    #expect(tape.root.count == 2)
                    name.withByteView { #expect(tape.root.member($0).map { String($0.text) } == "3") }
                    Array(other).withByteView { #expect(tape.root.member($0).map { String($0.text) } == "2") }
                }
            }
        }
    }

    @Test func namesThatDifferInLengthOnlyAreTwo() throws {
        var tape = JSONTape()
        let texts = ["{\"\":1,\"\\u0000\":2}", "{\"a\":1,\"a\\u0000\":2}", "{\"aaaaaaaaa\":1,\"aaaaaaaaaa\":2}"]
        for text in texts {
            try Array(text.utf8).withByteView { view in
                try tape.read(view)
                #expect(tape.root.count == 2)
            }
        }
    }

    @Test func numbersEndAtEveryPlace() {
        let memory = GuardedBytes(capacity: 256)
        for places in 1...40 {
            let fraction = String(repeating: "3", count: places - 1) + "5"
            for whole in ["0", "-0", "7", "-12345678901234567890"] {
                // Kept digit for digit from 19 bytes on; what is shorter other tests print.
                let text = "\(whole).\(fraction)"
                for document in [text, "[\(text)]", "[\(text)                    ]"] {
                    let expected = document.filter { $0 != " " }
                    let result = read(Array(document.utf8), in: memory)
                    if text.utf8.count > JSONNumber.doubleTextMax {
                        #expect(result == expected)
                    } else {
                        #expect(!result.contains("@"))
                    }
                }
                #expect(read(Array("[\(text)x]".utf8), in: memory) == "unexpectedByte@\(text.utf8.count + 1)")
                #expect(read(Array("[\(text)e]".utf8), in: memory) == "badNumber@\(text.utf8.count + 2)")
            }
        }
    }

    /// Cut off, broken at one byte, or followed by more: where a text stops being JSON does not depend on how it ends.
    @Test func everyCutDocumentFailsAtItsEnd() {
        let memory = GuardedBytes(capacity: 256)
        let text = Array("{\"a\": [1.5, true, {\"bcdefghijklmnopqrs\": \"tuvwxyz0123456789\"}, []], \"c\": -12}".utf8)
        for end in 1..<text.count {
            // Behind a point or a sign a digit is missing.
            let isNumber = text[end - 1] == 0x2e || text[end - 1] == 0x2d
            #expect(read(Array(text[..<end]), in: memory) == (isNumber ? "badNumber" : "unexpectedEnd") + "@\(end)")
            #expect(read(Array(text[..<end]) + [0x5d], in: memory).contains("@"))
        }
        #expect(read(text + Array("]".utf8), in: memory) == "textAfterValue@\(text.count)")
        #expect(read(text + Array("  }".utf8), in: memory) == "textAfterValue@\(text.count + 2)")
        #expect(read(Array(" [1, 2] \n".utf8), in: memory) == "[1,2]")
        #expect(read(Array("[] ]".utf8), in: memory) == "textAfterValue@3")
        #expect(read(Array("[[]  ".utf8), in: memory) == "unexpectedEnd@5")
        #expect(read(Array("[tru]".utf8), in: memory) == "unexpectedByte@4")
        #expect(read(Array("[nul".utf8), in: memory) == "unexpectedEnd@4")
        #expect(read(Array("[\0]".utf8), in: memory) == "unexpectedByte@1")
    }

    @Test func documentsGrowTheTapeAtEveryEntry() {
        for count in 0...70 {
            let members = (0..<count).map { "\"n\($0)\":[\($0),{}]" }.joined(separator: ",")
            #expect(rewritten("{\(members)}") == "{\(members)}")
        }
    }

    @Test func asManyValuesAsTheLimitAreRead() throws {
        // The header, the array and its elements.
        func array(_ entries: Int) -> [UInt8] {
            Array("[1".utf8) + Array(repeatElement(Array(",1".utf8), count: entries - 3).joined()) + Array("]".utf8)
        }
        var tape = JSONTape()
        try array(JSONTape.nodesMax).withByteView { view in
            try tape.read(view)
            #expect(tape.root.count == JSONTape.nodesMax - 2)
        }
        array(JSONTape.nodesMax + 1).withByteView { view in #expect((try? tape.read(view)) == nil) }
    }
}
