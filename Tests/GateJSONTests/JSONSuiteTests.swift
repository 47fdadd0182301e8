// JSONTestSuite: every `y_` file is read, every `n_` file refused.

import Foundation
import GateBytes
import GateJSON
import SuiteSupport
import Testing

@Suite(.enabled(if: sharedFolder != nil, "the shared suites are not here"))
struct JSONSuiteTests {
    @Test func strictReadingFollowsTheSuite() throws {
        let folder = try conformance("json/test_parsing")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(names.count > 300)
        var tape = JSONTape()
        var failed: [String: String] = [:]
        for name in names {
            let bytes = [UInt8](try Data(contentsOf: folder.appending(path: name)))
            var isRead = false
            bytes.withByteView { view in
                do throws(JSONFailure) {
                    try tape.read(view)
                    isRead = true
                } catch {
                    isRead = false
                }
            }
            if name.hasPrefix("y_"), !isRead { failed[name] = "refused" }
            if name.hasPrefix("n_"), isRead { failed[name] = "read" }
        }
        try ExpectedFailures("json bodies").check(failed: failed, of: names.count)
    }

    @Test func permissiveReadingNeverTraps() throws {
        let folder = try conformance("json/test_parsing")
        var tape = JSONTape()
        var out = ByteBuffer()
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let bytes = [UInt8](try Data(contentsOf: folder.appending(path: name)))
            for end in [bytes.count, bytes.count / 2, max(bytes.count - 1, 0)] {
                [UInt8](bytes[..<end]).withByteView { view in
                    out.removeAll()
                    if (try? tape.read(view, mode: .permissive)) != nil {
                        JSONWriter.append(tape.root, to: &out, style: .javaText)
                    }
                }
            }
        }
    }
}
