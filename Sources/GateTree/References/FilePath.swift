// Paths as text: components without `.` and, as far as it goes, without `..`.

/// A normalised POSIX path.
struct FilePath: Hashable {
    let isAbsolute: Bool
    /// Leading `..` stay in a relative path.
    let components: [String]

    init(_ text: String) { self.init(isAbsolute: text.utf8.first == 0x2f, parts: FilePath.split(text)) }

    private init(isAbsolute: Bool, parts: [String]) {
        var components: [String] = []
        for part in parts where !part.isEmpty && part != "." {
            if part == "..", let last = components.last, last != ".." {
                components.removeLast()
            } else if part != ".." || !isAbsolute {
                components.append(part)
            }
        }
        self.isAbsolute = isAbsolute
        self.components = components
    }

    private static func split(_ text: String) -> [String] {
        text.utf8.split(separator: 0x2f).map { String(decoding: Array($0), as: UTF8.self) }
    }

    /// The path without its last component.
    var folder: FilePath { FilePath(isAbsolute: isAbsolute, parts: components.dropLast()) }

    /// A relative path seen from this folder.
    func appending(_ text: String) -> FilePath {
        FilePath(isAbsolute: isAbsolute, parts: components + FilePath.split(text))
    }

    /// Whether the path lies in or below a folder.
    func isInside(_ folder: FilePath) -> Bool {
        guard isAbsolute == folder.isAbsolute, components.count >= folder.components.count else { return false }
        guard Array(components.prefix(folder.components.count)) == folder.components else { return false }
        return !components.dropFirst(folder.components.count).contains("..")
    }

    var text: String {
        let joined = components.joined(separator: "/")
        return isAbsolute ? "/" + joined : joined.isEmpty ? "." : joined
    }
}
