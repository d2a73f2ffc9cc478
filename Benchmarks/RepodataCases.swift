internal import Archive
internal import MirrorBase
internal import MirrorEngine
internal import RPMRepository
internal import SystemIO

/// The cases about writing rpm-md: all of `repodata/` of a tree, beside createrepo_c.
struct RepodataCases {
    /// The directory of the packages.
    let packages: FilePath
    /// Where output goes that nobody reads.
    let directory: FilePath

    static let runs = 9

    /// Documents and root, with databases and without.
    func figures() throws -> [Figure] {
        let elements = try elements()
        return try [false, true].flatMap { hasDatabases in
            let kind = hasDatabases ? "with databases" : "without databases"
            let name = "repodata of \(elements.count) packages, \(kind)"
            let builder = RepodataBuilder(hasDatabases: hasDatabases)
            let tree = directory / (hasDatabases ? "repodata-databases" : "repodata-plain")
            try Files.makeDirectory(tree / RepositoryLocation.directory)
            let ours = {
                let clock = ContinuousClock()
                let start = clock.now
                try write(builder.files(elements), into: tree)
                return start.duration(to: clock.now) / .seconds(1)
            }
            return [
                try createrepo(hasDatabases).figure(
                    name, runs: Self.runs, mark: "at most 1/5", largestRatio: 1.0 / 5, ours),
                try mergerepo(hasDatabases).figure(
                    name + ", from metadata", runs: Self.runs, mark: "at most 1/5",
                    largestRatio: 1.0 / 5, ours),
            ]
        }
    }

    private func write(_ files: [RepodataFile], into tree: FilePath) throws {
        let time = Timestamp(seconds: 1_700_000_000)
        for file in files { try Files.replace(tree / file.location, with: file.bytes) }
        let root = RepositoryRootWriter(
            revision: "\(time.seconds)", records: files.map { $0.record(at: time) })
        try Files.replace(tree / RepositoryLocation.root, with: root.bytes())
    }

    /// The elements that createrepo_c makes of the packages.
    private func elements() throws -> [RepodataBuilder.Package] {
        let target = directory / "createrepo"
        try Files.makeDirectory(target)
        _ = try ChildProcess.run(
            ["createrepo_c", "-q", "--no-database", "-o", target.string, packages.string])
        let lists = try RepodataDocument.allCases.map { document in
            let repodata = target / RepositoryLocation.directory
            let file = try Files.list(repodata).first {
                $0.hasSuffix("-\(document.rawValue).xml.gz")
            }
            let text = try Decompressor.decompress(
                file: repodata / (file ?? document.rawValue), compression: .gzip, limit: 1 << 30)
            var elements: [[UInt8]] = []
            var scanner = XMLScanner(text.span)
            _ = try scanner.next()
            while try scanner.nextChild() {
                let start = scanner.tokenStart
                try scanner.skipElement()
                elements.append(Array(text[start..<scanner.offset]))
            }
            return elements
        }
        return lists[0].indices.map { index in
            RepodataBuilder.Package(
                primary: lists[0][index], filelists: lists[1][index], other: lists[2][index],
                location: "Packages/\(index).rpm")
        }
    }

    /// createrepo_c, which reads the packages.
    private func createrepo(_ hasDatabases: Bool) -> Peer {
        let target = directory / "createrepo"
        return peer(
            "createrepo_c",
            ["-q", option(hasDatabases), "-o", target.string, packages.string])
    }

    /// mergerepo_c, which reads what createrepo_c has written, as we read what upstream has.
    private func mergerepo(_ hasDatabases: Bool) -> Peer {
        let source = directory / "createrepo"
        let target = directory / "mergerepo"
        return peer(
            "mergerepo_c",
            [option(hasDatabases), "--all", "-r", source.string, "-o", target.string])
    }

    private func option(_ hasDatabases: Bool) -> String {
        hasDatabases ? "--database" : "--no-database"
    }

    private func peer(_ program: String, _ arguments: [String]) -> Peer {
        if ChildProcess.find(program) == nil { return Peer(name: "\(program) is not here") }
        let line = ChildProcess.firstLine([program, "--version"], in: directory) ?? program
        let version = line.split(separator: " ").dropFirst().first ?? ""
        return Peer(name: "\(program) (\(version))", command: [program] + arguments)
    }
}
