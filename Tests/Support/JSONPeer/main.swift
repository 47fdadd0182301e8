// Foundation's JSONSerialization on one document: megabytes per second of this thread's CPU time, best of nine rounds.
// Apart from the package, so that nothing of Gatewright links Foundation for a bench.
//
//   json-peer FILE

import Foundation

func threadNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

let document = try Data(contentsOf: URL(fileURLWithPath: CommandLine.arguments[1]))
var best = UInt64.max
for _ in 0..<9 {
    let start = threadNanoseconds()
    for _ in 0..<3 { _ = try JSONSerialization.jsonObject(with: document) }
    best = min(best, threadNanoseconds() - start)
}
print(document.count * 3 * 1000 / Int(best))
