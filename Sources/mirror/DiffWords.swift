internal import CommandLineKit
internal import MirrorBase
internal import PackageDiff

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
        package.version.withoutZeroEpoch
    }

    /// The size of what came, went or stayed, or how much larger another version is.
    func size(of change: Change) -> String {
        switch change.kind {
        case .added: ByteCount.text(Int64(change.sizeChange))
        case .removed: ByteCount.text(Int64(-change.sizeChange))
        case .upgraded, .downgraded:
            change.sizeChange == 0 ? "" : DiffWords.signed(change.sizeChange)
        case .rebuilt, .moved: whole(change)
        }
    }

    /// How large the same version is now, and how much larger than it was.
    private func whole(_ change: Change) -> String {
        let size = ByteCount.text(Int64(change.after?.size ?? 0))
        let delta = change.sizeChange
        return delta == 0 ? size : "\(size) (\(DiffWords.signed(delta)))"
    }

    static func signed(_ bytes: Int) -> String {
        let text = ByteCount.text(Int64(bytes))
        return bytes > 0 ? "+" + text : bytes == 0 ? "±" + text : text
    }

    /// Where it comes from, or what else about it is not as it was.
    func remark(on change: Change) -> String {
        if change.kind == .added || change.kind == .removed {
            let word = change.kind == .added ? "for " : "was for "
            let wishes = wishes(of: change)
            return wishes.isEmpty ? "" : word + wishes.joined(separator: ", ")
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

    /// The wishes that what was added is for, or what was removed was for.
    func wishes(of change: Change) -> [String] {
        change.kind == .removed ? change.before?.wishes ?? [] : change.after?.wishes ?? []
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

    /// How many packages there were and are, and their sizes.
    var sizes: String {
        let (before, after) = (difference.before, difference.after)
        return
            "\(before.packages) → \(Count.text(after.packages, "package")), \(ByteCount.text(Int64(before.bytes))) → \(ByteCount.text(Int64(after.bytes)))"
    }

    /// What there is, where nothing changed.
    var size: String {
        let after = difference.after
        return
            "\(Count.text(after.packages, "package")), \(ByteCount.text(Int64(after.bytes)))"
    }

    /// When the sides were made, as far as that is known.
    var times: String? {
        func minute(_ side: Difference.Side) -> String? {
            side.time.map { String($0.iso8601.prefix(16)).replacing("T", with: " ") }
        }
        switch (minute(difference.before), minute(difference.after)) {
        case (let before?, let after?): return "\(before) → \(after) UTC"
        case (let before?, nil): return "from \(before) UTC"
        case (nil, let after?): return "to \(after) UTC"
        case (nil, nil): return nil
        }
    }

    /// From what to what, and what it comes to.
    var summary: [String] {
        var lines = ["\(difference.before.title) → \(difference.after.title)"]
        if let times { lines.append("  " + times) }
        if difference.changes.isEmpty { return lines + ["  no differences; \(size)"] }
        return lines + [
            "  \(counts), \(difference.unchanged) unchanged",
            "  \(sizes) (\(DiffWords.signed(difference.sizeChange)))",
        ]
    }
}
