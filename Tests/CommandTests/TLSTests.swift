// TLS of clients as curl, openssl and Python's ssl speak it: Tests/Support/tls.

import Foundation
import Testing

@Suite struct TLSTests {
    // Facts: pipeline-1.1, pipeline-8.55, access-12.6, http-6.7
    @Test func clientsSpeakTLS() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let script = Command.root.appendingPathComponent("Tests/Support/tls").path
        process.arguments = ["python3", "-B", "-W", "ignore", script, Command.binary.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        do { try process.run() } catch {
            print("left out: there is no Python")
            return
        }
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        if process.terminationStatus == 127 {
            print("left out: there is no Python")
            return
        }
        #expect(process.terminationStatus == 0, "\(output)")
    }
}
