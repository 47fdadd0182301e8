// Heap allocations of a warm connection's request, counted by the bench in the same build as the tests. A closure or
// an iterator that the optimiser would have removed counts here: the hot path has none.

import Foundation
import Testing

@Suite struct AllocationTests {
    @Test func warmRequestsStayWithinTheirThresholds() throws {
        let folder = try Folder()
        let plans = [
            ("specs/bench.yaml", "bench"), ("Tests/Support/specs/http.yaml", "http"),
            ("Tests/Support/specs/socket.routes.yaml", "socket"),
        ]
        for (file, name) in plans {
            let compiled = try Command.run(["compile", file, "-o", folder.path("\(name).plan")])
            #expect(compiled.status == 0, "\(compiled.error)")
        }
        let outcome = try Command.run(
            ["allocations", folder.url.path, "Tests/Support/allocations.txt"], of: "gatebench")
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
        #expect(outcome.output.contains(" 0 failed"))
    }
}
