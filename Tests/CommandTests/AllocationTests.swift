// Heap allocations of a warm connection's request, counted by the bench in the same build as the tests. A closure or
// an iterator that the optimiser would have removed counts here: the hot path has none.

import Foundation
import Testing

@Suite struct AllocationTests {
    @Test func warmRequestsStayWithinTheirThresholds() throws {
        let folder = try Folder()
        let compiled = try Command.run(["compile", "specs/bench.yaml", "-o", folder.path("bench.plan")])
        #expect(compiled.status == 0)
        let outcome = try Command.run(
            ["allocations", folder.path("bench.plan"), "Tests/Support/allocations.txt"], of: "gatebench")
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
        #expect(outcome.output.contains(" 0 failed"))
    }
}
