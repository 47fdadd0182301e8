// The client with the surface of AWS's JavaScript SDK: names by AWS's rule, text of documents that stays text, and the
// tests that it brings along, by Node where there is one.

import Foundation
import GateSDK
import Testing

@Suite struct JavaScriptTests {
    private func api() throws -> ClientAPI {
        try client(
            paths: """
                {/: {get: {operationId: own, responses: {}}},
                 '/{a}/{b}/{op}': {get: {responses: {}}},
                 '/pet-store/{petID}': {post: {description: "*/ ` ${x} \\u2028", responses: {}}},
                 '/"+exit(1)+"/{proxy+}': {put: {parameters: [{name: "a\\"b", in: query, schema: {type: string}}],
                   responses: {}}}}
                """)
    }

    @Test func namesFollowAWS() throws {
        let file = try #require(generateJavaScriptSDK(api()).first { $0.path == "apigClient.js" })
        for name in ["rootGet", "aBOpGet", "petStorePetIDPost", "exit1ProxyPut"] {
            #expect(file.text.contains("\"\(name)\""))
        }
        #expect(file.text.contains(#"["text", "/\"+exit(1)+\"/"]"#))
        #expect(file.text.contains(#"["rest", "proxy"]"#))
        #expect(file.text.contains(#"["a\"b"]"#))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/node"), "there is no Node"))
    func ownTestsPass() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("apig-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for file in try generateJavaScriptSDK(api()) {
            let place = folder.appendingPathComponent(file.path)
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try file.text.write(to: place, atomically: true, encoding: .utf8)
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/node")
        process.arguments = ["--test", "test/"]
        process.currentDirectoryURL = folder
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let told = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(told)")
    }
}
