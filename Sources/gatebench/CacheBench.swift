// Kept answers: a request that finds one, and looks into a large cache from one thread and from two.

import CMallocCount
import GateBytes
import GateCache
import GatePlan
import GateRuntime

#if canImport(Glibc)
    import Glibc
#endif

func benchCache(_ arguments: [String]) {
    guard arguments.count >= 3 else { stop("usage: gatebench cache PLAN METHOD TARGET [N]", status: 2) }
    let count = arguments.count > 3 ? Int(arguments[3]) ?? 100_000 : 100_000
    benchHits(loadPlan(arguments[0]), requestText(arguments[1], arguments[2]), count)
    benchLooks(100_000)
}

/// A request from its bytes to its answer, out of the cache.
private func benchHits(_ plan: PlanImage, _ request: [UInt8], _ count: Int) {
    var setting = MethodCacheSettings()
    setting.isEnabled = true
    setting.ttlSeconds = MethodCacheSettings.ttlSecondsMax
    var stage = StageCache(stage: "local")
    stage.isEnabled = true
    stage.methods = [MethodCache(resourcePath: "*", verb: "*", settings: setting)]
    var settings = StageSettings()
    let cache = AnswerCache(bytesMax: 64 << 20)
    settings.cache = CacheSource(stage: stage, cache: cache)
    let endpoints = EndpointTable()
    let deployment = Deployment(plan: plan, settings: settings, endpoints: endpoints)
    let run = PipelineRun(Gateway(serving: ServingSet([deployment]), endpoints: endpoints, seed: (1, 2)))
    request.withByteView { view in
        guard run.perform(view), run.perform(view) else { stop("the request needs a backend", status: 1) }
        let before = gate_malloc_count()
        let best = bestOfNine {
            for _ in 0..<count { _ = run.perform(view) }
        }
        let mallocs = Double(gate_malloc_count() - before) / Double(9 * count)
        print("\(best / UInt64(count)) ns a request, \(mallocs) allocations, \(cache.counts.misses) misses")
    }
}

/// Looks alone: keys of 40 bytes in no order, and all threads at one key.
private func benchLooks(_ count: Int) {
    let cache = AnswerCache(bytesMax: 256 << 20)
    let keys = (0..<count).map { index in
        let digits = String(index)
        return Array("bench-key-\(String(repeating: "0", count: 30 - digits.count))\(digits)".utf8)
    }
    let body = [UInt8](repeating: 0x61, count: 256)
    for key in keys {
        key.withByteView { key in
            body.withByteView { body in
                let fill = cache.refresh(key, place: 1, lifetime: 1 << 50, now: 1)
                fill.keep(CachedAnswer.Facts(), contentType: .empty, lines: .empty, body: body, now: 1)
            }
        }
    }
    print("\(cache.counts.count) answers, \(cache.counts.bytes / max(1, cache.counts.count)) bytes each")
    for threads in [1, 2] {
        let apart = perLook(cache, keys, threads, stride: 7_919)
        let together = perLook(cache, keys, threads, stride: 0)
        print("\(threads) thread(s): \(apart) ns a look at any key, \(together) ns at one key for all")
    }
}

/// Thread time of a look, in nanoseconds, the best of five rounds.
private func perLook(_ cache: AnswerCache, _ keys: [[UInt8]], _ threads: Int, stride: Int) -> UInt64 {
    var best = UInt64.max
    for _ in 0..<5 {
        let works = (0..<threads).map { LookWork(cache, keys, start: $0 * 31, stride: stride) }
        var handles = [pthread_t](repeating: 0, count: threads)
        for (index, work) in works.enumerated() {
            let pointer = Unmanaged.passRetained(work).toOpaque()
            let error = pthread_create(
                &handles[index], nil,
                { pointer in
                    guard let pointer else { return nil }
                    Unmanaged<LookWork>.fromOpaque(pointer).takeRetainedValue().run()
                    return nil
                }, pointer)
            if error != 0 { stop("no thread", status: 1) }
        }
        for handle in handles { pthread_join(handle, nil) }
        best = min(best, works.map(\.nanoseconds).max() ?? 0)
    }
    return best / UInt64(LookWork.looks)
}

/// What one thread does.
private final class LookWork {
    static let looks = 400_000
    private let cache: AnswerCache
    private let keys: [[UInt8]]
    private let start: Int
    private let stride: Int
    private(set) var nanoseconds: UInt64 = 0
    private var found = 0

    init(_ cache: AnswerCache, _ keys: [[UInt8]], start: Int, stride: Int) {
        self.cache = cache
        self.keys = keys
        self.start = stride == 0 ? 0 : start
        self.stride = stride
    }

    func run() {
        let begin = threadNanoseconds()
        var place = start
        for _ in 0..<LookWork.looks {
            keys[place].withByteView { key in
                if case .hit = cache.look(key, place: 1, lifetime: 1, now: 1, isShared: false) { found += 1 }
            }
            place = (place + stride) % keys.count
        }
        nanoseconds = threadNanoseconds() - begin
        if found != LookWork.looks { stop("keys are missing", status: 1) }
    }
}
