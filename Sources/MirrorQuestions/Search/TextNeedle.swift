internal import MirrorBase

/// A text that is looked for in others, capital and small letters of ASCII being the same.
struct TextNeedle {
    /// The text in small letters; never empty.
    let bytes: [UInt8]
    /// Where the two bytes stand by which places are found: those that are least common.
    private let anchor: Int
    private let first: UInt64
    private let firstFold: UInt64
    private let second: UInt64
    private let secondFold: UInt64

    /// Makes a needle; `nil` of nothing.
    init?(_ text: some Sequence<UInt8>) {
        let bytes = text.map(TextNeedle.folded)
        if bytes.isEmpty { return nil }
        self.bytes = bytes
        let last = max(0, bytes.count - 2)
        anchor =
            (0...last).min { left, right in
                TextNeedle.commonness(bytes, left) < TextNeedle.commonness(bytes, right)
            } ?? 0
        let other = min(anchor + 1, bytes.count - 1)
        first = ByteSearch.repeated(bytes[anchor])
        firstFold = TextNeedle.fold(bytes[anchor])
        second = ByteSearch.repeated(bytes[other])
        secondFold = TextNeedle.fold(bytes[other])
    }

    /// The first place from `start` on, and wholly before `end`, where the text stands.
    func first(in text: Span<UInt8>, from start: Int, to end: Int) -> Int? {
        let count = bytes.count
        let step = count > 1 ? 1 : 0
        var place = start &+ anchor
        // The last place at which the anchor may stand, and still leave room for what follows it.
        let last = end &- count &+ anchor
        let high = ByteSearch.repeated(0x80)
        let ones = ByteSearch.repeated(0x01)
        while place &+ 9 <= end, place <= last {
            let left = (ByteSearch.word(text, at: place) | firstFold) ^ first
            let right = (ByteSearch.word(text, at: place &+ step) | secondFold) ^ second
            // Each marks every byte that is equal, and maybe others above it: what is found is compared.
            var marks = (left &- ones) & ~left & (right &- ones) & ~right & high
            while marks != 0 {
                let found = place &+ marks.trailingZeroBitCount >> 3
                if found <= last, isEqual(text, at: found &- anchor) { return found &- anchor }
                marks &= marks &- 1
            }
            place &+= 8
        }
        while place <= last {
            if isEqual(text, at: place &- anchor) { return place &- anchor }
            place &+= 1
        }
        return nil
    }

    /// Whether the text stands at a place that has room for it.
    func isEqual(_ text: Span<UInt8>, at place: Int) -> Bool {
        for index in 0..<bytes.count
        where TextNeedle.folded(text[place &+ index]) != bytes[index] { return false }
        return true
    }

    /// A capital letter as a small one.
    @inline(__always)
    static func folded(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

    /// What makes capitals small in a word; nothing where no letter is looked for.
    private static func fold(_ byte: UInt8) -> UInt64 {
        byte &- 0x61 < 26 ? ByteSearch.repeated(0x20) : 0
    }

    /// How common two neighbours are in names and sentences, roughly.
    private static func commonness(_ bytes: [UInt8], _ place: Int) -> Int {
        let common = Array("etaoinsrlhdcumpgb- ".utf8)
        return [place, min(place + 1, bytes.count - 1)].reduce(0) { sum, place in
            sum + (common.firstIndex(of: bytes[place]).map { common.count - $0 } ?? 0)
        }
    }
}
