// Days and dates, both ways, over three centuries and two eras.

import GateBytes
import Testing

@Suite struct CivilDayTests {
    @Test func daysAndDatesAgree() {
        var date = (1899, 12, 31)
        for day in -25_568..<60_000 {
            let civil = CivilDay(day)
            #expect((civil.year, civil.month, civil.day) == date)
            #expect(CivilDay.number(year: date.0, month: date.1, day: date.2) == day)
            date.2 += 1
            if date.2 > CivilDay.days(in: date.1, of: date.0) { date = (date.0, date.1 + 1, 1) }
            if date.1 > 12 { date = (date.0 + 1, 1, 1) }
        }
    }

    @Test func leapYearsFollowTheGregorianRule() {
        #expect([1900, 2000, 2024, 2026, 2100].map { CivilDay.days(in: 2, of: $0) } == [28, 29, 29, 28, 28])
        #expect(CivilDay(-719_468).text == "0-03-01")
        #expect(CivilDay.number(year: -1, month: 3, day: 1) == -719_468 - 366)
        #expect(CivilDay(CivilDay.number(year: -400, month: 2, day: 29)).day == 29)
    }

    @Test func textsOfDatesAreRead() {
        #expect(CivilDay.number("2026-11-27") == 20_784)
        #expect(CivilDay.number("1970-01-01") == 0)
        #expect(CivilDay.number("2024-02-29").map { CivilDay($0).text } == "2024-02-29")
        for text in [
            "", "2026-11-31", "2026-02-29", "2026-13-01", "2026-00-01", "2026-1-01", "2026/11/27", "20261127ab",
        ] {
            #expect(CivilDay.number(text) == nil, "\(text)")
        }
    }
}
