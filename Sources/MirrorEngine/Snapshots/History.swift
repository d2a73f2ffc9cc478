internal import Archive
public import MirrorBase
internal import Store
internal import SystemIO

/// The builds that were made, with their locks.
public struct History {
    let state: StateDatabase

    /// Opens the history; there need not be one yet.
    public init(_ options: BuildOptions) throws(MirrorError) {
        state = try inState { () throws(StateError) in
            try StateDatabase(path: options.state / "mirror.db")
        }
    }

    /// The build that is meant, of those that came to a lock.
    func build(
        _ moment: LockReference.Moment, distro: String, architecture: String
    ) throws(MirrorError) -> BuildRecord {
        let place = "\(distro) \(architecture)"
        let all = try inState { () throws(StateError) in
            try state.builds(distro: distro, architecture: architecture)
        }
        let mirrors = all.filter { $0.lock != nil }
        guard let latest = mirrors.last else {
            throw MirrorError(
                .usage, "the history has no mirror of \(place)",
                hints: ["`mirror build \(place)` makes one"])
        }
        switch moment {
        case .latest: return latest
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
        case .number(let number):
            guard let found = all.first(where: { $0.number == number }) else {
                let numbers = mirrors.suffix(5).map { "\($0.number ?? 0)" }
                throw MirrorError(
                    .usage, "the history has no build \(number) of \(place)",
                    hints: [
                        "the newest are \(numbers.joined(separator: ", ")); `mirror history \(place)` lists all"
                    ])
            }
            if found.lock == nil {
                throw MirrorError(
                    .usage,
                    "build \(number) of \(place) came to no mirror: it \(found.result.rawValue)")
            }
            return found
        }
    }

    /// The text of the lock of a build.
    func lockText(of build: BuildRecord) throws(MirrorError) -> [UInt8] {
        let text = try inState { () throws(StateError) in
            try build.lock.flatMap { (lock) throws(StateError) in try state.lockText(lock) }
        }
        guard let text else {
            throw MirrorError(
                .disk, "the history has lost the lock of build \(build.number ?? 0)")
        }
        return text
    }
}
