// Exit codes, help, and files that cannot be used.

import Foundation
import Testing

@Suite struct UsageTests {
    @Test func versionIsOneLine() throws {
        let outcome = try Command.run(["--version"])
        #expect(outcome.status == 0)
        #expect(outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    }

    @Test(arguments: [
        "check", "compile", "run", "inspect", "trace", "test-invoke", "cors", "explain", "completion", "man",
    ])
    func helpOfEverySubcommandTeaches(name: String) throws {
        let outcome = try Command.run([name, "--help"])
        #expect(outcome.status == 0)
        #expect(outcome.error.isEmpty)
        #expect(outcome.output.contains("gatewright \(name)"), "an example is missing")
        #expect(outcome.output.contains("USAGE: gatewright \(name)"))
    }

    @Test(arguments: [
        ["chekc"], ["check"], ["check", "--format", "yaml", "a.yaml"], ["compile", "--param", "x", "a.yaml"],
        ["run", "a.yaml", "--listen", "here"], ["run", "a.yaml", "--event-loops", "0"],
        ["run", "a.yaml", "--stage", "a b"], ["run", "a.yaml", "--access-log", "what"], ["explain", "GW12"],
        ["explain", "GW9999"], ["explain"], ["trace", "a.yaml", "GET"], ["completion", "tcsh"],
        ["test-invoke", "a.yaml", "GET"], ["test-invoke", "a.yaml", "GET", "/", "--backend-status", "600"],
        ["test-invoke", "a.yaml", "GET", "/", "--format", "sarif"],
    ])
    func wrongUsageExitsTwo(arguments: [String]) throws {
        let outcome = try Command.run(arguments)
        #expect(outcome.status == 2)
        #expect(outcome.output.isEmpty)
        #expect(!outcome.error.isEmpty)
    }

    @Test func misspeltSubcommandsAreGuessed() throws {
        #expect(try Command.run(["chekc"]).error.contains("help: gatewright check\n"))
    }

    @Test func unreadableFilesExitTwoInOneLine() throws {
        let folder = try Folder()
        let fifo = folder.path("fifo.yaml")
        #expect(mkfifo(fifo, 0o600) == 0)
        symlink(folder.path("loop.yaml"), folder.path("loop.yaml"))
        for path in [
            "missing.yaml", folder.url.path, fifo, "/dev/zero", "/proc/self/environ", folder.path("loop.yaml"),
        ] {
            for command in ["check", "compile", "inspect", "run"] {
                let outcome = try Command.run([command, path], in: folder.url)
                #expect(outcome.status == 2, "\(command) \(path)")
                #expect(outcome.error.hasPrefix("error: `\(path)` cannot be read: "), "\(command) \(path)")
                #expect(outcome.error.split(separator: "\n").count <= 2)
            }
        }
    }

    @Test func aReaderThatHasSeenEnoughIsNoError() throws {
        let shell = Process()
        let errors = Pipe()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        // The reader is gone before the first byte is written.
        shell.arguments = ["-c", "(sleep 0.2; exec \"$0\" man) | true", Command.binary.path]
        shell.standardError = errors
        try shell.run()
        let said = errors.fileHandleForReading.readDataToEndOfFile()
        shell.waitUntilExit()
        #expect(said.isEmpty)
    }

    @Test func manAndCompletionsComeFromTheParser() throws {
        let page = try Command.run(["man"])
        #expect(page.status == 0)
        #expect(page.output.contains(".Sh EXIT STATUS"))
        for name in ["check", "compile", "run", "inspect", "trace", "explain", "template render", "schema validate"] {
            #expect(page.output.contains(".Ss \(name)\n"))
        }
        #expect(page.output.contains(".It Fl Fl watch\n"))
        #expect(page.output.contains(".It Fl Fl batch\n"))
        for shell in ["bash", "zsh", "fish"] {
            let script = try Command.run(["completion", shell])
            #expect(script.status == 0)
            #expect(script.output.contains("deny-warnings"))
        }
    }

    @Test func explainTellsEveryRuleOnce() throws {
        let outcome = try Command.run(["explain", "--all", "--format", "json"])
        #expect(outcome.status == 0)
        let rules = try #require(try json(outcome.output) as? [[String: Any]])
        let codes = rules.compactMap { $0["code"] as? String }
        #expect(codes.count > 20)
        #expect(codes == codes.sorted())
        #expect(Set(codes).count == codes.count)
        let one = try Command.run(["explain", "1101"])
        #expect(one.output.hasPrefix("GW1101 (error): references lead somewhere\n"))
        #expect(try Command.run(["explain", "gw1101"]).output == one.output)
    }
}
