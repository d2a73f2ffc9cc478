internal import PackageDiff

/// How many packages are not as they were in an earlier mirror, counted as `mirror diff` counts them.
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
    /// How many come from another repository, and are the same otherwise.
    public var moved = 0

    /// Whether nothing is different.
    public var isEmpty: Bool { added + removed + upgraded + downgraded + rebuilt + moved == 0 }

    /// Nothing is different.
    init(since: Int) { self.since = since }

    /// Counts what is different between the packages of two mirrors.
    init(since: Int, from before: PackageList, to after: PackageList) {
        self.since = since
        do throws(ComparisonError) {
            let difference = try Difference(from: before, to: after)
            added = difference.count(.added)
            removed = difference.count(.removed)
            upgraded = difference.count(.upgraded)
            downgraded = difference.count(.downgraded)
            rebuilt = difference.count(.rebuilt)
            moved = difference.count(.moved)
        } catch {
            // A distro of this name was of another family once: nothing of it is left.
            added = after.packages.count
            removed = before.packages.count
        }
    }
}
