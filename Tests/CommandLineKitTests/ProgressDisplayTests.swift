import CommandLineKit
import Synchronization
import Testing

/// Keeps what a display writes, one entry per call.
private final class Output: Sendable {
    private let written = Mutex<[String]>([])
    func write(_ text: String) { written.withLock { $0.append(text) } }
    /// What was written since the last time this was asked for.
    func take() -> [String] {
        written.withLock { texts in
            defer { texts = [] }
            return texts
        }
    }
}

/// A display that several tasks report to, as an executable keeps it.
private final class Shared: Sendable {
    let display: Mutex<ProgressDisplay>
    init(_ display: consuming sending ProgressDisplay) { self.display = Mutex(display) }
}

struct ProgressDisplayTests {
    private let output = Output()

    private func display(_ mode: ProgressDisplay.Mode, styler: Styler = .plain) -> ProgressDisplay {
        let output = output
        return ProgressDisplay(mode, styler: styler) { output.write($0) }
    }

    private func state(_ bytes: Int64, files: Int = 0, _ current: String...) -> ProgressState {
        ProgressState(
            phase: "download", bytesDone: bytes, bytesTotal: 10_000_000, filesDone: files,
            filesTotal: 40, current: current)
    }

    @Test func `redraws its lines in place`() {
        var display = display(.terminal(width: 80))
        display.update(state(0), at: .zero)
        #expect(
            output.take() == [
                "download  [------------------------------]    0 %  0 B of 10.0 MB\n  0 of 40 files"
            ])
        display.update(state(2_500_000, files: 10, "curl.deb", "bad\u{1B}[2J"), at: .seconds(1))
        #expect(
            output.take() == [
                "\r\u{1B}[1A\u{1B}[J"
                    + "download  [#####----------------]   25 %  2.5 MB of 10.0 MB  2.5 MB/s  3 s left\n"
                    + "  10 of 40 files  curl.deb, bad\u{FFFD}[2J"
            ])
        display.finish(at: .seconds(2))
        #expect(output.take() == ["\r\u{1B}[1A\u{1B}[J"])
        display.finish(at: .seconds(3))
        #expect(output.take() == [])
    }

    @Test func `draws no more often than its interval, but every new phase`() {
        var display = display(.terminal(width: 80))
        display.update(state(0), at: .zero)
        _ = output.take()
        for millisecond in 1..<100 {
            display.update(state(Int64(millisecond)), at: .milliseconds(millisecond))
        }
        #expect(output.take() == [])
        display.update(state(100), at: .milliseconds(100))
        #expect(output.take().count == 1)
        display.update(ProgressState(phase: "publish"), at: .milliseconds(101))
        #expect(output.take() == ["\r\u{1B}[1A\u{1B}[Jpublish"])
    }

    @Test func `gives way to other output`() {
        var display = display(.terminal(width: 80))
        display.update(ProgressState(phase: "solve"), at: .zero)
        display.print("warning: old")
        #expect(output.take() == ["solve", "\r\u{1B}[Jwarning: old\nsolve"])
        display.erase()
        display.erase()
        #expect(output.take() == ["\r\u{1B}[J"])
        display.print("note")
        #expect(output.take() == ["note\n"])
    }

    @Test(arguments: [1, 5, 12, 20, 40, 60, 79, 200])
    func `never writes into the last column`(width: Int) {
        var display = display(.terminal(width: width))
        display.update(state(0, files: 3, "日本語日本語日本語日本語日本語"), at: .zero)
        display.update(state(5_000_000, files: 3, "a-very-long-name-of-a-file"), at: .seconds(1))
        for text in output.take() {
            for line in text.split(separator: "\n") {
                let plain = line.replacing(/\r?\u{1B}\[[0-9;]*[AJm]/, with: "")
                #expect(DisplayWidth.of(String(plain)) <= max(1, width - 1))
            }
        }
    }

    @Test func `leaves the bar away where space is short`() {
        var display = display(.terminal(width: 40))
        display.update(state(5_000_000), at: .zero)
        #expect(output.take() == ["download   50 %  5.0 MB of 10.0 MB\n  0 of 40 files"])
    }

    @Test func `colours the bar`() {
        var display = display(.terminal(width: 46), styler: Styler(isEnabled: true))
        display.update(
            ProgressState(phase: "get", bytesDone: 5, bytesTotal: 10), at: .zero)
        #expect(
            output.take() == [
                "\u{1B}[1mget\u{1B}[0m  [\u{1B}[32m#########\u{1B}[0m\u{1B}[2m---------\u{1B}[0m]   50 %  5 B of 10 B"
            ])
    }

    @Test func `counts the rate from what this phase has done`() {
        var display = display(.terminal(width: 120))
        display.update(state(9_000_000), at: .seconds(100))
        display.update(state(9_500_000), at: .seconds(101))
        #expect(
            output.take().last?.contains("95 %  9.5 MB of 10.0 MB  500.0 kB/s  1 s left") == true)
    }

    @Test func `writes plain lines for phases and tenths`() {
        var display = display(.plain(every: .seconds(30)))
        display.update(state(0), at: .zero)
        for step in 1...100 {
            display.update(
                state(Int64(step) * 100_000, files: step * 40 / 100), at: .milliseconds(step * 20))
        }
        display.print("warning: old")
        display.update(ProgressState(phase: "publish"), at: .seconds(3))
        display.finish(at: .seconds(3.5))
        let lines = output.take()
        #expect(lines.count == 13)
        #expect(lines[0] == "download: 40 files, 10.0 MB\n")
        #expect(lines[1] == "download: 10 %, 1.0 MB of 10.0 MB, 4 of 40 files\n")
        #expect(lines[5] == "download: 50 %, 5.0 MB of 10.0 MB, 20 of 40 files, 5.0 MB/s\n")
        #expect(lines[9] == "download: 90 %, 9.0 MB of 10.0 MB, 36 of 40 files, 5.0 MB/s\n")
        #expect(lines[10] == "warning: old\n")
        #expect(lines[11] == "download: 40 files, 10.0 MB in 3.00 s\npublish\n")
        #expect(lines[12] == "publish: done in 0.50 s\n")
    }

    @Test func `writes a plain line where no tenth is reached for long`() {
        var display = display(.plain(every: .seconds(30)))
        display.update(ProgressState(phase: "solve"), at: .zero)
        display.update(ProgressState(phase: "solve"), at: .seconds(29))
        display.update(ProgressState(phase: "solve"), at: .seconds(30))
        display.update(ProgressState(phase: "solve", bytesDone: 2_000_000), at: .seconds(61))
        #expect(
            output.take() == ["solve\n", "solve: 30.0 s\n", "solve: 2.0 MB, 64.5 kB/s\n"])
    }

    @Test func `survives figures that make no sense`() {
        var display = display(.terminal(width: 80))
        display.update(
            ProgressState(phase: "", bytesDone: .max, bytesTotal: 1, filesDone: -1, filesTotal: 0),
            at: .zero)
        display.update(
            ProgressState(phase: "", bytesDone: -5, bytesTotal: -1), at: .seconds(-5))
        display.update(
            ProgressState(phase: "", bytesDone: .min, bytesTotal: .max), at: .seconds(5))
        #expect(output.take().count == 2)
    }

    @Test func `can be shared behind a mutex`() async {
        let output = output
        let shared = Shared(ProgressDisplay(.plain(every: .seconds(30))) { output.write($0) })
        await withTaskGroup(of: Void.self) { group in
            for file in 1...8 {
                group.addTask {
                    let state = ProgressState(phase: "hash", filesDone: file)
                    shared.display.withLock { $0.update(state, at: .seconds(1)) }
                }
            }
        }
        shared.display.withLock { $0.finish(at: .seconds(2)) }
        let lines = output.take()
        #expect(lines.first == "hash\n")
        #expect(lines.count == 2)
    }

    @Test func `says nothing when told so`() {
        var display = display(.silent)
        display.update(state(0), at: .zero)
        display.finish(at: .seconds(1))
        #expect(output.take() == [])
        display.print("still heard")
        #expect(output.take() == ["still heard\n"])
    }
}
