internal import Archive
internal import DebianRepository
internal import MirrorBase
internal import PackageModel
internal import SystemIO

/// The cases that run inside this process: from an index to a universe.
struct ParsingCases {
    /// The compressed index.
    let index: FilePath
    /// The same, decompressed.
    let text: FilePath
    /// The architecture of its packages.
    let architecture: String
    /// Where output goes that nobody reads.
    let directory: FilePath

    static let runs = 9

    /// From text in memory to a finished universe, beside `deb2solv`, which reads the file as well.
    func parsed() throws -> Figure {
        let bytes = try Files.read(text)
        let packages = try universe(bytes).count
        return try Peer.deb2solv(text, in: directory).figure(
            "\(packages) packages, \(bytes.count / 1_000_000) MB: text to universe",
            runs: Self.runs, mark: "at most 1/3", largestRatio: 1.0 / 3
        ) {
            let clock = ContinuousClock()
            let start = clock.now
            let universe = try universe(bytes)
            let seconds = start.duration(to: clock.now) / .seconds(1)
            precondition(universe.count == packages)
            return seconds
        }
    }

    /// From the compressed file to a finished universe, decompressed on a thread beside.
    func decompressed() throws -> Figure {
        try Peer.xz(index, in: directory).figure(
            "the same: .xz to universe", runs: Self.runs, mark: "at most 1.3", largestRatio: 1.3
        ) {
            let clock = ContinuousClock()
            let start = clock.now
            let count = try decompressedUniverse().count
            precondition(count > 0)
            return start.duration(to: clock.now) / .seconds(1)
        }
    }

    private func decompressedUniverse() throws -> Universe {
        var builder = UniverseBuilder(nativeArchitecture: architecture)
        let origin = builder.addOrigin(
            PackageOrigin(repository: "debian", suite: "bookworm", component: "main"))
        var reader = PackagesReader(origin: origin, text: builder.nextText, for: builder)
        var pipeline = try DecompressionPipeline(.file(index), compression: .xz, limit: 1 << 30)
        var bytes: [UInt8] = []
        while let part = try pipeline.next() {
            bytes += part
            try reader.read(bytes.span, isComplete: false, into: &builder)
        }
        try reader.read(bytes.span, isComplete: true, into: &builder)
        builder.addText(bytes)
        return builder.finish()
    }

    private func universe(_ bytes: [UInt8]) throws -> Universe {
        try ResolverCases.universe([bytes], architecture)
    }
}
