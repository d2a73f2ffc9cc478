internal import CommandLineKit
internal import MirrorEngine

/// What a person reads at the end of a build.
struct SummaryText {
    private let summary: BuildSummary

    init(_ summary: BuildSummary) { self.summary = summary }

    var text: String {
        var lines = [headline]
        let time = SummaryText.time(summary)
        switch summary.result {
        case .unchanged where summary.downloadedPackages == 0:
            lines.append("  nothing is new; \(time)")
        case .locked: lines.append("  only the lock was written (--lock-only); \(time)")
        case .resolved: lines.append("  nothing was written (--dry-run); \(time)")
        default: lines.append(SummaryText.transfer(summary))
        }
        if let sizes = summary.sizes { lines.append("  \(sizes.text)") }
        lines += SummaryText.places(summary)
        if summary.sets.count > 1 {
            lines.append(
                "  \(Count.text(summary.sets.count, "set")) of wishes, since some exclude one another:"
            )
            let rest = Count.text(summary.sets[0].count, "wish", plural: "wishes")
            lines.append("    1: \(rest), all that are not named below")
            for (number, set) in summary.sets.enumerated().dropFirst() {
                let place =
                    summary.suites[number] == summary.suites[0]
                    ? "" : ", in the suite \(summary.suites[number])"
                lines.append("    \(number + 1): \(set.joined(separator: ", "))\(place)")
            }
            for conflict in summary.conflicts { lines.append("    \(conflict)") }
        }
        if let added = summary.stability?.additions, !added.isEmpty {
            let count = Set(added.map(\.package)).count
            let programs = Set(added.map(\.program)).sorted().joined(separator: " and ")
            lines.append(
                "  \(count) of these \(count == 1 ? "is" : "are") there for what \(programs) would choose on nodes"
            )
        }
        if !summary.absent.isEmpty {
            lines.append("  not here, and optional: \(summary.absent.joined(separator: ", "))")
        }
        return lines.map { DisplayWidth.visible($0) + "\n" }.joined()
    }

    /// What was fetched, what was there, and how long it took.
    static func transfer(_ summary: BuildSummary) -> String {
        let fetched = Count.text(
            summary.downloadedPackages, "package", bytes: summary.downloadedBytes)
        let reused = Count.text(summary.reusedPackages, "package", bytes: summary.reusedBytes)
        return "  downloaded \(fetched), reused \(reused); \(time(summary))"
    }

    /// Where tree and lock are, as far as they were written.
    static func places(_ summary: BuildSummary) -> [String] {
        [("tree", summary.tree), ("lock", summary.lock)].compactMap { name, path in
            path.map { "  \(name)  \($0)" }
        }
    }

    private static func time(_ summary: BuildSummary) -> String {
        ElapsedTime.text(.milliseconds(Int(summary.seconds * 1000)))
    }

    private var headline: String {
        let what =
            switch summary.result {
            case .published: "published"
            case .unchanged: "up to date"
            case .locked: "locked"
            case .resolved: "resolved"
            }
        let size = Count.text(summary.packages, "package", bytes: summary.bytes)
        return "\(summary.distro) \(summary.architecture): \(what), \(size)"
    }
}

extension SizeOutcome {
    /// In one line what was saved, and whether more could be.
    var text: String {
        let saved =
            bytes == usual
            ? "as the client would choose"
            : "\(ByteCount.text(Int64(usual - bytes))) less than the client would choose"
        let proof =
            isProven ? "no answer has fewer bytes" : "the fewest bytes found within the budget"
        return "minimal: \(ByteCount.text(Int64(bytes))), \(saved); \(proof)"
    }
}
