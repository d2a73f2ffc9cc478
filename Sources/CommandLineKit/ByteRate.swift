/// A transfer rate in bytes per second, as in `--limit-rate 10M`.
public struct ByteRate: ArgumentValue, Hashable {
    /// Bytes per second.
    public var bytesPerSecond: Int64

    /// Makes a rate from bytes per second.
    public init(bytesPerSecond: Int64) { self.bytesPerSecond = bytesPerSecond }

    /// Reads a decimal number with an optional unit, such as `500k`, `1.5M`, `2Mi` or `10 MB/s`.
    ///
    /// `k`, `M`, `G` and `T` are powers of 1000 as in what the program prints; with an `i` behind they are
    /// powers of 1024. Case does not matter; `B`, `/s` and `B/s` may follow. Zero, a negative number and
    /// what exceeds 64 bits are refused.
    public init?(argument: String) {
        var text = argument.lowercased()
        if text.hasSuffix("/s") { text.removeLast(2) }
        if text.hasSuffix("b") { text.removeLast() }
        var base: Int64 = 1000
        var exponent = 0
        if text.hasSuffix("i") {
            base = 1024
            text.removeLast()
        }
        if let unit = text.last, let place = ["k", "m", "g", "t"].firstIndex(of: unit) {
            exponent = place + 1
            text.removeLast()
        } else if base == 1024 {
            return nil
        }
        if text.hasSuffix(" ") { text.removeLast() }
        var factor: Int64 = 1
        for _ in 0..<exponent { factor *= base }
        guard let bytes = scaled(text, by: factor), bytes > 0 else { return nil }
        bytesPerSecond = bytes
    }

    /// The rate in the largest unit that divides it.
    public var argumentText: String? {
        for (factor, unit) in [(1_000_000_000, "G"), (1_000_000, "M"), (1000, "k")]
            as [(Int64, String)]
        where bytesPerSecond != 0 && bytesPerSecond % factor == 0 {
            return "\(bytesPerSecond / factor)\(unit)"
        }
        return String(bytesPerSecond)
    }

    /// The wording of an error.
    public static var expected: String { "bytes per second such as `500k`, `10M` or `1.5M`" }
}

/// Reads digits with an optional fraction and multiplies them by `factor`, without floating point.
///
/// What is left of the fraction after the multiplication is dropped; nil where the text is not such a
/// number or the product does not fit.
func scaled(_ text: String, by factor: Int64) -> Int64? {
    let halves = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = halves.first, isDigits(first), let whole = Int64(first) else { return nil }
    let (product, overflow) = whole.multipliedReportingOverflow(by: factor)
    guard !overflow else { return nil }
    guard halves.count == 2 else { return product }
    guard isDigits(halves[1]), halves[1].count <= 6, let digits = Int64(halves[1]) else {
        return nil
    }
    var place: Int64 = 1
    for _ in halves[1] { place *= 10 }
    // Factor is at most 1024^4 and digits below 10^6, so this product stays within 64 bits.
    let (sum, overflowed) = product.addingReportingOverflow(factor * digits / place)
    return overflowed ? nil : sum
}

private func isDigits(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
}
