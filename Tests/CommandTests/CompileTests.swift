// `compile` and `inspect`: the plan file, its bytes, its refusals.

import Foundation
import Testing

@Suite struct CompileTests {
    // Facts: behaviours-38
    @Test func planIsTheSameWhateverThePathAndTime() throws {
        let one = try Folder()
        let other = try Folder()
        try one.write("api.yaml", specification())
        try other.write("deep/down/api.yaml", specification())
        let first = try Command.run(["compile", "api.yaml"], in: one.url)
        #expect(first.status == 0)
        #expect(first.error.isEmpty)
        #expect(first.output.wholeMatch(of: /api\.plan: \d+ bytes, 1 route, 1 method, 2 templates, 0 models\n/) != nil)
        let second = try Command.run(["compile", other.path("deep/down/api.yaml"), "-o", one.path("other.plan")])
        #expect(second.status == 0)
        #expect(try one.data("api.plan") == one.data("other.plan"))
    }

    @Test func errorsLeaveNoPlanAndKeepTheOldOne() throws {
        let folder = try Folder()
        try folder.write("api.yaml", brokenSpecification)
        let outcome = try Command.run(["compile", "api.yaml"], in: folder.url)
        #expect(outcome.status == 1)
        #expect(outcome.output.isEmpty)
        #expect(outcome.error.contains("error[GW1101]"))
        #expect(!folder.has("api.plan"))
        try folder.write("api.plan", "old")
        _ = try Command.run(["compile", "api.yaml"], in: folder.url)
        #expect(try folder.text("api.plan") == "old")
    }

    @Test func outputsThatCannotBeWrittenExitTwo() throws {
        let folder = try Folder()
        try folder.write("api.yaml", specification())
        for path in ["no/such/api.plan", ".", "/dev/full"] {
            let outcome = try Command.run(["compile", "api.yaml", "-o", path], in: folder.url)
            #expect(outcome.status == 2, "\(path)")
            #expect(outcome.error.hasPrefix("error: api.yaml: `\(path)`"))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["api.yaml"])
    }

    @Test func severalFilesGoToAFolder() throws {
        let folder = try Folder()
        try folder.write("a.yaml", specification())
        try folder.write("b.yaml", specification(path: "/other"))
        try folder.write("plans/keep", "")
        let outcome = try Command.run(["compile", "a.yaml", "b.yaml", "-o", "plans"], in: folder.url)
        #expect(outcome.status == 0)
        #expect(folder.has("plans/a.plan") && folder.has("plans/b.plan"))
        #expect(try Command.run(["compile", "a.yaml", "b.yaml", "-o", "one.plan"], in: folder.url).status == 2)
        #expect(try Command.run(["compile", "a.yaml", "./a.yaml"], in: folder.url).status == 2)
    }

    @Test func inspectTellsHeaderRoutesAndCode() throws {
        let folder = try Folder()
        try folder.write("api.yaml", specification())
        _ = try Command.run(["compile", "api.yaml"], in: folder.url)
        let outcome = try Command.run(["inspect", "api.plan"], in: folder.url)
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("/hello"))
        #expect(outcome.output.contains("MOCK"))
        #expect(try Command.run(["inspect", "api.yaml"], in: folder.url).output == outcome.output)
        let parsed = try Command.run(["inspect", "api.plan", "--json"], in: folder.url)
        #expect(try json(parsed.output) is [String: Any])
    }

    @Test func damagedPlansAreRefusedWithTheReason() throws {
        let folder = try Folder()
        try folder.write("api.yaml", specification())
        _ = try Command.run(["compile", "api.yaml"], in: folder.url)
        let plan = try folder.data("api.plan")
        func refusal(_ name: String, _ data: Data) throws -> String {
            try folder.write(name, data)
            for command in [
                ["inspect", name], ["run", name, "--listen", "127.0.0.1:0"], ["trace", name, "GET", "/hello"],
            ] {
                let outcome = try Command.run(command, in: folder.url)
                #expect(outcome.status == 1, "\(command)")
                #expect(outcome.output.isEmpty)
                #expect(outcome.error.contains("`\(name)` is refused: "), "\(command): \(outcome.error)")
            }
            return try Command.run(["inspect", name], in: folder.url).error
        }
        #expect(try refusal("short.plan", plan.prefix(20)).contains("inside its header"))
        #expect(try refusal("cut.plan", plan.prefix(plan.count - 9)).contains("cut off or padded"))
        #expect(try refusal("padded.plan", plan + Data([0])).contains("cut off or padded"))
        var flipped = plan
        flipped[plan.count / 2] ^= 4
        #expect(try refusal("flipped.plan", flipped).contains("checksum"))
        var later = plan
        later[8] = 99
        #expect(try refusal("later.plan", later).contains("version 99"))
        var texted = plan
        texted[6] = 0x0a
        #expect(try refusal("text.plan", texted).contains("does not start as a plan"))
    }
}
