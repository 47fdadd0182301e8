// Backups of stores in use, their restoring, and tables of older and newer versions.

import Foundation
import GRDB
import GateJSON
import GateStore
import Testing

@Suite struct BackupTests {
    private func store(_ folder: Folder, _ values: [String]) throws -> Store {
        let store = try Store(folder: folder.path)
        for value in values { try store.write { try $0.put(place("k", value), .string(value)) } }
        return store
    }

    private func ids(_ path: String) throws -> [String] {
        let store = try Store(folder: path)
        return try store.read { try $0.records(kind: "k", scope: "r").map(\.id) }
    }

    @Test func aBackupIsOneFileOfOneMoment() throws {
        let folder = try Folder()
        let store = try store(folder, ["a", "b"])
        let own = try store.backUp()
        let foreign = try StoreBackup.make(of: store.files, at: folder.path + "/copy.sqlite")
        try store.write { try $0.put(place("k", "c"), "c") }
        for path in [own, foreign] {
            #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
            let target = try Folder()
            #expect(try StoreBackup.restore(StoreFiles(folder: target.path), from: path) == nil)
            #expect(try ids(target.path) == ["a", "b"])
        }
        #expect(store.files.backupPaths == [own])
        #expect(throws: StoreError.unusable(foreign, reason: "it is there already")) {
            try StoreBackup.make(of: store.files, at: foreign)
        }
        #expect(throws: StoreError.missing("/no/such/store.sqlite")) {
            try StoreBackup.make(of: StoreFiles(folder: "/no/such"))
        }
    }

    @Test func backupsGoOnWhileOthersWrite() async throws {
        let folder = try Folder()
        let store = try store(folder, ["0"])
        let writing = Task.detached {
            for number in 1...200 { try store.write { try $0.put(place("k", "\(number)"), JSONValue(number)) } }
        }
        for _ in 0..<5 {
            let path = try StoreBackup.make(of: store.files)
            let target = try Folder()
            _ = try StoreBackup.restore(StoreFiles(folder: target.path), from: path)
            let found = try ids(target.path)
            #expect(found == (0..<found.count).map(String.init))
        }
        try await writing.value
        #expect(try store.read { try $0.count(kind: "k", scope: "r") } == 201)
    }

    @Test func restoringKeepsWhatWasThere() throws {
        let folder = try Folder()
        var open: Store? = try store(folder, ["a"])
        let backup = try #require(try open?.backUp())
        try open?.write { try $0.put(place("k", "b"), "b") }
        #expect(throws: StoreError.self) { try StoreBackup.restore(StoreFiles(folder: folder.path), from: backup) }
        open = nil
        try folder.flip(folder.database, at: 3)
        let aside = try #require(try StoreBackup.restore(StoreFiles(folder: folder.path), from: backup))
        #expect(try FileManager.default.contentsOfDirectory(atPath: aside) == ["store.sqlite"])
        #expect(try ids(folder.path) == ["a"])
    }

    @Test func whatIsNoSoundStoreIsNotRestored() throws {
        let folder = try Folder()
        _ = try store(folder, ["a"])
        let files = StoreFiles(folder: folder.path)
        let other = folder.path + "/other.sqlite"
        try DatabaseQueue(path: other).write { try $0.execute(sql: "CREATE TABLE t (x)") }
        #expect(throws: StoreError.failed(other, reason: "it is a database, but no store")) {
            try StoreBackup.restore(files, from: other)
        }
        let text = folder.path + "/text"
        try Data("nothing of the kind, and longer than a head".utf8).write(to: URL(fileURLWithPath: text))
        #expect(throws: StoreError.self) { try StoreBackup.restore(files, from: text) }
        #expect(throws: StoreError.missing("/no")) { try StoreBackup.restore(files, from: "/no") }
        #expect(try ids(folder.path) == ["a"])
    }

    @Test func dailyBackupsAreFewAndDaily() throws {
        let folder = try Folder()
        let store = try store(folder, ["a"])
        #expect(try store.backUpDaily() != nil)
        #expect(try store.backUpDaily() == nil)
        let backups = URL(fileURLWithPath: store.files.backups)
        for name in try FileManager.default.contentsOfDirectory(atPath: backups.path) {
            try FileManager.default.removeItem(at: backups.appendingPathComponent(name))
        }
        for day in 10..<20 {
            try Data("old".utf8).write(to: backups.appendingPathComponent("2020-01-\(day)T00-00-00Z-daily.sqlite"))
        }
        try Data("kept".utf8).write(to: backups.appendingPathComponent("2020-01-01T00-00-00Z.sqlite"))
        #expect(try store.backUpDaily() != nil)
        let left = store.files.backupPaths
        #expect(left.count == StoreBackup.dailyMax + 1 && left.last?.hasSuffix("/2020-01-01T00-00-00Z.sqlite") == true)
    }

    // MARK: Tables

    /// The tables as version 0.1 has made them; what a release has written never changes here.
    private static let release01 = """
        CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
        INSERT INTO grdb_migrations VALUES ('records and plans');
        CREATE TABLE record (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, scope TEXT NOT NULL, id TEXT NOT NULL,
            value TEXT NOT NULL, crc INTEGER NOT NULL, UNIQUE (scope, kind, id)
        ) STRICT;
        CREATE INDEX record_order ON record (kind, scope, sequence);
        CREATE TABLE plan (hash TEXT PRIMARY KEY, bytes BLOB NOT NULL, crc INTEGER NOT NULL) STRICT;
        INSERT INTO record VALUES (7, 'restapi', 'us-east-1', 'a1b2c3d4e5', '{"name":"Pets"}', 1317385934);
        INSERT INTO plan VALUES ('h', x'00ff', 1826356594);
        """

    private func database(_ sql: String) throws -> Folder {
        let folder = try Folder()
        let queue = try DatabaseQueue(path: folder.database.path)
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
        return folder
    }

    @Test func storesOfRelease01AreRead() throws {
        let folder = try database(BackupTests.release01)
        let store = try Store(folder: folder.path)
        let records = try store.read { try $0.records(kind: "restapi", scope: "us-east-1") }
        #expect(records.map(\.value) == [["name": "Pets"]] && records.map(\.sequence) == [7])
        #expect(try store.read { try $0.plan(hash: "h") } == [0, 255])
    }

    @Test func tablesAreTheSameHoweverTheyCame() throws {
        func schema(_ store: Store) throws -> [String] {
            try DatabaseQueue(path: store.files.database).read {
                try String.fetchAll(
                    $0,
                    sql:
                        "SELECT m.type || m.name || p.cid || p.name || p.type FROM sqlite_master m JOIN pragma_table_info(m.name) p ORDER BY 1"
                )
            }
        }
        let (old, new) = (try database(BackupTests.release01), try Folder())
        #expect(try schema(try Store(folder: old.path)) == schema(try Store(folder: new.path)))
    }

    @Test func laterTablesAreLeftAlone() throws {
        let folder = try database(BackupTests.release01 + "INSERT INTO grdb_migrations VALUES ('of tomorrow');")
        #expect(openingError(folder) == .newer(folder.database.path, ["of tomorrow"]))
        #expect(openingError(folder)?.help(folder: "F")?.contains("store restore") == true)
    }

    @Test func aMigrationIsPrecededByABackup() throws {
        let folder = try Folder()
        let store = try store(folder, ["a"])
        try store.migrate { migrator in
            migrator.registerMigration("the next: one") { try $0.execute(sql: "ALTER TABLE plan ADD COLUMN x TEXT") }
        }
        let backup = try #require(store.files.backupPaths.first)
        #expect(backup.hasSuffix("Z-before-the-next--one.sqlite"))
        let target = try Folder()
        _ = try StoreBackup.restore(StoreFiles(folder: target.path), from: backup)
        #expect(try ids(target.path) == ["a"])
    }
}
