import MirrorTestSupport
import PackageModel
import Resolver
import SystemIO
import Testing

/// Whether each package can be installed, as dose-debcheck sees it: many small universes in one index, in which no
/// name of one is a name of another.
@Suite struct DoseTests {
    static let isPossible = Tool.isAsked("dose-debcheck")
    /// How many universes there are in all.
    static let count = Environment["MIRROR_RANDOM_UNIVERSES"].flatMap { UInt64($0) } ?? 3000
    static let batch: UInt64 = 500

    /// The packages that dose-debcheck calls broken, as `name version architecture`, sorted.
    static func broken(_ indexes: [[UInt8]], native: String, foreign: String? = nil) throws
        -> [String]
    {
        let directory = try TemporaryDirectory()
        var arguments = ["--deb-native-arch=\(native)", "--failures"]
        if let foreign { arguments.append("--deb-foreign-archs=\(foreign)") }
        for (number, index) in indexes.enumerated() {
            let path = directory / "Packages\(number)"
            try Files.replace(path, with: index)
            arguments.append(path.string)
        }
        let outcome = try Subprocess.run("dose-debcheck", arguments, timeLimit: .seconds(900))
        // 0: all can be installed; 1: some cannot.
        try #require(outcome.exitCode <= 1, "\(outcome.errors)")
        var broken: Set<String> = []
        var words: [Substring] = []
        for line in outcome.output.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard line.hasPrefix("  "), fields.count >= 2 else { continue }
            switch fields[0] {
            case "package:": words = [fields[1]]
            case "version:": words.append(fields[1])
            case "architecture:": broken.insert((words + [fields[1]]).joined(separator: " "))
            default: continue
            }
        }
        return broken.sorted()
    }

    /// The packages that the resolver refuses, in the same form.
    private static func refused(_ universe: Universe) -> [String] {
        var resolver = DebianResolver(universe)
        var refused: [String] = []
        for package in universe.packages {
            let wish = ResolverWish(label: universe.label(package), candidates: [package])
            if case .unsatisfiable = resolver.solve([wish]) {
                refused.append(universe.label(package))
            }
        }
        return refused.sorted()
    }

    /// The smallest universe in which answers differ, and how.
    private static func difference(
        _ refused: [String], _ broken: [String], _ index: String
    ) -> String {
        let differing = Set(refused).symmetricDifference(broken)
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

    @Test(.enabled(if: isPossible, "needs dose-debcheck (dose-distcheck)"))
    func `agrees with dose-debcheck`() throws {
        var packages = 0
        var failures = 0
        for start in stride(from: 0, to: Self.count, by: Int(Self.batch)) {
            let seeds = start..<min(Self.count, start + Self.batch)
            let worlds = seeds.map {
                RandomUniverse(seed: $0 &* 1009, names: 7, limit: 12, prefix: "u\($0)-")
            }
            let index = worlds.map(\.index).joined(separator: "\n")
            let broken = try Self.broken([Array(index.utf8)], native: "amd64")
            let universe = try Universe.reading(index)
            let refused = Self.refused(universe)
            let isSame = refused == broken && DebianTwelveTests.broken(universe) == broken
            #expect(isSame, "\(Self.difference(refused, broken, index))")
            packages += worlds.reduce(0) { $0 + $1.packages.count }
            failures += broken.count
        }
        #expect(failures > packages / 20 && failures < packages * 19 / 20)
        if Self.count > 3000 {
            print("\(Self.count) universes, \(packages) packages, \(failures) broken")
        }
    }

    @Test(.enabled(if: isPossible, "needs dose-debcheck (dose-distcheck)"))
    func `agrees with dose-debcheck on three architectures`() throws {
        var packages = 0
        var failures = 0
        for start in stride(from: 0, to: Self.count, by: Int(Self.batch)) {
            let seeds = start..<min(Self.count, start + Self.batch)
            let index = seeds.map { MultiArchUniverse.index(seed: $0, prefix: "u\($0)-") }
                .joined(separator: "\n")
            let foreign = MultiArchUniverse.foreign
            let bytes = Array(index.utf8)
            let broken = try Self.broken(
                [bytes], native: "amd64", foreign: foreign.joined(separator: ","))
            let universe = try Universe.reading(all: [bytes], native: "amd64", foreign: foreign)
            let refused = Self.refused(universe)
            let isSame = refused == broken && DebianTwelveTests.broken(universe) == broken
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
