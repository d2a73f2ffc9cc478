internal import Manifest
internal import MirrorBase
internal import OpenPGP
internal import Store
internal import SystemIO
internal import Transfer

/// What one run of the engine opens: the network, the state, the pool.
final class Session {
    let options: BuildOptions
    let observer: BuildObserver
    let client: TransferClient
    let state: StateDatabase
    let pool: Pool
    let verifier: Verifier
    /// When the run began, by the clock.
    let started: Timestamp

    init(_ options: BuildOptions, _ observer: BuildObserver) throws(MirrorError) {
        self.options = options
        self.observer = observer
        started = Timestamp(seconds: Environment.now())
        var network = TransferOptions()
        network.parallel = options.jobs
        network.parallelPerHost = min(options.jobs, 8)
        network.rateLimit = options.rateLimit
        network.firstBackoff = options.firstBackoff
        network.netrc = Environment.home / ".netrc"
        do { client = try TransferClient(network) } catch {
            throw MirrorError(.bug, "cannot start downloads: \(error.reason)")
        }
        state = try Session.openState(options.state, observer, at: started)
        pool = Pool(root: options.cache / "pool")
        verifier = Verifier()
    }

    /// The state database; a damaged one is set aside, since a build needs nothing of it.
    private static func openState(
        _ directory: FilePath, _ observer: BuildObserver, at time: Timestamp
    ) throws(MirrorError) -> StateDatabase {
        let path = directory / "mirror.db"
        do throws(StateError) { return try StateDatabase(path: path) } catch {
            guard case .damaged = error else { throw MirrorError(error) }
            let moved = try onDisk("set the damaged state aside") { () throws(SystemError) in
                try StateDatabase.setAside(path, at: time)
            }
            observer.report(
                .warning("\(error); it is kept as `\(moved)`, and a new one is begun"))
            return try inState { () throws(StateError) in try StateDatabase(path: path) }
        }
    }

    var keyLoader: KeyLoader {
        KeyLoader(
            directory: options.cache / "keys", client: client, verifier: verifier,
            isOffline: options.isOffline, observer: observer)
    }

    /// What repositories list, by digest.
    var indexCache: DigestCache {
        DigestCache(
            directory: options.cache / "indexes", client: client, isOffline: options.isOffline,
            observer: observer)
    }
}
