internal import Manifest
public import MirrorBase
public import MirrorEngine
internal import Resolver
internal import Store
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
        var wish = try Resolve.parse(spec)
        let plan = try DistroPlan(
            try Workspace.distro(distro, in: options.distros), architecture: architecture,
            options: options)
        try checkCondition(&wish, of: plan)
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
            answer = WhyNotQuestion(trial, upstream, wish, lock).answer()
        case .rpm(let content):
            let trial = try RPMTrial(content, upstream.context)
            answer = WhyNotQuestion(trial, upstream, wish, lock).answer()
        }
        if answer.result == .missing {
            try await OptionalRepositories(upstream.context).look(for: wish, &answer)
        }
        if let lock { answer.hints += baselineHints(lock, plan) }
        return answer
    }

    /// Refuses a wish whose conditions leave the architecture out; of several alternatives those go.
    private func checkCondition(_ wish: inout Wish, of plan: DistroPlan) throws(MirrorError) {
        let architecture = plan.architecture.name
        let held = wish.alternatives.filter { $0.architectures.allows(architecture) }
        if held.isEmpty {
            throw MirrorError(
                .usage, "the condition of `\(wish.text)` leaves \(architecture) out",
                hints: ["ask without `[…]`, or about an architecture that the wish is for"])
        }
        wish.alternatives = held
    }

    /// That the last build took something else for granted on the machines.
    private func baselineHints(_ found: FoundLock, _ plan: DistroPlan) -> [String] {
        let recorded = found.lock.inputs.baselines
        let current = (try? plan.baselinePlan())?.lines ?? []
        guard options.baselines.isEmpty, !recorded.isEmpty,
            recorded.map(\.name) != current.map(\.name)
        else { return [] }
        let flags = recorded.map { "--baseline \($0.name)" }.joined(separator: " ")
        let own = recorded[0].mode
        let mode = own == plan.distro.baseline.mode ? "" : " --baseline-mode \(own.rawValue)"
        return [
            "the lock was made with `\(flags)\(mode)`: with the same here the answer is that of the build"
        ]
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
