// `gatewright diff`: what it prints, what its exit code says, and what it takes.

import Foundation
import Testing

@Suite struct DiffTests {
    /// Files of an API with and without `POST /a`, a plan of the first, and one that is broken.
    private func folder() throws -> Folder {
        let folder = try Folder()
        let head = "openapi: 3.0.1\ninfo: {title: t, version: '1'}\npaths:\n  /a:\n"
        let get = "    get: {x-amazon-apigateway-integration: {type: mock}}\n"
        let post = "    post: {x-amazon-apigateway-integration: {type: mock}}\n"
        _ = try folder.write("both.yaml", head + get + post)
        _ = try folder.write("one.yaml", head + get)
        _ = try folder.write("broken.yaml", head + "    get: [\n")
        let compiled = try Command.run(["compile", "both.yaml", "-o", "both.plan"], in: folder.url)
        #expect(compiled.status == 0)
        return folder
    }

    private func diff(_ arguments: String..., in folder: Folder) throws -> Outcome {
        try Command.run(["diff"] + arguments, in: folder.url)
    }

    @Test func tellsWhatCallersFeel() throws {
        let folder = try folder()
        let gone = try diff("both.yaml", "one.yaml", "--fail-on", "breaking", in: folder)
        #expect(gone.status == 1)
        #expect(gone.output.contains(/breaking +POST \/a +- +is gone\n/), "\(gone)")
        #expect(try diff("both.yaml", "one.yaml", in: folder).status == 0)
        let added = try diff("one.yaml", "both.yaml", "--fail-on", "breaking", in: folder)
        #expect(added.status == 0 && added.output.contains(/compatible +POST \/a +- +is new\n/), "\(added)")
        #expect(try diff("one.yaml", "both.yaml", "--fail-on", "any", in: folder).status == 1)
        let same = try diff("one.yaml", "one.yaml", "--fail-on", "any", in: folder)
        #expect(same.status == 0 && same.output + same.error == "no differences\n", "\(same)")
    }

    @Test func printsJSONForPrograms() throws {
        let printed = try diff("both.yaml", "one.yaml", "--format", "json", in: folder())
        #expect(try json(printed.output, "breaking") as? Int == 1)
        #expect(
            try (json(printed.output, "changes") as? [[String: Any]])?.first?["kind"] as? String == "operation-removed")
    }

    @Test func saysWhatItCannotRead() throws {
        let folder = try folder()
        #expect(try diff("both.yaml", "broken.yaml", in: folder).status == 1)
        let missing = try diff("both.yaml", "nowhere.yaml", in: folder)
        #expect(missing.status == 2 && missing.error.contains("`nowhere.yaml` cannot be read"), "\(missing)")
        let plan = try diff("both.plan", "both.plan", in: folder)
        #expect(plan.status == 0, "\(plan)")
        let bad = try diff("both.yaml", "one.yaml", "--fail-on", "nothing", in: folder)
        #expect(bad.status == 2, "\(bad)")
    }
}
