import Glibc
import MirrorTestSupport
import Store
import Synchronization
import SystemIO
import Testing

/// A mirror that the program built from stand-ins, by a distro file that comes with it.
///
/// Only the keys in that file are replaced, by the one that signed the stand-ins; addresses are given by
/// `--source`. The manifest is the project's own.
struct BuiltRPMMirror: Sendable {
    /// Whether one can be made here.
    static let isPossible = StandIns.arePossible && Program.isBuilt
    /// What a skipped test says.
    static let notice = StandIns.notice

    private let kind: StandIns.Kind
    /// What it was built from.
    let standIns: StandIns
    /// The published repository.
    let tree: FilePath
    /// What the program wrote down about it.
    let lock: Lock
    /// What is there only since yum takes it, without an epoch of zero.
    let addedForYum: Set<String>
    /// The keys of the tree and of the packages in one file, as a client's `gpgkey` names them.
    let keyFile: FilePath
    private let directory: TemporaryDirectory

    /// The mirror of a kind; built when it is first asked for.
    static func shared(_ kind: StandIns.Kind) throws -> BuiltRPMMirror {
        switch kind {
        case .centos7: try centos7.get()
        case .rocky9: try rocky9.get()
        case .rocky9OnARM: try rocky9OnARM.get()
        }
    }

    private static let centos7 = Result { try kept(BuiltRPMMirror(.centos7)) }
    private static let rocky9 = Result { try kept(BuiltRPMMirror(.rocky9)) }
    private static let rocky9OnARM = Result { try kept(BuiltRPMMirror(.rocky9OnARM)) }

    /// Builds a mirror.
    ///
    /// - Parameters:
    ///   - wishes: taken beside the manifest's, as lines of a group of it
    ///   - settings: lines added to the distro file
    init(_ kind: StandIns.Kind, wishes: [String] = [], settings: String = "") throws {
        let standIns = try kind.standIns()
        self.standIns = standIns
        let directory = try TemporaryDirectory("rpm-mirror")
        self.directory = directory
        let manifest = try Files.read(ProjectRoot.path / "packages.yaml")
        try directory.write(
            "packages.yaml",
            String(decoding: manifest, as: UTF8.self) + "\nconformance:\n"
                + (wishes.isEmpty ? " []\n" : wishes.map { "  - \"\($0)\"\n" }.joined()))
        let key = try Files.read(standIns.keyFile)
        try Files.makeDirectory(directory / "distros/keys")
        try Files.replace(directory / "distros/keys/stand-in.asc", with: key)
        try directory.write(
            "distros/\(kind.distro).yaml",
            Self.distro(kind.distro, fingerprint: standIns.fingerprint) + settings)
        self.kind = kind
        SmallMirror.bringKey(to: directory.path)
        let outcome = try Self.run(
            ["build", kind.distro, standIns.architecture, "--format", "json"], kind, standIns,
            directory)
        let additions = outcome.output.matches(
            of: /"package": ?"([^"]+)", ?"program": ?"yum"/)
        addedForYum = Set(additions.map { String($0.1) })
        if !outcome.succeeded {
            throw Subprocess.Failure.failed(command: ["mirror", "build", kind.distro], outcome)
        }
        lock = try Lock(
            reading: Files.read(
                directory / "locks/\(kind.distro)-\(standIns.architecture).lock.json"))
        tree = directory / "out/\(kind.path)/\(standIns.architecture)"
        keyFile = try directory.write("keys.asc", Self.keys(in: tree))
    }

    /// All keys that a tree offers to its nodes: the mirror's own, and those of packages.
    static func keys(in tree: FilePath) throws -> String {
        let names = try Files.list(tree).filter { $0.hasPrefix("RPM-GPG-KEY-") }.sorted()
        let files = try (["repodata/repomd.xml.key"] + names).map { try Files.read(tree / $0) }
        return String(decoding: Array(files.joined(separator: [10])), as: UTF8.self)
    }

    /// The distro file that comes with the program, with one key in place of all, and one group more.
    private static func distro(_ name: String, fingerprint: String) throws -> String {
        let bytes = try Files.read(ProjectRoot.path / "distros/\(name).yaml")
        var section = ""
        var lines: [String] = []
        for line in String(decoding: bytes, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        {
            if line.first?.isLetter == true { section = String(line.prefix { $0 != ":" }) }
            if section == "keys" {
                if line.hasPrefix("   ") || line.contains("#") { continue }
                lines.append(String(line.prefix { $0 != "{" }))
                if line.hasPrefix("  ") {
                    lines.append("    fingerprint: \(fingerprint)")
                    lines.append("    file: keys/stand-in.asc")
                }
            } else {
                lines.append(String(line).replacing("groups: [", with: "groups: [conformance, "))
            }
        }
        return lines.joined(separator: "\n")
    }

    /// Runs the program with the stand-ins in place of the distro's repositories.
    private static func run(
        _ arguments: [String], _ kind: StandIns.Kind, _ standIns: StandIns,
        _ directory: TemporaryDirectory
    ) throws -> Subprocess.Outcome {
        let server = try LoopbackServer(root: standIns.root)
        defer { server.stop() }
        var arguments = arguments
        for id in kind.absent { arguments += ["--without", id] }
        for (id, repository) in kind.sources {
            arguments += ["--source", "\(id)=\(server.url)/\(repository)"]
        }
        return try Program.run(
            arguments + [
                "--distros", "\(directory / "distros")", "--manifest",
                "\(directory / "packages.yaml")",
            ], keepingIn: directory.path)
    }

    // MARK: - What is in it

    /// What the program chooses for each of some words by itself; `nil` where it refuses.
    func answers(_ words: [String], weak: Bool) throws -> [String: Set<String>?] {
        let list = try directory.write("wishes", words.map { $0 + "\n" }.joined())
        let outcome = try Self.run(
            [
                "resolve", kind.distro, standIns.architecture, "--each", "--wishes", "\(list)",
                weak ? "--weak" : "--no-weak",
            ], kind, standIns, directory)
        if !outcome.succeeded {
            throw Subprocess.Failure.failed(command: ["mirror", "resolve"], outcome)
        }
        return try Program.answers(outcome.output)
    }

    /// The packages of a set as `name-epoch:version-release.arch`.
    func packages(ofSet number: Int) -> Set<String> {
        Set(
            lock.packages.filter { $0.sets.contains(number) }.map {
                "\($0.name)-\($0.version).\($0.architecture)"
            })
    }

    /// A plan of the real dnf over the tree.
    func plan() throws -> DnfPlan {
        try DnfPlan(
            architecture: standIns.architecture, release: standIns.release,
            platform: "platform:el\(standIns.release)", keyFile: keyFile,
            repositories: [("tree", "file://\(tree)")])
    }

    /// The words by which a client asks for each wish of a set: the alternative that was taken.
    func words(ofSet number: Int) throws -> [String] {
        let names = Set(lock.packages.filter { $0.sets.contains(number) }.map(\.name))
        let wishes = lock.sets[number].wishes.map { StandInMaker.Wish(line: $0).alternatives }
        let answers = try plan().answers(wishes.flatMap { $0 })
        return try wishes.map { alternatives in
            let taken = alternatives.first {
                names.contains($0) || answers[$0]?.packages != nil
            }
            return try #require(taken, "nothing in the tree serves \(alternatives)")
        }
    }

    /// What a client may ask for by itself: the words of a set, where the base is one group instead of its
    /// members.
    func wordsAlone(ofSet number: Int) throws -> [String] {
        let wishes = Set(try StandInMaker.wishes().flatMap(\.alternatives))
        return wishes.intersection(try words(ofSet: number)).sorted() + ["@core"]
    }

    // MARK: - The end

    private static let directories = Mutex<[FilePath]>([])

    /// Removes the mirror's directory when the tests end; nothing else ends a static value.
    private static func kept(_ mirror: BuiltRPMMirror) -> BuiltRPMMirror {
        directories.withLock {
            if $0.isEmpty {
                atexit {
                    for path in BuiltRPMMirror.directories.withLock({ $0 }) {
                        try? Files.removeTree(path)
                    }
                }
            }
            $0.append(mirror.directory.path)
        }
        return mirror
    }
}

extension StandIns.Kind {
    /// The distro file.
    var distro: String { self == .centos7 ? "centos7" : "rocky9" }

    /// Where its tree is published, without the architecture.
    var path: String { self == .centos7 ? "centos/7/os" : "rocky/9/os" }

    /// The repositories of the distro file with those that stand in for them.
    var sources: [(id: String, repository: String)] {
        self == .centos7
            ? [("base", "base"), ("extras", "extra")]
            : [("baseos", "baseos"), ("appstream", "appstream"), ("extras", "extra")]
    }

    /// The repositories of the distro file that nothing stands in for.
    var absent: [String] { self == .centos7 ? ["updates"] : [] }
}
