import MirrorBase
import MirrorTestSupport
import SystemIO

/// The real zypper on an empty system, whose only repository is a tree.
///
/// Its package cannot be installed beside dnf's plug-ins, so the program is taken out of it.
struct Zypper {
    /// The program; downloaded where it is not there yet.
    static let program: FilePath? = {
        if let path = Subprocess.find("zypper") { return path }
        let directory = ProjectRoot.path / ".build/zypper"
        let path = directory / "usr/bin/zypper"
        if !Files.exists(path) {
            try? Files.makeDirectory(directory)
            let script = "apt-get -q download zypper && dpkg -x zypper_*.deb . && rm zypper_*.deb"
            _ = try? Subprocess.run(
                "sh", ["-c", script], directory: directory, timeLimit: .seconds(60))
        }
        let trial = try? Subprocess.run(path.string, ["--version"])
        return trial?.succeeded == true ? path : nil
    }()
    static let isPossible = program != nil
    static let notice = "needs zypper, or libzypp and a Debian mirror to fetch zypper from"

    private let root: TemporaryDirectory

    init(_ mirror: BuiltRPMMirror, keyFile: FilePath? = nil) throws {
        root = try TemporaryDirectory("zypper")
        try root.write("zypp.conf", "[main]\narch = \(mirror.standIns.architecture)\n")
        try Files.makeDirectory(root / "root")
        try Subprocess.check(
            "rpmkeys",
            ["--root", (root / "root").string, "--import", (keyFile ?? mirror.keyFile).string])
        _ = try run(["addrepo", "--gpgcheck-strict", "file://\(mirror.tree)", "tree"])
    }

    /// Runs a command of zypper.
    func run(_ arguments: [String]) throws -> Subprocess.Outcome {
        try Subprocess.run(
            Zypper.program?.string ?? "zypper",
            ["--root", (root / "root").string, "--non-interactive"] + arguments,
            environment: [
                "ZYPP_CONF": (root / "zypp.conf").string, "LC_ALL": "C.UTF-8",
                "ZYPP_LOGFILE": (root / "log").string,
            ], timeLimit: .seconds(120))
    }

    /// What it would install for some words, as `name-version.arch`; `nil` where it refuses.
    func plan(_ words: [String]) throws -> Set<String>? {
        let outcome = try run(
            ["--xmlout", "install", "--dry-run", "--no-recommends", "--"] + words)
        guard outcome.succeeded, let summary = outcome.output.split(separator: "<to-install>").last
        else { return nil }
        let list = summary.split(separator: "</to-install>")[0]
        let solvables = list.matches(of: /<solvable ([^>]*)>/).map(\.1)
        return Set(
            solvables.map { attributes in
                var values: [Substring: Substring] = [:]
                for match in attributes.matches(of: /([a-z-]+)="([^"]*)"/) {
                    values[match.1] = match.2
                }
                return "\(values["name"] ?? "")-\(values["edition"] ?? "").\(values["arch"] ?? "")"
            })
    }
}
