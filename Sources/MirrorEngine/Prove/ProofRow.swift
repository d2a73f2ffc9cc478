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
}

/// Puts rows together: each wish, each group, and all.
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
            if part.members.isEmpty, part.wish.isOptional { continue }
            rows.append(row(part.wish.text, .wish, [part]))
            rows[rows.count - 1].wish = part.wish
        }
        var groups: [String] = []
        for part in parts where !groups.contains(part.group) { groups.append(part.group) }
        for group in groups { rows += together(group, .group, parts.filter { $0.group == group }) }
        return rows + together("all", .all, parts)
    }

    /// A row for each set that some of the parts lie in.
    private func together(_ label: String, _ kind: ProofMatrix.Kind, _ parts: [Part]) -> [ProofRow]
    {
        if sets.count < 2 { return [row(label, kind, parts)] }
        return sets.enumerated().compactMap { number, set in
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
            return isOwn ? row("\(label) (set \(set.name))", kind, members) : nil
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
