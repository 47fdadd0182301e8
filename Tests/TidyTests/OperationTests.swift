// The page of the control plane's operations is as its handlers and tests are.

import Foundation
import Testing

@Suite struct OperationTests {
    @Test func thePageOfOperationsIsMade() throws {
        let script = Process()
        script.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        script.arguments = [
            "python3", "-B", Repository.root.appendingPathComponent("Tests/Support/operations").path,
        ]
        let output = Pipe()
        script.standardOutput = output
        script.standardError = FileHandle.nullDevice
        try script.run()
        let page = output.fileHandleForReading.readDataToEndOfFile()
        script.waitUntilExit()
        // `env` says 127 where there is no Python.
        if script.terminationStatus == 127 { return }
        #expect(script.terminationStatus == 0)
        let kept = try Repository.text("generated/operations.md")
        #expect(
            String(decoding: page, as: UTF8.self) == kept,
            "generated/operations.md is stale: make generate, or Tests/Support/operations > generated/operations.md")
    }
}
