import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// Options, the environment and the site file.
@Suite struct OptionTests {
    @Test("writes the lock alone, which a locked build then takes")
    func lockOnly() throws {
        let bench = try Bench()
        let locked = try bench.mirror("build", "sample", "amd64", "--lock-only")
        #expect(locked.exitCode == 0, "\(locked.errors)")
        #expect(locked.output.contains("only the lock was written"))
        #expect(Files.exists(bench.lock) && !Files.exists(bench.tree))
        #expect(!bench.server.requests.contains { $0.path.hasPrefix("/pool") })
        let built = try bench.mirror("build", "sample", "amd64", "--locked")
        #expect(built.exitCode == 0 && Files.exists(bench.suite / "InRelease"))
        let both = try bench.mirror("build", "sample", "amd64", "--locked", "--lock-only")
        #expect(both.exitCode == 2)
    }

    @Test("writes neither tree nor lock in a dry run")
    func dryRun() throws {
        let bench = try Bench()
        try bench.expect(
            bench.mirror("build", "sample", "amd64", "--dry-run"), exits: 0, golden: "dry-run")
        for name in ["out", "locks", "cache/pool"] {
            #expect(!Files.exists(bench.directory / name))
        }
    }

    @Test("prints the summary as JSON")
    func json() throws {
        let bench = try Bench()
        let outcome = try bench.mirror("build", "sample", "amd64", "--format", "json")
        try bench.expect(outcome, exits: 0, golden: "build-json")
        let value = try JSONValue(parsing: outcome.standardOutput)
        let keys = [
            "schema", "distro", "arch", "result", "packages", "bytes", "downloaded", "reused",
            "sets",
            "conflicts", "absent", "tree", "lock", "milliseconds",
        ]
        for key in keys { #expect(value[key] != nil, "\(key)") }
    }

    @Test("prints nothing when quiet, and every note when verbose")
    func quiet() throws {
        let bench = try Bench()
        let outcome = try bench.mirror("build", "sample", "amd64", "--quiet")
        #expect(outcome.exitCode == 0)
        #expect(outcome.output == "" && outcome.errors == "")
        try bench.wish("mail-transport-agent")
        try bench.expect(
            bench.mirror("build", "sample", "amd64", "-v"), exits: 0, golden: "verbose")
    }

    @Test("uses repositories and leaves them out as told")
    func withAndWithout() throws {
        let bench = try Bench()
        let both = try bench.mirror(
            "build", "sample", "amd64", "--with", "extra", "--without", "security")
        #expect(both.exitCode == 0, "\(both.errors)")
        let locked = try bench.locked()
        #expect(locked.contains("gadget 2:1.0-1 amd64"))
        #expect(locked.contains("curl 7.88.1-10+deb12u5 amd64"))
        #expect(try bench.stanzas("extra").keys.contains("gadget"))
        #expect(
            try bench.text(bench.lock).contains(#""options":["with=extra","without=security"]"#))
    }

    @Test func `refuses directories that are not there`() throws {
        let bench = try Bench()
        let distros = try bench.run(
            ["build", "sample", "amd64", "--distros", "absent"] + bench.options)
        #expect(distros.exitCode == 2)
        #expect(distros.errors.contains("there is no directory `absent`, which `--distros` names"))
        bench.sources = ["sample=absent"]
        let source = try bench.mirror("build", "sample", "amd64")
        #expect(source.exitCode == 2)
        #expect(source.errors.contains("is neither a URL nor a directory"))
        #expect(!Files.exists(bench.lock))
    }

    @Test func `takes a directory by its relative path for a source`() throws {
        let bench = try Bench()
        bench.sources = ["sample=upstream", "security=./upstream"]
        let outcome = try bench.mirror("build", "sample", "amd64", "--lock-only")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(bench.server.requests.isEmpty)
    }

    @Test("sets a variable of the distro file")
    func variable() throws {
        let bench = try Bench()
        bench.upstream.add(DebianSuite("next-security"))
        try bench.writeUpstream()
        let outcome = try bench.mirror("build", "sample", "amd64", "--set", "track=next")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(try bench.locked().contains("curl 7.88.1-10+deb12u5 amd64"))
    }

    @Test("takes recommended packages when told")
    func recommends() throws {
        let bench = try Bench()
        try bench.wish("toolbox")
        #expect(try bench.mirror("build", "sample", "amd64", "--recommends").exitCode == 0)
        #expect(try bench.locked().contains("ca-certificates 20230311 all"))
        #expect(try bench.mirror("build", "sample", "amd64").exitCode == 0)
        #expect(try !bench.locked().contains("ca-certificates 20230311 all"))
    }

    @Test("takes addresses and options from the site file, and options from the environment")
    func siteFile() throws {
        let bench = try Bench()
        let url = bench.server.url
        bench.sources = []
        try bench.directory.write(
            "site.yaml",
            """
            sources:
              sample: \(url)
              security: [\(url)]
            manifest: \(bench.directory / "packages.yaml")
            distros: [\(bench.directory / "distros")]
            output: \(bench.directory / "elsewhere")
            quiet: yes

            """)
        let outcome = try bench.run(
            ["build", "sample", "amd64"],
            environment: [
                "MIRROR_LOCKS": (bench.directory / "locks").string,
                "XDG_STATE_HOME": (bench.directory / "home/s").string,
                "XDG_CACHE_HOME": (bench.directory / "home/c").string,
            ])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.output == "")
        #expect(Files.exists(bench.directory / "elsewhere/sample/dists/sampler/InRelease"))
        #expect(Files.exists(bench.lock))
        #expect(Files.exists(bench.directory / "home/s/mirror/mirror.db"))
        #expect(Files.exists(bench.directory / "home/c/mirror/pool"))
    }

    @Test("signs with a key from a file, and signs an old tree anew")
    func signKeyFile() throws {
        let bench = try Bench(.built)
        let other = try Bench()
        let home = other.directory / "gnupg"
        try Files.makeDirectory(home, mode: 0o700)
        let gpg = ["--batch", "--homedir", home.string, "--pinentry-mode", "loopback"]
        defer { _ = try? Subprocess.run("gpgconf", ["--homedir", home.string, "--kill", "all"]) }
        try Subprocess.check(
            "gpg",
            gpg + ["--passphrase", "", "--quick-gen-key", "me@example.org", "ed25519", "sign"])
        let secret = try Subprocess.check("gpg", gpg + ["--armor", "--export-secret-keys"])
        let list = try Subprocess.check("gpg", gpg + ["--with-colons", "--list-keys"]).output
        let fingerprint = String(try #require(list.firstMatch(of: /fpr:+([0-9A-F]{40}):/)).1)
        let file = try bench.directory.write("secret.asc", secret.output)
        for (key, environment) in [
            (file.string, [:]), (fingerprint, ["GNUPGHOME": home.string]),
        ] {
            let outcome = try bench.mirror(
                "build", "sample", "amd64", "--sign-key", key, environment: environment)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let check = try Subprocess.run(
                "gpgv",
                [
                    "--keyring", (bench.tree / "mirror-archive-keyring.gpg").string,
                    (bench.suite / "InRelease").string,
                ])
            #expect(check.succeeded && check.errors.contains(fingerprint), "\(check.errors)")
        }
        let again = try bench.mirror("build", "sample", "amd64")
        #expect(again.output.contains("published"), "\(again.output)")
    }

    @Test("says that there is no such key to sign with")
    func noSignKey() throws {
        let bench = try Bench(.built)
        try bench.expectRefusal(
            exits: 2, golden: "sign-key-unknown",
            ["build", "sample", "amd64", "--force", "--sign-key", "nobody@example.org"])
        try bench.expectRefusal(
            exits: 2, golden: "sign-key-no-file",
            ["build", "sample", "amd64", "--force", "--sign-key", "./none.asc"])
        try bench.directory.write("public.asc", SigningKey.standard.get().publicKey)
        try bench.expectRefusal(
            exits: 2, golden: "sign-key-public",
            ["build", "sample", "amd64", "--force", "--sign-key", "./public.asc"])
    }

    @Test("dates a signature no earlier than its key, whatever the environment says")
    func oldEpoch() throws {
        let bench = try Bench()
        let outcome = try bench.mirror(
            "build", "sample", "amd64", environment: ["SOURCE_DATE_EPOCH": "1000000000"])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let check = try Subprocess.run(
            "gpgv",
            [
                "--keyring", (bench.tree / "mirror-archive-keyring.gpg").string,
                (bench.suite / "InRelease").string,
            ])
        #expect(check.succeeded, "\(check.errors)")
        #expect(try bench.text(bench.suite / "Release").contains("Date: Sun, 09 Sep 2001"))
    }
}
