// The repository as the tidy tests see it: files by path, and source text without its strings and comments.

import Foundation
import Testing

/// A text file of the repository.
struct RepositoryFile {
    /// Seen from the top.
    let path: String
    let text: String

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
}

enum Repository {
    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Files below a folder with an extension, sorted by path.
    static func files(_ folder: String, _ suffixes: [String] = ["swift"]) -> [RepositoryFile] {
        let base = root.appendingPathComponent(folder)
        guard let walk = FileManager.default.enumerator(atPath: base.path) else { return [] }
        var files: [RepositoryFile] = []
        for case let name as String in walk where suffixes.contains((name as NSString).pathExtension) {
            guard let text = try? String(contentsOf: base.appendingPathComponent(name), encoding: .utf8) else {
                continue
            }
            files.append(RepositoryFile(path: folder + "/" + name, text: text))
        }
        return files.sorted { $0.path < $1.path }
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// The module of a file below Sources.
    static func module(of path: String) -> String { String(path.split(separator: "/")[1]) }
}

/// Swift text with the contents of strings and comments blanked; lines stay lines.
func codeOnly(_ text: String) -> String {
    var out: [UInt8] = []
    let bytes = Array(text.utf8)
    var index = 0
    func starts(_ mark: String, at place: Int) -> Bool {
        place + mark.utf8.count <= bytes.count && bytes[place..<place + mark.utf8.count].elementsEqual(mark.utf8)
    }
    func blank(to end: Int) {
        for byte in bytes[index..<min(end, bytes.count)] { out.append(byte == 0x0a ? 0x0a : 0x20) }
        index = min(end, bytes.count)
    }
    /// The end of a string whose opening quote ends at `place`; interpolations may hold strings themselves.
    func stringEnd(from place: Int, _ quote: String) -> Int {
        var place = place
        while place < bytes.count {
            if starts(quote, at: place) { return place + quote.utf8.count }
            if starts("\\(", at: place) {
                var depth = 1
                place += 2
                while place < bytes.count, depth > 0 {
                    if bytes[place] == 0x28 { depth += 1 }
                    if bytes[place] == 0x29 { depth -= 1 }
                    if bytes[place] == 0x22 { place = stringEnd(from: place + 1, "\"") } else { place += 1 }
                }
            } else {
                if quote == "\"", bytes[place] == 0x0a { return place }
                place += bytes[place] == 0x5c ? 2 : 1
            }
        }
        return place
    }
    while index < bytes.count {
        if starts("//", at: index) {
            blank(to: bytes[index...].firstIndex(of: 0x0a) ?? bytes.count)
        } else if starts("#\"", at: index) {
            blank(to: stringEnd(from: index + 2, "\"#"))
        } else if starts("\"\"\"", at: index) {
            blank(to: stringEnd(from: index + 3, "\"\"\""))
        } else if bytes[index] == 0x22 {
            out.append(0x22)
            index += 1
            blank(to: stringEnd(from: index, "\""))
        } else {
            out.append(bytes[index])
            index += 1
        }
    }
    return String(decoding: out, as: UTF8.self)
}
