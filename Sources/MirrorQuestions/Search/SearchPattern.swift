internal import MirrorBase
internal import RPMRepository

/// One word that is searched for.
///
/// A word is a part of a text; one with `*`, `?` or `[` describes the whole of it. Capital and small letters
/// of ASCII are the same.
struct SearchPattern {
    /// How well a text fits: the smaller, the better.
    enum Fit: UInt8, Comparable {
        case whole, beginning, part

        static func < (left: Fit, right: Fit) -> Bool { left.rawValue < right.rawValue }
    }

    /// The word as it was written.
    let text: String
    /// What every text holds that fits; `nil` where a pattern says no more than its form.
    let needle: TextNeedle?
    private let kind: Kind

    private enum Kind {
        case part
        case whole
        case pattern([Element])
    }

    /// One step of a pattern.
    fileprivate enum Element {
        case byte(UInt8)
        case one
        case many
        case set([ClosedRange<UInt8>], isNegated: Bool)
    }

    /// Reads a word.
    ///
    /// - Parameter isExact: Whether a text has to be the word.
    init(_ text: String, isExact: Bool = false) {
        self.text = text
        if isExact || !SearchPattern.isPattern(text) {
            kind = isExact ? .whole : .part
            needle = TextNeedle(text.utf8)
        } else {
            let elements = SearchPattern.elements(Array(text.utf8))
            kind = .pattern(elements)
            needle = TextNeedle(SearchPattern.longestRun(elements))
        }
    }

    /// Whether a word is a pattern.
    static func isPattern(_ text: String) -> Bool {
        guard let open = text.utf8.firstIndex(of: UInt8(ascii: "[")) else {
            return Glob.isPattern(text)
        }
        return Glob.isPattern(text) || text.utf8[open...].contains(UInt8(ascii: "]"))
    }

    /// Whether the word is about files.
    var isPath: Bool { text.hasPrefix("/") }

    /// Whether every path that fits is one that primary documents list.
    var isInPrimary: Bool {
        switch kind {
        case .whole: RepodataDocument.isInPrimary(text)
        case .part: text.contains("bin/")
        case .pattern:
            needle.map { String(decoding: $0.bytes, as: UTF8.self).contains("bin/") } ?? false
        }
    }

    /// How a text fits, if it does.
    func fit(_ text: Span<UInt8>) -> Fit? {
        switch kind {
        case .whole:
            guard let needle, needle.bytes.count == text.count, needle.isEqual(text, at: 0) else {
                return nil
            }
            return .whole
        case .part:
            guard let needle, let place = needle.first(in: text, from: 0, to: text.count) else {
                return nil
            }
            if place > 0 { return .part }
            return needle.bytes.count == text.count ? .whole : .beginning
        case .pattern(let elements):
            guard SearchPattern.matches(elements, text) else { return nil }
            // What a pattern describes is meant as a whole.
            return .beginning
        }
    }

    /// Whether a sentence fits: a pattern may describe any part of it, and `exact` means whole words.
    func fits(sentence: Span<UInt8>) -> Bool {
        switch kind {
        case .part: return fit(sentence) != nil
        case .whole:
            guard let needle else { return false }
            var start = 0
            while let place = needle.first(in: sentence, from: start, to: sentence.count) {
                let end = place + needle.bytes.count
                let isAlone =
                    (place == 0 || !SearchPattern.isWord(sentence[place - 1]))
                    && (end == sentence.count || !SearchPattern.isWord(sentence[end]))
                if isAlone { return true }
                start = place + 1
            }
            return false
        case .pattern(let elements):
            return SearchPattern.matches([.many] + elements + [.many], sentence)
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
    }

    // MARK: - Patterns

    private static func elements(_ text: [UInt8]) -> [Element] {
        var elements: [Element] = []
        var index = 0
        while index < text.count {
            let byte = text[index]
            index += 1
            switch byte {
            case UInt8(ascii: "*"): elements.append(.many)
            case UInt8(ascii: "?"): elements.append(.one)
            case UInt8(ascii: "["):
                // A bracket directly behind the first one is one of the characters, as in a shell.
                let isNegated = index < text.count && [0x21, 0x5E].contains(text[index])
                let start = index + (isNegated ? 1 : 0)
                guard start < text.count,
                    let end = text[(start + 1)...].firstIndex(of: UInt8(ascii: "]"))
                else { fallthrough }
                elements.append(.set(ranges(text[start..<end]), isNegated: isNegated))
                index = end + 1
            default: elements.append(.byte(TextNeedle.folded(byte)))
            }
        }
        return elements
    }

    private static func ranges(_ text: ArraySlice<UInt8>) -> [ClosedRange<UInt8>] {
        var ranges: [ClosedRange<UInt8>] = []
        var index = text.startIndex
        while index < text.endIndex {
            let low = TextNeedle.folded(text[index])
            if index + 2 < text.endIndex, text[index + 1] == UInt8(ascii: "-") {
                let high = TextNeedle.folded(text[index + 2])
                if low <= high { ranges.append(low...high) }
                index += 3
            } else {
                ranges.append(low...low)
                index += 1
            }
        }
        return ranges
    }

    private static func longestRun(_ elements: [Element]) -> [UInt8] {
        var (longest, run): ([UInt8], [UInt8]) = ([], [])
        for element in elements {
            if case .byte(let byte) = element { run.append(byte) } else { run = [] }
            if run.count > longest.count { longest = run }
        }
        return longest
    }

    /// As `Glob.matches`: going back to the last asterisk is enough.
    private static func matches(_ elements: [Element], _ text: Span<UInt8>) -> Bool {
        var (position, index) = (0, 0)
        var star: (element: Int, text: Int)?
        while index < text.count {
            if position < elements.count, case .many = elements[position] {
                star = (position, index)
                position += 1
            } else if position < elements.count, elements[position].allows(text[index]) {
                position += 1
                index += 1
            } else if let last = star {
                star = (last.element, last.text + 1)
                position = last.element + 1
                index = last.text + 1
            } else {
                return false
            }
        }
        while position < elements.count, case .many = elements[position] { position += 1 }
        return position == elements.count
    }
}

extension SearchPattern.Element {
    fileprivate func allows(_ byte: UInt8) -> Bool {
        let byte = TextNeedle.folded(byte)
        switch self {
        case .byte(let own): return own == byte
        case .one: return true
        case .many: return false
        case .set(let ranges, let isNegated):
            return ranges.contains { $0.contains(byte) } != isNegated
        }
    }
}
