import Glibc
import Synchronization

/// What threads of a test did, in order.
final class EventLog: Sendable {
    private let events = Mutex<[String]>([])

    var all: [String] { events.withLock { $0 } }

    func add(_ event: String) { events.withLock { $0.append(event) } }

    /// Waits until an event was added; the runner's time limit ends a test that never gets there.
    func wait(for event: String) { while !all.contains(event) { sched_yield() } }
}
