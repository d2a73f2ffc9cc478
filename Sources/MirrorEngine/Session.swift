internal import Manifest
package import MirrorBase
internal import OpenPGP
internal import Store
internal import SystemIO
package import Transfer

/// What one run of the engine opens: the network, the state, the pool.
package final class Session {
    let options: BuildOptions
    package let observer: BuildObserver
    package let client: TransferClient
    let state: StateDatabase
    let pool: Pool
    let verifier: Verifier
    /// When the run began, by the clock.
    let started: Timestamp

    /// What a run is for.
    package enum Purpose {
        /// It answers a question, and leaves a damaged history as it is.
        case question
        /// It makes a mirror, and begins a damaged history anew.
        case mirror
    }

    package init(
        _ options: BuildOptions, _ observer: BuildObserver, for purpose: Purpose = .question
    ) throws(MirrorError) {
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
        state = try Session.openState(options, observer, purpose)
        pool = Pool(root: options.cache / "pool")
        verifier = Verifier()
    }

    /// The state database. A new one knows the roots that the locks name; a damaged one is set aside
    /// whenever that shows, or, by a question, replaced in memory alone.
    private static func openState(
        _ options: BuildOptions, _ observer: BuildObserver, _ purpose: Purpose
    ) throws(MirrorError) -> StateDatabase {
        let recovery = StateRecovery(options: options, observer: observer)
        var knowsLocks = false
        let renewal = StateDatabase.Renewal(setsAside: purpose == .mirror) { occasion, state in
            knowsLocks = true
            return recovery.fill(state, occasion)
        }
        return try inState { () throws(StateError) in
            let state = try StateDatabase(path: options.state / "mirror.db", renewal: renewal)
            // A question that was asked before the first build may not have had these locks.
            if purpose == .mirror, try state.newestBuilds(limit: 1).isEmpty, !knowsLocks {
                recovery.fill(state, .absent)()
            }
            return state
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
