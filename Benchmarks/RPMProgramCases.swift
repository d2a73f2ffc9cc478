internal import RPMRepository
internal import SystemIO

/// The cases that run the program itself over rpm repositories and package files that lie on this machine.
struct RPMProgramCases {
    /// The release binary.
    let program: String
    /// Where caches and output are.
    let directory: FilePath

    static let runs = 9

    // MARK: - Resolving

    /// All wishes of `packages.yaml` that can be met, over both repositories of CentOS Stream 9: with an empty
    /// cache, and with what the run before has kept.
    func resolved(_ corpora: FilePath) throws -> [Figure] {
        let list = directory / "wishes"
        let cache = directory / "universes"
        let repositories = ["baseos", "appstream"].flatMap {
            ["--repo", "\($0)=\(corpora / "rpm/cs9-\($0)")"]
        }
        let command =
            [
                program, "resolve", "--family", "rpm", "--arch", "x86_64", "--platform",
                "platform:el9", "--quiet", "--cache", cache.string, "--wishes", list.string,
            ] + repositories
        let count = try writeWishes(to: list, command)
        func figure(_ kind: String, under mark: Double, _ prepare: () throws -> Void) throws
            -> Figure
        {
            let ours = try median(of: Self.runs) {
                try prepare()
                return try ChildProcess.run(command).seconds
            }
            return Figure(
                name: "whole program: \(count) wishes over cs9, \(kind)", ours: ours, unit: "s",
                peer: ("no peer", nil), mark: "under \(mark) s", isMet: ours < mark)
        }
        return [
            try figure("cold", under: 0.6) { try Files.removeTree(cache) },
            try figure("warm", under: 0.1) {},
        ]
    }

    /// Writes the names of `packages.yaml` that can be installed each by itself; says how many there are.
    private func writeWishes(to list: FilePath, _ command: [String]) throws -> Int {
        let manifest = String(decoding: try Files.read("packages.yaml"), as: UTF8.self)
        let names = manifest.split(separator: "\n").compactMap { line -> String? in
            let words = line.split(separator: " ")
            guard words.count == 2, words[0] == "-" else { return nil }
            let name = words[1]
            return name.allSatisfy { $0.isLetter || $0.isNumber || "+-._".contains($0) }
                ? String(name) : nil
        }
        let unique = Set(names).sorted()
        try Files.replace(list, with: Array(unique.joined(separator: "\n").utf8))
        let answers = directory / "answers"
        _ = try ChildProcess.run(command + ["--each"], output: answers.string)
        let lines = String(decoding: try Files.read(answers), as: UTF8.self)
            .split(separator: "\n")
        // One answer a wish, in their order.
        let met = zip(unique, lines).filter { $1.contains("\"install\"") }.map(\.0)
        try Files.replace(list, with: Array(met.joined(separator: "\n").utf8))
        return met.count
    }

    // MARK: - Indexing

    /// A repository made of loose packages, beside `createrepo_c` with as many threads.
    func indexed(_ packages: FilePath) throws -> [Figure] {
        let loose = directory / "loose"
        try Files.makeDirectory(loose)
        let names = try Files.list(packages).filter { $0.hasSuffix(".rpm") }
        for name in names { try Files.linkOrCopy(packages / name, to: loose / name) }
        let jobs = ChildProcess.firstLine(["nproc"], in: directory) ?? "1"
        return try [false, true].map { hasDatabases in
            let peer = createrepo(packages, hasDatabases, jobs)
            let kind = hasDatabases ? "with databases" : "without databases"
            return try peer.figure(
                "mirror index of \(names.count) packages, \(kind)", runs: Self.runs,
                mark: "at most 1", largestRatio: 1
            ) {
                try Files.removeTree(loose / RepositoryLocation.directory)
                let command = [
                    program, "index", loose.string, "--quiet", "--jobs", jobs, "--state",
                    (directory / "state").string,
                ]
                return try ChildProcess.run(command + (hasDatabases ? ["--databases"] : []))
                    .seconds
            }
        }
    }

    private func createrepo(_ packages: FilePath, _ hasDatabases: Bool, _ jobs: String) -> Peer {
        let name = "createrepo_c"
        if ChildProcess.find(name) == nil { return Peer(name: "\(name) is not here") }
        let line = ChildProcess.firstLine([name, "--version"], in: directory) ?? name
        let version = line.split(separator: " ").dropFirst().first ?? ""
        return Peer(
            name: "\(name) --workers \(jobs) (\(version))",
            command: [
                name, "-q", hasDatabases ? "--database" : "--no-database", "--workers", jobs,
                "-o", (directory / "createrepo").string, packages.string,
            ])
    }
}
