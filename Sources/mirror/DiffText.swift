internal import CommandLineKit
internal import MirrorBase
internal import PackageDiff

/// A difference for a person at a terminal: a table for each kind of change, what there is to know of each
/// package below its line, and everything in one line at the end.
struct DiffText {
    private let difference: Difference
    /// Whether changelogs are shown, and all of each advisory.
    private let isDetailed: Bool
    private let width: Int?
    private let styler: Styler
    private let words: DiffWords

    init(_ difference: Difference, isDetailed: Bool, width: Int?, styler: Styler) {
        self.difference = difference
        self.isDetailed = isDetailed
        self.width = width
        self.styler = styler
        words = DiffWords(difference)
    }

    var text: String {
        var text = ""
        for kind in Change.Kind.allCases {
            let changes = difference.changes.filter { $0.kind == kind }
            if changes.isEmpty { continue }
            text += styler.apply(style(of: kind), "\(kind.rawValue) (\(changes.count))") + "\n"
            text += table(kind, changes) + "\n"
        }
        return text + words.summary.map { DisplayWidth.visible($0) + "\n" }.joined()
    }

    private func style(of kind: Change.Kind) -> Style {
        switch kind {
        case .added: .success
        case .removed: .caret
        case .upgraded: .bold
        case .downgraded, .rebuilt: .warning
        case .moved: .hint
        }
    }

    // MARK: - Tables

    private func table(_ kind: Change.Kind, _ changes: [Change]) -> String {
        let hasTwoVersions = kind == .upgraded || kind == .downgraded
        let rows = changes.map { change in
            let (before, after) = words.versions(of: change)
            return DiffRow(
                name: words.label(of: change),
                versions: [before] + (hasTwoVersions ? ["→ " + after] : []),
                size: words.size(of: change), remark: words.remark(on: change))
        }
        let columns = DiffRow.columns(of: rows, width: width)
        var text = ""
        for (row, change) in zip(rows, changes) {
            text += row.rendered(columns, width: width, styler: styler) + "\n"
            for line in details(of: change) { text += line + "\n" }
        }
        return text
    }

    /// The lines below that of a package.
    private func details(of change: Change) -> [String] {
        var lines: [String] = []
        if isDetailed {
            for advisory in change.advisories {
                let severity = advisory.severity.map { " (\($0))" } ?? ""
                lines.append("\(advisory.id)\(severity): \(advisory.title)")
                let names = words.references(of: advisory)
                if !names.isEmpty { lines.append("  " + names.joined(separator: ", ")) }
            }
            for entry in change.changelog {
                lines.append("\(String(entry.date.iso8601.prefix(10))) \(entry.author)")
                lines += entry.text.split(separator: "\n").map { "  \($0)" }
            }
        } else if !change.advisories.isEmpty {
            // As many as fit the line.
            let forms = [3, 2, 1].map { "fixes " + words.advisories(of: change, most: $0) }
            lines.append(forms.first { 6 + DisplayWidth.of($0) <= width ?? .max } ?? forms[2])
        }
        return lines.map { line in
            let shown = DisplayWidth.visible("      " + line)
            let cut = isDetailed ? shown : width.map { DisplayWidth.truncated(shown, to: $0) }
            return styler.apply(.dim, cut ?? shown)
        }
    }
}
