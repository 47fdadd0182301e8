// API keys and usage plans from the shell and under `run`: what is kept, what is shown, what outlives a kill.

import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct KeysTests {
    private let configuration = """
        usagePlans:
          gold:
            quota: {limit: 5, period: MONTH}
            apiStages: [{apiId: Pets, stage: local}]
          slow:
            throttle: {rateLimit: 0, burstLimit: 2}
            apiStages: [{apiId: Pets, stage: local}]
        """

    private func folder(_ more: String = "") throws -> Folder {
        let folder = try Folder()
        try folder.write("gatewright.yaml", configuration + "\n" + more)
        try folder.write(
            "api.yaml",
            """
            openapi: "3.0.1"
            info: {title: Pets, version: "1"}
            security: [{key: []}]
            components: {securitySchemes: {key: {type: apiKey, name: x-api-key, in: header}}}
            paths:
              /pets:
                get:
                  responses: {"200": {description: x}}
                  x-amazon-apigateway-integration:
                    type: mock
                    requestTemplates: {application/json: '{"statusCode": 200}'}
                    responses: {default: {statusCode: "200"}}
            """)
        return folder
    }

    private func run(_ arguments: [String], _ folder: Folder, input: String? = nil) throws -> Outcome {
        try Command.run(arguments, in: folder.url, input: input)
    }

    /// Everything in the folder's state, as text.
    private func state(_ folder: Folder) throws -> String {
        let path = folder.url.appendingPathComponent(".gatewright")
        return try FileManager.default.contentsOfDirectory(atPath: path.path).reduce(into: "") { text, name in
            let file = path.appendingPathComponent(name)
            if name == "usage-history" { return }
            text += String(decoding: try Data(contentsOf: file), as: UTF8.self)
        }
    }

    @Test func aKeyIsShownOnceAndKeptAsADigest() throws {
        let folder = try folder()
        let made = try run(["keys", "create", "a", "--plan", "gold"], folder)
        #expect(made.status == 0)
        let value = made.output.trimmingCharacters(in: .newlines)
        #expect(value.count == 40)
        #expect(made.error.contains("shown this once") && !made.error.contains(value))
        let list = try run(["keys", "list"], folder)
        #expect(list.output.contains(/[a-z0-9]{10}  a     yes      gold   state folder\n/))
        let export = try run(["keys", "export"], folder)
        #expect(export.output.contains("\na,,,TRUE,gold\n"))
        #expect(!(try state(folder) + list.output + export.output).contains(value))
        let attributes = try FileManager.default.attributesOfItem(
            atPath: folder.url.appendingPathComponent(".gatewright/api-keys.csv").path)
        #expect((attributes[.posixPermissions] as? Int) == 0o600)
        let kept = try run(["keys", "create", "b", "--keep-value"], folder)
        #expect(try run(["keys", "export"], folder).output.contains("b,\(kept.output.dropLast()),"))
    }

    // Facts: access-1.1, access-2.5
    @Test func keysAreRefusedWithTheirReason() throws {
        let folder = try folder("apiKeys: {own: {value: configured-0123456789}}")
        for (arguments, status, text) in [
            (["create", "a", "--value", "short"], 2, "API Key value should be at least 20 characters"),
            (["create", "a", "--plan", "none"], 2, "there is no usage plan `none`"),
            (["create", "a", "--plan", "gold", "--plan", "slow"], 2, "both cover the stage `local` of `Pets`"),
            (["create", "a", "--value", "configured-0123456789"], 1, "API Key already exists"),
            (["disable", "a"], 2, "no key has the identifier `a`"),
            (["disable", "own"], 2, "stands in the configuration"),
            (["import", "missing.csv"], 2, "cannot be read"),
        ] as [([String], Int32, String)] {
            let outcome = try run(["keys"] + arguments, folder)
            #expect(outcome.status == status, "\(arguments)")
            #expect(outcome.error.contains(text), "\(arguments): \(outcome.error)")
        }
        #expect(try run(["keys", "create", "b", "--value", "-"], folder, input: "given-0123456789-abc\n").status == 0)
        #expect(try run(["keys", "create", "c", "--value", "given-0123456789-abc"], folder).status == 1)
    }

    // Facts: access-1.2
    @Test func importsFailOnWarningsOnlyWhenTold() throws {
        let folder = try folder()
        try folder.write(
            "keys.csv",
            "name,key,usageplanids\none,imported-0123456789-1,gold\ntwo,short,\nthree,imported-0123456789-3,no\n")
        let strict = try run(["keys", "import", "keys.csv", "--fail-on-warnings"], folder)
        #expect(strict.status == 1 && strict.output.isEmpty)
        #expect(strict.error.contains("warning: keys.csv:3: API Key value should be at least 20 characters"))
        #expect(strict.error.contains("warning: keys.csv:4: there is no usage plan `no`"))
        #expect(try run(["keys", "list"], folder).output.split(separator: "\n").count == 1)
        let lenient = try run(["keys", "import", "keys.csv"], folder)
        #expect(lenient.status == 0)
        #expect(lenient.output.contains(/^[a-z0-9]{10}\n[a-z0-9]{10}\n$/))
        try folder.write("both.csv", "name,key,usageplanids\nfour,imported-0123456789-4,\"gold,slow\"\n")
        let both = try run(["keys", "import", "both.csv"], folder)
        #expect(both.error.contains("both.csv:2: the plans `gold` and `slow` both cover the stage `local` of `Pets`"))
        #expect(try run(["keys", "list"], folder).output.contains(/four +yes +gold +state/))
        try folder.write("bad.csv", "name,value\na,b\n")
        let bad = try run(["keys", "import", "bad.csv"], folder)
        #expect(bad.status == 1 && bad.error.contains("`bad.csv` is no key file: there is no column `Key`"))
    }

    @Test func runServesTheStoresKeysAndReadsThemAgain() throws {
        let folder = try folder()
        let made = try run(["keys", "create", "a", "--plan", "slow"], folder)
        let key = "x-api-key: \(made.output.dropLast())\r\n"
        let server = try Serving(["api.yaml", "--event-loops", "2"], in: folder.url)
        #expect(try server.get("/pets").status == 403)
        #expect(try (0..<3).map { _ in try server.get("/pets", headers: key).status } == [200, 200, 429])
        #expect(try run(["keys", "disable", "a"], folder).status == 0)
        server.signal(SIGHUP)
        try poll("the key is disabled") { try server.get("/pets", headers: key).status == 403 }
        #expect(try run(["keys", "enable", "a"], folder).status == 0)
        server.signal(SIGHUP)
        // Its bucket is as empty as it was.
        try poll("the key is enabled") { try server.get("/pets", headers: key).status == 429 }
        server.signal(SIGTERM)
        #expect(try server.end() == 0)
    }

    // Facts: access-2.3
    @Test func countsOutliveAKill() throws {
        let folder = try folder()
        let made = try run(["keys", "create", "a", "--plan", "gold"], folder)
        let key = "x-api-key: \(made.output.dropLast())\r\n"
        let first = try Serving(["api.yaml"], in: folder.url)
        #expect(try (0..<3).map { _ in try first.get("/pets", headers: key).status } == [200, 200, 200])
        first.signal(SIGKILL)
        #expect(try first.end() == -SIGKILL)
        #expect(try run(["usage", "show", "gold"], folder).output.contains("2 of 5"))
        let second = try Serving(["api.yaml", "--event-loops", "2"], in: folder.url)
        #expect(try (0..<4).map { _ in try second.get("/pets", headers: key).status } == [200, 200, 429, 429])
        #expect(try second.get("/pets", headers: key).body == "{\"message\":\"Limit Exceeded\"}")
        // A running server counts with what is extended.
        let extended = try run(["usage", "extend", "gold", "a", "--remaining", "1"], folder)
        #expect(extended.status == 0 && extended.error.contains(": 1 requests until "))
        #expect(try (0..<2).map { _ in try second.get("/pets", headers: key).status } == [200, 429])
        let shown = try run(["usage", "show", "gold", "--format", "json"], folder)
        #expect(shown.output.contains(/"items":\{"[a-z0-9]{10}":\[\[6,0\]\]\}/))
    }

    @Test func usageIsReadByPlanAndKey() throws {
        let folder = try folder("apiKeys: {own: {value: configured-0123456789, usagePlanIds: [gold]}}")
        #expect(
            try run(["usage", "show", "gold"], folder).output.contains(
                /own  own   0      0          5 of 5     \d+-\d+-01\n/))
        for (arguments, text) in [
            (["show", "none"], "there is no usage plan `none`"), (["show", "gold", "--key", "x"], "has no key `x`"),
            (["extend", "slow", "own", "--remaining", "1"], "has no quota to extend"),
            (["extend", "gold", "x", "--remaining", "1"], "has no key `x`"),
            (["extend", "gold", "own", "--remaining=-1"], "--remaining takes 0 to"),
        ] {
            let outcome = try run(["usage"] + arguments, folder)
            #expect(outcome.status == 2 && outcome.error.contains(text), "\(arguments): \(outcome.error)")
        }
        try folder.write(".gatewright/usage.counts", "this is something else")
        #expect(try run(["usage", "show", "gold"], folder).error.contains("is no file of counts"))
    }

    // Facts: access-2.4
    @Test func daysThatEndedAreKeptAndShown() throws {
        let folder = try folder("apiKeys: {own: {value: configured-0123456789, usagePlanIds: [gold]}}")
        let history = ".gatewright/usage-history/"
        try folder.write(history + daysAgo(2) + ".csv", "key,plan,used,remaining\nown,gold,4,1\nown,slow,9,\n")
        try folder.write(history + daysAgo(100) + ".csv", "key,plan,used,remaining\n")
        let server = try Serving(["api.yaml"], in: folder.url)
        #expect(try server.get("/pets", headers: "x-api-key: configured-0123456789\r\n").status == 200)
        server.signal(SIGTERM)
        #expect(try server.end() == 0)
        #expect(!folder.has(history + daysAgo(100) + ".csv"))
        let range = ["usage", "show", "gold", "--start-date", daysAgo(2), "--end-date", daysAgo(0)]
        let csv = try run(range + ["--format", "csv"], folder).output.split(separator: "\n")
        #expect(csv.count == 4 && csv[1] == "\(daysAgo(2)),own,4,1" && csv[3] == "\(daysAgo(0)),own,1,4", "\(csv)")
        let shape = try run(range + ["--format", "json"], folder).output
        #expect(shape.contains(/"items":\{"own":\[\[4,1\],\[0,[15]\],\[1,4\]\]\}/), "\(shape)")
        #expect(shape.contains("\"startDate\":\"\(daysAgo(2))\",\"endDate\":\"\(daysAgo(0))\""))
        #expect(try run(range, folder).output.contains("\(daysAgo(2))  own  own   4     1\n"))
        for (arguments, text) in [
            (["--start-date", "yesterday"], "is no date"), (["--end-date", "2999-01-01"], "lies in the future"),
            (["--start-date", daysAgo(0), "--end-date", daysAgo(1)], "lies behind"),
            (["--start-date", "2020-01-01"], "kept for 90 days"),
        ] {
            let outcome = try run(["usage", "show", "gold"] + arguments, folder)
            #expect(outcome.status == 2 && outcome.error.contains(text), "\(outcome.error)")
        }
        try folder.write(history + daysAgo(1) + ".csv", "nothing")
        #expect(try run(range, folder).error.contains("is damaged"))
    }

    @Test func nothingSaysAKeysValue() throws {
        let secret = "planted-secret-0123456789"
        let folder = try folder("apiKeys: {own: {value: \(secret), usagePlanIds: [gold]}}")
        let log = "$context.identity.apiKey $context.identity.apiKeyId $context.status"
        let server = try Serving(["api.yaml", "--access-log", log, "--admin", "127.0.0.1:0"], in: folder.url)
        #expect(try server.get("/pets", headers: "x-api-key: \(secret)\r\n").status == 200)
        #expect(try server.get("/pets", headers: "x-api-key: \(secret)x\r\n").status == 403)
        server.signal(SIGTERM)
        #expect(try server.end() == 0)
        #expect(try server.output.contains("own 200\n"))
        var said = try server.output + server.error + state(folder)
        for arguments in [
            ["keys", "list"], ["keys", "export"], ["usage", "show", "gold"],
            ["keys", "create", "x", "--value", secret],
        ] {
            let outcome = try run(arguments, folder)
            said += outcome.output + outcome.error
        }
        #expect(!said.contains(secret))
    }
}
