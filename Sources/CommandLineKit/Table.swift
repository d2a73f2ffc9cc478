/// Rows of text in aligned columns, measured as a terminal shows them.
public struct Table: Sendable {
    /// On which side of its column a text stands.
    public enum Alignment: Sendable, Hashable {
        /// Words.
        case left
        /// Figures.
        case right
    }

    /// One column.
    public struct Column: Sendable, Hashable {
        /// The heading; a table whose columns all lack one has no heading line.
        public var title: String?
        /// The side on which its texts stand.
        public var alignment: Alignment
        /// Whether its texts may be cut where the terminal is too narrow.
        public var isFlexible: Bool
        /// Whether its texts are cut before those of other flexible columns.
        public var yieldsFirst: Bool
        /// Whether the whole column is left out before another one is cut.
        public var mayVanish: Bool

        /// Makes a column.
        public init(
            _ title: String? = nil, _ alignment: Alignment = .left, isFlexible: Bool = false,
            yieldsFirst: Bool = false, mayVanish: Bool = false
        ) {
            self.title = title
            self.alignment = alignment
            self.isFlexible = isFlexible || yieldsFirst || mayVanish
            self.yieldsFirst = yieldsFirst || mayVanish
            self.mayVanish = mayVanish
        }
    }

    /// One text of a row, with its look.
    public struct Cell: Sendable, Hashable, ExpressibleByStringInterpolation {
        /// The text; control characters are replaced when it is printed.
        public var text: String
        /// The look, if it is not plain.
        public var style: Style?
        /// Parts that stand out, as ranges of characters in their order.
        public var highlights: [Range<Int>]

        /// Makes a cell.
        public init(_ text: String, _ style: Style? = nil, highlights: [Range<Int>] = []) {
            self.text = text
            self.style = style
            self.highlights = highlights
        }

        /// Makes a plain cell.
        public init(stringLiteral value: String) { self.init(value) }
    }

    /// The columns.
    public let columns: [Column]
    /// The rows so far.
    public private(set) var rows: [[Cell]] = []

    /// Blanks between two columns.
    static let gap = 2
    /// A flexible column is not cut below this.
    static let narrowest = 8
    /// A column of words that are not cut is not made narrower than this.
    static let usual = 16

    /// Makes an empty table.
    public init(_ columns: [Column]) { self.columns = columns }

    /// Adds a row; it has a cell for each column.
    public mutating func append(_ row: [Cell]) {
        precondition(row.count == columns.count, "a row has a cell for each column")
        rows.append(
            row.map { Cell(DisplayWidth.visible($0.text), $0.style, highlights: $0.highlights) })
    }

    /// The table, each line ended by a newline and without trailing blanks; empty where there are no rows.
    ///
    /// With a `width` flexible columns are cut, the widest first, until the lines fit; without one, as
    /// for a file or a pipe, nothing is cut. Where that does not suffice, words of other columns that are
    /// much longer than the rest move what follows on their line to the right.
    public func rendered(width: Int? = nil, styler: Styler = .plain) -> String {
        if rows.isEmpty { return "" }
        var lines = rows
        if columns.contains(where: { $0.title != nil }) {
            lines.insert(columns.map { Cell($0.title ?? "", .bold) }, at: 0)
        }
        let widths = columnWidths(lines, fitting: width)
        var text = ""
        for line in lines {
            // Where the line stands, and where the column begins.
            var (position, start) = (0, 0)
            for (place, cell) in line.enumerated() where widths[place] >= 0 {
                var shown = cell.text
                if columns[place].isFlexible {
                    // The last one ends with the line, wherever that has come to.
                    let isLast = place == columns.count - 1
                    let left = isLast ? width.map { $0 - max(start, position + Table.gap) } : nil
                    shown = DisplayWidth.truncated(
                        shown, to: min(widths[place], max(Table.narrowest, left ?? .max)))
                }
                let length = DisplayWidth.of(shown)
                let isRight = columns[place].alignment == .right
                let column = start + (isRight ? max(0, widths[place] - length) : 0)
                start += widths[place] + Table.gap
                // Blanks are written only before a text, so no line ends with them.
                if shown.isEmpty { continue }
                let blanks = max(column - position, position == 0 ? 0 : Table.gap)
                text += String(repeating: " ", count: blanks) + Table.styled(shown, cell, styler)
                position += blanks + length
            }
            text += "\n"
        }
        return text
    }

    /// The text of a cell as far as it is shown, with its look.
    private static func styled(_ shown: String, _ cell: Cell, _ styler: Styler) -> String {
        func plain(_ text: String) -> String { cell.style.map { styler.apply($0, text) } ?? text }
        if cell.highlights.isEmpty || !styler.isEnabled { return plain(shown) }
        let characters = Array(shown)
        // What had to go stands for the rest, and is no part of what it replaces.
        let end = shown == cell.text ? characters.count : characters.count - 1
        var text = ""
        var position = 0
        for range in cell.highlights where range.lowerBound >= position {
            let part = min(range.lowerBound, end)..<min(range.upperBound, end)
            text += plain(String(characters[position..<part.lowerBound]))
            text += styler.apply(.match, String(characters[part]))
            position = part.upperBound
        }
        return text + plain(String(characters[position...]))
    }

    /// How wide each column is; -1 for one that is left out.
    private func columnWidths(_ lines: [[Cell]], fitting width: Int?) -> [Int] {
        var widths = [Int](repeating: 0, count: columns.count)
        for line in lines {
            for (place, cell) in line.enumerated() {
                widths[place] = max(widths[place], DisplayWidth.of(cell.text))
            }
        }
        guard let width else { return widths }
        var excess = widths.reduce(0, +) + Table.gap * (columns.count - 1) - width
        while excess > 0 {
            let flexible = columns.indices.filter {
                columns[$0].isFlexible && widths[$0] > Table.narrowest
            }
            let first = flexible.filter { columns[$0].yieldsFirst }
            let words = columns.indices.filter {
                columns[$0].alignment == .left && !columns[$0].isFlexible
                    && widths[$0] > Table.usual
            }
            if first.isEmpty,
                let going = columns.indices.last(where: {
                    columns[$0].mayVanish && widths[$0] >= 0
                })
            {
                excess -= widths[going] + Table.gap
                widths[going] = -1
                continue
            }
            let candidates = first.isEmpty ? flexible.isEmpty ? words : flexible : first
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }
}
