// A file of keys in AWS's format, taken apart: columns stand in any order, their names ignore case, unknown ones are
// passed over. AWS: "API Gateway API key file format".

/// The keys of a file.
package struct KeyFile: Sendable {
    /// A row that can be a key.
    package struct Row: Equatable, Sendable {
        /// Counts from 1.
        package let line: Int
        package let name: String
        package let value: String
        package let description: String
        package let isEnabled: Bool
        /// Each once; whether they exist is not known here.
        package let plans: [String]
    }

    package private(set) var keys: [Row] = []
    /// Rows that cannot be keys, in order.
    package private(set) var warnings: [KeyWarning] = []

    package init(parsing bytes: [UInt8]) throws(KeyFileError) {
        guard let csv = CSV(parsing: bytes) else { throw .notCSV }
        let places = KeyColumns(csv.rows.first ?? [])
        for column in ["Name", "Key"] where places[column] == nil { throw .columnMissing(column) }
        for (row, line) in zip(csv.rows, csv.lines).dropFirst() {
            let (name, value) = (places.text("Name", row), places.text("Key", row))
            let isEnabled = KeyColumns.flag(places.text("Enabled", row))
            if let problem = KeyFile.problem(name, value, isEnabled) {
                warnings.append(KeyWarning(line: line, text: problem))
                continue
            }
            var plans: [String] = []
            for plan in KeyColumns.list(places.text("UsagePlanIds", row)) where !plans.contains(plan) {
                plans.append(plan)
            }
            keys.append(
                Row(
                    line: line, name: name, value: value, description: places.text("Description", row),
                    isEnabled: isEnabled ?? true, plans: plans))
        }
    }

    private static func problem(_ name: String, _ value: String, _ isEnabled: Bool?) -> String? {
        if let problem = KeyValue.problem(of: value) { return problem }
        if name.utf8.count > KeyValue.nameBytesMax {
            return "Invalid API Key name, can be at most \(KeyValue.nameBytesMax) characters."
        }
        return isEnabled == nil ? "`Enabled` is neither true nor false" : nil
    }
}
