// Plan files: reading, telling them from specifications, and replacing them whole.
//
// A plan is copied into memory of its own, not mapped from its file: it is verified once and then trusted, and
// the bytes of a mapped file can change after that.

import GateBytes
import GatePlan
import GateTree

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Reading and writing plan files.
enum PlanFile {
    /// Bytes of the magic that tell a plan from text, also after a transfer that changed its line end.
    private static let markSize = 6

    /// Whether bytes start as a plan does.
    static func isPlan(_ bytes: [UInt8]) -> Bool {
        bytes.count >= markSize && bytes.prefix(markSize).elementsEqual(PlanFormat.magic.prefix(markSize))
    }

    /// Whether a file starts as a plan does; false for files that cannot be read.
    static func isPlan(path: String) -> Bool {
        if path == "-" { return false }
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        if descriptor < 0 { return false }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        var start = [UInt8](repeating: 0, count: markSize)
        let count = start.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        return isPlan(Array(start.prefix(max(0, count))))
    }

    /// A verified plan from a file.
    static func load(_ path: String) throws(CommandFailure) -> PlanImage {
        switch FileReader.readFile(path, limit: PlanFormat.fileBytesMax) {
        case .failure(let reason): throw .unusable("`\(path)` cannot be read: \(reason.text)")
        case .success(let bytes): return try verify(bytes, named: path)
        }
    }

    /// A verified plan from bytes.
    static func verify(_ bytes: [UInt8], named name: String) throws(CommandFailure) -> PlanImage {
        do throws(PlanError) {
            return try PlanImage(copying: bytes)
        } catch {
            throw .refused("`\(name)` is refused: \(error.text)", help: error.help)
        }
    }

    /// Writes a plan, or another file, so that a reader sees the old file or the whole new one, with the old one's
    /// permissions. What is no regular file (a device, a pipe) is written in place. `folderHelp` is said of a folder.
    static func write(
        _ bytes: [UInt8], to path: String, folderHelp: String? = "name the plan: -o api.plan"
    ) throws(CommandFailure) {
        var status = stat()
        let isThere = stat(path, &status) == 0
        if isThere, status.st_mode & S_IFMT != S_IFREG {
            if status.st_mode & S_IFMT == S_IFDIR { throw .unusable("`\(path)` is a folder", help: folderHelp) }
            return try write(bytes, path, flags: O_WRONLY | O_CLOEXEC | O_NOCTTY, shown: path)
        }
        let temporary = path + ".\(getpid()).tmp"
        do throws(CommandFailure) {
            try write(bytes, temporary, flags: O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, shown: path)
        } catch {
            unlink(temporary)
            throw error
        }
        if isThere { chmod(temporary, status.st_mode & 0o7777) }
        if rename(temporary, path) != 0 {
            let number = errno
            unlink(temporary)
            throw .unusable("`\(path)` cannot be written: \(systemText(number))")
        }
    }

    private static func write(
        _ bytes: [UInt8], _ path: String, flags: Int32, shown: String
    ) throws(CommandFailure) {
        let descriptor = open(path, flags, 0o644)
        if descriptor < 0 {
            let number = errno
            let help = number == ENOENT ? "make the folder first" : nil
            throw .unusable("`\(shown)` cannot be written: \(systemText(number))", help: help)
        }
        var number = Terminal.write(bytes, to: descriptor)
        if close(descriptor) != 0, number == 0 { number = errno }
        if number != 0 { throw .unusable("`\(shown)` cannot be written: \(systemText(number))") }
    }
}

extension PlanError {
    /// The defect in a few words.
    var text: String {
        switch self {
        case .tooShort(let size): return "it ends after \(size) bytes, inside its header"
        case .notAPlan: return "it does not start as a plan does"
        case .formatVersion(let found):
            return "its format is version \(found), this program reads version \(PlanFormat.version)"
        case .opcodeTable: return "it was compiled for the instructions of another version of this program"
        case .fileSize(let stated, let actual):
            return "its header states \(stated) bytes and the file has \(actual): it was cut off or padded"
        case .checksum: return "its checksum does not fit its bytes: it was changed after it was compiled"
        case .tooLarge(let size): return "it has \(size) bytes, at most \(PlanFormat.fileBytesMax) are read"
        case .sectionCount(let count): return "its header states \(count) sections"
        case .unknownSection(let kind): return "it has a section of the unknown kind \(kind)"
        case .repeatedSection(let kind): return "its section \(kind) occurs twice"
        case .sectionBounds(let kind): return "its section \(kind) lies outside the file"
        case .sectionAlignment(let kind): return "its section \(kind) does not start at a multiple of eight"
        case .recordSize(let kind, let found, let expected):
            return "records of its section \(kind) have \(found) bytes, expected \(expected)"
        case .missingSection(let kind): return "its section \(kind) is missing"
        case .record(let kind, let index, let field):
            return "field `\(field)` of record \(index) in its section \(kind) holds a value without a meaning"
        case .instruction(let index, let reason): return "its instruction \(index) must not run: \(reason)"
        case .unreadable(let reason): return reason
        }
    }

    /// What to type next.
    var help: String { "compile it again: gatewright compile SPECIFICATION -o PLAN" }
}
