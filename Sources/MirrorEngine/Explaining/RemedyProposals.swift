internal import Manifest
internal import PackageModel
internal import Resolver

/// A change of wishes that may end a conflict.
struct RemedyProposal {
    var change: Remedy.Change
    /// The wish that it brings in.
    var replacement: Wish?

    /// The wish that is written in another way.
    var rewritten: String? { if case .rewrite(let wish, _) = change { wish } else { nil } }

    /// These wishes with the change.
    func applied(to wishes: [Wish]) -> [Wish] {
        switch change {
        case .drop(let text): return wishes.filter { $0.text != text }
        case .add: return wishes + [replacement].compactMap(\.self)
        case .rewrite(let text, _):
            let others = wishes.filter { $0.text != text }
            guard let replacement else { return others }
            guard let index = wishes.firstIndex(where: { $0.text == text }) else {
                return others + [replacement]
            }
            let place = wishes[..<index].count { $0.text != text }
            return others[..<place] + [replacement] + others[place...]
        }
    }
}

/// What may end a conflict, the smallest changes first: a newer version of one wish or none in particular,
/// an older one, what makes other packages count, and last going without a wish.
struct RemedyProposals {
    /// How many versions of one wish are tried.
    private static let versions = 4

    let world: any RemedyWorld
    /// The wishes as the user gave them.
    let wishes: [Wish]
    /// Those that the conflict names.
    let parts: [Wish]

    /// Another way to write a wish.
    private struct Rewrite {
        var text: String
        var isOlder = false
    }

    func all(_ explanation: Explanation, _ refutation: Refutation) -> [RemedyProposal] {
        let rewrites = rewrites(explanation)
        // What the solver itself found is an older version.
        let older = explanation.remedies.map { remedy in
            var proposal = RemedyProposal(change: remedy.change)
            if case .rewrite(_, let text) = remedy.change {
                proposal.replacement = try? Wish(parsing: text)
            }
            return proposal
        }
        return rewrites.newer + older + rewrites.older + additions(refutation) + drops
    }

    private func isUsers(_ wish: Wish) -> Bool { wishes.contains { $0.text == wish.text } }

    /// Other versions of each wish, and its other alternatives.
    private func rewrites(_ explanation: Explanation)
        -> (newer: [RemedyProposal], older: [RemedyProposal])
    {
        var newer: [RemedyProposal] = []
        var older: [RemedyProposal] = []
        for wish in parts where isUsers(wish) {
            for rewrite in rewrites(of: wish, explanation) where rewrite.text != wish.text {
                guard let other = try? Wish(parsing: rewrite.text) else { continue }
                let proposal = RemedyProposal(
                    change: .rewrite(wish: wish.text, replacement: rewrite.text),
                    replacement: other)
                if rewrite.isOlder { older.append(proposal) } else { newer.append(proposal) }
            }
        }
        return (newer, older)
    }

    private func rewrites(of wish: Wish, _ explanation: Explanation) -> [Rewrite] {
        if wish.alternatives.count > 1 {
            return wish.text.split(separator: "|").map { part in
                let start = part.drop { $0 == " " }
                return Rewrite(text: String(start.prefix(upTo: end(of: start))))
            }
        }
        guard let target = wish.alternatives.first, target.kind == .name,
            !parts.contains(where: { $0.text != wish.text && names($0, target) })
        else { return [] }
        return otherVersions(of: target, wish, explanation)
    }

    /// Where a text ends without its spaces.
    private func end(of text: Substring) -> Substring.Index {
        text.lastIndex { $0 != " " }.map(text.index(after:)) ?? text.endIndex
    }

    /// Whether another wish asks for the same package: then a change makes the two one, as going without
    /// either does.
    private func names(_ wish: Wish, _ target: WishTarget) -> Bool {
        wish.alternatives.contains {
            $0.name == target.name && $0.architecture == target.architecture
        }
    }

    /// How the versions are written that the wish does not mean by itself; the simplest first.
    private func otherVersions(
        of target: WishTarget, _ wish: Wish, _ explanation: Explanation
    ) -> [Rewrite] {
        let universe = world.universe
        let reason = explanation.reasons.first { $0.wish == wish.text }
        let meant = Set(reason?.others ?? [])
        let all = world.versions(of: target)
        let newest = all.filter { meant.contains(Explanation.Package($0, in: universe)) }
            .map { universe.version($0) }.max { universe.compare($0, $1) < 0 }
        var found: [Rewrite] = []
        for package in all {
            // What the wish could have meant already, the resolver has looked at.
            if meant.contains(Explanation.Package(package, in: universe)) { continue }
            if target.constraint == nil, target.suite == nil, reason?.kind != .best,
                world.additions(for: package).isEmpty
            {
                continue
            }
            let text = world.text(of: target, meaning: package)
            if found.contains(where: { $0.text == text }) { continue }
            let isOlder = newest.map { universe.compare(universe.version(package), $0) < 0 }
            found.append(Rewrite(text: text, isOlder: isOlder ?? false))
            if found.count == RemedyProposals.versions { break }
        }
        return found
    }

    /// Wishes that make packages count which would meet what is missing.
    private func additions(_ refutation: Refutation) -> [RemedyProposal] {
        var texts: [String] = []
        for package in refutation.outOfReach(in: world.universe) {
            for text in world.additions(for: package) where !texts.contains(text) {
                texts.append(text)
            }
        }
        return texts.prefix(RemedyProposals.versions).compactMap { text in
            guard let wish = try? Wish(parsing: text) else { return nil }
            // Another wish may name the package already.
            let names = Set(wish.alternatives.map(\.name))
            let former = wishes.first { Set($0.alternatives.map(\.name)) == names }
            let change =
                former.map { Remedy.Change.rewrite(wish: $0.text, replacement: text) }
                ?? .add(wish: text)
            return RemedyProposal(change: change, replacement: wish)
        }
    }

    /// Going without one of several wishes.
    private var drops: [RemedyProposal] {
        guard parts.count > 1 else { return [] }
        return parts.filter(isUsers).map { RemedyProposal(change: .drop(wish: $0.text)) }
    }
}
