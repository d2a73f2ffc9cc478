/// Debian's order of versions: `[epoch:]upstream[-revision]`.
///
/// The rule is in Debian Policy, section 5.6.12: epochs as numbers, then upstream and revision each
/// as alternating parts of non-digits (where `~` sorts before the end, the end before letters, letters
/// before the rest) and digits (as numbers). A missing epoch is zero, a missing revision is empty.
public enum DebianVersion {
    /// Negative, zero or positive as `left` is earlier than, equal to or later than `right`.
    public static func compare(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Int {
        let a = Parts(left)
        let b = Parts(right)
        let epochs = compareNumbers(left, a.epoch, right, b.epoch)
        if epochs != 0 { return epochs }
        let upstream = compareText(left, a.upstream, right, b.upstream)
        if upstream != 0 { return upstream }
        return compareText(left, a.revision, right, b.revision)
    }

    /// Negative, zero or positive as `left` is earlier than, equal to or later than `right`.
    public static func compare(_ left: String, _ right: String) -> Int {
        compare(Array(left.utf8).span, Array(right.utf8).span)
    }

    /// Whether a text can be a version: not empty, upstream begins with a digit or is at least made of
    /// the characters that policy allows, and the epoch is a number.
    public static func isValid(_ text: Span<UInt8>) -> Bool {
        let parts = Parts(text)
        if parts.upstream.isEmpty { return false }
        for index in parts.epoch where !isDigit(text[index]) { return false }
        for index in parts.upstream.lowerBound..<text.count {
            switch text[index] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "+"),
                UInt8(ascii: "-"), UInt8(ascii: "~"), UInt8(ascii: ":"), UInt8(ascii: "_"):
                continue
            default: return false
            }
        }
        return true
    }

    private struct Parts {
        var epoch: Range<Int>
        var upstream: Range<Int>
        var revision: Range<Int>

        init(_ text: Span<UInt8>) {
            var start = 0
            epoch = 0..<0
            for index in 0..<text.count where text[index] == UInt8(ascii: ":") {
                epoch = 0..<index
                start = index + 1
                break
            }
            var end = text.count
            revision = end..<end
            var index = end - 1
            while index >= start {
                if text[index] == UInt8(ascii: "-") {
                    revision = (index + 1)..<text.count
                    end = index
                    break
                }
                index -= 1
            }
            upstream = start..<end
        }
    }

    @inline(__always)
    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    /// The place of a character among non-digits; `~` before the end (zero), letters before others.
    @inline(__always)
    private static func rank(_ byte: UInt8) -> Int {
        switch byte {
        case UInt8(ascii: "~"): -1
        case UInt8(ascii: "0")...UInt8(ascii: "9"): 0
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte)
        default: Int(byte) + 256
        }
    }

    private static func compareNumbers(
        _ left: Span<UInt8>, _ leftRange: Range<Int>, _ right: Span<UInt8>, _ rightRange: Range<Int>
    ) -> Int {
        var i = leftRange.lowerBound
        var j = rightRange.lowerBound
        while i < leftRange.upperBound, left[i] == UInt8(ascii: "0") { i += 1 }
        while j < rightRange.upperBound, right[j] == UInt8(ascii: "0") { j += 1 }
        var first = 0
        while i < leftRange.upperBound, j < rightRange.upperBound,
            isDigit(left[i]), isDigit(right[j])
        {
            if first == 0 { first = Int(left[i]) - Int(right[j]) }
            i += 1
            j += 1
        }
        if i < leftRange.upperBound, isDigit(left[i]) { return 1 }
        if j < rightRange.upperBound, isDigit(right[j]) { return -1 }
        return first
    }

    private static func compareText(
        _ left: Span<UInt8>, _ leftRange: Range<Int>, _ right: Span<UInt8>, _ rightRange: Range<Int>
    ) -> Int {
        var i = leftRange.lowerBound
        var j = rightRange.lowerBound
        let leftEnd = leftRange.upperBound
        let rightEnd = rightRange.upperBound
        while i < leftEnd || j < rightEnd {
            while (i < leftEnd && !isDigit(left[i])) || (j < rightEnd && !isDigit(right[j])) {
                let a = i < leftEnd ? rank(left[i]) : 0
                let b = j < rightEnd ? rank(right[j]) : 0
                if a != b { return a - b }
                i += 1
                j += 1
            }
            let leftDigits = digits(left, i, leftEnd)
            let rightDigits = digits(right, j, rightEnd)
            let order = compareNumbers(left, leftDigits, right, rightDigits)
            if order != 0 { return order }
            i = leftDigits.upperBound
            j = rightDigits.upperBound
        }
        return 0
    }

    private static func digits(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Range<Int> {
        var index = start
        while index < end, isDigit(text[index]) { index += 1 }
        return min(start, end)..<max(min(start, end), index)
    }
}
