// A node that is killed while it is told things, and one whose disk is full: what was answered is there, and a call that
// cannot be kept says so and changes nothing.

import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct KillTests {
    /// `Tests/Support/kill-loop` with fewer kills than its own fifty.
    @Test func whatWasAnsweredOutlivesKills() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", Command.root.appendingPathComponent("Tests/Support/kill-loop").path, Command.binary.path, "6",
        ]
        let scratch = try Folder()
        process.standardOutput = try scratch.handle("output")
        process.standardError = try scratch.handle("error")
        try process.run()
        process.waitUntilExit()
        let said = try scratch.text("output") + scratch.text("error")
        #expect(process.terminationStatus == 0 && said.hasPrefix("6 kills, "), "\(said)")
    }

    @Test func aFullDiskRefusesCallsAndLosesNothing() throws {
        let folder = try Folder()
        try folder.write("api.yaml", specification(says: "kept"))
        var node: ServedNode? = try ServedNode(in: folder.url, fileBytesMax: 1 << 20)
        let full = try #require(node)
        #expect(try full.command(["deploy", "api.yaml", "--api", "shop", "--stage", "prod"]).status == 0)
        var made = 0
        var refused: (status: Int, body: String)?
        // The log grows by what each call writes, until its file may not.
        for number in 0..<400 where refused == nil {
            let text = String(repeating: "x", count: 20_000)
            let answer = try full.control(
                "POST", "/restapis", "{\"name\":\"n\(number)\",\"description\":\"\(text)\"}")
            if answer.status == 201 { made += 1 } else { refused = answer }
        }
        #expect(refused?.status == 503 && refused?.body == "{\"message\":\"Service Unavailable\"}", "\(made)")
        #expect(made > 5)
        let apis = try full.control("GET", "/restapis?limit=500", "")
        #expect(apis.status == 200)
        let id = try #require(apis.body.firstMatch(of: /"id":"([a-z0-9]{10})","name":"shop"/).map { String($0.1) })
        #expect(try full.get(id, "/prod/hello").body == "{\"say\": \"kept\"}")
        full.stop(SIGKILL)
        node = nil

        // With room again everything that was answered is there, and nothing else.
        let roomy = try ServedNode(in: folder.url)
        #expect(try roomy.get(id, "/prod/hello").body == "{\"say\": \"kept\"}")
        let all = try roomy.control("GET", "/restapis?limit=500", "").body
        #expect(all.matches(of: /"name":"n\d+"/).count == made)
        #expect(try roomy.control("POST", "/restapis", "{\"name\":\"later\"}").status == 201)
        roomy.stop(SIGTERM)
        #expect(try Command.run(["store", "check", "--state", "state"], in: folder.url).status == 0)
    }
}
