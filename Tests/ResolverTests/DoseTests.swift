import MirrorTestSupport
import PackageModel
import Resolver
import SystemIO
import Testing

/// Whether each package can be installed, as dose-debcheck sees it.
@Suite struct DoseTests {
    static let isPossible = Subprocess.find("dose-debcheck") != nil

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

    @Test(
        .enabled(if: isPossible, "needs dose-debcheck (dose-distcheck)"), arguments: UInt64(1)...24)
    func `agrees with dose-debcheck`(seed: UInt64) throws {
        let world = RandomUniverse(seed: seed &* 1009, names: 40, limit: 60)
        let broken = try Self.broken([Array(world.index.utf8)], native: "amd64")
        let universe = try world.universe()
        var resolver = DebianResolver(universe)
        var refused: [String] = []
        for package in universe.packages {
            let wish = ResolverWish(label: universe.label(package), candidates: [package])
            if case .unsatisfiable = resolver.solve([wish]) {
                refused.append(universe.label(package))
            }
        }
        #expect(!broken.isEmpty && broken.count < world.packages.count, "seed \(seed)")
        #expect(refused.sorted() == broken, "seed \(seed)")
        #expect(DebianTwelveTests.broken(universe) == broken, "seed \(seed)")
    }
}
