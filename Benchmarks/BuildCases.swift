internal import SystemIO

/// The cases that run the program itself: start-up, signatures and everything else included.
struct BuildCases {
    /// The release binary.
    let program: String
    /// Where cache, state, locks and trees are kept between runs.
    let directory: FilePath
    /// How each run begins.
    var command: [String] {
        [program, "build", "debian12", "amd64", "--quiet"]
            + ["cache", "state", "locks", "output"].flatMap {
                ["--\($0)", (directory / $0).string]
            }
    }

    static let runs = 9

    /// Fetches what the cases need, once: the indexes, and the packages with `isWhole`.
    func prepare(isWhole: Bool) throws {
        _ = try ChildProcess.run(command + (isWhole ? [] : ["--dry-run"]))
    }

    /// The largest compressed index in the cache, which is that of `main`.
    func largestIndex() throws -> FilePath? {
        let indexes = directory / "cache/indexes"
        let sizes = try Files.list(indexes).map { name in
            (try Files.status(indexes / name)?.size ?? 0, indexes / name)
        }
        return sizes.max { $0.0 < $1.0 }?.1
    }

    /// From the indexes in the cache to the written lock, beside `xz -dc` of the largest.
    func resolved(_ index: FilePath) throws -> Figure {
        try Peer.xz(index, in: directory).figure(
            "whole program: cached .xz to lock", runs: Self.runs, mark: "at most 1.3",
            largestRatio: 1.3
        ) { try ChildProcess.run(command + ["--lock-only", "--offline"]).seconds }
    }

    /// A build where the mirror has nothing new: Release files are fetched, the tree is looked through.
    func unchanged() throws -> Figure {
        let ours = try median(of: Self.runs) { try ChildProcess.run(command).seconds }
        return Figure(
            name: "whole program: nothing new", ours: ours, unit: "s", peer: ("no peer", nil),
            mark: "under 0.3 s", isMet: ours < 0.3)
    }

    /// The memory of a build that does everything again, from resolving to the gate.
    func memory() throws -> Figure {
        let ours = try median(of: 3) {
            try ChildProcess.run(command + ["--force", "--offline"]).megabytes
        }
        return Figure(
            name: "whole program: peak memory of a build", ours: ours, unit: "MB",
            peer: ("no peer", nil), mark: "under 300 MB", isMet: ours < 300)
    }
}
