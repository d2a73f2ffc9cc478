internal import Synchronization
internal import SystemIO

/// Parts of one result that several threads make, each taking the next part that nobody has begun.
final class ParallelParts: Sendable {
    private struct State {
        var next = 0
        var finished: [[UInt8]]
        var failure: ArchiveError?
    }

    private let count: Int
    private let body: @Sendable (Int) throws(ArchiveError) -> [UInt8]
    private let state: Mutex<State>

    private init(count: Int, _ body: @escaping @Sendable (Int) throws(ArchiveError) -> [UInt8]) {
        self.count = count
        self.body = body
        state = Mutex(State(finished: Array(repeating: [], count: count)))
    }

    /// Makes all parts on up to `threads` threads, the calling one among them, and returns them in order.
    ///
    /// Where the system gives fewer threads, the work is done by those that there are.
    static func make(
        count: Int, threads: Int, _ body: @escaping @Sendable (Int) throws(ArchiveError) -> [UInt8]
    ) throws(ArchiveError) -> [[UInt8]] {
        let parts = ParallelParts(count: count, body)
        parts.work(others: min(threads, count) - 1)
        let (failure, finished) = parts.state.withLock { ($0.failure, $0.finished) }
        if let failure { throw failure }
        return finished
    }

    /// Works beside other threads; each starts the next and waits for it, since no list can hold threads.
    private func work(others: Int) {
        guard others > 0,
            let thread = try? Thread.start(name: "compress", { self.work(others: others - 1) })
        else { return workAlone() }
        workAlone()
        thread.join()
    }

    private func workAlone() {
        while let index = takeNext() {
            do throws(ArchiveError) {
                let part = try body(index)
                state.withLock { $0.finished[index] = part }
            } catch {
                state.withLock { $0.failure = $0.failure ?? error }
            }
        }
    }

    private func takeNext() -> Int? {
        state.withLock { state in
            guard state.next < count, state.failure == nil else { return nil }
            state.next += 1
            return state.next - 1
        }
    }
}
