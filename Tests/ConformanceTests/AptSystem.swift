import MirrorTestSupport
import SystemIO

/// The real apt on an empty system of one architecture, whose only sources are those given.
struct AptSystem: Sendable {
    static let isPossible = Tool.isAsked("apt-get")

    let root: TemporaryDirectory
    let architecture: String

    /// Makes the system; `sources` is the text of a file in `sources.list.d`, in the deb822 form.
    init(architecture: String, sources: String) throws {
        self.architecture = architecture
        root = try TemporaryDirectory("apt")
        for directory in [
            "state/lists/partial", "cache/archives/partial", "etc/apt.conf.d",
            "etc/preferences.d", "etc/trusted.gpg.d",
        ] {
            try Files.makeDirectory(root / directory)
        }
        try root.write("status", "")
        try root.write("etc/sources.list.d/only.sources", sources)
        try root.write(
            "apt.conf",
            """
            Dir::State "\(root / "state")";
            Dir::State::status "\(root / "status")";
            Dir::State::extended_states "\(root / "state/extended_states")";
            Dir::Cache "\(root / "cache")";
            Dir::Etc "\(root / "etc")";
            APT::Architecture "\(architecture)";
            APT::Architectures { "\(architecture)"; };
            APT::Sandbox::User "root";
            Acquire::Languages "none";

            """)
    }

    /// Runs `apt-get`, or another of apt's programs.
    func run(_ arguments: [String], program: String = "apt-get") throws -> Subprocess.Outcome {
        try Subprocess.run(
            program, arguments,
            environment: [
                "APT_CONFIG": "\(root / "apt.conf")", "LC_ALL": "C.UTF-8", "no_proxy": "127.0.0.1",
            ], timeLimit: .seconds(300))
    }

    /// Runs `apt-get update`.
    func update() throws -> Subprocess.Outcome { try run(["update"]) }

    /// What `apt-get update` complained of: everything on standard error, and warnings elsewhere.
    static func complaints(_ outcome: Subprocess.Outcome) -> [String] {
        let marks = ["W:", "E:", "N:", "Err:", "Ign:"]
        let lines = outcome.output.split(separator: "\n").map(String.init)
        return outcome.errors.split(separator: "\n").map(String.init)
            + lines.filter { line in marks.contains { line.hasPrefix($0) } }
    }

    /// Plans an installation: `apt-get -s install`, which orders every step as well.
    func simulate(_ packages: [String], recommends: Bool) throws -> Subprocess.Outcome {
        try run(
            ["-q", "-s", "-o", "APT::Install-Recommends=\(recommends)", "install"] + packages)
    }

    /// A file that apt would fetch.
    struct Download: Hashable {
        var uri: String
        /// `name_version_architecture`.
        var package: String
        var size: Int
    }

    /// What apt would fetch for an installation; `nil` where it refuses.
    func downloads(_ packages: [String], recommends: Bool) throws -> [Download]? {
        let outcome = try run(
            [
                "-qq", "-y", "--print-uris", "-o", "APT::Install-Recommends=\(recommends)",
                "install",
            ] + packages)
        guard outcome.succeeded else { return nil }
        // 'URI' FILE SIZE HASH
        return outcome.output.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count >= 3, words[0].hasPrefix("'"), words[1].hasSuffix(".deb"),
                let size = Int(words[2])
            else { return nil }
            return Download(
                uri: String(words[0].dropFirst().dropLast()),
                package: AptSystem.decoded(String(words[1].dropLast(4))), size: size)
        }
    }

    /// The packages that apt would fetch, as `name_version_architecture`; `nil` where it refuses.
    func choice(_ packages: [String], recommends: Bool) throws -> Set<String>? {
        try downloads(packages, recommends: recommends).map { Set($0.map(\.package)) }
    }

    /// A text with its `%3a` and the like resolved.
    static func decoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"),
                let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
