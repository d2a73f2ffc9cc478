internal import Archive
package import Manifest
internal import MirrorBase
package import Store

/// What a lock was made from, so that it shows when it no longer fits.
package struct LockInputs {
    let plan: DistroPlan
    let wishes: [GroupedWish]
    /// What is on the target already.
    var baselines: [Lock.Baseline] = []

    package init(plan: DistroPlan, wishes: [GroupedWish], baselines: [Lock.Baseline] = []) {
        self.plan = plan
        self.wishes = wishes
        self.baselines = baselines
    }

    /// The inputs of a lock over these repositories.
    func make(_ repositories: [Lock.Repository]) -> Lock.Inputs {
        Lock.Inputs(
            manifest: manifestDigest, distro: distroDigest, options: plan.lockOptions,
            repositories: repositories, baselines: baselines)
    }

    /// The digest of what the distro takes from the manifest: a change that concerns other distros, or a
    /// comment, does not make this lock stale.
    var manifestDigest: Digest {
        ContentHasher.digest(.sha256, of: Array(Self.text(of: wishes).utf8))
    }

    /// What of wishes counts for a lock.
    package static func text(of wishes: [GroupedWish]) -> String {
        var text = ""
        for grouped in wishes {
            let wish = grouped.wish
            let recommends = wish.recommends.map { "\($0)" } ?? ""
            text += "\(grouped.group)\t\(wish.text)\t\(wish.isOptional ? "?" : "")\t\(recommends)\n"
        }
        return text
    }

    /// The digest of the distro file.
    var distroDigest: Digest { ContentHasher.digest(.sha256, of: plan.file.bytes) }

    /// The options that count: how an answer was found does not, where it is taken as it is.
    private func options(_ all: [String]) -> [String] {
        if !plan.options.isLocked { return all }
        return all.filter { $0 != DistroPlan.preferLocked && $0 != DistroPlan.minimal }
    }

    /// Why a lock does not fit the user's files any more; `nil` if it does.
    package func staleness(of lock: Lock) -> String? {
        if lock.distro != plan.distro.name || lock.architecture != plan.architecture.name {
            return "it is for \(lock.distro) \(lock.architecture)"
        }
        if lock.inputs.manifest != manifestDigest {
            return "the wishes of \(plan.distro.name) have changed since it was made"
        }
        if lock.inputs.distro != distroDigest {
            return "`\(plan.file.path)` has changed since it was made"
        }
        if options(lock.inputs.options) != options(plan.lockOptions) {
            let made = lock.inputs.options.joined(separator: " ")
            return "it was made with other options (\(made.isEmpty ? "none" : made))"
        }
        return baselineStaleness(of: lock)
    }

    private func baselineStaleness(of lock: Lock) -> String? {
        let made = lock.inputs.baselines
        if made == baselines { return nil }
        if let changed = baselines.first(where: { own in
            made.contains { $0.name == own.name && $0.digest != own.digest }
        }) {
            return "the baseline `\(changed.name)` has changed since it was made"
        }
        let names = made.map { "`\($0.name)` (\($0.mode.rawValue))" }
        return names.isEmpty
            ? "it was made without a baseline"
            : "it was made with another baseline: \(names.joined(separator: ", "))"
    }
}
