internal import CommandLineKit
internal import MirrorBase
internal import MirrorEngine
internal import Synchronization
internal import SystemIO

/// Standard output and standard error, and who may write to them when.
final class Terminal: Sendable {
    private let display: Mutex<ProgressDisplay>
    private let start = ContinuousClock().now
    private let isQuiet: Bool
    private let isVerbose: Bool
    /// How errors and warnings are coloured.
    let styler: Styler

    /// Begins with the options that say how much is told.
    ///
    /// - Parameter isQuestion: Whether the command answers at once in most cases: its steps are then shown
    ///   on a terminal alone, and elsewhere with `-v`.
    init(_ arguments: Arguments, isQuestion: Bool = false) {
        isQuiet = arguments[Globals.quiet]
        isVerbose = arguments[Globals.verbose]
        let isTerminal = Environment.isTerminal(2)
        styler = Styler(
            arguments[Globals.color], isTerminal: isTerminal, environment: { Environment[$0] })
        let mode: ProgressDisplay.Mode =
            if isQuiet {
                .silent
            } else if isTerminal, Environment["TERM"] != "dumb" {
                .terminal(width: Environment.terminalWidth(2) ?? 80)
            } else if isQuestion, !isVerbose {
                .silent
            } else {
                .plain(every: .seconds(15))
            }
        display = Mutex(ProgressDisplay(mode, styler: styler) { StandardStream.error.write($0) })
    }

    /// Does work that reports here, and takes its progress away before what follows: its result on
    /// standard output, or an error, which is not the end of what was shown.
    func run<Result>(
        _ work: (BuildObserver) async throws(MirrorError) -> Result
    ) async throws(MirrorError) -> Result {
        do throws(MirrorError) {
            let result = try await work(BuildObserver { [self] event in report(event) })
            finish()
            return result
        } catch {
            display.withLock { $0.erase() }
            throw error
        }
    }

    /// Prints a warning, unless all is to be quiet.
    func warn(_ text: String) { report(.warning(text)) }

    private func report(_ event: BuildEvent) {
        let time = start.duration(to: ContinuousClock().now)
        display.withLock { display in
            switch event {
            case .phase(let name): display.update(ProgressState(phase: name), at: time)
            case .note(let text):
                if isVerbose { display.print(styler.apply(.dim, "note:") + " " + clean(text)) }
            case .warning(let text):
                if !isQuiet { warn(text, &display) }
            case .loss(let text): warn(text, &display)
            case .download(let bytes, let totalBytes, let files, let totalFiles):
                display.update(
                    ProgressState(
                        phase: "downloading", bytesDone: Int64(bytes),
                        bytesTotal: Int64(totalBytes), filesDone: files, filesTotal: totalFiles),
                    at: time)
            }
        }
    }

    private func warn(_ text: String, _ display: inout ProgressDisplay) {
        display.print(styler.apply(.warning, "warning:") + " " + clean(text))
    }

    /// Names come from outside.
    private func clean(_ text: String) -> String { VisibleText.of(text, keepingLines: true) }

    /// Tells what a result does not show, unless all is to be quiet.
    func remark(_ text: String) {
        if isQuiet { return }
        display.withLock { $0.print(styler.apply(.dim, "note:") + " " + clean(text)) }
    }

    /// Warns where support of a distro has ended; a file that cannot be read is for others to report.
    func warnOfEnd(of distro: String, _ options: BuildOptions) {
        guard let file = try? Workspace.distro(distro, in: options.distros),
            let warning = file.endWarning(at: Timestamp(seconds: Environment.now()))
        else { return }
        warn(warning)
    }

    /// Takes the progress display away, for what follows on standard output while work goes on.
    func finish() {
        let time = start.duration(to: ContinuousClock().now)
        display.withLock { $0.finish(at: time) }
    }
}
