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
        state = try Session.openState(options, observer)
        pool = Pool(root: options.cache / "pool")
        verifier = Verifier()
    }

    /// The state database; a damaged one is set aside whenever that shows, and a new one is begun with what
    /// the locks say.
    private static func openState(_ options: BuildOptions, _ observer: BuildObserver)
        throws(MirrorError) -> StateDatabase
    {
        try inState { () throws(StateError) in
            try StateDatabase(path: options.state / "mirror.db") { error, aside, state in
                let recovered = StateRecovery(options: options, observer: observer).fill(state)
                let found = recovered == 1 ? "one lock" : "\(recovered) locks"
                let source = recovered == 0 ? "" : ", from \(found) in `\(options.locks)`"
                observer.report(
                    .warning("\(error); it is kept as `\(aside)`, and a new one is begun\(source)"))
            }
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
