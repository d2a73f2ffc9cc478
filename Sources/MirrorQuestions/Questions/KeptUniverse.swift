internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import Transfer

/// What upstream's repositories have, for questions that nobody wants to wait for.
///
/// Answers from what earlier runs kept, without asking the network, where all of it is kept and still holds;
/// else fetches.
struct KeptUniverse {
    let options: BuildOptions
    let observer: BuildObserver
    /// Whether to fetch even what is kept.
    let refreshes: Bool

    init(_ options: BuildOptions, observer: BuildObserver, refreshes: Bool = false) {
        self.options = options
        self.observer = observer
        self.refreshes = refreshes
    }

    /// Everything that the repositories of a distro and architecture have.
    ///
    /// - Parameters:
    ///   - wishes: Wishes beside those of the manifest: the files that they name are looked up.
    ///   - takesBaselines: Whether what is on the target counts.
    func upstream(
        distro: String, architecture: String, for wishes: [Wish] = [],
        takesBaselines: Bool = false
    ) async throws(MirrorError) -> Upstream {
        let workspace = try Workspace(options, checking: distro)
        let question = Question(
            workspace: workspace, file: try workspace.distro(distro), architecture: architecture,
            wishes: wishes, takesBaselines: takesBaselines)
        return try await Freshness.answer(options, observer, refreshes: refreshes) {
            (options, observer, freshness) throws(MirrorError) in
            let found = try await load(question, options, observer)
            if freshness == .kept { observer.report(.note(found.ageNote)) }
            return found
        }
    }

    /// What is asked for.
    private struct Question {
        var workspace: Workspace
        var file: Workspace.DistroFile
        var architecture: String
        var wishes: [Wish]
        var takesBaselines: Bool
    }

    private func load(
        _ question: Question, _ options: BuildOptions, _ observer: BuildObserver
    ) async throws(MirrorError) -> Upstream {
        let plan = try DistroPlan(
            question.file, architecture: question.architecture, options: options)
        let session = try Session(options, observer)
        defer { session.client.shutdown() }
        let baselines = question.takesBaselines ? try plan.baselinePlan() : BaselinePlan()
        let context = BuildContext(
            session: session, plan: plan, manifest: question.workspace.manifest,
            baselines: baselines)
        return try await Upstream(context, for: question.wishes)
    }
}
