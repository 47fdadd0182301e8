// What a process that closes its store leaves behind: the size and time of a database that needs no check. A check
// reads every page, 0.7 ms a megabyte; a database that was closed and has not been touched since is as it was.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The mark beside a database, in the file store.clean.
enum CleanMark {
    private static func path(_ files: StoreFiles) -> String { files.folder + "/store.clean" }

    /// Whether the database was closed and is as it was then. The mark is gone afterwards: it holds for one start.
    static func take(_ files: StoreFiles) -> Bool {
        let path = path(files)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { return false }
        var bytes = [UInt8](repeating: 0, count: 128)
        let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
        unlink(path)
        let mark = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        // A log means that somebody has written since.
        return !StoreFiles.isThere(files.log) && mark == text(files)
    }

    /// Marks a database that has just been closed and whose lock is still held.
    static func leave(_ files: StoreFiles) {
        // All of the log is in the database; the connection that closed last could not remove it.
        if StoreFiles.isEmpty(files.log) {
            unlink(files.index)
            unlink(files.log)
        }
        guard !StoreFiles.isThere(files.log), let text = text(files) else { return }
        let descriptor = open(path(files), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        if descriptor < 0 { return }
        // A mark that is cut short fits nothing, and the next start checks.
        _ = Array(text.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
    }

    private static func text(_ files: StoreFiles) -> String? {
        var facts = stat()
        guard stat(files.database, &facts) == 0 else { return nil }
        return "\(facts.st_ino) \(facts.st_size) \(facts.st_mtim.tv_sec).\(facts.st_mtim.tv_nsec)\n"
    }
}
