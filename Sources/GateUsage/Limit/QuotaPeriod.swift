// The periods of quotas, in UTC. AWS: QuotaSettings, period; "resets at 00:00 UTC". Weeks begin on Sunday, months on
// their first day (AWS does not say; this is what its console shows).

import GateBytes

/// A day, a week or a month.
package enum QuotaPeriod: String, CaseIterable, Sendable {
    case day = "DAY"
    case week = "WEEK"
    case month = "MONTH"

    /// The period that a moment lies in, as a number that grows by one from period to period. The kind stands in the
    /// upper two of 24 bits: another kind of period is another number.
    package func number(ofDay day: Int) -> UInt64 {
        switch self {
        case .day: return 1 << 22 | UInt64(day)
        case .week: return 2 << 22 | UInt64((day + 4) / 7)
        case .month:
            let date = CivilDay(day)
            return 3 << 22 | UInt64(date.year * 12 + date.month - 1)
        }
    }

    /// The first day of the next period, counted from 1970-01-01.
    package func end(ofDay day: Int) -> Int {
        switch self {
        case .day: return day + 1
        case .week: return (day + 4) / 7 * 7 + 3
        case .month:
            let date = CivilDay(day)
            return date.month == 12
                ? CivilDay.number(year: date.year + 1, month: 1, day: 1)
                : CivilDay.number(year: date.year, month: date.month + 1, day: 1)
        }
    }
}
