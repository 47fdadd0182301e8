// The periods of quotas, in UTC. AWS: QuotaSettings, period; "resets at 00:00 UTC". Weeks begin on Sunday, months on
// their first day (AWS does not say; this is what its console shows).

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

/// A date of the Gregorian calendar.
package struct CivilDay: Equatable, Sendable {
    package let year: Int
    package let month: Int
    package let day: Int

    /// From days since 1970-01-01. Hinnant, "chrono-compatible low-level date algorithms", civil_from_days.
    package init(_ days: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days since 1970-01-01; days_from_civil of the same source.
    package static func number(year: Int, month: Int, day: Int) -> Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// `2026-11-27`.
    package var text: String {
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(padded(month))-\(padded(day))"
    }
}
