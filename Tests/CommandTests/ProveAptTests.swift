import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// What a published apt mirror does to machines that are older than it.
struct ProveAptTests {
    /// What dpkg knows of an older machine: libraries in lock step, and a server that another excludes.
    static let status = """
        Package: libc6
        Status: install ok installed
        Priority: required
        Architecture: amd64
        Multi-Arch: same
        Version: 2.35-1

        Package: libssl3
        Status: install ok installed
        Architecture: amd64
        Version: 3.0.2-1
        Depends: libc6

        Package: openssl
        Status: install ok installed
        Architecture: amd64
        Version: 3.0.2-1
        Depends: libssl3 (= 3.0.2-1)

        Package: ntp
        Status: install ok triggers-pending
        Architecture: amd64
        Version: 1:4.2-1

        Package: gone
        Status: deinstall ok config-files
        Architecture: amd64
        Version: 1

        """

    private func bench(_ wishes: String...) throws -> Bench {
        let bench = try Bench()
        func package(_ name: String, _ version: String, _ fields: KeyValuePairs<String, String>)
            -> DebPackage
        {
            DebPackage(name: name, version: version, architecture: "amd64", fields: fields)
        }
        bench.upstream.add(
            [
                package("libssl3", "3.0.17-1", ["Depends": "libc6 (>= 2.34)"]),
                package("openssl", "3.0.17-1", ["Depends": "libssl3 (= 3.0.17-1)"]),
                package("kubelet", "1.30.1", ["Depends": "libssl3 (>= 3.0.10), socat"]),
                package("socat", "1.7-1", ["Depends": "libc6 (>= 2.30)"]),
                package("chrony", "4.3-1", ["Conflicts": "ntp", "Depends": "libc6"]),
                package("openntpd", "7.0-1", ["Conflicts": "chrony", "Depends": "libc6"]),
            ], to: "sample")
        bench.moveUpstreamOn()
        try bench.writeUpstream()
        let lines = wishes.map { "  - \($0)\n" }.joined()
        try bench.directory.write("packages.yaml", "common:\n" + lines)
        try bench.edit("distros/sample.yaml", "base: [essential]\n", "")
        try bench.directory.write("status", ProveAptTests.status)
        return bench
    }

    @Test func `the matrix says what would be replaced and removed`() throws {
        let bench = try bench("socat", "kubelet", "chrony", "openssl")
        try bench.directory.write(
            "dpkg.txt", "libc6:amd64\t2.36-9+deb12u4\nlibssl3\t3.0.2-1\nopenssl\t3.0.2-1\n")
        #expect(try bench.mirror("build", "sample", "amd64").exitCode == 0)
        let outcome = try bench.mirror(
            "prove", "sample", "amd64", "-q", "--baseline", "status", "--baseline", "dpkg.txt",
            "--baseline", "none")
        try bench.expect(outcome, exits: 1, golden: "prove-apt")
        let frozen = try bench.mirror(
            "prove", "sample", "amd64", "-q", "--baseline", "status", "--no-base-upgrades")
        try bench.expect(frozen, exits: 1, golden: "prove-apt-frozen")
    }

    @Test func `what lies in different sets is not tried together`() throws {
        let bench = try bench("socat", "chrony", "openntpd")
        #expect(try bench.mirror("build", "sample", "amd64").exitCode == 0)
        let outcome = try bench.mirror(
            "prove", "sample", "amd64", "-q", "--baseline", "status", "--baseline", "none")
        try bench.expect(outcome, exits: 1, golden: "prove-sets")
    }

    @Test func `an assumed machine gets what it lacks and the siblings in lock step`() throws {
        let bench = try bench("socat", "kubelet", "libc6")
        let options = ["--baseline", "status"] + bench.options
        let outcome = try bench.run(["build", "sample", "amd64"] + options)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let lockedPackages = try bench.locked()
        #expect(
            lockedPackages == [
                "kubelet 1.30.1 amd64", "libssl3 3.0.17-1 amd64", "openssl 3.0.17-1 amd64",
                "socat 1.7-1 amd64",
            ])
        let proof = try bench.mirror(
            "prove", "sample", "amd64", "-q", "--baseline", "status")
        #expect(proof.exitCode == 0, "\(proof.output)")
        let locked = try bench.run(["build", "sample", "amd64", "--locked"] + options)
        #expect(locked.exitCode == 0, "\(locked.errors)")
    }

    @Test func `a broad closure counts what is on the machine, and does not follow it`() throws {
        let bench = try bench("mail-client")
        try bench.directory.write(
            "status",
            ProveAptTests.status + """
                Package: own
                Status: install ok installed
                Architecture: amd64
                Version: 1
                Depends: libssl3 | socat

                """)
        let options = ["--baseline", "status", "--closure", "broad"] + bench.options
        let outcome = try bench.run(["build", "sample", "amd64"] + options)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let names = try bench.locked().map { String($0.prefix { $0 != " " }) }
        #expect(Set(names).isSuperset(of: ["exim4-daemon-light", "postfix"]), "\(names)")
        #expect(!names.contains("socat") && !names.contains("libc6"), "\(names)")
    }

    @Test func `what the machine must keep excludes a wish, and says so`() throws {
        let bench = try bench("chrony")
        let outcome = try bench.mirror("build", "sample", "amd64", "--baseline", "status", "-q")
        try bench.expect(outcome, exits: 1, golden: "baseline-conflict")
    }

    @Test func `a shipped machine is in the mirror with what it needs`() throws {
        let bench = try bench("socat")
        try bench.directory.write("names", "kubelet\n")
        let outcome = try bench.mirror(
            "build", "sample", "amd64", "--baseline", "names", "--baseline-mode", "ship")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let locked = try bench.locked()
        #expect(locked.contains("kubelet 1.30.1 amd64"))
        #expect(locked.contains("libssl3 3.0.17-1 amd64"))
    }

    @Test func `wishes of several suites are tried in their own`() throws {
        let bench = try bench(
            "socat", "libssl3 (= 3.0.17-1)", "libssl3 (= 3.0.2-1)", "ghost?")
        bench.upstream.add(
            [DebPackage(name: "libssl3", version: "3.0.2-1", architecture: "amd64")],
            to: "sample")
        try bench.writeUpstream()
        #expect(try bench.mirror("build", "sample", "amd64").exitCode == 0)
        #expect(Files.exists(bench.tree / "dists/sampler-set2/InRelease"))
        try bench.directory.write("dpkg.txt", "ghost\t1\n")
        let outcome = try bench.mirror(
            "prove", "sample", "amd64", "-q", "--format", "json", "--baseline", "none",
            "--baseline", "dpkg.txt")
        let words = ProveCell.cells(in: outcome.output).filter { $0.wish != "ghost?" }.map {
            "\($0.wish): \($0.changed.joined(separator: " "))"
        }
        let libraries = "gcc-12-base libc6 libgcc-s1"
        let first = "\(libraries) libssl3 socat"
        let expected = [
            "socat: \(libraries) socat", "libssl3 (= 3.0.17-1): \(libraries) libssl3",
            "libssl3 (= 3.0.2-1): libssl3", "common (set 1): \(first)",
            "common (set 2): libssl3", "all (set 1): \(first)", "all (set 2): libssl3",
        ]
        #expect(words == expected.flatMap { [$0, $0] }, "\(outcome.output)")
        #expect(outcome.exitCode == 0)
        // Without the lock all are taken to be for one machine, and it is said why.
        try bench.directory.write("locks/sample-amd64.lock.json", "{}")
        let damaged = try bench.mirror("prove", "sample", "amd64")
        #expect(damaged.errors.contains("cannot be used, so wishes of different sets are tried"))
    }

    @Test func `a shipped version is in the mirror, and what it does not meet in another suite`()
        throws
    {
        let bench = try bench("socat", "kubelet", "openssl (>= 3.0.17)")
        bench.upstream.add(
            [("socat", "1.6-1"), ("openssl", "3.0.2-1"), ("libssl3", "3.0.2-1")].map {
                DebPackage(
                    name: $0.0, version: $0.1, architecture: "amd64",
                    fields: $0.0 == "openssl" ? ["Depends": "libssl3 (= 3.0.2-1)"] : [:])
            }, to: "sample")
        try bench.writeUpstream()
        try bench.directory.write("list", "socat\t1.6-1\nopenssl\t3.0.2-1\n")
        let options = ["--baseline", "list", "--baseline-mode", "ship"]
        let outcome = try bench.run(["build", "sample", "amd64"] + options + bench.options)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let locked = try bench.locked()
        #expect(locked.filter { $0.hasPrefix("socat") } == ["socat 1.6-1 amd64"])
        #expect(
            locked.filter { $0.hasPrefix("openssl") }.sorted()
                == ["openssl 3.0.17-1 amd64", "openssl 3.0.2-1 amd64"])
    }

    @Test func `the smallest answer beside packages that no repository has`() throws {
        let bench = try bench("socat")
        try bench.directory.write("list", "ancient\t1.0-1\n")
        let outcome = try bench.mirror(
            "build", "sample", "amd64", "--minimal", "--baseline", "list")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
    }

    @Test(.enabled(if: Tool.isAsked("apt-get"), "needs apt"))
    func `apt says the same on a real machine`() throws {
        let bench = try bench("socat", "kubelet", "chrony", "openssl")
        #expect(try bench.mirror("build", "sample", "amd64").exitCode == 0)
        let outcome = try bench.mirror(
            "prove", "sample", "amd64", "-q", "--format", "json", "--baseline", "status")
        let cells = ProveCell.cells(in: outcome.output).filter { $0.kind == "wish" }
        #expect(cells.map(\.wish) == ["socat", "kubelet", "chrony", "openssl"])
        let apt = try AptAnswers(bench, status: ProveAptTests.status)
        for cell in cells {
            let real = try apt.simulate(cell.wish)
            #expect(real.result == cell.result, "\(cell.wish): \(real.output)")
            #expect(real.changed == cell.changed, "\(cell.wish): \(real.output)")
        }
        #expect(Set(cells.map(\.result)) == ["installs", "upgrades-base", "removes"])
    }

    @Test(.enabled(if: Tool.isAsked("apt-get"), "needs apt"))
    func `apt refuses what is held up where everything is on hold`() throws {
        let bench = try bench("socat", "kubelet", "chrony", "openssl")
        #expect(try bench.mirror("build", "sample", "amd64").exitCode == 0)
        let outcome = try bench.mirror(
            "prove", "sample", "amd64", "-q", "--format", "json", "--baseline", "status",
            "--no-base-upgrades")
        let cells = ProveCell.cells(in: outcome.output).filter { $0.kind == "wish" }
        let held = ProveAptTests.status.replacing("Status: install ok", with: "Status: hold ok")
        let apt = try AptAnswers(bench, status: held)
        for cell in cells {
            let real = try apt.simulate(cell.wish)
            #expect((real.result == "conflict") == cell.isFailure, "\(cell.wish): \(real.output)")
        }
        #expect(cells.map(\.isFailure) == [false, true, true, true])
    }
}

/// The real apt on a machine whose only source is a published tree.
private struct AptAnswers {
    let root: FilePath

    init(_ bench: Bench, status: String) throws {
        root = bench.directory / "apt"
        for directory in [
            "state/lists/partial", "cache/archives/partial", "etc/sources.list.d",
            "etc/apt.conf.d", "etc/preferences.d",
        ] {
            try Files.makeDirectory(root / directory)
        }
        try bench.directory.write(
            "apt/etc/sources.list.d/tree.list",
            "deb [signed-by=\(bench.tree)/mirror-archive-keyring.gpg] copy:\(bench.tree) sampler main\n"
        )
        try bench.directory.write("apt/status", status)
        try bench.directory.write(
            "apt/apt.conf",
            """
            Dir::State "\(root / "state")";
            Dir::State::status "\(root / "status")";
            Dir::Cache "\(root / "cache")";
            Dir::Etc "\(root / "etc")";
            APT::Architecture "amd64";
            APT::Architectures { "amd64"; };
            APT::Install-Recommends "false";
            APT::Sandbox::User "root";
            Acquire::Languages "none";

            """)
        let update = try run("update")
        if !update.succeeded { throw Subprocess.Failure.failed(command: ["apt-get"], update) }
    }

    private func run(_ words: String...) throws -> Subprocess.Outcome {
        try Subprocess.run(
            "apt-get", words,
            environment: ["APT_CONFIG": "\(root / "apt.conf")", "LC_ALL": "C.UTF-8"],
            timeLimit: .seconds(60))
    }

    func simulate(_ wish: String) throws -> (result: String, changed: [String], output: String) {
        let outcome = try run("-s", "install", wish)
        let lines = outcome.output.split(separator: "\n")
        let installs = lines.filter { $0.hasPrefix("Inst ") }
        let names = installs.map { String($0.split(separator: " ")[1]) }.sorted()
        let output = outcome.output + outcome.errors
        if !outcome.succeeded { return ("conflict", [], output) }
        if lines.contains(where: { $0.hasPrefix("Remv ") }) { return ("removes", names, output) }
        // An upgrade names the version that is there in brackets.
        let upgrades = installs.contains { $0.split(separator: " ")[2].hasPrefix("[") }
        return (upgrades ? "upgrades-base" : "installs", names, output)
    }
}
