import MirrorBase
import MirrorTestSupport
import Testing

/// Timestamps against a calendar that counts day by day.
@Suite struct TimestampTests {
    /// A date by counting years and months from 1970: slow, and plainly right.
    private struct SlowDate {
        var year = 1970
        var month = 1
        var day = 1

        init(days: Int) {
            var rest = days
            while rest >= SlowDate.length(ofYear: year) {
                rest -= SlowDate.length(ofYear: year)
                year += 1
            }
            while rest >= SlowDate.length(of: month, year) {
                rest -= SlowDate.length(of: month, year)
                month += 1
            }
            day += rest
        }

        static func isLeap(_ year: Int) -> Bool {
            year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
        }

        static func length(ofYear year: Int) -> Int { isLeap(year) ? 366 : 365 }

        static func length(of month: Int, _ year: Int) -> Int {
            [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        }
    }

    private let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    // 1 January 1970 was a Thursday.
    private let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    @Test func `every day of four centuries is named as a slow calendar names it`() {
        for days in 0..<146_097 {
            let date = SlowDate(days: days)
            let stamp = Timestamp(seconds: Int64(days) * 86_400)
            let civil = stamp.civil
            if (civil.year, civil.month, civil.day) != (date.year, date.month, date.day)
                || Timestamp(year: date.year, month: date.month, day: date.day) != stamp
                || civil.weekday != (days + 4) % 7
            {
                Issue.record("day \(days): \(civil)")
                return
            }
        }
    }

    @Test func `both forms are written and read back, at random times`() {
        var random = SeededRandom(seed: 9)
        for _ in 0..<2000 {
            let seconds = Int.random(in: 0..<(400 * 365 * 86_400), using: &random)
            let date = SlowDate(days: seconds / 86_400)
            let rest = seconds % 86_400
            let clock = "\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
            let stamp = Timestamp(seconds: Int64(seconds))
            let weekday = weekdays[seconds / 86_400 % 7]
            let month = months[date.month - 1]
            #expect(
                stamp.releaseDate
                    == "\(weekday), \(two(date.day)) \(month) \(date.year) \(clock) UTC")
            #expect(
                stamp.iso8601 == "\(date.year)-\(two(date.month))-\(two(date.day))T\(clock)Z")
            #expect(Timestamp(releaseDate: stamp.releaseDate) == stamp)
            #expect(Timestamp(iso8601: stamp.iso8601) == stamp)
            for zone in ["GMT", "+0000", "-0000", "Z"] {
                let text = "\(weekday), \(date.day) \(month) \(date.year) \(clock) \(zone)"
                #expect(Timestamp(releaseDate: text) == stamp, "\(text)")
            }
        }
    }

    @Test(arguments: [
        "Sat, 21 Nov 2026 10:24:40 UTC", "Sat, 21 Nov 2026 10:24:40 GMT",
        "Sat, 21 Nov 2026 10:24:40 +0000", "21 Nov 2026 10:24:40 UTC",
        "Sat,  21  Nov 2026  10:24:40  UTC", " Sat, 21 Nov 2026 10:24:40 UTC ",
    ])
    func `accepts the forms that apt accepts`(text: String) {
        #expect(Timestamp(releaseDate: text) == Timestamp(seconds: 1_795_256_680))
    }

    @Test func `one digit of a day or an hour is enough, with or without a blank before it`() {
        let expected = Timestamp(year: 2024, month: 2, day: 3, hour: 4, minute: 5, second: 6)
        for text in ["Sat, 3 Feb 2024 4:05:06 UTC", "Sat,  3 Feb 2024  4:05:06 UTC"] {
            #expect(Timestamp(releaseDate: text) == expected)
        }
    }

    @Test(arguments: [
        "", "Sat", "yesterday", "Sat, 21 Nov 2026 10:24:40", "Sat, 21 Nov 2026 10:24:40 +0200",
        "Sat, 21 Nov 2026 10:24:40 CET", "Sat, 21 Nov 2026 10:24 UTC",
        "Sat, 21 Nov 2026 24:00:00 UTC", "Sat, 21 Nov 2026 10:60:00 UTC",
        "Sat, 21 Nov 2026 10:24:61 UTC", "Sat, 0 Nov 2026 10:24:40 UTC",
        "Sat, 32 Nov 2026 10:24:40 UTC", "Sat, 21 nov 2026 10:24:40 UTC",
        "Sat, 21 November 2026 10:24:40 UTC", "Sat, 21 11 2026 10:24:40 UTC",
        "Sat, 21 Nov 26 10:24:40 UTC", "Sat, 21 Nov 20266 10:24:40 UTC",
        "Sat 21 Nov 2026 10:24:40 UTC", "Sat, 21 Nov 2026 10:24:40 UTC more",
        "2026-11-21T10:24:40Z", "Sat, 21 Nov 2026 10::40 UTC",
        "Thu, 31 Nov 2026 10:24:40 UTC", "Wed, 29 Feb 2023 10:24:40 UTC",
        "Mon, 29 Feb 2100 10:24:40 UTC", "Sat, +1 Nov 2026 10:24:40 UTC",
        "Sat, 21 Nov 2026 +1:24:40 UTC", "Sat, 21 Nov 2026 10:-0:40 UTC",
    ])
    func `refuses what is no date of a Release file`(text: String) {
        #expect(Timestamp(releaseDate: text) == nil)
    }

    @Test(arguments: [
        "", "2026", "2026-11", "2026-13-01", "2026-00-01", "2026-11-00", "2026-11-32",
        "2026-11-21T10:24:40", "2026-11-21T10:24Z", "2026-11-21T24:00:00Z", "2026-11-21 10:24:40Z",
        "2026-11-21T10:24:40+02:00", "2026-11-21TZ", "2026-11-21T10:24:40ZT", "today", "a-b-c",
        "2026-02-29", "2026-04-31", "2026--11-21", "2026-+1-21", "2026-11-21T10::24:40Z",
        "2026-11-21T+1:24:40Z", "0000-01-01", "99999-01-01", "-2026-11-21",
    ])
    func `refuses what is no date of a data file`(text: String) {
        #expect(Timestamp(iso8601: text) == nil)
    }

    @Test func `a day alone is its beginning`() {
        #expect(Timestamp(iso8601: "2026-11-21")?.iso8601 == "2026-11-21T00:00:00Z")
    }

    @Test func `times before the epoch are ordered and named too`() {
        #expect(Timestamp(seconds: -1).iso8601 == "1969-12-31T23:59:59Z")
        #expect(Timestamp(seconds: -1).releaseDate.hasPrefix("Wed, 31 Dec 1969"))
        #expect(Timestamp(seconds: -1) < Timestamp(seconds: 0))
    }
}
