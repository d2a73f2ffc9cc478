internal import Manifest
public import MirrorBase
public import MirrorEngine
internal import PackageModel
internal import Store
internal import SystemIO

/// The packages of a lock, or some of them.
public struct LockListing: Sendable {
    /// Which packages are wanted; what is empty leaves none out.
    public struct Filter: Sendable, Hashable {
        /// Names, or patterns, in any of the ways in which tools write packages.
        public var patterns: [String]
        /// Wishes or groups that bring the packages in.
        public var wishes: [String]
        /// Ids of repositories.
        public var repositories: [String]

        /// Makes a filter of its parts.
        public init(
            patterns: [String] = [], wishes: [String] = [], repositories: [String] = []
        ) {
            self.patterns = patterns
            self.wishes = wishes
            self.repositories = repositories
        }
    }

    /// One package.
    public struct Package: Sendable, Hashable {
        /// The package's name.
        public var name: String
        /// The version; for rpm `epoch:version-release`.
        public var version: String
        /// The architecture that it was built for.
        public var architecture: String
        /// The id of the repository that it comes from.
        public var repository: String
        /// Bytes.
        public var size: Int
        /// The wishes and groups that it is there for, each once.
        public var reasons: [String]
        /// Whether a wish means it by itself; else it follows from its reasons, or is a member of them.
        public var isWished: Bool
        /// Whether nothing chose it: it is there because it could serve.
        public var isBroad: Bool
        /// The numbers of the sets that hold it, from zero.
        public var sets: [Int]
        /// The package as scripts name it: `name-version-release.arch` with the epoch
        /// before the version where that is not zero, for deb `name_version_arch`.
        public var identity: String
    }

    /// The lock, as reports call it.
    public var lock: String
    /// The distro that the lock is for.
    public var distro: String
    /// The architecture that the lock is for.
    public var architecture: String
    /// How many sets the lock has.
    public var sets: Int
    /// The packages that are wanted, by name, version and architecture.
    public var packages: [Package]
    /// The patterns that fit no package that is listed.
    public var unmet: [String]
    /// Names in the lock that are spelt like them.
    public var near: [String]

    /// Reads a lock.
    ///
    /// A wish or repository that the lock does not have is a mistake; that no package fits is none.
    public init(_ choice: LockChoice, _ filter: Filter, _ options: BuildOptions)
        throws(MirrorError)
    {
        let found = try choice.find(options)
        let lock = found.lock
        try LockListing.check(filter, lock)
        let places = try LockListing.places(of: filter.wishes, lock, options)
        let questions = filter.patterns.map { PackageQuestion(text: $0) }
        let isRPM = lock.scheme == .rpm
        let reasons = LockReasons(lock)
        self.lock = found.title
        distro = lock.distro
        architecture = lock.architecture
        sets = lock.sets.count
        var isMet = [Bool](repeating: false, count: questions.count)
        let chosen = places.map { lock.packages[$0] }.filter { package in
            if !filter.repositories.isEmpty, !filter.repositories.contains(package.repository) {
                return false
            }
            var isMeant = questions.isEmpty
            for (number, question) in questions.enumerated() where question.names(package) {
                isMeant = true
                isMet[number] = true
            }
            return isMeant
        }
        packages = chosen.map { Package($0, isRPM: isRPM, reasons) }
        let unmet = zip(filter.patterns, isMet).filter { !$0.1 }.map(\.0)
        let names = unmet.isEmpty ? [] : Set(lock.packages.map(\.name)).sorted()
        near = unmet.flatMap { Suggestion.near($0, among: names) }
        self.unmet = unmet
    }

    private static func check(_ filter: Filter, _ lock: Lock) throws(MirrorError) {
        let known = Set(lock.inputs.repositories.map(\.id)).sorted()
        for name in filter.repositories where !known.contains(name) {
            throw unknown("repository", name, known)
        }
    }

    private static func unknown(_ what: String, _ name: String, _ known: [String]) -> MirrorError {
        let near = Suggestion.near(name, among: known)
        let list = (near.isEmpty ? known : near).map { "`\($0)`" }.joined(separator: ", ")
        var hints: [String] = []
        if !near.isEmpty {
            hints = ["did you mean \(list)?"]
        } else if known.count <= 12 {
            hints = ["it has \(list)"]
        }
        return MirrorError(.usage, "the lock has no \(what) `\(name)`", hints: hints)
    }

    /// What is said of a wish or group that the lock does not have.
    private static func absent(
        _ name: String, _ known: [String], _ lock: Lock, _ options: BuildOptions
    ) -> MirrorError {
        let groups = (try? Workspace(options).manifest)?.groups ?? []
        guard groups.contains(where: { $0.name == name }) else {
            return unknown("wish or group", name, known)
        }
        let place = "\(lock.distro) \(lock.architecture)"
        return MirrorError(
            .answerIsNo, "no wish of the group `\(name)` is in the lock of \(place)",
            hints: [
                "it may need a repository that is off: `--with`; `mirror why-not \(place) NAME` says why a package is not there"
            ])
    }

    /// Where the packages stand in a lock that some wishes or groups bring in; all, without any.
    private static func places(of wishes: [String], _ lock: Lock, _ options: BuildOptions)
        throws(MirrorError) -> [Int]
    {
        if wishes.isEmpty { return Array(lock.packages.indices) }
        let search = try WhySearch(
            lock, PackageQuestion(text: ""), title: "", pool: Pool(root: options.cache / "pool"))
        var isWanted = [Bool](repeating: false, count: lock.packages.count)
        for wish in wishes {
            guard let places = search.places(broughtInBy: wish) else {
                throw absent(wish, search.wishesAndGroups, lock, options)
            }
            for place in places { isWanted[place] = true }
        }
        return isWanted.indices.filter { isWanted[$0] }
    }
}

extension LockListing.Package {
    fileprivate init(_ package: Lock.Package, isRPM: Bool, _ reasons: LockReasons) {
        self.init(
            name: package.name, version: package.version, architecture: package.architecture,
            repository: package.repository, size: package.size,
            reasons: reasons.reasons(of: package.name, package.reasons),
            isWished: reasons.isNamed(package.name, package.reasons), isBroad: package.isBroad,
            sets: package.sets,
            identity: isRPM
                ? "\(package.name)-\(package.version.withoutZeroEpoch).\(package.architecture)"
                : "\(package.name)_\(package.version)_\(package.architecture)")
    }
}

extension WhySearch {
    /// The packages from which a way leads from a wish or a group; `nil` where the lock has neither.
    func places(broughtInBy name: String) -> [Int]? {
        let meant = wishes.filter { $0.label == name || $0.groups.contains(name) }
        if meant.isEmpty { return nil }
        var isReached = [Bool](repeating: false, count: lock.packages.count)
        for set in lock.sets.indices {
            let reached = reached(from: meant.flatMap { $0.places(in: set) }, in: set)
            for place in isReached.indices where reached[place] { isReached[place] = true }
        }
        return isReached.indices.filter { isReached[$0] }
    }

    /// Every wish and every group of the lock.
    var wishesAndGroups: [String] {
        Set(wishes.map(\.label) + wishes.flatMap(\.groups)).sorted()
    }
}
