import Glibc
import MirrorTestSupport
import SystemIO
import Testing

/// What a test of a pipeline has: a repository of mirrors, and a place for what runs of the pipeline leave.
///
/// All benches of a process share one upstream and start with copies of one repository.
final class PipelineBench {
    /// The upstream, and the repository as all benches start with it.
    private struct Origin: Sendable {
        let directory: TemporaryDirectory
        let server: LoopbackServer
        let environment: [String: String]

        var repository: FilePath { directory / "repository" }

        /// The first commit has the files, the second another wish; both have the lock for amd64.
        init() throws {
            let bench = try Bench()
            (directory, server, environment) = (bench.directory, bench.server, bench.environment)
            try Files.makeDirectory(repository)
            for name in ["packages.yaml", "distros"] {
                try Subprocess.check("cp", ["-R", (directory / name).string, repository.string])
            }
            try directory.write("repository/.gitignore", ".build\n.mirror\n")
            for (child, name) in [
                (PipelineTests.gitlab, ".gitlab-ci.yml"), (PipelineTests.child, "ci/mirrors.yml"),
            ] {
                let text = try bench.text(ProjectRoot.path / child)
                try directory.write("repository/\(name)", text)
            }
            let distro = try bench.text(repository / "distros/sample.yaml")
            let address = /http:\/\/(archive|security|extra)\.example\.org\/(sample)?\n/
            try directory.write(
                "repository/distros/sample.yaml",
                distro.replacing(address, with: server.url + "\n"))
            let manifest = try bench.text(repository / "packages.yaml")
            let former = manifest.replacing(PipelineBench.wish, with: "")
            for text in [former, manifest] {
                try directory.write("repository/packages.yaml", text)
                try lock(bench)
                try PipelineBench.commit(in: repository)
            }
            atexit { PipelineBench.removeOrigin() }
        }

        private func lock(_ bench: Bench) throws {
            let outcome = try bench.run([
                "build", "sample", "amd64", "--lock-only",
                "--manifest", "\(repository / "packages.yaml")",
                "--distros", "\(repository / "distros")", "--locks", "\(repository / "locks")",
                "--cache", "\(directory / "first")", "--state", "\(directory / "second")",
            ])
            if !outcome.succeeded { throw Subprocess.Failure.failed(command: ["mirror"], outcome) }
        }
    }

    private static let origin = Result { try Origin() }

    private static func removeOrigin() {
        if let path = try? origin.get().directory.path { try? Files.removeTree(path) }
    }

    /// What the second commit wishes for and the first does not.
    static let wish = "  - nginx [amd64]\n"

    /// Where caches, uploads and checkouts are.
    let place: TemporaryDirectory
    private let origin: Origin
    private var count = 0

    init() throws {
        origin = try Self.origin.get()
        place = try TemporaryDirectory("pipeline")
        try Subprocess.check("cp", ["-a", origin.repository.string, "\(place / "repository")"])
        let program = try #require(Workbench.program)
        // What a runner installs is here, and the program need not be built.
        try place.write("bin/apt-get", "#!/bin/sh\n")
        try place.write(
            "bin/make",
            """
            #!/bin/sh
            [ "$1" = build ] && mkdir -p .build/release && ln -sf '\(program)' .build/release/mirror

            """)
        for name in ["apt-get", "make"] { try Files.setMode(place / "bin/\(name)", 0o755) }
        for name in ["home", "caches", "uploads"] { try Files.makeDirectory(place / name) }
    }

    /// Commits all that there is in a repository.
    static func commit(in directory: FilePath) throws {
        let identity = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.invalid"]
        if !Files.exists(directory / ".git") {
            try Subprocess.check(
                "git", ["init", "--quiet", "--initial-branch=main"], directory: directory)
        }
        try Subprocess.check("git", ["add", "--all"], directory: directory)
        try Subprocess.check(
            "git", identity + ["commit", "--quiet", "--message", "state"], directory: directory)
    }

    func commit() throws { try Self.commit(in: place / "repository") }

    /// The commit of a revision.
    func commit(of revision: String) throws -> String {
        let outcome = try Subprocess.check(
            "git", ["rev-parse", revision], directory: place / "repository")
        return outcome.output.split(separator: "\n").joined()
    }

    /// An empty directory for a job.
    func workspace() throws -> FilePath {
        count += 1
        let path = place / "jobs/\(count)"
        try Files.makeDirectory(path)
        return path
    }

    /// Checks out the last commits; all of them with the depth 0.
    func clone(to workspace: FilePath, depth: String) throws {
        let shallow = depth == "0" ? [] : ["--depth", depth]
        try Subprocess.check(
            "git", ["clone", "--quiet"] + shallow + ["file://\(place / "repository")", "."],
            directory: workspace)
    }

    /// Copies a file, a link as one, or what is in a directory.
    func copy(_ source: FilePath, to target: FilePath) throws {
        let isDirectory = try Files.status(source)?.kind == .directory
        try Files.makeDirectory(isDirectory ? target : target.parent)
        try Subprocess.check(
            "cp", ["-a", source.string + (isDirectory ? "/." : ""), target.string])
    }

    /// Runs a script as both makers do; nothing of this machine counts.
    func shell(_ script: String, _ variables: [String: String], in directory: FilePath) throws
        -> Subprocess.Outcome
    {
        var environment = origin.environment
        environment["HOME"] = (place / "home").string
        environment["PATH"] = "\(place / "bin"):\(Environment["PATH"] ?? "/usr/bin:/bin")"
        return try Subprocess.run(
            "bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            environment: environment.merging(variables) { $1 }, directory: directory)
    }

    func text(_ path: FilePath) throws -> String {
        String(decoding: try Files.read(path), as: UTF8.self)
    }

    /// What is in a packed tree.
    func names(inTar path: FilePath) throws -> [String] {
        try Subprocess.check("tar", ["-tf", path.string]).output.split(separator: "\n")
            .map(String.init)
    }

    /// Replaces a text in a file of the repository.
    func edit(_ name: String, _ old: String, _ new: String) throws {
        let path = "repository/" + name
        try place.write(path, try text(place / path).replacing(old, with: new))
    }
}
