// The control plane's way to the counts of a state folder: the file that the data plane counts in, as `usage` opens it.

import GateControl
import GateUsage

extension UsageCounts {
    /// The counts of a state folder; a failure is told.
    static func stored(in folder: String) -> UsageCounts {
        let folder = StateFolder(folder)
        return UsageCounts(
            days: { plan, quota, keys, days, today in
                told { () throws(CommandFailure) in
                    try PlanCounts(folder, plan: plan, quota, keys: keys).days(days, today: today)
                }
            },
            setRemaining: { plan, quota, key, remaining, today in
                let done: Void? = told { () throws(CommandFailure) in
                    try PlanCounts.setRemaining(remaining, of: key, in: plan, quota, folder, day: today)
                }
                return done != nil
            })
    }

    private static func told<Value>(_ body: () throws(CommandFailure) -> Value) -> Value? {
        do throws(CommandFailure) {
            return try body()
        } catch {
            Terminal.error("error: " + (error.line ?? "the counts of usage cannot be read"))
            return nil
        }
    }
}
