import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// A distribution made of stand-ins: packages with the names, versions, dependencies and files of real
/// ones, but with nothing in the files, so that hundreds of them can be made, signed and installed.
///
/// What is taken of the real repositories is everything that the project's `packages.yaml` could ever
/// need of them, with every provider there is to choose from. Wishes that the real repositories cannot
/// serve are invented, in a repository `extra`. Stand-ins are kept below the build directory under a name
/// that changes with everything they depend on.
struct StandIns: Sendable {
    /// What a real distribution gives to its stand-ins.
    struct Origin: Sendable {
        /// What the stand-ins are called on disk.
        var name: String
        /// The architecture that the stand-ins are made for; the real ones are of x86_64.
        var architecture: String
        /// The repositories with their directories in the corpora.
        var repositories: [(id: String, directory: String)]
        /// What is taken beside the words of `packages.yaml`; `module:stream` takes a module.
        var names: [String]
        /// Families of packages, by the start of their names, that are there in a newer version as well:
        /// the newest of the others do not work with those of an earlier day.
        var renewed: [String: String] = [:]
        /// What `$releasever` is.
        var release: String
        /// Whether there are sqlite databases.
        var databases: Bool

        static let centos7 = Origin(
            name: "centos7-x86_64", architecture: "x86_64",
            repositories: [("base", "rpm/centos72-os")],
            names: ["basesystem", "bash", "yum", "rpm", "kernel", "@core"] + VendorRepository.names,
            release: "7",
            databases: true)

        /// CentOS Stream 9, which Rocky Linux 9 is nearly the same as.
        static func el9(_ architecture: String) -> Origin {
            Origin(
                name: "el9-\(architecture)", architecture: architecture,
                repositories: [
                    ("baseos", "rpm/cs9-baseos"), ("appstream", "rpm/cs9-appstream"),
                ],
                names: [
                    "basesystem", "bash", "dnf", "rpm", "kernel", "@core", "nginx:1.24",
                    "nodejs:20",
                ], renewed: ["selinux-policy": "38.1.50-1.el9"], release: "9", databases: false)
        }
    }

    /// Whether they can be made here.
    static let arePossible =
        Corpora.arePresent && RPMPackageBuilder.isPossible
        && Python.has("createrepo_c", "rpm", "yaml")
    /// What a skipped test says.
    static let notice =
        "needs the corpora, rpmbuild, rpmsign and createrepo_c with their modules for Python"

    /// What there is.
    enum Kind: String, CaseIterable, CustomTestStringConvertible {
        case centos7 = "centos7 x86_64"
        case rocky9 = "rocky9 x86_64"
        case rocky9OnARM = "rocky9 aarch64"

        var testDescription: String { rawValue }

        /// The stand-ins; made when they are first asked for.
        func standIns() throws -> StandIns {
            switch self {
            case .centos7: try StandIns.centos7.get()
            case .rocky9: try StandIns.el9.get()
            case .rocky9OnARM: try StandIns.el9OnARM.get()
            }
        }
    }

    private static let centos7 = Result { try StandIns(.centos7) }
    private static let el9 = Result { try StandIns(.el9("x86_64")) }
    private static let el9OnARM = Result { try StandIns(.el9("aarch64")) }

    /// The directory that holds a repository for each id, and `extra`.
    let root: FilePath
    /// The architecture.
    let architecture: String
    /// What `$releasever` is.
    let release: String
    /// The ids of the repositories.
    let repositories: [String]

    /// The key that signed packages and metadata, armoured.
    var keyFile: FilePath { root / "key.asc" }

    /// The fingerprint of that key.
    var fingerprint: String {
        get throws { String(decoding: try Files.read(root / "fingerprint"), as: UTF8.self) }
    }

    private init(_ origin: Origin) throws {
        architecture = origin.architecture
        release = origin.release
        repositories = origin.repositories.map(\.id) + ["extra"]
        let parent = ProjectRoot.path / ".build/stand-ins"
        let digest = try Self.digest(of: origin)
        root = parent / "\(origin.name)-\(digest.hex.prefix(16))"
        if Files.exists(root) { return }
        try Files.makeDirectory(parent)
        // Those of an earlier state are of no more use.
        for name in try Files.list(parent) where name.hasPrefix(origin.name + "-") {
            try Files.removeTree(parent / name)
        }
        let work = Files.temporaryName(beside: root)
        try StandInMaker(origin: origin, root: work).write()
        try Files.rename(work, to: root)
    }

    /// A digest of everything that the stand-ins depend on.
    private static func digest(of origin: Origin) throws -> Digest {
        var text = "\(origin)"
        for (_, directory) in origin.repositories {
            let path = try #require(Corpora.file("\(directory)/repodata/repomd.xml"))
            text += String(decoding: try Files.read(path), as: UTF8.self)
        }
        let makers = [
            "Tests/ConformanceTests/Programs/closure.py", "Tests/ConformanceTests/StandIns.swift",
            "Tests/ConformanceTests/StandInMaker.swift",
            "Tests/MirrorTestSupport/RPMPackageBuilder.swift",
            "Tests/MirrorTestSupport/RPMPackageSpec+Text.swift",
            "Tests/MirrorTestSupport/RPMRepositoryBuilder.swift", "packages.yaml",
        ]
        for path in makers {
            text += String(decoding: try Files.read(ProjectRoot.path / path), as: UTF8.self)
        }
        return ReferenceHash.digest(Array(text.utf8))
    }
}

/// The system's own Python, which has the modules that come with Debian's packages.
enum Python {
    static let path = "/usr/bin/python3"

    /// Whether it has some modules.
    static func has(_ modules: String...) -> Bool {
        Tool.isAsked(python: "import \(modules.joined(separator: ", "))")
    }

    /// Runs a program of the directory `Programs` to a good end.
    static func run(
        _ program: String, _ arguments: [String], input: String = "",
        timeLimit: Duration = .seconds(120)
    ) throws -> Subprocess.Outcome {
        let file = ProjectRoot.path / "Tests/ConformanceTests/Programs/\(program)"
        return try Subprocess.check(
            path, ["-B", file.string] + arguments, environment: ["LC_ALL": "C.UTF-8"],
            input: Array(input.utf8), timeLimit: timeLimit)
    }
}
