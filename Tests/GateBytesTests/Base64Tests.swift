// Base64 both ways: the test vectors of RFC 4648 §10, and texts that are not base64.

import GateBytes
import Testing

@Suite struct Base64Tests {
    private func decoded(_ text: String) -> String? {
        var out = ByteBuffer()
        return Array(text.utf8).withByteView { Base64.decode($0, to: &out) } ? String(out.view) : nil
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func isThatOfTheRFC(text: String, encoded: String) {
        var out = ByteBuffer()
        Array(text.utf8).withByteView { Base64.append($0, to: &out) }
        #expect(String(out.view) == encoded)
        #expect(decoded(encoded) == text)
        // Without padding too, as Java's decoder takes it.
        #expect(decoded(String(encoded.prefix { $0 != "=" })) == text)
    }

    @Test(arguments: ["a", "a*aa", "ab\ncd", "====", "Zg=a", "Zg=", "Zm9v="])
    func refusesWhatIsNone(_ text: String) { #expect(decoded(text) == nil) }

    @Test func keepsEveryByte() {
        let all = (0...255).map { UInt8($0) }
        var text = ByteBuffer()
        var bytes = ByteBuffer()
        all.withByteView { Base64.append($0, to: &text) }
        #expect(Base64.decode(text.view, to: &bytes))
        #expect([UInt8](bytes.view) == all)
    }
}
