// RFC 9535's own suite, for information: the target is Jayway, and the two differ by design. The test prints how
// many cases agree; it holds only that no case is a danger, whatever the path or the document.

import Foundation
import GateBytes
import GateJSON
import SuiteSupport
import Testing

@Suite(.enabled(if: sharedFolder != nil, "the shared suites are not here"))
struct RFC9535Tests {
    @Test func everyCaseEndsAndMostAgree() throws {
        let url = try conformance("jsonpath/rfc9535-cts.json")
        let bytes = [UInt8](try Data(contentsOf: url))
        var tape = JSONTape()
        var agreeing = 0
        var count = 0
        try bytes.withByteView { view in
            try tape.read(view)
            var walk = (try #require(tape.root.member("tests"))).elements
            while let entry = walk.next() {
                guard let selector = entry.member("selector") else { continue }
                count += 1
                var path = ByteBuffer()
                selector.decode(into: &path)
                let document = entry.member("document").map { [UInt8]($0.text) } ?? Array("{}".utf8)
                let outcome = try select(String(path.view), in: document)
                if entry.member("invalid_selector") != nil {
                    agreeing += outcome == .invalid ? 1 : 0
                } else if agrees(outcome, entry) {
                    agreeing += 1
                }
            }
        }
        print("jsonpath rfc9535: \(agreeing) of \(count) agree")
        #expect(count == 703)
        #expect(agreeing >= 190)
    }

    /// RFC 9535 answers with a list; Jayway with a value where the path is definite, and with an error for a miss.
    private func agrees(_ outcome: PathOutcome, _ entry: JSONCursor) -> Bool {
        var expected: [[UInt8]] = []
        if let result = entry.member("result") { expected.append(compact(result)) }
        if let results = entry.member("results") {
            var walk = results.elements
            while let result = walk.next() { expected.append(compact(result)) }
        }
        switch outcome {
        case .missing: return expected.contains(Array("[]".utf8))
        case .invalid: return false
        case .found(let json):
            return expected.contains(json) || expected.contains([0x5b] + json + [0x5d])
        }
    }

    private func compact(_ value: JSONCursor) -> [UInt8] {
        var buffer = ByteBuffer()
        JSONWriter.append(value, to: &buffer, style: .javaJSON)
        return [UInt8](buffer.view)
    }
}
