// Views: comparison, search, trimming, hashing.

import GateBytes
import Testing

@Suite struct ByteViewTests {
    private func with<Result>(_ text: String, _ body: (ByteView) -> Result) -> Result {
        Array(text.utf8).withByteView(body)
    }

    @Test func comparisonSeesEveryByteAtEveryLength() {
        for length in 0...40 {
            let left = (0..<length).map { UInt8($0 + 1) }
            left.withByteView { view in
                #expect(Array(view) == left)
                left.withByteView { #expect(view == $0 && !(view != $0)) }
                for place in 0..<length {
                    var right = left
                    right[place] ^= 0x80
                    right.withByteView { #expect(view != $0) }
                }
                (left + [0]).withByteView { #expect(view != $0) }
            }
        }
    }

    @Test func tailsAreOrderedAsTheirBytesAre() {
        for length in 0..<8 {
            let left = (0..<length).map { UInt8($0 + 1) }
            for place in 0..<length {
                var right = left
                right[place] += 0x80
                left.withByteView { one in
                    right.withByteView { #expect(one.tailWord(from: 0) < $0.tailWord(from: 0)) }
                }
            }
            ([9, 9] + left).withByteView { one in
                left.withByteView { #expect(one.tailWord(from: 2) == $0.tailWord(from: 0)) }
            }
        }
    }

    @Test func endOfASCIIIsFoundAtEveryPlace() {
        for length in Array(0...40) + [127, 128, 129, 135, 136, 255, 256, 272] {
            var bytes = [UInt8](repeating: 0x7f, count: length)
            bytes.withByteView { #expect($0.endOfASCII(from: 0) == length) }
            for place in 0..<length {
                bytes[place] = 0x80
                bytes.withByteView { view in
                    #expect(view.endOfASCII(from: 0) == place)
                    #expect(view.endOfASCII(from: place + 1) == length)
                }
                bytes[place] = 0x7f
            }
        }
    }

    @Test func lettersCompareWithoutCaseAndNothingElseDoes() {
        for left in UInt8.min...UInt8.max {
            for right in UInt8.min...UInt8.max {
                let isSame = [left].withByteView { one in [right].withByteView { one.equalsIgnoringCase($0) } }
                let isLetter = (0x41...0x5a).contains(left & 0xdf) && (0x41...0x5a).contains(right & 0xdf)
                #expect(isSame == (left == right || (isLetter && left & 0xdf == right & 0xdf)))
            }
        }
        with("abc") { one in with("ab") { #expect(!one.equalsIgnoringCase($0)) } }
    }

    @Test func slicesAndSearchesKeepToTheirBytes() {
        with("a=b=c") { view in
            #expect(view.firstIndex(of: 0x3d) == 1)
            #expect(view.firstIndex(of: 0x3d, from: 2) == 3)
            #expect(view.firstIndex(of: 0x3d, from: 4) == nil)
            #expect(view.slice(0, 1).firstIndex(of: 0x3d) == nil)
            #expect(view.dropFirst(2) == "b=c")
            #expect(view.dropFirst(5).isEmpty)
            #expect(view.hasPrefix(ByteView("a=")) && view.hasPrefix(.empty) && !view.hasPrefix(ByteView("a=b=c=")))
        }
    }

    @Test func blanksAreTrimmedAtBothEnds() {
        with(" \t a b\t ") { #expect($0.trimmingBlanks() == "a b") }
        with(" \t ") { #expect($0.trimmingBlanks().isEmpty) }
        with("\na\r") { #expect($0.trimmingBlanks() == "\na\r") }
        #expect(ByteView.empty.trimmingBlanks().isEmpty)
    }

    @Test func theHashIsFNV1a() {
        // Values published with the algorithm (Fowler, Noll, Vo, test vectors of 64-bit FNV-1a).
        #expect(ByteView.empty.fnv1a == 0xcbf2_9ce4_8422_2325)
        #expect(ByteView("a").fnv1a == 0xaf63_dc4c_8601_ec8c)
        #expect(ByteView("foobar").fnv1a == 0x8594_4171_f739_67e8)
    }

    @Test func anEmptyArrayGivesTheEmptyView() {
        let bytes: [UInt8] = []
        bytes.withByteView { #expect($0.isEmpty && $0 == ByteView.empty) }
    }

    @Test func textThatIsNotUTF8IsMended() {
        [UInt8]([0x61, 0xff, 0x62]).withByteView { #expect(String($0) == "a\u{fffd}b") }
    }

    @Test func errorsPassThroughAView() {
        struct Refusal: Error {}
        #expect(throws: Refusal.self) {
            try [UInt8]([1]).withByteView { (_) throws(Refusal) -> Int in throw Refusal() }
        }
    }
}
