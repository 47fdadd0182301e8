// The files of a store and what is done with them outside of SQLite. All of them belong to their owner alone: records
// hold API keys.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Paths of a store's files.
package struct StoreFiles: Sendable {
    package let folder: String
    package let database: String

    package init(folder: String) { self.init(folder: folder, database: folder + "/store.sqlite") }

    init(folder: String, database: String) {
        self.folder = folder
        self.database = database
    }

    var log: String { database + "-wal" }
    var index: String { database + "-shm" }
    var lock: String { folder + "/store.lock" }
    package var backups: String { folder + "/backups" }

    /// Makes the folder when it is not there; its parent must be.
    func make() throws(StoreError) { try StoreFiles.makeFolder(folder) }

    static func makeFolder(_ path: String) throws(StoreError) {
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw .unusable(path, reason: reason()) }
    }

    /// Makes an empty database file when there is none, readable by its owner; SQLite gives the others its mode.
    func prepareDatabase() throws(StoreError) {
        let descriptor = open(database, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if descriptor < 0 { throw .unusable(database, reason: StoreFiles.reason()) }
        close(descriptor)
    }

    /// Whether there is nothing in the database, or no database.
    var isBlank: Bool { !isThere || StoreFiles.isEmpty(database) }

    package var isThere: Bool { StoreFiles.isThere(database) }

    static func isThere(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Whether a file is there and holds nothing.
    static func isEmpty(_ path: String) -> Bool {
        var facts = stat()
        return stat(path, &facts) == 0 && facts.st_size == 0
    }

    /// Puts a file in the place of another, both durable.
    static func replace(_ file: String, with new: String) throws(StoreError) {
        try synchronise(new)
        if rename(new, file) != 0 { throw .unusable(file, reason: reason()) }
        try synchronise(parent(of: file))
    }

    /// Makes what a file or folder holds durable.
    static func synchronise(_ path: String) throws(StoreError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw .unusable(path, reason: reason()) }
        let code = fsync(descriptor)
        close(descriptor)
        if code != 0 { throw .unusable(path, reason: reason()) }
    }

    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The names in a folder, in order; none when it cannot be read.
    static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// What the system says about its last failure.
    static func reason() -> String { String(cString: strerror(errno)).lowercased() }

    /// The time in UTC as it stands in file names: `2026-11-27T11-30-05Z`.
    static func timeName(_ seconds: Int) -> String {
        var moment = time_t(seconds)
        var parts = tm()
        gmtime_r(&moment, &parts)
        var text = [CChar](repeating: 0, count: 32)
        let count = strftime(&text, text.count, "%Y-%m-%dT%H-%M-%SZ", &parts)
        return String(decoding: text[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Seconds since 1970.
    static var now: Int { time(nil) }
}
