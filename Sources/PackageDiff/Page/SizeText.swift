/// Sizes as the page writes them: powers of 1000, one decimal.
enum SizeText {
    /// `999 B`, `1.2 MB`; a size is not negative.
    static func size(_ bytes: Int) -> String {
        let magnitude = bytes.magnitude
        if magnitude < 1000 { return "\(magnitude) B" }
        var factor: UInt = 1000
        for unit in ["kB", "MB", "GB", "TB", "PB"] {
            // Tenths of the unit, rounded half up; 999.95 of one unit is 1.0 of the next.
            let tenth = factor / 10
            let tenths = magnitude / tenth + (magnitude % tenth >= tenth / 2 ? 1 : 0)
            if tenths < 10_000 || unit == "PB" { return "\(tenths / 10).\(tenths % 10) \(unit)" }
            factor *= 1000
        }
        return "\(magnitude) B"
    }

    /// `+1.2 MB`, `−300 B`, `0 B`.
    static func change(_ bytes: Int) -> String {
        if bytes == 0 { return "0 B" }
        return (bytes > 0 ? "+" : "\u{2212}") + size(bytes)
    }

    /// `1 package`, `3 packages`.
    static func count(_ number: Int, _ noun: String, plural: String? = nil) -> String {
        number == 1 ? "1 \(noun)" : "\(number) \(plural ?? noun + "s")"
    }
}
