import MirrorBase
import MirrorTestSupport
import SystemIO

/// What the real dnf would install into an empty system, with every signature checked.
struct DnfPlan {
    static let isPossible = Python.has("dnf", "hawkey")
    static let notice = "needs dnf and its modules for Python"

    /// One answer.
    struct Answer {
        /// `name-epoch:version-release.arch` of everything; `nil` where dnf refuses.
        var packages: Set<String>?
        /// Why it refuses.
        var error: String?
    }

    /// The architecture.
    var architecture: String
    /// What `$releasever` is.
    var release: String
    /// The platform that modules ask for; empty where there are none.
    var platform = ""
    /// The keys, armoured, in a file.
    var keyFile: FilePath
    /// Repositories by id: their addresses.
    var repositories: [(id: String, url: String)]
    /// Whether weak dependencies are taken.
    var takesWeak = false
    /// Whether only the newest version is good enough.
    var wantsBest = true
    private let work: TemporaryDirectory

    init(
        architecture: String, release: String, platform: String = "", keyFile: FilePath,
        repositories: [(id: String, url: String)]
    ) throws {
        self.architecture = architecture
        self.release = release
        self.platform = platform
        self.keyFile = keyFile
        self.repositories = repositories
        work = try TemporaryDirectory("dnf-plan")
    }

    /// Plans from stand-ins themselves.
    init(of standIns: StandIns) throws {
        try self.init(
            architecture: standIns.architecture, release: standIns.release,
            platform: "platform:el\(standIns.release)", keyFile: standIns.keyFile,
            repositories: standIns.repositories.map { ($0, "file://\(standIns.root / $0)") })
    }

    /// The answers for lines of words, each line a transaction by itself.
    func answers(_ lines: [String]) throws -> [String: Answer] {
        let options = (takesWeak ? ["weak"] : []) + (wantsBest ? ["best"] : [])
        let outcome = try Python.run(
            "plan.py",
            [work.path.string, architecture, release, platform, "file://\(keyFile)"] + options
                + repositories.map { "\($0.id)=\($0.url)" },
            input: lines.map { $0 + "\n" }.joined())
        var found: [String: Answer] = [:]
        for line in outcome.standardOutput.split(separator: 10) {
            let value = try JSONValue(parsing: Array(line))
            guard let wish = value["wish"]?.text else { continue }
            let packages = value["install"]?.list.map { Set($0.compactMap(\.text)) }
            found[wish] = Answer(packages: packages, error: value["error"]?.text)
        }
        return found
    }
}
