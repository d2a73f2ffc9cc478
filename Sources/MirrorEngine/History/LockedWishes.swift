internal import Manifest
internal import MirrorBase
internal import Store

/// What a lock itself says that nodes may ask of it, for when the manifest says something else by now.
struct LockedWishes {
    /// The groups of the manifest as it was, `base` first.
    let groups: [String]
    /// The wishes as they can be read again: for each package that one names, itself, or the group or module
    /// that stands for it.
    let wishes: [GroupedWish]
    /// What these are the lines of.
    let manifest: Manifest

    init(_ lock: Lock) throws(MirrorError) {
        let labels = lock.sets.flatMap(\.wishes) + lock.assumed.wishes
        let known = Set(labels)
        var groupOf: [String: String] = [:]
        var found: Set<String> = []
        var collective: Set<String> = []
        var covered: Set<String> = []
        for package in lock.packages where Lock.Package.isWished(package.reasons) {
            var counts: [String: Int] = [:]
            for reason in package.reasons { counts[reason, default: 0] += 1 }
            // A group may be called like a wish in it.
            let own = package.reasons.filter { reason in
                (!known.contains(reason) || (counts[reason] ?? 0) > 1)
                    && !LockedWishes.isCollective(reason) && reason != Lock.baselineGroup
            }
            let units = package.reasons.filter {
                !known.contains($0) && LockedWishes.isCollective($0)
            }
            found.formUnion(own)
            collective.formUnion(units)
            let names = package.reasons.filter { known.contains($0) }
            if !units.isEmpty { covered.formUnion(names) }
            guard let group = own.first else { continue }
            for name in names + units where groupOf[name] == nil { groupOf[name] = group }
        }
        groups = ["base"] + found.subtracting(["base"]).sorted()
        var texts: [String] = []
        for text in labels + collective.sorted()
        where !covered.contains(text) && !texts.contains(text) {
            // What only an older version could read is asked as part of its set.
            if (try? Wish(parsing: text)) != nil { texts.append(text) }
        }
        manifest = try LockedWishes.manifest(of: texts)
        wishes = manifest.groups.flatMap(\.wishes).map { wish in
            var wish = wish
            wish.alternatives.removeAll { !$0.architectures.allows(lock.architecture) }
            return GroupedWish(group: groupOf[wish.text] ?? "base", wish: wish)
        }
    }

    /// Whether a reason is a group of the repositories, a module or a pattern, which stands for several.
    private static func isCollective(_ reason: String) -> Bool {
        reason.hasPrefix("@") || reason.hasPrefix("^") || reason.contains(":")
            || Glob.isPattern(reason)
    }

    private static func manifest(of texts: [String]) throws(MirrorError) -> Manifest {
        let lines = texts.map { "  - \(JSONText.quoted($0))\n" }.joined()
        let text = texts.isEmpty ? "locked: []\n" : "locked:\n" + lines
        do throws(ManifestErrors) {
            return try Manifest(file: "the lock", bytes: Array(text.utf8))
        } catch { throw error.mirrorError }
    }
}
