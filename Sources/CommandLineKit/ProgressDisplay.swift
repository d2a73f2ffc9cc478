/// Shows how far the work is: lines redrawn in place on a terminal, plain lines elsewhere, or nothing.
///
/// It has no clock: the caller passes the time since any fixed moment, from a monotonic clock. It writes
/// through a closure, and each call writes at most once, so that a frame is never seen half drawn.
public struct ProgressDisplay: ~Copyable, Sendable {
    /// How progress is shown.
    public enum Mode: Sendable, Hashable {
        /// Lines redrawn in place on a terminal of this many columns.
        case terminal(width: Int)
        /// A line when a phase begins and ends, and between them one for every tenth that is done, or
        /// where no tenth was reached for that long.
        case plain(every: Duration)
        /// Nothing.
        case silent
    }

    /// How progress is shown; the width of the terminal may change while it is.
    public var mode: Mode
    let styler: Styler
    private let interval: Duration
    private let write: @Sendable (String) -> Void
    private var state: ProgressState?
    private var meter = RateMeter()
    private var phaseStart = Duration.zero
    private var bytesAtStart: Int64 = 0
    private var lastOutput = Duration.zero
    private var lastTenth = 0
    private var drawnLines = 0

    /// Makes a display that redraws at most once per `interval`.
    public init(
        _ mode: Mode, styler: Styler = .plain, interval: Duration = .milliseconds(100),
        write: @escaping @Sendable (String) -> Void
    ) {
        self.mode = mode
        self.styler = styler
        self.interval = interval
        self.write = write
    }

    /// Takes note of a new state; draws it where the phase is new or the last drawing is long enough ago.
    public mutating func update(_ new: ProgressState, at time: Duration) {
        if mode == .silent { return }
        let new = new.counted
        let isNewPhase = state?.phase != new.phase
        var text = ""
        if isNewPhase {
            text += endOfPhase(at: time)
            meter = RateMeter()
            phaseStart = time
            bytesAtStart = new.bytesDone
            lastTenth = (new.permille ?? 0) / 100
        }
        meter.note(new.bytesDone, at: time)
        state = new
        switch mode {
        case .silent: break
        case .terminal(let width):
            if isNewPhase || time - lastOutput >= interval {
                text += drawing(of: new, width: width)
                lastOutput = time
            }
        case .plain(let span):
            if isNewPhase {
                text += beginning(of: new)
                lastOutput = time
            } else if let line = plainLine(new, at: time, span: span) {
                text += line
                lastOutput = time
            }
        }
        if !text.isEmpty { write(text) }
    }

    /// Writes a message of its own line above the display.
    public mutating func print(_ message: String) {
        var text = erasure() + message + "\n"
        if case .terminal(let width) = mode, let state, drawnLines > 0 {
            drawnLines = 0
            text += drawing(of: state, width: width)
        }
        write(text)
    }

    /// Removes the display from the terminal, so that other output can follow; the next update draws it anew.
    public mutating func erase() {
        let text = erasure()
        drawnLines = 0
        if !text.isEmpty { write(text) }
    }

    /// Ends the last phase: a terminal is left clean, plain output gets its last line.
    public mutating func finish(at time: Duration) {
        let text = endOfPhase(at: time) + erasure()
        drawnLines = 0
        state = nil
        if !text.isEmpty { write(text) }
    }

    // MARK: - Terminal

    private func erasure() -> String {
        guard drawnLines > 0 else { return "" }
        return drawnLines > 1 ? "\r\u{1B}[\(drawnLines - 1)A\u{1B}[J" : "\r\u{1B}[J"
    }

    /// A frame over the last one; the cursor stays behind its last line.
    private mutating func drawing(of state: ProgressState, width: Int) -> String {
        let lines = ProgressFrame(
            state: state, rate: meter.bytesPerSecond,
            secondsLeft: state.bytesTotal.flatMap { meter.secondsLeft(for: $0 - state.bytesDone) },
            // The last column stays free: some terminals break the line when it is written.
            width: max(1, width - 1)
        ).lines(styler)
        let text = erasure() + lines.joined(separator: "\n")
        drawnLines = lines.count
        return text
    }

    // MARK: - Plain lines

    private func beginning(of state: ProgressState) -> String {
        var parts: [String] = []
        if let total = state.filesTotal { parts.append(Count.text(total, "file")) }
        if let total = state.bytesTotal { parts.append(ByteCount.text(total)) }
        let name = DisplayWidth.visible(state.phase)
        return parts.isEmpty ? "\(name)\n" : "\(name): \(parts.joined(separator: ", "))\n"
    }

    private mutating func plainLine(_ state: ProgressState, at time: Duration, span: Duration)
        -> String?
    {
        let tenth = (state.permille ?? 0) / 100
        // The last tenth is said by the line that ends the phase.
        let isNext = tenth > lastTenth && tenth < 10
        guard isNext || time - lastOutput >= span else { return nil }
        lastTenth = max(lastTenth, tenth)
        var parts: [String] = []
        if let permille = state.permille { parts.append("\(permille / 10) %") }
        if let text = state.bytesText { parts.append(text) }
        if let text = state.filesText { parts.append(text) }
        if let rate = meter.bytesPerSecond, rate > 0 { parts.append(ByteCount.rate(rate)) }
        if parts.isEmpty { parts.append(ElapsedTime.text(time - phaseStart)) }
        return "\(DisplayWidth.visible(state.phase)): \(parts.joined(separator: ", "))\n"
    }

    private func endOfPhase(at time: Duration) -> String {
        guard case .plain = mode, let state else { return "" }
        var parts: [String] = []
        if state.filesDone > 0 { parts.append(Count.text(state.filesDone, "file")) }
        let bytes = state.bytesDone - bytesAtStart
        if bytes > 0 { parts.append(ByteCount.text(bytes)) }
        let what = parts.isEmpty ? "done" : parts.joined(separator: ", ")
        let name = DisplayWidth.visible(state.phase)
        return "\(name): \(what) in \(ElapsedTime.text(time - phaseStart))\n"
    }
}
