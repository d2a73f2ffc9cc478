import Archive
import MirrorBase
import MirrorTestSupport
import PackageModel
import RPMRepository
import Resolver
import SystemIO

/// A real universe of rpm packages and what dnf chose from it.
struct RPMCorpus {
    /// What dnf said to one request.
    struct Record {
        var request: String
        /// The packages it would install, sorted; `nil` where it refused.
        var installed: [String]?
    }

    let universe: Universe
    let excluded: PackageSet

    /// Reads repositories of the corpora, in this order.
    init(_ repositories: [String]) throws {
        var builder = UniverseBuilder(
            nativeArchitecture: "x86_64", foreignArchitectures: ["i686", "i586", "i486", "i386"],
            scheme: .rpm)
        var read: [(files: RepositoryFiles, primary: [UInt8])] = []
        for repository in repositories {
            let origin = builder.addOrigin(
                PackageOrigin(repository: repository, suite: "", component: "", priority: 0))
            let primary = try Self.document("primary.xml", of: repository) ?? []
            var reader = PrimaryReader(origin: origin, text: builder.nextText, for: builder)
            try reader.read(primary.span, isComplete: true, into: &builder)
            builder.addText(primary)
            read.append((reader.finish(), primary))
        }
        for (index, repository) in repositories.enumerated() {
            let (files, primary) = read[index]
            files.addNamedFiles(primary.span, into: &builder)
            if let filelists = try Self.document("filelists.xml", of: repository) {
                var reader = FilelistsReader(files)
                try reader.read(filelists.span, isComplete: true, into: &builder)
            }
        }
        universe = builder.finish()
        var hidden = PackageSet(count: universe.count)
        let artifacts = try Set(
            repositories.flatMap { try Self.artifacts(Self.document("modules.yaml", of: $0)) })
        if !artifacts.isEmpty {
            for package in universe.packages
            where artifacts.contains(Self.identity(package, universe)) {
                hidden.insert(package)
            }
        }
        excluded = hidden
    }

    /// `name-epoch:version-release.architecture`.
    static func identity(_ package: PackageID, _ universe: Universe) -> String {
        "\(universe.nameText(package))-\(universe.versionText(package))."
            + universe.architectureText(package)
    }

    /// The packages that module documents list: list items that look like `name-1:2-3.x86_64`.
    private static func artifacts(_ document: [UInt8]?) -> [String] {
        guard let document else { return [] }
        var found: [String] = []
        for line in String(decoding: document, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2, words[0] == "-", words[1].contains(":") {
                found.append(String(words[1]))
            }
        }
        return found
    }

    private static func document(_ name: String, of repository: String) throws -> [UInt8]? {
        guard let path = Corpora.file("rpm/\(repository)/repodata") else { return nil }
        for file in try Files.list(path).sorted() where file.contains(name) {
            guard let compression = Compression(fileName: file), !file.hasSuffix(".zck") else {
                continue
            }
            return try Decompressor.decompress(
                file: path / file, compression: compression, limit: 1 << 30)
        }
        return nil
    }

    /// The recorded answers of a file of the corpora.
    static func records(_ name: String) throws -> [Record] {
        guard let path = Corpora.file("golden/\(name).jsonl.zst") else { return [] }
        let text = try Decompressor.decompress(file: path, compression: .zstd, limit: 1 << 30)
        return text.split(separator: UInt8(ascii: "\n")).map { line in
            // {"pkg": "NAME", "weak": 0, "install": ["A", "B"]} or with "error" in place of "install".
            let words = String(decoding: line, as: UTF8.self).split(
                separator: "\"", omittingEmptySubsequences: false)
            var record = Record(request: String(words[3]), installed: nil)
            if words[7] == "install" {
                record.installed = stride(from: 9, to: words.count, by: 2).map { String(words[$0]) }
                    .sorted()
            }
            return record
        }
    }

    /// What the resolver says to a request for one name.
    static func answer(
        _ request: String, _ subject: RPMSubject, _ universe: Universe,
        _ resolver: inout RPMResolver
    ) -> [String]? {
        let wishes = subject.select(request).map {
            ResolverWish(label: $0.name, candidates: $0.candidates)
        }
        if wishes.isEmpty { return nil }
        guard case .solved(let solution) = resolver.solve(wishes) else { return nil }
        return solution.packages.map { identity($0, universe) }.sorted()
    }
}
