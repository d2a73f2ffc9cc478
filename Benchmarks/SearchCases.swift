import SystemIO

/// The cases of `mirror search` over all of Debian main, each a run of the whole program.
struct SearchCases {
    /// The release binary.
    let program: String
    /// Where caches and output are.
    let directory: FilePath

    static let runs = 9

    /// A word that some dozen packages have, in names, provides and summaries.
    private static let word = "resolver"

    private func arguments(_ words: [String], cache: String) -> [String] {
        [program, "search", "debian12", "amd64"] + words + [
            "--quiet", "--cache", "\(directory / cache)", "--state",
            "\(directory / "search-state")",
            "--locks", "\(directory / "no-locks")",
        ]
    }

    /// All cases; `nil` where no mirror answers.
    func figures() throws -> [Figure] {
        // Once with the network, so that what follows finds everything.
        _ = try ChildProcess.run(arguments([Self.word], cache: "search-cache"))
        let offline = arguments([Self.word, "--offline"], cache: "search-cache")
        let (ours, peer) = try medians(
            of: Self.runs, { try ChildProcess.run(offline).seconds },
            { try aptCache().map { try ChildProcess.run($0).seconds } ?? 0 })
        var figures = [
            Figure(
                name: "search of Debian 12 amd64, warm", ours: ours, unit: "s",
                peer: (peerName, aptCache() == nil ? nil : peer), mark: "under 0.2 s",
                isMet: ours < 0.2)
        ]
        let cold = try median(of: 3) {
            try Files.removeTree(directory / "search-cache/search")
            return try ChildProcess.run(offline).seconds
        }
        figures.append(
            Figure(
                name: "the same, its index made first", ours: cold, unit: "s",
                peer: ("none", nil), mark: "none", isMet: nil))
        let path = ["/bin/dig"]
        _ = try ChildProcess.run(arguments(path, cache: "search-cache"))
        let files = try median(of: 3) {
            try ChildProcess.run(arguments(path + ["--offline"], cache: "search-cache")).seconds
        }
        let hasPeer = ChildProcess.find("apt-file") != nil
        figures.append(
            Figure(
                name: "search of all its files, warm", ours: files, unit: "s",
                peer: hasPeer
                    ? (
                        "apt-file search",
                        try median(of: 3) {
                            try ChildProcess.run(
                                ["apt-file", "search", "/bin/dig"], accepting: [0, 1]
                            ).seconds
                        }
                    ) : ("apt-file is not here", nil), mark: "none", isMet: nil))
        return figures
    }

    private var peerName: String {
        guard aptCache() != nil else { return "apt-cache is not here" }
        let line = ChildProcess.firstLine(["apt-cache", "--version"], in: directory) ?? ""
        let version = line.split(separator: " ").dropFirst().first ?? ""
        return "apt-cache search (\(version))"
    }

    private func aptCache() -> [String]? {
        ChildProcess.find("apt-cache") == nil ? nil : ["apt-cache", "search", Self.word]
    }
}
