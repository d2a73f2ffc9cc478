internal import Archive
internal import Manifest
public import MirrorBase
package import Store
internal import SystemIO

/// The builds that were made, with their locks.
///
/// Looking changes nothing: a history that is not there is empty, one that is damaged is an error, and one that
/// cannot be written to is read.
public struct History {
    let options: BuildOptions
    private let state: StateDatabase

    /// Opens the history; there need not be one yet.
    public init(_ options: BuildOptions) throws(MirrorError) {
        self.options = options
        do throws(StateError) {
            state = try StateDatabase(reading: options.state / "mirror.db")
        } catch { throw History.error(error, options) }
    }

    /// Asks the database; damage may show only now.
    func ask<Answer>(_ question: (StateDatabase) throws(StateError) -> Answer)
        throws(MirrorError) -> Answer
    {
        do throws(StateError) { return try question(state) } catch {
            throw History.error(error, options)
        }
    }

    private static func error(_ error: StateError, _ options: BuildOptions) -> MirrorError {
        if case .system(let cause) = error {
            return MirrorError(cause, doing: "read the history")
        }
        guard case .damaged = error else { return MirrorError(error) }
        return MirrorError(
            .disk, "the history cannot be read: \(error)",
            hints: [
                "the next `mirror build` sets it aside, and begins a new one from the locks in `\(options.locks)`"
            ])
    }

    /// How builds of a distro call an architecture, whichever of its names is given; as it is given where the
    /// distro file knows none of it.
    func spelling(of architecture: String, _ distro: String?) -> String {
        guard let distro, let file = try? Workspace.distro(distro, in: options.distros) else {
            return architecture
        }
        return file.distro.architecture(architecture)?.name ?? architecture
    }

    // MARK: - One build

    /// The build that is meant, of those that came to a lock.
    package func build(
        _ moment: LockReference.Moment, distro: String, architecture: String
    ) throws(MirrorError) -> BuildRecord {
        let architecture = spelling(of: architecture, distro)
        let place = "\(distro) \(architecture)"
        let all = try ask { (state) throws(StateError) in
            try state.builds(distro: distro, architecture: architecture)
        }
        let mirrors = all.filter { $0.lock != nil }
        if case .number(let number) = moment {
            let found = try self.build(number, of: place, among: all)
            if found.lock == nil {
                throw MirrorError(
                    .usage,
                    "build \(number) of \(place) came to no mirror: \(found.result.phrase)")
            }
            return found
        }
        guard let latest = mirrors.last else {
            throw MirrorError(
                .usage, "the history has no mirror of \(place)",
                hints: [History.makesOne(place)])
        }
        switch moment {
        case .latest, .number: return latest
        case .previous:
            guard let found = mirrors.last(where: { $0.lock != latest.lock }) else {
                throw MirrorError(
                    .usage,
                    "the history has no other mirror of \(place) than build \(latest.number ?? 0)")
            }
            return found
        case .by(let time):
            guard let found = mirrors.last(where: { $0.finished <= time }) else {
                throw MirrorError(
                    .usage, "the history has no mirror of \(place) from before \(time.iso8601)",
                    hints: ["the first one is of \(mirrors[0].finished.iso8601)"])
            }
            return found
        }
    }

    /// The build of a number, whatever it came to.
    func build(_ number: Int, of place: String, among all: [BuildRecord]) throws(MirrorError)
        -> BuildRecord
    {
        if let found = all.first(where: { $0.number == number }) { return found }
        let other = try ask { (state) throws(StateError) in try state.build(number: number) }
        var hints: [String] = []
        if let other {
            hints.append("build \(number) is of \(other.distro) \(other.architecture)")
        }
        let numbers = all.suffix(5).reversed().map { "\($0.number ?? 0)" }
        hints.append(
            numbers.isEmpty
                ? History.makesOne(place)
                : "the newest \(numbers.count == 1 ? "is" : "are") \(numbers.joined(separator: ", ")); `mirror history \(place)` lists all"
        )
        throw MirrorError(
            .usage, "the history has no build \(number) of \(place)", hints: hints)
    }

    private static func makesOne(_ place: String) -> String {
        "`mirror build \(place)` makes one; with `--lock-only` or `--dry-run` it records nothing"
    }

    /// The numbers of the builds that came to a mirror, oldest first; none where the history cannot be read.
    public func numbers(distro: String, architecture: String) -> [Int] {
        let builds = try? ask { (state) throws(StateError) in
            try state.builds(distro: distro, architecture: spelling(of: architecture, distro))
        }
        return (builds ?? []).filter { $0.lock != nil }.compactMap(\.number)
    }

    /// The text of the lock of a build, which is what was recorded, to the byte.
    package func lockText(of build: BuildRecord) throws(MirrorError) -> [UInt8] {
        try readLockText(of: build).get()
    }

    /// The same; only what is wrong with all of the history is thrown.
    func readLockText(of build: BuildRecord) throws(MirrorError) -> Result<[UInt8], MirrorError> {
        let text = try ask { (state) throws(StateError) in
            try build.lock.flatMap { (lock) throws(StateError) in try state.lockText(lock) }
        }
        if let text, ContentHasher.digest(.sha256, of: text) == build.lock { return .success(text) }
        let what = text == nil ? "has lost" : "has another text for"
        return .failure(
            MirrorError(
                .disk, "the history \(what) the lock of build \(build.number ?? 0)",
                hints: [
                    "a build that comes to the same lock records it again; other builds are not concerned"
                ]))
    }

    /// The lock of a build.
    func lock(of build: BuildRecord) throws(MirrorError) -> Lock {
        try FoundLock.read(
            try lockText(of: build),
            called: "\(build.distro)/\(build.architecture)@\(build.number ?? 0)"
        ).lock
    }
}

extension BuildRecord.Result {
    /// The end of a build as the end of a sentence.
    var phrase: String {
        switch self {
        case .failed: "it failed"
        case .published, .unchanged, .interrupted, .recovered: "it was \(rawValue)"
        }
    }
}
