import CommandLineKit
import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

@testable import mirror

/// What is generated from the declarations of commands, and what is written beside it by hand.
@Suite struct ManualTests {
    private let page = Program.commands.manualPage(date: Timestamp(seconds: 1_700_000_000))
    private let commands = Program.commands.groups.flatMap(\.commands).map { $0.schema }
        .filter { !$0.isHidden }

    /// Words in a manual page are written with escapes: a hyphen is `\-`.
    private var plain: String {
        page.replacing("\\-", with: "-").replacing("\\&", with: "").replacing("\\(aq", with: "'")
    }

    @Test func `the manual names every command and option`() {
        let plain = plain
        for command in commands {
            let isNamed =
                plain.contains(".SS mirror \(command.name)") && plain.contains(command.abstract)
            #expect(isNamed, "\(command.name)")
            for form in command.arguments.map(\.form) where !form.isPositional && !form.isHidden {
                let isNamed = plain.contains(form.spelling)
                #expect(isNamed, "\(command.name) \(form.spelling)")
            }
        }
        for form in Globals.all.map(\.form) where !form.isHidden {
            let isNamed = plain.contains(form.spelling)
            #expect(isNamed, "\(form.spelling)")
        }
    }

    private static let readers = [
        ("mandoc", ["-Tlint", "-Wwarning"]), ("groff", ["-man", "-Tutf8", "-ww", "-z"]),
        // `man` of the mandoc project has other options, and comes without groff.
        ("man", ["--warnings", "-l", "-E", "UTF-8", "-Z"]),
    ].filter { Tool.isAsked($0.0) && ($0.0 != "man" || Tool.isAsked("groff")) }

    @Test(
        .enabled(if: !readers.isEmpty, "needs mandoc, groff or man"), arguments: readers)
    func `the manual is read without a warning`(program: String, options: [String]) throws {
        let directory = try TemporaryDirectory("manual")
        let file = try directory.write("mirror.1", page)
        let outcome = try Subprocess.run(program, options + [file.string])
        let told = program == "mandoc" ? outcome.output + outcome.errors : outcome.errors
        #expect(told == "" && outcome.exitCode == 0)
    }

    /// Whether a command prints results in a format; one that takes every format has no results.
    private func prints(_ format: String, _ command: String) -> Bool {
        let words = ["sample", "amd64", "word"]
        return (0...3).contains { count in
            let line = [command] + words.prefix(count) + ["--format", format]
            return (try? Program.commands.dispatch(line)) != nil
        }
    }

    @Test func `every document that a command prints is described`() throws {
        let names = try Document.names().filter { $0.hasSuffix("-json.md") }
        let lines = try names.flatMap { try Document($0).commandLines.map(\.words) }
        let index = try Document("docs/README.md").links.map(\.target)
        for name in names {
            #expect(index.contains(String(name.dropFirst("docs/".count))), "\(name)")
        }
        var described = 0
        for command in commands.map(\.name) where prints("json", command) {
            if OutputFormat.allCases.allSatisfy({ prints($0.rawValue, command) }) { continue }
            described += 1
            let isDescribed = lines.contains { words in
                words.first == command && words.contains("json")
            }
            #expect(
                isDescribed, "`mirror \(command) --format json` is in no docs/reference/*-json.md")
        }
        #expect(described > 4)
    }
}
