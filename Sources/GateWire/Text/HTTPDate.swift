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

    /// A second taken apart.
    private struct CivilTime {
        private let date: CivilDay
        /// 0 is Sunday.
        let weekday: Int
        let secondOfDay: Int

        init(_ epochSeconds: Int64) {
            let seconds = Int(min(max(epochSeconds, HTTPDate.seconds.lowerBound), HTTPDate.seconds.upperBound))
            let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
            secondOfDay = seconds - days * 86_400
            // 1970-01-01 was a Thursday; the sum is positive for all years since 0.
            weekday = (days + 4 + 7 * 110_000) % 7
            date = CivilDay(days)
        }

        var year: Int { date.year }
        var month: Int { date.month }
        var day: Int { date.day }

        var monthName: ByteView {
            ByteView("JanFebMarAprMayJunJulAugSepOctNovDec").slice(month * 3 - 3, month * 3)
        }
    }
}
