internal import DebianRepository
internal import Manifest
package import MirrorBase
internal import PackageModel
internal import Resolver
internal import Store
internal import SystemIO

extension DebianFamily {
    /// The distribution's own archives, whose priorities say what belongs to the base: not other makers',
    /// whose packages may call themselves important, and not what is off by default.
    var baseRepositories: Set<String> {
        Set(
            plan.distro.repositories.filter {
                $0.isOnByDefault && !$0.isFlat && $0.component == nil
            }.map(\.id))
    }

    func resolve(_ roots: [VerifiedRelease]) async throws(MirrorError) -> Resolution {
        let (roots, upstream) = try await universe(of: roots)
        let there = try installed(upstream)
        let isAssumed = context.baselines.mode == .assume && !there.isEmpty
        let whole = isAssumed ? try InstalledUniverse(upstream, there) : nil
        let universe = whole?.universe ?? upstream
        let wishes = context.wishes
        let owners = try await owners(of: wishes.map(\.wish), roots)
        let objectives = Objectives(plan, session.observer)
        var wishPlan = DebianWishPlan(
            universe, recommends: plan.recommends, place: context.place, owners: owners,
            preferring: objectives.formerPackages(in: universe),
            elsewhere: context.knownNames.finder(except: context.place))
        wishPlan.prefer(whole?.base)
        if !isAssumed { wishPlan.prefer(shipped: there) }
        wishPlan.prefer(wishes.map(\.wish))
        wishPlan.add(assumed: whole?.base)
        wishPlan.add(base: plan.distro.base, from: baseRepositories)
        wishPlan.add(wishes, of: context.manifest)
        if !isAssumed { wishPlan.add(shipped: there) }
        for note in wishPlan.notes { session.observer.report(.note(note)) }
        if !wishPlan.problems.isEmpty {
            throw MirrorError(.usage, problems: wishPlan.problems)
        }
        var policy = DebianResolver.Policy(
            recommends: wishPlan.takesRecommended, order: wishPlan.order)
        let size = { (package: PackageID) in
            DebianFamily.size(of: package, universe, beside: whole?.base)
        }
        policy.objective = objectives.size(in: universe, size)
        var resolver = DebianResolver(universe, policy: policy)
        var solved = try WishSolving.solve(
            wishPlan.entries, common: wishPlan.essentialCount, &resolver, in: universe,
            session.observer,
            RemedySearch(
                world: DebianRemedyWorld(
                    universe: universe, recommends: plan.recommends, place: context.place,
                    owners: owners, assumed: whole?.base
                ) { trial in
                    trial.add(base: plan.distro.base, from: baseRepositories)
                    if !isAssumed { trial.add(shipped: there) }
                },
                wishes: wishes.map(\.wish), optional: plan.optionalRepositories),
            size: size)
        solved.assumed = whole?.base
        solved.assumedCount = wishPlan.assumedCount
        var mirror = DebianPlannedMirror(
            plan, wishPlan.order, resolver, universe, groups: context.groups, roots: roots,
            objectives: objectives,
            assumed: isAssumed ? there : [], installed: whole?.base.installed)
        let report = try StabilityLoop(
            observer: session.observer, isBroad: objectives.closure == .broad
        ).settle(&solved, &mirror)
        let maker = DebianLockMaker(universe: universe, roots: roots, suite: plan.distro.suite)
        let packages = try maker.packages(of: solved.members)
        let lock = Lock(
            distro: plan.distro.name, architecture: plan.architecture.name,
            inputs: context.lockInputs.make(lines(for: roots)),
            sets: solved.lines, packages: packages.map(\.locked),
            assumed: Lock.Assumed(packages: isAssumed ? there : [], wishes: solved.met))
        return Resolution(
            packages: packages, lock: lock, absent: wishPlan.absent, stability: report,
            sizes: solved.sizes)
    }

    func answers(
        to wishes: [Wish], each: Bool, _ emit: (Resolve.Answer) throws(MirrorError) -> Void
    ) async throws(MirrorError) {
        let (roots, universe) = try await universe(of: try await roots())
        let owners = try await owners(of: wishes, roots)
        let there = try installed(universe)
        let isAssumed = context.baselines.mode == .assume && !there.isEmpty
        let whole = isAssumed ? try InstalledUniverse(universe, there) : nil
        try DebianAnswers(
            universe: whole?.universe ?? universe, recommends: plan.recommends,
            place: context.place, owners: owners, assumed: whole?.base,
            shipped: isAssumed ? [] : there, observer: session.observer,
            objectives: Objectives(plan, session.observer), optional: plan.optionalRepositories
        ).answer(wishes, each: each, emit)
    }

    /// What its record says of a package's size; zero where it says nothing, and for what is on the machine
    /// already, which nobody fetches.
    static func size(
        of package: PackageID, _ universe: Universe, beside base: AssumedBase?
    ) -> Int {
        if base?.installed.contains(package) == true { return 0 }
        return (try? PackageRecord(stanza: universe.stanza(package)))?.size ?? 0
    }

    /// Everything that the repositories have.
    func upstream() async throws(MirrorError) -> Universe {
        try await universe(of: try await roots()).1
    }

    /// What is on the target already.
    func installed(_ universe: Universe) throws(MirrorError) -> [Lock.Installed] {
        let baselines = DebianBaselines(universe: universe, observer: session.observer)
        return try context.baselines.packages { (baseline) throws(MirrorError) in
            try baselines.installed(baseline)
        }
    }

    /// Everything that the repositories have; roots that had to be fetched again are replaced.
    func universe(of roots: [VerifiedRelease]) async throws(MirrorError) -> (
        [VerifiedRelease], Universe
    ) {
        let found = try await indexes(of: roots)
        session.observer.report(.phase("resolving"))
        let universe = try DebianUniverseLoader.load(
            found.flatMap(\.content), native: native, foreign: plan.architecture.foreign)
        try context.knownNames.record(universe, of: context.place)
        return (found.map(\.root), universe)
    }

    /// The Packages indexes that roots list; roots that had to be fetched again are replaced.
    package func indexes(of roots: [VerifiedRelease]) async throws(MirrorError) -> [(
        root: VerifiedRelease, content: [DebianIndex]
    )] {
        let architectures = [native] + plan.architecture.foreign
        return try await contents(of: roots, called: "the Release file") {
            (root) throws(MirrorError) in
            try await indexFetcher.packages(of: root, architectures: architectures)
        } again: { (root) throws(MirrorError) in
            try await releaseFetcher.fetch(root.source)
        }
    }

    /// The packages that hold the files that wishes name; nothing is fetched where none does.
    func owners(of wishes: [Wish], _ roots: [VerifiedRelease]) async throws(MirrorError)
        -> [String: [String]]
    {
        let paths = Set(wishes.flatMap(\.alternatives).filter { $0.kind == .path }.map(\.name))
        if paths.isEmpty { return [:] }
        session.observer.report(.phase("looking for files"))
        return try await FileOwners(fetcher: indexFetcher, architecture: native)
            .find(paths.sorted(), in: roots, session.observer)
    }
}
