internal import Manifest
internal import MirrorBase
internal import PackageModel
internal import Resolver
internal import Transfer

/// The repositories of a distro that are off until somebody asks for them, as far as they were read before.
struct OptionalRepositories {
    let context: BuildContext

    init(_ context: BuildContext) { self.context = context }

    /// Adds to an answer which of them have what is asked for. Nothing is fetched for that.
    func look(for wish: Wish, _ answer: inout WhyNotAnswer) async throws(MirrorError) {
        var unread: [String] = []
        for id in context.plan.optionalRepositories {
            let universe: Universe
            do throws(MirrorError) { universe = try await kept(id, wish) } catch {
                if error.category == .interrupted { throw error }
                unread.append(id)
                continue
            }
            guard let best = self.best(for: wish, in: universe) else { continue }
            answer.reasons.append(
                WhyNotAnswer.Reason(
                    kind: "repository",
                    text: "`\(universe.label(best))` is in `\(id)`, which the distro file has off"))
            answer.hints.append("`--with \(id)` turns it on, here as with `mirror build`")
        }
        if !unread.isEmpty {
            let names = Enumeration.and(unread.map { "`\($0)`" })
            let one = unread.count == 1
            answer.hints.append(
                "not looked at: \(names), which the distro file has off; `--with \(one ? unread[0] : "ID")` turns \(one ? "it" : "one") on"
            )
        }
    }

    /// The package of a repository that would meet the wish first.
    private func best(for wish: Wish, in universe: Universe) -> PackageID? {
        for target in wish.alternatives where [.name, .path].contains(target.kind) {
            if universe.scheme == .debian {
                let order = CandidateOrder()
                var choice = VersionChoice(target)
                choice.suite = nil
                let found =
                    order.packages(named: target.name, choice, in: universe)
                    + order.providers(of: target.name, choice, in: universe)
                if let first = found.first { return first }
            } else {
                let subject = RPMSubject(universe)
                let choice = VersionChoice(rpm: target, in: universe)
                let found = subject.packages(named: target.name, choice)
                let newest = found.max {
                    universe.compare(universe.version($0), universe.version($1)) < 0
                }
                if let first = newest ?? subject.providers(of: target.name, choice).first {
                    return first
                }
            }
        }
        return nil
    }

    /// What earlier runs kept of one repository.
    private func kept(_ id: String, _ wish: Wish) async throws(MirrorError) -> Universe {
        var options = context.options
        options.isOffline = true
        options.with = [id]
        options.without = context.plan.distro.repositories.map(\.id).filter { $0 != id }
        // Addresses of others are no business of this one.
        options.namedSources = []
        let plan = try DistroPlan(
            context.plan.file, architecture: context.plan.architecture.name, options: options)
        let session = try Session(options, BuildObserver())
        defer { session.client.shutdown() }
        let context = BuildContext(
            session: session, plan: plan, manifest: context.manifest, baselines: BaselinePlan())
        switch plan.distro.family {
        case .deb:
            let family = DebianFamily(context: context)
            var indexes: [DebianIndex] = []
            for root in try await family.roots() {
                indexes += try await family.indexFetcher.packages(
                    of: root, architectures: [family.native] + plan.architecture.foreign)
            }
            return try DebianUniverseLoader.load(
                indexes, native: family.native, foreign: plan.architecture.foreign)
        case .rpm:
            let family = RPMFamily(context: context)
            var documents: [RepositoryDocuments] = []
            for root in try await family.roots() {
                documents.append(try await family.documents(of: root))
            }
            let paths = wish.alternatives.map(\.name).filter { $0.hasPrefix("/") }
            return try RepositoryContentReader(
                documents, architectures: family.architectures, paths: Set(paths)
            ).universe()
        }
    }
}
