/// What is cut out of a text and what is added to it, whole lines where it can be.
struct TextEdits {
    private let text: [UInt8]
    private var edits: [(range: Range<Int>, replacement: [UInt8])] = []

    init(_ text: [UInt8]) { self.text = text }

    /// The range with its indentation and the end of its line, where nothing else is in these lines.
    func lines(_ range: Range<Int>) -> Range<Int> {
        var lower = range.lowerBound
        while lower > 0, TextEdits.isBlank(text[lower - 1]) { lower -= 1 }
        guard lower == 0 || text[lower - 1] == UInt8(ascii: "\n") else { return range }
        var upper = range.upperBound
        while upper < text.count, TextEdits.isBlank(text[upper]) { upper += 1 }
        guard upper < text.count, text[upper] == UInt8(ascii: "\n") else { return range }
        return lower..<upper + 1
    }

    /// Cuts a range with the lines that it has for itself.
    mutating func cut(_ range: Range<Int>) { edits.append((lines(range), [])) }

    /// Adds a part of another text before the end tag at `place`, on lines of its own if it has such.
    mutating func insert(_ lines: [UInt8], before place: Int) {
        let start = start(of: lines, before: place)
        edits.append((start..<start, lines))
    }

    /// Whether the same was added at that place already.
    func has(_ lines: [UInt8], before place: Int) -> Bool {
        let start = start(of: lines, before: place)
        return edits.contains { $0.range == start..<start && $0.replacement == lines }
    }

    private func start(of lines: [UInt8], before place: Int) -> Int {
        guard lines.last == UInt8(ascii: "\n") else { return place }
        var start = place
        while start > 0, TextEdits.isBlank(text[start - 1]) { start -= 1 }
        return start == 0 || text[start - 1] == UInt8(ascii: "\n") ? start : place
    }

    /// A part of the text after all edits in it.
    func result(_ part: Range<Int>) -> [UInt8] {
        var result: [UInt8] = []
        var position = part.lowerBound
        // In the order of places, and at one place in the order of making.
        let ordered = edits.enumerated().filter { part.contains($1.range.lowerBound) }.sorted {
            ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
        }
        for (_, edit) in ordered where edit.range.lowerBound >= position {
            result += text[position..<edit.range.lowerBound]
            result += edit.replacement
            position = edit.range.upperBound
        }
        return result + text[position..<max(position, part.upperBound)]
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
}
