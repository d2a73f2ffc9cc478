import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// `--locked`: exactly what the lock says, or nothing.
@Suite struct LockedTests {
    @Test("builds from the lock alone")
    func good() throws {
        let bench = try Bench(.built)
        let before = try bench.published()
        try bench.expect(
            bench.mirror("build", "sample", "amd64", "--locked"), exits: 0, golden: "locked")
        #expect(bench.server.requests.isEmpty)
        #expect(try bench.published() == before)
    }

    @Test("fetches what the lock names when the cache and the tree are gone")
    func emptied() throws {
        let bench = try Bench(.built)
        let before = try bench.published()
        for name in ["cache", "out"] { try Files.removeTree(bench.directory / name) }
        let outcome = try bench.mirror("build", "sample", "amd64", "--locked")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let changed = try Bench.changes(before, bench.published())
        #expect(changed.filter { !$0.contains("Release") } == [])
    }

    @Test("builds an old lock when upstream has moved on but still has the files")
    func movedOn() throws {
        let bench = try Bench(.built)
        let stanzas = try bench.stanzas()
        bench.moveUpstreamOn()
        bench.upstream["sample-security"] = DebianSuite(
            "sample-security", architectures: ["amd64", "arm64"])
        bench.upstream.add(
            DebPackage(name: "curl", version: "8.0-1"), to: "sample-security")
        try bench.writeUpstream()
        for name in ["cache", "out"] { try Files.removeTree(bench.directory / name) }
        try bench.expect(
            bench.mirror("build", "sample", "amd64", "--locked"), exits: 0, golden: "locked-moved")
        let again = try bench.stanzas()
        #expect(Set(again.keys) == Set(stanzas.keys))
        for (name, stanza) in stanzas where name != "curl" && name != "libcurl4" {
            #expect(again[name] == stanza)
        }
        for name in ["curl", "libcurl4"] {
            let wanted = Set(try #require(stanzas[name]).split(separator: "\n"))
            #expect(Set(try #require(again[name]).split(separator: "\n")) == wanted)
        }
    }

    @Test("says what is wrong when upstream has lost a file of the lock")
    func lost() throws {
        let bench = try Bench(.built)
        try Files.removeTree(bench.directory / "cache")
        bench.server.misbehave(
            on: "/pool/main/c/curl/curl_7.88.1-10+deb12u8_amd64.deb", .status(404))
        try bench.expectRefusal(
            exits: 3, golden: "locked-lost", ["build", "sample", "amd64", "--locked"])
    }

    @Test("fails without a lock")
    func missing() throws {
        let bench = try Bench()
        try bench.expectRefusal(
            exits: 2, golden: "locked-missing", ["build", "sample", "amd64", "--locked"])
        #expect(!Files.exists(bench.directory / "out"))
    }

    @Test("fails when the wishes have changed")
    func staleWishes() throws {
        let bench = try Bench(.built)
        try bench.wish("viewer")
        try bench.expectRefusal(
            exits: 2, golden: "locked-stale-wishes", ["build", "sample", "amd64", "--locked"])
    }

    @Test("fails when the distro file has changed")
    func staleDistro() throws {
        let bench = try Bench(.built)
        try bench.edit("distros/sample.yaml", "Sample offline", "Sample, offline")
        try bench.expectRefusal(
            exits: 2, golden: "locked-stale-distro", ["build", "sample", "amd64", "--locked"])
    }

    @Test("fails when the options have changed")
    func staleOptions() throws {
        let bench = try Bench(.built)
        try bench.expectRefusal(
            exits: 2, golden: "locked-stale-options",
            ["build", "sample", "amd64", "--locked", "--with", "extra"])
    }

    @Test("does not mind a comment in the manifest")
    func comment() throws {
        let bench = try Bench(.built)
        try bench.edit("packages.yaml", "common:\n", "# A comment.\ncommon: # and another\n")
        #expect(try bench.mirror("build", "sample", "amd64", "--locked").exitCode == 0)
    }

    @Test("does not take a record that another distro kept for its own tree")
    func sharedRecords() throws {
        let bench = try Bench(.built)
        let key = try SigningKey.standard.get().fingerprint
        let file = Bench.distro("other", fingerprint: key)
            .replacing("    component: extra\n", with: "")
            .replacing("components: main\n", with: "components: main\n    component: updates\n")
        try bench.directory.write("distros/other.yaml", file)
        #expect(try bench.mirror("build", "other", "amd64").exitCode == 0)
        try Files.removeTree(bench.directory / "out")
        for name in ["sample", "other"] {
            let outcome = try bench.mirror("build", name, "amd64", "--locked")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
        }
    }

    @Test("refuses a damaged lock")
    func damaged() throws {
        let bench = try Bench(.built)
        let text = try bench.text(bench.lock)
        try bench.directory.write(
            "locks/sample-amd64.lock.json", String(text.prefix(text.count / 2)))
        try bench.expectRefusal(
            exits: 2, golden: "locked-damaged", ["build", "sample", "amd64", "--locked"])
    }

    @Test("writes a damaged lock anew without --locked")
    func damagedUnlocked() throws {
        let bench = try Bench(.built)
        let text = try bench.text(bench.lock)
        try bench.directory.write("locks/sample-amd64.lock.json", "{\"schema\":")
        let outcome = try bench.mirror("build", "sample", "amd64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(try bench.normalised(bench.text(bench.lock)) == bench.normalised(text))
    }
}
