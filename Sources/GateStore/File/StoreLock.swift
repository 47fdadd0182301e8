// One process at a time has a store: SQLite would let several in, whose caches of what is served would then differ.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The lock of a folder, held as long as this lives; the system lets go of it when the process ends, however it does.
final class StoreLock: Sendable {
    private let descriptor: Int32

    init(_ files: StoreFiles) throws(StoreError) {
        descriptor = open(files.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if descriptor < 0 { throw .unusable(files.lock, reason: StoreFiles.reason()) }
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let (error, holder) = (errno, StoreLock.holder(descriptor))
            close(descriptor)
            if error == EWOULDBLOCK { throw .inUse(files.folder, process: holder) }
            throw .unusable(files.lock, reason: String(cString: strerror(error)))
        }
        let number = Array("\(getpid())\n".utf8)
        // The number is for people; the lock holds without it.
        if ftruncate(descriptor, 0) == 0 {
            _ = number.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        }
    }

    deinit { close(descriptor) }

    /// Whether some process has the store.
    static func isHeld(_ files: StoreFiles) -> Bool {
        let descriptor = open(files.lock, O_RDWR | O_CLOEXEC)
        if descriptor < 0 { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_EX | LOCK_NB) != 0
    }

    private static func holder(_ descriptor: Int32) -> Int? {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        return Int(String(decoding: bytes.prefix(max(0, count)).prefix { $0 != 0x0a }, as: UTF8.self))
    }
}
