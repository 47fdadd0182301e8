// What the store's tests share: a folder of one's own, and short spellings.

import Foundation
import GateJSON
import GateStore
import Testing

/// A folder that goes away with its last user.
final class Folder {
    let url: URL
    var path: String { url.path }

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("gatestore-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    var database: URL { url.appendingPathComponent("store.sqlite") }
    var log: URL { url.appendingPathComponent("store.sqlite-wal") }

    /// Copies the store's files as they are, as a killed process leaves them.
    func copy() throws -> Folder {
        let copy = try Folder()
        for name in ["store.sqlite", "store.sqlite-wal", "backups"] {
            let source = url.appendingPathComponent(name)
            if FileManager.default.fileExists(atPath: source.path) {
                try FileManager.default.copyItem(at: source, to: copy.url.appendingPathComponent(name))
            }
        }
        return copy
    }

    /// Changes one byte of a file.
    func flip(_ file: URL, at offset: Int) throws {
        var data = try Data(contentsOf: file)
        data[offset] ^= 0x5a
        try data.write(to: file)
    }
}

/// A place in region `r`.
func place(_ kind: String, _ id: String, in scope: String = "r") -> RecordPlace {
    RecordPlace(kind: kind, scope: scope, id: id)
}

/// The error of opening a folder's store; nil when it opens.
func openingError(_ folder: Folder) -> StoreError? {
    do {
        _ = try Store(folder: folder.path)
        return nil
    } catch {
        return error
    }
}
