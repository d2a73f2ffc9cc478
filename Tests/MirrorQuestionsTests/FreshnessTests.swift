import MirrorBase
import Synchronization
import Testing

@testable import MirrorEngine
@testable import MirrorQuestions

/// Where the indexes come from that a question is answered with.
@Suite struct FreshnessTests {
    /// Answers with what was asked for; offline it fails as told.
    private func answer(
        offline: Bool = false, refreshes: Bool = false, kept: ErrorCategory? = nil
    ) async throws(MirrorError) -> (asked: [Freshness], events: [BuildEvent]) {
        var options = BuildOptions()
        options.isOffline = offline
        let events = Mutex<[BuildEvent]>([])
        var asked: [Freshness] = []
        _ = try await Freshness.answer(
            options, BuildObserver { event in events.withLock { $0.append(event) } },
            refreshes: refreshes
        ) { (options, observer, freshness) throws(MirrorError) in
            asked.append(freshness)
            observer.report(.note("asked"))
            if options.isOffline, let kept { throw MirrorError(kept, "not kept") }
        }
        return (asked, events.withLock { $0 })
    }

    @Test("the network is asked only where something is missing, and says things once")
    func order() async throws {
        #expect(try await answer().asked == [.kept])
        #expect(try await answer(refreshes: true).asked == [.fetched])
        #expect(try await answer(kept: .network).asked == [.kept, .fetched])
        #expect(try await answer(kept: .integrity).events == [.note("asked")])
    }

    @Test("without a network, and where the fault is another, the error stays")
    func errors() async {
        for (offline, refreshes, kept) in [
            (true, false, ErrorCategory.network), (false, false, .disk), (true, true, .usage),
        ] {
            do throws(MirrorError) {
                _ = try await answer(offline: offline, refreshes: refreshes, kept: kept)
                Issue.record("no error")
            } catch { #expect(error.category == kept) }
        }
    }
}
