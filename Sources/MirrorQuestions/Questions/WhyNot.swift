internal import Manifest
public import MirrorBase
public import MirrorEngine
internal import Resolver
internal import SystemIO

/// Answers why a package or version is not in the mirror of a distro and architecture.
///
/// What the lock has is told from the lock alone. Everything else is found by solving: the manifest's wishes by
/// themselves, and with what is asked for beside them.
public struct WhyNot {
    let options: BuildOptions
    let observer: BuildObserver
    let refreshes: Bool

    /// Begins with options and an observer.
    ///
    /// - Parameter refreshes: Whether indexes are fetched even where earlier runs kept them.
    public init(_ options: BuildOptions, refreshes: Bool = false, observer: BuildObserver) {
        self.options = options
        self.refreshes = refreshes
        self.observer = observer
    }

    /// Answers for one wish in the manifest's words.
    public func run(distro: String, architecture: String, spec: String) async throws(MirrorError)
        -> WhyNotAnswer
    {
        let wish = try Resolve.parse(spec)
        let plan = try DistroPlan(
            try Workspace.distro(distro, in: options.distros), architecture: architecture,
            options: options)
        let lock = try lock(plan)
        if let lock, let found = LockedAnswer(lock).answer(to: wish, scheme: plan.distro.family) {
            return found
        }
        try checkGroup(wish, try Workspace(options, checking: distro).manifest)
        let universe = KeptUniverse(options, observer: observer, refreshes: refreshes)
        let upstream = try await universe.upstream(
            distro: distro, architecture: architecture, for: [wish], takesBaselines: true)
        observer.report(.phase("resolving"))
        var answer: WhyNotAnswer
        switch upstream.content {
        case .deb(let content):
            let trial = try DebianTrial(content, upstream.context)
            answer = try WhyNotQuestion(trial, upstream, wish, lock).answer()
        case .rpm(let content):
            let trial = try RPMTrial(content, upstream.context)
            answer = try WhyNotQuestion(trial, upstream, wish, lock).answer()
        }
        if answer.result == .missing {
            try await OptionalRepositories(upstream.context).look(for: wish, &answer)
        }
        return answer
    }

    /// A group of the manifest stands for wishes that have answers of their own.
    private func checkGroup(_ wish: Wish, _ manifest: Manifest) throws(MirrorError) {
        guard let target = wish.alternatives.first, target.kind == .group,
            let group = manifest.group(target.name)
        else { return }
        let own = group.wishes.prefix(5).map { "`\($0.text)`" }
        throw MirrorError(
            .usage,
            "`\(wish.text)` is a group of `\(manifest.file)`, and this command answers for one wish",
            hints: own.isEmpty
                ? [] : ["ask about one of its wishes, such as \(Enumeration.or(own))"])
    }

    /// The lock of the last build; `nil` where there is none.
    private func lock(_ plan: DistroPlan) throws(MirrorError) -> FoundLock? {
        if !Files.exists(plan.lockPath) { return nil }
        return try LockFinder(options: options).current(
            distro: plan.distro.name, architecture: plan.architecture.name)
    }
}
