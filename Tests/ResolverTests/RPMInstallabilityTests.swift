import MirrorTestSupport
import PackageModel
import Resolver
import SystemIO
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

    /// libsolv reads the same documents itself, and is asked for each package by its number.
    @Test(
        .enabled(
            if: Corpora.arePresent && LibsolvOracle.isPossible,
            "\(Corpora.notice), needs python3-solv"),
        arguments: ["centos72-os", "cs9-baseos", "centos7-minimal"])
    func `the same packages as libsolv refuses cannot be installed`(name: String) throws {
        let universe = try RPMCorpus([name]).universe
        let answers = try LibsolvOracle.answers(
            over: [name], count: universe.count,
            questions: universe.packages.map { [[$0.index]] }, best: false)
        #expect(answers.count == universe.count)
        let refused = answers.indices.filter { answers[$0] == nil }
        #expect(InstallabilityTests.broken(universe).map(\.index) == refused)
    }

    /// `dnf repoclosure` names packages with a requirement that no package meets. What needs these, or excludes what
    /// it needs, it does not.
    @Test(
        .enabled(
            if: Corpora.arePresent && hasRepoclosure,
            "\(Corpora.notice), needs dnf with its plugin repoclosure"))
    func `what dnf repoclosure names cannot be installed`() throws {
        let path = try #require(Corpora.file("rpm/centos72-os"))
        let directory = try TemporaryDirectory()
        let outcome = try Subprocess.run(
            "dnf",
            [
                "-q", "--releasever=7", "--repofrompath=r,file://\(path)", "--repo=r",
                "--setopt=reposdir=/nonexistent", "--setopt=cachedir=\(directory.path / "cache")",
                "--installroot=\(directory.path / "root")", "--forcearch=x86_64", "repoclosure",
                "--check", "r",
            ])
        let named = outcome.output.split(separator: "\n").compactMap { line -> String? in
            let words = line.split(separator: " ")
            return words.first == "package:" ? String(words[1]) : nil
        }
        #expect(named.count == 5)
        let universe = try RPMCorpus(["centos72-os"]).universe
        #expect(Set(named).isSubset(of: DebianTwelveTests.broken(universe)))
    }

    static let hasRepoclosure = Tool.isAsked(
        if: (try? Subprocess.check("dnf", ["-q", "--releasever=7", "repoclosure", "--help"])) != nil
    )

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
