import Glibc
import MirrorTestSupport
import Store
import Synchronization
import SystemIO

/// One mirror of Debian 12 for amd64 and arm64, made by the program from the archive that this host
/// installs from; every test of it shares the one.
///
/// Where the tests run as root the program runs as nobody, with a home of its own and nothing else that
/// it may write to.
struct BuiltMirror: Sendable {
    /// What the mirror has for one architecture.
    struct Part: Sendable {
        var lock: Lock
        /// A client that knows nothing but the tree, after its `apt-get update`.
        var client: AptSystem
        var update: Subprocess.Outcome
    }

    /// The mirror; made when it is first asked for.
    static let shared = Result { try BuiltMirror() }

    /// Whether one can be made here.
    static let isPossible =
        AptSystem.isPossible && Program.isBuilt
        && HostMirror.current?.isAnswering(suite: "bookworm") ?? false
    /// What a skipped test says.
    static let notice =
        "needs apt-get and a Debian mirror that this host's apt uses and that answers"

    static let architectures = ["amd64", "arm64"]
    static let components = "main contrib non-free non-free-firmware"

    /// The published tree.
    let tree: FilePath
    /// The public key that lies in it.
    let key: FilePath
    /// The home of the user who built it.
    let home: FilePath
    /// Whether that user was nobody, rather than the one who runs the tests.
    let isByNobody: Bool
    /// What is there beside what all wishes take together, as `name_version_architecture`.
    let additions: Set<String>
    /// By architecture.
    let parts: [String: Part]

    private init() throws {
        let directory = try TemporaryDirectory("conformance")
        Self.keep(directory)
        let work = directory / "work"
        home = directory / "home"
        try Files.makeDirectory(home)
        // nobody need not be able to read the checkout.
        try Subprocess.check("mkdir", ["-p", work.string])
        for name in ["packages.yaml", "distros"] {
            try Subprocess.check("cp", ["-r", (ProjectRoot.path / name).string, work.string])
        }
        let program = directory / "mirror"
        try Subprocess.check("cp", [try Program.path.string, program.string])
        let command = try Self.command(program, in: directory)
        isByNobody = command.count > 1
        let outcome = try Subprocess.check(
            command[0],
            Array(command.dropFirst()) + ["build", "debian12"] + Self.architectures
                + ["--quiet", "--format", "json"],
            environment: Self.environment(home), directory: work, timeLimit: .seconds(600))
        let added = outcome.output.matches(of: /"package": ?"([^"]+)", ?"program": ?"apt"/)
        additions = Set(added.map { String($0.1).replacing(" ", with: "_") })
        let tree = work / "out/debian"
        let key = tree / "mirror-archive-keyring.gpg"
        self.tree = tree
        self.key = key
        var parts: [String: Part] = [:]
        for architecture in Self.architectures {
            let lock = try Lock(
                reading: Files.read(work / "locks/debian12-\(architecture).lock.json"))
            let client = try AptSystem(
                architecture: architecture,
                sources: Self.sources("file:\(tree)", key: key))
            Self.keep(client.root)
            parts[architecture] = Part(lock: lock, client: client, update: try client.update())
        }
        self.parts = parts
    }

    /// The stanza of a client: the tree and its key, and nothing that turns checking off.
    static func sources(_ url: String, key: FilePath) -> String {
        """
        Types: deb
        URIs: \(url)
        Suites: bookworm
        Components: \(components)
        Signed-By: \(key)

        """
    }

    /// The program, as nobody where that is possible.
    private static func command(_ program: FilePath, in directory: TemporaryDirectory) throws
        -> [String]
    {
        guard Environment.isRoot, Subprocess.find("setpriv") != nil else {
            return [program.string]
        }
        let command = [
            "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", program.string,
        ]
        try Subprocess.check("chown", ["-R", "65534:65534", directory.path.string])
        // The libraries of a toolchain in root's own home are out of nobody's reach.
        let trial = try Subprocess.run(
            command[0], Array(command.dropFirst()) + ["--help"],
            environment: environment(directory / "home"), directory: directory.path)
        if trial.succeeded { return command }
        try Subprocess.check("chown", ["-R", "0:0", directory.path.string])
        return [program.string]
    }

    /// Nothing but a home: state and cache go where they go by default.
    private static func environment(_ home: FilePath) -> [String: String] {
        ["HOME": home.string, "XDG_CACHE_HOME": "", "XDG_STATE_HOME": "", "XDG_CONFIG_HOME": ""]
    }

    // MARK: - The end

    private static let kept = Mutex<[TemporaryDirectory]>([])

    /// Keeps a directory until the tests end and removes it then; nothing else ends a static value.
    static func keep(_ directory: TemporaryDirectory) {
        kept.withLock {
            if $0.isEmpty {
                atexit {
                    for directory in BuiltMirror.kept.withLock({ $0 }) {
                        try? Files.removeTree(directory.path)
                    }
                }
            }
            $0.append(directory)
        }
    }
}

extension BuiltMirror.Part {
    /// Each wish of the lock's first set with the package that was chosen for it, in the lock's order.
    ///
    /// A package that was wished names its groups beside the wishes; one that merely follows from a wish
    /// names that wish alone.
    var wished: [(label: String, package: Lock.Package)] {
        var chosen: [String: [Lock.Package]] = [:]
        for package in lock.packages where package.reasons.count > 1 {
            for reason in package.reasons { chosen[reason, default: []].append(package) }
        }
        return lock.sets[0].wishes.compactMap { label in
            let packages = chosen[label] ?? []
            return (packages.first { $0.name == label } ?? packages.first).map { (label, $0) }
        }
    }

    /// The wished packages by group.
    var groups: [String: [String]] {
        let labels = Set(lock.sets.flatMap(\.wishes))
        var found: [String: [String]] = [:]
        for (_, package) in wished {
            for reason in package.reasons where reason == "base" || !labels.contains(reason) {
                if found[reason]?.contains(package.name) != true {
                    found[reason, default: []].append(package.name)
                }
            }
        }
        return found
    }

    /// The packages of the lock as `name_version_architecture`.
    var locked: Set<String> {
        Set(lock.packages.map { "\($0.name)_\($0.version)_\($0.architecture)" })
    }
}
