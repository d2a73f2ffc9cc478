import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// A workbench whose upstream is the sample of an rpm distribution, for x86_64 and aarch64.
///
/// All benches of a process start as copies of one.
final class RPMBench: Workbench {
    static let isPossible = RPMPackageBuilder.isPossible
    static let notice = RPMPackageBuilder.notice

    /// What is there at the start.
    enum Start {
        /// The upstream repositories, the user's files and the mirror's signing key.
        case fresh
        /// That, and what a first build of x86_64 left.
        case built
    }

    /// The architecture of which the program is given the addresses.
    var architecture = "x86_64" {
        didSet { sources = addresses }
    }

    convenience init(_ start: Start = .fresh) throws {
        try self.init(
            copying: start == .fresh ? RPMBench.origins.fresh() : RPMBench.origins.built())
    }

    override init(copying origin: TemporaryDirectory) throws {
        try super.init(copying: origin)
        sources = addresses
    }

    private var addresses: [String] {
        RPMSample.repositories.map {
            "\($0)=\(server.url)/\(RPMSample.path($0, architecture))"
        }
    }

    // MARK: Paths

    var tree: FilePath { directory / "out/sample/8/\(architecture)" }
    var lock: FilePath { directory / "locks/sample-\(architecture).lock.json" }

    /// The path of an upstream repository as the server knows it.
    func path(_ repository: String) -> String {
        "/" + RPMSample.path(repository, architecture)
    }

    // MARK: Changes

    /// Writes an upstream repository anew, with changes.
    @discardableResult
    func rewrite(
        _ repository: String, _ change: (inout RPMRepositoryBuilder) throws -> Void = { _ in }
    ) throws -> BuiltRPMRepository {
        var builder = try RPMSample.builder(
            repository, architecture, root: directory / "upstream")
        // Later than what an earlier build may have seen.
        builder.revision += 100_000
        try change(&builder)
        return try builder.write()
    }

    /// Removes what earlier builds kept of upstream's metadata, so that it is fetched again.
    func forgetIndexes() throws { try Files.removeTree(directory / "cache/indexes") }

    // MARK: What is on disk

    /// The packages in the lock, as `name-epoch:version-release.arch`.
    func locked() throws -> [String] {
        let pattern = /"name":"([^"]+)","version":"([^"]+)","arch":"([^"]+)"/
        return try solution(lock).matches(of: pattern).map { "\($0.1)-\($0.2).\($0.3)" }
    }

    /// Expects a run to fail with a code and with some texts among its errors, and to leave trees and
    /// locks as they were.
    func expectRefusal(
        exits code: Int32, saying texts: String...,
        arguments: [String] = ["build", "sample", "x86_64"],
        location: SourceLocation = #_sourceLocation
    ) throws {
        let before = try published()
        let outcome = try run(arguments + options)
        #expect(
            outcome.exitCode == code, "\(outcome.errors)\(outcome.output)", sourceLocation: location
        )
        for text in texts {
            #expect(outcome.errors.contains(text), "\(outcome.errors)", sourceLocation: location)
        }
        let after = try published()
        #expect(
            after == before, "files changed: \(Workbench.changes(before, after))",
            sourceLocation: location)
    }

    // MARK: Origins

    static let origins = WorkbenchOrigins(
        architecture: "x86_64", bench: { try RPMBench(copying: $0) }
    ) { directory in
        try RPMSample.write(to: directory / "upstream")
        let key = try SigningKey.standard.get()
        try directory.write("packages.yaml", RPMSample.manifest)
        try directory.write(
            "distros/sample.yaml", RPMSample.distro(fingerprint: key.fingerprint))
    }
}
