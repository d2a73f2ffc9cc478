/// The order in which people list names with numbers in them: `rocky9` before `rocky10`.
public enum NaturalOrder {
    /// Whether `left` stands before `right`.
    ///
    /// Runs of digits compare as numbers of any length, everything else by its bytes; names that differ
    /// only in leading zeros, by the bytes of the whole.
    public static func areInOrder(_ left: String, _ right: String) -> Bool {
        let (one, other) = (Array(left.utf8), Array(right.utf8))
        var (first, second) = (0, 0)
        while first < one.count, second < other.count {
            if isDigit(one[first]), isDigit(other[second]) {
                let numbers = (number(one, &first), number(other, &second))
                if numbers.0.count != numbers.1.count {
                    return numbers.0.count < numbers.1.count
                }
                if !numbers.0.elementsEqual(numbers.1) {
                    return numbers.0.lexicographicallyPrecedes(numbers.1)
                }
            } else {
                if one[first] != other[second] { return one[first] < other[second] }
                first += 1
                second += 1
            }
        }
        let rest = (one.count - first, other.count - second)
        return rest.0 == rest.1 ? one.lexicographicallyPrecedes(other) : rest.0 < rest.1
    }

    /// The digits at `index` without leading zeros; `index` moves behind them.
    private static func number(_ text: [UInt8], _ index: inout Int) -> ArraySlice<UInt8> {
        let start = index
        while index < text.count, isDigit(text[index]) { index += 1 }
        return text[start..<index].drop { $0 == UInt8(ascii: "0") }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
