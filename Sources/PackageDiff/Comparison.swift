internal import MirrorBase
internal import PackageModel

/// Why two lists of packages have no difference.
public enum ComparisonError: Error, Sendable, Hashable {
    /// One has packages of dpkg, the other of rpm.
    case differentSchemes
}

extension Difference {
    /// Finds what changed from one list of packages to another.
    ///
    /// Packages belong together by name and by role: what is of the native architecture or of none is in one
    /// role, so that a package that gives up its architecture stays the same package; each foreign
    /// architecture is another. Where a name has several versions, equal ones are paired first, then the
    /// newest of what is left with the newest; of several that would do, the one of the same repository.
    /// What remains was added or removed.
    ///
    /// Digests are compared where both are of one function and both lists are of one architecture: another
    /// one always has other files. Repositories are compared within one distro, since another one has names
    /// of its own for them.
    public init(from before: PackageList, to after: PackageList) throws(ComparisonError) {
        // What is empty has no versions, whatever the rules.
        if before.scheme != after.scheme, !before.packages.isEmpty, !after.packages.isEmpty {
            throw .differentSchemes
        }
        let comparison = Comparison(before, after)
        let (changes, unchanged) = comparison.changes()
        self.init(
            before: Side(before), after: Side(after), changes: changes, unchanged: unchanged,
            scheme: comparison.scheme)
    }

    /// How many changes are of a kind.
    public func count(_ kind: Change.Kind) -> Int { changes.count { $0.kind == kind } }
}

extension Difference.Side {
    fileprivate init(_ list: PackageList) {
        self.init(
            title: list.title, distro: list.distro, architecture: list.architecture,
            time: list.time, packages: list.packages.count,
            bytes: list.packages.reduce(0) { $0 + $1.size })
    }
}

/// Two lists of one scheme.
private struct Comparison {
    typealias Package = PackageList.Package

    let before: PackageList
    let after: PackageList
    let scheme: VersionScheme
    /// Whether equal packages have equal files.
    let comparesDigests: Bool
    /// Whether one name of a repository means the same on both sides.
    let comparesRepositories: Bool

    init(_ before: PackageList, _ after: PackageList) {
        self.before = before
        self.after = after
        scheme = before.packages.isEmpty ? after.scheme : before.scheme
        comparesDigests = Comparison.mayBeEqual(before.architecture, after.architecture)
        comparesRepositories = Comparison.mayBeEqual(before.distro, after.distro)
    }

    private static func mayBeEqual(_ left: String?, _ right: String?) -> Bool {
        left == nil || right == nil || left == right
    }

    /// What changed, in order, and how many packages did not.
    func changes() -> (changes: [Change], unchanged: Int) {
        let old = Comparison.byName(before.packages)
        let new = Comparison.byName(after.packages)
        var changes: [Change] = []
        var unchanged = 0
        var (left, right) = (0, 0)
        while left < old.count || right < new.count {
            let name = Comparison.earlier(
                left < old.count ? old[left].name : nil, right < new.count ? new[right].name : nil)
            let (oldStart, newStart) = (left, right)
            while left < old.count, old[left].name == name { left += 1 }
            while right < new.count, new[right].name == name { right += 1 }
            for pair in pairs(old[oldStart..<left], new[newStart..<right]) {
                if let change = change(pair.before, pair.after) {
                    changes.append(change)
                } else {
                    unchanged += 1
                }
            }
        }
        return (changes.sorted(by: Comparison.areInOrder), unchanged)
    }

    /// Packages with those of a name side by side, as locks have them already.
    private static func byName(_ packages: [Package]) -> [Package] {
        for index in packages.indices.dropFirst()
        where isBefore(packages[index].name, packages[index - 1].name) {
            return packages.sorted { isBefore($0.name, $1.name) }
        }
        return packages
    }

    private static func earlier(_ left: String?, _ right: String?) -> String {
        guard let left else { return right ?? "" }
        guard let right else { return left }
        return isBefore(right, left) ? right : left
    }

    private static func isBefore(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    /// The role of a package: a foreign architecture; empty for the native one and for none.
    private func role(of package: Package, in list: PackageList) -> String {
        let isIndependent = package.architecture == "all" || package.architecture == "noarch"
        let isNative = package.architecture == list.architecture
        return isNative || isIndependent ? "" : package.architecture
    }

    // MARK: - Several versions of a name

    private typealias Pair = (before: Package?, after: Package?)

    /// Which packages of a name belong together.
    private func pairs(_ old: ArraySlice<Package>, _ new: ArraySlice<Package>) -> [Pair] {
        if old.count == 1, new.count == 1, let one = old.first, let other = new.first,
            role(of: one, in: before) == role(of: other, in: after)
        {
            return [(one, other)]
        }
        let roles = Set(
            old.map { role(of: $0, in: before) } + new.map { role(of: $0, in: after) })
        return roles.sorted().flatMap { role in
            pairs(
                ofRole: old.filter { self.role(of: $0, in: before) == role },
                new.filter { self.role(of: $0, in: after) == role })
        }
    }

    private func pairs(ofRole old: [Package], _ new: [Package]) -> [Pair] {
        var unpaired = Unpaired(before: old.sorted(by: isNewer), after: new.sorted(by: isNewer))
        // The same file before the same text, and that before what only ranks alike; of each the one that
        // stays in its repository.
        let likenesses: [(Package, Package) -> Bool] = [
            { $0.version == $1.version && $0.digest == $1.digest },
            { $0.version == $1.version && $0.architecture == $1.architecture },
            { $0.version == $1.version }, { compare($0, $1) == 0 },
        ]
        for isAlike in likenesses { pair(&unpaired, where: isAlike) }
        // What is left has no version in common: the newest with the newest.
        while let old = unpaired.before.first, let new = unpaired.after.first {
            pair(&unpaired) { compare($0, old) == 0 && compare($1, new) == 0 }
        }
        return unpaired.pairs + unpaired.before.map { ($0, nil) }
            + unpaired.after.map { (nil, $0) }
    }

    /// Pairs what is alike, first within each repository, if one name of these means the same on both sides.
    private func pair(_ unpaired: inout Unpaired, where isAlike: (Package, Package) -> Bool) {
        if comparesRepositories {
            unpaired.pair { $0.repository == $1.repository && isAlike($0, $1) }
        }
        unpaired.pair(where: isAlike)
    }

    /// Packages of one name and role, the newest first, and those that were found to belong together.
    private struct Unpaired {
        var before: [Package]
        var after: [Package]
        var pairs: [Pair] = []

        /// Pairs each with the first that is like it.
        mutating func pair(where isAlike: (Package, Package) -> Bool) {
            before.removeAll { old in
                guard let index = after.firstIndex(where: { isAlike(old, $0) }) else {
                    return false
                }
                pairs.append((old, after.remove(at: index)))
                return true
            }
        }
    }

    /// The order in which what is left is paired; of one version it depends on nothing but the packages.
    private func isNewer(_ left: Package, _ right: Package) -> Bool {
        let order = compare(left, right)
        if order != 0 { return order > 0 }
        return Comparison.areInOrder(
            [left.version, left.architecture, left.repository, left.digest.hex],
            [right.version, right.architecture, right.repository, right.digest.hex])
    }

    private func compare(_ left: Package, _ right: Package) -> Int {
        if left.version == right.version { return 0 }
        return scheme.compare(Array(left.version.utf8).span, Array(right.version.utf8).span)
    }

    // MARK: - One package

    /// What became of a package; `nil` where it is as it was.
    private func change(_ before: Package?, _ after: Package?) -> Change? {
        guard let before else { return Change(kind: .added, before: nil, after: after) }
        guard let after else { return Change(kind: .removed, before: before, after: nil) }
        let order = compare(before, after)
        let kind: Change.Kind
        if order != 0 {
            kind = order < 0 ? .upgraded : .downgraded
        } else if comparesDigests, before.digest.algorithm == after.digest.algorithm,
            before.digest != after.digest
        {
            kind = .rebuilt
        } else if comparesRepositories, !before.repository.isEmpty, !after.repository.isEmpty,
            before.repository != after.repository
        {
            kind = .moved
        } else {
            return nil
        }
        return Change(kind: kind, before: before, after: after)
    }

    /// By name, then architecture, then versions, bytewise.
    private static func areInOrder(_ left: Change, _ right: Change) -> Bool {
        if left.name != right.name {
            return isBefore(left.name, right.name)
        }
        return areInOrder(
            [
                left.architecture, left.after?.version ?? "", left.before?.version ?? "",
                left.after?.digest.hex ?? "", left.before?.digest.hex ?? "",
                left.after?.repository ?? "", left.before?.repository ?? "",
            ],
            [
                right.architecture, right.after?.version ?? "", right.before?.version ?? "",
                right.after?.digest.hex ?? "", right.before?.digest.hex ?? "",
                right.after?.repository ?? "", right.before?.repository ?? "",
            ])
    }

    private static func areInOrder(_ left: [String], _ right: [String]) -> Bool {
        for (one, other) in zip(left, right) where one != other {
            return one.utf8.lexicographicallyPrecedes(other.utf8)
        }
        return false
    }
}
