// Comma-separated values (RFC 4180), as far as key files need them: quoted fields with doubled quotes, line ends of
// either kind, a byte-order mark in front.

/// A CSV text taken apart, and put together.
package struct CSV: Equatable, Sendable {
    /// Rows of fields, the first of them the names of the columns. Empty lines are no rows.
    package private(set) var rows: [[String]] = []
    /// By row: the line it starts on, from 1.
    package private(set) var lines: [Int] = []

    package init() {}

    /// nil when a quoted field has no end or something follows one.
    package init?(parsing bytes: [UInt8]) {
        var index = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        var line = 1
        while index < bytes.count {
            let start = line
            var fields: [String] = []
            while true {
                guard let field = CSV.field(bytes, &index, &line) else { return nil }
                fields.append(field)
                if index < bytes.count, bytes[index] == 0x2c { index += 1 } else { break }
            }
            if index < bytes.count, bytes[index] == 0x0d { index += 1 }
            if index < bytes.count {
                if bytes[index] != 0x0a { return nil }
                index += 1
                line += 1
            }
            if fields == [""] { continue }
            rows.append(fields)
            lines.append(start)
        }
    }

    private static func field(_ bytes: [UInt8], _ index: inout Int, _ line: inout Int) -> String? {
        var text: [UInt8] = []
        guard index < bytes.count, bytes[index] == 0x22 else {
            while index < bytes.count, bytes[index] != 0x2c, bytes[index] != 0x0a {
                if bytes[index] == 0x0d, index + 1 == bytes.count || bytes[index + 1] == 0x0a { break }
                text.append(bytes[index])
                index += 1
            }
            return String(decoding: text, as: UTF8.self)
        }
        index += 1
        while index < bytes.count {
            if bytes[index] == 0x22 {
                index += 1
                guard index < bytes.count, bytes[index] == 0x22 else { return String(decoding: text, as: UTF8.self) }
            }
            if bytes[index] == 0x0a { line += 1 }
            text.append(bytes[index])
            index += 1
        }
        return nil
    }

    package mutating func append(_ fields: [String]) {
        rows.append(fields)
        lines.append(rows.count)
    }

    /// The text, with a line feed behind each row.
    package var text: String {
        var text = ""
        for row in rows { text += row.map(CSV.quoted).joined(separator: ",") + "\n" }
        return text
    }

    private static func quoted(_ field: String) -> String {
        let needs = field.utf8.contains { $0 == 0x2c || $0 == 0x22 || $0 == 0x0a || $0 == 0x0d }
        return needs
            ? "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
            : field
    }
}
