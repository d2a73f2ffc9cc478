import MirrorTestSupport
import Resolver
import SystemIO
import Testing

/// Whether each package can be installed, as dose-debcheck sees it.
@Suite struct DoseTests {
    @Test(
        .enabled(
            if: Subprocess.find("dose-debcheck") != nil, "needs dose-debcheck (dose-distcheck)"),
        arguments: UInt64(1)...24)
    func `agrees with dose-debcheck`(seed: UInt64) throws {
        let world = RandomUniverse(seed: seed &* 1009, names: 40, limit: 60)
        let directory = try TemporaryDirectory()
        let path = try directory.write("Packages", world.index)
        let outcome = try Subprocess.run(
            "dose-debcheck", ["--deb-native-arch=amd64", "--failures", path.string])
        // 0: all can be installed; 1: some cannot.
        try #require(outcome.exitCode <= 1, "\(outcome.errors)")
        var broken: Set<String> = []
        var name = ""
        for line in outcome.output.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count >= 2 else { continue }
            if words[0] == "package:" { name = String(words[1]) }
            if words[0] == "version:", line.hasPrefix("  version:") {
                broken.insert("\(name) \(words[1])")
            }
        }
        let universe = try world.universe()
        var resolver = DebianResolver(universe)
        var refused: Set<String> = []
        for package in universe.packages {
            let wish = ResolverWish(label: universe.label(package), candidates: [package])
            if case .unsatisfiable = resolver.solve([wish]) {
                refused.insert("\(universe.nameText(package)) \(universe.versionText(package))")
            }
        }
        #expect(!broken.isEmpty && broken.count < world.packages.count, "seed \(seed)")
        #expect(refused == broken, "seed \(seed)")
    }
}
