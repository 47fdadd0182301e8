// Clocks and files for the benches.

import GateBytes
import GatePlan
import GateRuntime

#if canImport(Glibc)
    import Glibc
#endif

/// CPU time of this thread, in nanoseconds: what other processes do does not count.
func threadNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// Runs `body` nine times and gives the fastest round's nanoseconds.
func bestOfNine(_ body: () -> Void) -> UInt64 {
    var best = UInt64.max
    for _ in 0..<9 {
        let start = threadNanoseconds()
        body()
        best = min(best, threadNanoseconds() - start)
    }
    return best
}

/// A whole file.
func readFile(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "rb") else { stop("cannot open \(path)", status: 2) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = fread(&block, 1, block.count, file)
        if count == 0 { return bytes }
        bytes.append(contentsOf: block[0..<count])
    }
}

/// A verified plan.
func loadPlan(_ path: String) -> PlanImage {
    do throws(PlanError) {
        return try PlanImage(copying: readFile(path))
    } catch {
        stop("\(path): \(error)", status: 1)
    }
}

/// A gateway that serves one plan.
func makeGateway(_ plan: PlanImage) -> Gateway {
    let endpoints = EndpointTable()
    let deployment = Deployment(plan: plan, settings: StageSettings(), endpoints: endpoints)
    return Gateway(serving: ServingSet([deployment]), endpoints: endpoints, seed: (1, 2))
}
