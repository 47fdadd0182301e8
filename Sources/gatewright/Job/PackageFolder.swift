// A folder of files that a command makes: folders as they are needed, files whole or not at all, and what is as it
// should be keeps its time, so that builds that look at times do nothing.

import GateServer
import GateTree

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Where a package's files go.
struct PackageFolder {
    let path: String

    /// Writes a file whose name is seen from the folder.
    func write(_ text: String, to name: String) throws(CommandFailure) {
        let whole = path + "/" + name
        var folder = ""
        for part in whole.split(separator: "/", omittingEmptySubsequences: false).dropLast() {
            folder += (folder.isEmpty && !whole.hasPrefix("/") ? "" : "/") + part
            if part.isEmpty || part == "." || part == ".." { continue }
            if mkdir(folder, 0o777) != 0, errno != EEXIST {
                throw .unusable("`\(folder)` cannot be made: \(systemText(errno))")
            }
        }
        let bytes = Array(text.utf8)
        if SmallFile.bytes(whole, bytesMax: bytes.count) == bytes { return }
        try PlanFile.write(bytes, to: whole, folderHelp: nil)
    }
}
