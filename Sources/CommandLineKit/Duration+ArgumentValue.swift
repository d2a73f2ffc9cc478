extension Duration: ArgumentValue {
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
        ("w", 604_800_000),
    ]

    /// Reads a span such as `30s`, `1.5h`, `7d` or `1h30m`; a number without a unit is seconds.
    ///
    /// The units are `ms`, `s`, `m`, `h`, `d` (24 hours) and `w`, each at most once and the largest first.
    public init?(argument: String) {
        var rest = Substring(argument)
        var total: Int64 = 0
        var last = Duration.units.count
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
            rest = rest.dropFirst(number.count)
            var unit = String(rest.prefix { $0.isASCII && $0.isLetter })
            rest = rest.dropFirst(unit.count)
            if unit.isEmpty {
                guard number.count == argument.count else { return nil }
                unit = "s"
            }
            guard let place = Duration.units.firstIndex(where: { $0.name == unit }), place < last,
                let part = scaled(String(number), by: Duration.units[place].milliseconds)
            else { return nil }
            last = place
            let (sum, overflow) = total.addingReportingOverflow(part)
            guard !overflow else { return nil }
            total = sum
        }
        self = .milliseconds(total)
    }

    /// The span in the largest unit that divides it.
    public var argumentText: String? {
        let parts = components
        let milliseconds = parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
        for unit in Duration.units.reversed().dropFirst()
        where milliseconds != 0 && milliseconds % unit.milliseconds == 0 {
            return "\(milliseconds / unit.milliseconds)\(unit.name)"
        }
        return "\(milliseconds / 1000)s"
    }

    /// The wording of an error.
    public static var expected: String { "a span of time such as `30s`, `5m`, `2h` or `7d`" }
}
