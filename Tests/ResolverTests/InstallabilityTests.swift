import MirrorTestSupport
import PackageModel
import Resolver
import SystemIO
import Testing

/// Which packages can be installed at all, against looking at every set of packages.
@Suite struct InstallabilityTests {
    static func broken(_ universe: Universe) -> [PackageID] {
        var installability = Installability(universe)
        return installability.broken(among: Array(universe.packages))
    }

    @Test func `Debian packages are broken exactly where no set of packages holds them`() throws {
        var total = 0
        for seed in UInt64(0)..<600 {
            let world = RandomUniverse(seed: seed &+ 50_000, names: 5, limit: 7)
            let universe = try world.universe()
            var installable: Set<Int> = []
            for subset in 0..<(1 << world.packages.count) {
                let members = world.packages.indices.filter { subset >> $0 & 1 == 1 }
                if installable.isSuperset(of: members) { continue }
                if world.flaw(members.map { world.packages[$0] }) == nil {
                    installable.formUnion(members)
                }
            }
            let expected = world.packages.indices.filter { !installable.contains($0) }
            #expect(Self.broken(universe).map(\.index) == expected, "seed \(seed)")
            total += expected.count
        }
        #expect(total > 500)
    }

    @Test func `rpm packages are broken exactly where no set of packages holds them`() {
        var total = 0
        for seed in UInt64(0)..<500 {
            let shape = RPMPuzzle.Shape(
                packages: 4...9, names: 5, weak: 0, architectures: ["x86_64", "noarch"])
            var world = RPMPuzzle(seed: seed &+ 900_000, shape: shape)
            world.dropRichConflicts()
            let installable = RPMModel(world).sets.reduce(0, |)
            let expected = world.packages.indices.filter { installable >> $0 & 1 == 0 }
            #expect(Self.broken(world.universe()).map(\.index) == expected, "seed \(seed)")
            total += expected.count
        }
        #expect(total > 300)
    }

    @Test func `each broken package has a reason, and is broken whoever else was asked for`() throws
    {
        for seed in UInt64(0)..<200 {
            let universe = try RandomUniverse(seed: seed, names: 30, limit: 50).universe()
            var installability = Installability(universe)
            for package in installability.broken(among: Array(universe.packages)) {
                guard let refutation = installability.refutation(of: package) else {
                    Issue.record("seed \(seed): no reason")
                    continue
                }
                let wish = ResolverWish(label: "p", candidates: [package])
                let words = Explanation(refutation, wishes: [wish], in: universe)
                #expect(words.headline.hasPrefix("`p` cannot be installed: "), "seed \(seed)")
                #expect(!words.headline.contains("no combination"), "seed \(seed): \(words)")
                var alone = Installability(universe)
                let broken = alone.broken(among: [package])
                #expect(broken == [package], "seed \(seed)")
            }
            for package in universe.packages where !installability.isBroken(package) {
                let refutation = installability.refutation(of: package)
                #expect(refutation == nil, "seed \(seed)")
            }
        }
    }

    @Test func `what needs an excluded package is broken`() throws {
        let universe = try Universe.reading(
            """
            Package: a
            Version: 1
            Architecture: amd64
            Depends: b | c

            Package: b
            Version: 1
            Architecture: amd64

            Package: c
            Version: 1
            Architecture: amd64
            Depends: b

            Package: d
            Version: 1
            Architecture: amd64
            Conflicts: d
            """)
        let all = Array(universe.packages)
        var plain = Installability(universe)
        let broken = plain.broken(among: all)
        #expect(broken.isEmpty)
        var narrow = Installability(
            universe, excluded: PackageSet([all[1]], count: universe.count))
        let rest = narrow.broken(among: [all[3], all[2], all[0]])
        #expect(rest == [all[2], all[0]])
    }
}

/// All of Debian 12, against what `dose-debcheck` says of it.
@Suite struct DebianTwelveTests {
    static let isLong = Environment["MIRROR_ALL_ANSWERS"] == "1"

    static func broken(_ universe: Universe) -> [String] {
        InstallabilityTests.broken(universe).map { universe.label($0) }.sorted()
    }

    @Test(.enabled(if: RecordedAnswerTests.isPossible, "\(Corpora.notice), xz and zstd"))
    func `the same packages of arm64 as recorded cannot be installed`() throws {
        let bytes = try RecordedAnswerTests.unpacked("xz", RecordedAnswerTests.index)
        let broken = Self.broken(try Universe.reading(bytes, native: "arm64"))
        #expect(broken.count == 55)
        let text = broken.map { $0 + "\n" }.joined()
        let difference = try Golden.difference(text, from: "bookworm-arm64.broken.txt")
        if let difference { Issue.record("\(difference)") }
    }

    /// The record says what dose said; this asks it again.
    @Test(
        .enabled(
            if: isLong && RecordedAnswerTests.isPossible && DoseTests.isPossible,
            "takes a minute: MIRROR_ALL_ANSWERS=1; needs dose-debcheck, \(Corpora.notice)"))
    func `the same packages of arm64 as dose says cannot be installed`() throws {
        let bytes = try RecordedAnswerTests.unpacked("xz", RecordedAnswerTests.index)
        let expected = try DoseTests.broken([bytes], native: "arm64")
        #expect(Self.broken(try Universe.reading(bytes, native: "arm64")) == expected)
    }

    /// The indexes that this machine's apt has fetched: of Debian 12 with its updates, on most.
    static let hostIndexes: [String] = {
        let targets = try? Subprocess.check(
            "apt-get",
            ["indextargets", "--format", "$(FILENAME)", "Identifier: Packages", "Origin: Debian"])
        return (targets?.output ?? "").split(separator: "\n").map(String.init)
    }()

    @Test(
        .enabled(
            if: isLong && DoseTests.isPossible && !hostIndexes.isEmpty,
            "takes minutes: MIRROR_ALL_ANSWERS=1; needs dose-debcheck and apt's indexes of Debian"))
    func `the same packages of this machine's own indexes cannot be installed`() throws {
        let native = try Subprocess.check("dpkg", ["--print-architecture"]).output
            .split(separator: "\n").joined()
        var indexes: [[UInt8]] = []
        for path in Self.hostIndexes {
            indexes.append(
                try Subprocess.check("/usr/lib/apt/apt-helper", ["cat-file", path]).standardOutput)
        }
        for some in [[indexes[0]], indexes] {
            let universe = try Universe.reading(all: some, native: native)
            #expect(Self.broken(universe) == (try DoseTests.broken(some, native: native)))
        }
    }
}
