internal import CommandLineKit

/// A line about one package: name, versions, size, and what else there is to say.
///
/// Nothing of names and versions is cut off, or one could not tell them apart. Where a few are much longer
/// than the rest, the lines of these are ragged, and the others stand in columns as if they were not there.
/// What does not fit the terminal goes on in a line of its own, below the versions.
struct DiffRow {
    let name: String
    let versions: [String]
    let size: String
    let remark: String

    private static let indent = 2
    private static let gap = 2
    private static let longestName = 34
    private static let longestVersion = 26
    /// A remark of which less than this would be left begins a line of its own.
    private static let shortestRemark = 12
    private static let remarkIndent = 6

    /// What may be as wide as it is: names and versions.
    private var cells: [String] { [name] + versions }

    private static func width(of text: String) -> Int {
        DisplayWidth.of(DisplayWidth.visible(text))
    }

    // MARK: - Columns

    /// Where columns begin; the last is that of the remarks.
    ///
    /// - Parameter width: That of the terminal: the columns up to the sizes fit it as far as most rows do.
    static func columns(of rows: [DiffRow], width: Int?) -> [Int] {
        let count = rows.first?.cells.count ?? 1
        var lengths = (0..<count).map { place in
            let most = place == 0 ? longestName : longestVersion
            return rows.map { self.width(of: $0.cells[place]) }.filter { $0 <= most }.sorted()
        }
        let size = rows.map { self.width(of: $0.size) }.max() ?? 0
        if let width {
            let room = width - indent - count * gap - size
            func needed() -> Int { lengths.reduce(0) { $0 + ($1.last ?? 0) } }
            // Whatever makes the fewest rows ragged gives way; of these the widest.
            while needed() > room,
                let place = lengths.indices.filter({ (lengths[$0].last ?? 0) > 0 }).min(by: {
                    (ties(lengths[$0]), -(lengths[$0].last ?? 0)) < (
                        ties(lengths[$1]), -(lengths[$1].last ?? 0)
                    )
                })
            {
                lengths[place].removeLast(ties(lengths[place]))
            }
        }
        var columns = [indent]
        for length in lengths.map({ $0.last ?? 0 }) + [size] {
            columns.append(columns[columns.count - 1] + gap + length)
        }
        return columns
    }

    /// How many rows are as wide as the widest.
    private static func ties(_ lengths: [Int]) -> Int {
        lengths.reversed().prefix { $0 == lengths.last }.count
    }

    // MARK: - Lines

    /// The line, or lines; of the remark so much as fits the width.
    func rendered(_ columns: [Int], width: Int?, styler: Styler) -> String {
        var page = Page(width: width, styler: styler)
        for (place, text) in cells.enumerated() {
            page.write(text, at: columns[place], continuing: columns[min(1, columns.count - 1)])
        }
        if !size.isEmpty {
            let end = columns[columns.count - 1] - DiffRow.gap
            let column = end - DiffRow.width(of: size)
            page.write(size, at: column, continuing: column, .dim)
        }
        if !remark.isEmpty {
            page.write(remark: remark, at: columns[columns.count - 1])
        }
        return page.text
    }

    /// Lines that grow to the right, and downwards where they come to the end of a terminal.
    private struct Page {
        let width: Int?
        let styler: Styler
        private(set) var text = ""
        private var position = 0

        init(width: Int?, styler: Styler) {
            self.width = width
            self.styler = styler
        }

        /// Writes at a column or, where that is past, behind what stands there; on a line of its own if it
        /// does not fit this one.
        mutating func write(
            _ cell: String, at column: Int, continuing next: Int, _ style: Style? = nil
        ) {
            let shown = DisplayWidth.visible(cell)
            let length = DisplayWidth.of(shown)
            if let width, position > 0, start(at: column) + length > width {
                breakLine(to: max(DiffRow.indent, min(next, width - length)))
            } else {
                move(to: start(at: column))
            }
            text += style.map { styler.apply($0, shown) } ?? shown
            position += length
        }

        /// Writes as much of a remark as there is room for.
        mutating func write(remark: String, at column: Int) {
            let shown = DisplayWidth.visible(remark)
            if let width {
                let room = width - start(at: column)
                if room < min(DisplayWidth.of(shown), DiffRow.shortestRemark) {
                    breakLine(to: DiffRow.remarkIndent)
                } else {
                    move(to: start(at: column))
                }
                text += styler.apply(
                    .dim, DisplayWidth.truncated(shown, to: max(1, width - position)))
            } else {
                move(to: start(at: column))
                text += styler.apply(.dim, shown)
            }
        }

        private func start(at column: Int) -> Int {
            max(column, position == 0 ? 0 : position + DiffRow.gap)
        }

        private mutating func move(to column: Int) {
            text += String(repeating: " ", count: column - position)
            position = column
        }

        private mutating func breakLine(to column: Int) {
            text += "\n"
            position = 0
            move(to: column)
        }
    }
}
