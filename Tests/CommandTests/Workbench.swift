import MirrorBase
import MirrorTestSupport
import SystemIO

/// Everything that one test needs to run the program: a server of an upstream archive, the user's files,
/// and directories for what the program writes.
class Workbench {
    let directory: TemporaryDirectory
    let server: LoopbackServer
    /// What golden texts say instead of texts of this run.
    var replacements: [(text: String, name: String)] = []
    /// The addresses of all repositories; empty for those of the distro file.
    var sources: [String] = []

    /// Starts as a copy of a directory.
    init(copying origin: TemporaryDirectory) throws {
        directory = try TemporaryDirectory("bench")
        try Subprocess.check(
            "cp", ["-a", origin.path.string + "/.", directory.path.string + "/"])
        server = try LoopbackServer(root: directory / "upstream")
        replacements = [(server.url, "<server>"), (directory.path.string, "<tmp>")]
    }

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
        guard let program = Workbench.program else { throw Subprocess.Failure.notFound("mirror") }
        return try Subprocess(
            program.string, arguments, environment: environment.merging(extra) { $1 },
            directory: directory.path, timeLimit: .seconds(90))
    }

    // MARK: Changes

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

    /// The text of a lock up to what it takes for granted on the machine.
    func solution(_ path: FilePath) throws -> String {
        let text = try text(path)
        guard let end = text.firstRange(of: "\"assumed\":") else { return text }
        return String(text[..<end.lowerBound])
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
}
