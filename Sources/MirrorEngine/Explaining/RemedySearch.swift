internal import Manifest
internal import PackageModel
internal import Resolver

/// Finds what would work instead of wishes that cannot be met, by solving.
///
/// The smallest changes are tried first; see `RemedyProposals`. Nothing is said that was not tried.
struct RemedySearch {
    /// How many changes are tried for one conflict.
    static let limit = 16
    /// How many remedies are enough.
    private static let enough = 4
    /// For how many conflicts of one run remedies are looked for.
    static let conflicts = 6

    let world: any RemedyWorld
    /// The wishes as the user gave them.
    let wishes: [Wish]
    /// The repositories of the distro that are off until somebody asks for them.
    var optional: [String] = []

    /// What would work instead of a conflict.
    ///
    /// A change counts where all wishes of the question can be met with it. Only where there is no such change
    /// are those named that end this conflict alone, with what then stands.
    ///
    /// - Parameter refutation: What the explanation was made of, as the resolver gave it.
    func remedies(for explanation: Explanation, _ refutation: Refutation) -> [Remedy] {
        let parts = explanation.wishes.compactMap(wish)
        let isWhole = wishes.allSatisfy { wish in parts.contains { $0.text == wish.text } }
        var found: [Remedy] = []
        var partial: [(proposal: RemedyProposal, packages: [PackageID])] = []
        var settled: Set<String> = []
        let proposals = RemedyProposals(world: world, wishes: wishes, parts: parts)
            .all(explanation, refutation)
        for proposal in proposals.prefix(RemedySearch.limit) {
            if found.count == RemedySearch.enough { break }
            // One other way to write a wish is enough.
            if let wish = proposal.rewritten, settled.contains(wish) { continue }
            let whole = proposal.applied(to: wishes)
            let part = proposal.applied(to: parts)
            guard case .works(let packages) = world.attempt(part, among: whole) else { continue }
            if !isWhole {
                guard case .works = world.attempt(whole, among: whole) else {
                    partial.append((proposal, packages))
                    continue
                }
            }
            if let wish = proposal.rewritten { settled.insert(wish) }
            found.append(remedy(proposal, packages, whole))
        }
        return found.isEmpty ? partialRemedies(partial, parts) : found
    }

    /// Changes that end one conflict and leave another, which is named.
    private func partialRemedies(
        _ found: [(proposal: RemedyProposal, packages: [PackageID])], _ parts: [Wish]
    ) -> [Remedy] {
        var remedies: [Remedy] = []
        var settled: Set<String> = []
        for (proposal, packages) in found where remedies.count < RemedySearch.enough {
            if let wish = proposal.rewritten, settled.contains(wish) { continue }
            let whole = proposal.applied(to: wishes)
            guard let remaining = world.conflict(of: whole), !remaining.isEmpty else { continue }
            if let wish = proposal.rewritten { settled.insert(wish) }
            remedies.append(
                remedy(proposal, packages, proposal.applied(to: parts)).leaving(remaining))
        }
        return remedies
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

    /// A change in words.
    ///
    /// - Parameters:
    ///   - packages: What would be installed.
    ///   - wishes: The wishes that can be met with it.
    private func remedy(
        _ proposal: RemedyProposal, _ packages: [PackageID], _ wishes: [Wish]
    ) -> Remedy {
        let names = Set((proposal.replacement?.alternatives ?? []).map(\.name))
        let taken = packages.filter { names.contains(world.universe.nameText($0)) }
            .map { Explanation.Package($0, in: world.universe) }
        switch proposal.change {
        case .rewrite(let wish, let replacement):
            return .rewrite(wish, as: replacement, taking: taken)
        case .add(let wish):
            return Remedy(proposal.change, packages: taken, text: "add `\(wish)` to the wishes")
        case .drop(let wish):
            let others = wishes.count == 1 ? "`\(wishes[0].text)`" : "the others"
            return Remedy(proposal.change, text: "without `\(wish)`, \(others) can be installed")
        }
    }
}
