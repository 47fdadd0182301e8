// The store as one transaction changes it.

import GRDB
import GateBytes
import GateJSON

import struct Foundation.Data

/// Reads and changes records and plans: all or nothing, durable once the transaction's call is back.
package final class StoreWriter: StoreReader {
    /// The first failure: a transaction that had one does not come through, whatever its body made of it.
    private(set) var failure: StoreError?

    /// Makes the record of a place, or gives it another value; the sequence stays that of the first.
    package func put(_ place: RecordPlace, _ value: JSONValue) throws(StoreError) {
        var text = ByteBuffer(capacity: 1024)
        value.append(to: &text)
        if text.view.count > Store.recordBytesMax { throw fail(.recordTooLarge(place, bytes: text.view.count)) }
        var tape = JSONTape()
        do throws(JSONFailure) {
            try tape.read(text.view, depthMax: Store.depthMax)
        } catch {
            throw fail(.recordUnreadable(place))
        }
        let bytes = Array(text.view.buffer)
        try change { () throws in
            let statement = try database.cachedStatement(
                sql: """
                    INSERT INTO record (kind, scope, id, value, crc) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (scope, kind, id) DO UPDATE SET value = excluded.value, crc = excluded.crc
                    """)
            try statement.execute(arguments: [
                place.kind, place.scope, place.id, String(decoding: bytes, as: UTF8.self), StoreReader.check(bytes),
            ])
        }
    }

    /// Whether there was one.
    @discardableResult
    package func remove(_ place: RecordPlace) throws(StoreError) -> Bool {
        try change { () throws in
            let statement = try database.cachedStatement(
                sql: "DELETE FROM record WHERE scope = ? AND kind = ? AND id = ?")
            try statement.execute(arguments: [place.scope, place.kind, place.id])
            return database.changesCount > 0
        }
    }

    /// Removes all records of a kind in a scope.
    package func removeAll(kind: String, scope: String) throws(StoreError) {
        try change { () throws in
            let statement = try database.cachedStatement(sql: "DELETE FROM record WHERE scope = ? AND kind = ?")
            try statement.execute(arguments: [scope, kind])
        }
    }

    /// Removes all records of a scope and of the scopes below it.
    package func removeAll(scope: String) throws(StoreError) {
        try change { () throws in
            // What lies below begins with the scope and "/"; "0" follows "/".
            let statement = try database.cachedStatement(
                sql: "DELETE FROM record WHERE scope = ? OR (scope > ? AND scope < ?)")
            try statement.execute(arguments: [scope, scope + "/", scope + "0"])
        }
    }

    /// Keeps a plan. Plans are named by their content: one that is there already stays as it is.
    package func putPlan(hash: String, _ bytes: [UInt8]) throws(StoreError) {
        if bytes.count > Store.planBytesMax { throw fail(.planTooLarge(hash, bytes: bytes.count)) }
        try change { () throws in
            let statement = try database.cachedStatement(
                sql: "INSERT INTO plan (hash, bytes, crc) VALUES (?, ?, ?) ON CONFLICT (hash) DO NOTHING")
            try statement.execute(arguments: [hash, Data(bytes), StoreReader.check(bytes)])
        }
    }

    /// Drops the plans that no record names any more in its member `plan`; how many these were.
    @discardableResult
    package func dropUnusedPlans() throws(StoreError) -> Int {
        try change { () throws in
            let used = Set(
                try String.fetchAll(
                    database,
                    sql: """
                        SELECT DISTINCT json_extract(value, '$.plan') FROM record
                        WHERE json_type(value, '$.plan') = 'text'
                        """))
            var dropped = 0
            for hash in try String.fetchAll(database, sql: "SELECT hash FROM plan") where !used.contains(hash) {
                try database.execute(sql: "DELETE FROM plan WHERE hash = ?", arguments: [hash])
                dropped += 1
            }
            return dropped
        }
    }

    private func change<Result>(_ body: () throws -> Result) throws(StoreError) -> Result {
        do throws(StoreError) { return try run(body) } catch { throw fail(error) }
    }

    private func fail(_ error: StoreError) -> StoreError {
        if failure == nil { failure = error }
        return error
    }
}
