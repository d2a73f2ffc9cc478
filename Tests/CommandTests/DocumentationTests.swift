import CommandLineKit
import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

@testable import mirror

/// The documents against the program and the project.
@Suite struct DocumentationTests {
    @Test func `the reference of commands is what the program prints`() throws {
        let path = ProjectRoot.path / "docs/reference/commands.md"
        let written = String(decoding: try Files.read(path), as: UTF8.self)
        #expect(
            written == Program.commands.markdownReference(),
            "refresh it: swift run mirror reference > docs/reference/commands.md")
    }

    @Test func `the reference tells every exit code once`() throws {
        let text = String(
            decoding: try Files.read(ProjectRoot.path / "docs/reference/exit-codes.md"),
            as: UTF8.self)
        let codes = text.matches(of: /\n\| ([0-9]+) \|/).compactMap { Int32($0.1) }
        #expect(codes == [0] + ErrorCategory.allCases.map(\.exitCode).sorted())
    }

    @Test(arguments: try Document.names())
    func `command lines are understood`(name: String) throws {
        let document = try Document(name)
        for line in document.commandLines {
            do {
                _ = try Program.commands.dispatch(line.words)
            } catch {
                Issue.record("\(name):\(line.number): \(error.mirrorError.rendered())")
            }
        }
    }

    /// In running text stand pieces of command lines: `mirror resolve --each`, `--locked`.
    @Test(arguments: try Document.names().filter { $0 != "docs/reference/commands.md" })
    func `commands and options that are named exist`(name: String) throws {
        let commands = Program.commands.groups.flatMap(\.commands).map { $0.schema }
        for (number, span) in try Document(name).codeSpans {
            let place = "\(name):\(number): `\(span)`"
            var words = Document.arguments(of: span) ?? []
            var forms = commands.flatMap { $0.arguments.map(\.form) }
            if let command = words.first, !command.hasPrefix("-") {
                let found = commands.first { $0.name == command }
                #expect(found != nil, "\(place)")
                forms = found?.arguments.map(\.form) ?? []
            } else if span.hasPrefix("--") {
                words = [span]
            }
            var known: Set<String> = ["--help", "--version"]
            for form in forms + Globals.all.map(\.form) {
                known.insert(form.spelling)
                if form.isNegatable { known.insert("--no-" + form.spelling.dropFirst(2)) }
            }
            for word in words where word.hasPrefix("--") {
                let option = word.prefix { $0 != "=" && $0 != " " }
                #expect(known.contains(String(option)), "\(place)")
            }
        }
    }

    @Test(arguments: try Document.names())
    func `links lead somewhere`(name: String) throws {
        for (number, target) in try Document(name).links where !target.contains("://") {
            let parts = target.split(
                separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            let file = parts[0].isEmpty ? name : Document.resolve(String(parts[0]), from: name)
            let place = "\(name):\(number): \(target)"
            guard Files.exists(ProjectRoot.path / file) else {
                Issue.record("\(place)")
                continue
            }
            guard parts.count == 2 else { continue }
            #expect(try Document(file).anchors.contains(String(parts[1])), "\(place)")
        }
    }

    @Test func `files that are named exist`() throws {
        for name in ["ARCHITECTURE.md", "CONTRIBUTING.md"] {
            for (number, span) in try Document(name).codeSpans {
                let endings = [".swift", ".yaml", ".md", ".h"]
                guard span.contains("/"), !span.contains(where: { "<>$*… ".contains($0) }),
                    endings.contains(where: span.hasSuffix)
                else { continue }
                let places = ["", "Sources/", "Tests/"].map { ProjectRoot.path / ($0 + span) }
                #expect(places.contains { Files.exists($0) }, "\(name):\(number): `\(span)`")
            }
        }
    }

    @Test func `every target is in the module table`() throws {
        let rows = try Document("ARCHITECTURE.md").lines.filter { $0.hasPrefix("| `") }
        for target in try Files.list(ProjectRoot.path / "Sources") {
            #expect(rows.contains { $0.contains("`\(target)`") }, "\(target)")
        }
    }

    @Test func `every document is within reach of the first one`() throws {
        var reached: Set<String> = []
        var pending = ["README.md"]
        while let name = pending.popLast() {
            guard reached.insert(name).inserted, name.hasSuffix(".md") else { continue }
            pending += try Document(name).links.map(\.target).filter { !$0.contains("://") }
                .map { Document.resolve(String($0.prefix { $0 != "#" }), from: name) }
                .filter { !$0.isEmpty && Files.exists(ProjectRoot.path / $0) }
        }
        let guides = try Document.names().filter { $0.hasPrefix("docs/") }
        #expect(Set(guides).subtracting(reached) == [])
    }

    @Test(arguments: try Document.names())
    func `no network of others is named`(name: String) throws {
        let text = try Document(name).lines.joined(separator: "\n")
        for parts in [["deb", "debian", "org"], ["pypi", "org"], ["python" + "hosted", "org"]] {
            #expect(!text.contains(parts.joined(separator: ".")))
        }
    }
}
