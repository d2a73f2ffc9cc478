/// rpm's order of versions: `[epoch:]version[-release]`, the EVR.
///
/// Epochs compare as numbers, a missing one is zero. Version, then release, are compared part by part: runs
/// of digits as numbers, runs of letters bytewise, digits after letters; `~` sorts before everything, the
/// end included, `^` after the end but before any further part; all other characters only separate. A text
/// of an interned EVR always bears its epoch (`0:1.2-3`), so that one EVR has one text.
public enum RPMVersion {
    /// The three parts of an EVR as ranges of its text.
    public struct Parts: Sendable, Hashable {
        /// The digits before the colon; empty where there is none.
        public var epoch: Range<Int>
        /// What stands between colon and dash.
        public var version: Range<Int>
        /// What follows the last dash; `nil` where there is no dash or nothing behind it.
        public var release: Range<Int>?

        /// Finds the parts of a text.
        public init(_ text: Span<UInt8>) {
            var start = 0
            epoch = 0..<0
            var index = 0
            while index < text.count, RPMVersion.isDigit(text[index]) { index += 1 }
            if index < text.count, text[index] == UInt8(ascii: ":") {
                epoch = 0..<index
                start = index + 1
            }
            var end = text.count
            index = end - 1
            while index >= start {
                if text[index] == UInt8(ascii: "-") {
                    if index + 1 < end { release = (index + 1)..<end }
                    end = index
                    break
                }
                index -= 1
            }
            version = start..<end
        }
    }

    /// Negative, zero or positive as `left` is earlier than, equal to or later than `right`.
    ///
    /// A missing release sorts before every other.
    public static func compare(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Int {
        let a = Parts(left)
        let b = Parts(right)
        let order = compareWithoutRelease(left, a, right, b)
        if order != 0 { return order }
        switch (a.release, b.release) {
        case (nil, nil): return 0
        case (nil, _): return -1
        case (_, nil): return 1
        case (let first?, let second?): return compareText(left, first, right, second)
        }
    }

    /// Negative, zero or positive as `left` is earlier than, equal to or later than `right`.
    public static func compare(_ left: String, _ right: String) -> Int {
        compare(Array(left.utf8).span, Array(right.utf8).span)
    }

    /// Compares epoch and version alone.
    public static func compareWithoutRelease(
        _ left: Span<UInt8>, _ a: Parts, _ right: Span<UInt8>, _ b: Parts
    ) -> Int {
        let epochs = compareNumbers(left, a.epoch, right, b.epoch)
        return epochs != 0 ? epochs : compareText(left, a.version, right, b.version)
    }

    /// Compares one part, a version or a release, by the rules of rpm's `rpmvercmp`.
    public static func compareText(
        _ left: Span<UInt8>, _ first: Range<Int>, _ right: Span<UInt8>, _ second: Range<Int>
    ) -> Int {
        var i = first.lowerBound
        var j = second.lowerBound
        while true {
            while i < first.upperBound, isSeparator(left[i]) { i += 1 }
            while j < second.upperBound, isSeparator(right[j]) { j += 1 }
            let a = i < first.upperBound ? left[i] : 0
            let b = j < second.upperBound ? right[j] : 0
            if a == UInt8(ascii: "~") || b == UInt8(ascii: "~") {
                if a != b { return a == UInt8(ascii: "~") ? -1 : 1 }
                i += 1
                j += 1
                continue
            }
            if a == UInt8(ascii: "^") || b == UInt8(ascii: "^") {
                if a == b {
                    i += 1
                    j += 1
                    continue
                }
                // After the end, but before any further part.
                if a == UInt8(ascii: "^") { return b == 0 ? 1 : -1 }
                return a == 0 ? -1 : 1
            }
            if a == 0 || b == 0 { return a == b ? 0 : (a == 0 ? -1 : 1) }
            let isNumber = isDigit(a)
            if isNumber != isDigit(b) { return isNumber ? 1 : -1 }
            let left1 = i
            let right1 = j
            while i < first.upperBound, isNumber ? isDigit(left[i]) : isLetter(left[i]) { i += 1 }
            while j < second.upperBound, isNumber ? isDigit(right[j]) : isLetter(right[j]) {
                j += 1
            }
            let order =
                isNumber
                ? compareNumbers(left, left1..<i, right, right1..<j)
                : compareBytes(left, left1..<i, right, right1..<j)
            if order != 0 { return order }
        }
    }

    private static func compareNumbers(
        _ left: Span<UInt8>, _ first: Range<Int>, _ right: Span<UInt8>, _ second: Range<Int>
    ) -> Int {
        var i = first.lowerBound
        var j = second.lowerBound
        while i < first.upperBound, left[i] == UInt8(ascii: "0") { i += 1 }
        while j < second.upperBound, right[j] == UInt8(ascii: "0") { j += 1 }
        let lengths = (first.upperBound - i) - (second.upperBound - j)
        if lengths != 0 { return lengths }
        return compareBytes(left, i..<first.upperBound, right, j..<second.upperBound)
    }

    private static func compareBytes(
        _ left: Span<UInt8>, _ first: Range<Int>, _ right: Span<UInt8>, _ second: Range<Int>
    ) -> Int {
        let shared = min(first.count, second.count)
        for offset in 0..<shared {
            let a = left[first.lowerBound + offset]
            let b = right[second.lowerBound + offset]
            if a != b { return Int(a) - Int(b) }
        }
        return first.count - second.count
    }

    @inline(__always)
    private static func isSeparator(_ byte: UInt8) -> Bool {
        !isDigit(byte) && !isLetter(byte) && byte != UInt8(ascii: "~") && byte != UInt8(ascii: "^")
    }

    @inline(__always)
    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    @inline(__always)
    private static func isLetter(_ byte: UInt8) -> Bool {
        let lower = byte | 0x20
        return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
    }
}
