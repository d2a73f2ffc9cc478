import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// Text of files from outside that would act on a terminal, in what the commands print.
@Suite struct HostileTextTests {
    /// Colours, rings the bell, and turns the direction of what follows.
    private static let wish = "evil\u{1B}[31m\u{7}\u{202E}wish"
    private static let shown = "evil\u{FFFD}[31m\u{FFFD}\u{FFFD}wish"

    /// A lock that holds such text wherever a lock may hold any.
    private static func lock(packages: Int) -> String {
        let quoted = JSONText.quoted(wish)
        let other = "{\"name\":\"b\",\"wishes\":[\"b\"],\"conflict\":\(quoted)}"
        return LockSample.text(packages: packages, wish: wish)
            .replacing("\"suite\":\"\"", with: "\"suite\":\(quoted)")
            .replacing("\"options\":[]", with: "\"options\":[\(quoted)]")
            .replacing(
                "\"wishes\":[\(quoted)]}", with: "\"wishes\":[\(quoted)]},\n\(other)"
            )
            // A lock of several sets says which of them a package is in.
            .replacing("\"for\":[\(quoted)]", with: "\"for\":[\(quoted)],\"sets\":[0]")
            .replacing("\"distro\":\"made\"", with: "\"distro\":\"sample\"")
    }

    private func expectHarmless(
        _ outcome: Subprocess.Outcome, _ words: [String],
        location: SourceLocation = #_sourceLocation
    ) {
        let text = outcome.output + outcome.errors
        #expect(text.contains(Self.shown), "\(words): \(text)", sourceLocation: location)
        let harmful = text.unicodeScalars.contains { scalar in
            scalar == "\u{202E}" || scalar.properties.generalCategory == .control && scalar != "\n"
        }
        #expect(!harmful, "\(words): \(text.debugDescription)", sourceLocation: location)
    }

    @Test func `what locks hold does not act on a terminal`() throws {
        let bench = try Bench(.built)
        try bench.directory.write("hostile.json", Self.lock(packages: 2))
        try bench.directory.write("none.json", Self.lock(packages: 0))
        for words in [
            ["why", "hostile.json", "package-1"], ["why", "hostile.json", "package-1", "--tree"],
            ["why", "hostile.json", "package-1", "--format", "dot"],
            ["why", "hostile.json", Self.wish], ["list", "hostile.json"],
            ["diff", "none.json", "hostile.json"],
            ["diff", "none.json", "hostile.json", "--format", "markdown"],
        ] {
            expectHarmless(try bench.mirrorAll(words), words)
        }
    }

    @Test func `what the history holds does not act on a terminal`() throws {
        let bench = try Bench(.built)
        // A history that is lost begins anew with the locks that are there.
        try bench.directory.write("locks/sample-amd64.lock.json", Self.lock(packages: 2))
        try bench.directory.write("state/mirror.db", String(repeating: "damaged", count: 2_000))
        for file in ["mirror.db-wal", "mirror.db-shm"] {
            try? Files.remove(bench.directory / "state" / file)
        }
        let built = try bench.mirror("build", "sample", "amd64", "--force")
        #expect(built.exitCode == 0, "\(built.errors)")
        let words = ["show-snapshot", "sample", "amd64", "1"]
        expectHarmless(try bench.mirrorAll(words), words)
    }

    @Test func `a line of the manifest does not act on a terminal, either`() throws {
        let bench = try Bench()
        try bench.directory.write(
            "packages.yaml", "common:\n  - curl (>>>> 1) # \(Self.wish)\n")
        for colour in ["never", "always"] {
            let outcome = try bench.mirror("lint", "--color", colour)
            let text = outcome.output + outcome.errors
            #expect(outcome.exitCode == 2, "\(text)")
            #expect(!text.contains("\u{1B}[31m\u{7}") && !text.contains("\u{7}"), "\(text)")
        }
    }
}
