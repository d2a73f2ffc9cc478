internal import Archive
internal import MirrorBase
internal import PackageModel
internal import RPMRepository
internal import Resolver
internal import SystemIO

/// One closure after the other for every name of an rpm repository, with the clauses of all made once.
struct ClosureCases {
    /// The primary document, decompressed.
    let text: FilePath
    let directory: FilePath

    static let runs = 3
    /// Every how many names libsolv is asked for, which takes a second for three hundred.
    static let peerStep = 10

    /// Cases over a repository that lies beside the project; `nil` where there is none.
    init?(in directory: FilePath) throws {
        let corpora = FilePath(Environment["MIRROR_CORPORA"] ?? "../shared/corpora")
        let repository = corpora / "rpm/centos72-os"
        guard Files.exists(repository / RepositoryLocation.root) else { return nil }
        let bytes = try Files.read(repository / RepositoryLocation.root)
        guard let record = try RepositoryRoot(bytes.span).record("primary"),
            let compression = Compression(fileName: record.location.path)
        else { return nil }
        self.directory = directory
        text = directory / "centos72-primary.xml"
        try Files.replace(
            text,
            with: try Decompressor.decompress(
                file: repository / record.location.path, compression: compression, limit: 1 << 30))
    }

    /// The average over all names, in milliseconds.
    func each() throws -> Figure {
        let universe = try universe()
        let subject = RPMSubject(universe)
        let names = Set(universe.packages.map { universe.nameText($0) }).sorted()
        let questions = names.map { name in
            subject.select(name).map { ResolverWish(label: $0.name, candidates: $0.candidates) }
        }
        var resolver = RPMResolver(universe)
        let ours = median(of: Self.runs) {
            let seconds = ResolverCases.seconds {
                for question in questions { _ = resolver.solve(question) }
            }
            return seconds * 1000 / Double(names.count)
        }
        let title = "\(names.count) closures over CentOS 7.2, one after the other, each"
        let peer = try LibsolvPeer(in: directory)
        var theirs: Double?
        if peer.isHere {
            let some = stride(from: 0, to: names.count, by: Self.peerStep).map { names[$0] }
            theirs =
                try peer.seconds(.each, index: text, architecture: "x86_64", names: some) * 1000
        }
        return Figure(
            name: title, ours: ours, unit: "ms", peer: (peer.name, theirs), mark: "under 0.15 ms",
            isMet: ours < 0.15)
    }

    private func universe() throws -> Universe {
        let bytes = try Files.read(text)
        var builder = UniverseBuilder(
            nativeArchitecture: "x86_64", foreignArchitectures: ["i686", "i586", "i486", "i386"],
            scheme: .rpm)
        let origin = builder.addOrigin(PackageOrigin(repository: "os", suite: "", component: ""))
        var reader = PrimaryReader(origin: origin, text: builder.nextText, for: builder)
        try reader.read(bytes.span, isComplete: true, into: &builder)
        reader.finish().addNamedFiles(bytes.span, into: &builder)
        builder.addText(bytes)
        return builder.finish()
    }
}
