// Copies of a store: whole databases in one file each, made by SQLite's backup interface while others read and write.

import GRDB

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Why a backup was made; its name says so.
package enum StoreBackupReason: Equatable, Sendable {
    case asked
    case daily
    /// The migration that was about to be made.
    case beforeMigration(String)

    var suffix: String {
        switch self {
        case .asked: return ""
        case .daily: return "-daily"
        case .beforeMigration(let name):
            return "-before-" + String(name.map { $0.isLetter || $0.isNumber ? $0 : "-" })
        }
    }
}

/// Making, finding and restoring backups.
package enum StoreBackup {
    /// Daily backups that are kept; older ones go. Ours: a week.
    package static let dailyMax = 7
    /// How old the last daily backup is when the next one is made, in seconds.
    package static let dailySeconds = 86_400
    /// Pages that are copied between two looks at the interface's progress: 4 MB.
    private static let pagesPerStep: Int32 = 1024

    /// Copies a store, also one that a process serves from.
    ///
    /// - Parameter path: Where to; nil for a new file in the store's folder of backups.
    /// - Returns: The backup's path.
    package static func make(of files: StoreFiles, at path: String? = nil) throws(StoreError) -> String {
        guard files.isThere else { throw .missing(files.database) }
        do {
            let source = try DatabaseQueue(
                path: files.database, configuration: Store.configuration(.full, isReadOnly: true))
            try StoreHealth.quickCheck(source, files)
            return try make(of: source, files, as: .asked, at: path)
        } catch {
            throw StoreError(error, files)
        }
    }

    @discardableResult
    static func make(
        of source: some DatabaseReader, _ files: StoreFiles, as reason: StoreBackupReason, at path: String? = nil
    ) throws -> String {
        if path == nil { try StoreFiles.makeFolder(files.backups) }
        let path = path ?? unusedPath(files, reason)
        if StoreFiles.isThere(path) { throw StoreError.unusable(path, reason: "it is there already") }
        try copy(source, to: path)
        return path
    }

    /// A name that no backup has yet: those of one second are numbered.
    private static func unusedPath(_ files: StoreFiles, _ reason: StoreBackupReason) -> String {
        let stem = files.backups + "/" + StoreFiles.timeName(StoreFiles.now) + reason.suffix
        var (path, number) = (stem + ".sqlite", 2)
        while StoreFiles.isThere(path) {
            path = "\(stem)-\(number).sqlite"
            number += 1
        }
        return path
    }

    /// Copies a database into a file that needs no others beside it.
    private static func copy(_ source: some DatabaseReader, to path: String) throws {
        let new = path + ".new"
        unlink(new)
        let descriptor = open(new, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor < 0 { throw StoreError.unusable(path, reason: StoreFiles.reason()) }
        close(descriptor)
        do {
            let target = try DatabaseQueue(path: new, configuration: Store.configuration(.full))
            try source.backup(to: target, pagesPerStep: pagesPerStep)
            // The copy says that it has a log; alone it must not need one.
            try target.writeWithoutTransaction { _ = try String.fetchOne($0, sql: "PRAGMA journal_mode = DELETE") }
            try target.close()
            try StoreFiles.replace(path, with: new)
        } catch {
            unlink(new)
            throw error is DatabaseError ? StoreError(error, StoreFiles(database: path)) : error
        }
    }

    // MARK: Restoring

    /// Puts a backup in a store's place; no process may have the store.
    ///
    /// - Returns: The folder that the old files were moved to; nil when there were none.
    package static func restore(_ files: StoreFiles, from backup: String) throws(StoreError) -> String? {
        guard StoreFiles.isThere(backup) else { throw .missing(backup) }
        try files.make()
        let lock = try StoreLock(files)
        defer { withExtendedLifetime(lock) {} }
        let backupFiles = StoreFiles(database: backup)
        let new = files.database + ".restored"
        do {
            try examine(backupFiles)
            let source = try DatabaseQueue(
                path: backup, configuration: Store.configuration(.full, isReadOnly: true))
            unlink(new)
            try copy(source, to: new)
        } catch {
            throw StoreError(error, backupFiles)
        }
        let aside = try moveAside(files)
        try StoreFiles.replace(files.database, with: new)
        return aside
    }

    /// Throws unless a file is a sound store of this version or an earlier one.
    private static func examine(_ files: StoreFiles) throws {
        let health = try StoreHealth.check(files)
        if let damage = health.damage.first { throw StoreError.damaged(files.database, damage, backup: nil) }
        let known = StoreSchema.migrator.migrations
        let unknown = health.migrations.filter { !known.contains($0) }
        if !unknown.isEmpty { throw StoreError.newer(files.database, unknown) }
        if health.migrations.isEmpty {
            throw StoreError.failed(files.database, reason: "it is a database, but no store")
        }
    }

    private static func moveAside(_ files: StoreFiles) throws(StoreError) -> String? {
        let old = [files.database, files.log].filter { StoreFiles.isThere($0) }
        // The index is made anew from the log, and must never meet another one.
        unlink(files.index)
        if old.isEmpty { return nil }
        let stem = files.folder + "/replaced-" + StoreFiles.timeName(StoreFiles.now)
        var (folder, number) = (stem, 2)
        while StoreFiles.isThere(folder) {
            folder = "\(stem)-\(number)"
            number += 1
        }
        try StoreFiles.makeFolder(folder)
        // The log goes first: a database without its log is a store of the past, a log without its database nothing.
        for path in old.reversed() {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            if rename(path, folder + "/" + name) != 0 { throw .unusable(path, reason: StoreFiles.reason()) }
        }
        try StoreFiles.synchronise(folder)
        return folder
    }
}

extension StoreFiles {
    /// The file of a backup, or of anything that may be one.
    fileprivate init(database path: String) { self.init(folder: StoreFiles.parent(of: path), database: path) }

    /// The store's backups, the newest first.
    package var backupPaths: [String] {
        StoreFiles.names(in: backups).filter { $0.hasSuffix(".sqlite") }.reversed().map { backups + "/" + $0 }
    }

    /// The newest backup whose structure is sound; nil when there is none.
    package var lastBackup: String? {
        backupPaths.first { path in
            do {
                let queue = try DatabaseQueue(path: path, configuration: Store.configuration(.full, isReadOnly: true))
                let lines = try queue.read { try String.fetchAll($0, sql: "PRAGMA quick_check(1)") }
                return lines == ["ok"]
            } catch {
                return false
            }
        }
    }
}

extension Store {
    /// Copies the store into its folder of backups while it is used.
    ///
    /// - Returns: The backup's path.
    @discardableResult
    package func backUp() throws(StoreError) -> String {
        do { return try StoreBackup.make(of: pool, files, as: .asked) } catch { throw StoreError(error, files) }
    }

    /// Makes the daily backup when the last one is old enough, and drops the oldest of too many.
    ///
    /// - Returns: The backup's path; nil when none was due.
    package func backUpDaily() throws(StoreError) -> String? {
        let suffix = StoreBackupReason.daily.suffix + ".sqlite"
        let due = files.backups + "/" + StoreFiles.timeName(StoreFiles.now - StoreBackup.dailySeconds) + suffix
        let old = files.backupPaths.filter { $0.hasSuffix(suffix) }
        if let last = old.first, last > due { return nil }
        do {
            let path = try StoreBackup.make(of: pool, files, as: .daily)
            for path in old.dropFirst(StoreBackup.dailyMax - 1) { unlink(path) }
            return path
        } catch {
            throw StoreError(error, files)
        }
    }
}
