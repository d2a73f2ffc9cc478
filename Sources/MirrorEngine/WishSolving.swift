internal import MirrorBase
internal import PackageModel
internal import Resolver

/// Solves planned wishes in sets, and words what excludes what.
enum WishSolving {
    /// The sets; wishes that cannot be met even alone are an error.
    static func solve<R: WishResolver & ~Copyable>(
        _ entries: [PlannedWish], common: Int = 0, _ resolver: inout R, in universe: Universe,
        _ observer: BuildObserver, size: ((PackageID) -> Int)? = nil
    ) throws(MirrorError) -> SolvedSets {
        let wishes = entries.map(\.wish)
        let sets: WishSets
        switch resolver.solveInSets(wishes, common: common, size: size) {
        case .solved(let found): sets = found
        case .impossible(let conflicts):
            let problems = conflicts.map { conflict in
                let explanation = Explanation(conflict.refutation, wishes: wishes, in: universe)
                return MirrorError.Problem(
                    ([explanation.headline] + explanation.lines).joined(separator: "\n  "))
            }
            throw MirrorError(.answerIsNo, problems: problems)
        case .undecided(let steps):
            throw MirrorError(
                .answerIsNo,
                "no answer was found after \(steps) steps, though there may be one")
        }
        let explanations = sets.conflicts.map { conflict in
            Explanation(conflict.refutation, wishes: wishes, in: universe)
        }
        for explanation in explanations {
            observer.report(
                .warning(
                    ([explanation.headline + "; they are in different sets"] + explanation.lines)
                        .joined(separator: "\n  ")))
        }
        return SolvedSets(
            entries: entries, common: common, sets: sets, conflicts: explanations.map(\.headline))
    }
}
