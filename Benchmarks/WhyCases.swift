internal import SystemIO

/// The questions about a lock, by the whole program: start-up and reading the lock included.
struct WhyCases {
    /// The release binary.
    let program: String
    let directory: FilePath
    /// The repository that the lock is made of.
    private let repository: FilePath

    static let runs = 15

    /// Cases over a repository that lies beside the project; `nil` where there is none.
    init?(program: String, directory: FilePath, corpora: FilePath) {
        repository = corpora / "rpm/centos72-os"
        guard Files.exists(repository) else { return nil }
        self.program = program
        self.directory = directory / "why"
    }

    private static let manifest = """
        all:
          - curl
          - libreoffice-writer
          - "@base"
          - "@development"
          - "@gnome-desktop"
          - "@kde-desktop"
          - texlive-*
          - kde-l10n-*

        """

    private var distro: String {
        """
        name: desk
        title: All kinds of desks
        family: rpm
        release: "7"
        architectures:
          x86_64: {}
        groups: [all]
        base: ["@core"]
        recommends: no
        path: desk/$basearch
        repodata: {compression: gz, databases: no}
        repositories:
          - id: os
            url: file://\(repository.string)/
            trust: unsigned

        """
    }

    private var options: [String] {
        let places = ["distros", "cache", "state", "locks", "output"]
        return ["--manifest", (directory / "packages.yaml").string, "--quiet"]
            + places.flatMap { ["--\($0)", (directory / $0).string] }
    }

    /// The milliseconds of `mirror why` and `mirror list`; the lock is made first, once.
    func figures() throws -> [Figure] {
        try Files.makeDirectory(directory / "distros")
        try Files.replace(directory / "packages.yaml", with: Array(Self.manifest.utf8))
        try Files.replace(directory / "distros/desk.yaml", with: Array(distro.utf8))
        let target = ["desk", "x86_64"]
        if !Files.exists(directory / "locks/desk-x86_64.lock.json") {
            _ = try ChildProcess.run([program, "build"] + target + ["--lock-only"] + options)
        }
        let list = ChildProcess.firstLine(
            ["grep", "-c", "\"sha256\":", (directory / "locks/desk-x86_64.lock.json").string],
            in: directory)
        let lock = "a lock of \(list ?? "?") packages"
        return [
            try figure("why libcurl, from \(lock)", ["why"] + target + ["libcurl"]),
            try figure("why glibc --all, from \(lock)", ["why"] + target + ["glibc", "--all"]),
            try figure("list, of \(lock)", ["list"] + target),
            try figure(
                "names for a shell, of \(lock)",
                ["__complete", "packages"] + options + ["--"] + target, takesOptions: false),
        ]
    }

    private func figure(_ name: String, _ arguments: [String], takesOptions: Bool = true) throws
        -> Figure
    {
        let command = [program] + arguments + (takesOptions ? options : [])
        let ours = try median(of: Self.runs) { try ChildProcess.run(command).seconds * 1000 }
        return Figure(
            name: "whole program: \(name)", ours: ours, unit: "ms", peer: ("no peer", nil),
            mark: "under 100 ms", isMet: ours < 100)
    }
}
