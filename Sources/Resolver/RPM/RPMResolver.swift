internal import MirrorBase
public import PackageModel

/// Chooses packages as dnf does: the clauses of rpm, decided in libsolv's order.
///
/// The clauses are made once, of the whole universe or of what some wishes can come upon. Each question adds
/// its own, and takes them back together with all that was learnt, so an answer never depends on the
/// questions before it. The rules are those of libsolv 0.7 as dnf 4 uses it on an empty system.
public struct RPMResolver: ~Copyable {
    let universe: Universe
    let policy: RPMPolicy
    /// What is installed already; nothing, unless a client asks.
    let installed: InstalledBase
    var preferences = InstalledPreferences()
    var rich: RichTable
    var solver: Solver
    /// The packages that wishes may name; `nil` for all.
    let scope: PackageSet?
    let choices: RPMClauses.Choices
    let soft: SoftDependencies
    var reach: Reachability
    var search: RPMSearch
    var needs: NeedTable

    /// Makes the clauses of a universe.
    ///
    /// - Parameter wishes: All wishes that will be asked for; then the clauses are only of what these can come
    ///   upon, which is quicker for a few of them and answers the same. Without it any wish may be.
    public init(
        _ universe: Universe, policy: RPMPolicy = RPMPolicy(), for wishes: [ResolverWish]? = nil
    ) {
        self.init(
            universe, policy, for: wishes, installed: PackageSet(count: universe.count),
            isFrozen: false)
    }

    /// The same on a machine that holds packages already.
    init(
        _ universe: Universe, _ policy: RPMPolicy, for wishes: [ResolverWish]?,
        installed: PackageSet, isFrozen: Bool
    ) {
        self.universe = universe
        self.policy = policy
        self.installed = InstalledBase(
            installed, universe, policy, RPMClauses.installOnly(universe, policy),
            isFrozen: isFrozen)
        rich = RichTable(universe)
        solver = Solver(variables: universe.count)
        soft = SoftDependencies(universe, &rich)
        if let wishes {
            scope = QuestionScope(wishes, universe, policy, &rich, soft).packages
        } else {
            scope = nil
        }
        let clauses = RPMClauses(universe, policy, &rich, installed: installed, within: scope)
        choices = clauses.finish(into: &solver)
        reach = Reachability(universe, installed: installed)
        search = RPMSearch(packages: universe.count)
        needs = NeedTable(packages: universe.count)
        if !self.installed.isEmpty { preferences = findPreferences() }
        // Nothing is demanded yet: only what can never be installed is found here.
        _ = solver.propagate()
    }

    /// The packages that an answer to some wishes can hold, and all that their dependencies speak of; maybe
    /// more, but not less.
    public static func scope(
        of wishes: [ResolverWish], in universe: Universe, policy: RPMPolicy
    ) -> PackageSet {
        var rich = RichTable(universe)
        let soft = SoftDependencies(universe, &rich)
        return QuestionScope(wishes, universe, policy, &rich, soft).packages
    }

    /// What the search has cost so far.
    public var effort: (conflicts: Int, propagations: Int) {
        (solver.conflictCount, solver.propagationCount)
    }

    /// Finds what dnf would install for all wishes together, or why nothing can be.
    public mutating func solve(_ wishes: [ResolverWish]) -> ResolverAnswer {
        let answer = usual(wishes)
        if let objective = policy.objective, case .solved(let usual) = answer {
            return .solved(smaller(usual, for: wishes, objective))
        }
        return answer
    }

    /// Finds what dnf would install, whatever its size.
    mutating func usual(_ wishes: [ResolverWish]) -> ResolverAnswer {
        let answer = ask(wishes)
        guard case .unsatisfiable(var refutation) = answer else { return answer }
        // Would it do without the demand for the best?
        let demanding = Set(
            refutation.facts.compactMap { fact in
                if case .best(let wish, _) = fact { wish } else { nil }
            })
        if demanding.isEmpty { return answer }
        var modest = wishes
        for wish in demanding { modest[wish].takesBest = false }
        guard case .solved(let solution) = ask(modest) else { return answer }
        for choice in solution.choices
        where choice.parent == nil && demanding.contains(choice.wish) {
            refutation.older.append(choice.package)
        }
        return .unsatisfiable(refutation)
    }

    mutating func ask(
        _ wishes: [ResolverWish], _ extent: RPMSearch.Extent = RPMSearch.Extent()
    ) -> ResolverAnswer {
        solver.openQuestion()
        defer { solver.closeQuestion() }
        search.begin(solver.clauses.count)
        search.extent = extent
        addClauses(of: wishes)
        for package in extent.given { solver.addClause([.positive(package.index)], .wish(0)) }
        switch run() {
        case .done: return .solved(solution(of: wishes))
        case .refuted(let clause):
            let refutation = Refutation(from: clause, firstWish: solver.variableCount, solver)
            return .unsatisfiable(refutation.withWishes())
        case .exhausted: return .undecided(steps: policy.stepBudget)
        }
    }

    // MARK: - The clauses of a question

    mutating func addClauses(of wishes: [ResolverWish]) {
        let start = solver.clauses.count
        for (index, wish) in wishes.enumerated() {
            precondition(
                scope.map { scope in wish.candidates.allSatisfy { scope.contains($0) } } ?? true,
                "only wishes that were announced are asked for")
            let literals = wish.candidates.sorted().map { Literal.positive($0.index) }
            guard let condition = wish.condition else {
                solver.addClause(literals, .wish(index))
                continue
            }
            for package in condition.sorted() where !wish.candidates.contains(package) {
                solver.addClause([.negative(package.index)] + literals, .wish(index))
            }
        }
        search.jobs = start..<solver.clauses.count
        addInferior(wishes)
        if policy.best { addBest(wishes) }
    }

    /// The packages that a wish can mean: what is excluded is not looked at.
    func candidates(of wish: ResolverWish) -> [PackageID] {
        wish.candidates.filter { !policy.excluded.contains($0) }
    }

    /// A build for a lesser architecture is installed beside the same build for a better one only, unless
    /// a wish itself may mean it.
    private mutating func addInferior(_ wishes: [ResolverWish]) {
        if reach.inferior.isEmpty { return }
        var start = installed.packages.map { PackageID(Int($0)) } + installed.reachable
        for wish in wishes { start += candidates(of: wish) + (wish.condition ?? []) }
        reach.walk(from: start, universe, &rich, soft, excluded: policy.excluded)
        var found: [(package: PackageID, siblings: [PackageID])] = []
        for package in reach.inferior where reach.contains(package) {
            let package = PackageID(Int(package))
            let rivals = universe.betterBuilds(of: package).filter {
                reach.contains(Int32($0.raw)) && !installed.contains($0)
            }
            guard let best = rivals.map({ universe.architecture($0) }).min(),
                !mayStay(package, best)
            else { continue }
            let siblings = siblings(of: package, best)
            // An installed one stays as it is, unless it is in step with one for the best architecture.
            if installed.contains(package), !siblings.contains(where: { installed.contains($0) }) {
                continue
            }
            found.append((package, siblings))
        }
        var exempt: Set<NameID> = []
        // What is wished by name says its architectures; what groups add on a condition does not.
        for wish in wishes where wish.condition == nil {
            for package in candidates(of: wish)
            where universe.architecture(package) > UniverseBuilder.allArchitectures
                && found.contains(where: { $0.package == package })
            {
                exempt.insert(universe.name(package))
            }
        }
        for (package, siblings) in found where !exempt.contains(universe.name(package)) {
            solver.addClause(
                [.negative(package.index)] + siblings.map { .positive($0.index) },
                .inferior(package))
        }
    }

    /// Whether a build for a lesser architecture may come because something of its name is installed for
    /// that, and not in step with the best one.
    private func mayStay(_ package: PackageID, _ best: UInt8) -> Bool {
        if installed.isEmpty || installed.contains(package) { return false }
        return universe.providers(of: universe.name(package)).contains { provider in
            let other = provider.package
            return provider.isOwnName && installed.contains(other)
                && universe.architecture(other) == universe.architecture(package)
                && siblings(of: other, best).isEmpty
        }
    }

    /// The same version of a package for the best architecture, or for none.
    private func siblings(of package: PackageID, _ best: UInt8) -> [PackageID] {
        var found: [PackageID] = []
        for provider in universe.providers(of: universe.name(package)) where provider.isOwnName {
            let other = provider.package
            let architecture = universe.architecture(other)
            guard other != package,
                architecture == best || architecture == UniverseBuilder.allArchitectures,
                universe.compare(universe.version(other), universe.version(package)) == 0
            else { continue }
            found.append(other)
        }
        return found
    }

    /// The best without regard to what is preferred, where that makes a difference: what is preferred must
    /// not make a wish impossible.
    private mutating func usualBest(_ all: [Int32]) -> [Int32] {
        guard all.contains(where: { policy.preferred.contains(Int($0)) }) else { return [] }
        var best = all
        apply(RPMPreference.best.filter { $0 != .preferred }, to: &best)
        return best
    }

    private mutating func addBest(_ wishes: [ResolverWish]) {
        for (index, wish) in wishes.enumerated() where wish.takesBest {
            let all = candidates(of: wish).sorted().map { Int32($0.raw) }
            var best = all
            filterBest(&best)
            best += usualBest(all).filter { !best.contains($0) }
            if best.count == all.count { continue }
            let literals = best.sorted().map { Literal.positive(Int($0)) }
            guard let condition = wish.condition else {
                solver.addClause(literals, .best(index))
                continue
            }
            for package in condition.sorted() where !wish.candidates.contains(package) {
                solver.addClause([.negative(package.index)] + literals, .best(index))
            }
        }
    }
}
