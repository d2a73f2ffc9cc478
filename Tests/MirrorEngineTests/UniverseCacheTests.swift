import MirrorTestSupport
import PackageModel
import RPMRepository
import SystemIO
import Testing

@testable import MirrorEngine

/// Answers over a repository that was read before.
@Suite struct UniverseCacheTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory("universes") }

    private var repository: FilePath { directory / "repo" }
    private var kept: FilePath { directory / "cache/universes" }

    private func package(_ name: String, _ checksum: Character, size: Int, requires: String = "")
        -> String
    {
        let needs =
            requires.isEmpty
            ? "" : "<rpm:requires><rpm:entry name=\"\(requires)\"/></rpm:requires>"
        return """
            <package type="rpm"><name>\(name)</name><arch>x86_64</arch>
            <version epoch="0" ver="1" rel="1"/>
            <checksum type="sha256" pkgid="YES">\(String(repeating: checksum, count: 64))</checksum>
            <size package="\(size)"/><location href="\(name).rpm"/><format><rpm:provides>
            <rpm:entry name="\(name)" flags="EQ" epoch="0" ver="1" rel="1"/></rpm:provides>
            \(needs)</format></package>
            """
    }

    /// `a` needs `b`, and `c` a file that `d` has and only filelists tells.
    private func write(size: Int = 10, filelists: String? = nil) throws {
        let file = "/usr/share/thing"
        let primary = [
            package("a", "a", size: 7, requires: "b"), package("b", "b", size: size),
            package("c", "c", size: 8, requires: file), package("d", "d", size: 9),
        ]
        let held = """
            <filelists packages="1"><package pkgid="\(String(repeating: "d", count: 64))" name="d"
            arch="x86_64"><version epoch="0" ver="1" rel="1"/><file>\(file)</file></package>
            </filelists>
            """
        let records = ["primary", "filelists"].map {
            "<data type='\($0)'><location href='repodata/\($0).xml'/></data>"
        }
        try directory.write(
            "repo/repodata/primary.xml",
            "<metadata packages=\"4\">\(primary.joined())</metadata>")
        try directory.write("repo/repodata/filelists.xml", filelists ?? held)
        try directory.write("repo/repodata/repomd.xml", "<repomd>\(records.joined())</repomd>")
    }

    private func resolve(_ wishes: String...) async throws -> [String] {
        var options = BuildOptions()
        options.cache = directory / "cache"
        var lines: [String] = []
        try await Resolve(options, observer: BuildObserver()).run(
            rpmRepositories: [("r", repository.string)], architecture: "x86_64", platform: nil,
            wishes: wishes, each: false
        ) { answer in
            lines = answer.packages.map { "\($0.name) \($0.size)" } + answer.failure
        }
        return lines
    }

    /// The names of the universes and, apart, of their texts.
    private func files() throws -> (universes: [String], texts: [String]) {
        let names = try Files.list(kept).sorted()
        return (names.filter { !$0.contains(".") }, names.filter { $0.contains(".") })
    }

    @Test func `a universe that was read before gives the same answer`() async throws {
        try write()
        let first = try await resolve("a")
        #expect(first == ["a 7", "b 10"])
        let names = try files().universes
        #expect(names.count == 1)
        let made = try Files.status(kept / names[0])?.inode
        #expect(try await resolve("a") == first)
        #expect(try Files.status(kept / names[0])?.inode == made)
    }

    @Test(arguments: [0, 9, 40, -1])
    func `a damaged universe is not used, and made again`(place: Int) async throws {
        try write()
        let first = try await resolve("a")
        let name = try #require(try files().universes.first)
        let whole = try Files.read(kept / name)
        var damaged = whole
        damaged[place < 0 ? damaged.count + place : place] ^= 0x10
        for bytes in [damaged, Array(whole.dropLast(8)), []] {
            try Files.replace(kept / name, with: bytes)
            #expect(try await resolve("a") == first)
            #expect(try Files.read(kept / name) == whole)
        }
    }

    @Test func `the record of a package is not taken from a damaged text`() async throws {
        try write()
        let first = try await resolve("a")
        let name = try #require(try files().texts.first)
        let size = try Files.read(kept / name).count
        try Files.replace(kept / name, with: Array(repeating: UInt8(ascii: "x"), count: size))
        #expect(try await resolve("a") == first)
        try Files.replace(kept / name, with: [])
        #expect(try await resolve("a") == first)
        #expect(try Files.read(kept / name).count == size)
    }

    @Test func `a repository that changed is read again`() async throws {
        try write()
        #expect(try await resolve("a") == ["a 7", "b 10"])
        try write(size: 12)
        #expect(try await resolve("a") == ["a 7", "b 12"])
        #expect(try files().universes.count == 2)
    }

    @Test func `what a universe is made of makes its name`() throws {
        let document = CachedDocument(
            repository: "r", type: "primary", source: .bytes([1]), compression: .plain)
        var other = document
        other.source = .bytes([2])
        let origin = PackageOrigin(repository: "r", suite: "", component: "", priority: 1)
        let better = PackageOrigin(repository: "r", suite: "", component: "", priority: 2)
        let keys = try [
            UniverseCache.key([document], origins: [origin], architectures: ["a"], paths: []),
            UniverseCache.key([other], origins: [origin], architectures: ["a"], paths: []),
            UniverseCache.key([document], origins: [better], architectures: ["a"], paths: []),
            UniverseCache.key([document], origins: [origin], architectures: ["b"], paths: []),
            UniverseCache.key([document], origins: [origin], architectures: ["a"], paths: ["/p"]),
        ]
        #expect(Set(keys).count == keys.count)
    }

    @Test func `only some universes are kept, with their texts`() async throws {
        for size in 0..<9 {
            try write(size: size)
            _ = try await resolve("a")
        }
        let (universes, texts) = try files()
        #expect(universes.count == 6)
        #expect(texts == universes.map { "\($0).0" })
    }

    // MARK: - Filelists

    @Test func `filelists is read only where a wish comes upon a path that primary leaves out`()
        async throws
    {
        try write(filelists: "broken")
        #expect(try await resolve("a") == ["a 7", "b 10"])
        await #expect(throws: (any Error).self) { try await resolve("c") }
        try write()
        #expect(try await resolve("c") == ["c 8", "d 9"])
        #expect(try await resolve("/usr/share/thing") == ["d 9"])
        #expect(try await resolve("*thing") == ["d 9"])
    }
}
