internal import MirrorBase
internal import PackageModel
internal import Resolver
internal import SystemIO

/// One closure after the other for every name of an rpm repository, with the clauses of all made once.
struct ClosureCases {
    /// The primary document, decompressed.
    let text: FilePath
    let directory: FilePath

    static let runs = 3

    /// Cases over a repository that lies beside the project; `nil` where there is none.
    init?(in directory: FilePath) throws {
        let corpora = FilePath(Environment["MIRROR_CORPORA"] ?? "../shared/corpora")
        guard let content = try MetadataCases.primary(of: corpora / "rpm/centos72-os") else {
            return nil
        }
        self.directory = directory
        text = directory / "centos72-primary.xml"
        try Files.replace(text, with: content)
    }

    /// The average over all names, in milliseconds.
    func each() throws -> Figure {
        let universe = try MetadataCases.universe(try Files.read(text))
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
            theirs =
                try peer.seconds(.each, index: text, architecture: "x86_64", names: names) * 1000
        }
        return Figure(
            name: title, ours: ours, unit: "ms", peer: (peer.name, theirs), mark: "under 0.15 ms",
            isMet: ours < 0.15)
    }
}
