internal import DebianRepository
internal import Manifest
internal import MirrorBase
internal import PackageModel
internal import Resolver
internal import Store
internal import SystemIO

/// What a distro's wishes came to: the packages, the lock, and what was noticed on the way.
struct Resolution {
    /// The packages, with their records.
    var packages: [PlannedPackage]
    /// The lock.
    var lock: Lock
    /// Optional wishes that nothing meets here.
    var absent: [String]
}

/// Solves the wishes of a distro over its repositories.
struct DistroResolver {
    let plan: DistroPlan
    let manifest: Manifest
    let session: Session

    private var place: String { "\(plan.distro.name) \(plan.architecture.name)" }
    private var native: String { plan.architecture.urlName }

    /// The wishes that the manifest has for this distro and architecture.
    var wishes: [GroupedWish] {
        manifest.wishes(
            forGroups: plan.distro.groups.map(\.name), distro: plan.distro.name,
            architecture: plan.architecture.name)
    }

    /// The distribution's own archives, whose priorities say what belongs to the base: not other makers',
    /// whose packages may call themselves important, and not what is off by default.
    private var baseRepositories: Set<String> {
        Set(
            plan.distro.repositories.filter {
                $0.isOnByDefault && !$0.isFlat && $0.component == nil
            }.map(\.id))
    }

    /// Fetches and reads the repositories and solves everything together.
    func resolve(_ roots: [VerifiedRoot]) async throws(MirrorError) -> Resolution {
        let (roots, universe) = try await universe(of: roots)
        let owners = try await owners(of: wishes.map(\.wish), roots)
        var wishPlan = WishPlan(
            universe, recommends: plan.recommends, place: place, owners: owners,
            elsewhere: KnownNames(directory: session.options.cache / "names").finder(except: place))
        wishPlan.prefer(wishes.map(\.wish))
        wishPlan.add(base: plan.distro.base, from: baseRepositories)
        wishPlan.add(wishes, of: manifest)
        for note in wishPlan.notes { session.observer.report(.note(note)) }
        if !wishPlan.problems.isEmpty {
            throw MirrorError(.usage, problems: wishPlan.problems)
        }
        return try solve(wishPlan, universe, roots)
    }

    /// Everything that the repositories have; roots that had to be fetched again are replaced.
    func universe(of roots: [VerifiedRoot]) async throws(MirrorError) -> ([VerifiedRoot], Universe)
    {
        let (roots, indexes) = try await indexes(of: roots)
        session.observer.report(.phase("resolving"))
        let universe = try UniverseLoader.load(
            indexes, native: native, foreign: plan.architecture.foreign)
        try KnownNames(directory: session.options.cache / "names").record(universe, of: place)
        return (roots, universe)
    }

    /// Indexes of all roots. Where a mirror changes under us, its root is fetched once more.
    private func indexes(of roots: [VerifiedRoot]) async throws(MirrorError) -> (
        [VerifiedRoot], [CachedIndex]
    ) {
        session.observer.report(.phase("fetching indexes"))
        let architectures = [native] + plan.architecture.foreign
        var current: [VerifiedRoot] = []
        var found: [CachedIndex] = []
        for root in roots {
            do throws(MirrorError) {
                found += try await session.indexFetcher.packages(
                    of: root, architectures: architectures)
                current.append(root)
            } catch {
                guard error.category == .integrity || error.category == .network,
                    !session.options.isOffline
                else { throw error }
                session.observer.report(
                    .warning("\(error.problems[0].message); fetching the Release file again"))
                let again = try await session.rootFetcher(plan.distro.name).fetch(root.source)
                if again.digest == root.digest, error.category == .network { throw error }
                found += try await session.indexFetcher.packages(
                    of: again, architectures: architectures)
                current.append(again)
            }
        }
        return (current, found)
    }

    /// The packages that hold the files that wishes name; nothing is fetched where none does.
    func owners(of wishes: [Wish], _ roots: [VerifiedRoot]) async throws(MirrorError)
        -> [String: [String]]
    {
        let paths = Set(wishes.flatMap(\.alternatives).filter { $0.kind == .path }.map(\.name))
        if paths.isEmpty { return [:] }
        session.observer.report(.phase("looking for files"))
        return try await FileOwners(fetcher: session.indexFetcher, architecture: native)
            .find(paths.sorted(), in: roots, session.observer)
    }

    private func solve(_ wishPlan: WishPlan, _ universe: Universe, _ roots: [VerifiedRoot])
        throws(MirrorError) -> Resolution
    {
        let wishes = wishPlan.entries.map(\.wish)
        let policy = DebianResolver.Policy(
            recommends: wishPlan.takesRecommended, order: wishPlan.order)
        var resolver = DebianResolver(universe, policy: policy)
        let sets: WishSets
        switch resolver.solveInSets(wishes, common: wishPlan.essentialCount) {
        case .solved(let found): sets = found
        case .impossible(let conflicts):
            let problems = conflicts.map { conflict in
                let explanation = resolver.explain(conflict.refutation, wishes: wishes)
                return MirrorError.Problem(
                    ([explanation.headline] + explanation.lines).joined(separator: "\n  "))
            }
            throw MirrorError(.answerIsNo, problems: problems)
        }
        let explanations = sets.conflicts.map { conflict in
            resolver.explain(conflict.refutation, wishes: wishes)
        }
        for explanation in explanations {
            session.observer.report(
                .warning(
                    ([explanation.headline + "; they are in different sets"] + explanation.lines)
                        .joined(separator: "\n  ")))
        }
        let maker = LockMaker(
            universe: universe, roots: roots, entries: wishPlan.entries, suite: plan.distro.suite)
        let packages = try maker.packages(of: sets)
        let lock = Lock(
            distro: plan.distro.name, architecture: plan.architecture.name,
            inputs: LockInputs(plan: plan, wishes: self.wishes).make(roots),
            sets: lockSets(sets, wishes, common: wishPlan.essentialCount, explanations),
            packages: packages.map(\.locked))
        return Resolution(packages: packages, lock: lock, absent: wishPlan.absent)
    }

    private func lockSets(
        _ sets: WishSets, _ wishes: [ResolverWish], common: Int, _ explanations: [Explanation]
    ) -> [Lock.WishSet] {
        sets.parts.enumerated().map { number, part in
            // What is essential is in every set, and named in the first.
            let own = number == 0 ? part.wishes : part.wishes.filter { $0 >= common }
            let apart = zip(sets.conflicts, explanations).filter { conflict, _ in
                number > 0 && conflict.wishes.contains { own.contains($0) }
            }
            return Lock.WishSet(
                name: "\(number + 1)", wishes: own.map { wishes[$0].label },
                conflict: apart.isEmpty
                    ? nil : apart.map(\.1.headline).joined(separator: "; "))
        }
    }
}
