internal import Manifest
internal import PackageModel
internal import Resolver

/// Finds what would work instead of wishes that cannot be met, by solving.
///
/// The smallest changes are tried first: another version of one wish, then what makes other packages count,
/// then going without a wish. Nothing is said that was not tried.
struct RemedySearch {
    /// How many changes are tried for one conflict.
    static let limit = 16
    /// How many versions of one wish are tried.
    private static let versions = 4
    /// How many remedies are enough.
    private static let enough = 4
    /// For how many conflicts of one run remedies are looked for.
    static let conflicts = 6

    let world: any RemedyWorld
    /// The wishes as the user gave them.
    let wishes: [Wish]
    /// The repositories of the distro that are off until somebody asks for them.
    var optional: [String] = []

    /// Something to try.
    private struct Proposal {
        var wishes: [Wish]
        var change: Remedy.Change
    }

    /// What would work instead of a conflict; what the explanation knows already comes first.
    ///
    /// - Parameter refutation: What the explanation was made of, as the resolver gave it.
    func remedies(for explanation: Explanation, _ refutation: Refutation) -> [Remedy] {
        let involved = explanation.wishes.map(wish)
        guard !involved.contains(where: { $0 == nil }) else { return explanation.remedies }
        let parts = involved.compactMap(\.self)
        var found = explanation.remedies
        var settled = Set(found.compactMap(\.wish))
        var tries = 0
        let proposals =
            rewrites(of: parts, explanation) + additions(to: parts, refutation) + drops(parts)
        for proposal in proposals {
            if tries == RemedySearch.limit || found.count == RemedySearch.enough { break }
            // One other way to write a wish is enough.
            if case .rewrite(let wish, _) = proposal.change, settled.contains(wish) { continue }
            tries += 1
            guard let packages = world.install(proposal.wishes) else { continue }
            let remedy = remedy(proposal, packages)
            if let wish = remedy.wish { settled.insert(wish) }
            found.append(remedy)
        }
        return found
    }

    /// An explanation with what would work.
    func complete(_ explanation: Explanation, _ refutation: Refutation) -> Explanation {
        var copy = explanation
        copy.remedies = remedies(for: explanation, refutation)
        if copy.lacksSomething, !optional.isEmpty, copy.remedies.allSatisfy(\.isDrop) {
            let names = optional.map { "`\($0)`" }
            copy.notes.append(
                "not looked at: \(Enumeration.and(names)), which the distro file has off; "
                    + "`--with \(optional.count == 1 ? optional[0] : "ID")` turns \(optional.count == 1 ? "it" : "one") on"
            )
        }
        return copy
    }

    /// Words conflicts, and finds remedies for the first of them.
    func explain(
        _ conflicts: [WishSets.Conflict], _ questions: [ResolverWish], in universe: Universe,
        _ hiding: @escaping (PackageID) -> String?
    ) -> [Explanation] {
        conflicts.enumerated().map { number, conflict in
            let explanation = Explanation(
                conflict.refutation, wishes: questions, in: universe, hiding: hiding)
            return number < RemedySearch.conflicts
                ? complete(explanation, conflict.refutation) : explanation
        }
    }

    /// The wish that has a label; one that only a base set has is read from its label.
    private func wish(_ label: String) -> Wish? {
        wishes.first { $0.text == label } ?? (try? Wish(parsing: label))
    }

    private func isUsers(_ wish: Wish) -> Bool { wishes.contains { $0.text == wish.text } }

    private func remedy(_ proposal: Proposal, _ packages: [PackageID]) -> Remedy {
        var names: Set<String> = []
        switch proposal.change {
        case .rewrite(_, let text), .add(let text):
            let wish = proposal.wishes.first { $0.text == text }
            names = Set((wish?.alternatives ?? []).map(\.name))
        case .drop: break
        }
        let taken = packages.filter { names.contains(world.universe.nameText($0)) }
        let named = taken.map { Explanation.Package($0, in: world.universe) }
        switch proposal.change {
        case .rewrite(let wish, let replacement):
            return .rewrite(wish, as: replacement, taking: named)
        case .add(let wish):
            return Remedy(proposal.change, packages: named, text: "add `\(wish)` to the wishes")
        case .drop(let wish):
            let rest = proposal.wishes.map { "`\($0.text)`" }
            let others = rest.count == 1 ? rest[0] : "the others"
            return Remedy(proposal.change, text: "without `\(wish)`, \(others) can be installed")
        }
    }

    // MARK: - What is tried

    /// Other versions of each wish, and its other alternatives.
    private func rewrites(of parts: [Wish], _ explanation: Explanation) -> [Proposal] {
        var proposals: [Proposal] = []
        for (index, wish) in parts.enumerated() where isUsers(wish) {
            var texts: [String] = []
            if wish.alternatives.count > 1 {
                texts += wish.text.split(separator: "|").map {
                    String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
                }
            } else if let target = wish.alternatives.first, target.kind == .name {
                texts += otherVersions(of: target, wish, explanation)
            }
            for text in texts where text != wish.text {
                guard let other = try? Wish(parsing: text) else { continue }
                var changed = parts
                changed[index] = other
                proposals.append(
                    Proposal(
                        wishes: changed,
                        change: .rewrite(wish: wish.text, replacement: text)))
            }
        }
        return proposals
    }

    /// How the versions are written that the wish does not mean by itself; the simplest first.
    private func otherVersions(
        of target: WishTarget, _ wish: Wish, _ explanation: Explanation
    ) -> [String] {
        let reason = explanation.reasons.first { $0.wish == wish.text }
        let meant = Set(reason?.others ?? [])
        let isBest = reason?.kind == .best
        var texts: [String] = []
        for package in world.versions(of: target) {
            // What the wish could have meant already, the resolver has looked at.
            if meant.contains(Explanation.Package(package, in: world.universe)) { continue }
            if target.constraint == nil, target.suite == nil, !isBest,
                world.additions(for: package).isEmpty
            {
                continue
            }
            let text = world.text(of: target, meaning: package)
            if !texts.contains(text) { texts.append(text) }
            if texts.count == RemedySearch.versions { break }
        }
        return texts
    }

    /// Wishes that make packages count which would meet what is missing.
    private func additions(to parts: [Wish], _ refutation: Refutation) -> [Proposal] {
        var texts: [String] = []
        for package in refutation.outOfReach(in: world.universe) {
            for text in world.additions(for: package) where !texts.contains(text) {
                texts.append(text)
            }
        }
        return texts.prefix(RemedySearch.versions).compactMap { text in
            guard let wish = try? Wish(parsing: text) else { return nil }
            // Another wish may name the package already.
            let names = Set(wish.alternatives.map(\.name))
            let former = wishes.first { Set($0.alternatives.map(\.name)) == names }
            let change =
                former.map { Remedy.Change.rewrite(wish: $0.text, replacement: text) }
                ?? .add(wish: text)
            return Proposal(
                wishes: parts.filter { $0.text != former?.text } + [wish],
                change: change)
        }
    }

    /// Going without one of several wishes.
    private func drops(_ parts: [Wish]) -> [Proposal] {
        guard parts.count > 1 else { return [] }
        return parts.indices.filter { isUsers(parts[$0]) }.map { index in
            var rest = parts
            rest.remove(at: index)
            return Proposal(wishes: rest, change: .drop(wish: parts[index].text))
        }
    }
}

extension Remedy {
    /// The wish that is written in another way.
    fileprivate var wish: String? {
        if case .rewrite(let wish, _) = change { wish } else { nil }
    }
}
