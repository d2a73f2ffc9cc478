import Glibc
import MirrorBase
import MirrorTestSupport
import Store
import SystemIO

/// A mirror of a few packages made for one test, built by the program.
struct SmallMirror {
    /// Where it is published.
    let tree: FilePath
    /// What the build printed as JSON.
    let summary: JSONValue?
    /// How the build ended.
    let outcome: Subprocess.Outcome
    /// The lock; `nil` where nothing was built.
    let lock: Lock?
    private let directory: TemporaryDirectory
    private let server: LoopbackServer

    /// The packages of the lock by name and version.
    var packages: Set<String> { Set(lock?.packages.map { "\($0.name) \($0.version)" } ?? []) }

    /// What was added for nodes: `package for question`.
    var additions: [String] {
        (summary?["stability"]?["additions"]?.list ?? []).map {
            "\($0["package"]?.text ?? "") for \($0["for"]?.text ?? "")"
        }
    }

    /// How often the mirror was asked what nodes may ask.
    var rounds: Int? {
        if case .integer(let count)? = summary?["stability"]?["rounds"]?.content {
            Int(count)
        } else {
            nil
        }
    }

    /// Builds a mirror.
    ///
    /// - Parameters:
    ///   - family: The distro's family and what only that has, as lines of a distro file.
    ///   - architecture: The architecture to build.
    ///   - manifest: The groups, as text.
    ///   - repositories: The lines of each repository, without its address, by its path below `upstream`.
    ///   - upstream: Writes the repositories.
    init(
        family: String, architecture: String, manifest: String,
        repositories: [(path: String, lines: [String])], upstream: (FilePath) throws -> Void
    ) throws {
        directory = try TemporaryDirectory("small-mirror")
        try upstream(directory / "upstream")
        server = try LoopbackServer(root: directory / "upstream")
        let key = try SigningKey.standard.get()
        try Files.makeDirectory(directory / "distros/keys")
        try directory.write("distros/keys/small.asc", key.publicKey)
        try directory.write("packages.yaml", manifest)
        SmallMirror.bringKey(to: directory.path)
        let groups = manifest.split(separator: "\n").filter { $0.first?.isLetter == true }
            .map { String($0.dropLast()) }
        var lines = [
            "name: small", "title: A small one", family, "architectures: [\(architecture)]",
            "groups: [\(groups.joined(separator: ", "))]", "keys:",
            "  small: {fingerprint: \(key.fingerprint), file: keys/small.asc}", "repositories:",
        ]
        for (path, own) in repositories {
            lines += [
                "  - id: \(path)", "    url: \(server.url)/\(path)", "    keys: small",
            ]
            lines += own.map { "    \($0)" }
        }
        try directory.write("distros/small.yaml", lines.map { $0 + "\n" }.joined())
        outcome = try Program.run(
            [
                "build", "small", architecture, "--format", "json", "--verbose", "--distros",
                "\(directory / "distros")", "--manifest", "\(directory / "packages.yaml")",
            ], keepingIn: directory.path)
        tree = directory / "out/small"
        guard outcome.succeeded else {
            (summary, lock) = (nil, nil)
            return
        }
        summary = try JSONValue(parsing: Array(outcome.output.utf8))
        lock = try Lock(
            reading: Files.read(directory / "locks/small-\(architecture).lock.json"))
    }

    /// Puts a state with a mirror's own key where the program looks for it; making one takes longer than all
    /// the rest of a small build.
    static func bringKey(to directory: FilePath) {
        guard let state = try? SmallMirror.state.get() else { return }
        _ = try? Subprocess.run("cp", ["-a", state.path.string, (directory / "state").string])
    }

    /// A state with a mirror's own key; it goes away with the process.
    private static let state = Result<TemporaryDirectory, any Error> {
        let directory = try TemporaryDirectory("small-state")
        atexit { SmallMirror.removeState() }
        let home = directory / "keys"
        try Files.makeDirectory(home)
        try Subprocess.check("chmod", ["700", home.string])
        try Subprocess.check(
            "gpg",
            [
                "--homedir", home.string, "--batch", "--passphrase", "", "--quick-gen-key",
                "Small mirror", "rsa2048", "sign", "never",
            ])
        let list = try Subprocess.check(
            "gpg", ["--homedir", home.string, "--batch", "--list-keys", "--with-colons"])
        try Subprocess.check("gpgconf", ["--homedir", home.string, "--kill", "all"])
        let fingerprint = list.output.firstMatch(of: /fpr:+([0-9A-F]{40}):/)?.1 ?? ""
        try directory.write("keys/fingerprint", fingerprint + "\n")
        return directory
    }

    private static func removeState() {
        if let directory = try? state.get() { try? Files.removeTree(directory.path) }
    }

    // MARK: - apt

    /// A mirror of one suite with these packages.
    static func apt(_ packages: [DebPackage], manifest: String) throws -> SmallMirror {
        try SmallMirror(
            family: "family: deb\nrelease: \"1\"\ncodename: small\nsuite: small\npath: small",
            architecture: "amd64", manifest: manifest,
            repositories: [("archive", ["suites: sample", "components: main"])]
        ) { root in
            var builder = DebianRepositoryBuilder(root: root / "archive")
            builder.add(packages, to: "sample")
            try builder.write()
        }
    }

    /// The real apt, with the mirror alone or with all of upstream; on an empty machine.
    func apt(upstream: Bool = false) throws -> AptSystem {
        let place = upstream ? directory / "upstream/archive" : tree
        let key = upstream ? place / "archive-key.asc" : place / "mirror-archive-keyring.gpg"
        let system = try AptSystem(
            architecture: "amd64",
            sources: """
                Types: deb
                URIs: file:\(place)
                Suites: \(upstream ? "sample" : "small")
                Components: main
                Signed-By: \(key)

                """)
        let update = try system.update()
        if !update.succeeded { throw Subprocess.Failure.failed(command: ["apt-get"], update) }
        return system
    }

    // MARK: - rpm

    /// A mirror of several repositories, each with its lines of the distro file.
    static func rpm(
        _ repositories: [(id: String, lines: [String], packages: [RPMPackageSpec])],
        manifest: String, traits: String = "repodata: {compression: gz, databases: no}"
    ) throws -> SmallMirror {
        try SmallMirror(
            family: "family: rpm\nrelease: \"9\"\npath: small\n" + traits,
            architecture: "x86_64", manifest: manifest,
            repositories: repositories.map { ($0.id, $0.lines) }
        ) { root in
            for repository in repositories {
                var builder = try RPMRepositoryBuilder(root: root / repository.id)
                builder.add(repository.packages)
                try builder.write()
            }
        }
    }

    /// What the real dnf would install from the mirror alone, for each line of words; `nil` where it refuses.
    func dnf(_ lines: [String]) throws -> [String: Set<String>?] {
        let keyFile = try directory.write("keys.asc", BuiltRPMMirror.keys(in: tree))
        let plan = try DnfPlan(
            architecture: "x86_64", release: "9", keyFile: keyFile,
            repositories: [("tree", "file://\(tree)")])
        return try plan.answers(lines).mapValues { answer in answer.packages }
    }
}
