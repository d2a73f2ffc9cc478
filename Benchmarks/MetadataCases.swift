internal import Archive
internal import MirrorBase
internal import PackageModel
internal import RPMRepository
internal import SystemIO

/// The cases that run inside this process over the metadata of an rpm repository.
struct MetadataCases {
    /// The primary document, decompressed.
    let text: FilePath
    /// Where output goes that nobody reads.
    let directory: FilePath

    static let runs = 9

    /// Cases over a repository that lies beside the project; `nil` where there is none.
    init?(in directory: FilePath) throws {
        let corpora = FilePath(Environment["MIRROR_CORPORA"] ?? "../shared/corpora")
        guard let content = try Self.primary(of: corpora / "rpm/cs9-appstream") else { return nil }
        self.directory = directory
        text = directory / "primary.xml"
        try Files.replace(text, with: content)
    }

    /// The primary document of a repository, decompressed; `nil` where there is none.
    static func primary(of repository: FilePath) throws -> [UInt8]? {
        guard Files.exists(repository / RepositoryLocation.root) else { return nil }
        let bytes = try Files.read(repository / RepositoryLocation.root)
        guard let record = try RepositoryRoot(bytes.span).record("primary"),
            let compression = Compression(fileName: record.location.path)
        else { return nil }
        return try Decompressor.decompress(
            file: repository / record.location.path, compression: compression, limit: 1 << 30)
    }

    /// From text in memory to a finished universe, beside `rpmmd2solv`, which reads the file as well.
    func parsed() throws -> Figure {
        let bytes = try Files.read(text)
        let packages = try Self.universe(bytes).count
        return try peer().figure(
            "\(packages) packages, \(bytes.count / 1_000_000) MB: primary to universe",
            runs: Self.runs, mark: "at most 1/5", largestRatio: 1.0 / 5
        ) {
            let clock = ContinuousClock()
            let start = clock.now
            let universe = try Self.universe(bytes)
            let seconds = start.duration(to: clock.now) / .seconds(1)
            precondition(universe.count == packages)
            return seconds
        }
    }

    /// The universe of one primary document.
    static func universe(_ bytes: [UInt8]) throws -> Universe {
        var builder = UniverseBuilder(
            nativeArchitecture: "x86_64", foreignArchitectures: ["i686", "i586", "i486", "i386"],
            scheme: .rpm)
        let origin = builder.addOrigin(
            PackageOrigin(repository: "repository", suite: "", component: ""))
        var reader = PrimaryReader(origin: origin, text: builder.nextText, for: builder)
        try reader.read(bytes.span, isComplete: true, into: &builder)
        let files = reader.finish()
        files.addNamedFiles(bytes.span, into: &builder)
        builder.addText(bytes)
        return builder.finish()
    }

    private func peer() -> Peer {
        guard ChildProcess.find("rpmmd2solv") != nil else {
            return Peer(name: "rpmmd2solv is not here")
        }
        let query = ["dpkg-query", "-W", "-f", "${Version}\\n", "libsolv-tools"]
        let version = ChildProcess.firstLine(query, in: directory) ?? "unknown version"
        // It reads standard input alone.
        let command = ["sh", "-c", "exec rpmmd2solv < \"$0\"", text.string]
        return Peer(name: "rpmmd2solv (\(version))", command: command)
    }
}
