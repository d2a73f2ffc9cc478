public import MirrorBase
public import MirrorEngine
internal import Store
internal import SystemIO

/// Says why packages are in a lock, from the lock alone.
public struct Why {
    private let options: BuildOptions

    /// Answers with the places of these options.
    public init(_ options: BuildOptions) { self.options = options }

    /// Why the packages that a word names are in a lock; findings are empty where none is.
    public func answer(
        _ question: String, in choice: LockChoice, _ extent: WhyExtent = WhyExtent()
    ) throws(MirrorError) -> WhyAnswer {
        let found = try choice.find(options)
        let pool = Pool(root: options.cache / "pool")
        return try WhySearch(
            found.lock, PackageQuestion(text: question), title: found.title, pool: pool
        ).answer(extent)
    }
}

/// Which lock a question is about.
public enum LockChoice: Sendable, Hashable {
    /// The lock that builds of a distro and architecture keep.
    case target(distro: String, architecture: String)
    /// What the user calls a lock: a file, a file at a revision, a build of the history.
    case reference(String)

    /// Splits the words of a command line into a lock and what follows; `nil` where words are missing.
    ///
    /// A distro is followed by its architecture. What looks like neither a file nor anything else that locks
    /// are called by counts as a distro, so that a misspelt one is told as such.
    public static func split(_ words: [String], _ options: BuildOptions) -> (
        choice: LockChoice, rest: [String]
    )? {
        guard let first = words.first else { return nil }
        let isBare = !first.contains { "/@.".contains($0) } && !Files.exists(FilePath(first))
        guard isBare || Workspace.names(in: options.distros)[first] != nil else {
            return (.reference(first), Array(words.dropFirst()))
        }
        if words.count < 2 { return nil }
        return (.target(distro: first, architecture: words[1]), Array(words.dropFirst(2)))
    }

    func find(_ options: BuildOptions) throws(MirrorError) -> FoundLock {
        let finder = LockFinder(options: options)
        switch self {
        case .target(let distro, let architecture):
            return try finder.current(distro: distro, architecture: architecture)
        case .reference(let text): return try finder.lock(text)
        }
    }
}
