internal import CommandLineKit
internal import MirrorBase
internal import MirrorEngine

/// A proof matrix for people.
struct ProofText {
    private let matrix: ProofMatrix

    init(_ matrix: ProofMatrix) { self.matrix = matrix }

    /// The cells, a row at a time.
    private var rows: [[ProofMatrix.Cell]] {
        let width = max(1, matrix.baselines.count)
        return stride(from: 0, to: matrix.cells.count, by: width).map {
            Array(matrix.cells[$0..<min($0 + width, matrix.cells.count)])
        }
    }

    // MARK: - Text

    /// An aligned table, then what there is to say of its cells.
    func table(width: Int?, styler: Styler) -> String {
        var table = Table(
            [.init("wish", isFlexible: true)]
                + matrix.baselines.map { .init($0.name, isFlexible: true) })
        var kind: ProofMatrix.Kind?
        for row in rows {
            guard let first = row.first else { continue }
            if first.kind != kind, kind != nil {
                table.append((0...matrix.baselines.count).map { _ in .init("") })
            }
            kind = first.kind
            table.append(
                [.init(label(first))]
                    + row.map { Table.Cell(ProofText.words($0), ProofText.style($0)) })
        }
        let paragraphs =
            [table.rendered(width: width, styler: styler)]
            + [upgrades, failures, foot].map { VisibleText.of($0, keepingLines: true) }
        return paragraphs.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private func label(_ cell: ProofMatrix.Cell) -> String {
        cell.kind == .group ? "group \(cell.wish)" : cell.wish
    }

    /// What happens, in few words.
    private static func words(_ cell: ProofMatrix.Cell) -> String {
        if cell.isPresent { return "present" }
        if cell.result == .conflict { return "CONFLICT" }
        if cell.result == .absent { return "not there" }
        if !cell.heldBy.isEmpty { return "HELD UP by \(cell.heldBy.count)" }
        var parts: [String] = []
        if !cell.removes.isEmpty { parts.append("REMOVES \(cell.removes.count)") }
        if !cell.upgrades.isEmpty { parts.append("upgrades \(cell.upgrades.count)") }
        if !cell.installs.isEmpty { parts.append("installs \(cell.installs.count)") }
        return parts.joined(separator: ", ")
    }

    private static func style(_ cell: ProofMatrix.Cell) -> Style? {
        if cell.isFailure { return .error }
        if cell.result == .upgradesBase { return .warning }
        return cell.isPresent || cell.result == .absent ? .dim : nil
    }

    /// What would be replaced on each machine, each package once.
    private var upgrades: String {
        var lines: [String] = []
        for baseline in matrix.baselines {
            var known: Set<ProofMatrix.Change> = []
            var changes: [ProofMatrix.Change] = []
            for cell in matrix.cells where cell.baseline == baseline.name && cell.heldBy.isEmpty {
                for change in cell.upgrades where known.insert(change).inserted {
                    changes.append(change)
                }
            }
            if changes.isEmpty { continue }
            lines.append("replaced on \(baseline.name):")
            for change in changes.sorted(by: { $0.package < $1.package }) {
                lines.append("  \(change.replaces.joined(separator: ", ")) by \(change.package)")
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// Why cells fail; what is the same for several wishes on a machine is said once.
    private var failures: String {
        var told: [(baseline: String, labels: [String], lines: [String])] = []
        for cell in matrix.cells where cell.isFailure {
            let lines = explanation(of: cell)
            let same = told.firstIndex { $0.baseline == cell.baseline && $0.lines == lines }
            if let same {
                told[same].labels.append(label(cell))
            } else {
                told.append((cell.baseline, [label(cell)], lines))
            }
        }
        return told.map { entry in
            (["\(entry.labels.joined(separator: ", ")) on \(entry.baseline):"] + entry.lines)
                .map { $0 + "\n" }.joined()
        }.joined(separator: "\n")
    }

    private func explanation(of cell: ProofMatrix.Cell) -> [String] {
        var lines: [String] = []
        if !cell.heldBy.isEmpty {
            lines.append("  held up by \(cell.heldBy.joined(separator: ", "))")
        }
        if !cell.lockStep.isEmpty {
            lines.append("  along with these would go \(cell.lockStep.joined(separator: ", "))")
        }
        // What is held up stays.
        if cell.heldBy.isEmpty, !cell.removes.isEmpty {
            lines.append("  removes \(cell.removes.joined(separator: ", "))")
        }
        for reason in cell.reason {
            lines += reason.split(separator: "\n").map { "  \($0)" }
        }
        return lines
    }

    private var foot: String {
        let count = matrix.cells.count
        let words = matrix.cells.map(ProofText.outcome)
        let names = ["install", "upgrade the base", "remove", "held up", "conflict", "not there"]
        let parts = names.compactMap { name -> String? in
            let number = words.count { $0 == name }
            return number == 0 ? nil : "\(number) \(name)"
        }
        var text = "\(matrix.distro) \(matrix.architecture), by the rules of \(matrix.client): "
        text += "\(Count.text(count, "cell")): \(parts.joined(separator: ", "))\n"
        for baseline in matrix.baselines where baseline.unknown > 0 {
            text +=
                "\(baseline.name): \(baseline.unknown) of \(Count.text(baseline.packages, "package")) known by name only\n"
        }
        return text
    }

    /// What a cell counts as: what its words begin with.
    private static func outcome(_ cell: ProofMatrix.Cell) -> String {
        if cell.result != .conflict, !cell.heldBy.isEmpty { return "held up" }
        return switch cell.result {
        case .conflict: "conflict"
        case .removes: "remove"
        case .upgradesBase: "upgrade the base"
        case .installs: "install"
        case .absent: "not there"
        }
    }

    // MARK: - Markdown

    /// The same for a page.
    var markdown: String {
        func cells(_ texts: [String]) -> String {
            "| " + texts.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
        }
        var text = cells(["wish"] + matrix.baselines.map(\.name))
        text += cells(matrix.baselines.indices.map { _ in "---" } + ["---"])
        for row in rows {
            guard let first = row.first else { continue }
            let code = first.kind == .wish ? "`\(first.wish)`" : label(first)
            text += cells(
                [code]
                    + row.map { cell in
                        cell.isFailure ? "**\(ProofText.words(cell))**" : ProofText.words(cell)
                    })
        }
        for part in [upgrades, failures] where !part.isEmpty { text += "\n```text\n\(part)```\n" }
        return VisibleText.of(text + "\n" + foot, keepingLines: true)
    }
}
