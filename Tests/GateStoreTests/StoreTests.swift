// Records and plans: what is written is read, in order, whole or not at all.

import Foundation
import GateJSON
import GateStore
import Testing

@Suite struct StoreTests {
    private struct Refusal: Error, Equatable {}

    private func ids(_ store: Store, _ kind: String = "k", _ scope: String = "r") throws -> [String] {
        try store.read { try $0.records(kind: kind, scope: scope).map(\.id) }
    }

    @Test func whatIsWrittenIsReadAfterOpeningAgain() throws {
        let folder = try Folder()
        let value: JSONValue = [
            "name": "Pets \u{1F43E}", "tags": ["a": 1, "b": .null], "list": [1, JSONValue(2.5), "\u{0}"],
        ]
        do {
            let store = try Store(folder: folder.path)
            try store.write { writer in
                try writer.put(place("restapi", "a"), value)
                try writer.putPlan(hash: "h", [0, 1, 255])
                #expect(try writer.record(place("restapi", "a")) == value)
            }
        }
        let store = try Store(folder: folder.path)
        let read = { place in try store.read { try $0.record(place) } }
        #expect(try read(place("restapi", "a")) == value)
        #expect(try read(place("restapi", "a"))?.json == value.json)
        #expect(try read(place("restapi", "A")) == nil)
        #expect(try read(place("stage", "a")) == nil)
        #expect(try read(place("restapi", "a", in: "s")) == nil)
        #expect(try store.read { try $0.plan(hash: "h") } == [0, 1, 255])
        #expect(try store.read { try $0.plan(hash: "g") } == nil)
    }

    @Test func listsAreInTheOrderOfMaking() throws {
        let folder = try Folder()
        let store = try Store(folder: folder.path, durability: .process)
        try store.write { writer in
            for id in ["c", "a", "d", "b"] { try writer.put(place("k", id), [:]) }
            try writer.put(place("other", "x"), [:])
            try writer.put(place("k", "y", in: "r/1"), [:])
            try writer.put(place("k", "a"), ["new": true])
        }
        #expect(try ids(store) == ["c", "a", "d", "b"])
        try store.write { writer in
            try writer.remove(place("k", "c"))
            try writer.put(place("k", "c"), [:])
        }
        #expect(try ids(store) == ["a", "d", "b", "c"])
        try store.read { reader in
            #expect(try reader.count(kind: "k", scope: "r") == 4)
            let first = try reader.records(kind: "k", scope: "r", limit: 2)
            #expect(first.map(\.id) == ["a", "d"] && first[0].value == ["new": true])
            let rest = try reader.records(kind: "k", scope: "r", after: first[1].sequence, limit: 9)
            #expect(rest.map(\.id) == ["b", "c"])
            let newest = try reader.recordsNewestFirst(kind: "k", scope: "r", limit: 3)
            #expect(newest.map(\.id) == ["c", "b", "d"])
            #expect(
                try reader.recordsNewestFirst(kind: "k", scope: "r", before: newest[2].sequence).map(\.id) == ["a"])
            #expect(try reader.records(kind: "k").map(\.place.scope) == ["r", "r", "r", "r", "r/1"])
        }
    }

    @Test func scopesAreRemovedWithAllBelowAndNothingBeside() throws {
        let folder = try Folder()
        let store = try Store(folder: folder.path, durability: .process)
        let scopes = ["r", "r/1", "r/1/x", "r/10", "r/1-", "r/2", "s/1"]
        try store.write { writer in
            for scope in scopes { try writer.put(place("k", "id", in: scope), [:]) }
            try writer.put(place("l", "id", in: "r/2"), [:])
            try writer.removeAll(scope: "r/1")
            try writer.removeAll(kind: "l", scope: "r/2")
        }
        try store.read { reader in
            let left = try reader.records(kind: "k").map(\.place.scope)
            #expect(Set(left) == Set(scopes).subtracting(["r/1", "r/1/x"]))
            #expect(try reader.count(kind: "l", scope: "r/2") == 0)
        }
    }

    @Test func aThrowingBodyLeavesNothing() throws {
        let folder = try Folder()
        let store = try Store(folder: folder.path, durability: .process)
        #expect(throws: Refusal()) {
            try store.write { writer in
                try writer.put(place("k", "a"), [:])
                throw Refusal()
            }
        }
        #expect(try ids(store) == [])
    }

    @Test func aFailureThatIsCaughtStillUndoesTheTransaction() throws {
        let folder = try Folder()
        let store = try Store(folder: folder.path, durability: .process)
        #expect(throws: StoreError.recordUnreadable(place("k", "b"))) {
            try store.write { writer in
                try writer.put(place("k", "a"), [:])
                try? writer.put(place("k", "b"), .number("nan"))
            }
        }
        #expect(try ids(store) == [])
    }

    @Test func recordsAreAsLargeAndDeepAsTheLimits() throws {
        let folder = try Folder()
        let store = try Store(folder: folder.path, durability: .process)
        var value = JSONValue.null
        for _ in 0..<Store.depthMax { value = [value] }
        try store.write { try $0.put(place("k", "a"), value) }
        #expect(try store.read { try $0.record(place("k", "a")) } == value)
        #expect(throws: StoreError.recordUnreadable(place("k", "b"))) {
            try store.write { try $0.put(place("k", "b"), [value]) }
        }
        let large = JSONValue.string(String(repeating: "x", count: Store.recordBytesMax - 1))
        #expect(throws: StoreError.recordTooLarge(place("k", "b"), bytes: Store.recordBytesMax + 1)) {
            try store.write { try $0.put(place("k", "b"), large) }
        }
        #expect(throws: StoreError.planTooLarge("h", bytes: Store.planBytesMax + 1)) {
            try store.write { try $0.putPlan(hash: "h", [UInt8](repeating: 0, count: Store.planBytesMax + 1)) }
        }
    }

    @Test func unusedPlansGo() throws {
        let folder = try Folder()
        let store = try Store(folder: folder.path, durability: .process)
        try store.write { writer in
            for hash in ["a", "b", "c"] { try writer.putPlan(hash: hash, Array(hash.utf8)) }
            try writer.putPlan(hash: "a", [9])
            try writer.put(place("deployment", "d"), ["plan": "a", "document": ["plan": "b"]])
            try writer.put(place("other", "o"), ["plan": ["c"]])
            #expect(try writer.dropUnusedPlans() == 2)
            #expect(try writer.plan(hash: "a") == Array("a".utf8))
            #expect(try writer.plan(hash: "b") == nil)
        }
    }

    @Test func readersSeeOneMoment() async throws {
        let folder = try Folder()
        let store = try Store(folder: folder.path, durability: .process)
        try store.write { try $0.put(place("k", "n"), 0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<100 {
                        try store.write { writer in
                            let value = try writer.record(place("k", "n"))?.int ?? -1
                            try writer.put(place("k", "n"), JSONValue(value + 1))
                            try writer.put(place("k", "m"), JSONValue(value + 1))
                        }
                    }
                }
                group.addTask {
                    for _ in 0..<100 {
                        let (n, m) = try store.read { reader in
                            (try reader.record(place("k", "n"))?.int, try reader.record(place("k", "m"))?.int)
                        }
                        #expect(n == m ?? 0)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try store.read { try $0.record(place("k", "n")) } == 400)
    }

    @Test func oneProcessHasTheFolder() throws {
        let folder = try Folder()
        var store: Store? = try Store(folder: folder.path)
        let error = openingError(folder)
        #expect(error == .inUse(folder.path, process: Int(ProcessInfo.processInfo.processIdentifier)))
        #expect(error?.text.contains("is in use by process") == true)
        _ = store
        store = nil
        #expect(openingError(folder) == nil)
    }

    @Test func filesAreTheirOwnersAlone() throws {
        let folder = try Folder()
        let store = try Store(folder: folder.path + "/state")
        try store.write { try $0.put(place("k", "a"), [:]) }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/state")
        #expect(names.contains("store.sqlite-wal"))
        for name in names + ["."] {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/state/" + name)
            #expect((attributes[.posixPermissions] as? Int ?? 0) & 0o077 == 0, "\(name)")
        }
    }

    @Test func foldersThatCannotBeUsedAreSaid() throws {
        let folder = try Folder()
        try Data("text".utf8).write(to: folder.url.appendingPathComponent("file"))
        for path in ["/file", "/no/such"] {
            #expect(throws: StoreError.self) { try Store(folder: folder.path + path) }
        }
        #expect(StoreError.unusable("/x", reason: "Not a directory").text == "`/x` cannot be used: Not a directory")
    }
}
