// Whether files changed: their identity, size and time, asked again and again. Editors replace files by renaming,
// folders come from other machines, and a missing file may appear; asking for a thousand files takes a
// millisecond and sees all of that, which inotify does not.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The last seen state of some files.
struct FileWatch {
    private struct Stamp: Equatable {
        let device: UInt64
        let inode: UInt64
        let size: Int64
        let seconds: Int
        let nanoseconds: Int
    }

    private var stamps: [String: Stamp?] = [:]
    /// A change that has been seen but may not be the last of a burst.
    private var isSettling = false

    /// Watches these files and no others. Files watched before keep the state last seen: what changed while they
    /// were read is a change. So is, the first time, what was written at or after `start`, when the reading began.
    mutating func watch(_ paths: [String], readingSince start: timespec? = nil) {
        var new: [String: Stamp?] = [:]
        for path in paths {
            new[path] = stamps[path] ?? .some(FileWatch.stamp(path))
            guard let start, let stamp = new[path] ?? nil else { continue }
            if (stamp.seconds, stamp.nanoseconds) >= (start.tv_sec, start.tv_nsec) { isSettling = true }
        }
        stamps = new
    }

    /// The wall clock.
    static var now: timespec {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME_COARSE, &time)
        return time
    }

    /// True once the files have changed and then stayed the same from one call to the next.
    mutating func hasChanged() -> Bool {
        var isChanged = false
        for (path, old) in stamps {
            let new = FileWatch.stamp(path)
            if new != old {
                stamps[path] = .some(new)
                isChanged = true
            }
        }
        if isChanged {
            isSettling = true
            return false
        }
        defer { isSettling = false }
        return isSettling
    }

    private static func stamp(_ path: String) -> Stamp? {
        var status = stat()
        if stat(path, &status) != 0 { return nil }
        return Stamp(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: Int64(status.st_size),
            seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
    }
}
