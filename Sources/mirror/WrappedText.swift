internal import CommandLineKit

/// Text broken into lines at blanks.
enum WrappedText {
    /// The lines of one paragraph that has no control characters; a line that is indented stays as it is.
    static func lines(_ text: String, width: Int) -> [String] {
        if DisplayWidth.of(text) <= width || text.hasPrefix(" ") { return [text] }
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, DisplayWidth.of(line) + 1 + DisplayWidth.of(String(word)) > width {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return lines + (line.isEmpty ? [] : [line])
    }

    /// The same of items, none of which is broken.
    static func lines(of items: [String], separator: String, width: Int) -> [String] {
        // A blank that splits no line stands for those within items.
        let text = items.map { $0.replacing(" ", with: "\u{A0}") }.joined(separator: separator)
        return lines(text, width: width).map { $0.replacing("\u{A0}", with: " ") }
    }
}
