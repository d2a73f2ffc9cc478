/// Sizes for people: powers of 1000, one decimal, `B kB MB GB TB PB`.
public enum ByteCount {
    private static let units = ["kB", "MB", "GB", "TB", "PB", "EB"]

    /// A number of bytes such as `999 B`, `1.2 MB` or `12.0 GB`, rounded half up.
    public static func text(_ bytes: Int64) -> String {
        if bytes < 0 { return "-" + text(bytes == .min ? .max : -bytes) }
        if bytes < 1000 { return "\(bytes) B" }
        var factor: Int64 = 1000
        for (place, unit) in units.enumerated() {
            let isLast = place == units.count - 1
            // Tenths of the unit, rounded; 999.95 of one unit is 1.0 of the next.
            let tenth = factor / 10
            let tenths = bytes / tenth + (bytes % tenth >= tenth / 2 ? 1 : 0)
            if tenths < 10_000 || isLast { return "\(tenths / 10).\(tenths % 10) \(unit)" }
            factor *= 1000
        }
        return "\(bytes) B"
    }

    /// A rate such as `4.1 MB/s`.
    public static func rate(_ bytesPerSecond: Int64) -> String { text(bytesPerSecond) + "/s" }
}

/// Spans of time for people.
public enum ElapsedTime {
    /// A measured span: `0.31 s` below ten seconds, `12.3 s` below a minute, then `1m 20s`, `2h 05m`,
    /// `3d 04h`; what is smaller is dropped, not rounded.
    public static func text(_ span: Duration) -> String {
        let parts = max(span, .zero).components
        if parts.seconds >= 60 { return text(seconds: parts.seconds) }
        let hundredths = parts.attoseconds / 10_000_000_000_000_000
        if parts.seconds >= 10 { return "\(parts.seconds).\(hundredths / 10) s" }
        return "\(parts.seconds).\(twoDigits(hundredths)) s"
    }

    /// A span in whole seconds: `5 s`, `1m 20s`, `2h 05m`, `3d 04h`.
    public static func text(seconds: Int64) -> String {
        let seconds = max(0, seconds)
        if seconds < 60 { return "\(seconds) s" }
        if seconds < 3600 { return "\(seconds / 60)m \(twoDigits(seconds % 60))s" }
        if seconds < 86_400 { return "\(seconds / 3600)h \(twoDigits(seconds / 60 % 60))m" }
        return "\(seconds / 86_400)d \(twoDigits(seconds / 3600 % 24))h"
    }

    private static func twoDigits(_ number: Int64) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}

/// Numbers of things for people.
public enum Count {
    /// `1 package`, `3 packages`; a plural that is not made with an `s` is given.
    public static func text(_ number: Int, _ noun: String, plural: String? = nil) -> String {
        number == 1 ? "1 \(noun)" : "\(number) \(plural ?? noun + "s")"
    }

    /// `3 packages (1.2 MB)`; without a size where they have none.
    public static func text(_ number: Int, _ noun: String, bytes: Int) -> String {
        let count = text(number, noun)
        return bytes == 0 ? count : "\(count) (\(ByteCount.text(Int64(bytes))))"
    }
}
