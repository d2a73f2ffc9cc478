internal import CommandLineKit
internal import MirrorEngine

/// What a person reads at the end of a build.
struct SummaryText {
    private let summary: BuildSummary

    init(_ summary: BuildSummary) { self.summary = summary }

    var text: String {
        var lines = [headline]
        let time = ElapsedTime.text(.milliseconds(Int(summary.seconds * 1000)))
        switch summary.result {
        case .unchanged where summary.downloadedPackages == 0:
            lines.append("  nothing is new; \(time)")
        case .locked: lines.append("  only the lock was written (--lock-only); \(time)")
        case .resolved: lines.append("  nothing was written (--dry-run); \(time)")
        default:
            let fetched = figures(summary.downloadedPackages, summary.downloadedBytes)
            let reused = figures(summary.reusedPackages, summary.reusedBytes)
            lines.append("  downloaded \(fetched), reused \(reused); \(time)")
        }
        if let sizes = summary.sizes { lines.append("  \(sizes.text)") }
        if let tree = summary.tree { lines.append("  tree  \(tree)") }
        if let lock = summary.lock { lines.append("  lock  \(lock)") }
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

    private var headline: String {
        let what =
            switch summary.result {
            case .published: "published"
            case .unchanged: "up to date"
            case .locked: "locked"
            case .resolved: "resolved"
            }
        let size = figures(summary.packages, summary.bytes)
        return "\(summary.distro) \(summary.architecture): \(what), \(size)"
    }

    private func figures(_ packages: Int, _ bytes: Int) -> String {
        let count = Count.text(packages, "package")
        return bytes == 0 ? count : "\(count) (\(ByteCount.text(Int64(bytes))))"
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
