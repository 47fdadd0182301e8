// The cache of a configuration as `run` serves it, and what flushes it from another process: words in a mapped file of
// the state folder that every server counts with.

import GateCache
import GateConfig
import GateRuntime

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The cache of one process. Reloads share it, unless its size has changed.
final class CacheService {
    private let stage: String
    private var marks: FlushMarks?
    private var cache: AnswerCache?
    /// What is in force; nil when nothing is cached.
    private(set) var source: CacheSource?

    /// For the stage of this name.
    init(stage: String) { self.stage = stage }

    /// Takes over a configuration. After a throw, what was in force stays.
    func update(_ configuration: Configuration) throws(CommandFailure) {
        guard let settings = configuration.caches.first(where: { $0.stage == stage && $0.isEnabled }) else {
            source = nil
            cache = nil
            return
        }
        if let cache, cache.bytesMax == settings.bytesMax {
            source = CacheSource(stage: settings, cache: cache)
            return
        }
        let marks: FlushMarks
        if let known = self.marks {
            marks = known
        } else {
            marks = try StateFolder(configuration.stateFolder).openMarks()
        }
        let new = AnswerCache(bytesMax: settings.bytesMax, marks: marks)
        self.marks = marks
        cache = new
        source = CacheSource(stage: settings, cache: new)
    }
}

extension StateFolder {
    /// Maps the file of flush marks; the folder and the file are made when they are missing.
    func openMarks() throws(CommandFailure) -> FlushMarks {
        try make()
        let descriptor = open(path + "/cache.marks", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if descriptor < 0 { throw failure("keeps no marks of the cache") }
        defer { close(descriptor) }
        // The disk's blocks are taken now: a full disk must not end a process that reads the marks.
        let error = posix_fallocate(descriptor, 0, off_t(FlushMarks.bytes))
        if error != 0 { throw .unusable("`\(path)/cache.marks` cannot grow: \(systemText(error))") }
        guard let base = mmap(nil, FlushMarks.bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
            base != MAP_FAILED
        else { throw failure("keeps no marks of the cache") }
        nonisolated(unsafe) let mapped = base
        return FlushMarks(memory: base) { munmap(mapped, FlushMarks.bytes) }
    }
}
