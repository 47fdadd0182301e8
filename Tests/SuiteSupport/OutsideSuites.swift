// Where the outside suites are, and which of their cases come out differently here. The list is one file for the tests
// and for Tests/Support/conformance: a case that is not listed must pass, a listed one must fail, so it can only shrink.

import Foundation
import Testing

/// The folder of the outside suites: GATEWRIGHT_SHARED, else beside the repository; nil when it is absent.
package let sharedFolder: URL? = {
    let folder =
        ProcessInfo.processInfo.environment["GATEWRIGHT_SHARED"].map { URL(fileURLWithPath: $0) }
        ?? repository.deletingLastPathComponent().appendingPathComponent("shared")
    return FileManager.default.fileExists(atPath: folder.appendingPathComponent("conformance").path) ? folder : nil
}()

private let repository = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// A file or folder of the suites.
package func conformance(_ path: String) throws -> URL {
    try #require(sharedFolder).appendingPathComponent("conformance").appendingPathComponent(path)
}

/// The cases of one suite that do not pass, each with its reason.
package struct ExpectedFailures {
    private let suite: String
    private let reasons: [String: String]

    /// The list of a suite of Tests/Support/expected-failures.json.
    package init(_ suite: String) throws {
        self.suite = suite
        let file = repository.appendingPathComponent("Tests/Support/expected-failures.json")
        let lists = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: [String: String]]
        reasons = try #require(lists?[suite], "no list of \(suite)")
    }

    /// Compares the list with what failed: names with what came instead.
    package func check(failed: [String: String], of count: Int, location: SourceLocation = #_sourceLocation) {
        print("\(suite): \(count - failed.count) of \(count)")
        for (name, outcome) in failed.sorted(by: { $0.key < $1.key }) where reasons[name] == nil {
            Issue.record("\(suite): \(name) fails: \(outcome)", sourceLocation: location)
        }
        for (name, reason) in reasons.sorted(by: { $0.key < $1.key }) where failed[name] == nil {
            Issue.record("\(suite): \(name) passes: take it off the list (\(reason))", sourceLocation: location)
        }
    }
}
