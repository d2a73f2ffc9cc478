internal import Manifest
public import MirrorBase
internal import Transfer

/// One build of one distro and architecture, from the user's files to a tree that is live.
public struct Build {
    private let options: BuildOptions
    private let observer: BuildObserver
    private let clock = ContinuousClock()

    /// Begins with options and an observer.
    public init(_ options: BuildOptions, observer: BuildObserver) {
        self.options = options
        self.observer = observer
    }

    /// Builds, and records how it ended; on any error the tree that was there stays as it was, unless the
    /// error says that the new one is live.
    public func run(distro name: String, architecture: String) async throws(MirrorError)
        -> BuildSummary
    {
        let workspace = try Workspace(options, checking: name)
        let file = try workspace.distro(name)
        try workspace.checkPlace(of: file)
        let session = try Session(
            options, observer, for: options.isDryRun ? .question : .mirror)
        defer { session.client.shutdown() }
        let plan = try DistroPlan(file, architecture: architecture, options: options)
        let context = BuildContext(
            session: session, plan: plan, manifest: workspace.manifest,
            baselines: try plan.baselinePlan())
        switch file.distro.family {
        case .deb: return try await run(DebianFamily(context: context))
        case .rpm: return try await run(RPMFamily(context: context))
        }
    }

    private func run(_ family: some RepositoryFamily) async throws(MirrorError) -> BuildSummary {
        let run = BuildRun(family: family, start: clock.now)
        do throws(MirrorError) { return try await run.perform() } catch {
            run.recordFailure(error)
            throw error.during("building \(family.context.place)")
        }
    }
}
