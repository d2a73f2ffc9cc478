/// A point in time in whole seconds since 1970-01-01 00:00:00 UTC.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Seconds since the epoch.
    public var seconds: Int64

    /// Makes a point in time from seconds since the epoch.
    public init(seconds: Int64) { self.seconds = seconds }

    /// Makes a point in time from a civil date and time of day in UTC; no range is checked.
    public init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        // Days from civil, with March as the first month so that the leap day is last.
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        seconds = Int64(days) * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
    }

    /// Earlier first.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.seconds < right.seconds
    }

    /// The days of a month, counted from one.
    static func length(ofMonth month: Int, _ year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The civil date and time of day in UTC; the weekday counts from Sunday, zero.
    public var civil:
        (year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, weekday: Int)
    {
        let days = Int(seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400)
        let rest = Int(seconds) - days * 86_400
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, day, rest / 3_600, rest / 60 % 60, rest % 60, ((days + 4) % 7 + 7) % 7)
    }

    /// `Sat, 21 Nov 2026 10:24:40 UTC`, the form of apt's Release files.
    public var releaseDate: String {
        let date = civil
        let day = pad(date.day, 2)
        let time = "\(pad(date.hour, 2)):\(pad(date.minute, 2)):\(pad(date.second, 2))"
        return
            "\(Timestamp.weekdays[date.weekday]), \(day) \(Timestamp.months[date.month - 1]) \(pad(date.year, 4)) \(time) UTC"
    }

    /// `2026-11-21T10:24:40Z`, the form of our own data files.
    public var iso8601: String {
        let date = civil
        let day = "\(pad(date.year, 4))-\(pad(date.month, 2))-\(pad(date.day, 2))"
        return "\(day)T\(pad(date.hour, 2)):\(pad(date.minute, 2)):\(pad(date.second, 2))Z"
    }

    /// Reads the date of an apt Release file.
    ///
    /// Accepts what apt does: an optional weekday, a day and an hour of one or two digits (Ubuntu pads
    /// the hour with a blank), and `UTC`, `GMT`, `Z` or `+0000` as zone; any other zone is refused.
    public init?(releaseDate text: String) {
        var words = text.split { $0 == " " || $0 == "\t" }.map(String.init)
        if let first = words.first, first.hasSuffix(",") { words.removeFirst() }
        guard words.count == 5, let day = decimal(words[0][...]),
            let month = Timestamp.months.firstIndex(of: words[1]),
            let year = decimal(words[2][...]), (1970...9999).contains(year),
            (1...Timestamp.length(ofMonth: month + 1, year)).contains(day),
            ["UTC", "GMT", "Z", "+0000", "-0000"].contains(words[4])
        else { return nil }
        let clock = words[3].split(separator: ":", omittingEmptySubsequences: false).map(decimal)
        guard clock.count == 3, let hour = clock[0], let minute = clock[1], let second = clock[2],
            (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
        else { return nil }
        self.init(
            year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second)
    }

    /// Reads `2026-11-21`, as the start of that day, or `2026-11-21T10:24:40Z`.
    public init?(iso8601 text: String) {
        let halves = text.split(separator: "T", omittingEmptySubsequences: false)
        let date = halves[0].split(separator: "-", omittingEmptySubsequences: false).map(decimal)
        guard halves.count <= 2, date.count == 3, let year = date[0], let month = date[1],
            let day = date[2],
            (1970...9999).contains(year), (1...12).contains(month),
            (1...Timestamp.length(ofMonth: month, year)).contains(day)
        else { return nil }
        var time: [Int?] = [0, 0, 0]
        if halves.count == 2 {
            guard halves[1].hasSuffix("Z") else { return nil }
            time = halves[1].dropLast().split(separator: ":", omittingEmptySubsequences: false)
                .map(decimal)
        }
        guard time.count == 3, let hour = time[0], let minute = time[1], let second = time[2],
            (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
        else { return nil }
        self.init(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    }
}

/// A number of digits alone; `Int` would take a sign too.
private func decimal(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
}

private func pad(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
}
