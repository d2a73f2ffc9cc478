import MirrorTestSupport
import SystemIO

/// The real dnf on an empty system, whose only repository is a tree.
struct Dnf {
    static let isPossible = Tool.isAsked("dnf") && DnfPlan.isPossible
    static let notice = DnfPlan.notice

    private let root: TemporaryDirectory
    private let options: [String]

    /// The system's directory.
    var installRoot: FilePath { root / "root" }

    init(_ mirror: BuiltRPMMirror, keyFile: FilePath? = nil) throws {
        root = try TemporaryDirectory("dnf")
        let repository = """
            [tree]
            name=The tree
            baseurl=file://\(mirror.tree)
            gpgcheck=1
            repo_gpgcheck=1
            gpgkey=file://\(keyFile ?? mirror.keyFile)

            """
        try root.write("repos/tree.repo", repository)
        options = [
            "-y", "--releasever=\(mirror.standIns.release)",
            "--forcearch=\(mirror.standIns.architecture)", "--installroot=\(root / "root")",
            "--setopt=reposdir=\(root / "repos")", "--setopt=cachedir=\(root / "cache")",
            "--setopt=module_platform_id=platform:el\(mirror.standIns.release)",
            "--setopt=install_weak_deps=0", "--disableplugin=versionlock,local",
        ]
    }

    /// Runs a command of dnf.
    func run(_ arguments: [String]) throws -> Subprocess.Outcome {
        try Subprocess.run(
            "dnf", options + arguments, environment: ["LC_ALL": "C.UTF-8"],
            timeLimit: .seconds(300))
    }

    /// Everything that is installed, as `name-epoch:version-release.arch`.
    func installed() throws -> Set<String> {
        let outcome = try Subprocess.check(
            "rpm",
            [
                "--root", installRoot.string, "-qa", "--qf",
                "%{NAME}-%{EPOCHNUM}:%{VERSION}-%{RELEASE}.%{ARCH}\\n",
            ])
        return Set(
            outcome.output.split(separator: "\n").map(String.init).filter {
                !$0.hasPrefix("gpg-pubkey-")
            })
    }
}
