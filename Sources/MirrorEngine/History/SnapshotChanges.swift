internal import PackageModel

/// How many packages are not as they were in an earlier mirror.
public struct SnapshotChanges: Sendable, Hashable {
    /// The number of the earlier one.
    public var since: Int
    /// How many were not there.
    public var added = 0
    /// How many are there no more.
    public var removed = 0
    /// How many have a later version.
    public var upgraded = 0
    /// How many have an earlier version.
    public var downgraded = 0
    /// How many have the same version and another content.
    public var rebuilt = 0

    /// Whether nothing is different.
    public var isEmpty: Bool { added + removed + upgraded + downgraded + rebuilt == 0 }

    /// Nothing is different.
    init(since: Int) { self.since = since }

    /// Compares the packages of two mirrors, by name and architecture.
    init(
        since: Int, from before: [LockedVersion], to after: [LockedVersion],
        _ scheme: VersionScheme
    ) {
        self.since = since
        var versions: [Key: (before: [LockedVersion], after: [LockedVersion])] = [:]
        for package in before { versions[Key(package), default: ([], [])].before.append(package) }
        for package in after { versions[Key(package), default: ([], [])].after.append(package) }
        for (_, pair) in versions { count(pair.before, pair.after, scheme) }
    }

    private struct Key: Hashable {
        var name: String
        var architecture: String
        init(_ package: LockedVersion) {
            name = package.name
            architecture = package.architecture
        }
    }

    /// Counts what became of one package, which may be there in several versions.
    private mutating func count(
        _ before: [LockedVersion], _ after: [LockedVersion], _ scheme: VersionScheme
    ) {
        var old = before
        var new: [LockedVersion] = []
        for package in after {
            guard let index = old.firstIndex(where: { $0.version == package.version }) else {
                new.append(package)
                continue
            }
            if old.remove(at: index).sha256 != package.sha256 { rebuilt += 1 }
        }
        let order = { (left: LockedVersion, right: LockedVersion) in
            scheme.compare(Array(left.version.utf8).span, Array(right.version.utf8).span)
        }
        old.sort { order($0, $1) < 0 }
        new.sort { order($0, $1) < 0 }
        for (old, new) in zip(old, new) {
            if order(old, new) <= 0 { upgraded += 1 } else { downgraded += 1 }
        }
        added += max(0, new.count - old.count)
        removed += max(0, old.count - new.count)
    }
}
