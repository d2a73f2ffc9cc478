import MirrorBase
import MirrorTestSupport
import PackageModel
import RPMRepository
import SystemIO
import Testing

@testable import Resolver

/// dnf and yum over real repositories, on an empty machine and on one that holds a real base.
@Suite(.enabled(if: Corpora.arePresent, "\(Corpora.notice)"))
struct RealClientTests {
    /// Every how many names are asked for.
    static let step = RecordedRPMAnswerTests.everything ? 1 : 29

    static func wishes(_ name: String, _ subject: RPMSubject) -> [ResolverWish] {
        subject.select(name).map { ResolverWish(label: $0.name, candidates: $0.candidates) }
    }

    static func names(_ universe: Universe, from start: Int = 0) -> [String] {
        var seen: Set<String> = []
        return universe.packages.dropFirst(start).map { universe.nameText($0) }
            .filter { seen.insert($0).inserted }
    }

    /// The first requirement of some packages that nothing of a set meets, but for broken ones of the base.
    static func gap(
        of packages: [PackageID], in set: PackageSet, _ universe: Universe
    ) -> String? {
        for package in packages {
            for position in universe.relations(.requires, of: package) {
                let relation = universe.relation(position)
                if universe.names.string(relation.name).hasPrefix("rpmlib(") { continue }
                let isMet = universe.providers(of: relation.name).contains {
                    set.contains($0.package) && !$0.isOwnName
                        && universe.meets(relation, $0.comparison, $0.version)
                }
                if !isMet { return universe.label(package) + ": " + universe.text(of: relation) }
            }
        }
        return nil
    }

    /// What yum answers to all names of CentOS 7.2 is closed, and differs from what dnf answers only where
    /// several packages would do.
    @Test func `yum's picks are closed`() throws {
        let corpus = try RPMCorpus(["centos72-os"])
        let universe = corpus.universe
        let subject = RPMSubject(universe)
        let none = PackageSet(count: universe.count)
        var yum = YumClient(universe, installed: none, excluded: none) {
            try? PrimaryRecord(element: universe.stanza($0)).sourcePackage
        }
        var dnf = DNFClient(universe, installed: none)
        var outcome: (same: Int, other: Int, refused: Int) = (0, 0, 0)
        var picks: [String: Int] = [:]
        let names = Self.names(universe)
        for index in stride(from: 0, to: names.count, by: Self.step) {
            let wishes = Self.wishes(names[index], subject)
            switch (yum.install(wishes), dnf.install(wishes)) {
            case (.changes(let one), .changes(let other)):
                let set = PackageSet(one.installs, count: universe.count)
                let gap = Self.gap(of: one.installs, in: set, universe)
                #expect(gap == nil, "\(names[index]): \(gap ?? "")")
                if one == other {
                    outcome.same += 1
                    continue
                }
                outcome.other += 1
                for package in one.installs where !other.installs.contains(package) {
                    picks[universe.label(package), default: 0] += 1
                }
            case (.refused, .refused): outcome.refused += 1
            default: Issue.record("\(names[index]): one of both refuses")
            }
        }
        #expect(outcome.same > outcome.other * 2, "\(outcome)")
        if Environment["MIRROR_ALL_ANSWERS"] == "1" {
            let most = picks.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(40)
            print(outcome, most.map { "\($0.value) \($0.key)" }.joined(separator: ", "))
        }
    }

    /// libsolv reads the documents of both repositories itself.
    @Test(.enabled(if: LibsolvOracle.isPossible, "needs python3-solv"))
    func `changes beside a base what libsolv would change`() throws {
        let base = try RPMCorpus(["centos7-minimal"]).universe.count
        let repositories = ["centos7-minimal", "centos72-os"]
        let universe = try RPMCorpus(repositories).universe
        let subject = RPMSubject(universe)
        let policy = RPMPolicy()
        var dnf = DNFClient(
            universe,
            installed: PackageSet((0..<base).map { PackageID($0) }, count: universe.count),
            policy: policy)
        let all = Self.names(universe, from: base)
        let names = stride(from: 0, to: all.count, by: Self.step).map { all[$0] }
        let wishes = names.map { Self.wishes($0, subject) }
        let expected = try LibsolvOracle.answers(
            over: repositories, hasInstalled: true, count: universe.count,
            questions: wishes.map { $0.map { $0.candidates.map(\.index) } }, best: policy.best,
            installOnly: policy.installOnly)
        try #require(expected.count == names.count)
        for (index, wanted) in expected.enumerated() {
            let found = RandomInstalledTests.after(dnf.install(wishes[index]), Array(0..<base))
            #expect(found == wanted, "\(names[index])")
        }
        if Self.step == 1 { print("\(names.count) names beside a base, put to libsolv") }
    }

    /// What dnf and yum answer beside CentOS 7 minimal.
    @Test func `answers beside a base are closed`() throws {
        let base = try RPMCorpus(["centos7-minimal"]).universe.count
        let corpus = try RPMCorpus(["centos7-minimal", "centos72-os"])
        let universe = corpus.universe
        let installed = PackageSet((0..<base).map { PackageID($0) }, count: universe.count)
        let subject = RPMSubject(universe)
        var dnf = DNFClient(universe, installed: installed)
        var yum = YumClient(
            universe, installed: installed, excluded: PackageSet(count: universe.count))
        let names = Self.names(universe, from: base)
        var changed = (dnf: 0, yum: 0, all: 0)
        for index in stride(from: 0, to: names.count, by: Self.step * 3) {
            let wishes = Self.wishes(names[index], subject)
            changed.all += 1
            if case .changes(let changes) = dnf.install(wishes) {
                changed.dnf += 1
                Self.check(changes, installed, universe)
            }
            if case .changes(let changes) = yum.install(wishes) {
                changed.yum += 1
                Self.check(changes, installed, universe)
            }
        }
        #expect(changed.dnf > changed.all / 2 && changed.yum > changed.all / 2)
    }

    /// Checks that everything new has what it needs.
    private static func check(
        _ changes: ClientTransaction, _ installed: PackageSet, _ universe: Universe
    ) {
        var after = installed
        let gone = changes.removals + changes.replacements.flatMap(\.replaced)
        for package in gone { after.remove(package.index) }
        for package in changes.packages { after.insert(package) }
        let gap = gap(of: changes.packages, in: after, universe)
        #expect(gap == nil)
    }
}
