// The store as one transaction reads it. A reader is worth nothing outside of the closure that was given it.

import GRDB
import GateBytes
import GateJSON

import struct Foundation.Data

/// Reads records and plans; all that one reader sees is of one moment.
package class StoreReader {
    let database: Database
    let files: StoreFiles

    init(_ database: Database, _ files: StoreFiles) {
        self.database = database
        self.files = files
    }

    /// The value at a place; nil when there is none.
    package func record(_ place: RecordPlace) throws(StoreError) -> JSONValue? {
        try run { () throws in
            let statement = try database.cachedStatement(
                sql: "SELECT value, crc FROM record WHERE scope = ? AND kind = ? AND id = ?")
            return try Row.fetchOne(statement, arguments: [place.scope, place.kind, place.id])
                .map { try value($0[0], $0[1], of: place) }
        }
    }

    /// The records of a kind in a scope, in the order in which they were made.
    ///
    /// - Parameters:
    ///   - after: The sequence of the last record that is not wanted any more; nil for the first.
    ///   - limit: How many at most; nil for all.
    package func records(
        kind: String, scope: String, after: Int? = nil, limit: Int? = nil
    ) throws(StoreError) -> [StoredRecord] {
        try fetch(
            """
            SELECT sequence, kind, scope, id, value, crc FROM record WHERE kind = ? AND scope = ? AND sequence > ?
            ORDER BY sequence LIMIT ?
            """, [kind, scope, after ?? 0, limit ?? -1])
    }

    /// The records of a kind in a scope, the last one first.
    ///
    /// - Parameter before: The sequence of the last record that is not wanted any more; nil for the first.
    package func recordsNewestFirst(
        kind: String, scope: String, before: Int? = nil, limit: Int? = nil
    ) throws(StoreError) -> [StoredRecord] {
        try fetch(
            """
            SELECT sequence, kind, scope, id, value, crc FROM record WHERE kind = ? AND scope = ? AND sequence < ?
            ORDER BY sequence DESC LIMIT ?
            """, [kind, scope, before ?? Int.max, limit ?? -1])
    }

    /// The records of a kind in all scopes: scope by scope, each in the order in which its records were made.
    package func records(kind: String) throws(StoreError) -> [StoredRecord] {
        try fetch(
            """
            SELECT sequence, kind, scope, id, value, crc FROM record WHERE kind = ? ORDER BY scope, sequence
            """, [kind])
    }

    package func count(kind: String, scope: String) throws(StoreError) -> Int {
        try run { () throws in
            let statement = try database.cachedStatement(
                sql: "SELECT count(*) FROM record WHERE kind = ? AND scope = ?")
            return try Int.fetchOne(statement, arguments: [kind, scope]) ?? 0
        }
    }

    /// The bytes of a plan; nil when there is none of this hash.
    package func plan(hash: String) throws(StoreError) -> [UInt8]? {
        try run { () throws in
            let statement = try database.cachedStatement(sql: "SELECT bytes, crc FROM plan WHERE hash = ?")
            return try Row.fetchOne(statement, arguments: [hash]).map { row in
                let bytes = Array(row[0] as Data)
                guard StoreReader.check(bytes) == row[1] else {
                    throw StoreError.damaged(files.database, .plan(hash), backup: files.lastBackup)
                }
                return bytes
            }
        }
    }

    private func fetch(_ sql: String, _ arguments: StatementArguments) throws(StoreError) -> [StoredRecord] {
        try run { () throws in
            let cursor = try Row.fetchCursor(try database.cachedStatement(sql: sql), arguments: arguments)
            var records: [StoredRecord] = []
            while let row = try cursor.next() {
                let place = RecordPlace(kind: row[1], scope: row[2], id: row[3])
                records.append(
                    StoredRecord(sequence: row[0], place: place, value: try value(row[4], row[5], of: place)))
            }
            return records
        }
    }

    private func value(_ text: String, _ crc: Int64, of place: RecordPlace) throws(StoreError) -> JSONValue {
        let bytes = Array(text.utf8)
        if StoreReader.check(bytes) == crc {
            do throws(JSONFailure) {
                return try bytes.withByteView { view throws(JSONFailure) in
                    try JSONValue(parsing: view, depthMax: Store.depthMax)
                }
            } catch {}  // Damaged, as below.
        }
        throw StoreError.damaged(files.database, .record(place), backup: files.lastBackup)
    }

    /// What tells bytes from others: damage inside of a page does not show in the database's own structure.
    static func check(_ bytes: [UInt8]) -> Int64 {
        var crc = CRC32()
        bytes.withByteView { crc.take($0) }
        return Int64(crc.value)
    }

    /// Runs statements; a failure of the database becomes one of the store.
    func run<Result>(_ body: () throws -> Result) throws(StoreError) -> Result {
        do { return try body() } catch { throw StoreError(error, files) }
    }
}
