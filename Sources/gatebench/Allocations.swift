// Heap allocations per thousand requests must not exceed the numbers in a thresholds file:
//   METHOD TARGET ALLOCATIONS-PER-1000   one scenario a line, `#` starts a comment

import CMallocCount
import GateBytes
import GatePlan
import GateRuntime

func checkAllocations(_ arguments: [String]) {
    guard arguments.count >= 2 else { stop("usage: gatebench allocations PLAN THRESHOLDS", status: 2) }
    let run = PipelineRun(makeGateway(loadPlan(arguments[0])))
    let lines = String(decoding: readFile(arguments[1]), as: UTF8.self).split(separator: "\n")
    var failed = 0
    var passed = 0
    for line in lines where !line.hasPrefix("#") {
        let fields = line.split(separator: " ")
        guard fields.count == 3, let threshold = UInt(fields[2]) else {
            stop("\(arguments[1]): `\(line)` is not METHOD TARGET NUMBER", status: 2)
        }
        let mallocs = allocations(run, requestText(String(fields[0]), String(fields[1])))
        let isWithin = mallocs <= threshold
        print(
            "\(isWithin ? "ok" : "FAIL") \(fields[0]) \(fields[1]): \(mallocs) allocations in 1000 requests, "
                + "at most \(threshold)")
        if isWithin { passed += 1 } else { failed += 1 }
    }
    print("\(passed) passed, \(failed) failed")
    if failed > 0 || passed == 0 { stop("allocation thresholds exceeded", status: 1) }
}

private func allocations(_ run: PipelineRun, _ request: [UInt8]) -> UInt {
    request.withByteView { view in
        for _ in 0..<100 where !run.perform(view) { stop("a scenario needs a backend", status: 1) }
        let before = gate_malloc_count()
        for _ in 0..<1000 { _ = run.perform(view) }
        return UInt(gate_malloc_count() - before)
    }
}
