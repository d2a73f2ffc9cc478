internal import MirrorBase
internal import Synchronization
internal import SystemIO

extension PackageVerification {
    /// Checks many files on several threads, and gives what vouches for each, in their order.
    ///
    /// - Parameters:
    ///   - jobs: how many are checked at once
    ///   - report: told after each package how many are done; it is called on any thread
    func verify(
        _ subjects: [Subject], jobs: Int, report: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws(MirrorError) -> [Accepted] {
        let progress = VerificationProgress(count: subjects.count)
        Workers.run(jobs: min(jobs, subjects.count), name: "verify") {
            while !Signals.isInterrupted, let index = progress.take() {
                do throws(MirrorError) {
                    report(progress.finish(index, try verify(subjects[index])))
                } catch { progress.fail(index, error) }
            }
        }
        return try progress.results()
    }
}

/// What several threads have found so far.
private final class VerificationProgress: Sendable {
    private struct State: Sendable {
        var next = 0
        var done = 0
        var accepted: [PackageVerification.Accepted?]
        var failure: (index: Int, error: MirrorError)?
    }

    private let count: Int
    private let state: Mutex<State>

    init(count: Int) {
        self.count = count
        state = Mutex(State(accepted: Array(repeating: nil, count: count)))
    }

    /// The next to check; `nil` where there is none, or where one has failed.
    func take() -> Int? {
        state.withLock { state in
            guard state.next < count, state.failure == nil else { return nil }
            state.next += 1
            return state.next - 1
        }
    }

    /// Keeps a result and says how many there are.
    func finish(_ index: Int, _ accepted: PackageVerification.Accepted) -> Int {
        state.withLock { state in
            state.accepted[index] = accepted
            state.done += 1
            return state.done
        }
    }

    /// Keeps the error of the earliest that has one, so that it does not depend on who was faster.
    func fail(_ index: Int, _ error: MirrorError) {
        state.withLock { state in
            if let failure = state.failure, failure.index < index { return }
            state.failure = (index, error)
        }
    }

    func results() throws(MirrorError) -> [PackageVerification.Accepted] {
        let state = state.withLock { $0 }
        if let failure = state.failure { throw failure.error }
        let accepted = state.accepted.compactMap { $0 }
        guard accepted.count == count else { throw MirrorError(.interrupted, "interrupted") }
        return accepted
    }
}
