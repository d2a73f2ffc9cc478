import Glibc
import SystemIO
import Testing

@Suite("Signals")
struct SignalsTests {
    @Test(
        "the first one sets the flag and calls the handler on its own thread",
        .timeLimit(.minutes(1)))
    func first() async {
        await #expect(processExitsWith: .exitCode(7)) {
            try Signals.install { name in
                let isRight =
                    name == "SIGTERM" && Signals.isInterrupted && Signals.received == "SIGTERM"
                    && Thread.currentName == "signals"
                Glibc.exit(isRight ? 7 : 8)
            }
            if Signals.isInterrupted || Signals.received != nil { Glibc.exit(9) }
            kill(getpid(), SIGTERM)
            while true { pause() }
        }
    }

    @Test(
        "the second one ends the process at once, whatever the handler does",
        .timeLimit(.minutes(1)))
    func second() async {
        await #expect(processExitsWith: .exitCode(130)) {
            try Signals.install { _ in
                kill(getpid(), SIGINT)
                while true { pause() }
            }
            kill(getpid(), SIGINT)
            while true { pause() }
        }
    }

    @Test("one that the parent had ignored stays ignored", .timeLimit(.minutes(1)))
    func ignored() async {
        await #expect(processExitsWith: .exitCode(7)) {
            signal(SIGINT, SIG_IGN)
            try Signals.install { _ in Glibc.exit(8) }
            kill(getpid(), SIGINT)
            kill(getpid(), SIGINT)
            Glibc.exit(Signals.isInterrupted ? 9 : 7)
        }
    }

    @Test("writing to a pipe that nobody reads is an error, not the end", .timeLimit(.minutes(1)))
    func brokenPipe() async {
        await #expect(processExitsWith: .exitCode(7)) {
            try Signals.install { _ in }
            var ends: [Int32] = [0, 0]
            guard pipe(&ends) == 0 else { Glibc.exit(8) }
            close(ends[0])
            let written = write(ends[1], "x", 1)
            Glibc.exit(written == -1 && errno == EPIPE ? 7 : 9)
        }
    }
}
