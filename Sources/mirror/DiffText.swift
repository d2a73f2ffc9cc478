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
        return text + words.summary.map { $0 + "\n" }.joined()
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
        let versions = Array(
            repeating: Table.Column(isFlexible: true), count: hasTwoVersions ? 2 : 1)
        var table = Table([.init()] + versions + [.init(nil, .right), .init(isFlexible: true)])
        for change in changes {
            let (before, after) = words.versions(of: change)
            let shown = [before] + (hasTwoVersions ? ["→ " + after] : [])
            table.append(
                [.init("  " + words.label(of: change))] + shown.map { .init($0) }
                    + [
                        .init(words.size(of: change), .dim),
                        .init(words.remark(on: change), .dim),
                    ])
        }
        let rows = table.rendered(width: width, styler: styler)
            .split(separator: "\n").map(String.init)
        var text = ""
        for (row, change) in zip(rows, changes) {
            text += row + "\n"
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
            lines.append("fixes " + words.advisories(of: change, most: 3))
        }
        return lines.map { line in
            let shown = DisplayWidth.visible("      " + line)
            let cut = isDetailed ? shown : width.map { DisplayWidth.truncated(shown, to: $0) }
            return styler.apply(.dim, cut ?? shown)
        }
    }
}

/// How parts of a difference are worded, whatever the format.
struct DiffWords {
    let difference: Difference

    init(_ difference: Difference) { self.difference = difference }

    /// The name of a package, with its architecture where that is another than the machine's.
    func label(of change: Change) -> String { difference.label(of: change) }

    /// The versions before and after; the second is empty where there is but one to show.
    func versions(of change: Change) -> (before: String, after: String) {
        switch change.kind {
        case .added: (change.after.map(shown) ?? "", "")
        case .removed, .moved, .rebuilt: (change.before.map(shown) ?? "", "")
        case .upgraded, .downgraded:
            (change.before.map(shown) ?? "", change.after.map(shown) ?? "")
        }
    }

    /// A version as people write it: rpm's without an epoch of zero.
    private func shown(_ package: PackageList.Package) -> String {
        package.version.hasPrefix("0:") ? String(package.version.dropFirst(2)) : package.version
    }

    /// The size of what came or went, or how much larger something became.
    func size(of change: Change) -> String {
        switch change.kind {
        case .added: ByteCount.text(Int64(change.sizeChange))
        case .removed: ByteCount.text(Int64(-change.sizeChange))
        default: change.sizeChange == 0 ? "" : DiffWords.signed(change.sizeChange)
        }
    }

    static func signed(_ bytes: Int) -> String {
        let text = ByteCount.text(Int64(bytes))
        return bytes > 0 ? "+" + text : bytes == 0 ? "±" + text : text
    }

    /// Where it comes from, or what else about it is not as it was.
    func remark(on change: Change) -> String {
        if change.kind == .added {
            let wishes = change.after?.wishes ?? []
            return wishes.isEmpty ? "" : "for " + wishes.joined(separator: ", ")
        }
        var remarks: [String] = []
        if let before = change.before, let after = change.after {
            let hasChanged = change.changesRepository && isOneDistro
            if hasChanged { remarks.append("\(before.repository) → \(after.repository)") }
            if difference.changesArchitecture(change) {
                remarks.append("\(before.architecture) → \(after.architecture)")
            }
        }
        return remarks.joined(separator: ", ")
    }

    /// Whether the names of repositories mean the same on both sides.
    private var isOneDistro: Bool {
        difference.before.distro == nil || difference.after.distro == nil
            || difference.before.distro == difference.after.distro
    }

    /// The ids of advisories, each with how bad it is; no more than so many.
    func advisories(of change: Change, most: Int) -> String {
        let shown = change.advisories.prefix(most).map { advisory in
            advisory.severity.map { "\(advisory.id) (\($0))" } ?? advisory.id
        }
        let rest = change.advisories.count - shown.count
        return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }

    /// The names of what an advisory refers to: flaws by their number, others where they have one.
    func references(of advisory: Advisory) -> [String] {
        advisory.references.filter { $0.type == "cve" }.map(\.id)
    }

    /// How many changes there are of each kind that has any.
    var counts: String {
        Change.Kind.allCases.compactMap { kind in
            let count = difference.count(kind)
            return count == 0 ? nil : "\(count) \(kind.rawValue)"
        }.joined(separator: ", ")
    }

    /// From what to what, and what it comes to.
    var summary: [String] {
        let (before, after) = (difference.before, difference.after)
        let sizes =
            "\(before.packages) → \(Count.text(after.packages, "package")), \(ByteCount.text(Int64(before.bytes))) → \(ByteCount.text(Int64(after.bytes)))"
        let same = "\(difference.unchanged) unchanged"
        return [
            "\(before.title) → \(after.title)",
            difference.changes.isEmpty
                ? "  no differences; \(Count.text(after.packages, "package")), \(ByteCount.text(Int64(after.bytes)))"
                : "  \(counts), \(same); \(sizes) (\(DiffWords.signed(difference.sizeChange)))",
        ]
    }
}
