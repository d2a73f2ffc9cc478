import MirrorTestSupport

/// Damages a document in ways that a seed determines, so that a failure can be repeated.
struct XMLMutator {
    private var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    mutating func next(below bound: Int) -> Int {
        Int.random(in: 0..<max(1, bound), using: &random)
    }

    private static let pieces: [[UInt8]] = [
        "<", ">", "&", "\"", "'", "/", "]]>", "]", "<!--", "-->", "--", "<![CDATA[", "<?", "?>",
        "=",
        " ", "\n", "\r", "\r\n", "\t", "&amp;", "&lt;", "&#65;", "&#x20ac;", "&#0;", "&#xD800;",
        "&nbsp;", "&#;", "<a>", "</a>", "<a/>", " x='1'", "xmlns:", ":", "é", "😀", "<!DOCTYPE a>",
        "<!DOCTYPE a [", "<?xml version='1.0'?>", "<?p d?>", "\u{FFFE}", "\u{7F}", "\u{85}",
        "\u{1}",
        "1", ".", "-", "%", "&#13;", "&#x9;",
    ].map { Array($0.utf8) }

    private static let bytes: [UInt8] = [
        0, 0x1F, 0x7F, 0x80, 0xBF, 0xC0, 0xC3, 0xE2, 0xED, 0xF4, 0xFF,
    ]

    /// A copy with some bytes replaced, removed, inserted, repeated or cut off.
    mutating func damaged(_ document: [UInt8]) -> [UInt8] {
        var copy = document
        for _ in 0...next(below: 3) {
            if copy.isEmpty { return copy }
            let place = next(below: copy.count)
            switch next(below: 8) {
            case 0: copy[place] = UInt8(next(below: 128))
            case 1: copy[place] = Self.bytes[next(below: Self.bytes.count)]
            case 2: copy.remove(at: place)
            case 3, 4, 5:
                copy.insert(contentsOf: Self.pieces[next(below: Self.pieces.count)], at: place)
            case 6: copy.removeSubrange(place..<min(copy.count, place + next(below: 12)))
            default:
                let end = min(copy.count, place + next(below: 30))
                copy.insert(contentsOf: copy[place..<end], at: place)
            }
        }
        return copy
    }
}
