// Specification files from the disk. Only regular files are read: a device, a pipe or a file of the kernel's own
// file systems never ends or tells secrets, so it is refused before the first byte. Links may not lead out of the
// folders that the specification may read from.

import GateTree

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Reads the files of one specification and remembers which.
final class FileReader {
    /// Largest file, in bytes: what the tree readers take at most (`TreeLimits.bytesMax`).
    static let bytesMax = TreeLimits().bytesMax
    /// The name under which standard input is shown.
    static let standardInputName = "<stdin>"

    /// Every path that was asked for, in order, readable or not; `run --watch` watches them.
    private(set) var paths: [String] = []
    /// The file that the user named; its own links are the user's business.
    private let named: String
    /// Real paths of the folders from which files may come.
    private let roots: [String]

    init(named: String, allowedRoots: [String]) {
        self.named = named
        let own = named == FileReader.standardInputName ? "." : FileReader.folder(of: named)
        roots = ([own] + allowedRoots).compactMap { FileReader.realPath($0) }
    }

    /// The bytes of a file, or why not.
    func read(_ path: String) -> Result<[UInt8], ReadFailure> {
        if path == FileReader.standardInputName, path == named {
            return FileReader.readAll(STDIN_FILENO, limit: FileReader.bytesMax)
        }
        paths.append(path)
        if path != named, !isInsideRoots(path) { return .failure(.linkLeavesRoot) }
        return FileReader.readFile(path, limit: FileReader.bytesMax)
    }

    /// The bytes of a regular file of at most `limit` bytes.
    static func readFile(_ path: String, limit: Int) -> Result<[UInt8], ReadFailure> {
        // Without O_NONBLOCK, opening a pipe waits for its other end.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        if descriptor < 0 { return .failure(failure(of: errno)) }
        defer { close(descriptor) }
        if let failure = refusal(of: descriptor, limit: limit) { return .failure(failure) }
        return readAll(descriptor, limit: limit)
    }

    /// Why an open file is not read; nil when it may be.
    private static func refusal(of descriptor: Int32, limit: Int) -> ReadFailure? {
        var status = stat()
        if fstat(descriptor, &status) != 0 { return failure(of: errno) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: return .isDirectory
        default: return .notRegularFile
        }
        if kernelDevices().contains(UInt64(status.st_dev)) { return .notRegularFile }
        return Int(status.st_size) > limit ? .tooLarge(limit: limit) : nil
    }

    /// The devices of procfs, sysfs and what is mounted in them: their "regular" files are the kernel's.
    private static func kernelDevices() -> Set<UInt64> {
        var devices = Set<UInt64>()
        for path in ["/proc", "/sys", "/sys/kernel/debug", "/sys/kernel/tracing", "/sys/fs/cgroup"] {
            var status = stat()
            if stat(path, &status) == 0 { devices.insert(UInt64(status.st_dev)) }
        }
        // A machine without them has plain folders there.
        var root = stat()
        if stat("/", &root) == 0 { devices.remove(UInt64(root.st_dev)) }
        return devices
    }

    private static func readAll(_ descriptor: Int32, limit: Int) -> Result<[UInt8], ReadFailure> {
        var bytes: [UInt8] = []
        var size = 0
        while true {
            if bytes.count - size < 1 << 16 { bytes.append(contentsOf: repeatElement(0, count: max(1 << 16, size))) }
            let count = bytes.withUnsafeMutableBytes { buffer in
                systemRead(descriptor, UnsafeMutableRawBufferPointer(rebasing: buffer[size...]))
            }
            if count < 0 {
                if errno == EINTR { continue }
                return .failure(failure(of: errno))
            }
            if count == 0 { return .success(Array(bytes[..<size])) }
            size += count
            if size > limit { return .failure(.tooLarge(limit: limit)) }
        }
    }

    private static func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #else
            Musl.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }

    private static func failure(of number: Int32) -> ReadFailure {
        switch number {
        case ENOENT, ENOTDIR: return .notFound
        case EISDIR: return .isDirectory
        case EACCES, EPERM: return .permission
        case ENXIO, ENODEV: return .notRegularFile
        default: return .other(systemText(number))
        }
    }

    // MARK: Folders

    private func isInsideRoots(_ path: String) -> Bool {
        // A path that leads nowhere leads nowhere outside either; reading it reports what is wrong.
        guard let real = FileReader.realPath(path) else { return true }
        return roots.contains { $0 == "/" || real == $0 || real.hasPrefix($0 + "/") }
    }

    /// The path without links; nil when it leads nowhere.
    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: 0x2f) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

extension ReadFailure {
    /// The failure in a few words, for a file named on the command line.
    var text: String {
        switch self {
        case .notFound: return "no such file"
        case .isDirectory: return "it is a folder"
        case .notRegularFile: return "it is a device, a pipe or a file of the kernel, expected a regular file"
        case .tooLarge(let limit): return "it has more than \(limit) bytes"
        case .permission: return "permission denied"
        case .linkLeavesRoot: return "a symbolic link leads out of the folder of the specification"
        case .other(let text): return text
        }
    }
}
