// The folder of what outlives a process: keys, their salt, counts of uses. Its files belong to their owner alone, and
// are replaced whole, so that a reader sees the old one or the new one.
//
//   api-keys.csv    keys with digests of their values (GateUsage, KeyStore)
//   api-keys.salt   64 random bytes that go into every digest; without them the digests are worth nothing
//   usage.counts    counts of uses, mapped by every process that counts (GateUsage, UsageLedger)
//   cache.marks     what of the cache was flushed, mapped by every process that caches (GateCache, FlushMarks)
//   usage-history/  uses of days that have ended, one file each (GateUsage, UsageHistory)
//   lock            held while keys change

import GateBytes
import GateUsage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A state folder, there or not.
struct StateFolder {
    let path: String

    var keysPath: String { path + "/api-keys.csv" }
    private var saltPath: String { path + "/api-keys.salt" }
    var countsPath: String { path + "/usage.counts" }
    private var historyPath: String { path + "/usage-history" }

    init(_ path: String) { self.path = path }

    /// Makes the folder when it is not there.
    func make() throws(CommandFailure) {
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw failure("cannot be made") }
    }

    // MARK: Keys

    /// The keys and what makes digests for them; nil when the folder keeps none.
    func readKeys() throws(CommandFailure) -> (store: KeyStore, hasher: KeyHasher)? {
        guard let salt = try read(saltPath, limit: KeyHasher.saltBytes) else { return nil }
        guard salt.count == KeyHasher.saltBytes else { throw .unusable("`\(saltPath)` is damaged: it is no salt") }
        let bytes = try read(keysPath, limit: KeyStore.fileBytesMax) ?? []
        do throws(KeyFileError) {
            return (try KeyStore(parsing: bytes), KeyHasher(salt: salt))
        } catch {
            throw .unusable("`\(keysPath)` is damaged: \(error.text)")
        }
    }

    /// Changes the keys; no other process does meanwhile. The folder and its salt are made when they are missing.
    func changeKeys<Result>(
        _ change: (inout KeyStore, KeyHasher) throws(CommandFailure) -> Result
    ) throws(CommandFailure) -> Result {
        try make()
        let lock = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if lock < 0 || flock(lock, LOCK_EX) != 0 { throw failure("cannot be locked") }
        defer { close(lock) }
        if try read(saltPath, limit: KeyHasher.saltBytes) == nil {
            var generator = SystemRandomNumberGenerator()
            try replace(saltPath, KeyHasher.randomSalt { generator.next() })
        }
        guard let (old, hasher) = try readKeys() else { throw failure("has lost its salt") }
        var store = old
        let result = try change(&store, hasher)
        if store != old { try replace(keysPath, Array(store.text.utf8)) }
        return result
    }

    // MARK: History

    /// What keys of a plan used on a day that has ended, by their position; nil when nothing was kept of it.
    func readDay(_ day: Int, plan: String, keys: [String]) throws(CommandFailure) -> [DayCount?]? {
        let file = "\(historyPath)/\(CivilDay(day).text).csv"
        guard let bytes = try read(file, limit: UsageHistory.dayBytesMax) else { return nil }
        guard let counts = bytes.withByteView({ UsageHistory.select($0, plan: plan, keys: keys) }) else {
            throw .unusable("`\(file)` is damaged: it is no day of uses", help: "move it away")
        }
        return counts
    }

    /// Keeps days that have ended, those that are not kept yet, and lets go of old ones.
    func keepDays(_ days: [Int: [DayUsage]], today: Int) throws(CommandFailure) {
        if mkdir(historyPath, 0o700) != 0, errno != EEXIST { throw failure("keeps no history") }
        for (day, usages) in days.sorted(by: { $0.key < $1.key }) {
            let file = "\(historyPath)/\(CivilDay(day).text).csv"
            if access(file, F_OK) != 0 { try replace(file, Array(UsageHistory.text(usages).utf8)) }
        }
        for name in names(in: historyPath) {
            let day = name.hasSuffix(".csv") ? CivilDay.number(String(name.dropLast(4))) : nil
            if let day, day < today - UsageHistory.daysMax { unlink("\(historyPath)/\(name)") }
        }
    }

    private func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names
    }

    // MARK: Files

    /// A file's bytes; nil when there is none.
    private func read(_ file: String, limit: Int) throws(CommandFailure) -> [UInt8]? {
        switch FileReader.readFile(file, limit: limit) {
        case .success(let bytes): return bytes
        case .failure(.notFound): return nil
        case .failure(let failure): throw .unusable("`\(file)` cannot be read: \(failure.text)")
        }
    }

    /// Writes a file beside the old one and puts it in its place.
    private func replace(_ file: String, _ bytes: [UInt8]) throws(CommandFailure) {
        let new = file + ".new"
        let descriptor = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        if descriptor < 0 { throw failure("cannot be written") }
        let error = Terminal.write(bytes, to: descriptor)
        let isSaved = error == 0 && fsync(descriptor) == 0
        close(descriptor)
        if !isSaved || rename(new, file) != 0 {
            let reason = systemText(error == 0 ? errno : error)
            unlink(new)
            throw .unusable("`\(file)` cannot be written: \(reason)")
        }
    }

    func failure(_ what: String) -> CommandFailure {
        .unusable(
            "the state folder `\(path)` \(what): \(systemText(errno))",
            help: "name another: `state: FOLDER` in the configuration")
    }
}

extension KeyFileError {
    /// What is wrong, in words.
    var text: String {
        switch self {
        case .notCSV: return "a quoted field has no end"
        case .columnMissing(let name): return "there is no column `\(name)`"
        case .damaged(let line): return "line \(line) is no key"
        }
    }
}
