internal import CommandLineKit

/// A line about one package: name, versions, size, and what else there is to say.
///
/// Nothing of names and versions is cut off, or one could not tell them apart. Where a few are much longer
/// than the rest, the lines of these are ragged, and the others stand in columns as if they were not there.
struct DiffRow {
    let name: String
    let versions: [String]
    let size: String
    let remark: String

    private static let indent = 2
    private static let gap = 2
    private static let longestName = 34
    private static let longestVersion = 26

    /// Where columns begin; the last is that of the remarks.
    static func columns(of rows: [DiffRow]) -> [Int] {
        var columns = [indent]
        func add(_ width: Int) { columns.append(columns[columns.count - 1] + gap + width) }
        func widest(_ most: Int, _ text: (DiffRow) -> String) -> Int {
            rows.map { DisplayWidth.of(DisplayWidth.visible(text($0))) }
                .filter { $0 <= most }.max() ?? 0
        }
        add(widest(longestName) { $0.name })
        for place in 0..<(rows.first?.versions.count ?? 0) {
            add(widest(longestVersion) { $0.versions[place] })
        }
        add(widest(.max) { $0.size })
        return columns
    }

    /// The line; of the remark so much as fits the width.
    func rendered(_ columns: [Int], width: Int?, styler: Styler) -> String {
        var line = ""
        var position = 0
        func move(to column: Int) {
            let blanks = max(column - position, position == 0 ? 0 : DiffRow.gap)
            line += String(repeating: " ", count: blanks)
            position += blanks
        }
        func write(_ text: String, _ style: Style? = nil) {
            line += style.map { styler.apply($0, text) } ?? text
            position += DisplayWidth.of(text)
        }
        for (place, text) in ([name] + versions).enumerated() {
            move(to: columns[place])
            write(DisplayWidth.visible(text))
        }
        if !size.isEmpty {
            let end = columns[columns.count - 1] - DiffRow.gap
            move(to: end - DisplayWidth.of(size))
            write(size, .dim)
        }
        if !remark.isEmpty {
            move(to: columns[columns.count - 1])
            let shown = DisplayWidth.visible(remark)
            let left = width.map { max($0 - position, DiffRow.longestVersion) }
            write(left.map { DisplayWidth.truncated(shown, to: $0) } ?? shown, .dim)
        }
        return line
    }
}
