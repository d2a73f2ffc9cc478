import Manifest
import MirrorBase
import MirrorTestSupport
import PackageModel
import RPMRepository
import Resolver
import Testing

@testable import MirrorEngine

/// What dnf hides and installs of the modules of CentOS Stream 9.
@Suite(.enabled(if: CentOSStream.arePresent, "\(Corpora.notice), zstd, gzip and xz"))
struct CentOSStreamTests {
    private func identity(_ package: PackageID, _ universe: Universe) -> String {
        [
            universe.nameText(package), "-", universe.versionText(package), ".",
            universe.architectureText(package),
        ].joined()
    }

    @Test func `without an active stream exactly the packages of modules are hidden`() throws {
        let universe = try CentOSStream.universe()
        let modules = try CentOSStream.modules()
        let selection = ModuleSelection(modules, ModuleSamples.rules())
        #expect(selection.problems == [])
        #expect(ModuleSamples.active(selection) == [])
        let hidden = selection.hidden(in: universe)
        #expect(hidden.count == 516)
        let artifacts = Set(selection.builds.flatMap(\.artifacts).map(\.text))
        let expected = universe.packages.filter { artifacts.contains(identity($0, universe)) }
        #expect(hidden == expected)
    }

    /// What `dnf install` of the package that has the module's name was recorded to bring, with the stream
    /// enabled.
    private struct Answer {
        var module: String
        var install: [String]?
    }

    private struct Malformed: Error {}

    private func answers() throws -> [Answer] {
        let path = try #require(CentOSStream.golden)
        let text = String(decoding: try CentOSStream.unpacked("zstd", path), as: UTF8.self)
        return try text.split(separator: "\n").map { line in
            let value = try JSONValue(parsing: Array(line.utf8))
            guard case .string(let module) = value["module"]?.content else {
                throw Malformed()
            }
            guard case .array(let items) = value["install"]?.content else {
                return Answer(module: module, install: nil)
            }
            let names = items.compactMap { item -> String? in
                if case .string(let name) = item.content { name } else { nil }
            }
            return Answer(module: module, install: names)
        }
    }

    @Test func `with an active stream the package of its name brings what dnf installs`() throws {
        let universe = try CentOSStream.universe()
        let modules = try CentOSStream.modules()
        let answers = try answers()
        #expect(answers.count >= 6)
        for answer in answers {
            let target = try #require(try Wish(parsing: answer.module).alternatives.first)
            let request = try #require(GroupExpansion.request(for: target) { _ in true })
            var rules = ModuleSamples.rules()
            rules.enabled = [request]
            let selection = ModuleSelection(modules, rules)
            #expect(selection.problems == [])
            let hidden = PackageSet(selection.hidden(in: universe), count: universe.count)
            var resolver = RPMResolver(universe, policy: RPMPolicy(excluded: hidden))
            let id = universe.names.find(target.name)
            let name = try #require(id)
            let candidates = universe.providers(of: name).filter {
                $0.isOwnName && !hidden.contains($0.package)
            }
            let wishes = [
                ResolverWish(label: target.name, candidates: candidates.map(\.package))
            ]
            var found: [String]?
            if case .solved(let solution) = resolver.solve(wishes) {
                found = solution.packages.map { identity($0, universe) }.sorted()
            }
            let extra = Set(found ?? []).subtracting(answer.install ?? [])
            let lacking = Set(answer.install ?? []).subtracting(found ?? [])
            #expect(extra.sorted() == [] && lacking.sorted() == [], "\(answer.module)")
            #expect((found == nil) == (answer.install == nil), "\(answer.module)")
        }
    }

    /// What is installed for a wish, sorted; `nil` where that is impossible.
    private func install(
        _ wish: String, _ expansion: GroupExpansion, _ subject: RPMSubject,
        _ resolver: inout RPMResolver, _ universe: Universe
    ) throws -> [String]? {
        let target = try #require(try Wish(parsing: wish).alternatives.first)
        guard case .members(let members) = expansion.expand(target) else {
            Issue.record("\(wish) is not expanded")
            return nil
        }
        let wishes = members.compactMap { member -> ResolverWish? in
            var choice = VersionChoice()
            choice.architecture = member.architecture
            let candidates = subject.packages(named: member.name, choice)
            if candidates.isEmpty { return nil }
            return ResolverWish(
                label: member.name, candidates: candidates,
                condition: member.conditions(in: universe))
        }
        guard case .solved(let solution) = resolver.solve(wishes) else { return nil }
        return solution.packages.map { identity($0, universe) }.sorted()
    }

    @Test(.enabled(if: DnfModules.isThere, "needs dnf for python3"))
    func `groups, environments and modules bring what dnf installs for them`() throws {
        let universe = try CentOSStream.universe()
        let modules = try CentOSStream.modules()
        let comps = Comps.merged(
            try CentOSStream.repositories.compactMap {
                try CentOSStream.document("comps", of: $0).map { try CompsReader.read($0) }
            })
        let paths = try CentOSStream.repositories.map { try #require(Corpora.file("rpm/\($0)")) }
        // Every fourth takes a quarter of the time.
        let groups = comps.groups.enumerated().filter { $0.offset % 4 == 0 }.map {
            "@\($0.element.id)"
        }
        let environments = comps.environments.map { "@^\($0.id)" }
        let streams = [
            "@maven:3.8", "@mariadb:10.11/client", "@nodejs:20/s2i", "@postgresql:16", "@php:8.2",
        ]
        let all = groups + environments + streams
        // dnf takes an environment without the mark that tells it from a group here.
        let asked = all.map { $0.replacing("@^", with: "@") }
        let expected = try DnfModules.ask(paths, platform: "platform:el9", asked)
        try #require(expected.count == all.count)
        let none = ModuleSelection(modules, ModuleSamples.rules())
        var answers: [[String]?] = []
        let hidden = PackageSet(none.hidden(in: universe), count: universe.count)
        let subject = RPMSubject(universe, excluded: hidden)
        let expansion = GroupExpansion(comps: comps, modules: none, baseArchitecture: "x86_64")
        var resolver = RPMResolver(universe, policy: RPMPolicy(excluded: hidden))
        for wish in groups + environments {
            answers.append(try install(wish, expansion, subject, &resolver, universe))
        }
        for wish in streams {
            let target = try #require(try Wish(parsing: wish).alternatives.first)
            var rules = ModuleSamples.rules()
            rules.enabled = [try #require(GroupExpansion.request(for: target) { _ in true })]
            let selection = ModuleSelection(modules, rules)
            let hidden = PackageSet(selection.hidden(in: universe), count: universe.count)
            let subject = RPMSubject(universe, excluded: hidden)
            let expansion = GroupExpansion(
                comps: comps, modules: selection, baseArchitecture: "x86_64")
            var resolver = RPMResolver(universe, policy: RPMPolicy(excluded: hidden))
            answers.append(try install(wish, expansion, subject, &resolver, universe))
        }
        for (wish, (answer, expected)) in zip(all, zip(answers, expected)) {
            let extra = Set(answer ?? []).subtracting(expected ?? [])
            let lacking = Set(expected ?? []).subtracting(answer ?? [])
            #expect(extra.sorted() == [], "\(wish)")
            #expect(lacking.sorted() == [], "\(wish)")
            #expect((answer == nil) == (expected == nil), "\(wish)")
        }
        #expect(expected.contains(nil) && expected.count { ($0?.count ?? 0) > 100 } > 3)
    }
}
