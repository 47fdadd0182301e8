// SQLite's write-ahead log, read before SQLite does. SQLite stops in silence at the first frame whose checksum is
// wrong: right for the transaction that was being written when the power went, wrong for a damaged file, for what
// follows was durable. The two differ: each commit is synchronised, so a torn transaction is the last one.
// Format: https://www.sqlite.org/fileformat2.html#the_write_ahead_log (read 2026-11-27).
//
//   32 bytes  magic, version, page size, sequence, salt, salt, checksum, checksum
//   frame     page number, pages of the database (not 0: commit), salt, salt, checksum, checksum; the page

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A log that is looked through, one frame at a time.
struct WriteAheadLog {
    private static let headerBytes = 32
    private static let frameHeaderBytes = 24
    private static let magic: UInt32 = 0x377f_0682

    /// Throws when transactions that were durable cannot be read any more.
    static func check(_ files: StoreFiles) throws(StoreError) {
        let descriptor = open(files.log, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 {
            if errno == ENOENT {
                // A store that was closed has neither log nor index; one that is open has both.
                if StoreFiles.isThere(files.index) {
                    throw .damaged(files.database, .logMissing, backup: files.lastBackup)
                }
                return
            }
            throw .unusable(files.log, reason: StoreFiles.reason())
        }
        defer { close(descriptor) }
        if let frame = damage(in: descriptor, pageSize: pageSize(of: files.database)) {
            throw .damaged(files.database, .log(frame: frame), backup: files.lastBackup)
        }
    }

    /// The damaged frame that durable transactions follow, counted from 1, 0 for the log's header; nil when there is
    /// none.
    ///
    /// - Parameter pageSize: The database's, for a log whose header is damaged.
    static func damage(in descriptor: Int32, pageSize: Int?) -> Int? {
        guard let header = bytes(headerBytes, of: descriptor, at: 0) else { return nil }
        let first = word(header, 0)
        var sum = Checksum(isBigEndian: first & 1 == 1)
        sum.take(header, 0, 24)
        let isSound = first & ~1 == magic && sum.first == word(header, 24) && sum.second == word(header, 28)
        guard let size = isSound ? Int(word(header, 8)) : pageSize, size >= 512, size <= 65536 else { return nil }
        let salt = isSound ? (word(header, 16), word(header, 20)) : nil
        var walk = Walk(salt: salt, sum: sum, damaged: isSound ? nil : 0)
        return walk.run(descriptor, size)
    }

    private struct Walk {
        /// nil when the header does not tell: each frame counts then.
        let salt: (UInt32, UInt32)?
        var sum: Checksum
        /// The first frame that is not as it was written.
        var damaged: Int?
        /// A transaction ends at or behind the damaged frame.
        var hasCommit = false

        mutating func run(_ descriptor: Int32, _ pageSize: Int) -> Int? {
            var frame = 1
            let frameBytes = frameHeaderBytes + pageSize
            while let bytes = bytes(frameBytes, of: descriptor, at: headerBytes + (frame - 1) * frameBytes) {
                defer { frame += 1 }
                let isOurs = salt.map { $0 == (word(bytes, 8), word(bytes, 12)) } ?? true
                if damaged == nil, isOurs {
                    sum.take(bytes, 0, 8)
                    sum.take(bytes, frameHeaderBytes, pageSize)
                    if sum.first == word(bytes, 16), sum.second == word(bytes, 20) { continue }
                }
                if damaged == nil { damaged = frame }
                guard isOurs else { continue }
                // A frame behind a transaction's end: that transaction was done, and is lost.
                if hasCommit || (damaged == 0 && word(bytes, 4) != 0) { return damaged }
                if word(bytes, 4) != 0 { hasCommit = true }
            }
            return nil
        }
    }

    /// SQLite's checksum: two sums that take 32-bit words in pairs.
    private struct Checksum {
        let isBigEndian: Bool
        var first: UInt32 = 0
        var second: UInt32 = 0

        init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

        mutating func take(_ bytes: [UInt8], _ offset: Int, _ count: Int) {
            bytes.withUnsafeBytes { buffer in
                for place in stride(from: offset, to: offset + count, by: 8) {
                    let left = buffer.loadUnaligned(fromByteOffset: place, as: UInt32.self)
                    let right = buffer.loadUnaligned(fromByteOffset: place + 4, as: UInt32.self)
                    first &+= (isBigEndian ? UInt32(bigEndian: left) : UInt32(littleEndian: left)) &+ second
                    second &+= (isBigEndian ? UInt32(bigEndian: right) : UInt32(littleEndian: right)) &+ first
                }
            }
        }
    }

    /// Bytes of a file; nil when it has not so many.
    private static func bytes(_ count: Int, of descriptor: Int32, at offset: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        let read = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(offset)) }
        return read == count ? bytes : nil
    }

    private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
        bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// As the database's header says; nil when it has none.
    private static func pageSize(of database: String) -> Int? {
        let descriptor = open(database, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { return nil }
        defer { close(descriptor) }
        guard let header = bytes(18, of: descriptor, at: 0) else { return nil }
        let size = Int(header[16]) << 8 | Int(header[17])
        return size == 1 ? 65536 : size
    }
}
