import MirrorTestSupport
import PackageModel
import Resolver
import SystemIO
import Testing

/// What apt itself chose from all of Debian 12, request by request.
@Suite struct RecordedAnswerTests {
    static let index = Corpora.file("apt/bookworm-arm64/Packages.xz")
    static let answers = Corpora.file("golden/bookworm-arm64.norec.tsv.zst")
    static let isPossible =
        index != nil && answers != nil && Tool.isAsked("xz")
        && Tool.isAsked("zstd")

    static func unpacked(_ program: String, _ path: FilePath?) throws -> [UInt8] {
        let path = try #require(path)
        return try Subprocess.check(program, ["-dc", path.string]).standardOutput
    }

    /// The name of a package's file, as apt prints it.
    static func file(_ package: PackageID, _ universe: Universe) -> String {
        let version = universe.versionText(package).replacing(":", with: "%3a")
        let architecture = universe.architectureText(package)
        return "\(universe.nameText(package))_\(version)_\(architecture).deb"
    }

    @Test(.enabled(if: isPossible, "\(Corpora.notice), xz and zstd"))
    func `chooses what apt chose`() throws {
        let bytes = try Self.unpacked("xz", Self.index)
        let universe = try Universe.reading(bytes, native: "arm64")
        #expect(universe.count > 60_000)
        let text = String(decoding: try Self.unpacked("zstd", Self.answers), as: UTF8.self)
        var resolver = DebianResolver(universe)
        var count = 0
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            try #require(fields.count >= 2)
            let wishes = fields[0].split(separator: " ").map { universe.wish(String($0)) }
            let expected =
                fields[1] == "OK" ? Set(fields[2].split(separator: " ").map(String.init)) : nil
            var found: Set<String>?
            if case .solved(let solution) = resolver.solve(wishes) {
                found = Set(solution.packages.map { Self.file($0, universe) })
            }
            #expect(found == expected, "\(fields[0])")
            count += 1
        }
        #expect(count == 131)
    }
}
