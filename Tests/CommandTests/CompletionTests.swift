import MirrorTestSupport
import SystemIO
import Testing

/// What a shell offers while somebody types, by the program itself.
@Suite struct CompletionTests {
    /// What bash offers for the last of these words.
    private func offers(_ bench: Workbench, _ words: String...) throws -> [String] {
        let program = try #require(Workbench.program)
        let scripts = try bench.run(["completions", "bash"])
        let script = try bench.directory.write(
            "offers.bash",
            """
            \(scripts.output)
            IFS= read -r COMP_LINE <<'end'
            \(program.string) \(words.joined(separator: " "))
            end
            COMP_POINT=${#COMP_LINE}
            _mirror
            for word in "${COMPREPLY[@]}"; do printf '%s\\n' "$word"; done

            """)
        let outcome = try Subprocess.run(
            "bash", ["--norc", script.string], environment: bench.environment,
            directory: bench.directory.path)
        #expect(outcome.exitCode == 0 && outcome.errors == "", "\(outcome.errors)")
        return outcome.output.split(separator: "\n").map(String.init)
    }

    @Test func `packages of the lock that is named`() throws {
        let bench = try Bench(.built)
        let locks = (bench.directory / "locks").string
        try bench.directory.write("elsewhere/sample-arm64.lock.json", bench.text(bench.lock))
        #expect(try offers(bench, "why", "sam") == ["sample"])
        #expect(try offers(bench, "why", "sample", "a") == ["amd64", "arm64"])
        #expect(try offers(bench, "why", "sample", "amd64", "libcu") == ["libcurl4"])
        #expect(try offers(bench, "list", "sample/amd64", "libcu") == ["libcurl4"])
        #expect(try offers(bench, "why", bench.lock.string, "libcu") == ["libcurl4"])
        #expect(try offers(bench, "list", "sample", "amd64", "curl", "libcu") == ["libcurl4"])
        #expect(try offers(bench, "why", "sample", "arm64", "libcu") == [])
        #expect(
            try offers(bench, "--locks", "elsewhere", "why", "sample", "arm64", "libcu")
                == ["libcurl4"])
        #expect(
            try offers(bench, "why", "--locks=elsewhere", "sample", "arm64", "libcu")
                == ["libcurl4"])
        #expect(
            try offers(bench, "why", "--locks", locks, "--all", "sample", "amd64", "libcu")
                == ["libcurl4"])
        #expect(try offers(bench, "why", "nosuch", "amd64", "libcu") == [])
    }

    @Test func `packages and wishes of locks of the history and of revisions`() throws {
        let bench = try Bench(.built)
        try PipelineBench.commit(in: bench.directory / "locks")
        let lock = (bench.directory / "locks/sample-amd64.lock.json").string
        try bench.directory.write("locks/sample-amd64.lock.json", "{}\n")
        #expect(try completed(bench, "packages", lock) == [])
        let packages = try completed(bench, "packages", "sample/amd64@latest")
        #expect(packages.contains("libcurl4"))
        #expect(try completed(bench, "packages", "sample/amd64@1") == packages)
        #expect(try completed(bench, "packages", lock + "@HEAD") == packages)
        #expect(try completed(bench, "packages", "sample/amd64@2") == [])
        #expect(try completed(bench, "packages", lock + "@nosuch") == [])
        #expect(
            try completed(bench, "groups", "sample/amd64@latest").prefix(2) == ["base", "common"])
        #expect(
            try completed(bench, "repositories", "sample/amd64@latest") == ["sample", "security"])
    }

    /// What the program prints for a kind behind these words.
    private func completed(_ bench: Workbench, _ kind: String, _ words: String...) throws
        -> [String]
    {
        let outcome = try bench.run(["__complete", kind, "--state", "state", "--"] + words)
        #expect(outcome.exitCode == 0 && outcome.errors == "", "\(outcome.errors)")
        return outcome.output.split(separator: "\n").map(String.init)
    }

    @Test func `mirrors of the history, and distros wherever one may stand`() throws {
        let bench = try Bench(.built)
        let all = ["sample/amd64", "sample/amd64@latest", "sample/amd64@1"]
        #expect(try offers(bench, "--state", "state", "diff", "sam") == all)
        #expect(
            try offers(bench, "--state", "state", "diff", "sample/amd64@latest", "sample/amd64")
                == all)
        // bash itself takes `@` for the beginning of a word.
        #expect(try offers(bench, "--state", "state", "diff", "sample/amd64@l") == ["@latest"])
        #expect(
            try offers(bench, "--state", "state", "diff", "sample/amd64@") == ["@latest", "@1"])
        #expect(try offers(bench, "--state", "state", "diff", "pack") == ["packages.yaml"])
        #expect(try offers(bench, "--state", "state", "diff", "packages.yaml", "sam") == ["sample"])
        #expect(
            try offers(bench, "--state", "state", "diff", "packages.yaml", "sample", "ar") == [
                "arm64"
            ])
        for command in ["rollback", "show-snapshot"] {
            #expect(
                try offers(bench, "--state", "state", command, "sample", "amd64", "") == [
                    "latest", "1",
                ])
            #expect(try offers(bench, "--state", "state", command, "sample", "arm64", "") == [])
        }
        #expect(try offers(bench, "--state", "state", "lint", "nosuch", "sam") == ["sample"])
        #expect(try offers(bench, "--state", "state", "matrix", "nosuch", "a") == [])
        #expect(try offers(bench, "--state", "state", "matrix", "nosuch", "sam") == ["sample"])
        #expect(
            try offers(bench, "--state", "state", "why-not", "sample", "amd64", "libcu") == [
                "libcurl4"
            ])
    }

    @Test func `behind an architecture no other, and distros once`() throws {
        let bench = try Bench(.built)
        #expect(try offers(bench, "build", "sample", "amd64", "a") == ["arm64"])
        #expect(try offers(bench, "check", "sample", "amd64", "a") == [])
        #expect(try offers(bench, "resolve", "sample", "amd64", "libcu") == ["libcurl4"])
        #expect(try offers(bench, "distros", "sample", "") == [])
        try bench.directory.write("a b/sample-arm64.lock.json", bench.text(bench.lock))
        #expect(
            try offers(bench, "--locks 'a b' --source sample=http://x:8 why sample arm64 libcu")
                == ["libcurl4"])
    }

    @Test func `groups, wishes and repositories`() throws {
        let bench = try Bench(.built)
        #expect(try offers(bench, "list", "sample", "amd64", "--for", "c") == ["common", "curl"])
        // A lock has the groups that it was made of, and no others of the manifest.
        let text = try bench.text(bench.directory / "packages.yaml")
        try bench.directory.write(
            "packages.yaml", text + "  - \"@server\"\ncompilers:\n  - gcc\n  - \"@other\"\n")
        #expect(try offers(bench, "list", "sample", "amd64", "--for", "co") == ["common"])
        #expect(try offers(bench, "list", "--for", "co") == ["common", "compilers"])
        #expect(
            try offers(bench, "list", "sample", "amd64", "--repository", "s")
                == ["sample", "security"])
        let wishes = try completed(bench, "wishes", "sample", "amd64")
        #expect(wishes.first == "@server" && !wishes.contains("@other"))
        #expect(try offers(bench, "resolve", "sam") == ["sample"])
        #expect(try offers(bench, "resolve", "sample", "ar") == ["arm64"])
        #expect(try offers(bench, "resolve", "sample", "amd64", "libcu") == ["libcurl4"])
        #expect(
            try offers(bench, "build", "--with", "security,e") == ["security,extra"])
        #expect(try offers(bench, "build", "sample", "arm64", "--without", "e") == ["extra"])
    }
}
