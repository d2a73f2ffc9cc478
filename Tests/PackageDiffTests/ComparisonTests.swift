import MirrorBase
import MirrorTestSupport
import PackageDiff
import PackageModel
import Testing

@Suite struct ComparisonTests {
    @Test(
        arguments: [
            ("foo 1 amd64 a", "foo 1 amd64 a", "1 unchanged"),
            ("", "foo 1 amd64 a", "added foo 1"),
            ("foo 1 amd64 a", "", "removed foo 1"),
            ("foo 1 amd64 a", "foo 2 amd64 b", "upgraded foo 1 2"),
            ("foo 1:1 amd64 a", "foo 2 amd64 b", "downgraded foo 1:1 2"),
            ("foo 1 amd64 a", "foo 1 amd64 b", "rebuilt foo 1 1"),
            ("foo 1 amd64 a main", "foo 1 amd64 a other", "moved foo 1 1 @other"),
            ("foo 1 amd64 a main", "foo 1 amd64 b other", "rebuilt foo 1 1 @other"),
            ("foo 1 amd64 a main", "foo 1 amd64 a", "1 unchanged"),
            // What gives up its architecture stays the same package.
            ("foo 1 amd64 a", "foo 2 all b", "upgraded foo 1 2"),
            // A foreign architecture is another package.
            ("foo 1 amd64 a", "foo 2 i386 b", "removed foo 1; added foo 2"),
            ("foo 1 i386 a", "foo 2 i386 b", "upgraded foo 1 2"),
            // Versions of one rank with other digests are builds of one version.
            ("foo 1.0 amd64 a", "foo 0:1.0 amd64 b", "rebuilt foo 1.0 0:1.0"),
        ])
    func `a package is of one kind of change`(before: String, after: String, expected: String)
        throws
    {
        #expect(Self.words(try Self.difference(before, after)) == expected)
    }

    @Test(
        arguments: [
            // Equal ones first, then the newest with the newest.
            ("k 1 amd64 a, k 2 amd64 b", "k 2 amd64 b, k 3 amd64 c", "upgraded k 1 3; 1 unchanged"),
            ("k 1 amd64 a, k 2 amd64 b", "k 3 amd64 c", "removed k 1; upgraded k 2 3"),
            ("k 9 amd64 a", "k 10 amd64 b, k 11 amd64 c", "added k 10; upgraded k 9 11"),
            (
                "k 1 amd64 a, k 5 amd64 b", "k 1 amd64 c, k 4 amd64 b",
                "rebuilt k 1 1; downgraded k 5 4"
            ),
            // Of equal versions the equal file.
            (
                "k 1 amd64 a, k 1 amd64 b", "k 1 amd64 b, k 1 amd64 c",
                "rebuilt k 1 1; 1 unchanged"
            ),
            // Of equal ones the one that stays in its repository, whatever the order of the names of these.
            (
                "k 1 amd64 a main, k 1 amd64 b other", "k 1 amd64 c other",
                "removed k 1 @main; rebuilt k 1 1 @other"
            ),
            (
                "k 1 amd64 a main, k 1 amd64 b other", "k 1 amd64 c main",
                "removed k 1 @other; rebuilt k 1 1 @main"
            ),
            (
                "k 1 amd64 a main, k 1 amd64 a other", "k 1 amd64 a other",
                "removed k 1 @main; 1 unchanged"
            ),
            (
                "k 1 amd64 a main, k 1 amd64 a other", "k 1 amd64 a main",
                "removed k 1 @other; 1 unchanged"
            ),
            // A file that is on both sides is never new, wherever it comes from.
            (
                "k 1 amd64 a main, k 1 amd64 b other", "k 1 amd64 a other",
                "removed k 1 @other; moved k 1 1 @other"
            ),
            // The newest are upgraded, each within its repository.
            (
                "k 1 amd64 a main, k 1 amd64 b other", "k 2 amd64 c other, k 3 amd64 d other",
                "upgraded k 1 2 @other; upgraded k 1 3 @other"
            ),
            (
                "k 1 amd64 a main, k 1 amd64 b other", "k 2 amd64 c other",
                "removed k 1 @main; upgraded k 1 2 @other"
            ),
        ])
    func `several versions of a name are paired`(before: String, after: String, expected: String)
        throws
    {
        let difference = try Self.difference(before, after)
        #expect(Self.words(difference) == expected)
        let reversed = try Self.difference(
            before.split(separator: ", ").reversed().joined(separator: ", "),
            after.split(separator: ", ").reversed().joined(separator: ", "))
        #expect(reversed.changes == difference.changes)
    }

    @Test func `another architecture always has other files`() throws {
        let before = try Self.list("foo 1 x86_64 a, bar 1 noarch a, i 1 i686 a", "x86_64")
        let after = try Self.list("foo 1 aarch64 b, bar 1 noarch b, j 1 aarch64 b", "aarch64")
        let difference = try Difference(from: before, to: after)
        #expect(Self.words(difference) == "removed i 1; added j 1; 2 unchanged")
    }

    @Test func `repositories are compared within one distro`() throws {
        var before = try Self.list("foo 1 amd64 a main", "amd64")
        var after = try Self.list("foo 1 amd64 a debian", "amd64")
        (before.distro, after.distro) = ("debian12", "debian13")
        #expect(try Difference(from: before, to: after).changes.isEmpty)
        after.distro = "debian12"
        #expect(try Difference(from: before, to: after).changes.map(\.kind) == [.moved])
    }

    @Test func `digests of different functions say nothing`() throws {
        let before = try Self.list("foo 1 amd64 a", "amd64")
        var after = try Self.list("foo 1 amd64 a", "amd64")
        after.packages[0].digest = Digest(.sha1, bytes: Array(repeating: 7, count: 20))
        #expect(try Difference(from: before, to: after).changes.isEmpty)
    }

    @Test func `packages of dpkg and of rpm cannot be compared, unless there are none`() throws {
        let before = try Self.list("foo 1 amd64 a", "amd64")
        var after = try Self.list("foo 1 amd64 a", "amd64")
        after.scheme = .rpm
        #expect(throws: ComparisonError.differentSchemes) {
            try Difference(from: before, to: after)
        }
        after.packages = []
        #expect(try Difference(from: before, to: after).count(.removed) == 1)
    }

    @Test(arguments: [VersionScheme.debian, .rpm])
    func `changes are those of a naive model`(scheme: VersionScheme) throws {
        for seed in 1...300 {
            var random = SeededRandom(seed: UInt64(seed))
            let before = Self.random(scheme, &random)
            let after = Self.random(scheme, &random)
            let difference = try Difference(from: before, to: after)
            let model = NaiveComparison(before.packages, after.packages)
            #expect(Self.pairs(difference) == model.pairs, "seed \(seed)")
            #expect(difference.count(.rebuilt) == model.rebuilt, "seed \(seed)")
            #expect(difference.unchanged == model.unchanged, "seed \(seed)")
            let sum = difference.changes.reduce(0) { $0 + $1.sizeChange }
            #expect(sum == difference.sizeChange, "seed \(seed)")
            let names = difference.changes.map(\.name)
            #expect(names == names.sorted(), "seed \(seed)")
            let back = try Difference(from: after, to: before)
            #expect(back.count(.added) == difference.count(.removed), "seed \(seed)")
            #expect(back.count(.upgraded) == difference.count(.downgraded), "seed \(seed)")
        }
    }

    // MARK: - Samples

    /// Packages as `name version architecture digest repository`, with commas between.
    static func list(_ text: String, _ architecture: String) throws -> PackageList {
        let packages = try text.split(separator: ", ").map { line in
            let words = line.split(separator: " ").map(String.init)
            let digit = try #require(words[3].utf8.first)
            return PackageList.Package(
                name: words[0], version: words[1], architecture: words[2],
                repository: words.count > 4 ? words[4] : "", size: 100,
                digest: Digest(.sha256, bytes: Array(repeating: digit, count: 32)))
        }
        return PackageList(
            title: "list", scheme: .debian, distro: nil, architecture: architecture,
            packages: packages)
    }

    private static func difference(_ before: String, _ after: String) throws -> Difference {
        try Difference(from: list(before, "amd64"), to: list(after, "amd64"))
    }

    private static func words(_ difference: Difference) -> String {
        var words = difference.changes.map { change in
            ([change.kind.rawValue, change.name]
                + [change.before?.version, change.after?.version].compactMap { $0 }
                + [(change.after ?? change.before)?.repository ?? ""].filter { !$0.isEmpty }
                .map { "@" + $0 })
                .joined(separator: " ")
        }
        if difference.unchanged > 0 { words.append("\(difference.unchanged) unchanged") }
        return words.joined(separator: "; ")
    }

    /// The changes of versions, in an order that does not depend on how they were found.
    private static func pairs(_ difference: Difference) -> [String] {
        difference.changes.filter { $0.kind != .rebuilt }.map { change in
            "\(change.kind) \(change.name) \(change.before?.version ?? "-") \(change.after?.version ?? "-")"
        }.sorted()
    }

    private static func random(_ scheme: VersionScheme, _ random: inout SeededRandom)
        -> PackageList
    {
        let packages = (0..<Int.random(in: 0...30, using: &random)).map { _ in
            let version = Int.random(in: 1...12, using: &random)
            // One file has one size.
            let digest = UInt8.random(in: 0...2, using: &random)
            return PackageList.Package(
                name: ["a", "b", "c", "d-e"].randomElement(using: &random) ?? "a",
                version: scheme == .rpm ? "0:\(version)-1" : "\(version)",
                architecture: ["native", "all", "i386"].randomElement(using: &random) ?? "all",
                repository: "", size: 10 * version + Int(digest),
                digest: Digest(.sha256, bytes: Array(repeating: digest, count: 32)))
        }
        return PackageList(
            title: "random", scheme: scheme, distro: nil, architecture: "native",
            packages: packages)
    }
}

/// What the changes between two lists are, found by counting: slow, and easy to read.
private struct NaiveComparison {
    private(set) var pairs: [String] = []
    private(set) var rebuilt = 0
    private(set) var unchanged = 0

    init(_ before: [PackageList.Package], _ after: [PackageList.Package]) {
        for name in Set((before + after).map(\.name)) {
            for isForeign in [false, true] {
                let old = before.filter {
                    $0.name == name && ($0.architecture == "i386") == isForeign
                }
                let new = after.filter {
                    $0.name == name && ($0.architecture == "i386") == isForeign
                }
                compare(name, old, new)
            }
        }
        pairs.sort()
    }

    private mutating func compare(
        _ name: String, _ old: [PackageList.Package], _ new: [PackageList.Package]
    ) {
        var (oldRest, newRest): ([String], [String]) = ([], [])
        for version in Set((old + new).map(\.version)) {
            let one = old.filter { $0.version == version }
            let other = new.filter { $0.version == version }
            let both = min(one.count, other.count)
            let equal = Set(one.map(\.digest)).reduce(0) { sum, digest in
                sum + min(one.count { $0.digest == digest }, other.count { $0.digest == digest })
            }
            unchanged += equal
            rebuilt += both - equal
            oldRest += Array(repeating: version, count: one.count - both)
            newRest += Array(repeating: version, count: other.count - both)
        }
        oldRest.sort { Self.number($0) > Self.number($1) }
        newRest.sort { Self.number($0) > Self.number($1) }
        for index in 0..<max(oldRest.count, newRest.count) {
            let one = index < oldRest.count ? oldRest[index] : nil
            let other = index < newRest.count ? newRest[index] : nil
            let kind: String
            if let one, let other {
                kind = Self.number(one) < Self.number(other) ? "upgraded" : "downgraded"
            } else {
                kind = one == nil ? "added" : "removed"
            }
            pairs.append("\(kind) \(name) \(one ?? "-") \(other ?? "-")")
        }
    }

    /// The number in `7` or `0:7-1`.
    private static func number(_ version: String) -> Int {
        let middle = version.split(separator: ":").last?.split(separator: "-").first
        return middle.flatMap { Int($0) } ?? 0
    }
}
