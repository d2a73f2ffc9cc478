internal import CommandLineKit
internal import MirrorBase
internal import PackageDiff

/// A difference for a pull request or the summary of a job, in the markdown of GitHub and GitLab.
struct DiffMarkdown {
    private let difference: Difference
    private let words: DiffWords

    /// GitHub drops a job summary of more than a mebibyte as a whole.
    static let mostBytes = 1_000_000
    /// A table of more rows than this is folded up.
    private static let longTable = 30

    init(_ difference: Difference) {
        self.difference = difference
        words = DiffWords(difference)
    }

    var text: String {
        var text = BoundedText(limit: Self.mostBytes)
        text.append(headline)
        for kind in Change.Kind.allCases {
            let changes = difference.changes.filter { $0.kind == kind }
            if !changes.isEmpty { append(kind, changes, to: &text) }
        }
        appendAdvisories(to: &text)
        appendChangelogs(to: &text)
        return text.text
    }

    private var headline: String {
        let (before, after) = (difference.before, difference.after)
        var titles = "### \(Markdown.code(before.title)) → \(Markdown.code(after.title))\n\n"
        if let times = words.times { titles += times + "\n\n" }
        if difference.changes.isEmpty {
            return titles
                + "No differences: \(words.size).\n"
        }
        return titles
            + "**\(words.counts)**, \(difference.unchanged) unchanged; \(words.sizes) (**\(DiffWords.signed(difference.sizeChange))**)\n"
    }

    // MARK: - Tables

    private func append(_ kind: Change.Kind, _ changes: [Change], to text: inout BoundedText) {
        let title = "\(kind.rawValue.prefix(1).uppercased())\(kind.rawValue.dropFirst())"
        let isLong = changes.count > Self.longTable
        let summary = "\(title) (\(changes.count))"
        let start =
            isLong
            ? "\n<details>\n<summary><b>\(summary)</b></summary>\n\n" : "\n#### \(summary)\n\n"
        text.append(
            start + header(kind), rows: changes.map { row(kind, $0) },
            end: isLong ? "\n</details>\n" : "", called: "rows")
    }

    private func header(_ kind: Change.Kind) -> String {
        switch kind {
        case .added: "| package | version | size | for |\n|---|---|--:|---|\n"
        case .removed: "| package | version | size | was for |\n|---|---|--:|---|\n"
        case .upgraded, .downgraded:
            "| package | from | to | size | |\n|---|---|---|--:|---|\n"
        case .rebuilt, .moved: "| package | version | size | |\n|---|---|--:|---|\n"
        }
    }

    private func row(_ kind: Change.Kind, _ change: Change) -> String {
        let (before, after) = words.versions(of: change)
        var cells = [Markdown.code(words.label(of: change)), Markdown.code(before)]
        if kind == .upgraded || kind == .downgraded { cells.append(Markdown.code(after)) }
        cells.append(words.size(of: change))
        switch kind {
        case .added, .removed:
            cells.append(words.wishes(of: change).map(Markdown.code).joined(separator: ", "))
        default:
            let remarks = [words.remark(on: change), words.advisories(of: change, most: 2)]
            cells.append(
                remarks.filter { !$0.isEmpty }.map(Markdown.escaped).joined(separator: "; "))
        }
        return "| " + cells.joined(separator: " | ") + " |\n"
    }

    // MARK: - What is known of upgrades

    private func appendAdvisories(to text: inout BoundedText) {
        var order: [Advisory] = []
        var packages: [Advisory: [String]] = [:]
        for change in difference.changes {
            for advisory in change.advisories {
                if packages[advisory] == nil { order.append(advisory) }
                packages[advisory, default: []].append(change.name)
            }
        }
        if order.isEmpty { return }
        let rows = order.map { advisory in
            let names = Set(packages[advisory] ?? []).sorted().map(Markdown.code)
            return "| \(Markdown.code(advisory.id)) | "
                + Markdown.escaped(advisory.severity ?? advisory.type) + " | "
                + Markdown.escaped(advisory.title) + " | "
                + words.references(of: advisory).map(Markdown.escaped).joined(separator: ", ")
                + " | \(names.joined(separator: ", ")) |\n"
        }
        text.append(
            "\n<details>\n<summary><b>Advisories (\(order.count))</b></summary>\n\n| advisory | | title | flaws | packages |\n|---|---|---|---|---|\n",
            rows: rows, end: "\n</details>\n", called: "rows")
    }

    private func appendChangelogs(to text: inout BoundedText) {
        let changes = difference.changes.filter { !$0.changelog.isEmpty }
        if changes.isEmpty { return }
        let rows = changes.map { change in
            let (before, after) = words.versions(of: change)
            let entries = change.changelog.map { entry in
                "\(entry.date.iso8601.prefix(10)) \(entry.author)\n\(entry.text)\n"
            }.joined(separator: "\n")
            let title =
                "\(Markdown.code(words.label(of: change))) \(Markdown.code(before)) → \(Markdown.code(after))"
            return "\n\(title)\n\n\(Markdown.block(entries))"
        }
        text.append(
            "\n<details>\n<summary><b>Changelogs (\(changes.count))</b></summary>\n",
            rows: rows, end: "\n</details>\n", called: "changelogs")
    }
}

/// Text that stays below a number of bytes.
private struct BoundedText {
    private(set) var text = ""
    /// What is left but for a few lines that close what is open and say what is missing.
    private var left: Int

    init(limit: Int) { left = limit - 4_000 }

    mutating func append(_ piece: String) {
        text += piece
        left -= piece.utf8.count
    }

    /// Appends as many rows as there is room for, and says how many others there are.
    mutating func append(_ start: String, rows: [String], end: String, called noun: String) {
        append(start)
        var shown = 0
        while shown < rows.count, rows[shown].utf8.count <= left {
            append(rows[shown])
            shown += 1
        }
        if shown < rows.count {
            text +=
                "\n_… and \(rows.count - shown) more \(noun), for which there is no room here._\n"
            left = 0
        }
        append(end)
    }
}

/// Text from outside as markdown that shows it and does nothing else.
enum Markdown {
    /// A piece of code, which may stand in a table.
    static func code(_ text: String) -> String {
        let line = line(text).replacing("|", with: "\\|")
        if line.isEmpty { return "" }
        let fence = String(repeating: "`", count: longestRun(in: line) + 1)
        let isOpen = line.hasPrefix("`") || line.hasSuffix("`")
        return isOpen ? "\(fence) \(line) \(fence)" : "\(fence)\(line)\(fence)"
    }

    /// Words, in which no character is markup.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in line(text) {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\\", "`", "*", "_", "[", "]", "|", "~": result += "\\\(character)"
            // Nobody is to be called because a changelog names somebody.
            case "@": result += "<span>@</span>"
            default: result.append(character)
            }
        }
        return result
    }

    /// Lines as they are.
    static func block(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { DisplayWidth.visible(String($0)) }
        let shown = lines.joined(separator: "\n")
        let fence = String(repeating: "`", count: max(3, longestRun(in: shown) + 1))
        return "\(fence)text\n\(shown)\(shown.hasSuffix("\n") ? "" : "\n")\(fence)\n"
    }

    private static func line(_ text: String) -> String { DisplayWidth.visible(text) }

    private static func longestRun(in text: String) -> Int {
        var longest = 0
        var run = 0
        for byte in text.utf8 {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}
