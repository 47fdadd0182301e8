// What was acknowledged is there after kill -9, and what was torn or damaged is seen before it is served.

import Foundation
import GRDB
import GateJSON
import GateStore
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct DurabilityTests {
    /// The program that writes; it was built beside these tests.
    private static let writer: URL = {
        var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
            .deletingLastPathComponent()
        for _ in 0..<4 {
            let candidate = folder.appendingPathComponent("StoreWriter")
            if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
            folder.deleteLastPathComponent()
        }
        return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent(".build/debug/StoreWriter")
    }()

    /// Runs the writer for some milliseconds, from its start or from the second number on that it says is durable, and
    /// kills it; the last of them.
    private func round(_ folder: Folder, milliseconds: Int, isFromStart: Bool) throws -> Int? {
        let output = folder.url.appendingPathComponent("output")
        try Data().write(to: output)
        let process = Process()
        process.executableURL = DurabilityTests.writer
        process.arguments = [folder.path]
        process.standardOutput = try FileHandle(forWritingTo: output)
        try process.run()
        let deadline = Date() + 60
        while !isFromStart, Date() < deadline, try lines(output) < 2 { usleep(500) }
        usleep(UInt32(milliseconds * 1000))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
        // A line that the kill cut off was not said.
        let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
        #expect(!text.contains("error"), "\(text)")
        guard let end = text.lastIndex(of: "\n") else { return nil }
        return text[..<end].split(separator: "\n").last.flatMap { Int($0) }
    }

    private func lines(_ file: URL) throws -> Int { try Data(contentsOf: file).count { $0 == 0x0a } }

    @Test func fiftyKillsLoseNothingAcknowledged() throws {
        let folder = try Folder()
        var generator = SystemRandomNumberGenerator()
        var acknowledged = 0
        for number in 0..<50 {
            let milliseconds = Int.random(in: 0...70, using: &generator)
            if let last = try round(folder, milliseconds: milliseconds, isFromStart: number % 5 == 0) {
                #expect(last > acknowledged)
                acknowledged = last
            }
            let store = try Store(folder: folder.path)
            let last = try store.read { try $0.record(place("last", "last"))?.int } ?? 0
            #expect(last >= acknowledged && last <= acknowledged + 1)
            acknowledged = last
        }
        #expect(acknowledged >= 50, "only \(acknowledged) transactions in all rounds")
        let store = try Store(folder: folder.path)
        let (left, right) = try store.read {
            (try $0.records(kind: "left", scope: "r"), try $0.records(kind: "right", scope: "r"))
        }
        #expect(right.map(\.id) == (1...acknowledged).map(String.init))
        #expect(right.allSatisfy { $0.value["number"] == JSONValue(Int($0.id) ?? 0) })
        let removed = Set(stride(from: 1, through: max(1, acknowledged - 4), by: 5).map(String.init))
        #expect(left.map(\.id) == right.map(\.id).filter { !removed.contains($0) || acknowledged < 5 })
        let plans = try (1...acknowledged).filter { number in
            try store.read { try $0.plan(hash: "\(number)") } != nil
        }
        #expect(plans == Array(1...acknowledged).filter { $0 % 3 == 0 })
        #expect(try StoreHealth.check(store.files).damage == [])
    }

    // MARK: The log

    /// A store with ten transactions in its log, as a killed process leaves it.
    private func killed() throws -> Folder {
        let folder = try Folder()
        let store = try Store(folder: folder.path)
        for number in 1...10 { try store.write { try $0.put(place("k", "\(number)"), JSONValue(number)) } }
        return try folder.copy()
    }

    private func ids(_ folder: Folder) throws -> [Int] {
        let store = try Store(folder: folder.path)
        return try store.read { try $0.records(kind: "k", scope: "r") }.compactMap { Int($0.id) }
    }

    private let frameBytes = 24 + 4096

    @Test func theLogOfAKilledProcessIsRead() throws {
        #expect(try ids(killed()) == Array(1...10))
    }

    @Test func aTornLastTransactionIsNone() throws {
        let whole = try killed()
        let size = try Data(contentsOf: whole.log).count
        for cut in [1, 1000, frameBytes, frameBytes + 1] {
            let folder = try killed()
            try Data(contentsOf: folder.log).prefix(size - cut).write(to: folder.log)
            let ids = try ids(folder)
            #expect(ids == Array(1...9) || ids == Array(1...8), "\(cut): \(ids)")
        }
        let folder = try killed()
        try folder.flip(folder.log, at: size - 100)
        #expect(try ids(folder) == Array(1...9))
    }

    @Test func aDamagedLogIsNotCutShort() throws {
        // A page's content, a page number, a salt, a checksum, and the log's own header.
        for offset in [frameBytes + 500, 32 + 3, 32 + frameBytes + 9, 32 + 17, 9, 20] {
            let folder = try killed()
            try folder.flip(folder.log, at: offset)
            guard case .damaged(_, .log(let frame), backup: nil) = openingError(folder) else {
                Issue.record("offset \(offset): \(String(describing: openingError(folder)))")
                continue
            }
            #expect(frame == (offset < 32 ? 0 : 1 + (offset - 32) / frameBytes))
        }
    }

    @Test func aLogThatIsGoneIsMissed() throws {
        let folder = try killed()
        // As a running process has it; what killed processes leave has both.
        try Data(count: 32_768).write(to: URL(fileURLWithPath: folder.database.path + "-shm"))
        try FileManager.default.removeItem(at: folder.log)
        let error = openingError(folder)
        guard case .damaged(_, .logMissing, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        let path = folder.database.path
        #expect(error?.help(folder: "F") == "bring `\(path)-wal` back, or go on without it: rm \(path)-shm")
        #expect(try StoreHealth.check(StoreFiles(folder: folder.path)).damage.contains(.logMissing))
        try FileManager.default.removeItem(atPath: path + "-shm")
        #expect(openingError(folder) == nil)
    }

    // MARK: The database

    @Test func anEmptyDatabaseBesideBackupsIsNoNewStore() throws {
        let folder = try closed()
        let good = try #require(StoreFiles(folder: folder.path).backupPaths.first)
        for isThere in [true, false] {
            try Data().write(to: folder.database)
            if !isThere { try FileManager.default.removeItem(at: folder.database) }
            guard case .damaged(_, .empty, backup: good) = openingError(folder) else {
                Issue.record("it opens")
                continue
            }
        }
        _ = try StoreBackup.restore(StoreFiles(folder: folder.path), from: good)
        #expect(openingError(folder) == nil)
        let new = try Folder()
        try Data().write(to: new.database)
        #expect(openingError(new) == nil)
    }

    @Test func aStoreThatWasClosedNeedsNoCheck() throws {
        let folder = try closed()
        let mark = folder.url.appendingPathComponent("store.clean")
        #expect(FileManager.default.fileExists(atPath: mark.path))
        do {
            let store = try Store(folder: folder.path)
            #expect(!FileManager.default.fileExists(atPath: mark.path))
            try store.write { try $0.put(place("k", "new"), 1) }
        }
        #expect(FileManager.default.fileExists(atPath: mark.path))
        try folder.flip(folder.database, at: 4096 * 5)
        guard case .damaged = openingError(folder) else {
            Issue.record("a changed database is not checked")
            return
        }
    }

    @Test func aStoreCanBeReadBeforeItIsChecked() throws {
        let folder = try closed()
        // The page of a value in the middle: the tree is damaged, tables and first records are not.
        let data = try Data(contentsOf: folder.database)
        let needle = try #require(data.range(of: Data("needle150 ".utf8)))
        try folder.flip(folder.database, at: needle.lowerBound / 4096 * 4096)
        let mark = folder.url.appendingPathComponent("store.clean")
        do {
            let store = try Store(folder: folder.path, settles: false)
            #expect(try store.read { try $0.record(place("k", "1")) } != nil)
            #expect(throws: StoreError.self) { try store.settle() }
            #expect(throws: StoreError.self) { try store.write { try $0.put(place("k", "new"), 1) } }
        }
        #expect(!FileManager.default.fileExists(atPath: mark.path))
        guard case .damaged = openingError(folder) else {
            Issue.record("a store that was never checked counts as sound")
            return
        }
    }

    @Test func aStoreThatIsReadFirstIsCheckedByItsFirstWrite() throws {
        let folder = try killed()
        do {
            let store = try Store(folder: folder.path, settles: false)
            #expect(try store.read { try $0.records(kind: "k", scope: "r") }.count == 10)
            try store.write { try $0.put(place("k", "11"), 11) }
            try store.settle()
        }
        #expect(try ids(folder) == Array(1...11))
    }

    /// A store with backup, closed.
    private func closed() throws -> Folder {
        let folder = try Folder()
        let store = try Store(folder: folder.path)
        try store.write { writer in
            for number in 0..<200 {
                try writer.put(
                    place("k", "\(number)"), .string("needle\(number) " + String(repeating: "x", count: 400)))
            }
            try writer.putPlan(hash: "h", Array("plan of bytes".utf8))
        }
        try store.backUp()
        return folder
    }

    @Test func aDamagedDatabaseNamesTheLastBackup() throws {
        let folder = try closed()
        let size = try Data(contentsOf: folder.database).count
        let damages: [(String, (Folder) throws -> Void)] = [
            ("the tree of a page", { try $0.flip($0.database, at: 4096 * 5) }),
            ("the file's head", { try $0.flip($0.database, at: 3) }),
            ("cut off", { try Data(contentsOf: $0.database).prefix(size / 2).write(to: $0.database) }),
            ("something else", { try Data("not a database at all, but text\n".utf8).write(to: $0.database) }),
        ]
        for (name, damage) in damages {
            let copy = try folder.copy()
            try damage(copy)
            let error = openingError(copy)
            guard case .damaged(let path, .database, let backup?) = error else {
                Issue.record("\(name): \(String(describing: error))")
                continue
            }
            #expect(path == copy.database.path && backup.hasPrefix(copy.path + "/backups/"))
            #expect(error?.help(folder: "F") == "gatewright store restore --state F \(backup)")
            #expect(try StoreHealth.check(StoreFiles(folder: copy.path)).damage.isEmpty == false)
        }
    }

    @Test func aDamagedBackupIsPassedOver() throws {
        let folder = try closed()
        let good = try #require(StoreFiles(folder: folder.path).backupPaths.first)
        let bad = folder.url.appendingPathComponent("backups/9999.sqlite")
        try Data("no database, though the newest".utf8).write(to: bad)
        try folder.flip(folder.database, at: 3)
        guard case .damaged(_, _, let backup) = openingError(folder) else {
            Issue.record("it opens")
            return
        }
        #expect(backup == good)
    }

    @Test func aFlippedBitInAValueIsSeen() throws {
        let folder = try closed()
        let data = try Data(contentsOf: folder.database)
        let needle = try #require(data.range(of: Data("needle77 ".utf8)))
        try folder.flip(folder.database, at: needle.lowerBound + 20)
        let plan = try #require(data.range(of: Data("plan of bytes".utf8)))
        try folder.flip(folder.database, at: plan.lowerBound)
        do {
            let store = try Store(folder: folder.path)
            #expect(try store.read { try $0.record(place("k", "76")) } != nil)
            do {
                _ = try store.read { try $0.record(place("k", "77")) }
                Issue.record("damage is read")
            } catch StoreError.damaged(_, let damage, _) {
                #expect(damage == .record(place("k", "77")))
            }
        }
        let health = try StoreHealth.check(StoreFiles(folder: folder.path))
        #expect(health.damage == [.record(place("k", "77")), .plan("h")])
    }
}
