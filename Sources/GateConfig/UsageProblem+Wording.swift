// The sentences of GW5060–GW5079, cases in alphabetical order.

import GateSource
import GateTree
import GateUsage

extension UsageProblem {
    /// The worded finding.
    var diagnostic: Diagnostic {
        switch self {
        case .identifierMalformed(let text, let owner, let place):
            return Diagnostic(
                5070, .error, "`\(text)` cannot identify \(owner)", at: place,
                note: "identifiers have 1 to \(UsageBounds.identifierBytesMax) characters without blanks and commas")
        case .keyTwice(let what, let place, let first):
            return Diagnostic(
                5061, .error, "two keys have this \(what)", at: place, labels: [.init(first, "the other one")])
        case .keyValue(let name, let problem, let place):
            return Diagnostic(
                5060, .error, "the value of `\(name)` cannot be a key's", at: place, note: problem,
                help: "leave `value` out of the file: `gatewright keys create` makes a key and keeps its digest")
        case .levelUnknown(let text, let place):
            return Diagnostic(
                5071, .error, "`\(text)` is no logging level", at: place, help: "write `OFF`, `ERROR` or `INFO`")
        case .memberMissing(let member, let object, let place):
            return Diagnostic(
                5064, .error, "\(object) has no `\(member)`", at: place, help: "add `\(member)`")
        case .methodKey(let text, let place):
            return Diagnostic(
                5066, .error, "`\(text)` names no method", at: place,
                help: "write the resource and the verb, `/pets/{id}/GET`, `//GET` for the root; of routes their keys, "
                    + "`GET /pets/{id}`")
        case .periodUnknown(let text, let place):
            return Diagnostic(
                5067, .error, "`\(text)` is no period of a quota", at: place, help: "write `DAY`, `WEEK` or `MONTH`")
        case .planUnknown(let text, let nearest, let place):
            return Diagnostic(
                5062, .error, "there is no usage plan `\(text)`", at: place, help: nearest.map { "write `\($0)`" })
        case .planWithoutStages(let text, let place):
            return Diagnostic(
                5069, .warning, "the usage plan `\(text)` covers no stage: its keys are refused", at: place,
                help: "add `apiStages: [{apiId: …, stage: …}]`")
        case .plansOverlap(let first, let second, let api, let stage, let place):
            return Diagnostic(
                5063, .error, "the plans `\(first)` and `\(second)` both cover the stage `\(stage)` of `\(api)`",
                at: place, help: "leave one of them out")
        case .rateOutside(let member, let text, let place):
            return Diagnostic(
                5065, .error, "`\(member)` is `\(text)`, expected a number from 0 to \(Int(UsageBounds.rateMax))",
                at: place)
        case .tooMany(let noun, let count, let limit, let place):
            return Diagnostic(5068, .error, "\(count) \(noun), at most \(limit) are taken", at: place)
        }
    }
}
