// What is known of API Gateway has a case, and the page of both is as they are.

import Foundation
import Testing

@Suite struct FactTests {
    @Test func factsHaveCasesAndThePageIsMade() throws {
        let script = Process()
        script.executableURL = URL(fileURLWithPath: "/bin/sh")
        script.arguments = [Repository.root.appendingPathComponent("Tests/Support/coverage").path]
        let (output, errors) = (Pipe(), Pipe())
        script.standardOutput = output
        script.standardError = errors
        try script.run()
        // The complaints are few: they fit in the pipe.
        let page = output.fileHandleForReading.readDataToEndOfFile()
        script.waitUntilExit()
        let complaints = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(script.terminationStatus == 0 && complaints.isEmpty, "\(complaints)")
        let kept = try Repository.text("generated/coverage.md")
        #expect(String(decoding: page, as: UTF8.self) == kept, "generated/coverage.md is stale: make generate")
    }
}
