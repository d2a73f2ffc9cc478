internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import PackageModel
internal import Resolver

/// The repositories of a distro that are off until somebody asks for them, as far as they were read before.
struct OptionalRepositories {
    let context: BuildContext

    init(_ context: BuildContext) { self.context = context }

    /// Adds to an answer which of them have what is asked for. Nothing is fetched for that.
    func look(for wish: Wish, _ answer: inout WhyNotAnswer) async throws(MirrorError) {
        var unread: [String] = []
        for id in context.plan.optionalRepositories {
            let universe: Universe
            do throws(MirrorError) {
                universe = try await Upstream.kept(id, for: wish, context)
            } catch {
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
}
