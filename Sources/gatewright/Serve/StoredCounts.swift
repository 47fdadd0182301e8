// The control plane's way to the counts of a state folder: the file that the data plane counts in, as `usage` opens it.

import GateControl
import GateUsage

extension UsageCounts {
    /// The counts of a state folder; a failure is told and answers as if nobody had counted.
    static func stored(in folder: String) -> UsageCounts {
        UsageCounts(
            reading: { plan, key, quota, day in
                opened(folder) { file in
                    file.finishAdding()
                    let cell = file.ledger.index()[UsageLedger.identity(key: key, plan: plan)]
                    return cell.map { file.ledger.reading($0, quota, day: day) }
                }
            },
            setRemaining: { plan, key, quota, day, remaining in
                opened(folder) { file in
                    let identity = UsageLedger.identity(key: key, plan: plan)
                    let cell =
                        file.ledger.index()[identity] ?? file.ledger.add(identity: identity, quota: quota, day: day)
                    file.finishAdding()
                    guard let cell else { return nil }
                    file.ledger.setRemaining(cell, remaining, quota, day: day)
                    file.save()
                    return true
                } ?? false
            })
    }

    private static func opened<Value>(_ folder: String, _ body: (CountsFile) -> Value?) -> Value? {
        let folder = StateFolder(folder)
        do throws(CommandFailure) {
            try folder.make()
            return body(try CountsFile(folder, adding: 1))
        } catch {
            Terminal.error("error: " + (error.line ?? "the counts of usage cannot be read"))
            return nil
        }
    }
}
