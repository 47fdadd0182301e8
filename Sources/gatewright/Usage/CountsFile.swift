// The file of counts, mapped. Every change goes to the kernel's pages at once: what a process has counted is there when
// it is killed. Written to the disk once a second, it is there a second after the machine has lost its power too.

import GateUsage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A mapped file of counts.
final class CountsFile {
    private(set) var ledger: UsageLedger
    private let memory: UnsafeMutableRawPointer
    private let size: Int
    /// Locked until `finishAdding`.
    private let descriptor: Int32
    private var isAdding = true

    /// Maps the file of a folder with room for so many cells more. No other process adds cells until `finishAdding`.
    init(_ folder: StateFolder, adding cells: Int) throws(CommandFailure) {
        let path = folder.countsPath
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if descriptor < 0 { throw folder.failure("keeps no counts") }
        if flock(descriptor, LOCK_EX) != 0 {
            close(descriptor)
            throw folder.failure("cannot be locked")
        }
        do throws(CommandFailure) {
            let capacity = try CountsFile.makeRoom(descriptor, path, cells)
            size = UsageLedger.bytes(cells: capacity)
            guard let base = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), base != MAP_FAILED
            else {
                throw folder.failure("keeps no counts")
            }
            nonisolated(unsafe) let mapped = base
            let mappedSize = size
            guard
                let ledger = UsageLedger(
                    memory: base, capacity: capacity, release: { munmap(mapped, mappedSize) })
            else { throw CountsFile.damaged(path) }
            self.ledger = ledger
            memory = base
        } catch {
            flock(descriptor, LOCK_UN)
            close(descriptor)
            throw error
        }
    }

    deinit { finishAdding() }

    /// Lets other processes add cells. What is mapped stays.
    func finishAdding() {
        if !isAdding { return }
        isAdding = false
        // The mapping keeps the open file, and with it the lock, beyond the close.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// Writes to the disk what was counted.
    func save() { msync(memory, size, MS_SYNC) }

    /// How many cells fit once the file has grown. The disk's blocks are taken now: a full disk must not end a process
    /// that counts.
    private static func makeRoom(_ descriptor: Int32, _ path: String, _ cells: Int) throws(CommandFailure) -> Int {
        var words: (UInt64, UInt64) = (0, 0)
        let count = withUnsafeMutableBytes(of: &words) { pread(descriptor, $0.baseAddress, 16, 0) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, count == 0 || count == 16,
            let used = UsageLedger.count(ofHeader: words)
        else { throw damaged(path) }
        let present = max(0, (Int(status.st_size) - UsageLedger.headerBytes) / UsageLedger.cellBytes)
        if used > present { throw damaged(path) }
        let capacity = max(present, used + cells, 1)
        if capacity > UsageLedger.cellsMax {
            throw .unusable(
                "`\(path)` is full: \(used) keys have been counted", help: "move the file away to begin anew")
        }
        let error = posix_fallocate(descriptor, 0, off_t(UsageLedger.bytes(cells: capacity)))
        if error != 0 { throw .unusable("`\(path)` cannot grow: \(systemText(error))") }
        return capacity
    }

    private static func damaged(_ path: String) -> CommandFailure {
        .unusable("`\(path)` is no file of counts", help: "move it away to begin anew")
    }
}
