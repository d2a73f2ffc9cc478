import MirrorBase
import MirrorTestSupport
import PackageDiff
import PackageModel
import Testing

/// Which packages of a name belong together, over random lists: repositories, several versions of a name, and
/// several architectures at once.
@Suite struct PairingTests {
    typealias Package = PackageList.Package

    private static let seeds = 1...400

    @Test func `no package is lost or counted twice, and bytes add up`() throws {
        for seed in Self.seeds {
            let (before, after) = Self.lists(seed)
            let difference = try Difference(from: before, to: after)
            let old = Self.rest(before.packages, without: difference.changes.map(\.before))
            let new = Self.rest(after.packages, without: difference.changes.map(\.after))
            #expect(old != nil && new != nil, "seed \(seed): nothing is there that was not given")
            #expect(old == new, "seed \(seed): what is not told is the same on both sides")
            #expect(old?.count == difference.unchanged, "seed \(seed)")
            let bytes = difference.changes.reduce(0) { $0 + $1.sizeChange }
            #expect(bytes == difference.sizeChange, "seed \(seed)")
        }
    }

    @Test func `the way back is the way there turned round`() throws {
        for seed in Self.seeds {
            let (before, after) = Self.lists(seed)
            let there = try Difference(from: before, to: after)
            let back = try Difference(from: after, to: before)
            let turned = back.changes.map { Self.words($0.after, $0.before) }.sorted()
            #expect(Self.words(there) == turned, "seed \(seed)")
            #expect(there.unchanged == back.unchanged, "seed \(seed)")
            for (kind, opposite) in [
                (Change.Kind.added, Change.Kind.removed), (.upgraded, .downgraded),
                (.rebuilt, .rebuilt), (.moved, .moved),
            ] {
                #expect(there.count(kind) == back.count(opposite), "seed \(seed): \(kind)")
            }
        }
    }

    @Test func `packages are paired as a naive matching pairs them`() throws {
        for seed in Self.seeds {
            let (before, after) = Self.lists(seed)
            let difference = try Difference(from: before, to: after)
            let pairs = NaiveMatching(before.packages, after.packages).pairs
            let changed = pairs.filter { old, new in
                old.map(Self.key) != new.map(Self.key)
            }.map { Self.words($0, $1) }.sorted()
            #expect(Self.words(difference) == changed, "seed \(seed)")
        }
    }

    // MARK: - Words

    /// What makes a package the one that it is; its file is of one size.
    private static func key(_ package: Package) -> String {
        "\(package.name) \(package.version) \(package.digest.hex.prefix(2)) \(package.repository)"
    }

    private static func words(_ old: Package?, _ new: Package?) -> String {
        "\(old.map { key($0) } ?? "-") → \(new.map { key($0) } ?? "-")"
    }

    private static func words(_ difference: Difference) -> [String] {
        difference.changes.map { words($0.before, $0.after) }.sorted()
    }

    /// What is left of packages without some of them; `nil` where one of these is none of them.
    private static func rest(_ packages: [Package], without others: [Package?]) -> [String]? {
        var rest = packages
        for other in others.compactMap({ $0 }) {
            guard let index = rest.firstIndex(of: other) else { return nil }
            rest.remove(at: index)
        }
        return rest.map(key).sorted()
    }

    // MARK: - Samples

    private static func lists(_ seed: Int) -> (PackageList, PackageList) {
        var random = SeededRandom(seed: UInt64(seed))
        return (list(&random), list(&random))
    }

    /// Few names, versions, files and repositories, so that many are alike.
    private static func list(_ random: inout SeededRandom) -> PackageList {
        let packages = (0..<Int.random(in: 0...16, using: &random)).map { _ in
            let version = Int.random(in: 1...4, using: &random)
            let file = UInt8.random(in: 1...3, using: &random)
            let architecture = ["x86_64", "x86_64", "noarch", "i686"]
            return Package(
                name: ["kernel", "libc", "zlib"].randomElement(using: &random) ?? "kernel",
                version: "0:\(version)-1",
                architecture: architecture.randomElement(using: &random) ?? "noarch",
                repository: ["appstream", "baseos", "updates"].randomElement(using: &random) ?? "",
                size: 10 * version + Int(file),
                digest: Digest(.sha256, bytes: Array(repeating: file, count: 32)))
        }
        return PackageList(
            title: "random", scheme: .rpm, distro: "sample", architecture: "x86_64",
            packages: packages)
    }
}

/// Pairs packages rule by rule, with nothing sorted or skipped in between.
private struct NaiveMatching {
    typealias Package = PackageList.Package

    private(set) var pairs: [(Package?, Package?)] = []
    private var old: [Package]
    private var new: [Package]

    init(_ before: [Package], _ after: [Package]) {
        (old, new) = (before.sorted(by: Self.isEarlier), after.sorted(by: Self.isEarlier))
        match {
            $0.version == $1.version && $0.digest == $1.digest && $0.repository == $1.repository
        }
        match { $0.version == $1.version && $0.digest == $1.digest }
        match {
            $0.version == $1.version && $0.architecture == $1.architecture
                && $0.repository == $1.repository
        }
        match { $0.version == $1.version && $0.architecture == $1.architecture }
        match { $0.version == $1.version && $0.repository == $1.repository }
        match { $0.version == $1.version }
        // With one digit each, versions are in the order of their letters.
        for _ in before + after {
            let (oldest, newest) = (old, new)
            func areNewest(_ one: Package, _ other: Package) -> Bool {
                !oldest.contains { Self.isOneRole($0, one) && $0.version > one.version }
                    && !newest.contains { Self.isOneRole($0, other) && $0.version > other.version }
            }
            match { areNewest($0, $1) && $0.repository == $1.repository }
            match { areNewest($0, $1) }
        }
        pairs += old.map { ($0, nil) } + new.map { (nil, $0) }
    }

    private mutating func match(_ isAlike: (Package, Package) -> Bool) {
        for one in old {
            guard
                let place = new.firstIndex(where: { Self.isOneRole(one, $0) && isAlike(one, $0) }),
                let index = old.firstIndex(of: one)
            else { continue }
            pairs.append((old.remove(at: index), new.remove(at: place)))
        }
    }

    private static func isOneRole(_ left: Package, _ right: Package) -> Bool {
        left.name == right.name
            && (left.architecture == "i686") == (right.architecture == "i686")
    }

    /// Where a rule leaves a choice, the first in this order is taken.
    private static func isEarlier(_ left: Package, _ right: Package) -> Bool {
        func words(_ package: Package) -> [String] {
            [
                package.name, package.version, package.architecture, package.repository,
                package.digest.hex,
            ]
        }
        return words(left).lexicographicallyPrecedes(words(right))
    }
}
