internal import Manifest
internal import MirrorBase
internal import Store

extension Rollback {
    /// That the user's files do not ask for the mirror that is gone back to.
    ///
    /// A build without `--locked` then undoes the rollback, and one with it refuses the lock.
    public struct Departure: Sendable, Hashable {
        /// What does not fit, in one sentence that starts in lower case.
        public var reason: String
        /// What to change so that the mirror stays.
        public var hint: String
    }

    /// What of the user's files does not fit a lock; `nil` where all does, or they cannot be read: then the
    /// next build says why.
    func departure(from lock: Lock, _ file: Workspace.DistroFile) -> Departure? {
        var options = options
        // How the answer was found does not count, where it is taken as it is.
        options.isLocked = true
        guard let workspace = try? Workspace(options, checking: lock.distro),
            let plan = try? DistroPlan(file, architecture: lock.architecture, options: options),
            let baselines = try? plan.baselinePlan()
        else { return nil }
        let wishes = workspace.manifest.wishes(
            forGroups: plan.distro.groups.map(\.name), distro: lock.distro,
            architecture: lock.architecture)
        let inputs = LockInputs(plan: plan, wishes: wishes, baselines: baselines.lines)
        guard let reason = inputs.staleness(of: lock) else { return nil }
        let names = unmet(wishes.map(\.wish), by: lock)
        let isManifest = lock.inputs.manifest != inputs.manifestDigest
        let path = isManifest ? options.manifest : plan.file.path
        var hint: String
        if isManifest || lock.inputs.distro != inputs.distroDigest {
            hint =
                "to stay there, make `\(path)` what it was then (`git log -p -- \(path)` shows what changed)"
        } else {
            hint = "to stay there, build with the options and baselines of then"
        }
        if !names.isEmpty { hint += "; it asks for \(names) now" }
        return Departure(reason: reason, hint: hint)
    }

    /// The first wishes that a lock has nothing for.
    private func unmet(_ wishes: [Wish], by lock: Lock) -> String {
        let met = Set(lock.sets.flatMap(\.wishes) + lock.assumed.wishes)
        let names = wishes.filter { wish in
            !wish.isOptional && !met.contains(wish.text)
                // A pattern or a group stands in the lock as the names that it has.
                && wish.alternatives.allSatisfy { $0.kind == .name || $0.kind == .path }
        }.map { "`\($0.text)`" }
        let more = names.count > 3 ? " and \(names.count - 3) more" : ""
        return names.prefix(3).joined(separator: ", ") + more
    }
}
