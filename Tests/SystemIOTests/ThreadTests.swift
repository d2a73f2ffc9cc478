import Glibc
import MirrorTestSupport
import Synchronization
import SystemIO
import Testing

@Suite("A thread")
struct ThreadTests {
    private final class Note: Sendable {
        let text = Mutex("")
        func set(_ value: String) { text.withLock { $0 = value } }
        var value: String { text.withLock { $0 } }
    }

    @Test("has done its work when it is joined, elsewhere than its caller")
    func joins() throws {
        let note = Note()
        let caller = UInt(pthread_self())
        let thread = try Thread.start(name: "worker") {
            let isElsewhere = UInt(pthread_self()) != caller
            note.set("\(Thread.currentName) \(isElsewhere)")
        }
        thread.join()
        #expect(note.value == "worker true")
    }

    @Test(
        "bears as much of its name as the kernel keeps, in whole characters",
        arguments: [
            ("a rather long name", "a rather long n"), ("abcdefghijklmné", "abcdefghijklmn"),
            ("download 1", "download 1"),
        ])
    func names(given: String, kept: String) throws {
        let note = Note()
        try Thread.start(name: given) { note.set(Thread.currentName) }.join()
        #expect(note.value == kept)
    }

    @Test("runs on when nobody joins it")
    func detached() throws {
        let note = Note()
        do { _ = try Thread.start(name: "loose") { note.set("done") } }
        while note.value != "done" { sched_yield() }
        #expect(note.value == "done")
    }

    @Test("with an impossible stack is an error")
    func badStack() {
        do {
            let thread = try Thread.start(name: "tiny", stackSize: 1) {}
            thread.join()
            Issue.record("it started")
        } catch { #expect((error as SystemError).code == EINVAL) }
    }

    @Test("a file's time is set to the nanosecond, before 1970 too")
    func times() throws {
        let path = Files.temporaryName(beside: TemporaryPlace.path / "times")
        try Files.replace(path, with: [])
        for time: Int64 in [1_700_000_000_123_456_789, 0, -1, -1_500_000_000] {
            try Files.setModified(path, time)
            #expect(try Files.status(path)?.modified == time)
        }
        try Files.setModified(path, nil)
        #expect(try (Files.status(path)?.modified ?? 0) > 1_700_000_000_000_000_000)
        try Files.remove(path)
    }
}
