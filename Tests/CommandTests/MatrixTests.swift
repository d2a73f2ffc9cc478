import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// `mirror matrix`, over files in a git repository.
@Suite struct MatrixTests {
    /// Distro files, a manifest and locks, committed once.
    private final class Repository {
        let directory: TemporaryDirectory

        static let manifest = """
            common: [curl]
            deb: [nano, "nginx [amd64]"]
            rpm: [vim]
            unused: [emacs]

            """

        init() throws {
            directory = try TemporaryDirectory("matrix")
            try directory.write("packages.yaml", Self.manifest)
            try write(
                "debian9", family: "deb", architectures: "amd64, arm64",
                more:
                    "keys: {own: {fingerprint: 0123456789ABCDEF0123456789ABCDEF01234567, file: keys/own.asc}}\n"
            )
            try write("debian10", family: "deb", architectures: "amd64")
            try write(
                "rocky9", family: "rpm", architectures: "x86_64, aarch64",
                more: "end-of-life: 2001-02-03\nbaseline: baselines/node.txt\n")
            try directory.write("distros/keys/own.asc", "a key\n")
            try directory.write("distros/baselines/node.txt", "bash\n")
            try directory.write("locks/debian9-arm64.lock.json", "{}\n")
            try directory.write(".gitignore", "/ignored/\n")
            try git("init", "--quiet", "--initial-branch=main")
            try commit()
        }

        private func write(_ name: String, family: String, architectures: String, more: String = "")
            throws
        {
            let keys = more.contains("keys:") ? "own" : nil
            try directory.write(
                "distros/\(name).yaml",
                """
                name: \(name)
                family: \(family)
                release: "1"
                architectures: [\(architectures)]
                groups: [common, \(family)]
                \(more)repositories:
                  - id: main
                    url: http://archive.example.org/
                    \(family == "deb" ? "suites: stable\n    components: main\n    " : "")\
                \(keys.map { "keys: \($0)" } ?? "trust: unsigned")

                """)
        }

        func git(_ words: String..., in place: String = ".") throws {
            try Subprocess.check(
                "git",
                ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.invalid"] + words,
                directory: directory / place)
        }

        func commit(in place: String = ".") throws {
            try git("add", "--all", in: place)
            try git("commit", "--quiet", "--message", "state", in: place)
        }

        /// Makes a directory a submodule of the repository that it is in.
        func makeSubmodule(_ name: String) throws {
            let path = FilePath(name)
            let place = path.parent.string
            try git("rm", "-r", "--quiet", "--cached", path.lastComponent, in: place)
            try git("init", "--quiet", "--initial-branch=main", in: name)
            try commit(in: name)
            try commit(in: place)
        }

        func matrix(_ words: String..., environment: [String: String] = [:]) throws
            -> Subprocess.Outcome
        {
            let program = try #require(Workbench.program)
            return try Subprocess.run(
                program.string, ["matrix"] + words,
                environment: environment.merging(["MIRROR_CONFIG": "/nowhere.yaml"]) { own, _ in own
                },
                directory: directory.path)
        }

        /// What differs from the first commit, `distro arch` each.
        func changed(since revision: String = "HEAD") throws -> [String] {
            let outcome = try matrix("--changed-since", revision, "--format", "list")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            return outcome.output.split(separator: "\n").map(String.init)
        }
    }

    private static let all = [
        "debian9 amd64", "debian9 arm64", "debian10 amd64", "rocky9 x86_64", "rocky9 aarch64",
    ]

    @Test func `everything is printed in natural order, in each form`() throws {
        let repository = try Repository()
        #expect(
            try repository.matrix("--format", "list").output == Self.all.map { $0 + "\n" }.joined())
        let entries = Self.all.map { line in
            let words = line.split(separator: " ")
            return "{\"distro\":\"\(words[0])\",\"arch\":\"\(words[1])\"}"
        }
        #expect(
            try repository.matrix("--format", "github").output
                == "{\"include\":[\(entries.joined(separator: ","))]}\n")
        for format in ["text", "gitlab", "json"] {
            let outcome = try repository.matrix("--format", format)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(try Golden.difference(outcome.output, from: "matrix-\(format).txt") == nil)
        }
    }

    @Test(arguments: [
        (["debian*"], "debian9 amd64,debian9 arm64,debian10 amd64"),
        (["debian9/x86_64"], "debian9 amd64"),
        (["*/a*64", "debian9"], "debian9 amd64,debian9 arm64,debian10 amd64,rocky9 aarch64"),
        (["rocky9", "rocky?/x86_64"], "rocky9 x86_64,rocky9 aarch64"),
        (["--skip-ended"], "debian9 amd64,debian9 arm64,debian10 amd64"),
        (["--skip-ended", "rocky9"], ""),
    ])
    func `patterns choose`(words: [String], expected: String) throws {
        let repository = try Repository()
        let program = try #require(Workbench.program)
        let outcome = try Subprocess.run(
            program.string, ["matrix", "--format", "list"] + words,
            directory: repository.directory.path)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.output.split(separator: "\n").joined(separator: ",") == expected)
    }

    @Test func `each is printed for what changed of it`() throws {
        let repository = try Repository()
        let files = repository.directory
        #expect(try repository.changed() == [])
        #expect(
            try repository.matrix("--changed-since", "HEAD", "--format", "github").output
                == "{\"include\":[]}\n")

        // What no distro takes, and what means the same, concerns nobody.
        let manifest = Repository.manifest
        try files.write("packages.yaml", "# why\n" + manifest.replacing("emacs", with: "ed"))
        #expect(try repository.changed() == [])
        try files.write("packages.yaml", manifest.replacing("nginx", with: "apache2"))
        #expect(try repository.changed() == ["debian9 amd64", "debian10 amd64"])
        try files.write("packages.yaml", manifest.replacing("vim", with: "vim?"))
        #expect(try repository.changed() == ["rocky9 x86_64", "rocky9 aarch64"])
        try files.write("packages.yaml", manifest)

        try files.write("locks/debian9-arm64.lock.json", "{ }\n")
        try files.write("locks/rocky9-x86_64.lock.json", "{}\n")
        try files.write("ignored/new", "")
        #expect(try repository.changed() == ["debian9 arm64", "rocky9 x86_64"])
        try Files.removeTree(files / "locks")
        #expect(try repository.changed() == ["debian9 arm64"])
        try repository.git("checkout", "--quiet", ".")

        try files.write("distros/keys/own.asc", "another\n")
        #expect(try repository.changed() == ["debian9 amd64", "debian9 arm64"])
        try repository.git("checkout", "--quiet", ".")
        try files.write("distros/baselines/node.txt", "bash\nless\n")
        #expect(try repository.changed() == ["rocky9 x86_64", "rocky9 aarch64"])
        let json = try repository.matrix("--changed-since", "HEAD", "--format", "json")
        #expect(try Golden.difference(json.output, from: "matrix-changed-json.txt") == nil)
        let text = try repository.matrix("--changed-since", "HEAD")
        #expect(try Golden.difference(text.output, from: "matrix-changed-text.txt") == nil)
        try repository.git("checkout", "--quiet", ".")

        let distro = try Files.read(files / "distros/debian10.yaml")
        try files.write(
            "distros/debian11.yaml",
            String(decoding: distro, as: UTF8.self).replacing("debian10", with: "debian11"))
        #expect(try repository.changed() == ["debian11 amd64"])
        try repository.commit()
        #expect(try repository.changed() == [])
        #expect(try repository.changed(since: "HEAD~1") == ["debian11 amd64"])
    }

    @Test func `what links lead to counts, and so does where they lead`() throws {
        let repository = try Repository()
        let files = repository.directory
        for (link, file) in [
            ("distros/debian10.yaml", "debian10.yaml"), ("distros/keys/own.asc", "own.asc"),
        ] {
            try Files.makeDirectory(files / "shared")
            try Files.rename(files / link, to: files / "shared/\(file)")
            let up = link.hasPrefix("distros/keys") ? "../../" : "../"
            try Subprocess.check(
                "ln", ["-s", "\(up)shared/\(file)", (files / link).string])
        }
        try repository.commit()
        #expect(try repository.changed() == [])
        let distro = String(
            decoding: try Files.read(files / "shared/debian10.yaml"), as: UTF8.self)
        try files.write("shared/debian10.yaml", distro + "# more\n")
        #expect(try repository.changed() == ["debian10 amd64"])
        try repository.git("checkout", "--quiet", ".")
        try files.write("shared/own.asc", "another\n")
        #expect(try repository.changed() == ["debian9 amd64", "debian9 arm64"])
        try repository.git("checkout", "--quiet", ".")
        try Subprocess.check(
            "ln", ["-sfn", "../../shared/none.asc", (files / "distros/keys/own.asc").string])
        #expect(try repository.changed() == ["debian9 amd64", "debian9 arm64"])
    }

    @Test func `submodules are part of the repository`() throws {
        let repository = try Repository()
        let files = repository.directory
        for name in ["locks", "distros", "distros/keys"] { try repository.makeSubmodule(name) }
        try repository.commit()
        #expect(try repository.changed() == [])
        // What nobody has committed, in one that is set to be ignored.
        try repository.git("config", "diff.ignoreSubmodules", "all")
        let key = try Files.read(files / "distros/keys/own.asc")
        try files.write("distros/keys/own.asc", "another\n")
        try files.write("locks/rocky9-x86_64.lock.json", "{}\n")
        let changes = ["debian9 amd64", "debian9 arm64", "rocky9 x86_64"]
        #expect(try repository.changed() == changes)
        try repository.git("config", "--unset", "diff.ignoreSubmodules")
        // What they committed, here and not yet in the superproject; then there, too.
        for place in ["distros/keys", "locks"] { try repository.commit(in: place) }
        #expect(try repository.changed() == changes)
        try repository.commit(in: "distros")
        try repository.commit()
        #expect(try repository.changed() == [])
        #expect(try repository.changed(since: "HEAD~1") == changes)
        // Where the former commit of one was not fetched, all of it counts.
        try Files.replace(files / "distros/keys/own.asc", with: key)
        try repository.git("checkout", "--quiet", "--orphan", "new", in: "locks")
        try repository.commit(in: "locks")
        try repository.git("branch", "--quiet", "-D", "main", in: "locks")
        try repository.git("reflog", "expire", "--expire=now", "--all", in: "locks")
        try repository.git("gc", "--quiet", "--prune=now", in: "locks")
        #expect(try repository.changed(since: "HEAD~1") == Self.all)
    }

    @Test func `what lies in another repository is not known, and said not to be`() throws {
        let repository = try Repository()
        let other = try Repository()
        let outcome = try repository.matrix(
            "--changed-since", "HEAD", "--format", "list", "--distros",
            (other.directory / "distros").string)
        #expect(outcome.exitCode == 0 && outcome.output == "")
        #expect(
            outcome.errors
                == "warning: `\(other.directory.path)/distros` is in another git repository than `packages.yaml`, so what changed there is not known\n"
        )
        // Files of no repository, such as those that were installed, change with the program.
        try Files.removeTree(other.directory / ".git")
        let installed = try repository.matrix(
            "--changed-since", "HEAD", "--distros", (other.directory / "distros").string)
        #expect(installed.exitCode == 0 && installed.errors == "")
    }

    @Test
    func `a distro file of another name counts, and a directory that is a link elsewhere now`()
        throws
    {
        let repository = try Repository()
        let files = repository.directory
        let distro = String(
            decoding: try Files.read(files / "distros/debian10.yaml"), as: UTF8.self)
        try repository.git("mv", "distros/debian10.yaml", "distros/debian11.yaml")
        try files.write("distros/debian11.yaml", distro.replacing("debian10", with: "debian11"))
        #expect(try repository.changed() == ["debian11 amd64"])
        try repository.commit()
        #expect(try repository.changed(since: "HEAD~1") == ["debian11 amd64"])

        try repository.git("mv", "distros/keys", "distros/first")
        try Subprocess.check(
            "cp", ["-R", "\(files / "distros/first")", "\(files / "distros/other")"])
        try SymbolicLink.make(files / "distros/keys", to: "first")
        try repository.commit()
        #expect(try repository.changed() == [])
        try Files.remove(files / "distros/keys")
        try SymbolicLink.make(files / "distros/keys", to: "other")
        #expect(try repository.changed() == ["debian9 amd64", "debian9 arm64"])
    }

    @Test func `a merge is compared with what it goes to, which a shallow clone has to have`()
        throws
    {
        let repository = try Repository()
        let files = repository.directory
        try repository.git("checkout", "--quiet", "-b", "side")
        try files.write("distros/keys/own.asc", "another\n")
        try repository.commit()
        try repository.git("checkout", "--quiet", "main")
        try files.write("locks/rocky9-x86_64.lock.json", "{}\n")
        try repository.commit()
        try repository.git("merge", "--quiet", "--no-edit", "side")
        #expect(try repository.changed(since: "HEAD^1") == ["debian9 amd64", "debian9 arm64"])
        #expect(try repository.changed(since: "HEAD^2") == ["rocky9 x86_64"])
        for depth in [1, 2] {
            try repository.git(
                "clone", "--quiet", "--depth", "\(depth)", "file://\(files.path)", "clone\(depth)")
        }
        func clone(_ depth: Int, _ revision: String) throws -> Subprocess.Outcome {
            let program = try #require(Workbench.program)
            return try Subprocess.run(
                program.string, ["matrix", "--format", "list", "--changed-since", revision],
                directory: files / "clone\(depth)")
        }
        #expect(try clone(2, "HEAD^1").output == "debian9 amd64\ndebian9 arm64\n")
        let first = try Subprocess.check("git", ["rev-parse", "HEAD^1"], directory: files.path)
        for revision in ["HEAD^1", String(first.output.prefix(40))] {
            let outcome = try clone(1, revision)
            #expect(outcome.exitCode == 2 && outcome.output == "")
            #expect(outcome.errors.contains("there is no revision `\(revision)`"))
            #expect(outcome.errors.contains("a shallow clone has but the last ones"))
        }
    }

    @Test func `a lock that was made with other repositories or variables than are set now counts`()
        throws
    {
        let repository = try Repository()
        // Options of a command line alone are not known to a matrix, and do not count.
        let made = #"["closure=broad","with=main"]"#
        try repository.directory.write(
            "locks/debian10-amd64.lock.json",
            #"{"inputs":{"manifest":"00","options":\#(made),"repositories":["# + "\n")
        try repository.commit()
        func changed(_ variables: [String: String]) throws -> String {
            let outcome = try repository.matrix(
                "--changed-since", "HEAD", "--format", "json", environment: variables)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            return outcome.output
        }
        #expect(!(try changed(["MIRROR_WITH": "main"])).contains("debian10"))
        #expect(try changed([:]).contains(#""changed":["options"]"#))
        #expect(try changed(["MIRROR_WITH": "main", "MIRROR_WITHOUT": "main"]).contains("options"))
        // A distro that cannot have it is for its build to refuse.
        #expect(!(try changed(["MIRROR_WITH": "docker"])).contains("debian10"))
    }

    @Test func `a manifest that could not be read then changes all, with a warning`() throws {
        let repository = try Repository()
        try repository.directory.write("packages.yaml", "common: [curl\n")
        try repository.commit()
        try repository.directory.write("packages.yaml", Repository.manifest)
        let outcome = try repository.matrix("--changed-since", "HEAD", "--format", "list")
        #expect(outcome.exitCode == 0)
        #expect(outcome.output.split(separator: "\n").map(String.init) == Self.all)
        #expect(
            outcome.errors.hasPrefix(
                "warning: `packages.yaml` of `HEAD` cannot be read, so all wishes count as changed: "
            ))
        // One that was not there then is new.
        try Files.remove(repository.directory / "packages.yaml")
        try repository.commit()
        try repository.directory.write("packages.yaml", Repository.manifest)
        #expect(try repository.changed() == Self.all)
    }

    @Test(arguments: [
        (["--changed-since", "no-such-branch"], "there is no revision `no-such-branch`"),
        (["--changed-since", "^HEAD"], "`^HEAD` names what is not in a revision"),
        (["--changed-since", "HEAD..HEAD"], "there is no revision `HEAD..HEAD`"),
        (["--changed-since=--help"], "there is no revision `--help`"),
        (["--changed-since", ""], "`--changed-since` needs a revision"),
        (["debain9"], "no distro is like `debain9`"),
        (["debian9/riscv64"], "no distro is like `debian9/riscv64`"),
        (["debian9", "fedora*"], "no distro is like `fedora*`"),
        (
            ["--format", "dot"],
            "`dot` is no value for `--format`: expected `text`, `list`, `json`, `github` or `gitlab`"
        ),
    ])
    func `mistakes are refused`(words: [String], message: String) throws {
        let repository = try Repository()
        let program = try #require(Workbench.program)
        let outcome = try Subprocess.run(
            program.string, ["matrix"] + words, directory: repository.directory.path)
        #expect(outcome.exitCode == 2)
        #expect(outcome.output == "")
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(outcome.errors.contains("hint: "), "\(outcome.errors)")
    }

    @Test func `git gets variables that are no UTF-8 as they are`() throws {
        let repository = try Repository()
        let directory = repository.directory
        try directory.write(
            "bin/git", "#!/bin/sh\nprintf %s \"$ODD\" >'\(directory / "odd")'\nexit 1\n")
        try Files.setMode(directory / "bin/git", 0o755)
        let program = try #require(Workbench.program)
        let script = """
            ODD="$(printf 'a\\377b')" PATH="$1:$PATH" exec "$2" matrix --changed-since HEAD
            """
        let outcome = try Subprocess.run(
            "sh", ["-c", script, "sh", "\(directory / "bin")", program.string],
            directory: directory.path)
        #expect(outcome.exitCode == 2, "\(outcome.errors)")
        #expect(try Files.read(directory / "odd") == [0x61, 0xff, 0x62])
    }

    @Test func `without git or a repository nothing can be compared`() throws {
        let repository = try Repository()
        let empty = try TemporaryDirectory()
        let without = try repository.matrix(
            "--changed-since", "HEAD", environment: ["PATH": empty.path.string])
        #expect(without.exitCode == 2)
        #expect(without.errors.contains("cannot run git"), "\(without.errors)")
        try Files.removeTree(repository.directory / ".git")
        let outside = try repository.matrix("--changed-since", "HEAD")
        #expect(outside.exitCode == 2)
        #expect(outside.errors.contains("is in no git repository"), "\(outside.errors)")
    }

    @Test(arguments: [("github", 256), ("gitlab", 200)])
    func `no more jobs are printed than a matrix takes`(format: String, limit: Int) throws {
        let repository = try Repository()
        let file = String(
            decoding: try Files.read(repository.directory / "distros/debian10.yaml"), as: UTF8.self)
        for number in 0..<(limit - 4) {
            try repository.directory.write(
                "distros/many\(number).yaml", file.replacing("debian10", with: "many\(number)"))
        }
        let outcome = try repository.matrix("--format", format)
        #expect(outcome.exitCode == 2)
        #expect(
            outcome.errors.contains("takes \(limit) jobs in a matrix, and there are \(limit + 1)"))
        let fewer = try repository.matrix("--format", format, "*/amd64", "rocky9/x86_64")
        #expect(fewer.exitCode == 0, "\(fewer.errors)")
    }
}
