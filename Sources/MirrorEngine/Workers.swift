package import MirrorBase
internal import Synchronization
internal import SystemIO

/// Several threads at the same work, for what blocks or computes.
package enum Workers {
    /// Runs `body` on `jobs` threads, this one among them, and returns when all have ended.
    ///
    /// Each takes what is left to do until nothing is. Where the system has no more threads to give, fewer
    /// do the work.
    static func run(jobs: Int, name: String, _ body: @escaping @Sendable () -> Void) {
        let ended = BoundedQueue<Bool>(capacity: max(1, jobs))
        var started = 0
        while started + 1 < jobs {
            do throws(SystemError) {
                _ = try Thread.start(name: name) {
                    body()
                    _ = ended.push(true)
                }
            } catch { break }
            started += 1
        }
        body()
        for _ in 0..<started { _ = ended.pop() }
    }

    /// What `body` makes of each item, in the order of the items.
    package static func map<Item: Sendable, Output: Sendable>(
        _ items: [Item], jobs: Int, name: String, _ body: @escaping @Sendable (Item) -> Output
    ) throws(MirrorError) -> [Output] {
        let work = WorkList<Output>(count: items.count)
        run(jobs: min(jobs, items.count), name: name) {
            while !Signals.isInterrupted, let index = work.take() {
                work.keep(body(items[index]), at: index)
            }
        }
        let outputs = work.outputs
        guard outputs.count == items.count else { throw MirrorError(.interrupted, "interrupted") }
        return outputs
    }
}

/// What several threads take their work from, and where they leave what comes of it.
private final class WorkList<Output: Sendable>: Sendable {
    private struct State: Sendable {
        var next = 0
        var outputs: [Output?]
    }

    private let count: Int
    private let state: Mutex<State>

    init(count: Int) {
        self.count = count
        state = Mutex(State(outputs: Array(repeating: nil, count: count)))
    }

    func take() -> Int? {
        state.withLock { state in
            guard state.next < count else { return nil }
            state.next += 1
            return state.next - 1
        }
    }

    func keep(_ output: Output, at index: Int) { state.withLock { $0.outputs[index] = output } }

    /// What is there, in order.
    var outputs: [Output] { state.withLock { $0.outputs.compactMap { $0 } } }
}
