internal import DebianRepository
internal import Manifest
internal import MirrorBase
internal import PackageModel
internal import Resolver
internal import Store
internal import SystemIO

extension DebianFamily {
    /// The distribution's own archives, whose priorities say what belongs to the base: not other makers',
    /// whose packages may call themselves important, and not what is off by default.
    private var baseRepositories: Set<String> {
        Set(
            plan.distro.repositories.filter {
                $0.isOnByDefault && !$0.isFlat && $0.component == nil
            }.map(\.id))
    }

    func resolve(_ roots: [VerifiedRelease]) async throws(MirrorError) -> Resolution {
        let (roots, universe) = try await universe(of: roots)
        let wishes = context.wishes
        let owners = try await owners(of: wishes.map(\.wish), roots)
        var wishPlan = DebianWishPlan(
            universe, recommends: plan.recommends, place: context.place, owners: owners,
            elsewhere: context.knownNames.finder(except: context.place))
        wishPlan.prefer(wishes.map(\.wish))
        wishPlan.add(base: plan.distro.base, from: baseRepositories)
        wishPlan.add(wishes, of: context.manifest)
        for note in wishPlan.notes { session.observer.report(.note(note)) }
        if !wishPlan.problems.isEmpty {
            throw MirrorError(.usage, problems: wishPlan.problems)
        }
        let policy = DebianResolver.Policy(
            recommends: wishPlan.takesRecommended, order: wishPlan.order)
        var resolver = DebianResolver(universe, policy: policy)
        let solved = try WishSolving.solve(
            wishPlan.entries, common: wishPlan.essentialCount, &resolver, in: universe,
            session.observer,
            RemedySearch(
                world: DebianRemedyWorld(
                    universe: universe, recommends: plan.recommends, place: context.place,
                    owners: owners),
                wishes: wishes.map(\.wish), optional: plan.optionalRepositories))
        let maker = DebianLockMaker(universe: universe, roots: roots, suite: plan.distro.suite)
        let packages = try maker.packages(of: solved.members)
        let lock = Lock(
            distro: plan.distro.name, architecture: plan.architecture.name,
            inputs: LockInputs(plan: plan, wishes: wishes).make(lines(for: roots)),
            sets: solved.lines, packages: packages.map(\.locked))
        return Resolution(packages: packages, lock: lock, absent: wishPlan.absent)
    }

    func answers(
        to wishes: [Wish], each: Bool, _ emit: (Resolve.Answer) throws(MirrorError) -> Void
    ) async throws(MirrorError) {
        let (roots, universe) = try await universe(of: try await roots())
        let owners = try await owners(of: wishes, roots)
        try DebianAnswers(
            universe: universe, recommends: plan.recommends, place: context.place, owners: owners,
            observer: session.observer, optional: plan.optionalRepositories
        ).answer(wishes, each: each, emit)
    }

    /// Everything that the repositories have; roots that had to be fetched again are replaced.
    private func universe(of roots: [VerifiedRelease]) async throws(MirrorError) -> (
        [VerifiedRelease], Universe
    ) {
        let (roots, indexes) = try await indexes(of: roots)
        session.observer.report(.phase("resolving"))
        let universe = try DebianUniverseLoader.load(
            indexes, native: native, foreign: plan.architecture.foreign)
        try context.knownNames.record(universe, of: context.place)
        return (roots, universe)
    }

    /// Indexes of all roots. Where a mirror changes under us, its root is fetched once more.
    private func indexes(of roots: [VerifiedRelease]) async throws(MirrorError) -> (
        [VerifiedRelease], [DebianIndex]
    ) {
        session.observer.report(.phase("fetching indexes"))
        let architectures = [native] + plan.architecture.foreign
        var current: [VerifiedRelease] = []
        var found: [DebianIndex] = []
        for root in roots {
            do throws(MirrorError) {
                found += try await indexFetcher.packages(of: root, architectures: architectures)
                current.append(root)
            } catch {
                guard error.category == .integrity || error.category == .network,
                    !session.options.isOffline
                else { throw error }
                session.observer.report(
                    .warning("\(error.problems[0].message); fetching the Release file again"))
                let again = try await releaseFetcher.fetch(root.source)
                if again.digest == root.digest, error.category == .network { throw error }
                found += try await indexFetcher.packages(of: again, architectures: architectures)
                current.append(again)
            }
        }
        return (current, found)
    }

    /// The packages that hold the files that wishes name; nothing is fetched where none does.
    private func owners(of wishes: [Wish], _ roots: [VerifiedRelease]) async throws(MirrorError)
        -> [String: [String]]
    {
        let paths = Set(wishes.flatMap(\.alternatives).filter { $0.kind == .path }.map(\.name))
        if paths.isEmpty { return [:] }
        session.observer.report(.phase("looking for files"))
        return try await FileOwners(fetcher: indexFetcher, architecture: native)
            .find(paths.sorted(), in: roots, session.observer)
    }
}
