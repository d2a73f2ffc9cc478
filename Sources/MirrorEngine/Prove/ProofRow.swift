internal import Manifest
internal import PackageModel
internal import Resolver
internal import Store

/// One installation that is tried on every baseline.
struct ProofRow {
    var label: String
    var kind: ProofMatrix.Kind
    /// What the client is asked for; none where nothing of it is there.
    var wishes: [ResolverWish]
    /// The wishes that nothing published or installed meets.
    var missing: [String] = []
    /// The wish of the manifest that it is, where it is one.
    var wish: Wish?
    /// Whether there is nothing to try: nothing of it is there, and it can do without.
    var isAbsent = false

    var key: ProofMatrix.Row { ProofMatrix.Row(kind: kind, label: label) }

    /// The cell of a row that is not there.
    func absent(_ baseline: String) -> ProofMatrix.Cell {
        ProofMatrix.Cell(
            wish: label, kind: kind, baseline: baseline, result: .absent, isFailure: false)
    }
}

/// Puts rows together: each wish, each group, and all.
///
/// The rows are the same whatever machine they are tried on, and whatever is published: what is not there
/// has a row that says so.
struct ProofRows {
    /// A wish of the manifest, as what a client is asked for.
    struct Part {
        var group: String
        var wish: Wish
        /// What it stands for; empty where there is nothing.
        var members: [ResolverWish]
    }

    var parts: [Part]
    /// The sets that the wishes were solved in; what is in different ones is not meant for one machine.
    var sets: [Lock.WishSet]

    var rows: [ProofRow] {
        var rows: [ProofRow] = []
        var seen: Set<String> = []
        for part in parts where part.group != "base" && seen.insert(part.wish.text).inserted {
            var row = row(part.wish.text, .wish, [part])
            row.wish = part.wish
            row.isAbsent = part.members.isEmpty && part.wish.isOptional
            rows.append(row)
        }
        var groups: [String] = []
        for part in parts where !groups.contains(part.group) { groups.append(part.group) }
        for group in groups { rows += together(group, .group, parts.filter { $0.group == group }) }
        return rows + together("all", .all, parts)
    }

    /// A row for each set; absent where none of the parts lies in it.
    private func together(_ label: String, _ kind: ProofMatrix.Kind, _ parts: [Part]) -> [ProofRow]
    {
        if sets.count < 2 { return [row(label, kind, parts)] }
        return sets.enumerated().map { number, set in
            let others = Set(
                sets.enumerated().filter { $0.offset != number }.flatMap(\.element.wishes))
            let own = set.wishes
            var members: [Part] = []
            for var part in parts {
                // What no set names is there already, or in every set.
                part.members.removeAll { others.contains($0.label) && !own.contains($0.label) }
                let isElsewhere = part.members.isEmpty && others.contains(part.wish.text)
                if !isElsewhere { members.append(part) }
            }
            let isOwn = members.contains { part in
                part.members.contains { own.contains($0.label) }
            }
            var row = row("\(label) (set \(set.name))", kind, members)
            row.isAbsent = !isOwn
            return row
        }
    }

    private func row(_ label: String, _ kind: ProofMatrix.Kind, _ parts: [Part]) -> ProofRow {
        var wishes: [ResolverWish] = []
        for member in parts.flatMap(\.members) where !wishes.contains(member) {
            wishes.append(member)
        }
        let missing = parts.filter { $0.members.isEmpty && !$0.wish.isOptional }.map(\.wish.text)
        return ProofRow(label: label, kind: kind, wishes: wishes, missing: missing)
    }
}
