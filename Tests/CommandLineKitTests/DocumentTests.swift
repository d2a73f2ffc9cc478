import CommandLineKit
import MirrorBase
import MirrorTestSupport
import Testing

struct DocumentTests {
    private let day = Timestamp(year: 2026, month: 11, day: 21)

    @Test func `writes the help that is kept as golden`() {
        #expect(Sample.commands.help() == Golden.help)
        #expect(Sample.commands.help(command: "send") == Golden.send)
        #expect(Sample.commands.help(command: "check", width: 40) == Golden.narrowCheck)
        #expect(Sample.commands.versionText == "depot 1.2.0")
    }

    @Test(arguments: [0, 40, 57, 80, 100, 500])
    func `wraps help to the width`(width: Int) {
        for command in [nil, "compare", "check"] {
            let text = Sample.commands.help(command: command, width: width)
            for line in text.split(separator: "\n") {
                #expect(DisplayWidth.of(String(line)) <= max(40, min(width, 100)))
                #expect(line.last != " ")
            }
        }
    }

    /// A program without options and with one command.
    private var tiny: CommandSet {
        CommandSet(
            program: "tiny-one", version: "1", abstract: "Do \"one\" thing", commands: [Lonely.self]
        )
    }

    @Test func `writes for a program without options and with one command`() throws {
        let set = tiny
        let script = set.completionScript(for: .zsh)
        #expect(!script.contains("                )"))
        for shell in CompletionShell.allCases {
            guard Tool.isAsked(shell.rawValue) else { continue }
            let installed = try #require(Shell(shell.rawValue))
            let result = installed.run(set.completionScript(for: shell), options: "-n -c")
            #expect(result.output == "")
        }
        #expect(
            set.help(command: "only", width: 80) == """
                Do it; use `\\` with care

                Usage: tiny-one only [options] WORD

                Arguments:
                  WORD  'Quoted' \\ $(help) (required)

                Global options:
                  -h, --help  Show help and exit

                """)
        let page = set.manualPage(date: day)
        #expect(page.contains("\n\\(aqQuoted\\(aq \\e $(help) (required)\n"))
    }

    @Test func `colours headings only`() {
        let text = Sample.commands.help(command: "send", styler: Styler(isEnabled: true))
        #expect(text.contains("\u{1B}[1mOptions:\u{1B}[0m\n"))
        #expect(text.replacing(/\u{1B}\[[0-9;]*m/, with: "") == Golden.send)
    }

    @Test func `writes the manual and the reference that are kept as goldens`() {
        #expect(Sample.commands.manualPage(date: day) == Golden.manual)
        #expect(Sample.commands.markdownReference() == Golden.markdown)
    }

    @Test(.enabled(if: Tool.isAsked("mandoc"), "needs mandoc"))
    func `writes a manual that the linter accepts`() throws {
        let shell = try #require(Shell("sh"))
        for commands in [Sample.commands, tiny] {
            let page = commands.manualPage(date: day)
            #expect(shell.run("mandoc -Tlint -Wwarning <<'END'\n\(page)END\n").output == "")
        }
    }

    @Test func `leaves hidden things out`() {
        let texts = [
            Sample.commands.help(), Sample.commands.help(command: "send"), Golden.bash, Golden.zsh,
            Golden.fish, Golden.manual, Golden.markdown,
        ]
        for text in texts {
            #expect(!text.contains("secret"))
            #expect(!text.contains("trace"))
        }
        #expect(Sample.commands.help(command: "secret").hasPrefix("Not for everyone\n"))
    }
}

private struct Lonely: Command {
    static let word = Positional<String>(
        "WORD", completion: .dynamic("words"), help: "'Quoted' \\ $(help)")
    static let schema = Schema("only", "Do it; use `\\` with care", arguments: [word])
    init(_ arguments: Arguments) throws(UsageError) { _ = arguments[Self.word] }
    func run() async throws {}
}
