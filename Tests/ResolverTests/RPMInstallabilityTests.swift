import MirrorTestSupport
import PackageModel
import Resolver
import Testing

/// Which rpm packages can be installed at all, against what libsolv says to each by itself.
@Suite struct RPMInstallabilityTests {
    /// dnf finds the same five packages of CentOS 7.2 whose requirements nothing meets; the others need
    /// these.
    @Test(
        .enabled(if: Corpora.arePresent, "\(Corpora.notice)"),
        arguments: [("centos72-os", 41), ("cs9-baseos", 0), ("centos7-minimal", 0)])
    func `the same packages as recorded cannot be installed`(name: String, count: Int) throws {
        let universe = try RPMCorpus([name]).universe
        let broken = DebianTwelveTests.broken(universe)
        #expect(broken.count == count)
        if count == 0 { return }
        let text = broken.map { $0 + "\n" }.joined()
        let difference = try Golden.difference(text, from: "\(name).broken.txt")
        if let difference { Issue.record("\(difference)") }
    }

    @Test(.enabled(if: Corpora.arePresent, "\(Corpora.notice)"))
    func `what needs an excluded package is broken, and so is that package`() throws {
        let universe = try RPMCorpus(["cs9-baseos"]).universe
        let all = Array(universe.packages)
        let glibc = all.filter { universe.nameText($0) == "glibc" }
        try #require(!glibc.isEmpty)
        var installability = Installability(
            universe, excluded: PackageSet(glibc, count: all.count))
        let broken = installability.broken(among: all)
        // Hardly anything can do without it.
        #expect(broken.count > all.count / 2)
        #expect(Set(broken).isSuperset(of: glibc))
    }

    @Test(.enabled(if: LibsolvOracle.isPossible, "needs python3-solv"))
    func `random packages are broken where libsolv refuses them`() throws {
        let shape = RPMPuzzle.Shape(weak: 0, architectures: ["x86_64", "x86_64", "noarch"])
        let worlds = (UInt64(0)..<300).map { RPMPuzzle(seed: $0 &+ 640_000, shape: shape) }
        let answers = try LibsolvOracle.answers(
            worlds.map { world in
                world.json(
                    questions: world.packages.indices.map { [[$0]] }, best: false, weak: false)
            })
        var total = 0
        for (world, answers) in zip(worlds, answers) {
            let refused = answers.indices.filter { answers[$0] == nil }
            let broken = InstallabilityTests.broken(world.universe()).map(\.index)
            #expect(broken == refused, "\(world.packages.count) packages")
            total += refused.count
        }
        #expect(total > 500)
    }
}
