internal import Archive
internal import DebianRepository
internal import MirrorBase
internal import PackageModel
internal import RPMRepository
internal import Resolver
internal import SystemIO

/// The cases of the resolver over Debian: all wishes, all packages, and a universe ten times as large.
struct ResolverCases {
    /// The release binary.
    let program: String
    /// An index that is not compressed.
    let text: FilePath
    /// The architecture of its packages.
    let architecture: String
    /// Where output goes that nobody reads.
    let directory: FilePath

    static let runs = 9

    /// The names of `packages.yaml` that this index has, all together, with the universe in memory; the
    /// clauses are made in each run, as libsolv makes its rules.
    func together() throws -> Figure {
        let universe = try ResolverCases.universe([try Files.read(text)], architecture)
        let names = try ResolverCases.names(in: universe)
        let wishes = ResolverCases.wishes(names, universe)
        let peer = try LibsolvPeer(in: directory)
        let ours = try median(of: Self.runs) { try ResolverCases.solve(wishes, universe) }
        let title = "\(names.count) names of packages.yaml together, universe in memory"
        guard peer.isHere else {
            return Figure(
                name: title, ours: ours, unit: "s", peer: (peer.name, nil), mark: "at most 1")
        }
        let theirs = try peer.seconds(
            .jobs, index: text, architecture: architecture, names: names)
        return Figure(
            name: title, ours: ours, unit: "s", peer: (peer.name, theirs), mark: "at most 1",
            isMet: ours <= theirs)
    }

    /// All packages of the index, whole program, beside `dose-debcheck`.
    func checked() throws -> Figure {
        let command = [
            program, "check", "--family", "deb", "--repo", "main=\(text)", "--arch", architecture,
            "--quiet",
        ]
        let name = "mirror check over the whole index, whole program"
        let ours = { try ChildProcess.run(command, accepting: [0, 1]).seconds }
        guard ChildProcess.find("dose-debcheck") != nil else {
            return Figure(
                name: name, ours: try median(of: 3, ours), unit: "s",
                peer: ("dose-debcheck is not here", nil), mark: "under 1/5")
        }
        let peer = [
            "dose-debcheck", "--deb-native-arch=\(architecture)", "--failures", "--explain",
            text.string,
        ]
        let query = ["dpkg-query", "-W", "-f", "${Version}\\n", "dose-distcheck"]
        let version = ChildProcess.firstLine(query, in: directory) ?? ""
        let (mine, other) = try medians(of: 3, ours) {
            try ChildProcess.run(peer, accepting: [0, 1]).seconds
        }
        return Figure(
            name: name, ours: mine, unit: "s", peer: ("dose-debcheck \(version)", other),
            mark: "under 1/5", isMet: mine < other / 5)
    }

    /// The memory of a process that reads the compressed index, and answers one wish.
    func memory(_ index: FilePath) throws -> Figure {
        // The cache names its files by digest, and the program tells compression by the ending.
        let packed = directory / "whole.xz"
        try Files.replace(packed, with: try Files.read(index))
        let command = [
            program, "resolve", "--family", "deb", "--repo", "main=\(packed)", "--arch",
            architecture, "--quiet", "curl",
        ]
        let ours = try median(of: 3) { try ChildProcess.run(command).megabytes }
        return Figure(
            name: "peak memory of a process that reads the whole index", ours: ours, unit: "MB",
            peer: ("no peer", nil), mark: "under 150 MB", isMet: ours < 150)
    }

    /// Ten copies with names of their own: reading them, and solving wishes for the first.
    func growth() throws -> [Figure] {
        let one = try Files.read(text)
        let ten = RenamedPackages.copies(of: one, count: 10)
        let (slow, quick) = try medians(
            of: 3, { try ResolverCases.seconds { try universe(ten) } },
            { try ResolverCases.seconds { try universe([one]) } })
        let large = try universe(ten)
        let small = try universe([one])
        let names = try ResolverCases.names(in: small)
        let wishes = [small, large].map { ResolverCases.wishes(names, $0) }
        let (wide, narrow) = try medians(
            of: Self.runs, { try ResolverCases.solveAlone(wishes[1], large) },
            { try ResolverCases.solveAlone(wishes[0], small) })
        return [
            Figure(
                name: "10 renamed copies (\(large.count) packages): text to universe", ours: slow,
                unit: "s", peer: ("one copy", quick), mark: "at most 12", isMet: slow <= quick * 12),
            Figure(
                name: "the same: \(names.count) names of one copy together", ours: wide, unit: "s",
                peer: ("one copy", narrow), mark: "at most 1.5", isMet: wide <= narrow * 1.5),
        ]
    }

    // MARK: - Parts

    private func universe(_ texts: [[UInt8]]) throws -> Universe {
        try ResolverCases.universe(texts, architecture)
    }

    /// The universe of some indexes.
    static func universe(_ texts: [[UInt8]], _ architecture: String) throws -> Universe {
        var builder = UniverseBuilder(nativeArchitecture: architecture)
        let origin = builder.addOrigin(
            PackageOrigin(repository: "debian", suite: "bookworm", component: "main"))
        for text in texts {
            var reader = PackagesReader(origin: origin, text: builder.nextText, for: builder)
            try reader.read(text.span, isComplete: true, into: &builder)
            builder.addText(text)
        }
        return builder.finish()
    }

    /// The names in `packages.yaml`, of all its groups, that packages of a universe bear.
    static func names(in universe: Universe) throws -> [String] {
        let manifest = String(decoding: try Files.read("packages.yaml"), as: UTF8.self)
        var found: Set<String> = []
        for line in manifest.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count >= 2, words[0] == "-" else { continue }
            let name = String(words[1])
            if !CandidateOrder().packages(named: name, in: universe).isEmpty { found.insert(name) }
        }
        return found.sorted()
    }

    private static func wishes(_ names: [String], _ universe: Universe) -> [ResolverWish] {
        names.map { name in
            ResolverWish(
                label: name, candidates: CandidateOrder().packages(named: name, in: universe))
        }
    }

    private static func solve(_ wishes: [ResolverWish], _ universe: Universe) throws -> Double {
        try seconds {
            var resolver = DebianResolver(universe)
            guard case .solved = resolver.solve(wishes) else {
                throw ChildProcess.Failure(description: "the names exclude one another")
            }
        }
    }

    /// The answer alone: its clauses are part of it, making room for the packages of the universe is not.
    private static func solveAlone(_ wishes: [ResolverWish], _ universe: Universe) throws -> Double
    {
        var resolver = DebianResolver(universe)
        return try seconds {
            guard case .solved = resolver.solve(wishes) else {
                throw ChildProcess.Failure(description: "the names exclude one another")
            }
        }
    }

    /// How much of a processor's time something takes, which other programs do not change much.
    static func seconds<Result>(_ body: () throws -> Result) rethrows -> Double {
        let start = ChildProcess.ownSeconds
        _ = try body()
        return ChildProcess.ownSeconds - start
    }
}
