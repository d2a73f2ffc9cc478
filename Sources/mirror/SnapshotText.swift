internal import CommandLineKit
internal import MirrorBase
internal import MirrorEngine
internal import SystemIO

/// What a person reads of the history.
struct SnapshotText {
    /// The time that others are told relative to; `nil` where they are told as they are.
    let now: Timestamp?
    let styler: Styler

    init(_ output: Output) {
        now = output.isTerminal ? Timestamp(seconds: Environment.now()) : nil
        styler = output.styler
    }

    // MARK: - List

    /// The builds as a table.
    ///
    /// - Parameters:
    ///   - showsPlace: Whether the distro and architecture are told of each.
    ///   - width: That of the terminal, if it is one.
    func table(_ snapshots: [Snapshot], showsPlace: Bool, width: Int?) -> String {
        var columns: [Table.Column] = [.init("no.", .right), .init("ended")]
        if showsPlace { columns.append(.init("mirror", isFlexible: true)) }
        columns += [.init("result"), .init("packages", .right), .init("size", .right)]
        // Where there is little room, what changed is worth more.
        let showsFetched = (width ?? .max) >= 100
        if showsFetched { columns.append(.init("fetched", .right)) }
        columns.append(.init("changes", isFlexible: true))
        var table = Table(columns)
        for snapshot in snapshots {
            var row: [Table.Cell] = ["\(snapshot.number)", .init(time(snapshot.finished))]
            if showsPlace { row.append("\(snapshot.distro) \(snapshot.architecture)") }
            row.append(.init(snapshot.result, style(of: snapshot)))
            let isMirror = snapshot.isMirror
            row.append(.init(isMirror ? "\(snapshot.packages)" : ""))
            row.append(.init(isMirror ? ByteCount.text(Int64(snapshot.bytes)) : ""))
            if showsFetched {
                let fetched = Int64(snapshot.downloaded)
                row.append(
                    .init(!isMirror ? "" : fetched == 0 ? "-" : ByteCount.text(fetched)))
            }
            row.append(.init(remark(snapshot)))
            table.append(row)
        }
        return table.rendered(width: width, styler: styler)
    }

    private func style(of snapshot: Snapshot) -> Style? {
        switch snapshot.result {
        case "failed": .error
        case "interrupted", "recovered": .warning
        case "unchanged": .dim
        default: .success
        }
    }

    private func remark(_ snapshot: Snapshot) -> String {
        var parts: [String] = []
        if let number = snapshot.rollbackOf { parts.append("rollback of \(number)") }
        if let error = SnapshotText.reason(snapshot) {
            parts.append(DisplayWidth.truncated(clean(error), to: SnapshotText.reasonWidth))
        }
        if let changes = snapshot.changes, !changes.isEmpty {
            parts.append(SnapshotText.short(changes))
        }
        return parts.joined(separator: ", ")
    }

    /// How much of what went wrong stands in a table, wherever that is printed.
    private static let reasonWidth = 60

    /// What went wrong, without repeating the result; `nil` where that says all.
    private static func reason(_ snapshot: Snapshot) -> String? {
        guard let error = snapshot.error, error != snapshot.result else { return nil }
        let prefix = snapshot.result + " "
        return error.hasPrefix(prefix) ? String(error.dropFirst(prefix.count)) : error
    }

    /// The newest build of which a table does not say all that went wrong.
    func cut(_ snapshots: [Snapshot], in table: String) -> Snapshot? {
        snapshots.first { snapshot in
            guard let reason = SnapshotText.reason(snapshot) else { return false }
            return !table.contains(clean(reason))
        }
    }

    /// `+3 -1 ^12`.
    static func short(_ changes: SnapshotChanges) -> String {
        [
            ("+", changes.added), ("-", changes.removed), ("^", changes.upgraded),
            ("v", changes.downgraded), ("~", changes.rebuilt), (">", changes.moved),
        ].filter { $0.1 > 0 }.map { "\($0.0)\($0.1)" }.joined(separator: " ")
    }

    /// `3 added, 1 removed`.
    static func long(_ changes: SnapshotChanges) -> String {
        let parts = [
            ("added", changes.added), ("removed", changes.removed), ("upgraded", changes.upgraded),
            ("downgraded", changes.downgraded), ("rebuilt", changes.rebuilt),
            ("from another repository", changes.moved),
        ].filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }
        return parts.isEmpty ? "no package" : parts.joined(separator: ", ")
    }

    /// `2026-11-21 10:24`, in UTC; on a terminal how long ago, up to two weeks.
    private func time(_ time: Timestamp) -> String {
        guard let now else { return Self.minute(time) }
        let age = now.seconds - time.seconds
        switch age {
        case 0..<60: return "just now"
        case 60..<3_600: return "\(age / 60) min ago"
        case 3_600..<86_400: return "\(age / 3_600) h ago"
        case 86_400..<1_209_600: return age < 172_800 ? "1 day ago" : "\(age / 86_400) days ago"
        default: return String(time.iso8601.prefix(10))
        }
    }

    private static func minute(_ time: Timestamp) -> String {
        let text = time.iso8601
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))"
    }

    // MARK: - One

    /// Locks and records of builds come from outside.
    private func clean(_ text: String) -> String { DisplayWidth.visible(text) }

    /// All that is known of one build.
    func report(_ report: SnapshotReport) -> String {
        let snapshot = report.snapshot
        var lines = [
            styler.apply(
                .bold,
                clean("build \(snapshot.number) of \(snapshot.distro) \(snapshot.architecture)"))
        ]
        func line(_ name: String, _ text: String) {
            let blanks = String(repeating: " ", count: max(1, 10 - name.count))
            lines.append("  \(styler.apply(.dim, name))\(blanks)\(clean(text))")
        }
        var result = snapshot.result
        if let number = snapshot.rollbackOf { result += ", rollback of \(number)" }
        line("result", result)
        if let error = snapshot.error, error != snapshot.result { line("error", error) }
        let took =
            snapshot.result == "recovered"
            ? "" : ", took \(ElapsedTime.text(seconds: snapshot.seconds))"
        line("ended", "\(snapshot.finished.iso8601)\(took)")
        if !snapshot.isMirror { return lines.joined(separator: "\n") + "\n" }
        line("packages", Count.text(snapshot.packages, "package", bytes: snapshot.bytes))
        if snapshot.downloaded + snapshot.reused > 0 {
            line(
                "fetched",
                "\(ByteCount.text(Int64(snapshot.downloaded))), and \(ByteCount.text(Int64(snapshot.reused))) were there"
            )
        }
        if let changes = snapshot.changes {
            line("changes", "\(Self.long(changes)) since build \(changes.since)")
        }
        let missing = Count.text(
            report.missingPackages, "package", bytes: report.missingBytes)
        line(
            "pool",
            report.missingPackages == 0
                ? "has all of them"
                : "lacks \(missing), which a rollback would fetch")
        if let tree = snapshot.tree { line("tree", tree) }
        if let lock = snapshot.lock {
            line("lock", "\(lock.hex) (\(ByteCount.text(Int64(report.lockText.count))))")
        }
        if !report.options.isEmpty { line("options", report.options.joined(separator: " ")) }
        if !report.baselines.isEmpty {
            line("baselines", report.baselines.joined(separator: ", "))
        }
        lines += roots(snapshot.roots) + sets(report.sets)
        return lines.joined(separator: "\n") + "\n"
    }

    private func roots(_ roots: [Snapshot.Root]) -> [String] {
        if roots.isEmpty { return [] }
        var lines = ["  " + styler.apply(.dim, "roots")]
        for root in roots {
            let name = root.suite.isEmpty ? root.repository : "\(root.repository) \(root.suite)"
            let date = root.date.seconds == 0 ? "" : " of \(root.date.iso8601)"
            lines.append("    \(clean(name))\(date)")
            lines.append("      sha256 \(root.digest.hex)")
            lines.append("      " + (root.signer.map { "signed by \(clean($0))" } ?? "not signed"))
        }
        return lines
    }

    private func sets(_ sets: [SnapshotReport.WishSet]) -> [String] {
        var lines: [String] = []
        for (number, set) in sets.enumerated() {
            let name = sets.count == 1 ? "wishes" : "wishes of set \(number + 1)"
            lines.append("  " + styler.apply(.dim, name))
            lines += Self.wrapped(set.wishes.map(clean)).map { "    \($0)" }
            if let conflict = set.conflict { lines.append("    apart, since \(clean(conflict))") }
        }
        return lines
    }

    /// Names in lines of at most 76 characters; a name is not broken.
    private static func wrapped(_ names: [String]) -> [String] {
        var lines: [String] = []
        for name in names {
            guard let last = lines.last, last.count + 2 + name.count <= 76 else {
                if let last = lines.popLast() { lines.append(last + ",") }
                lines.append(name)
                continue
            }
            lines[lines.count - 1] = "\(last), \(name)"
        }
        return lines
    }
}
