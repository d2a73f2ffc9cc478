import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// `mirror diff` over an apt archive: locks, builds of the history, revisions, trees and manifests.
@Suite struct DiffTests {
    @Test func `two builds are compared in every format`() throws {
        let bench = try Self.moved()
        let words = ["diff", "sample/amd64@previous", "sample/amd64@latest"]
        try bench.expect(bench.run(words + bench.options), exits: 0, golden: "diff")
        for format in ["markdown", "json"] {
            try bench.expect(
                bench.run(words + ["--format", format, "--exit-code"] + bench.options), exits: 1,
                golden: "diff-\(format)")
        }
        let colour = try bench.run(words + ["--color", "always"] + bench.options).output
        #expect(colour.contains("\u{1B}[32madded"))
        // A lock by itself is compared with the mirror before it, which is the same here.
        let alone = try bench.mirror("diff", "sample/amd64", "--exit-code")
        #expect(alone.exitCode == 1)
        #expect(alone.output.hasPrefix(try bench.run(words + bench.options).output.prefix(200)))
        let first = try bench.mirror("diff", "sample/amd64@1")
        #expect(first.output.contains("sample/amd64@1 → sample/amd64\n"))
        let same = try bench.mirror("diff", "sample/amd64", "sample/amd64@latest", "--exit-code")
        try bench.expect(same, exits: 0, golden: "diff-same")
        let quiet = try bench.mirror("diff", "sample/amd64", "--exit-code", "-q")
        #expect(quiet.exitCode == 1 && quiet.output.isEmpty && quiet.errors.isEmpty)
    }

    @Test func `a published tree is compared with its lock, with its successor, and with others`()
        throws
    {
        let bench = try Bench(.built)
        let old = bench.directory / "old"
        try Subprocess.check("cp", ["-a", bench.tree.string, old.string])
        try Self.move(bench)
        for words in [["sample/amd64", bench.tree.string], [bench.lock.string, "out"]] {
            let outcome = try bench.run(["diff", "--exit-code"] + words + bench.options)
            #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
            #expect(outcome.output.contains("no differences"))
        }
        try bench.expect(
            bench.mirror("diff", old.string, bench.tree.string), exits: 0, golden: "diff-trees")
        // With a second architecture in the tree, what is for the lock's is compared.
        let built = try bench.mirror("build", "sample", "arm64")
        #expect(built.exitCode == 0, "\(built.errors)")
        let outcome = try bench.mirror("diff", "sample/amd64", bench.tree.string, "--exit-code")
        #expect(outcome.exitCode == 0, "\(outcome.output)")
        let machines = try bench.mirror("diff", "sample/amd64", "sample/arm64", "--format", "json")
        let value = try JSONValue(parsing: machines.standardOutput)
        #expect(value["counts"]?["rebuilt"]?.content == .integer(0))
        #expect(value["counts"]?["downgraded"]?.content == .integer(2), "curl, and its library")
    }

    @Test func `of a tree that two distros share, what is for the lock's is compared`() throws {
        let bench = try Bench(.built)
        try bench.directory.write(
            "distros/second.yaml",
            bench.text(bench.directory / "distros/sample.yaml")
                .replacing("name: sample\n", with: "name: second\n")
                .replacing("suite: sampler\n", with: "suite: next\n"))
        try bench.wish("{name: toolbox, distros: [second]}")
        let built = try bench.mirror("build", "second", "amd64")
        #expect(built.exitCode == 0, "\(built.errors)")
        for distro in ["sample", "second"] {
            let outcome = try bench.mirror("diff", "\(distro)/amd64", "out/sample", "--exit-code")
            #expect(outcome.exitCode == 0, "\(distro): \(outcome.output)\(outcome.errors)")
        }
        // Where no file says which suite is the lock's, all of the tree counts.
        try Files.remove(bench.directory / "distros/sample.yaml")
        let whole = try bench.mirror(
            "diff", "locks/sample-amd64.lock.json", "out/sample", "--exit-code")
        #expect(whole.exitCode == 1 && whole.output.contains("toolbox"), "\(whole.output)")
    }

    @Test func `an index by itself is read, and what is no text is not printed`() throws {
        let bench = try Bench(.built)
        let index = "out/sample/dists/sampler/main/binary-amd64/Packages"
        try Subprocess.check(
            "sh",
            [
                "-c", "cd \"$1\" && gzip -dc \(index).gz > Packages && xz -k Packages", "sh",
                bench.directory.path.string,
            ])
        for name in ["\(index).gz", "Packages", "Packages.xz"] {
            let outcome = try bench.mirror("diff", name, "sample/amd64", "--exit-code")
            #expect(outcome.exitCode == 0, "\(name): \(outcome.output)\(outcome.errors)")
        }
        try Files.rename(bench.directory / "Packages.xz", to: bench.directory / "index.xz")
        let outcome = try bench.mirror("diff", "index.xz", "sample/amd64")
        #expect(outcome.exitCode == 2 && outcome.errors.utf8.count < 300, "\(outcome.errors)")
        #expect(!outcome.errors.contains("\u{FFFD}"), "\(outcome.errors)")
    }

    @Test func `a lock is compared although the file of its distro is elsewhere`() throws {
        let bench = try Bench(.built)
        try Files.remove(bench.directory / "distros/sample.yaml")
        let outcome = try bench.mirror("diff", "sample/amd64", bench.lock.string, "--exit-code")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix("sample/amd64 → "))
        let build = try bench.mirror("diff", "sample/amd64@1", "sample/amd64")
        #expect(build.exitCode == 2)
        for text in ["there is no file of the distro `sample`", "hint: ", "`--distros`"] {
            #expect(build.errors.contains(text), "\(build.errors)")
        }
    }

    @Test(.enabled(if: Tool.isAsked("apt-ftparchive"), "needs apt-utils"))
    func `a tree that apt-ftparchive indexed is read, with a Release file and without`() throws {
        let bench = try Bench(.built)
        let index = bench.directory / "other/dists/sid/main/binary-amd64"
        try Files.makeDirectory(index)
        try Subprocess.check(
            "cp", ["-a", (bench.tree / "pool").string, (bench.directory / "other/pool").string])
        let script = """
            cd "$1" && apt-ftparchive packages pool > dists/sid/main/binary-amd64/Packages
            gzip -k dists/sid/main/binary-amd64/Packages
            """
        try Subprocess.check("sh", ["-c", script, "sh", (bench.directory / "other").string])
        let words = ["diff", "sample/amd64", "other", "--exit-code"]
        let bare = try bench.run(words + bench.options)
        #expect(bare.exitCode == 0, "\(bare.output)\(bare.errors)")
        // One index with nothing around it, and with a Release file that knows nothing of it.
        try Subprocess.check("cp", ["-a", index.string, (bench.directory / "flat").string])
        let zeros = String(repeating: "0", count: 64)
        let digests = "SHA256:\n \(zeros) 7 main/binary-amd64/Packages\n"
        for (file, digests) in [
            ("flat/README", digests), ("flat/Release", digests), ("flat/Release", ""),
        ] {
            try bench.directory.write(file, "Origin: Somebody\nSuite: flat\n" + digests)
            let flat = try bench.mirror("diff", "sample/amd64", "flat", "--exit-code")
            #expect(flat.exitCode == 0, "\(flat.output)\(flat.errors)")
        }
        let release = """
            cd "$1/dists/sid" && apt-ftparchive release . > ../Release && mv ../Release Release
            """
        try Subprocess.check("sh", ["-c", release, "sh", (bench.directory / "other").string])
        #expect(try bench.run(words + bench.options).exitCode == 0)
        // Both forms of the index are there, and one whole one is enough.
        try bench.directory.write("other/dists/sid/main/binary-amd64/Packages", "damaged")
        #expect(try bench.run(words + bench.options).exitCode == 0)
        try bench.directory.write("other/dists/sid/main/binary-amd64/Packages.gz", "damaged")
        try bench.expect(bench.run(words + bench.options), exits: 4, golden: "diff-damaged-tree")
    }

    @Test func `two manifests are solved over the same repositories, and nothing is written`()
        throws
    {
        let bench = try Bench(.built)
        let manifest = try bench.text(bench.directory / "packages.yaml")
        try bench.directory.write(
            "new.yaml", manifest.replacing("  - nginx [amd64]\n", with: "  - toolbox\n"))
        let before = try bench.published()
        let words = ["diff", "new.yaml", "sample", "amd64"]
        try bench.expect(
            bench.run(words + ["--quiet"] + bench.options), exits: 0, golden: "diff-manifests")
        #expect(try bench.published() == before)
        // Each side is told, and what is fetched for both is told once.
        let told = try bench.run(words + bench.options).errors
        #expect(told.matches(of: /fetching indexes\n/).count == 1, "\(told)")
        for title in ["packages.yaml`", "`new.yaml`"] {
            #expect(
                told.matches(of: /resolving `[^\n]*`/).contains { $0.0.contains(title) }, "\(told)")
        }
        // One file twice, by whatever names, is a forgotten `--manifest`.
        for name in ["packages.yaml", "./packages.yaml"] {
            let same = try bench.mirror("diff", name, "sample", "amd64")
            #expect(same.exitCode == 2 && same.output.isEmpty)
            #expect(
                same.errors.hasPrefix("error: both sides are the same file, `\(name)`\nhint: "),
                "\(same.errors)")
            #expect(
                same.errors.contains("mirror diff --manifest \(name)@HEAD \(name) sample amd64"))
        }
        try bench.directory.write("new.yaml", manifest + "  - nowhere-at-all\n")
        try bench.expect(
            bench.run(words + ["--quiet"] + bench.options), exits: 2,
            golden: "diff-manifests-unknown")
        try bench.expect(
            bench.mirror("diff", "none.yaml", "sample", "amd64", "--quiet"), exits: 2,
            golden: "diff-manifests-missing")
    }

    @Test(.enabled(if: Tool.isAsked("git"), "needs git"))
    func `locks and manifests of revisions are compared`() throws {
        let bench = try Bench(.built)
        let script = """
            git init -q . && git add packages.yaml locks && \
            git -c user.name=a -c user.email=a@example.org commit -qm first
            """
        try Subprocess.check(
            "sh", ["-c", "cd \"$1\" && \(script)", "sh", bench.directory.path.string])
        try bench.wish("toolbox")
        let built = try bench.mirror("build", "sample", "amd64", "--lock-only")
        #expect(built.exitCode == 0, "\(built.errors)")
        let lock = "locks/sample-amd64.lock.json"
        try bench.expect(bench.mirror("diff", lock), exits: 0, golden: "diff-revision")
        let both = try bench.mirror("diff", "\(lock)@HEAD", "\(lock)@HEAD", "--exit-code")
        #expect(both.exitCode == 0, "\(both.errors)")
        let options = try #require(bench.options.firstIndex(of: "--manifest"))
        var changed = bench.options
        changed[options + 1] = "packages.yaml@HEAD"
        let manifests = try bench.run(
            ["diff", "packages.yaml", "sample", "amd64", "--quiet"] + changed)
        #expect(manifests.output.contains("toolbox"), "\(manifests.errors)")
        try bench.expect(
            bench.mirror("diff", "\(lock)@nothing", lock), exits: 2, golden: "diff-no-revision")
    }

    // MARK: - Mistakes

    @Test func `mistakes are told with what to do`() throws {
        let bench = try Bench(.built)
        let text = try bench.text(bench.lock)
        try bench.directory.write("damaged.json", String(text.prefix(text.utf8.count / 2)))
        try bench.directory.write("rpm.json", LockSample.text(packages: 1, family: .rpm))
        let mistakes = [
            ("diff-no-build", ["sample/amd64@77", "sample/amd64"]),
            ("diff-no-moment", ["sample/amd64@soon", "sample/amd64"]),
            ("diff-no-lock", ["sample/arm64", "sample/amd64"]),
            ("diff-no-distro", ["sampel/amd64", "sample/amd64"]),
            ("diff-bare-distro", ["sample", "amd64"]),
            ("diff-no-tree", ["home", "sample/amd64"]),
            ("diff-tree-alone", ["out/sample"]),
            ("diff-not-before", ["sample/amd64"]),
            ("diff-damaged-lock", ["damaged.json", "sample/amd64"]),
            ("diff-other-family", ["rpm.json", "sample/amd64"]),
            ("diff-four-words", ["a", "b", "c", "d"]),
        ]
        for (golden, words) in mistakes {
            try bench.expectRefusal(exits: 2, golden: golden, ["diff"] + words)
        }
    }

    // MARK: - Large ones

    @Test func `markdown stays below what GitHub takes, and says what is missing`() throws {
        let bench = try Bench()
        try bench.directory.write("none.json", LockSample.text(packages: 0))
        try bench.directory.write(
            "many.json",
            LockSample.text(packages: 3_000, wish: String(repeating: "|`<long>`", count: 50)))
        let outcome = try bench.mirror("diff", "none.json", "many.json", "--format", "markdown")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.standardOutput.count < 1 << 20)
        #expect(outcome.standardOutput.count > 900_000)
        #expect(outcome.output.contains("more rows, for which there is no room here"))
        #expect(outcome.output.hasSuffix("</details>\n"))
        #expect(outcome.output.contains("**3000 added**"))
    }

    // MARK: - Benches

    /// A bench whose second build has newer, new and fewer packages.
    private static func moved() throws -> Bench {
        let bench = try Bench(.built)
        try move(bench)
        return bench
    }

    private static func move(_ bench: Bench) throws {
        bench.moveUpstreamOn()
        for name in ["curl", "libcurl4"] {
            bench.upstream.add(
                DebPackage(
                    name: name, version: "7.88.1-10+deb12u12",
                    fields: name == "curl"
                        ? ["Depends": "libc6 (>= 2.34), libcurl4 (= 7.88.1-10+deb12u12)"]
                        : ["Multi-Arch": "same", "Depends": "libc6 (>= 2.36)"],
                    files: ["/usr/share/\(name)": String(repeating: "new\n", count: 5_000)]),
                to: "sample-security")
        }
        try bench.writeUpstream()
        try bench.edit("packages.yaml", "  - nginx [amd64]\n", "  - toolbox\n")
        let outcome = try bench.mirror("build", "sample", "amd64")
        if !outcome.succeeded { throw Subprocess.Failure.failed(command: ["mirror"], outcome) }
    }
}

/// Locks that no build made.
enum LockSample {
    enum Family { case deb, rpm }

    /// A lock of so many packages, each there for the same wish.
    static func text(packages count: Int, wish: String = "wish", family: Family = .deb) -> String {
        let digest = String(repeating: "0", count: 64)
        var packages: [String] = []
        var records: [String] = []
        for number in 0..<count {
            let sha256 = String("\(number)\(digest)".prefix(64))
            packages.append(
                """
                {"name":"package-\(number)","version":"0:1-1","arch":"amd64","repository":"main",\(family == .deb ? "\"component\":\"main\"," : "")"path":"pool/\(number)","upstream":"pool/\(number)","size":\(number),"sha256":"\(sha256)","for":[\(JSONText.quoted(wish))]}
                """)
            records.append(family == .rpm ? "\"<package/>\"" : "\"Package: package-\(number)\"")
        }
        return """
            {"schema":1,"distro":"made","arch":"amd64",
            "inputs":{"manifest":"\(digest)","distro":"\(digest)","options":[],"repositories":[
            {"id":"main","suite":"","digest":"\(digest)","date":"2026-01-01T00:00:00Z","url":"http://localhost"}
            ]},
            "sets":[
            {"name":"made","wishes":[\(JSONText.quoted(wish))]}
            ],
            "packages":[\(packages.joined(separator: ",\n"))],
            "records":[\(records.joined(separator: ",\n"))]}

            """
    }
}
