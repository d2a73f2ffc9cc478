internal import CommandLineKit
internal import MirrorBase
internal import SystemIO

/// `mirror completions`: a script for a shell.
struct CompletionsCommand: Command {
    static let shell = Positional<CompletionShell>("SHELL", help: "The shell to complete in")
    static let schema = Schema(
        "completions", "Print a completion script for a shell",
        arguments: [shell, Globals.formats(.text)],
        discussion: """
            In a shell that is open, `source <(mirror completions bash)` takes effect at once; zsh likewise, \
            behind its `compinit`; fish by `mirror completions fish | source`. The scripts ask the program that \
            is typed for distros, packages of locks and the like, and need neither network nor state.
            """,
        examples: [
            Example(
                "mirror completions bash > ~/.local/share/bash-completion/completions/mirror",
                "For every bash to come, with bash-completion"),
            Example(
                "mirror completions fish > ~/.config/fish/completions/mirror.fish", "For every fish"
            ),
        ])

    private let shell: CompletionShell

    init(_ arguments: Arguments) throws(UsageError) { shell = arguments[Self.shell] }

    func run() async throws {
        StandardStream.output.write(Program.commands.completionScript(for: shell))
    }
}

/// `mirror man`: the manual page.
struct ManCommand: Command {
    static let schema = Schema(
        "man", "Print the manual page", arguments: [Globals.formats(.text)],
        examples: [Example("mirror man | man -l -", "Read it")])

    init(_ arguments: Arguments) throws(UsageError) {}

    func run() async throws {
        let seconds = Environment["SOURCE_DATE_EPOCH"].flatMap { Int64($0) } ?? Environment.now()
        StandardStream.output.write(
            Program.commands.manualPage(date: Timestamp(seconds: seconds)))
    }
}

/// `mirror reference`: docs/reference/commands.md.
struct ReferenceCommand: Command {
    static let schema = Schema(
        "reference", "Print the reference of all commands in Markdown",
        arguments: [Globals.formats(.text)], isHidden: true)

    init(_ arguments: Arguments) throws(UsageError) {}

    func run() async throws { StandardStream.output.write(Program.commands.markdownReference()) }
}
