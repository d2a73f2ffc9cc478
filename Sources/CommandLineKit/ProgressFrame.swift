/// One picture of the progress on a terminal: what is drawn, apart from how it gets there.
struct ProgressFrame {
    let state: ProgressState
    let rate: Int64?
    let secondsLeft: Int64?
    /// The columns that may be written.
    let width: Int

    /// The lines, each at most `width` columns wide.
    func lines(_ styler: Styler) -> [String] {
        var lines = [firstLine(styler)]
        var details: [String] = []
        if let text = state.filesText { details.append(text) }
        let names = state.current.map(DisplayWidth.visible).joined(separator: ", ")
        if !names.isEmpty { details.append(names) }
        if !details.isEmpty {
            let text = "  " + details.joined(separator: "  ")
            lines.append(styler.apply(.dim, DisplayWidth.truncated(text, to: width)))
        }
        return lines
    }

    /// Phase, bar, percentage, bytes, rate and time left; the bar goes first where space is short.
    private func firstLine(_ styler: Styler) -> String {
        let name = DisplayWidth.visible(state.phase)
        var parts: [String] = []
        if let permille = state.permille {
            let percent = String(permille / 10)
            parts.append(String(repeating: " ", count: 3 - percent.count) + percent + " %")
        }
        if let text = state.bytesText { parts.append(text) }
        if let rate { parts.append(ByteCount.rate(rate)) }
        if let secondsLeft { parts.append("\(ElapsedTime.text(seconds: secondsLeft)) left") }
        let rest = parts.joined(separator: "  ")
        let free = width - DisplayWidth.of(name) - DisplayWidth.of(rest) - 6
        if let permille = state.permille, free >= 10 {
            let length = min(free, 30)
            let filled = length * permille / 1000
            let done = String(repeating: "#", count: filled)
            let open = String(repeating: "-", count: length - filled)
            let bar = "[\(styler.apply(.success, done))\(styler.apply(.dim, open))]"
            return "\(styler.apply(.bold, name))  \(bar)  \(rest)"
        }
        let text = rest.isEmpty ? name : "\(name)  \(rest)"
        guard DisplayWidth.of(text) <= width, text.hasPrefix(name) else {
            return DisplayWidth.truncated(text, to: width)
        }
        return styler.apply(.bold, name) + text.dropFirst(name.count)
    }
}
