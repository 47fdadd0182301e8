// Why a store cannot be opened, read or written, and what to type then.

import GRDB

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What is damaged.
package enum StoreDamage: Equatable, Sendable {
    /// The database itself; in SQLite's words.
    case database(String)
    /// The database is empty or gone, and there are backups of one that was not.
    case empty
    /// The write-ahead log is gone, and its index is there: the process before did not close the store.
    case logMissing
    /// Transactions that were durable lie behind a damaged frame of the write-ahead log.
    case log(frame: Int)
    case record(RecordPlace)
    case plan(String)
}

/// A failure of the store.
package enum StoreError: Error, Equatable {
    /// A file or folder cannot be made, opened, written or replaced.
    case unusable(String, reason: String)
    /// Another process has the folder; its number when it left one.
    case inUse(String, process: Int?)
    /// The file, what is wrong with it, and the newest backup that is sound.
    case damaged(String, StoreDamage, backup: String?)
    /// A later version has written the file: migrations that this one does not know.
    case newer(String, [String])
    /// There is no store at a path.
    case missing(String)
    case diskFull(String)
    case recordTooLarge(RecordPlace, bytes: Int)
    /// Nested too deep, too many values, or a number that is none: it could not be read again.
    case recordUnreadable(RecordPlace)
    case planTooLarge(String, bytes: Int)
    /// Anything else that SQLite says.
    case failed(String, reason: String)
}

extension StoreError {
    /// What SQLite, the body of a transaction or the system has thrown.
    init(_ error: any Error, _ files: StoreFiles) {
        if let error = error as? StoreError {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            self = .failed(files.database, reason: "\(error)")
            return
        }
        let reason = error.message ?? "\(error.resultCode)"
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self = .damaged(files.database, .database(reason), backup: files.lastBackup)
        case .SQLITE_FULL: self = .diskFull(files.database)
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM: self = .unusable(files.database, reason: reason)
        default: self = .failed(files.database, reason: reason)
        }
    }

    /// In one line, lower case, no full stop.
    package var text: String {
        switch self {
        case .unusable(let path, let reason): return "`\(path)` cannot be used: \(reason)"
        case .inUse(let folder, let process):
            return "the store in `\(folder)` is in use by \(process.map { "process \($0)" } ?? "another process")"
        case .damaged(let path, let damage, _): return "the store `\(path)` is damaged: \(damage.text)"
        case .newer(let path, let migrations):
            let names = migrations.map { "`\($0)`" }.joined(separator: ", ")
            return "the store `\(path)` was written by a later version: this one does not know \(names)"
        case .missing(let path): return "there is no store `\(path)`"
        case .diskFull(let path): return "there is no room on the disk of `\(path)`"
        case .recordTooLarge(let place, let bytes):
            return "the record \(place) has \(bytes) bytes, at most \(Store.recordBytesMax)"
        case .recordUnreadable(let place):
            return "the record \(place) is nested deeper than \(Store.depthMax) or has too many values"
        case .planTooLarge(let hash, let bytes):
            return "the plan \(hash) has \(bytes) bytes, at most \(Store.planBytesMax)"
        case .failed(let path, let reason): return "the store `\(path)` fails: \(reason)"
        }
    }

    private static let notThere = String(cString: strerror(ENOENT)).lowercased()

    /// What to type next; nil when nothing helps.
    ///
    /// - Parameter folder: The state folder as the user names it.
    package func help(folder: String) -> String? {
        switch self {
        case .damaged(let path, .logMissing, _):
            return "bring `\(path)-wal` back, or go on without it: rm \(path)-shm"
        case .damaged(let path, .empty, let backup?):
            return "gatewright store restore --state \(folder) \(backup), or to begin anew: "
                + "mv \(StoreFiles.parent(of: path))/backups ELSEWHERE"
        case .damaged(_, _, let backup?): return "gatewright store restore --state \(folder) \(backup)"
        case .damaged: return "there is no sound backup; gatewright store check --state \(folder) shows what is damaged"
        case .inUse: return "end that process, or name another folder with --state"
        case .unusable(let path, let reason) where reason == StoreError.notThere:
            return "make the folder first: mkdir -p \(StoreFiles.parent(of: path))"
        case .missing(let path) where path.hasSuffix("/store.sqlite"):
            return "`gatewright serve --state \(folder)` makes one; --state names another"
        case .newer: return "start that version, or restore a backup of this one: gatewright store restore"
        default: return nil
        }
    }
}

extension StoreDamage {
    /// In words.
    package var text: String {
        switch self {
        case .database(let reason): return reason
        case .empty: return "it is empty, though there are backups of it"
        case .logMissing: return "its write-ahead log is gone, and with it what was written last"
        case .log(let frame):
            return "frame \(frame) of its write-ahead log is not as it was written, and transactions follow it"
        case .record(let place): return "the record \(place) is not as it was written"
        case .plan(let hash): return "the plan \(hash) is not as it was written"
        }
    }
}
