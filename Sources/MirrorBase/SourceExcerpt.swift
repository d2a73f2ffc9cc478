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
    public func rendered() -> String {
        let number = String(position.line)
        let margin = String(repeating: " ", count: number.count)
        // A tab has to stay a tab below, or the caret stands elsewhere than the text.
        let padding = String(text.prefix(position.column - 1).map { $0 == "\t" ? "\t" : " " })
        let carets = String(repeating: "^", count: length)
        let (file, shown) = (VisibleText.of(file), SourceExcerpt.visible(text))
        var lines = [
            "\(margin)--> \(file):\(position.line):\(position.column)",
            "\(margin) |",
            "\(number) | \(shown)",
            "\(margin) | \(padding)\(carets)",
        ]
        for note in notes { lines.append("\(margin) = \(VisibleText.of(note))") }
        return lines.joined(separator: "\n")
    }

    /// A line in which tabs alone stay; it begins and ends with the characters that it had.
    private static func visible(_ line: String) -> String {
        line.split(separator: "\t", omittingEmptySubsequences: false)
            .map { VisibleText.of(String($0)) }.joined(separator: "\t")
    }
}
