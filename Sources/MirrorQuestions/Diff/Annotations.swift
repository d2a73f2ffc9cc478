internal import MirrorBase
internal import PackageDiff
internal import PackageModel
internal import RPMPackage
internal import RPMRepository

/// Adds to upgrades what metadata says of the versions between the two: what the makers changed, and which
/// advisories came with them.
///
/// Between two distros nothing is added: there is no way of versions from one to the other.
struct Annotations {
    let before: DiffSide
    let after: DiffSide
    /// Whether changelogs are read, which takes a file or more for each package.
    let hasChangelogs: Bool

    func annotate(_ difference: inout Difference) throws(MirrorError) {
        let distros = Set([before.list.distro, after.list.distro].compactMap { $0 })
        guard after.list.scheme == .rpm, distros.count < 2 else { return }
        let upgrades = difference.changes.indices.filter {
            difference.changes[$0].kind == .upgraded
        }
        if upgrades.isEmpty { return }
        try addAdvisories(to: upgrades, of: &difference)
        if hasChangelogs { try addChangelogs(to: upgrades, of: &difference) }
    }

    // MARK: - Advisories

    private func addAdvisories(to upgrades: [Int], of difference: inout Difference)
        throws(MirrorError)
    {
        let names = Set(upgrades.map { difference.changes[$0].name })
        var advisories: [String: [UpdateAdvisory]] = [:]
        var seen: Set<UpdateAdvisory> = []
        for advisory in try after.details.advisories(about: names)
        where seen.insert(advisory).inserted {
            for name in Set(advisory.packages.map(\.name)) {
                advisories[name, default: []].append(advisory)
            }
        }
        for index in upgrades {
            let change = difference.changes[index]
            let fitting = (advisories[change.name] ?? []).filter { brings($0, change) }
            difference.changes[index].advisories = fitting.sorted { left, right in
                left.issued != right.issued ? left.issued > right.issued : left.id > right.id
            }.map(Advisory.init)
        }
    }

    /// Whether an advisory came with a version after the old one, up to the new one.
    private func brings(_ advisory: UpdateAdvisory, _ change: Change) -> Bool {
        guard let old = change.before?.version, let new = change.after?.version else {
            return false
        }
        return advisory.packages.contains { package in
            guard package.name == change.name,
                package.architecture == change.architecture || package.architecture == "noarch"
            else { return false }
            // Some documents say nothing of epochs; then it is that of the new version.
            let epoch = package.epoch == 0 ? String(new.prefix { $0 != ":" }) : "\(package.epoch)"
            let version = "\(epoch):\(package.version)-\(package.release)"
            return RPMVersion.compare(version, old) > 0 && RPMVersion.compare(version, new) <= 0
        }
    }

    // MARK: - Changelogs

    private func addChangelogs(to upgrades: [Int], of difference: inout Difference)
        throws(MirrorError)
    {
        let old = upgrades.compactMap { difference.changes[$0].before }
        let new = upgrades.compactMap { difference.changes[$0].after }
        let earlier = try before.details.changelogs(of: old)
        let later = try after.details.changelogs(of: new)
        // To learn when a package was built takes reading all records, which is for those that need it.
        let unknown = zip(old, new).filter { old, new in
            later[new.digest] != nil && earlier[old.digest]?.entries.isEmpty ?? true
        }.map(\.0)
        let built = unknown.isEmpty ? [:] : before.details.buildTimes(of: unknown)
        for index in upgrades {
            guard let before = difference.changes[index].before,
                let after = difference.changes[index].after, let changelog = later[after.digest]
            else { continue }
            let entries: [PackageChangelog.Entry]
            if let known = earlier[before.digest], !known.entries.isEmpty {
                entries = changelog.entries(since: known)
            } else if let built = built[before.digest] {
                // Entries bear days, not hours, so one of the day of the build may be in it.
                entries = changelog.newestFirst.filter {
                    $0.date.seconds / 86_400 > built.seconds / 86_400
                }
            } else {
                continue
            }
            difference.changes[index].changelog = entries.map {
                ChangelogEntry(author: $0.author, date: $0.date, text: $0.text)
            }
        }
    }
}

extension Advisory {
    fileprivate init(_ advisory: UpdateAdvisory) {
        self.init(
            id: advisory.id, type: advisory.type, severity: advisory.severity,
            title: advisory.title,
            references: advisory.references.map {
                Reference(id: $0.id, type: $0.type, url: $0.url)
            })
    }
}
