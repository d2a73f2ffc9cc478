import PackageModel
import Resolver

extension LibsolvCase {
    private static let tags: [(tag: String, kind: RelationKind)] = [
        ("=Req:", .requires), ("=Prv:", .provides), ("=Con:", .conflicts), ("=Obs:", .obsoletes),
        ("=Rec:", .recommends), ("=Sug:", .suggests), ("=Sup:", .supplements),
        ("=Enh:", .enhances),
    ]

    /// The packages, with those that are installed, in the order of the file; what they are they provide.
    func puzzle() throws -> RPMPuzzle {
        var puzzle = RPMPuzzle()
        puzzle.architecture = architecture
        for (index, repository) in repositories.enumerated() {
            puzzle.priorities.append(repository.priority)
            for line in repository.lines {
                let words = line.split(separator: " ").map(String.init)
                guard let tag = words.first else { continue }
                if tag == "=Pkg:" {
                    puzzle.packages.append(Self.package(words, repository: index))
                } else if let kind = Self.tags.first(where: { $0.tag == tag })?.kind {
                    let text = line.dropFirst(tag.count + 1)
                    puzzle.packages[puzzle.packages.count - 1].relations[kind.rawValue].append(
                        try LibsolvText.dependency(String(text)))
                }
            }
        }
        return puzzle
    }

    private static func package(_ words: [String], repository: Int) -> RPMPuzzle.Package {
        var relations: [[RPMPuzzle.Dependency]] = Array(
            repeating: [], count: RelationKind.allCases.count)
        let version = "\(words[2])-\(words[3])"
        relations[RelationKind.provides.rawValue] = [.plain(words[1], .equal, version)]
        return RPMPuzzle.Package(
            name: words[1], version: version, architecture: words.count > 4 ? words[4] : "noarch",
            repository: repository, relations: relations)
    }

    /// The wishes of an episode.
    func wishes(_ episode: Episode, _ puzzle: RPMPuzzle) throws -> [ResolverWish] {
        try episode.jobs.filter { $0.hasPrefix("install ") }.map { job in
            var words = job.split(separator: " ").map(String.init).dropFirst()
            var flags = ""
            if let last = words.last, last.hasPrefix("[") { flags = words.removeLast() }
            let selected = try selection(Array(words), puzzle)
            return ResolverWish(
                label: job, candidates: selected.map { PackageID($0) },
                takesBest: flags.contains("forcebest"))
        }
    }

    /// The packages that a selection names, by number.
    private func selection(_ words: [String], _ puzzle: RPMPuzzle) throws -> [Int] {
        switch words[0] {
        case "name":
            return puzzle.packages.indices.filter { puzzle.packages[$0].name == words[1] }
        case "pkg", "oneof":
            return puzzle.packages.indices.filter {
                words.dropFirst().contains(text(puzzle.packages[$0]))
            }
        default: throw RPMScenario.Mistake(line: words.joined(separator: " "))
        }
    }

    /// A package as results name it.
    func text(_ package: RPMPuzzle.Package) -> String {
        "\(package.name)-\(package.version).\(package.architecture)"
            + "@\(repositories[package.repository].name)"
    }

    /// What may be installed, and how it is chosen.
    func policy(_ episode: Episode, _ puzzle: RPMPuzzle) throws -> RPMPolicy {
        var excluded = PackageSet(count: puzzle.packages.count)
        for text in disabled {
            let words = text.split(separator: " ").map(String.init)
            for package in try selection(words, puzzle) { excluded.insert(PackageID(package)) }
        }
        var weakless = PackageSet(count: puzzle.packages.count)
        for job in episode.jobs where job.hasPrefix("excludefromweak ") {
            let words = job.split(separator: " ").dropFirst().map(String.init)
            for package in try selection(words, puzzle) { weakless.insert(PackageID(package)) }
        }
        var policy = RPMPolicy(
            weakDependencies: true, best: true, excluded: excluded, excludedFromWeak: weakless)
        // libdnf works this out, not libsolv.
        policy.leavesOutWeak = false
        return policy
    }
}
