// Times as text, without a calendar library: the `Date` field (RFC 9110 §5.6.7) and the common log format.

import GateBytes

/// Writes UTC times.
package enum HTTPDate {
    /// Seconds that are written as they are: years 0 to 9999. Others are brought to the nearest end.
    private static let seconds: ClosedRange<Int64> = -62_167_219_200...253_402_300_799

    /// Appends `Tue, 24 Nov 2026 21:16:14 GMT`.
    package static func append(epochSeconds: Int64, to out: inout ByteBuffer) {
        let time = CivilTime(epochSeconds)
        out.append(ByteView("SunMonTueWedThuFriSat").slice(time.weekday * 3, time.weekday * 3 + 3))
        out.append(", ")
        out.append(decimal: time.day, digits: 2)
        out.append(0x20)
        out.append(time.monthName)
        out.append(0x20)
        out.append(decimal: time.year, digits: 4)
        out.append(0x20)
        appendClock(time, to: &out)
        out.append(" GMT")
    }

    /// Appends `2026-11-24T21:16:14.123Z`.
    package static func appendISO(epochMilliseconds: Int64, to out: inout ByteBuffer) {
        let rest = Int(epochMilliseconds % 1000)
        let milliseconds = rest < 0 ? rest + 1000 : rest
        let time = CivilTime((epochMilliseconds - Int64(milliseconds)) / 1000)
        out.append(decimal: time.year, digits: 4)
        out.append(0x2d)
        out.append(decimal: time.month, digits: 2)
        out.append(0x2d)
        out.append(decimal: time.day, digits: 2)
        out.append(0x54)
        appendClock(time, to: &out)
        out.append(0x2e)
        out.append(decimal: milliseconds, digits: 3)
        out.append(0x5a)
    }

    /// Appends `20261124T211614Z`, ISO 8601's basic form.
    package static func appendBasic(epochSeconds: Int64, to out: inout ByteBuffer) {
        let time = CivilTime(epochSeconds)
        out.append(decimal: time.year, digits: 4)
        out.append(decimal: time.month, digits: 2)
        out.append(decimal: time.day, digits: 2)
        out.append(0x54)
        out.append(decimal: time.secondOfDay / 3600, digits: 2)
        out.append(decimal: time.secondOfDay / 60 % 60, digits: 2)
        out.append(decimal: time.secondOfDay % 60, digits: 2)
        out.append(0x5a)
    }

    /// Appends `24/Nov/2026:21:16:14 +0000`.
    package static func appendCommonLog(epochSeconds: Int64, to out: inout ByteBuffer) {
        let time = CivilTime(epochSeconds)
        out.append(decimal: time.day, digits: 2)
        out.append(0x2f)
        out.append(time.monthName)
        out.append(0x2f)
        out.append(decimal: time.year, digits: 4)
        out.append(0x3a)
        appendClock(time, to: &out)
        out.append(" +0000")
    }

    private static func appendClock(_ time: CivilTime, to out: inout ByteBuffer) {
        out.append(decimal: time.secondOfDay / 3600, digits: 2)
        out.append(0x3a)
        out.append(decimal: time.secondOfDay / 60 % 60, digits: 2)
        out.append(0x3a)
        out.append(decimal: time.secondOfDay % 60, digits: 2)
    }

    /// A second taken apart. Days to dates as in Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    private struct CivilTime {
        let year: Int
        /// 1 to 12.
        let month: Int
        let day: Int
        /// 0 is Sunday.
        let weekday: Int
        let secondOfDay: Int

        init(_ epochSeconds: Int64) {
            let seconds = Int(min(max(epochSeconds, HTTPDate.seconds.lowerBound), HTTPDate.seconds.upperBound))
            let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
            secondOfDay = seconds - days * 86_400
            // 1970-01-01 was a Thursday; the sum is positive for all years since 0.
            weekday = (days + 4 + 7 * 110_000) % 7
            // Days since 0000-03-01, so that leap days come last; 719,468 is 1970-01-01.
            let shifted = days + 719_468
            let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
            let dayOfEra = shifted - era * 146_097
            let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
            let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
            let shiftedMonth = (5 * dayOfYear + 2) / 153
            day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
            month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
            year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        }

        var monthName: ByteView {
            ByteView("JanFebMarAprMayJunJulAugSepOctNovDec").slice(month * 3 - 3, month * 3)
        }
    }
}
