internal import Synchronization

/// Counts of everything a client has done; readable from any thread at any time.
public final class TransferCounter: Sendable {
    private let received = Atomic<Int>(0)
    private let succeeded = Atomic<Int>(0)
    private let failed = Atomic<Int>(0)
    private let retried = Atomic<Int>(0)
    private let running = Atomic<Int>(0)

    /// Bytes of content that came over the network.
    public var bytesReceived: Int { received.load(ordering: .relaxed) }
    /// Transfers that succeeded.
    public var transfersSucceeded: Int { succeeded.load(ordering: .relaxed) }
    /// Transfers that failed or were cancelled.
    public var transfersFailed: Int { failed.load(ordering: .relaxed) }
    /// Attempts that were repeated, at the same address or another.
    public var retries: Int { retried.load(ordering: .relaxed) }
    /// Transfers that are on the network right now.
    public var transfersRunning: Int { running.load(ordering: .relaxed) }

    init() {}

    func addReceived(_ count: Int) { received.add(count, ordering: .relaxed) }
    func addRetry() { retried.add(1, ordering: .relaxed) }
    func addRunning(_ change: Int) { running.add(change, ordering: .relaxed) }
    func addFinished(success: Bool) {
        if success {
            succeeded.add(1, ordering: .relaxed)
        } else {
            failed.add(1, ordering: .relaxed)
        }
    }
}
