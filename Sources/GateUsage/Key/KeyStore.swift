// The keys that a shell keeps in a file of its state folder. The file is CSV with AWS's columns and three more, so
// that it can be read, edited and exported as one thing; instead of the value it has its digest.

import GateBytes

/// A key of a store.
package struct StoredKey: Equatable, Sendable {
    package let id: String
    package var name: String
    package var digest: KeyDigest
    /// The value, when the store keeps values; else nil.
    package var value: String?
    package var description = ""
    package var customerId = ""
    package var isEnabled: Bool
    package var plans: [String] = []

    package init(id: String, name: String, digest: KeyDigest, value: String? = nil, isEnabled: Bool = true) {
        self.id = id
        self.name = name
        self.digest = digest
        self.value = value
        self.isEnabled = isEnabled
    }

    /// What a table takes.
    package var usageKey: UsageKey { UsageKey(id: id, digest: digest, isEnabled: isEnabled, plans: plans) }
}

/// What a key file said that was not done, in words, with its line.
package struct KeyWarning: Equatable, Sendable {
    package let line: Int
    package let text: String

    package init(line: Int, text: String) {
        self.line = line
        self.text = text
    }
}

/// What an import came to. AWS: ImportApiKeys, ids and warnings.
package struct KeyImport: Equatable, Sendable {
    package var ids: [String] = []
    /// By line.
    package var warnings: [KeyWarning] = []
}

/// Why a file is no list of keys.
package enum KeyFileError: Error, Equatable {
    /// Not CSV: a quoted field without an end.
    case notCSV
    /// The named column is missing.
    case columnMissing(String)
    /// A row of a store is damaged; the line counts from 1.
    case damaged(line: Int)
}

/// The keys of a store, in the order in which they came.
package struct KeyStore: Equatable, Sendable {
    /// Largest key file, in bytes. Ours.
    package static let fileBytesMax = 1 << 30

    private static let columns = [
        "Id", "Name", "Digest", "Key", "Description", "Enabled", "UsagePlanIds", "CustomerId",
    ]

    package private(set) var keys: [StoredKey] = []
    private var byDigest: [KeyDigest: Int] = [:]
    private var byIdentifier: [String: Int] = [:]

    package init() {}

    /// Reads what `text` wrote.
    package init(parsing bytes: [UInt8]) throws(KeyFileError) {
        guard let csv = CSV(parsing: bytes) else { throw .notCSV }
        guard let head = csv.rows.first else { return }
        let places = KeyColumns(head)
        for column in ["Id", "Digest"] where places[column] == nil { throw .columnMissing(column) }
        for (row, line) in zip(csv.rows, csv.lines).dropFirst() {
            let id = places.text("Id", row)
            guard let digest = KeyDigest(hex: places.text("Digest", row)), !id.isEmpty, byIdentifier[id] == nil,
                byDigest[digest] == nil, let isEnabled = KeyColumns.flag(places.text("Enabled", row))
            else { throw .damaged(line: line) }
            let value = places.text("Key", row)
            var key = StoredKey(
                id: id, name: places.text("Name", row), digest: digest, value: value.isEmpty ? nil : value,
                isEnabled: isEnabled)
            key.description = places.text("Description", row)
            key.customerId = places.text("CustomerId", row)
            key.plans = KeyColumns.list(places.text("UsagePlanIds", row))
            append(key)
        }
    }

    /// The store's file.
    package var text: String {
        var csv = CSV()
        csv.append(KeyStore.columns)
        for key in keys {
            csv.append([
                key.id, key.name, key.digest.hex, key.value ?? "", key.description, key.isEnabled ? "true" : "false",
                key.plans.joined(separator: ","), key.customerId,
            ])
        }
        return csv.text
    }

    /// AWS's key file; the value is empty where it is not kept. AWS: "API Gateway API key file format".
    package var exported: String {
        var csv = CSV()
        csv.append(["Name", "key", "description", "Enabled", "usageplanIds"])
        for key in keys {
            csv.append([
                key.name, key.value ?? "", key.description, key.isEnabled ? "TRUE" : "FALSE",
                key.plans.joined(separator: ","),
            ])
        }
        return csv.text
    }

    // MARK: Keys

    /// The key with an identifier, or the only one with a name.
    package func find(_ reference: String) -> StoredKey? {
        if let index = byIdentifier[reference] { return keys[index] }
        let named = keys.filter { $0.name == reference }
        return named.count == 1 ? named[0] : nil
    }

    package func contains(_ digest: KeyDigest) -> Bool { byDigest[digest] != nil }

    package func contains(id: String) -> Bool { byIdentifier[id] != nil }

    /// Adds a key whose identifier and digest no other key has.
    package mutating func append(_ key: StoredKey) {
        byDigest[key.digest] = keys.count
        byIdentifier[key.id] = keys.count
        keys.append(key)
    }

    /// Replaces the key of the same identifier.
    package mutating func update(_ key: StoredKey) {
        guard let index = byIdentifier[key.id] else { return }
        byDigest[keys[index].digest] = nil
        byDigest[key.digest] = index
        keys[index] = key
    }

    package mutating func remove(id: String) {
        let rest = keys.filter { $0.id != id }
        self = KeyStore()
        for key in rest { append(key) }
    }

    // MARK: Import

    /// Takes the keys of a file in AWS's format; a key that is there already gets the file's name, description, state
    /// and plans.
    ///
    /// - Parameters:
    ///   - keepsValues: Whether values are kept beside their digests.
    ///   - refusal: Why a key of some plans cannot belong to another too, by that one's identifier; nil when it can.
    ///   - random: 64 bits of a cryptographic generator at each call.
    package mutating func importKeys(
        _ bytes: [UInt8], hasher: KeyHasher, keepsValues: Bool, refusal: (String, [String]) -> String?,
        random: () -> UInt64
    ) throws(KeyFileError) -> KeyImport {
        let file = try KeyFile(parsing: bytes)
        var result = KeyImport(warnings: file.warnings)
        for row in file.keys {
            var warn = { (text: String) in result.warnings.append(KeyWarning(line: row.line, text: text)) }
            let key = KeyStore.key(row, hasher, keepsValues, refusal, &warn)
            if let index = byDigest[key.digest] {
                keys[index].name = key.name
                keys[index].description = key.description
                keys[index].isEnabled = key.isEnabled
                keys[index].plans = key.plans
                if keepsValues { keys[index].value = key.value }
                result.ids.append(keys[index].id)
                continue
            }
            if keys.count >= UsageBounds.keysMax {
                warn("there are \(UsageBounds.keysMax) keys already")
                continue
            }
            var id = KeyValue.identifier(random)
            while byIdentifier[id] != nil { id = KeyValue.identifier(random) }
            var new = StoredKey(
                id: id, name: key.name, digest: key.digest, value: key.value, isEnabled: key.isEnabled)
            new.description = key.description
            new.plans = key.plans
            append(new)
            result.ids.append(id)
        }
        result.warnings.sort { $0.line < $1.line }
        return result
    }

    private static func key(
        _ row: KeyFile.Row, _ hasher: KeyHasher, _ keepsValues: Bool, _ refusal: (String, [String]) -> String?,
        _ warn: inout (String) -> Void
    ) -> StoredKey {
        var key = StoredKey(
            id: "", name: row.name, digest: hasher.digest(of: row.value), value: keepsValues ? row.value : nil,
            isEnabled: row.isEnabled)
        key.description = row.description
        for plan in row.plans {
            if let refusal = refusal(plan, key.plans) {
                warn(refusal)
            } else if key.plans.count == UsageBounds.plansOfKeyMax {
                warn("a key belongs to at most \(UsageBounds.plansOfKeyMax) usage plans")
            } else {
                key.plans.append(plan)
            }
        }
        return key
    }
}

/// The columns of a key file by name, whatever their case.
struct KeyColumns {
    private var places: [String: Int] = [:]

    init(_ names: [String]) {
        for (index, name) in names.enumerated() {
            let name = KeyColumns.trimmed(name).lowercased()
            if places[name] == nil { places[name] = index }
        }
    }

    subscript(name: String) -> Int? { places[name.lowercased()] }

    /// A field without blanks around it; empty when the row is too short or has no such column.
    func text(_ name: String, _ row: [String]) -> String {
        guard let index = self[name], index < row.count else { return "" }
        return KeyColumns.trimmed(row[index])
    }

    /// True for nothing, which is the default. AWS: "Enabled … the default value is true".
    static func flag(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "", "true": return true
        case "false": return false
        default: return nil
        }
    }

    static func list(_ text: String) -> [String] {
        text.split(separator: ",").map { trimmed(String($0)) }.filter { !$0.isEmpty }
    }

    private static func trimmed(_ text: String) -> String {
        var rest = text[...]
        while let first = rest.first, first == " " || first == "\t" { rest = rest.dropFirst() }
        while let last = rest.last, last == " " || last == "\t" { rest = rest.dropLast() }
        return String(rest)
    }
}
