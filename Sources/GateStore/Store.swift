// Durable state: one SQLite database (WAL, synchronous=FULL) in a folder that one process has at a time.
//
//   store.sqlite         records and plans; -wal and -shm beside it while it is open
//   store.clean          left by a process that has closed the store: the next start need not check it
//   store.lock           held by the process that has the store, its number inside
//   backups/             whole databases: STORE-TIME.sqlite, taken by hand, daily, and before migrations
//
// What a call of `write` did is on the disk when the call is back. Nobody else writes the files.

import GRDB
import Synchronization

/// An open store. Reads see the last finished write; writes are one after the other.
package final class Store: Sendable {
    /// Largest record as JSON, in bytes. Ours: a document of AWS's 6 MB as text, escaped, twice over.
    package static let recordBytesMax = 16 * 1024 * 1024
    /// Largest plan, in bytes. SQLite takes values below 1,000,000,000 bytes.
    package static let planBytesMax = 900_000_000
    /// Nesting of a record. Ours: that of a request's body and what is put around it.
    package static let depthMax = 1024
    /// How many transactions read at once; more wait.
    package static let readersMax = 4
    /// How long another process that reads or copies may hold up an access, in seconds.
    package static let busySeconds = 10.0

    /// Whether a finished write outlives the machine's power.
    package enum Durability: Sendable {
        case full
        /// Outlives the process alone: for tests.
        case process
    }

    package let files: StoreFiles
    let pool: DatabasePool
    private let lock: StoreLock
    /// What is left to be done before the first write.
    private let opening: Mutex<Opening>

    private enum Opening {
        /// The process before did not close the store: its structure has to be looked through.
        case unchecked
        /// The log of the process before is still there.
        case checked
        case done
    }

    /// Opens the store of a folder: makes it when it is not there, brings it to the newest schema. Its structure is
    /// checked too, page by page, unless it was closed and not touched since.
    ///
    /// - Parameter settles: Whether that is done now; else by `settle`, or by the first write. Values are checked by
    ///   whoever reads them, so that a store can be read before.
    package init(folder: String, durability: Durability = .full, settles: Bool = true) throws(StoreError) {
        let files = StoreFiles(folder: folder)
        try files.make()
        lock = try StoreLock(files)
        self.files = files
        if files.isBlank, let backup = files.lastBackup { throw .damaged(files.database, .empty, backup: backup) }
        try files.prepareDatabase()
        let isClean = CleanMark.take(files)
        try WriteAheadLog.check(files)
        do {
            pool = try DatabasePool(path: files.database, configuration: Store.configuration(durability))
            opening = Mutex(isClean ? .checked : .unchecked)
            if try settles || !StoreSchema.isCurrent(pool) {
                if !isClean { try StoreHealth.quickCheck(pool, files) }
                opening.withLock { $0 = .checked }
                try StoreSchema.migrate(pool, files)
            }
        } catch {
            throw StoreError(error, files)
        }
        if settles { try settle() }
    }

    /// Does what the opening has left: looks through the structure of a store that was not closed, and empties the log,
    /// so that what a later crash leaves is of this run alone.
    package func settle() throws(StoreError) {
        do {
            try opening.withLock { opening in
                if opening == .unchecked { try StoreHealth.quickCheck(pool, files) }
                if opening != .done { try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) } }
                opening = .done
            }
        } catch {
            throw StoreError(error, files)
        }
    }

    deinit {
        // The next start has to check what this one has not.
        if opening.withLock({ $0 == .unchecked }) { return }
        do {
            try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            try pool.close()
            CleanMark.leave(files)
        } catch {}  // Whoever copies it still holds the log; the next start checks.
    }

    /// Calls `body` with a reader that sees one moment. Errors of `body` are thrown as they are.
    package func read<Result>(_ body: (StoreReader) throws -> Result) throws -> Result {
        do {
            return try pool.read { try body(StoreReader($0, files)) }
        } catch let error as DatabaseError {
            throw StoreError(error, files)
        }
    }

    /// Calls `body` in one transaction, which is durable when this returns; when `body` throws, nothing has happened.
    /// Errors of `body` are thrown as they are.
    package func write<Result>(_ body: (StoreWriter) throws -> Result) throws -> Result {
        try settle()
        do {
            return try pool.write { database in
                let writer = StoreWriter(database, files)
                let result = try body(writer)
                if let failure = writer.failure { throw failure }
                return result
            }
        } catch let error as DatabaseError {
            throw StoreError(error, files)
        }
    }

    static func configuration(_ durability: Durability, isReadOnly: Bool = false) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = isReadOnly
        configuration.maximumReaderCount = Store.readersMax
        configuration.busyMode = .timeout(Store.busySeconds)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = \(durability == .full ? "FULL" : "OFF")")
            // The log is a file that stays; what one large write made of it goes with the next checkpoint.
            try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
        }
        return configuration
    }
}
