internal import CommandLineKit
internal import SystemIO

/// Standard output, as a command prints its results there.
struct Output {
    /// The format that was asked for.
    let format: OutputFormat
    /// Whether a person reads along, and not a file or a program.
    let isTerminal: Bool
    /// The columns there are; `nil` where there is no terminal, and lines are as long as they are.
    let width: Int?
    /// How results are coloured.
    let styler: Styler
    private let isQuiet: Bool

    init(_ arguments: Arguments) {
        format = arguments[Globals.format]
        isTerminal = Environment.isTerminal(1)
        width = isTerminal ? Environment.terminalWidth(1) : nil
        styler = Styler(
            arguments[Globals.color], isTerminal: isTerminal, environment: { Environment[$0] })
        isQuiet = arguments[Globals.quiet]
    }

    /// Prints text as it is.
    func print(_ text: String) { StandardStream.output.write(text) }

    /// Prints a result: as data where that is asked for, else as text.
    func print(json: @autoclosure () -> String, text: @autoclosure () -> String) {
        print(format == .json ? json() : text())
    }

    /// Prints what was done: as data where that is asked for, else as text, unless all is to be quiet.
    func print(json: @autoclosure () -> String, summary: @autoclosure () -> String) {
        if format == .json {
            print(json())
        } else if !isQuiet {
            print(summary())
        }
    }
}
