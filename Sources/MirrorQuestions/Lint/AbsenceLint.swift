internal import Archive
internal import DebianRepository
internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import SystemIO
internal import Transfer
internal import YAML

/// Which names of the manifest exist on no or only some of the distros that take them, and what they are
/// called there.
struct AbsenceLint {
    let options: BuildOptions
    let observer: BuildObserver
    let manifest: Manifest
    let files: LintFiles
    let refreshes: Bool

    /// What asking came to.
    struct Outcome {
        var askedCount = 0
        var unreachable: [LintReport.Unreachable] = []
    }

    func run(_ log: inout LintLog) async throws(MirrorError) -> Outcome {
        var outcome = Outcome()
        var table = AbsenceTable()
        var failures: [MirrorError] = []
        for file in files.asked {
            for architecture in file.distro.architectures {
                let place = LintPlace(distro: file.distro.name, architecture: architecture.name)
                observer.report(.phase("asking \(place.text)"))
                do throws(MirrorError) {
                    try await with(place, file) { market throws(MirrorError) in
                        try await table.note(wishes(file, architecture.name), at: place, market)
                    }
                    outcome.askedCount += 1
                } catch {
                    // What is wrong with this machine says nothing of repositories.
                    if [.interrupted, .bug, .disk].contains(error.category) { throw error }
                    failures.append(error)
                    outcome.unreachable.append(
                        LintReport.Unreachable(
                            place: place.text, message: error.problems[0].message))
                }
            }
        }
        if outcome.askedCount == 0, let first = failures.first {
            throw MirrorError(
                .network, "no repository answers: \(first.problems[0].message)",
                hints: first.problems[0].hints, attempts: first.attempts)
        }
        // What a name is called elsewhere shows only when it is known where it exists.
        for (place, names) in table.missing {
            guard let file = files.asked.first(where: { $0.distro.name == place.distro }) else {
                continue
            }
            // It answered a moment ago; where it does no longer, nothing is proposed.
            try? await with(place, file, refreshing: false) { market throws(MirrorError) in
                for name in names {
                    table.propose(
                        try await market.equivalents(of: name, sources: table.sources(of: name)),
                        for: name, at: place)
                }
            }
        }
        table.report(manifest, optional: try await unasked(for: table.nowhere), &log)
        return outcome
    }

    /// The repositories that are off, for each wish that is nowhere those that have it, or that nobody has read.
    ///
    /// Nothing is fetched for that.
    private func unasked(for lines: [(wish: Wish, places: [LintPlace])])
        async throws(MirrorError) -> [SourceSpan: OptionalHolders]
    {
        var found: [SourceSpan: OptionalHolders] = [:]
        for file in files.asked {
            for architecture in file.distro.architectures {
                let place = LintPlace(distro: file.distro.name, architecture: architecture.name)
                let missing = lines.filter { $0.places.contains(place) }.map(\.wish)
                if missing.isEmpty { continue }
                guard
                    let plan = try? DistroPlan(
                        file, architecture: place.architecture, options: options)
                else { continue }
                for id in plan.optionalRepositories {
                    var held: [Bool?] = missing.map { _ in nil }
                    do throws(MirrorError) { held = try await has(missing, id, plan) } catch {
                        if error.category == .interrupted { throw error }
                    }
                    for (wish, isHeld) in zip(missing, held) where isHeld != false {
                        found[wish.span, default: OptionalHolders()]
                            .note(id, at: place, isRead: isHeld != nil)
                    }
                }
            }
        }
        return found
    }

    /// Which of some wishes one repository has, as far as earlier runs kept it; `nil` for what cannot be known.
    private func has(_ wishes: [Wish], _ id: String, _ plan: DistroPlan)
        async throws(MirrorError) -> [Bool?]
    {
        var options = options
        options.isOffline = true
        options.with = [id]
        options.without = plan.distro.repositories.map(\.id).filter { $0 != id }
        // Addresses of others are no business of this one.
        options.namedSources = []
        let session = try Session(options, BuildObserver())
        defer { session.client.shutdown() }
        let only = try DistroPlan(
            plan.file, architecture: plan.architecture.name, options: options)
        let indexes = try await UpstreamIndexes.load(
            BuildContext(
                session: session, plan: only, manifest: manifest, baselines: BaselinePlan()))
        let market = NameMarket(indexes, BuildObserver())
        // Lists of files may be kept or not, whatever is kept of the names.
        let paths = try? await market.owned(paths: wishes)
        return wishes.map { wish in
            if wish.alternatives.contains(where: { market.has($0, paths ?? []) }) { return true }
            return paths == nil && wish.alternatives.contains { $0.kind == .path } ? nil : false
        }
    }

    private func wishes(_ file: Workspace.DistroFile, _ architecture: String) -> [Wish] {
        manifest.wishes(
            forGroups: file.distro.groups.map(\.name), distro: file.distro.name,
            architecture: architecture
        ).map(\.wish)
    }

    private func with(
        _ place: LintPlace, _ file: Workspace.DistroFile, refreshing: Bool = true,
        _ body: (NameMarket) async throws(MirrorError) -> Void
    ) async throws(MirrorError) {
        // Warnings about repositories are for those who build.
        let silent = BuildObserver { [observer] event in
            if case .phase = event { return }
            if case .warning(let text) = event { return observer.report(.note(text)) }
            observer.report(event)
        }
        try await Freshness.answer(options, silent, refreshes: refreshes && refreshing) {
            (options, observer, _) throws(MirrorError) in
            let session = try Session(options, observer)
            defer { session.client.shutdown() }
            let plan = try DistroPlan(
                file, architecture: place.architecture, options: options)
            let indexes = try await UpstreamIndexes.load(
                BuildContext(
                    session: session, plan: plan, manifest: manifest, baselines: BaselinePlan()))
            try await body(NameMarket(indexes, observer))
        }
    }
}
