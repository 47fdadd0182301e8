// Seeded mutational fuzzing of everything that reads bytes from outside.
//
//   gatefuzz list                                   the targets, one a line
//   gatefuzz TARGET [--seconds N] [--runs N] [--seed N] [--cases FOLDER] [FILE or FOLDER…]
//
// Files are run once each, then mutated with the target's own seeds for N seconds (or N runs; neither: not at all).
// The same seed gives the same inputs as long as time does not end the round. A trap, a failed check or a run of more
// than ten seconds leaves its input as FOLDER/TARGET/HASH.case (default folder: the current one) and ends with a
// status that is not 0. Files of FOLDER/TARGET are run first: they are the cases of earlier crashes.

import GateBytes

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One entry point.
struct FuzzTarget: Sendable {
    let name: String
    /// Inputs to start from.
    let seeds: @Sendable () -> [[UInt8]]
    /// Pieces that mutations put in.
    var dictionary: [[UInt8]] = []
    /// Inputs are arrays of little-endian words: numbers are changed in place more often than bytes are moved.
    var isBinary = false
    /// Longest input, in bytes.
    var sizeMax = 1 << 14
    /// Runs one input; the result names what happened, so that an input which does something new is kept.
    let run: @Sendable ([UInt8]) -> UInt64
}

let targets = [
    treeTarget, jsonTarget, xmlTarget, wireTarget, bodyTarget, planTarget, exchangeTarget, templateTarget, pathTarget,
    schemaTarget, patternTarget, frameTarget, helloTarget, tokenTarget, keySetTarget, policyTarget, signatureTarget,
]

/// Not listed: fails on any input, so that a test can see what a failure leaves behind.
let trapTarget = FuzzTarget(name: "trap", seeds: { [] }) { _ in preconditionFailure("as asked") }

/// Prints a line to standard error and ends with a status.
func stop(_ message: String, status: Int32 = 2) -> Never {
    "gatefuzz: \(message)\n".withCString { _ = write(STDERR_FILENO, $0, strlen($0)) }
    exit(status)
}

/// What the command line asks for.
struct FuzzOptions {
    var seconds = 0
    var runs = 0
    var seed: UInt64 = 1
    var cases = ""
    var files: [String] = []

    init(_ arguments: ArraySlice<String>) {
        var rest = arguments
        func number(_ option: String) -> Int {
            guard let text = rest.popFirst(), let value = Int(text), value >= 0 else {
                stop("\(option) takes a number")
            }
            return value
        }
        while let argument = rest.popFirst() {
            switch argument {
            case "--seconds": seconds = number(argument)
            case "--runs": runs = number(argument)
            case "--seed": seed = UInt64(number(argument))
            case "--cases":
                guard let folder = rest.popFirst() else { stop("--cases takes a folder") }
                cases = folder
            default:
                if argument.hasPrefix("-") { stop("unknown option `\(argument)`") }
                files.append(argument)
            }
        }
    }
}

let usage = "usage: gatefuzz list | TARGET [--seconds N] [--runs N] [--seed N] [--cases FOLDER] [FILE or FOLDER…]"
guard CommandLine.arguments.count >= 2 else { stop(usage) }
if CommandLine.arguments[1] == "list" {
    for target in targets { print(target.name) }
    exit(0)
}
guard let target = (targets + [trapTarget]).first(where: { $0.name == CommandLine.arguments[1] }) else {
    stop("unknown target `\(CommandLine.arguments[1])`: \(targets.map(\.name).joined(separator: ", "))")
}
FuzzRound(target, FuzzOptions(CommandLine.arguments[2...])).perform()
