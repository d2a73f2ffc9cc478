import MirrorTestSupport
import PackageModel
import SystemIO
import Testing

@testable import Resolver

/// libsolv's own tests, as far as they are wishes: to the resolver on an empty system, to
/// `DNFClient` where packages are installed.
@Suite(.enabled(if: Corpora.arePresent, "\(Corpora.notice)")) struct LibsolvSuiteTests {
    static let files: [String] = {
        guard let directory = Corpora.file("libsolv") else { return [] }
        return ((try? Files.walk(directory)) ?? []).filter { $0.hasSuffix(".t") }.sorted()
    }()

    static func read(_ name: String) throws -> LibsolvCase {
        try LibsolvCase(try #require(Corpora.file("libsolv")) / name)
    }

    /// What keeps episodes from being such questions, and the episodes by their numbers.
    static let unusable: [String: [String: [Int]]] = [
        // An operation on what is installed.
        "job distupgrade": [
            "choicerules/choice7.t": [1], "distupgrade/dup_allowuninstall.t": [1],
            "distupgrade/dup_noarchchange.t": [1], "distupgrade/dup_orphan1.t": Array(1...8),
            "distupgrade/dup_orphan2.t": Array(1...8), "distupgrade/dup_orphan3.t": Array(1...8),
            "lock/dup.t": [1, 2], "whatprovideswithdisabled/dup.t": [1],
            "whatprovideswithdisabled/dup2.t": [1],
        ],
        "job multiversion": [
            "distupgrade/dup_multiversion1.t": Array(1...8),
            "distupgrade/dup_multiversion2.t": Array(1...8),
            "distupgrade/dup_multiversion3.t": Array(1...8),
        ],
        "job update": [
            "choicerules/choice2.t": [1], "choicerules/choice2b.t": [1],
            "choicerules/choice3.t": [1], "choicerules/choice3b.t": [1],
            "choicerules/choice5.t": [1], "choicerules/choice6.t": [1],
            "excludefromweak/excludefromweak-obsoletes.t": [1, 2], "lock/best.t": [2, 3],
        ],
        "job lock": ["lock/best.t": [1]],
        "is about escapes or operators that rpm-md cannot write": [
            "testcase/str2dep.t": [1, 2, 3, 5, 6, 7, 8, 9, 15, 16]
        ],
    ]

    @Test func `what cannot be used is known, with the reason`() throws {
        var found: [String: [String: [Int]]] = [:]
        var usable = 0
        for name in Self.files {
            let file = try Self.read(name)
            for (index, episode) in file.episodes.enumerated() {
                // This one asks what a conflict hits, and is put as such below.
                if name == "evrcmp/testevr.t" { continue }
                if let obstacle = file.obstacle(episode) {
                    found[obstacle, default: [:]][name, default: []].append(index + 1)
                } else {
                    usable += 1
                }
            }
        }
        #expect(found == Self.unusable)
        #expect(usable == 41)
    }

    @Test(arguments: files)
    func `answers as the file says`(name: String) throws {
        let file = try Self.read(name)
        for (index, episode) in file.episodes.enumerated()
        where name != "evrcmp/testevr.t" && file.obstacle(episode) == nil {
            for result in episode.results {
                let place = "\(name)#\(index + 1)"
                switch result.kind {
                case "transaction,problems": try checkTransaction(file, episode, result, place)
                case "rules": try checkClauses(file, episode, result, place)
                case "jobs": checkComparisons(episode, result, place)
                case "genid": try checkText(episode, result, place)
                default: Issue.record("\(place) asserts \(result.kind)")
                }
            }
        }
    }

    private func checkTransaction(
        _ file: LibsolvCase, _ episode: LibsolvCase.Episode, _ result: LibsolvCase.Result,
        _ place: String
    ) throws {
        var puzzle = try file.puzzle()
        puzzle.hasInstalled = file.hasInstalledPackages
        let universe = puzzle.universe()
        func text(_ package: PackageID) -> String { file.text(puzzle.packages[package.index]) }
        let installed = puzzle.installed.map { PackageID($0) }
        var client = DNFClient(
            universe, installed: PackageSet(installed, count: universe.count),
            policy: try file.policy(episode, puzzle))
        let hasProblems = result.lines.contains { $0.hasPrefix("problem ") }
        switch client.install(try file.wishes(episode, puzzle)) {
        case .changes(let changes):
            let found =
                changes.installs.map { "install " + text($0) }
                + changes.replacements.map { replacement in
                    let old = replacement.replaced.map(text).joined(separator: " ")
                    return "upgrade \(old) \(text(replacement.package))"
                }
            #expect(changes.removals.isEmpty, "\(place)")
            #expect(!hasProblems && Set(found) == Set(result.lines), "\(place): \(found)")
        case .refused: #expect(hasProblems, "\(place) is refused")
        case .undecided: Issue.record("\(place) is given up")
        }
    }

    /// `result rules`: each clause as lines `rule pkg DIGEST LITERAL`, a minus before what is negated.
    private func checkClauses(
        _ file: LibsolvCase, _ episode: LibsolvCase.Episode, _ result: LibsolvCase.Result,
        _ place: String
    ) throws {
        var expected: [String: Set<String>] = [:]
        for line in result.lines where line.hasPrefix("rule pkg ") {
            let words = line.split(separator: " ").map(String.init)
            expected[words[2], default: []].insert(words[3])
        }
        let puzzle = try file.puzzle()
        let wished = try file.wishes(episode, puzzle).flatMap(\.candidates).map(\.index)
        let resolver = RPMResolver(puzzle.universe())
        var found: Set<Set<String>> = []
        for number in resolver.solver.clauses.indices {
            let literals = resolver.solver.literals(of: ClauseID(raw: Int32(number)))
            guard literals.contains(where: { wished.contains($0.variable) && !$0.isPositive })
            else { continue }
            found.insert(
                Set(
                    literals.map {
                        ($0.isPositive ? "" : "-") + file.text(puzzle.packages[$0.variable])
                    }))
        }
        #expect(found == Set(expected.values), "\(place)")
        #expect(!found.isEmpty, "\(place)")
    }

    private func checkComparisons(
        _ episode: LibsolvCase.Episode, _ result: LibsolvCase.Result, _ place: String
    ) {
        #expect(
            episode.comparisons.count == result.lines.count && !result.lines.isEmpty, "\(place)")
        for (pair, line) in zip(episode.comparisons, result.lines) {
            let words = pair.split(separator: " ").map(String.init)
            let order = RPMVersion.compare(words[0], words[1])
            let sign = order < 0 ? "<" : order > 0 ? ">" : "="
            #expect(line == "job noop provides \(words[0]) \(sign) \(words[1])", "\(place)")
        }
    }

    /// The last line of a result is the dependency as libsolv writes it after reading.
    private func checkText(
        _ episode: LibsolvCase.Episode, _ result: LibsolvCase.Result, _ place: String
    ) throws {
        let text = try #require(episode.dependencies.first).dropFirst(4)
        let line = try #require(result.lines.last)
        #expect(
            "genid dep " + LibsolvText.text(try LibsolvText.dependency(String(text))) == line,
            "\(place)")
    }

    /// `evrcmp/testevr.t` installs a package that conflicts with a range, and libsolv erases what the range
    /// hits: every combination of operators, with releases and without.
    @Test func `conflicts hit the versions that the file says`() throws {
        let file = try Self.read("evrcmp/testevr.t")
        let puzzle = try file.puzzle()
        var resolver = RPMResolver(puzzle.universe(), policy: RPMPolicy(weakDependencies: true))
        var pairs = 0
        for episode in file.episodes {
            let wishes = try file.wishes(episode, puzzle)
            let result = try #require(episode.results.first)
            let erased = Set(
                result.lines.filter { $0.hasPrefix("erase ") }.map { String($0.dropFirst(6)) })
            for (index, package) in puzzle.packages.enumerated()
            where file.repositories[package.repository].name == file.installed {
                let other = ResolverWish(label: package.name, candidates: [PackageID(index)])
                var isRefused = false
                if case .unsatisfiable = resolver.solve(wishes + [other]) { isRefused = true }
                let name = file.text(package)
                #expect(isRefused == erased.contains(name), "\(wishes[0].label), \(name)")
                pairs += 1
            }
        }
        #expect(pairs == 600)
    }
}
