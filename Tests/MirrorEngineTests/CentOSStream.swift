import MirrorTestSupport
import PackageModel
import RPMRepository
import SystemIO
import Testing

@testable import MirrorEngine

/// AppStream and BaseOS of CentOS Stream 9, as one universe.
enum CentOSStream {
    static let repositories = ["cs9-appstream", "cs9-baseos"]
    static let golden = Corpora.file("golden/cs9-modules.jsonl.zst")
    static let arePresent =
        golden != nil && Tool.isAsked("zstd") && Tool.isAsked("gzip")
        && Tool.isAsked("xz")

    static func unpacked(_ program: String, _ path: FilePath) throws -> [UInt8] {
        try Subprocess.check(program, ["-dc", path.string]).standardOutput
    }

    /// The document of a kind in a repository, unpacked.
    static func document(_ kind: String, of repository: String) throws -> [UInt8]? {
        let directory = "rpm/\(repository)/repodata"
        let path = try #require(Corpora.file(directory))
        guard let name = try Files.list(path).first(where: { $0.contains(kind) }) else {
            return nil
        }
        if name.hasSuffix(".gz") { return try unpacked("gzip", path / name) }
        if name.hasSuffix(".xz") { return try unpacked("xz", path / name) }
        return try Files.read(path / name)
    }

    /// The packages of both; read once, since that takes a while.
    static func universe() throws -> Universe { try universeOnce.get() }

    private static let universeOnce = Result { try read() }

    private static func read() throws -> Universe {
        var builder = UniverseBuilder(
            nativeArchitecture: "x86_64",
            foreignArchitectures: ["i686", "i586", "i486", "i386"], scheme: .rpm)
        var read: [(bytes: [UInt8], files: RepositoryFiles)] = []
        for repository in repositories {
            let origin = builder.addOrigin(
                PackageOrigin(repository: repository, suite: "", component: ""))
            var reader = PrimaryReader(origin: origin, text: builder.nextText, for: builder)
            let bytes = try #require(try document("primary.xml", of: repository))
            try reader.read(bytes.span, isComplete: true, into: &builder)
            read.append((bytes, reader.finish()))
            builder.addText(bytes)
        }
        for (bytes, files) in read { files.addNamedFiles(bytes.span, into: &builder) }
        for (repository, files) in zip(repositories, read.map(\.files)) {
            guard let bytes = try document("filelists.xml", of: repository) else { continue }
            var reader = FilelistsReader(files)
            try reader.read(bytes.span, isComplete: true, into: &builder)
        }
        return builder.finish()
    }

    static func modules() throws -> [[ModuleDocument]] {
        try repositories.map { repository in
            try document("modules.yaml", of: repository).map { try ModulesReader.read($0) } ?? []
        }
    }
}
