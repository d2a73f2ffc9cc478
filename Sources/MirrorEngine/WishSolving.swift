internal import MirrorBase
internal import PackageModel
internal import Resolver

/// Solves planned wishes in sets, and words what excludes what.
enum WishSolving {
    /// The sets; wishes that cannot be met even alone are an error.
    static func solve<R: WishResolver & ~Copyable>(
        _ entries: [PlannedWish], common: Int = 0, _ resolver: inout R, in universe: Universe,
        _ observer: BuildObserver, _ search: RemedySearch,
        hiding: @escaping (PackageID) -> String? = { _ in nil },
        size: ((PackageID) -> Int)? = nil
    ) throws(MirrorError) -> SolvedSets {
        let wishes = entries.map(\.wish)
        let sets: WishSets
        switch resolver.solveInSets(wishes, common: common, size: size) {
        case .solved(let found): sets = found
        case .impossible(let conflicts):
            let explanations = search.explain(conflicts, wishes, in: universe, hiding)
            let problems = zip(conflicts, explanations).map { conflict, usual in
                let kept = conflict.refutation.keeping(entries)
                let explanation =
                    kept.map { Explanation(besideInstalled: $0, wishes, in: universe, hiding) }
                    ?? usual
                return MirrorError.Problem(
                    ([explanation.headline] + explanation.lines).joined(separator: "\n  "),
                    hints: explanation.hints)
            }
            throw MirrorError(.answerIsNo, problems: problems)
        case .undecided(let steps):
            throw MirrorError(
                .answerIsNo,
                "no answer was found after \(steps) steps, though there may be one")
        }
        let explanations = search.explain(sets.conflicts, wishes, in: universe, hiding)
        for explanation in explanations {
            observer.report(.warning(explanation.warning))
        }
        return SolvedSets(
            entries: entries, common: common, sets: sets, conflicts: explanations.map(\.headline))
    }
}

extension Explanation {
    /// What is said where a conflict is no failure, since there are sets.
    fileprivate var warning: String {
        // That one can do without a wish is what the sets are for.
        let others = remedies.filter { !$0.isDrop }
        let hints = others.map {
            ($0.remaining.isEmpty ? "hint: for one set, " : "hint: ") + $0.text
        }
        return ([headline + "; they are in different sets"] + lines + hints)
            .joined(separator: "\n  ")
    }
}
