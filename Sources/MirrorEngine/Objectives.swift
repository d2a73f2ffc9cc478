internal import Archive
internal import Manifest
internal import MirrorBase
internal import PackageModel
internal import Resolver
internal import Store
internal import SystemIO

/// What is wanted of an answer beside the client's own choice.
struct Objectives {
    /// The packages of the former lock, where the answer is to stay close to it.
    var former: [Lock.Package] = []
    /// Whether the answer with fewest bytes is taken.
    var isMinimal = false
    /// How much of what could serve is taken.
    var closure = ClosureKind.exact

    /// None: the client's own choice.
    init() {}

    /// The objectives of a run; says where there is no lock to stay close to.
    init(_ plan: DistroPlan, _ observer: BuildObserver) {
        isMinimal = plan.options.isMinimal
        closure = plan.closure
        if plan.options.prefersLocked { former = Objectives.packages(of: plan.lockPath, observer) }
    }

    /// The objectives of a question over indexes, for which there is no lock.
    init(_ options: BuildOptions, _ observer: BuildObserver) {
        isMinimal = options.isMinimal
        closure = options.closure ?? .exact
        if options.prefersLocked {
            observer.report(.note("`--prefer-locked`: indexes by themselves have no lock"))
        }
    }

    private static func packages(of path: FilePath, _ observer: BuildObserver) -> [Lock.Package] {
        guard Files.exists(path) else {
            observer.report(
                .note("`--prefer-locked`: there is no lock `\(path)` to stay close to"))
            return []
        }
        do { return try Lock(reading: try Files.read(path)).packages } catch {
            observer.report(
                .warning("`--prefer-locked`: the lock `\(path)` cannot be used: \(error)"))
            return []
        }
    }

    /// What of the former lock still exists.
    func formerPackages(in universe: Universe) -> [PackageID] {
        var found: [PackageID] = []
        for package in former where !package.isBroad {
            guard let name = universe.names.find(package.name) else { continue }
            for provider in universe.providers(of: name)
            where provider.isOwnName
                && universe.versionText(provider.package) == package.version
                && universe.architectureText(provider.package) == package.architecture
            {
                found.append(provider.package)
            }
        }
        return found
    }

    /// What clients may add that know no preference for the former lock: what it has, and what was chosen; `nil`
    /// where nothing is preferred.
    func knownPackages(in universe: Universe, and sets: SolvedSets) -> Set<PackageID>? {
        former.isEmpty ? nil : sets.contents.union(formerPackages(in: universe))
    }

    /// The objective of fewest bytes over the packages of a scope, where it is wanted.
    func size(
        in universe: Universe, within scope: PackageSet? = nil, _ size: (PackageID) -> Int
    ) -> SizeObjective? {
        if !isMinimal { return nil }
        return SizeObjective(
            universe.packages.map { scope?.contains($0) ?? true ? size($0) : 0 })
    }

    /// The packages of an answer, and what else could serve it where the closure is broad.
    func packages<R: WishResolver & ~Copyable>(
        of solution: Solution, _ resolver: inout R, beside base: AssumedBase?
    ) -> [PackageID] {
        if closure == .exact { return solution.packages }
        return solution.packages + resolver.broadClosure(of: solution, beside: base).map(\.package)
    }
}
