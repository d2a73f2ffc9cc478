internal import Manifest
internal import MirrorBase
internal import Synchronization
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
        if options.isOffline { return try await load(question, options, observer) }
        if !refreshes {
            var local = options
            local.isOffline = true
            // What is said of kept indexes counts only if they are used.
            let log = WarningLog(observer)
            do throws(MirrorError) {
                var found = try await load(question, local, log.observer)
                found.isKept = true
                log.release()
                observer.report(.note(found.ageNote))
                return found
            } catch {
                guard error.category == .network || error.category == .integrity else {
                    throw error
                }
                observer.report(
                    .note("fetching, since \(error.problems.first?.message ?? "nothing is kept")"))
            }
        }
        return try await load(question, options, observer)
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
        switch plan.distro.family {
        case .deb:
            let family = DebianFamily(context: context)
            return Upstream(
                context: context,
                content: .deb(try await DebianUpstream(family, for: question.wishes)))
        case .rpm:
            let family = RPMFamily(context: context)
            return Upstream(
                context: context,
                content: .rpm(try await RPMUpstream(family, for: question.wishes)))
        }
    }
}

/// Keeps warnings until it is known whether they matter; everything else passes at once.
private final class WarningLog: Sendable {
    /// What was said so far; `nil` once it passes at once.
    private let kept = Mutex<[BuildEvent]?>([])
    private let target: BuildObserver

    init(_ target: BuildObserver) { self.target = target }

    var observer: BuildObserver {
        BuildObserver { [self] event in
            switch event {
            case .warning, .note:
                let isKept = kept.withLock { kept in
                    kept?.append(event)
                    return kept != nil
                }
                if !isKept { target.report(event) }
            // Nothing is fetched.
            case .phase("fetching indexes"): target.report(.phase("reading indexes"))
            case .phase, .download: target.report(event)
            }
        }
    }

    /// Reports what was kept, and from now on everything at once.
    func release() {
        let events = kept.withLock { kept in
            let events = kept
            kept = nil
            return events ?? []
        }
        for event in events { target.report(event) }
    }
}
