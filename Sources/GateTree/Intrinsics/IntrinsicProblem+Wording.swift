// The sentences of GW1200–GW1299, cases in alphabetical order.

import GateSource

extension IntrinsicProblem {
    /// The worded finding.
    var diagnostic: Diagnostic {
        switch self {
        case .conditionAssumed(let name, let place):
            return Diagnostic(
                1205, .warning, "condition `\(name)` is not known, taken to hold", at: place,
                help: "say what it is with `--param \(name)=true` or `--param \(name)=false`")
        case .defaultTaken(let name, let value, let isSound, let place):
            return Diagnostic(
                1201, isSound ? .note : .warning, "`\(name)` has no value, taken as `\(value)`", at: place,
                note: "CloudFormation would fill it in when the stack is made",
                help: "give the value with `--param \(name)=…`")
        case .malformed(let function, let expected, let place):
            return Diagnostic(1202, .error, "`\(function)` takes \(expected)", at: place)
        case .placeholderOpen(let place):
            return Diagnostic(
                1207, .error, "`${` without `}` in `Fn::Sub`", at: place, help: "write `${!` for a plain `${`")
        case .resourceLeftOut(let name, let condition, let place):
            return Diagnostic(
                1208, .note, "`\(name)` is left out: the condition `\(condition)` does not hold", at: place,
                help: "say that it does with `--param \(condition)=true`")
        case .selectOutside(let index, let count, let place):
            return Diagnostic(
                1203, .error, "`Fn::Select` takes element \(index) of an array of \(count)", at: place,
                note: "elements count from 0")
        case .tooLong(let limit, let place):
            return Diagnostic(1206, .error, "functions make more than \(limit >> 20) MiB of text", at: place)
        case .unsupported(let function, let place):
            return Diagnostic(
                1204, .warning, "`\(function)` is not carried out, the object stays as it is", at: place,
                help: "write its result in its place")
        }
    }
}
