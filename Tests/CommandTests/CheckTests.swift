// `check`: findings, their forms, their filters.

import Foundation
import Testing

@Suite struct CheckTests {
    private func folder() throws -> Folder {
        let folder = try Folder()
        try folder.write("good.yaml", specification())
        try folder.write("bad.yaml", brokenSpecification)
        return folder
    }

    @Test func goodFilesExitZero() throws {
        let folder = try folder()
        let outcome = try Command.run(["check", "good.yaml"], in: folder.url)
        #expect(outcome.status == 0)
        #expect(outcome.output.isEmpty)
        #expect(outcome.error == "no findings\n")
    }

    @Test func badFilesExitOneAndPointAtThePlace() throws {
        let folder = try folder()
        let outcome = try Command.run(["check", "bad.yaml"], in: folder.url)
        #expect(outcome.status == 1)
        #expect(outcome.error.isEmpty)
        #expect(outcome.output.hasPrefix("error[GW1101]: reference `#/components/schemas/Pett` leads nowhere\n"))
        #expect(outcome.output.contains("--> bad.yaml:12:21\n"))
        #expect(outcome.output.contains("= help: write `Pet` for `Pett`\n"))
    }

    @Test func standardInputIsAFile() throws {
        let good = try Command.run(["check", "-"], input: specification())
        #expect(good.status == 0)
        let bad = try Command.run(["check", "-"], input: brokenSpecification)
        #expect(bad.status == 1)
        #expect(bad.output.contains("--> <stdin>:12:21\n"))
    }

    @Test func machineFormsAreWellFormed() throws {
        let folder = try folder()
        let plain = try Command.run(["check", "--format", "json", "bad.yaml"], in: folder.url)
        #expect(plain.status == 1)
        #expect(try json(plain.output, "diagnostics", "0", "code") as? String == "GW1101")
        #expect(try json(plain.output, "diagnostics", "0", "line") as? Int == 12)
        #expect(try json(plain.output, "counts", "error") as? Int == 1)
        let sarif = try Command.run(["check", "--format", "sarif", "bad.yaml"], in: folder.url)
        #expect(try json(sarif.output, "runs", "0", "results", "0", "ruleId") as? String == "GW1101")
        #expect(try json(sarif.output, "runs", "0", "tool", "driver", "rules", "0", "id") as? String == "GW1101")
        let junit = try Command.run(["check", "--format", "junit", "bad.yaml"], in: folder.url)
        #expect(junit.output.hasPrefix("<?xml"))
        #expect(junit.output.contains("<failure type=\"error\""))
        for outcome in [plain, sarif, junit] { #expect(outcome.error.isEmpty) }
        #expect(try Command.run(["check", "--format", "json", "bad.yaml"], in: folder.url).output == plain.output)
        let none = try Command.run(["check", "--format", "json", "good.yaml"], in: folder.url)
        #expect(none.status == 0)
        #expect(try json(none.output, "diagnostics") as? [String] == [])
    }

    @Test func everyFileIsReportedInOneRun() throws {
        let folder = try folder()
        try folder.write("worse.yaml", "openapi: 3.0.1\nopenapi: 3.0.1\n")
        let outcome = try Command.run(["check", "bad.yaml", "worse.yaml", "good.yaml"], in: folder.url)
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("--> bad.yaml:12:21\n"))
        #expect(outcome.output.contains("--> worse.yaml:2:1\n"))
    }

    @Test func warningsCanBeDeniedAndAllowed() throws {
        let folder = try Folder()
        try folder.write(
            "warned.yaml", specification().replacingOccurrences(of: "title: Test", with: "title: !Subb Test"))
        let plain = try Command.run(["check", "warned.yaml"], in: folder.url)
        #expect(plain.status == 0)
        #expect(plain.output.contains("warning[GW1025]"))
        let denied = try Command.run(["check", "--deny-warnings", "warned.yaml"], in: folder.url)
        #expect(denied.status == 1)
        #expect(denied.output.contains("error[GW1025]"))
        for code in ["GW1025", "gw1025", "1025"] {
            let allowed = try Command.run(["check", "--deny-warnings", "--allow", code, "warned.yaml"], in: folder.url)
            #expect(allowed.status == 0)
            #expect(allowed.output.isEmpty)
        }
        let error = try Command.run(["check", "--allow", "GW1101", "-"], input: brokenSpecification)
        #expect(error.status == 1, "errors cannot be allowed")
    }

    @Test func colourFollowsOptionAndEnvironment() throws {
        func hasColour(_ options: [String], _ environment: [String: String]) throws -> Bool {
            let outcome = try Command.run(
                ["check", "-"] + options, environment: environment, input: brokenSpecification)
            return outcome.output.contains("\u{1b}[")
        }
        #expect(try !hasColour([], [:]), "no terminal, no colour")
        #expect(try hasColour(["--color", "always"], [:]))
        #expect(try hasColour([], ["CLICOLOR_FORCE": "1"]))
        #expect(try !hasColour([], ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"]))
        #expect(try hasColour(["--color", "always"], ["NO_COLOR": "1"]))
        #expect(try !hasColour(["--color", "never"], ["CLICOLOR_FORCE": "1"]))
    }

    @Test func linksMayNotLeaveTheFolder() throws {
        let folder = try Folder()
        try folder.write("secret/pet.yaml", "type: object\n")
        try folder.write(
            "api/api.yaml",
            brokenSpecification.replacingOccurrences(
                of: "'#/components/schemas/Pett'", with: "'./pet.yaml'"))
        symlink("../secret/pet.yaml", folder.path("api/pet.yaml"))
        let refused = try Command.run(["check", "api/api.yaml"], in: folder.url)
        #expect(refused.status == 1)
        #expect(refused.output.contains("error[GW1106]"))
        #expect(refused.output.contains("a symbolic link leads out of the folder"))
        let allowed = try Command.run(["check", "api/api.yaml", "--allow-root", "secret"], in: folder.url)
        #expect(!allowed.output.contains("GW1106"))
    }
}
