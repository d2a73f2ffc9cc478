import MirrorBase
import MirrorTestSupport
import SystemIO

/// A workbench whose upstream is an apt archive.
///
/// All benches of a process start as copies of one, so that keys are made and packages built only once.
final class Bench: Workbench {
    /// What is there at the start.
    enum Start {
        /// The upstream archive, the user's files and the mirror's signing key.
        case fresh
        /// That, and what a first build of amd64 left.
        case built
    }

    /// The upstream archive as it was written; change it and call `writeUpstream`.
    lazy var upstream = Bench.sample(root: directory / "upstream")

    convenience init(_ start: Start = .fresh) throws {
        try self.init(copying: start == .fresh ? Bench.origins.fresh() : Bench.origins.built())
    }

    override init(copying origin: TemporaryDirectory) throws {
        try super.init(copying: origin)
        sources = Bench.repositories.map { "\($0)=\(server.url)" }
    }

    // MARK: Paths

    var tree: FilePath { directory / "out/sample" }
    var suite: FilePath { tree / "dists/sampler" }
    var lock: FilePath { directory / "locks/sample-amd64.lock.json" }

    // MARK: Changes

    /// Writes the upstream archive as it is described now.
    func writeUpstream() throws { try upstream.write() }

    /// Moves every suite to a later date, as the next state of an archive has.
    func moveUpstreamOn() {
        for name in ["sample", "sample-security"] {
            upstream[name].date = Timestamp(year: 2024, month: 6, day: 1, hour: 12)
        }
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
        let text = try solution(directory / "locks/sample-\(architecture).lock.json")
        let pattern = /"name":"([^"]+)","version":"([^"]+)","arch":"([^"]+)"/
        return text.matches(of: pattern).map { "\($0.1) \($0.2) \($0.3)" }
    }
}
