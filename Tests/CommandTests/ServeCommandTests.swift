// A node as a whole: what is deployed through its control plane, by the command's own clients, is served by its data
// plane at once, also after it was killed.

import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct ServeCommandTests {
    // Facts: access-9.20, access-9.24
    @Test func deployCanaryPromoteAndRollBack() throws {
        let folder = try Folder()
        let node = try ServedNode(in: folder.url)
        try folder.write("api.yaml", specification(says: "one"))
        let target = ["--api", "shop", "--stage", "prod"]
        let first = try node.command(["deploy", "api.yaml"] + target)
        #expect(first.status == 0, "\(first.error)")
        let id = try #require(first.output.firstMatch(of: /\(([a-z0-9]{10})\)/).map { String($0.1) })
        #expect(try node.get(id, "/prod/hello").body == "{\"say\": \"one\"}")
        #expect(try node.get(path: "/_aws/execute-api/\(id)/prod/hello").body == "{\"say\": \"one\"}")

        try folder.write("api.yaml", specification(says: "two"))
        let canary = try node.command(["deploy", "api.yaml", "--canary", "100"] + target)
        #expect(canary.status == 0, "\(canary.error)")
        #expect(try node.get(id, "/prod/hello").body == "{\"say\": \"two\"}")
        #expect(try node.command(["rollback"] + target).status == 0)
        #expect(try node.get(id, "/prod/hello").body == "{\"say\": \"one\"}")

        #expect(try node.command(["deploy", "api.yaml", "--canary", "0"] + target).status == 0)
        #expect(try node.get(id, "/prod/hello").body == "{\"say\": \"one\"}")
        let promoted = try node.command(["promote"] + target)
        #expect(promoted.status == 0, "\(promoted.error)")
        #expect(try node.get(id, "/prod/hello").body == "{\"say\": \"two\"}")
        let status = try node.command(["status"])
        #expect(status.output.contains("shop  \(id)  prod"), "\(status.output)\(status.error)")

        #expect(try node.get(id, "/dev/hello").status == 403)
        #expect(try node.get("zzzzzzzzzz", "/prod/hello").body == "{\"message\":\"Forbidden\"}")
    }

    @Test func whatWasDeployedServesAfterAKill() throws {
        let folder = try Folder()
        try folder.write("api.yaml", specification(says: "kept"))
        var node = try ServedNode(in: folder.url)
        let deployed = try node.command(["deploy", "api.yaml", "--api", "shop", "--stage", "prod"])
        let id = try #require(deployed.output.firstMatch(of: /\(([a-z0-9]{10})\)/).map { String($0.1) })
        for number in [SIGKILL, SIGTERM] {
            node.stop(number)
            node = try ServedNode(in: folder.url)
            #expect(try node.get(id, "/prod/hello").body == "{\"say\": \"kept\"}")
        }
    }

    // Facts: access-2.4
    @Test func usageIsCountedAndRemembered() throws {
        let folder = try Folder()
        try folder.write(
            "api.yaml",
            specification(says: "counted") + """

                security: [{key: []}]
                components: {securitySchemes: {key: {type: apiKey, name: x-api-key, in: header}}}
                """)
        var node = try ServedNode(in: folder.url)
        let deployed = try node.command(["deploy", "api.yaml", "--api", "shop", "--stage", "prod"])
        let api = try #require(deployed.output.firstMatch(of: /\(([a-z0-9]{10})\)/).map { String($0.1) }, "\(deployed)")
        func make(_ path: String, _ body: String) throws -> String {
            let made = try node.control("POST", path, body)
            return try #require(made.body.firstMatch(of: /"id":"([a-z0-9]+)"/).map { String($0.1) }, "\(made.body)")
        }
        let key = try make("/apikeys", #"{"name":"k","enabled":true,"value":"counted-key-0123456789"}"#)
        let stages = #"[{"apiId":"\#(api)","stage":"prod"}]"#
        let plan = try make(
            "/usageplans", #"{"name":"p","apiStages":\#(stages),"quota":{"limit":10,"period":"DAY"}}"#)
        _ = try make("/usageplans/\(plan)/keys", #"{"keyId":"\#(key)","keyType":"API_KEY"}"#)
        let path = "/_aws/execute-api/\(api)/prod/hello"
        #expect(try node.get(path: path).status == 403)
        #expect(try node.get(path: path, "x-api-key: counted-key-0123456789\r\n").status == 200)
        // A day of another month than the ledger's two.
        let ended = daysAgo(40)
        try folder.write("state/usage-history/\(ended).csv", "key,plan,used,remaining\n\(key),\(plan),4,6\n")
        func usage() throws -> String {
            try node.control(
                "GET", "/usageplans/\(plan)/usage?startDate=\(ended)&endDate=\(daysAgo(0))", ""
            ).body
        }
        for _ in 0..<2 {
            let days = try usage()
            #expect(days.contains("\"\(key)\":[[4,6],[0,10],") && days.contains(",[0,10],[1,9]]"), "\(days)")
            node.stop(SIGKILL)
            node = try ServedNode(in: folder.url)
        }
        try folder.write("state/usage-history/\(ended).csv", "nothing")
        #expect(try usage().contains("An internal failure has occurred."))
    }

    @Test func fiftyRedeploysUnderLoadFailNoRequest() throws {
        let folder = try Folder()
        try folder.write("api.yaml", specification(says: "0"))
        let node = try ServedNode(in: folder.url, ["--event-loops", "2"])
        let deployed = try node.command(["deploy", "api.yaml", "--api", "shop", "--stage", "prod"])
        let id = try #require(deployed.output.firstMatch(of: /\(([a-z0-9]{10})\)/).map { String($0.1) })
        let load = Load(node.port, "/_aws/execute-api/\(id)/prod/hello")
        try poll("the load runs") { load.served > 50 }
        for index in 1...50 {
            let imported = try node.control(
                "PUT", "/restapis/\(id)?mode=overwrite", specification(says: "\(index)"), type: "application/yaml")
            #expect(imported.status == 200, "\(imported.body)")
            let made = try node.control("POST", "/restapis/\(id)/deployments", "{\"stageName\":\"prod\"}")
            #expect(made.status == 201, "\(made.body)")
            // The call is answered, so it serves.
            #expect(try node.get(id, "/prod/hello").body == "{\"say\": \"\(index)\"}")
        }
        let tally = load.end()
        #expect(tally.failures == [])
        #expect(tally.served > 200)
    }
}

/// A running `gatewright serve` with its state in a folder; killed at the latest when the test forgets it.
final class ServedNode {
    let process = Process()
    private(set) var port: UInt16 = 0
    private(set) var controlPort: UInt16 = 0
    private let folder: URL
    private let scratch: Folder

    /// - Parameter fileBytesMax: The largest file that it may write, in whole KB; no bound unless given.
    init(in folder: URL, _ arguments: [String] = [], fileBytesMax: Int? = nil) throws {
        self.folder = folder
        scratch = try Folder()
        process.executableURL = Command.binary
        process.arguments =
            ["serve", "--listen", "127.0.0.1:0", "--control", "127.0.0.1:0", "--state", "state"] + arguments
        if let fileBytesMax {
            let limit = "ulimit -f \(fileBytesMax / 1024); exec \"$@\""
            process.arguments = ["-c", limit, "limited", Command.binary.path] + (process.arguments ?? [])
            process.executableURL = URL(fileURLWithPath: "/bin/bash")
        }
        process.currentDirectoryURL = folder
        process.standardOutput = try scratch.handle("output")
        process.standardError = try scratch.handle("error")
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let (log, child) = (scratch, process)
        try poll("the node serves") {
            let text = try log.text("error")
            guard let data = text.firstMatch(of: /APIs on http:\/\/127\.0\.0\.1:(\d+)/),
                let control = text.firstMatch(of: /control plane on http:\/\/127\.0\.0\.1:(\d+)/)
            else {
                if !child.isRunning { throw ServingFailure(text: text) }
                return false
            }
            port = UInt16(data.1) ?? 0
            controlPort = UInt16(control.1) ?? 0
            return true
        }
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// Ends it by a signal and waits for that.
    func stop(_ number: Int32) {
        kill(process.processIdentifier, number)
        process.waitUntilExit()
    }

    /// Runs another command against its control plane.
    func command(_ arguments: [String]) throws -> Outcome {
        var variables = ["AWS_ENDPOINT_URL": "http://127.0.0.1:\(controlPort)", "AWS_EC2_METADATA_DISABLED": "true"]
        variables["HOME"] = "/nonexistent"
        for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_REGION"] { variables[name] = "" }
        return try Command.run(arguments, in: folder, environment: variables)
    }

    /// Status and body of a GET at an API's own host.
    func get(_ api: String, _ path: String) throws -> (status: Int, body: String) {
        try exchange(port, "GET \(path) HTTP/1.1\r\nHost: \(api).execute-api.us-east-1.test\r\n", "")
    }

    func get(path: String, _ fields: String = "") throws -> (status: Int, body: String) {
        try exchange(port, "GET \(path) HTTP/1.1\r\nHost: localhost\r\n\(fields)", "")
    }

    /// A call of its control plane.
    func control(
        _ method: String, _ target: String, _ body: String, type: String = "application/json"
    ) throws -> (status: Int, body: String) {
        let fields = "Host: control\r\nAccept: application/json\r\nContent-Type: \(type)\r\n"
        return try exchange(controlPort, "\(method) \(target) HTTP/1.1\r\n\(fields)", body)
    }

    private func exchange(_ port: UInt16, _ head: String, _ body: String) throws -> (status: Int, body: String) {
        let descriptor = try Serving.connect(port)
        defer { close(descriptor) }
        let bytes = Array("\(head)Connection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
        _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        return try Serving.parse(Serving.readAll(descriptor))
    }
}
