// WebSocket connections of the built command beside the Autobahn suite and in numbers. Smaller than the scripts' own
// runs, which `Tests/Support/autobahn` and `make bench` do.

import Foundation
import Testing

@Suite(.enabled(if: Shared.hasPython, "the scripts need python3"))
struct SocketLoadTests {
    /// Exit status and what a script of Tests/Support says about the command.
    private func run(_ script: String, _ arguments: [String]) throws -> (status: Int32, said: String) {
        let outcome = try Command.script(script, [Command.binary.path] + arguments)
        return (outcome.status, outcome.output + outcome.error)
    }

    /// Every section but the large messages of section 9, which Amazon's limits refuse (9.1 to 9.6).
    @Test func passesTheAutobahnSuite() throws {
        let sections = ["1", "2", "3", "4", "5", "6", "7", "9.7", "9.8", "10", "12", "13"]
        let (status, said) = try run("autobahn", sections)
        if status == 69 {
            print("left out: the Autobahn suite cannot be installed")
            return
        }
        #expect(status == 0 && said.contains("475 cases, 0 failed"), "\(said)")
    }

    @Test func connectionsAreSmallReachedAndForgotten() throws {
        let (status, said) = try run("socket-load", ["1000", "3000"])
        #expect(status == 0 && said.contains("none lost"), "\(said)")
    }
}
