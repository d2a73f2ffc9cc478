/// Breaks text into lines for a terminal.
enum TextLayout {
    /// The lines of a text at most `width` columns wide; a longer word stands alone.
    ///
    /// Line ends in the text stay, so that blank lines separate paragraphs.
    static func wrap(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var line = ""
            var used = 0
            for word in paragraph.split(separator: " ").map(String.init) {
                let columns = DisplayWidth.of(word)
                if used > 0, used + 1 + columns > width {
                    lines.append(line)
                    line = ""
                    used = 0
                }
                if used > 0 {
                    line += " "
                    used += 1
                }
                line += word
                used += columns
            }
            lines.append(line)
        }
        return lines
    }

    /// Two columns: labels at an indent of two, texts wrapped beside them.
    ///
    /// A label wider than 28 columns has its text below. Where the terminal is too narrow for two
    /// columns, all texts stand below their labels.
    static func twoColumns(
        _ rows: [(label: String, text: String)], width: Int, style: (String) -> String = { $0 }
    ) -> [String] {
        let widths = rows.map { DisplayWidth.of($0.label) }.filter { $0 <= 28 }
        var column = (widths.max() ?? 0) + 4
        let isNarrow = width - column < 20
        if isNarrow { column = 10 }
        let margin = String(repeating: " ", count: column)
        var lines: [String] = []
        for row in rows {
            let texts = wrap(row.text, width: max(10, width - column))
            let columns = DisplayWidth.of(row.label)
            if isNarrow || columns + 4 > column || row.text.isEmpty {
                lines.append("  " + style(row.label))
                if !row.text.isEmpty { lines += texts.map { margin + $0 } }
            } else {
                let gap = String(repeating: " ", count: column - columns - 2)
                lines.append("  " + style(row.label) + gap + (texts.first ?? ""))
                lines += texts.dropFirst().map { $0.isEmpty ? "" : margin + $0 }
            }
        }
        return lines
    }
}
