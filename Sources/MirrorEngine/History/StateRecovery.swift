internal import Archive
internal import Manifest
internal import MirrorBase
internal import Store
internal import SystemIO

/// Fills a history that is begun with what the lock files say.
///
/// The roots that they name become those seen last, so that older ones are refused as before. Nobody vouches
/// for them any more: their signatures are checked when they are met again. Where a damaged history was set
/// aside, each lock becomes a build that was recovered, of its file's time.
struct StateRecovery {
    let options: BuildOptions
    let observer: BuildObserver

    private struct Found {
        var lock: Lock
        var text: [UInt8]
        var time: Timestamp
    }

    /// Fills a new state, and returns what says so. What cannot be read is said and left out.
    func fill(_ state: StateDatabase, _ occasion: StateDatabase.Renewal.Occasion) -> () -> Void {
        switch occasion {
        case .absent:
            let count = recordLocks(in: state, asBuilds: false)
            if count == 0 { return {} }
            let text = "the roots seen last are those of \(counted(count)) in `\(options.locks)`"
            return { say(.note(text)) }
        case .setAside(let error, let aside, let rescued):
            let count = recordLocks(in: state, asBuilds: true)
            var sources: [String] = []
            if count > 0 { sources.append("from \(counted(count)) in `\(options.locks)`") }
            if rescued > 0 {
                let roots = rescued == 1 ? "one root" : "\(rescued) roots"
                sources.append("with \(roots) that could still be read")
            }
            let source = sources.isEmpty ? "" : ", " + sources.joined(separator: " and ")
            return {
                say(.loss("\(error); it is kept as `\(aside)`, and a new one is begun\(source)"))
            }
        case .leftAlone(let error):
            recordLocks(in: state, asBuilds: false)
            return {
                say(
                    .warning(
                        "\(error); it is left as it is, and nothing is recorded: the next `mirror build` begins a new one"
                    ))
            }
        case .readOnly(let error):
            guard let error else {
                return { say(.note("`\(state.path)` cannot be written to: nothing is recorded")) }
            }
            recordLocks(in: state, asBuilds: false)
            return {
                say(
                    .warning(
                        "\(error); nothing is recorded, and the roots seen last are those of the locks in `\(options.locks)`"
                    ))
            }
        }
    }

    private func say(_ event: BuildEvent) { observer.report(event) }

    private func counted(_ locks: Int) -> String { locks == 1 ? "one lock" : "\(locks) locks" }

    /// Records what the locks say, and returns how many there are.
    @discardableResult
    private func recordLocks(in state: StateDatabase, asBuilds: Bool) -> Int {
        let found = locks { path in
            let text = "`\(path)` is not the lock that its name says; it is left out"
            say(asBuilds ? .warning(text) : .note(text))
        }
        for one in found {
            do throws(StateError) {
                if asBuilds { try state.record(build(one), lockText: one.text) }
                try recordRoots(of: one.lock, in: state)
            } catch { say(.warning("\(error)")) }
        }
        return found.count
    }

    private func build(_ found: Found) -> BuildRecord {
        BuildRecord(
            distro: found.lock.distro, architecture: found.lock.architecture, started: found.time,
            finished: found.time, result: .recovered,
            lock: ContentHasher.digest(.sha256, of: found.text),
            packages: found.lock.packages.count,
            bytes: found.lock.packages.reduce(0) { $0 + $1.size })
    }

    /// The locks, the oldest first; told of are the files that are none.
    private func locks(skipping tell: (FilePath) -> Void) -> [Found] {
        var found: [Found] = []
        for name in (try? Files.list(options.locks)) ?? [] where name.hasSuffix(".lock.json") {
            let path = options.locks / name
            guard let status = try? Files.status(path, followLinks: true),
                let text = try? Files.read(path), let lock = try? Lock(reading: text),
                name == "\(lock.distro)-\(lock.architecture).lock.json"
            else {
                tell(path)
                continue
            }
            let time = Timestamp(seconds: status.modified / 1_000_000_000)
            found.append(Found(lock: lock, text: text, time: time))
        }
        return found.sorted {
            ($0.time, $0.lock.distro, $0.lock.architecture)
                < ($1.time, $1.lock.distro, $1.lock.architecture)
        }
    }

    private func recordRoots(of lock: Lock, in state: StateDatabase) throws(StateError) {
        let now = Environment.now()
        let plan = plan(of: lock)
        for repository in lock.inputs.repositories {
            // A date that lies in the future would keep out what comes after it.
            guard repository.date.seconds > 0, repository.date.seconds <= now,
                let suite = suite(of: repository, in: plan)
            else { continue }
            let root = RootRecord(
                distro: lock.distro, repository: repository.id, suite: suite,
                url: repository.url, sha256: repository.digest, date: repository.date,
                signer: repository.signer, keys: nil, verified: Timestamp(seconds: 0))
            do throws(StateError) { try state.recordRoot(root) } catch {
                // Another architecture's lock has seen a newer one.
                guard case .olderRoot = error else { throw error }
            }
        }
    }

    /// What tells the root of a repository from others of its name: for deb the suite, for rpm where it is.
    private func suite(of repository: Lock.Repository, in plan: DistroPlan?) -> String? {
        guard let plan else { return repository.suite.isEmpty ? nil : repository.suite }
        switch plan.distro.family {
        case .deb: return repository.suite
        case .rpm:
            return plan.distro.repositories.first { $0.id == repository.id }
                .map { plan.rootKey(of: $0) }
        }
    }

    /// The distro file with the options of the lock; `nil` where they do not fit any more.
    private func plan(of lock: Lock) -> DistroPlan? {
        guard let file = try? Workspace.distro(lock.distro, in: options.distros) else { return nil }
        var options = options
        options.take(optionsOf: lock, for: file.distro)
        return try? DistroPlan(file, architecture: lock.architecture, options: options)
    }
}

extension BuildOptions {
    /// Replaces what changes an answer by what a lock says; what the distro file does not have any more is left
    /// out.
    mutating func take(optionsOf lock: Lock, for distro: Distro) {
        let known = Set(distro.repositories.map(\.id))
        with = []
        without = []
        variables = [:]
        recommends = nil
        closure = nil
        for option in lock.inputs.options {
            let parts = option.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            switch parts[0] {
            case "with" where known.contains(parts[1]): with.append(parts[1])
            case "without" where known.contains(parts[1]): without.append(parts[1])
            case "recommends": recommends = parts[1] == "true"
            case "closure": closure = ClosureKind(rawValue: parts[1])
            default:
                let name = String(parts[0].dropFirst("set.".count))
                if parts[0].hasPrefix("set."), distro.variableNames.contains(name) {
                    variables[name] = parts[1]
                }
            }
        }
    }
}
