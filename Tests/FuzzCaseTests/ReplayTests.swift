// Every input that once ended a fuzz run is run again, with a few hundred mutations beside it. The tool runs as a
// process of its own, so that a trap fails a test and not the test run.

import Foundation
import Testing

private let casesFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("FuzzCases")

/// The tool stands beside the test bundle.
private let tool = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appendingPathComponent("gatefuzz")

/// Runs the tool; its status and what it wrote.
private func gatefuzz(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = tool
    process.arguments = arguments
    process.standardOutput = pipe
    process.standardError = pipe
    process.currentDirectoryURL = FileManager.default.temporaryDirectory
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationReason == .exit ? process.terminationStatus : -1, output)
}

private let targets: [String] = {
    let listing = try? gatefuzz(["list"])
    return (listing?.output ?? "").split(separator: "\n").map(String.init)
}()

@Suite struct ReplayTests {
    @Test func theToolNamesItsTargets() {
        #expect(targets.contains("wire") && targets.contains("plan") && targets.contains("tree"))
    }

    @Test func everyFolderOfCasesHasATarget() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: casesFolder.path)
        for folder in folders where !folder.hasPrefix(".") { #expect(targets.contains(folder), "\(folder)") }
    }

    @Test(arguments: targets)
    func noCaseEndsTheTool(target: String) throws {
        let (status, output) = try gatefuzz([target, "--runs", "300", casesFolder.appendingPathComponent(target).path])
        #expect(status == 0, "\(output)")
        #expect(output.contains("no crash"))
    }

    @Test func aFailedCheckLeavesItsInput() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gatefuzz-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let input = folder.appendingPathComponent("input")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("anything".utf8).write(to: input)
        let (status, _) = try gatefuzz(["trap", "--cases", folder.path, input.path])
        #expect(status != 0)
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent("trap").path)
        #expect(left.count == 1 && left[0].hasSuffix(".case"))
        let bytes = try left.first.map { try Data(contentsOf: folder.appendingPathComponent("trap/\($0)")) }
        #expect(bytes == Data("anything".utf8))
    }

    @Test(arguments: [["nothing"], [], ["wire", "--seconds"], ["wire", "--runs", "-1"], ["wire", "--colour"]])
    func whatItDoesNotKnowIsRefused(arguments: [String]) throws {
        let (status, output) = try gatefuzz(arguments)
        #expect(status == 2)
        #expect(output.hasPrefix("gatefuzz: "))
    }
}
