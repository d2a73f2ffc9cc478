import Glibc
import MirrorTestSupport
import Synchronization
import SystemIO

/// The directories of which all benches of one kind are copies; they are made when they are first needed, and
/// go away with the process.
final class WorkbenchOrigins: Sendable {
    private struct Made {
        var fresh: Result<TemporaryDirectory, any Error>?
        var built: Result<TemporaryDirectory, any Error>?
    }

    private let made = Mutex(Made())
    private let bench: @Sendable (TemporaryDirectory) throws -> Workbench
    private let write: @Sendable (TemporaryDirectory) throws -> Void
    private let architecture: String

    private static let all = Mutex<[WorkbenchOrigins]>([])

    /// - Parameters:
    ///   - architecture: What a first build is of.
    ///   - bench: Makes a bench that is a copy of a directory.
    ///   - write: Writes the upstream and the user's files.
    init(
        architecture: String, bench: @escaping @Sendable (TemporaryDirectory) throws -> Workbench,
        write: @escaping @Sendable (TemporaryDirectory) throws -> Void
    ) {
        self.architecture = architecture
        self.bench = bench
        self.write = write
        WorkbenchOrigins.all.withLock { all in
            if all.isEmpty { atexit { WorkbenchOrigins.removeAll() } }
            all.append(self)
        }
    }

    /// The upstream, the user's files and the mirror's signing key.
    func fresh() throws -> TemporaryDirectory {
        try made.withLock { made in try fresh(&made) }
    }

    /// That, and what a first build left.
    func built() throws -> TemporaryDirectory {
        try made.withLock { made in
            let result = try made.built ?? .success(build(of: fresh(&made)).directory)
            made.built = result
            return try result.get()
        }
    }

    private func fresh(_ made: inout Made) throws -> TemporaryDirectory {
        let result = made.fresh ?? Result { try makeFresh() }
        made.fresh = result
        return try result.get()
    }

    private func makeFresh() throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory("bench-origin")
        try write(directory)
        try directory.write("distros/keys/sample.asc", SigningKey.standard.get().publicKey)
        try Files.makeDirectory(directory / "home")
        // Any build makes the key; this one is thrown away but for that.
        let first = try build(of: directory)
        try Files.makeDirectory(directory / "state")
        try Subprocess.check(
            "cp",
            ["-a", (first.directory / "state/keys").string, (directory / "state/").string])
        return directory
    }

    private func build(of directory: TemporaryDirectory) throws -> Workbench {
        let bench = try bench(directory)
        let outcome = try bench.mirror("build", "sample", architecture)
        if !outcome.succeeded { throw Subprocess.Failure.failed(command: ["mirror"], outcome) }
        return bench
    }

    /// Removes the directories when the process ends; nothing else holds them by then.
    private static func removeAll() {
        for origins in all.withLock({ $0 }) {
            let made = origins.made.withLock { $0 }
            for origin in [try? made.fresh?.get(), try? made.built?.get()] {
                if let origin { try? Files.removeTree(origin.path) }
            }
        }
    }
}
