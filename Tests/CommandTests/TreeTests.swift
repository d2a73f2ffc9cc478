import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// What a build leaves alone in a tree, and what it removes from it.
@Suite struct TreeTests {
    static let curl = "pool/main/c/curl/curl_7.88.1-10+deb12u8_amd64.deb"

    @Test("keeps files that are not its own, and what indexes of another maker name")
    func strangers() throws {
        let bench = try Bench(.built)
        let other = "pool/main/o/other/other_1_amd64.deb"
        try Files.makeDirectory((bench.tree / other).parent)
        try Files.replace(bench.tree / other, with: Array("other".utf8))
        try Files.replace(bench.tree / "pool/README", with: Array("read me".utf8))
        // An index that is there by its plain name alone names a package that is about to get old.
        let index = bench.tree / "dists/own/main/binary-amd64/Packages"
        try Files.makeDirectory(index.parent)
        try Files.replace(index, with: Array("Package: curl\nFilename: \(Self.curl)\n".utf8))
        try bench.buildNewer(generations: 3)
        #expect(Files.exists(bench.tree / other))
        #expect(Files.exists(bench.tree / "pool/README"))
        #expect(Files.exists(bench.tree / Self.curl))
        #expect(!Files.exists(bench.tree / Self.curl.replacing("u8", with: "u20")))
        #expect(try bench.mismatches() == [])
    }

    @Test("removes nothing while an index cannot be read", arguments: ["", "damaged"])
    func unreadable(_ content: String) throws {
        let bench = try Bench(.built)
        try Subprocess.check(
            "cp", ["-a", bench.suite.string, (bench.tree / "dists/copy").string])
        let directory = bench.tree / "dists/copy/main/binary-amd64"
        for name in try Files.walk(directory) {
            try Files.replace(directory / name, with: Array(content.utf8))
        }
        let errors = try bench.buildNewer(generations: 3)
        #expect(errors.contains("warning: nothing is removed from"), "\(errors)")
        #expect(Files.exists(bench.tree / Self.curl))
        try Files.removeTree(bench.tree / "dists/copy")
        try bench.buildNewer(from: 30, generations: 1)
        #expect(!Files.exists(bench.tree / Self.curl))
        #expect(try bench.mismatches() == [])
    }

    @Test("reads any whole form of an index of another suite")
    func anyForm() throws {
        let bench = try Bench(.built)
        try Subprocess.check(
            "cp", ["-a", bench.suite.string, (bench.tree / "dists/copy").string])
        let directory = bench.tree / "dists/copy/main/binary-amd64"
        for name in try Files.walk(directory) where name != "Packages.gz" {
            try Files.replace(directory / name, with: [])
        }
        let errors = try bench.buildNewer(generations: 3)
        #expect(!errors.contains("warning"), "\(errors)")
        #expect(Files.exists(bench.tree / Self.curl))
    }

    @Test("leaves links alone, and follows those to suites")
    func links() throws {
        let bench = try Bench(.built)
        let away = bench.directory / "away"
        try Files.makeDirectory(away)
        for name in ["pool/main", "dists/sampler"] {
            let place = away / FilePath(name).lastComponent
            try Files.rename(bench.tree / name, to: place)
            try SymbolicLink.make(bench.tree / name, to: place)
        }
        try Subprocess.check("cp", ["-a", (away / "sampler").string, (away / "copy").string])
        try SymbolicLink.make(bench.tree / "dists/copy", to: away / "copy")
        try bench.buildNewer(generations: 3)
        for name in ["pool/main", "dists/sampler", "dists/copy"] {
            #expect(try Files.status(bench.tree / name)?.kind == .link)
        }
        #expect(Files.exists(away / "main/c/curl/curl_7.88.1-10+deb12u8_amd64.deb"))
        #expect(try bench.mismatches() == [])
    }

    @Test("removes nothing where a suite's link leads nowhere")
    func danglingSuite() throws {
        let bench = try Bench(.built)
        try SymbolicLink.make(bench.tree / "dists/away", to: bench.directory / "not-mounted")
        let errors = try bench.buildNewer(generations: 3)
        #expect(errors.contains("a link that leads nowhere"), "\(errors)")
        #expect(Files.exists(bench.tree / Self.curl))
    }

    @Test("removes temporary files that an interrupted build left, and no others")
    func leftovers() throws {
        let bench = try Bench(.built)
        let directory = bench.suite / "main/binary-amd64/by-hash/SHA256"
        let left = [
            directory / ".\(String(repeating: "a", count: 64)).4711.1x2y3z.tmp",
            bench.suite / ".InRelease.4711.1x2y3z.tmp",
            (bench.tree / Self.curl).parent / ".curl_7.deb.4711.1x2y3z.tmp",
        ]
        let kept = [bench.tree / ".htaccess", bench.suite / ".note.tmp"]
        for path in left + kept {
            try Files.replace(path, with: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 0x01])
        }
        try bench.buildNewer(generations: 2)
        for path in left { #expect(!Files.exists(path)) }
        for path in kept { #expect(Files.exists(path)) }
    }

    @Test("publishes, and warns, where it cannot clean up")
    func cleaningFails() throws {
        let bench = try Bench(.built)
        try bench.buildNewer(generations: 1)
        // A directory that has the name of an index of long ago cannot be removed as a file.
        let name = String(repeating: "b", count: 64)
        let path = bench.suite / "main/binary-amd64/by-hash/SHA256/\(name)"
        try Files.makeDirectory(path)
        try Files.replace(path / String(repeating: "c", count: 64), with: [])
        try bench.buildNewer(from: 20, generations: 1)
        #expect(try bench.mismatches() == [])
    }

    @Test("keeps a package that was rebuilt under its name apart from the one that is live")
    func rebuilt() throws {
        let bench = try Bench(.built)
        let before = try Files.read(bench.tree / Self.curl)
        try bench.rebuildCurl()
        let failed = try bench.failLive()
        #expect(failed.exitCode != 0)
        #expect(try Files.read(bench.tree / Self.curl) == before)
        #expect(try bench.mismatches() == [])
        let outcome = try bench.mirror("build", "sample", "amd64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(try bench.mismatches() == [])
        #expect(try Files.read(bench.tree / Self.curl) == before)
        let stanza = try #require(try bench.stanzas()["curl"])
        let path = try #require(stanza.firstMatch(of: /Filename: ([^\n]*)\n/)).1
        let digest = try #require(stanza.firstMatch(of: /SHA256: ([^\n]*)\n/)).1
        #expect(path == "pool/main/c/curl/\(digest.prefix(12))/curl_7.88.1-10+deb12u8_amd64.deb")
        #expect(try bench.text(bench.lock).contains("\"path\":\"\(path)\""))
        // The path stays, also from the lock alone and in an empty tree.
        for arguments in [["--force"], ["--locked"], ["--locked"]] {
            let again = try bench.run(["build", "sample", "amd64"] + arguments + bench.options)
            #expect(again.exitCode == 0, "\(again.errors)")
            #expect(try bench.stanzas()["curl"] == stanza)
            #expect(try bench.mismatches() == [])
            if arguments == ["--locked"] { try Files.removeTree(bench.directory / "out") }
        }
    }

    @Test("removes what a build left that ended before it went live")
    func killed() throws {
        let bench = try Bench(.built)
        try bench.moveCurlOn(to: 20)
        #expect(try bench.failLive().exitCode != 0)
        let left = Self.curl.replacing("u8", with: "u20")
        #expect(Files.exists(bench.tree / left))
        #expect(try bench.mismatches() == [])
        try bench.buildNewer(from: 21, generations: 1)
        #expect(!Files.exists(bench.tree / left))
        #expect(Files.exists(bench.tree / Self.curl))
        #expect(try bench.mismatches() == [])
    }

    @Test("refuses with --locked what would replace a file that the tree needs")
    func lockedConflict() throws {
        let bench = try Bench(.built)
        let lock = try Files.read(bench.lock)
        try Files.removeTree(bench.directory / "out")
        try bench.rebuildCurl()
        #expect(try bench.mirror("build", "sample", "amd64").exitCode == 0)
        try Files.replace(bench.lock, with: lock)
        let before = try bench.published()
        let outcome = try bench.mirror("build", "sample", "amd64", "--locked")
        #expect(outcome.exitCode == 4, "\(outcome.errors)")
        #expect(outcome.errors.contains("is another file, which the tree still needs"))
        #expect(outcome.errors.contains("hint: a build without `--locked`"))
        #expect(try bench.published() == before)
    }
}

extension Bench {
    /// Builds with ever newer versions of curl upstream; returns what the last build said.
    @discardableResult
    func buildNewer(from first: Int = 20, generations: Int) throws -> String {
        var errors = ""
        for number in first..<first + generations {
            try moveCurlOn(to: number)
            let outcome = try mirror("build", "sample", "amd64")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            errors = outcome.errors
        }
        return errors
    }

    /// Puts a newer version of curl upstream.
    func moveCurlOn(to number: Int) throws {
        moveUpstreamOn()
        let version = "7.88.1-10+deb12u\(number)"
        for name in ["curl", "libcurl4"] {
            let depends = name == "curl" ? "libcurl4 (= \(version))" : "libc6"
            upstream.add(
                DebPackage(name: name, version: version, fields: ["Depends": depends]),
                to: "sample-security")
        }
        try writeUpstream()
    }

    /// Gives upstream's newest curl another content under its name.
    func rebuildCurl() throws {
        moveUpstreamOn()
        let version = "7.88.1-10+deb12u8"
        upstream["sample-security"] = DebianSuite(
            "sample-security", codename: "sampler-security", architectures: ["amd64", "arm64"])
        upstream["sample-security"].date = Timestamp(year: 2024, month: 7, day: 1, hour: 12)
        for name in ["curl", "libcurl4"] {
            let depends = name == "curl" ? "libcurl4 (= \(version))" : "libc6"
            upstream.add(
                DebPackage(
                    name: name, version: version,
                    fields: ["Depends": depends, "Homepage": "http://again.example.org/"]),
                to: "sample-security")
        }
        try writeUpstream()
    }

    /// Builds in a tree in which the first of the files that make it live cannot be written.
    func failLive() throws -> Subprocess.Outcome {
        let key = tree / "mirror-archive-keyring.asc"
        let content = try Files.read(key)
        try Files.remove(key)
        try Files.makeDirectory(key / "in the way")
        let outcome = try mirror("build", "sample", "amd64")
        try Files.removeTree(key)
        try Files.replace(key, with: content)
        return outcome
    }

    /// The paths that live indexes name and that are not there, or are another file.
    func mismatches() throws -> [String] {
        var wrong: [String] = []
        for index in try Files.walk(suite)
        where index.hasSuffix("/Packages.xz") {
            let text = try Subprocess.check("xz", ["-dc", (suite / index).string]).output
            for stanza in Bench.stanzas(text).values {
                let path = try #require(stanza.firstMatch(of: /Filename: ([^\n]*)\n/)).1
                let digest = try #require(stanza.firstMatch(of: /SHA256: ([^\n]*)\n/)).1
                let bytes = try Files.readIfPresent(tree / String(path)) ?? []
                if ReferenceHash.digest(bytes).hex != digest { wrong.append(String(path)) }
            }
        }
        return wrong
    }
}
