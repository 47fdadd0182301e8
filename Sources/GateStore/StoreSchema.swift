// The database's tables and how older ones become them. A migration that has been released never changes: what comes
// later is another one behind it, and Tests/GateStoreTests keeps the tables of each release.

import GRDB

/// Tables by named migrations.
enum StoreSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("records and plans") { database in
            // `crc` is the CRC-32 of the value: SQLite does not see damage inside of one.
            try database.execute(
                sql: """
                    CREATE TABLE record (
                        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                        kind TEXT NOT NULL,
                        scope TEXT NOT NULL,
                        id TEXT NOT NULL,
                        value TEXT NOT NULL,
                        crc INTEGER NOT NULL,
                        UNIQUE (scope, kind, id)
                    ) STRICT;
                    CREATE INDEX record_order ON record (kind, scope, sequence);
                    CREATE TABLE plan (
                        hash TEXT PRIMARY KEY,
                        bytes BLOB NOT NULL,
                        crc INTEGER NOT NULL
                    ) STRICT;
                    """)
        }
        return migrator
    }

    /// Whether a database has this version's schema.
    static func isCurrent(_ pool: DatabasePool) throws -> Bool {
        try pool.read { try migrator.appliedIdentifiers($0) } == Set(migrator.migrations)
    }

    /// Brings a database to the newest schema. One that has something to lose is copied first.
    static func migrate(
        _ pool: DatabasePool, _ files: StoreFiles, by migrator: DatabaseMigrator = StoreSchema.migrator
    ) throws {
        let applied = try pool.read { try migrator.appliedIdentifiers($0) }
        let unknown = applied.subtracting(migrator.migrations)
        if !unknown.isEmpty { throw StoreError.newer(files.database, unknown.sorted()) }
        guard let next = migrator.migrations.first(where: { !applied.contains($0) }) else { return }
        if !applied.isEmpty { try StoreBackup.make(of: pool, files, as: .beforeMigration(next)) }
        try migrator.migrate(pool)
    }
}

extension Store {
    /// Applies migrations beyond those of this version, which is how their backups are tested.
    package func migrate(_ register: (inout DatabaseMigrator) -> Void) throws {
        var migrator = StoreSchema.migrator
        register(&migrator)
        try StoreSchema.migrate(pool, files, by: migrator)
    }
}
