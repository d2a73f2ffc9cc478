internal import PackageModel

/// What apt would decide next.
///
/// apt marks all wishes first, then completes them one after the other, depth first: for each dependency,
/// in the order Pre-Depends, Depends, Recommends, it takes the first choice, unless something marked
/// meets it already. "Marked" is narrower than "true": what the solver concluded does not count until apt
/// would have come upon it (`t: x | y, z` with `z: y` installs x as well). Where the first choice cannot
/// be had, apt goes on to the next; here the solver has ruled it out by then, or rules it out now.
///
/// A recommendation is followed where it stands, but never costs a dependency its first choice: where it
/// does, it is dropped, as apt drops what it marked for a recommendation when it is in the way.
struct AptWalk: ~Copyable {
    private var isMarked: [Bool]
    private var choices: [Solution.Choice] = []
    private var frames: [Frame] = []
    private var takesRecommended = true
    /// For each package decided for the sake of a recommendation, that recommendation (a group).
    private var recommendation: [Int: Int] = [:]
    /// The recommendations that were in the way of a dependency.
    private var dropped: Set<Int> = []

    private struct Frame {
        var package: PackageID
        var groups: Range<Int>
        var wish: Int
        /// The recommendation that led here, if one did.
        var recommendation: Int?
    }

    /// What one step led to.
    private enum Step {
        case done
        case conflict
    }

    /// Packages that are taken before all others wherever they would do.
    private let favoured: PackageSet?

    init(packages: Int, favouring favoured: PackageSet? = nil) {
        isMarked = Array(repeating: false, count: packages)
        self.favoured = favoured
    }

    /// Decides from the first wish on; `nil` where the solver met a conflict, which it has to learn from
    /// before the next run. A run repeats the decisions that still stand.
    mutating func run(
        _ wishes: [ResolverWish], groups: borrowing DependencyGroups, solver: inout Solver
    ) -> Solution? {
        for choice in choices { isMarked[choice.package.index] = false }
        choices.removeAll(keepingCapacity: true)
        for stage in SearchStage.allCases {
            switch stage {
            case .wishes: guard markWishes(wishes, &solver) else { return nil }
            case .dependencies:
                for choice in choices {
                    takesRecommended = wishes[choice.wish].takesRecommended
                    let step = complete(choice.package, wish: choice.wish, groups, &solver)
                    if case .conflict = step { return nil }
                }
            // Recommendations are taken among the dependencies, and nothing is looked at twice; what is
            // installed is among the wishes.
            case .installed, .weakDependencies, .minimisation: continue
            }
        }
        return Solution(choices: choices)
    }

    /// Marks something for each wish, without what it needs.
    private mutating func markWishes(_ wishes: [ResolverWish], _ solver: inout Solver) -> Bool {
        for (index, wish) in wishes.enumerated() {
            if wish.candidates.contains(where: { isMarked[$0.index] }) { continue }
            guard let package = take(wish.candidates[...], for: nil, &solver) else { return false }
            mark(package, parent: nil, wish: index)
        }
        return true
    }

    private mutating func mark(_ package: PackageID, parent: PackageID?, wish: Int) {
        isMarked[package.index] = true
        choices.append(Solution.Choice(package: package, parent: parent, wish: wish))
    }

    /// The first choice that is not ruled out, made true; `nil` on a conflict, or if all are ruled out, or
    /// if a recommendation that ruled one out was dropped.
    private mutating func take(
        _ candidates: ArraySlice<PackageID>, for group: Int?, _ solver: inout Solver
    ) -> PackageID? {
        for candidate in inOrder(candidates) {
            switch solver.values[candidate.index] {
            case 1: return candidate
            case 0:
                solver.decide(.positive(candidate.index))
                if group != nil || !recommendation.isEmpty {
                    recommendation[candidate.index] = group
                }
                guard let conflict = solver.propagate() else { return candidate }
                _ = solver.learn(from: conflict)
                return nil
            default:
                if group == nil, !recommendation.isEmpty,
                    let obstacle = obstacle(to: candidate, solver)
                {
                    dropped.insert(obstacle.group)
                    solver.backtrack(to: obstacle.level - 1)
                    return nil
                }
            }
        }
        return nil
    }

    /// Candidates with those that are favoured first.
    private func inOrder(_ candidates: ArraySlice<PackageID>) -> ArraySlice<PackageID> {
        guard let favoured, candidates.contains(where: favoured.contains) else { return candidates }
        return candidates.filter(favoured.contains) + candidates.filter { !favoured.contains($0) }
    }

    /// The latest recommendation among the decisions that ruled a package out, and its level.
    private func obstacle(
        to package: PackageID, _ solver: borrowing Solver
    ) -> (group: Int, level: Int)? {
        var pending = [package.index]
        var visited: Set<Int> = [package.index]
        var latest: (group: Int, level: Int)?
        while let variable = pending.popLast() {
            let level = Int(solver.levels[variable])
            if level == 0 { continue }
            let reason = solver.reasons[variable]
            if reason == .none {
                guard let group = recommendation[variable] else { continue }
                if level > latest?.level ?? 0 { latest = (group, level) }
                continue
            }
            for literal in solver.literals(of: reason)
            where visited.insert(literal.variable).inserted {
                pending.append(literal.variable)
            }
        }
        return latest
    }

    private mutating func complete(
        _ package: PackageID, wish: Int, _ groups: borrowing DependencyGroups,
        _ solver: inout Solver
    ) -> Step {
        frames = [Frame(package: package, groups: groups.groups(of: package), wish: wish)]
        while var frame = frames.popLast() {
            guard let index = frame.groups.popFirst() else { continue }
            frames.append(frame)
            let group = groups.groups[index]
            let candidates = groups.choices[group.choices]
            if !group.isRequired, !takesRecommended { continue }
            if candidates.contains(frame.package) { continue }
            if candidates.contains(where: { isMarked[$0.index] }) { continue }
            if !group.isRequired {
                if dropped.contains(index) { continue }
                if !candidates.contains(where: { solver.values[$0.index] >= 0 }) { continue }
            }
            let recommended = frame.recommendation ?? (group.isRequired ? nil : index)
            guard let chosen = take(candidates, for: recommended, &solver) else {
                return .conflict
            }
            mark(chosen, parent: frame.package, wish: wish)
            frames.append(
                Frame(
                    package: chosen, groups: groups.groups(of: chosen), wish: wish,
                    recommendation: recommended))
        }
        return .done
    }
}
