import MirrorBase
import MirrorTestSupport
import SystemIO

/// Everything that one test needs to run the program: an upstream archive on a server of its own, the
/// user's files, and directories for what the program writes.
///
/// All benches of a process start as copies of one, so that keys are made and packages built only once.
final class Bench {
    /// What is there at the start.
    enum Start {
        /// The upstream archive, the user's files and the mirror's signing key.
        case fresh
        /// That, and what a first build of amd64 left.
        case built
    }

    let directory: TemporaryDirectory
    let server: LoopbackServer
    /// The upstream archive as it was written; change it and call `writeUpstream`.
    var upstream: DebianRepositoryBuilder
    /// What golden texts say instead of texts of this run.
    var replacements: [(text: String, name: String)] = []
    /// The addresses of all repositories; empty for those of the distro file.
    var sources: [String] = []

    convenience init(_ start: Start = .fresh) throws {
        try self.init(copying: start == .fresh ? Bench.fresh.get() : Bench.built.get())
    }

    /// Starts as a copy of a directory.
    init(copying origin: TemporaryDirectory) throws {
        directory = try TemporaryDirectory("bench")
        try Subprocess.check(
            "cp", ["-a", origin.path.string + "/.", directory.path.string + "/"])
        server = try LoopbackServer(root: directory / "upstream")
        upstream = Bench.sample(root: directory / "upstream")
        sources = Bench.repositories.map { "\($0)=\(server.url)" }
        replacements = [(server.url, "<server>"), (directory.path.string, "<tmp>")]
    }

    // MARK: Paths

    var tree: FilePath { directory / "out/sample" }
    var suite: FilePath { tree / "dists/sampler" }
    var lock: FilePath { directory / "locks/sample-amd64.lock.json" }

    // MARK: The program

    static let program: FilePath? = ProjectRoot.buildDirectory.map { $0 / "mirror" }

    /// The options that say where everything is.
    var options: [String] {
        let places = ["output": "out", "locks": "locks", "state": "state", "cache": "cache"]
        return ["--manifest", (directory / "packages.yaml").string]
            + ["--distros", (directory / "distros").string]
            + places.sorted { $0.key < $1.key }.flatMap {
                ["--\($0.key)", (directory / $0.value).string]
            } + sources.flatMap { ["--source", $0] }
    }

    /// An environment in which nothing of the machine counts.
    var environment: [String: String] {
        [
            "HOME": (directory / "home").string, "XDG_STATE_HOME": "", "XDG_CACHE_HOME": "",
            "XDG_CONFIG_HOME": "", "MIRROR_CONFIG": (directory / "site.yaml").string,
            "MIRROR_RETRY_WAIT": "1ms", "GNUPGHOME": "", "SOURCE_DATE_EPOCH": "", "NO_COLOR": "",
            "http_proxy": "", "https_proxy": "", "all_proxy": "", "no_proxy": "", "TERM": "dumb",
            "HTTP_PROXY": "", "HTTPS_PROXY": "", "ALL_PROXY": "", "NO_PROXY": "",
        ]
    }

    /// Runs the program with exactly these arguments.
    func run(_ arguments: [String], environment extra: [String: String] = [:]) throws
        -> Subprocess.Outcome
    {
        try start(arguments, environment: extra).wait()
    }

    /// Runs a command with the options that say where everything is.
    func mirror(_ arguments: String..., environment extra: [String: String] = [:]) throws
        -> Subprocess.Outcome
    {
        try run(arguments + options, environment: extra)
    }

    /// Starts the program and goes on.
    func start(_ arguments: [String], environment extra: [String: String] = [:]) throws
        -> Subprocess
    {
        guard let program = Bench.program else { throw Subprocess.Failure.notFound("mirror") }
        return try Subprocess(
            program.string, arguments, environment: environment.merging(extra) { $1 },
            directory: directory.path, timeLimit: .seconds(90))
    }

    // MARK: Changes

    /// Writes the upstream archive as it is described now.
    func writeUpstream() throws { try upstream.write() }

    /// Moves every suite to a later date, as the next state of an archive has.
    func moveUpstreamOn() {
        for name in ["sample", "sample-security"] {
            upstream[name].date = Timestamp(year: 2024, month: 6, day: 1, hour: 12)
        }
    }

    /// Replaces a text in one of the user's files.
    func edit(_ file: String, _ old: String, _ new: String) throws {
        let text = try text(directory / file)
        precondition(text.contains(old), "\(file) has no `\(old)`")
        try directory.write(file, text.replacing(old, with: new))
    }

    /// Adds wishes to the group that the distro takes.
    func wish(_ lines: String...) throws {
        let text = try text(directory / "packages.yaml")
        try directory.write("packages.yaml", text + lines.map { "  - \($0)\n" }.joined())
    }

    func text(_ path: FilePath) throws -> String {
        String(decoding: try Files.read(path), as: UTF8.self)
    }

    // MARK: What is on disk

    /// Every file below a directory with its content.
    func snapshot(_ path: FilePath) throws -> [String: [UInt8]] {
        guard try Files.status(path)?.kind == .directory else { return [:] }
        var files: [String: [UInt8]] = [:]
        for name in try Files.walk(path) where try Files.status(path / name)?.kind == .file {
            files[name] = try Files.read(path / name)
        }
        return files
    }

    /// All trees and locks: what a failed build must leave as it is.
    func published() throws -> [String: [UInt8]] {
        try snapshot(directory / "out").merging(snapshot(directory / "locks")) { $1 }
    }

    /// The stanzas of a published index by package name.
    func stanzas(_ component: String = "main", _ architecture: String = "amd64") throws -> [String:
        String]
    {
        let path = suite / "\(component)/binary-\(architecture)/Packages.gz"
        let text = try Subprocess.check("gzip", ["-dc", path.string]).output
        return Bench.stanzas(text)
    }

    static func stanzas(_ text: String) -> [String: String] {
        var found: [String: String] = [:]
        for stanza in text.split(separator: "\n\n") {
            let name = stanza.split(separator: "\n")[0].dropFirst("Package: ".count)
            let end = stanza.hasSuffix("\n") ? "" : "\n"
            found[String(name)] = stanza + end
        }
        return found
    }

    /// The names and versions in the lock, `name version arch` each.
    func locked(_ architecture: String = "amd64") throws -> [String] {
        let text = try text(directory / "locks/sample-\(architecture).lock.json")
        let pattern = /"name":"([^"]+)","version":"([^"]+)","arch":"([^"]+)"/
        return text.matches(of: pattern).map { "\($0.1) \($0.2) \($0.3)" }
    }
}
