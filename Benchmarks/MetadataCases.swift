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
        let repository = corpora / "rpm/cs9-appstream"
        guard Files.exists(repository / RepositoryLocation.root) else { return nil }
        let bytes = try Files.read(repository / RepositoryLocation.root)
        let root = try RepositoryRoot(bytes.span)
        guard let record = root.record("primary"),
            let compression = Compression(fileName: record.location.path)
        else { return nil }
        self.directory = directory
        text = directory / "primary.xml"
        let content = try Decompressor.decompress(
            file: repository / record.location.path, compression: compression, limit: 1 << 30)
        try Files.replace(text, with: content)
    }

    /// From text in memory to a finished universe, beside `rpmmd2solv`, which reads the file as well.
    func parsed() throws -> Figure {
        let bytes = try Files.read(text)
        let packages = try universe(bytes).count
        return try peer().figure(
            "\(packages) packages, \(bytes.count / 1_000_000) MB: primary to universe",
            runs: Self.runs, mark: "at most 1/5", largestRatio: 1.0 / 5
        ) {
            let clock = ContinuousClock()
            let start = clock.now
            let universe = try universe(bytes)
            let seconds = start.duration(to: clock.now) / .seconds(1)
            precondition(universe.count == packages)
            return seconds
        }
    }

    private func universe(_ bytes: [UInt8]) throws -> Universe {
        var builder = UniverseBuilder(
            nativeArchitecture: "x86_64", foreignArchitectures: ["i686"], scheme: .rpm)
        let origin = builder.addOrigin(
            PackageOrigin(repository: "appstream", suite: "", component: ""))
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
