// The start of a node with many APIs: what it reads, what it takes, and what waits until the store is known to be sound.

import Foundation
import GateJSON
import GateStore
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct StartTests {
    private static let apis = 1000
    /// Processor time of a start with that many APIs, in milliseconds, of a build without optimisation, which takes ten
    /// times as long as README's figure. A machine that is busy with other things takes no more of it.
    private static let processorMillisecondsMax = 3000.0
    /// Stands in everything that a start must not read.
    private static let mark = "not-at-the-start"

    private func id(_ index: Int) -> String { "api" + String(index + 1_000_000) }

    /// A store of many deployed APIs, closed.
    private func store(in folder: Folder) throws {
        try folder.write("api.yaml", specification(says: "started"))
        #expect(try Command.run(["compile", "api.yaml", "-o", "api.plan"], in: folder.url).status == 0)
        let plan = [UInt8](try Data(contentsOf: folder.url.appendingPathComponent("api.plan")))
        let state = folder.url.appendingPathComponent("state").path
        do {
            let store = try Store(folder: state, durability: .process)
            try store.write { writer in
                try writer.putPlan(hash: "sound", plan)
                for index in 0..<StartTests.apis {
                    let api = id(index)
                    let scope = "us-east-1/" + api
                    let document = index == 0 ? "" : StartTests.mark + String(repeating: "x", count: 8_000)
                    try writer.put(
                        RecordPlace(kind: "restapi", scope: "us-east-1", id: api),
                        ["id": .string(api), "name": "many", "endpointConfiguration": ["types": ["REGIONAL"]]])
                    try writer.put(
                        RecordPlace(kind: "stage", scope: scope, id: "prod"),
                        ["stageName": "prod", "deploymentId": "dep001", "methodSettings": [:], "variables": [:]])
                    try writer.put(
                        RecordPlace(kind: "deployment", scope: scope, id: "dep001"),
                        ["id": "dep001", "plan": "sound", "document": .string(document)])
                    try writer.put(
                        RecordPlace(kind: "resource", scope: scope, id: "root00"),
                        ["id": "root00", "path": "/", "description": .string(StartTests.mark)])
                }
            }
        }
    }

    /// Changes everything that a start need not read, so that reading it would be seen.
    private func damageWhatWaits(in folder: Folder) throws {
        let database = folder.url.appendingPathComponent("state/store.sqlite")
        var bytes = try Data(contentsOf: database)
        let mark = Data(StartTests.mark.utf8)
        let other = Data(StartTests.mark.uppercased().utf8)
        var from = bytes.startIndex
        while let range = bytes.range(of: mark, in: from..<bytes.endIndex) {
            bytes.replaceSubrange(range, with: other)
            from = range.upperBound
        }
        // The file has another time than its mark says: the start has to look through it.
        try bytes.write(to: database)
    }

    /// Processor time that a process has had, in milliseconds.
    private func processorMilliseconds(_ process: Process) throws -> Double {
        let folder = "/proc/\(process.processIdentifier)/task"
        var total = 0.0
        for task in try FileManager.default.contentsOfDirectory(atPath: folder) {
            // A thread may have ended meanwhile.
            let text = try? String(contentsOfFile: "\(folder)/\(task)/schedstat", encoding: .utf8)
            guard let text else { continue }
            total += text.split(separator: " ").first.flatMap { Double($0) } ?? 0
        }
        return total / 1e6
    }

    @Test func aThousandAPIsServeBeforeTheirPlansAreRead() throws {
        let folder = try Folder()
        try store(in: folder)
        try damageWhatWaits(in: folder)
        let node = try ServedNode(in: folder.url)
        let taken = try processorMilliseconds(node.process)
        #expect(taken < StartTests.processorMillisecondsMax, "\(taken) ms")
        #expect(try node.get(id(0), "/prod/hello").body == "{\"say\": \"started\"}")
        // Whose deployment is damaged is served as far as its address goes.
        #expect(try node.get(id(1), "/prod/hello").status == 500)
        #expect(try node.get(id(StartTests.apis), "/prod/hello").status == 403)
        let apis = try node.control("GET", "/restapis?limit=500", "")
        #expect(apis.status == 200)
    }

    @Test func aDamagedStoreEndsTheStart() throws {
        let folder = try Folder()
        try store(in: folder)
        let state = folder.url.appendingPathComponent("state").path
        let backup = try StoreBackup.make(of: StoreFiles(folder: state))
        let database = URL(fileURLWithPath: state + "/store.sqlite")
        var bytes = try Data(contentsOf: database)
        // Pages in the middle: of the records, not of the tables' list.
        for page in 100..<130 { bytes.replaceSubrange(4096 * page..<4096 * page + 16, with: Data(count: 16)) }
        try bytes.write(to: database)
        let ended = try Command.run(
            ["serve", "--state", "state", "--listen", "127.0.0.1:0", "--control", "127.0.0.1:0"], in: folder.url)
        #expect(ended.status == 2, "\(ended)")
        #expect(ended.error.contains("is damaged"), "\(ended.error)")
        #expect(ended.error.contains("help: gatewright store restore --state state"), "\(ended.error)")
        #expect(!ended.error.contains("control plane on"))
        #expect(try Command.run(["store", "restore", "--state", "state", backup], in: folder.url).status == 0)
        let node = try ServedNode(in: folder.url)
        #expect(try node.get(id(0), "/prod/hello").body == "{\"say\": \"started\"}")
    }
}
