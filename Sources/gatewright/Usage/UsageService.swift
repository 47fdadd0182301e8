// Keys, plans and limits of a configuration and its state folder, as `run` serves them and the commands read them.

import GateConfig
import GatePlan
import GateRuntime
import GateUsage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What one process knows of keys and plans. Reloads share counts and buckets.
final class UsageService {
    /// Most warnings about keys of the store that are told; the rest is counted.
    private static let warningsMax = 10

    private let pool = BucketPool()
    private var hasher: KeyHasher
    private var settings: UsageSettings?
    private var counts: CountsFile?
    private var savedSecond = 0
    private var folder: StateFolder?
    /// The day whose predecessors are kept in the history.
    private var keptDay = 0
    /// What is in force.
    private(set) var source: UsageSource?
    /// Files whose change calls for a reload.
    private(set) var watchedPaths: [String] = []

    init() {
        var generator = SystemRandomNumberGenerator()
        hasher = KeyHasher { generator.next() }
    }

    /// Takes over a configuration and the plans that are served. After a throw, what was in force stays.
    func update(_ configuration: Configuration, _ plans: [PlanImage]) throws(CommandFailure) {
        let folder = StateFolder(configuration.stateFolder)
        watchedPaths = [folder.keysPath]
        let kept = try folder.readKeys()
        if let kept, kept.hasher.salt != hasher.salt {
            hasher = kept.hasher
            settings = nil
        }
        var new = configuration.usage
        new.keys = UsageService.keys(configuration, kept?.store, hasher)
        // Before the specifications' own keys join in: those have nothing that is worth keeping.
        let isKept = new.cellCount > 0
        for plan in plans { new.addLocalKeys(of: plan, hasher: hasher) }
        if let settings, settings == new { return }
        let file: CountsFile?
        if isKept {
            try folder.make()
            file = try CountsFile(folder, adding: new.cellCount)
        } else {
            file = nil
        }
        source = UsageSource(
            new, hasher: hasher, ledger: file?.ledger ?? .inMemory(cells: new.cellCount), pool: pool,
            previous: settings == nil ? nil : source,
            valueBytesMax: plans.map(\.longestKey).max() ?? KeyValue.bytesMax, day: UsageService.day)
        file?.finishAdding()
        counts = file
        settings = new
        self.folder = folder
        keptDay = 0
        keepDays()
        warn(configuration, kept?.store)
    }

    /// Writes to the disk what was counted, at most once a second unless it is the last time.
    func save(isLast: Bool = false) {
        guard let counts else { return }
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        if !isLast, now.tv_sec == savedSecond { return }
        savedSecond = now.tv_sec
        counts.save()
        keepDays()
    }

    /// Time that a request of yesterday has to be counted, in seconds.
    private static let dayEndSeconds = 10

    /// Puts the days that have ended into the history, once after midnight (UTC).
    private func keepDays() {
        let today = UsageService.day(secondsAgo: UsageService.dayEndSeconds)
        guard let counts, let folder, let settings, today != keptDay else { return }
        keptDay = today
        do throws(CommandFailure) {
            try folder.keepDays(
                UsageHistory.ended(settings.keys, settings.plans, counts.ledger, today: today), today: today)
        } catch {
            if let line = error.line { Terminal.error("warning: " + line) }
        }
    }

    /// Whether anything is counted in a file.
    var isCounting: Bool { counts != nil }

    /// The configuration's keys, then the store's.
    private static func keys(
        _ configuration: Configuration, _ store: KeyStore?, _ hasher: KeyHasher
    ) -> [UsageKey] {
        configuration.keys.map {
            UsageKey(id: $0.id, digest: hasher.digest(of: $0.value), isEnabled: $0.isEnabled, plans: $0.plans)
        } + (store?.keys.map(\.usageKey) ?? [])
    }

    private func warn(_ configuration: Configuration, _ store: KeyStore?) {
        guard let store else { return }
        let known = Set(configuration.usage.plans.map(\.id))
        var count = 0
        for key in store.keys {
            for plan in key.plans where !known.contains(plan) {
                count += 1
                if count > UsageService.warningsMax { continue }
                Terminal.error(
                    "warning: the key \(key.id) belongs to the usage plan `\(plan)`, which nothing describes")
            }
        }
        if count > UsageService.warningsMax {
            Terminal.error("warning: … and \(count - UsageService.warningsMax) more")
        }
    }

    /// Days since 1970-01-01, now.
    static var day: Int { day(secondsAgo: 0) }

    private static func day(secondsAgo seconds: Int) -> Int {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return (now.tv_sec - seconds) / 86_400
    }
}
