import MirrorTestSupport
import PackageModel
import Resolver
import SystemIO
import Testing

/// Whether each package can be installed, as dose-debcheck sees it: many small universes in one index, in which no
/// name of one is a name of another.
@Suite(
    .enabled(if: Subprocess.find("dose-debcheck") != nil, "needs dose-debcheck (dose-distcheck)"))
struct DoseTests {
    /// How many universes there are in all.
    static let count = Environment["MIRROR_RANDOM_UNIVERSES"].flatMap { UInt64($0) } ?? 3000
    static let batch: UInt64 = 500

    /// What dose says of an index: the packages that cannot be installed, as `name version architecture`.
    static func broken(_ index: String, foreign: [String] = []) throws -> Set<String> {
        let directory = try TemporaryDirectory()
        let path = try directory.write("Packages", index)
        var arguments = ["--deb-native-arch=amd64", "--failures"]
        if !foreign.isEmpty {
            arguments.append("--deb-foreign-archs=" + foreign.joined(separator: ","))
        }
        let outcome = try Subprocess.run("dose-debcheck", arguments + [path.string])
        // 0: all can be installed; 1: some cannot.
        try #require(outcome.exitCode <= 1, "\(outcome.errors)")
        var broken: Set<String> = []
        var fields: [String] = []
        for line in outcome.output.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            guard line.hasPrefix("  "), words.count >= 2 else { continue }
            switch words[0] {
            case "package:": fields = [words[1]]
            case "version:", "architecture:": fields.append(words[1])
            default: broken.insert(fields.joined(separator: " "))
            }
        }
        return broken
    }

    /// What the resolver says of it.
    static func refused(_ universe: Universe) -> Set<String> {
        var resolver = DebianResolver(universe)
        var refused: Set<String> = []
        for package in universe.packages {
            let wish = ResolverWish(label: universe.label(package), candidates: [package])
            if case .unsatisfiable = resolver.solve([wish]) {
                refused.insert(
                    "\(universe.nameText(package)) \(universe.versionText(package)) "
                        + universe.architectureText(package))
            }
        }
        return refused
    }

    /// The smallest universe in which answers differ, and how.
    private static func difference(
        _ refused: Set<String>, _ broken: Set<String>, _ index: String
    ) -> String {
        let differing = refused.symmetricDifference(broken)
        let prefixes = Set(differing.compactMap { $0.split(separator: "-").first })
        let stanzas = index.split(separator: "\n\n")
        let universes = prefixes.sorted().map { prefix in
            stanzas.filter { $0.hasPrefix("Package: \(prefix)-") }
        }
        let smallest = universes.min { $0.joined().count < $1.joined().count } ?? []
        let prefix = smallest.first?.split(separator: "-").first?.dropFirst(9) ?? ""
        let lines = differing.filter { $0.hasPrefix("\(prefix)-") }.sorted().map {
            "\($0): " + (refused.contains($0) ? "refused here only" : "broken for dose only")
        }
        return "\(differing.count) differ\n"
            + (lines + smallest.map(String.init)).joined(separator: "\n\n")
    }

    @Test func `agrees with dose-debcheck`() throws {
        var packages = 0
        var failures = 0
        for start in stride(from: 0, to: Self.count, by: Int(Self.batch)) {
            let seeds = start..<min(Self.count, start + Self.batch)
            let worlds = seeds.map {
                RandomUniverse(seed: $0 &* 1009, names: 7, limit: 12, prefix: "u\($0)-")
            }
            let index = worlds.map(\.index).joined(separator: "\n")
            let broken = try Self.broken(index)
            let refused = Self.refused(try Universe.reading(index))
            let isSame = refused == broken
            #expect(isSame, "\(Self.difference(refused, broken, index))")
            packages += worlds.reduce(0) { $0 + $1.packages.count }
            failures += broken.count
        }
        #expect(failures > packages / 20 && failures < packages * 19 / 20)
        if Self.count > 3000 {
            print("\(Self.count) universes, \(packages) packages, \(failures) broken")
        }
    }

    @Test func `agrees with dose-debcheck on three architectures`() throws {
        var packages = 0
        var failures = 0
        for start in stride(from: 0, to: Self.count, by: Int(Self.batch)) {
            let seeds = start..<min(Self.count, start + Self.batch)
            let index = seeds.map { MultiArchUniverse.index(seed: $0, prefix: "u\($0)-") }
                .joined(separator: "\n")
            let foreign = MultiArchUniverse.foreign
            let broken = try Self.broken(index, foreign: foreign)
            let universe = try Universe.reading(
                Array(index.utf8), native: "amd64", foreign: foreign)
            let refused = Self.refused(universe)
            let isSame = refused == broken
            #expect(isSame, "\(Self.difference(refused, broken, index))")
            packages += universe.count
            failures += broken.count
        }
        #expect(failures > packages / 20 && failures < packages * 19 / 20)
        if Self.count > 3000 {
            print("\(Self.count) universes, \(packages) packages, \(failures) broken")
        }
    }
}
