/// A place in a text file, counted from one as editors do; columns count characters.
public struct SourcePosition: Sendable, Hashable, Comparable {
    /// The line, from 1.
    public var line: Int
    /// The character in the line, from 1.
    public var column: Int

    /// Makes a position from a line and a column, both counted from 1.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Orders by line, then column.
    public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// A line of a user's file with the part of it that a message is about.
public struct SourceExcerpt: Sendable, Hashable {
    /// The file as the user named it.
    public var file: String
    /// Where the marked part begins.
    public var position: SourcePosition
    /// The whole line, without its end.
    public var text: String
    /// How many characters are marked, at least one.
    public var length: Int
    /// Notes printed below the caret, each as `= note`.
    public var notes: [String]

    /// Makes an excerpt that marks `length` characters from `position` on.
    public init(
        file: String, position: SourcePosition, text: String, length: Int = 1, notes: [String] = []
    ) {
        self.file = file
        self.position = position
        self.text = text
        self.length = max(1, length)
        self.notes = notes
    }

    /// The excerpt as printed below an error message, without a final newline; control characters of the
    /// line, the file's name and the notes are replaced.
    ///
    ///       --> packages.yaml:14:7
    ///        |
    ///     14 |     - kubelet (= 1.31.*)
    ///        |       ^^^^^^^^^^^^^^^^^^
    ///        = newest in `kubernetes`: 1.30.4
    ///
    /// Of a long line only what is about the marked part is shown, and nothing of one that is no text, as
    /// compressed files have.
    public func rendered() -> String {
        let number = String(position.line)
        let margin = String(repeating: " ", count: number.count)
        var lines = ["\(margin)--> \(VisibleText.of(file)):\(position.line):\(position.column)"]
        if SourceExcerpt.isText(text) {
            let (shown, start) = visiblePart
            // A tab has to stay a tab below, or the caret stands elsewhere than the text.
            let padding = String(shown.prefix(start).map { $0 == "\t" ? "\t" : " " })
            // A mark may be longer than what there is to mark, but not than what could be shown.
            let carets = String(
                repeating: "^", count: min(length, max(1, SourceExcerpt.mostShown - start)))
            lines += [
                "\(margin) |", "\(number) | \(shown)", "\(margin) | \(padding)\(carets)",
            ]
        }
        for note in notes { lines.append("\(margin) = \(VisibleText.of(note))") }
        return lines.joined(separator: "\n")
    }

    /// How many characters of a line are shown at most, and how many of them before the marked part.
    private static let (mostShown, mostBefore) = (240, 80)

    /// The line as it is shown, and how many characters of that stand before the marked part.
    private var visiblePart: (text: String, start: Int) {
        let start = max(0, position.column - 1)
        // Most lines are short, which the bytes tell at once.
        if text.utf8.count <= SourceExcerpt.mostShown {
            return (SourceExcerpt.visible(text), start)
        }
        let skipped = max(0, start - SourceExcerpt.mostBefore)
        let rest = text.dropFirst(skipped)
        let part = rest.prefix(SourceExcerpt.mostShown)
        let (head, tail) = (skipped > 0 ? "…" : "", part.endIndex < rest.endIndex ? "…" : "")
        return (
            head + SourceExcerpt.visible(String(part)) + tail,
            start - skipped + head.count
        )
    }

    /// Whether a line is one that somebody wrote: not where much of it is no character that one can see.
    private static func isText(_ line: String) -> Bool {
        var (count, unfit) = (0, 0)
        for scalar in line.unicodeScalars.prefix(1_000) {
            if scalar == "\0" { return false }
            count += 1
            let isControl = scalar.value < 0x20 && scalar != "\t" || scalar.value == 0x7F
            if isControl || scalar == "\u{FFFD}" { unfit += 1 }
        }
        return unfit < 4 || unfit * 4 <= count
    }

    /// A line in which tabs alone stay; it begins and ends with the characters that it had.
    private static func visible(_ line: String) -> String {
        line.split(separator: "\t", omittingEmptySubsequences: false)
            .map { VisibleText.of(String($0)) }.joined(separator: "\t")
    }
}
