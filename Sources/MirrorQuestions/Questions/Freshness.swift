internal import MirrorBase
internal import MirrorEngine
internal import Synchronization

/// Where the indexes come from that a question is answered with.
enum Freshness: Sendable, Hashable {
    /// An earlier run kept them; the network is not asked.
    case kept
    /// They are asked for anew.
    case fetched

    /// Answers a question from what earlier runs kept, if all of it is there; else with the network.
    ///
    /// Without a network it is an error that something is not kept. What is said while it turns out that
    /// something is missing is not reported: it is said again.
    ///
    /// - Parameters:
    ///   - refreshes: Whether the network is asked in any case.
    ///   - body: The answer, by the options that it may go by.
    static func answer<Answer>(
        _ options: BuildOptions, _ observer: BuildObserver, refreshes: Bool,
        _ body: (BuildOptions, BuildObserver, Freshness) async throws(MirrorError) -> Answer
    ) async throws(MirrorError) -> Answer {
        if refreshes, options.isOffline {
            throw MirrorError(
                .usage, "`--refresh` asks the network, and `--offline` forbids it",
                hints: ["leave one of them out"])
        }
        if refreshes { return try await body(options, observer, .fetched) }
        var local = options
        local.isOffline = true
        let withheld = WithheldEvents(observer)
        do throws(MirrorError) {
            let answer = try await body(local, withheld.observer, .kept)
            withheld.release()
            return answer
        } catch {
            if options.isOffline {
                withheld.release()
                throw error
            }
            // Not kept, or kept and no longer good: expired, damaged.
            guard error.category == .network || error.category == .integrity else { throw error }
        }
        return try await body(options, observer, .fetched)
    }
}

/// Events of an attempt that may come to nothing.
private final class WithheldEvents: Sendable {
    /// What was said so far; `nil` once it passes at once: the answer may go on to report.
    private let events = Mutex<[BuildEvent]?>([])
    /// Where steps are reported at once.
    private let target: BuildObserver

    init(_ target: BuildObserver) { self.target = target }

    var observer: BuildObserver {
        BuildObserver { [self] event in
            switch event {
            // Nothing is fetched.
            case .phase("fetching indexes"): target.report(.phase("reading indexes"))
            case .phase: target.report(event)
            default:
                let isWithheld = events.withLock { events in
                    events?.append(event)
                    return events != nil
                }
                if !isWithheld { target.report(event) }
            }
        }
    }

    func release() {
        let said = events.withLock { events in
            defer { events = nil }
            return events ?? []
        }
        for event in said { target.report(event) }
    }
}
