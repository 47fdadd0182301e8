// Files as a ZIP archive: stored, not deflated, so that the same files give the same bytes anywhere. PKWARE,
// "APPNOTE.TXT", 6.3.10, §4.3: local headers with their files, then the directory.

/// Archives in memory.
package enum ZipArchive {
    /// Most files of an archive without ZIP64's records (§4.4.22).
    package static let filesMax = 65_535
    /// Most bytes of an archive. Ours: what a control plane answers in one piece; ZIP64 would begin at 4 GB.
    package static let bytesMax = 256 << 20

    /// An archive of files by their paths; nil beyond the bounds.
    package static func bytes(_ files: [(path: String, content: [UInt8])]) -> [UInt8]? {
        guard files.count <= filesMax, files.reduce(0, { $0 + $1.content.count + 256 }) <= bytesMax else { return nil }
        var archive: [UInt8] = []
        var directory: [UInt8] = []
        for (path, content) in files {
            let name = Array(path.utf8)
            // Version 2.0, names in UTF-8, stored, 1980-01-01 00:00: what the archive is made of decides its bytes.
            var common = number(20, 2) + number(0x0800, 2) + number(0, 2) + number(0, 2) + number(0x21, 2)
            common += number(checksum(content), 4) + number(content.count, 4) + number(content.count, 4)
            common += number(name.count, 2) + number(0, 2)
            // Made by UNIX: a regular file that all read.
            directory += number(0x0201_4b50, 4) + number(3 << 8 | 20, 2) + common
            directory += number(0, 2) + number(0, 2) + number(0, 2) + number(0o100644 << 16, 4)
            directory += number(archive.count, 4) + name
            archive += number(0x0403_4b50, 4) + common + name + content
        }
        let start = archive.count
        archive += directory
        archive += number(0x0605_4b50, 4) + number(0, 2) + number(0, 2)
        archive += number(files.count, 2) + number(files.count, 2)
        archive += number(directory.count, 4) + number(start, 4) + number(0, 2)
        return archive
    }

    /// A number in little-endian bytes.
    private static func number(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    /// CRC-32 of ISO 3309, as §4.4.7 has it.
    package static func checksum(_ bytes: [UInt8]) -> Int {
        var rest: UInt32 = 0xffff_ffff
        for byte in bytes { rest = table[Int((rest ^ UInt32(byte)) & 0xff)] ^ (rest >> 8) }
        return Int(~rest)
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { rest, _ in rest & 1 == 1 ? 0xedb8_8320 ^ (rest >> 1) : rest >> 1 }
    }
}
