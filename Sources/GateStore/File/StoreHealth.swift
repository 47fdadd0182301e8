// Whether a database is sound: its structure by SQLite's own checks, its values by their checksums.

import GRDB
import GateBytes
import GateJSON

/// What a full check has found.
package struct StoreHealth: Sendable {
    /// Records by kind, in the order of names.
    package var records: [(kind: String, count: Int)] = []
    package var plans = 0
    /// What has been applied to the tables.
    package var migrations: [String] = []
    package var bytes = 0
    package var damage: [StoreDamage] = []
    /// The log was not looked at: a process writes it.
    package var isInUse = false

    /// Findings that one check lists.
    package static let damageMax = 100

    /// Throws when the structure is damaged: no page is missing, torn or named twice. Values are not looked into.
    static func quickCheck(_ reader: some DatabaseReader, _ files: StoreFiles) throws {
        let lines = try reader.read { try String.fetchAll($0, sql: "PRAGMA quick_check(1)") }
        guard lines == ["ok"] else {
            throw StoreError.damaged(files.database, .database(oneLine(lines)), backup: files.lastBackup)
        }
    }

    private static func oneLine(_ lines: [String]) -> String {
        lines.joined(separator: "; ").split(whereSeparator: \.isNewline).joined(separator: ": ")
    }

    /// Looks at everything, also while a process serves from the store.
    package static func check(_ files: StoreFiles) throws(StoreError) -> StoreHealth {
        guard files.isThere else { throw .missing(files.database) }
        var health = StoreHealth()
        health.isInUse = StoreLock.isHeld(files)
        if files.isBlank, files.lastBackup != nil { health.damage.append(.empty) }
        if !health.isInUse {
            do throws(StoreError) { try WriteAheadLog.check(files) } catch { try health.take(error) }
        }
        do {
            let queue = try DatabaseQueue(
                path: files.database, configuration: Store.configuration(.full, isReadOnly: true))
            try queue.read { try health.look($0, files) }
        } catch {
            try health.take(StoreError(error, files))
        }
        return health
    }

    /// Damage is a finding, the rest a failure.
    private mutating func take(_ error: StoreError) throws(StoreError) {
        guard case .damaged(_, let damage, _) = error else { throw error }
        self.damage.append(damage)
    }

    private mutating func look(_ database: Database, _ files: StoreFiles) throws {
        let size = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        bytes = try Int.fetchOne(database, sql: size) ?? 0
        let lines = try String.fetchAll(database, sql: "PRAGMA integrity_check(\(StoreHealth.damageMax))")
        if lines != ["ok"] { damage += lines.map { .database(StoreHealth.oneLine([$0])) } }
        let migrator = StoreSchema.migrator
        let applied = try migrator.appliedIdentifiers(database)
        let unknown = applied.subtracting(migrator.migrations).sorted()
        migrations = migrator.migrations.filter { applied.contains($0) } + unknown
        guard applied.contains(migrator.migrations[0]) else { return }
        for row in try Row.fetchAll(database, sql: "SELECT kind, count(*) FROM record GROUP BY kind ORDER BY kind") {
            records.append((row[0], row[1]))
        }
        let reader = StoreReader(database, files)
        for row in try Row.fetchAll(database, sql: "SELECT kind, scope, id FROM record ORDER BY sequence") {
            let place = RecordPlace(kind: row[0], scope: row[1], id: row[2])
            try collect { () throws(StoreError) in _ = try reader.record(place) }
        }
        for hash in try String.fetchAll(database, sql: "SELECT hash FROM plan ORDER BY hash") {
            plans += 1
            try collect { () throws(StoreError) in _ = try reader.plan(hash: hash) }
        }
    }

    private mutating func collect(_ body: () throws(StoreError) -> Void) throws(StoreError) {
        do throws(StoreError) {
            try body()
        } catch {
            if damage.count < StoreHealth.damageMax { try take(error) }
        }
    }
}
