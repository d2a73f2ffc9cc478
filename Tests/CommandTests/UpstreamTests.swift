import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// Archives that are wrong: every one is refused, and the tree that was there stays as it was.
@Suite struct UpstreamTests {
    /// A bench with a tree whose upstream has then moved on, and is wrong.
    private func bench(_ change: (inout DebianRepositoryBuilder) throws -> Void) throws -> Bench {
        let bench = try Bench(.built)
        bench.moveUpstreamOn()
        bench.upstream.add(
            DebPackage(
                name: "nginx", version: "1.22.1-10", fields: ["Depends": "nginx-common, libc6"]),
            to: "sample")
        try change(&bench.upstream)
        try bench.writeUpstream()
        return bench
    }

    @Test("refuses a Release signed by another key")
    func wrongKey() throws {
        let stranger = try SigningKey.stranger.get()
        let bench = try bench { $0["sample"].signature = .keys([stranger]) }
        try bench.expectRefusal(exits: 4, golden: "wrong-key")
    }

    @Test("refuses a key file without the fingerprint that the distro file names")
    func otherKeyFile() throws {
        let bench = try Bench(.built)
        try bench.directory.write(
            "distros/keys/sample.asc", SigningKey.stranger.get().publicKey)
        try bench.expectRefusal(exits: 4, golden: "key-without-fingerprint")
    }

    @Test("refuses a key file that holds no key")
    func noKey() throws {
        let bench = try Bench(.built)
        try bench.directory.write("distros/keys/sample.asc", "<html>not found</html>\n")
        try bench.expectRefusal(exits: 4, golden: "key-file-without-key")
    }

    @Test("says where it looked for a key that is nowhere")
    func missingKey() throws {
        let bench = try Bench(.built)
        try Files.remove(bench.directory / "distros/keys/sample.asc")
        try bench.expectRefusal(exits: 2, golden: "key-missing")
    }

    @Test("refuses a Release without a signature")
    func unsigned() throws {
        let bench = try bench { $0["sample"].signature = .none }
        try bench.expectRefusal(exits: 4, golden: "unsigned")
    }

    @Test("refuses a Release that was changed after it was signed")
    func changedRelease() throws {
        let bench = try bench {
            $0.tamper("dists/sample/InRelease") { bytes in
                bytes = Array(
                    String(decoding: bytes, as: UTF8.self)
                        .replacing("Origin: Sample", with: "Origin: Simple").utf8)
            }
        }
        try bench.expectRefusal(exits: 4, golden: "changed-release")
    }

    @Test("refuses a page that somebody serves instead of a Release")
    func page() throws {
        let bench = try Bench(.built)
        bench.server.serve("/dists/sample/InRelease", "<html>Please log in</html>\n")
        try bench.expectRefusal(exits: 4, golden: "login-page")
    }

    @Test("refuses an expired Release")
    func expired() throws {
        let bench = try bench {
            $0["sample"].validUntil = Timestamp(year: 2024, month: 6, day: 8)
        }
        try bench.expectRefusal(exits: 4, golden: "expired")
    }

    @Test("refuses a Release older than the one it has seen")
    func rolledBack() throws {
        let bench = try bench { _ in }
        #expect(try bench.mirror("build", "sample", "amd64").exitCode == 0)
        bench.upstream["sample"].date = Timestamp(year: 2024, month: 5, day: 2)
        try bench.writeUpstream()
        try bench.expectRefusal(exits: 4, golden: "rolled-back")
    }

    @Test("refuses a Release from the future")
    func future() throws {
        let bench = try bench {
            $0["sample"].date = Timestamp(year: 2099, month: 1, day: 1)
        }
        try bench.expectRefusal(exits: 4, golden: "future")
    }

    @Test("refuses a package that is not what the index says")
    func wrongPackage() throws {
        let bench = try bench { $0.corrupt("pool/main/n/nginx/nginx_1.22.1-10_amd64.deb") }
        try bench.expectRefusal(exits: 4, golden: "wrong-package")
    }

    @Test("refuses a package that is shorter than the index says")
    func shortPackage() throws {
        let bench = try bench { $0.truncate("pool/main/n/nginx/nginx_1.22.1-10_amd64.deb") }
        try bench.expectRefusal(exits: 4, golden: "short-package")
    }

    private static let forms: [DebianSuite.Form] = [.none, .gz, .xz, .zst, .bz2]

    @Test("refuses a damaged index in every form", arguments: forms, ["corrupt", "truncated"])
    func damagedIndex(_ form: DebianSuite.Form, _ how: String) throws {
        let bench = try bench { upstream in
            upstream["sample"].forms = [form]
            let path = "dists/sample/main/binary-amd64/Packages\(form.rawValue)"
            how == "corrupt" ? upstream.corrupt(path) : upstream.truncate(path)
        }
        for other in Self.forms where other != form {
            try Files.remove(
                bench.directory
                    / "upstream/dists/sample/main/binary-amd64/Packages\(other.rawValue)")
        }
        // Nothing but the wrong form is listed, or it is listed and not there.
        let name = form == .none ? "plain" : String(form.rawValue.dropFirst())
        try bench.expectRefusal(exits: 4, golden: "index-\(how)-\(name)")
    }

    @Test("takes another form of an index when one is damaged")
    func otherForm() throws {
        let bench = try bench {
            $0["sample"].forms = [.xz, .gz]
            $0.corrupt("dists/sample/main/binary-amd64/Packages.xz")
        }
        let outcome = try bench.mirror("build", "sample", "amd64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(try bench.locked().contains("nginx 1.22.1-10 amd64"))
    }

    @Test("refuses an index that is larger than its Release says", arguments: forms.dropFirst())
    func inflated(_ form: DebianSuite.Form) throws {
        let bench = try bench {
            $0["sample"].forms = [form]
            $0.inflate("dists/sample/main/binary-amd64/Packages", by: 50_000_000)
        }
        try bench.expectRefusal(exits: 4, golden: "inflated\(form.rawValue)")
    }

    @Test("fetches the Release once more when an index changes under it")
    func movingIndex() throws {
        let bench = try bench { $0["sample"].byHash = false }
        let old = try Bench(.built)
        old.upstream["sample"].byHash = false
        old.upstream.add(DebPackage(name: "passing"), to: "sample")
        old.upstream["sample"].date = Timestamp(year: 2024, month: 5, day: 3)
        try old.writeUpstream()
        let release = "/dists/sample/InRelease"
        let now = try Files.read(bench.directory / "upstream\(release)")
        bench.server.serve(
            release, try Files.read(old.directory / "upstream\(release)"))
        bench.server.misbehave(on: release, .replaceAfter(requests: 1, with: now))
        let outcome = try bench.mirror("build", "sample", "amd64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(bench.server.requests(for: release).count == 2)
        #expect(try bench.locked().contains("nginx 1.22.1-10 amd64"))
    }

    @Test("refuses an index that does not fit its Release, however often that is fetched")
    func indexOfAnotherTime() throws {
        let bench = try bench { $0["sample"].byHash = false }
        let old = try Bench(.built)
        for name in ["Packages.xz", "Packages.gz"] {
            let path = "dists/sample/main/binary-amd64/\(name)"
            bench.server.serve(
                "/\(path)", try Files.read(old.directory / "upstream/\(path)"))
        }
        try bench.expectRefusal(exits: 4, golden: "index-of-another-time")
    }

    @Test(
        "refuses names that lead out of the tree",
        arguments: [
            ("up", "../../../etc/passwd"), ("inside", "pool/../../x.deb"),
            ("absolute", "/etc/passwd"), ("control", "pool/main/n/\u{7}.deb"),
            ("tab", "pool/a\tb.deb"), ("address", "http://example.org/x.deb"),
            ("empty", ""),
        ])
    func names(_ label: String, _ value: String) throws {
        let bench = try bench { $0.setField("Filename", to: value, of: "nginx") }
        try bench.expectRefusal(exits: 4, golden: "filename-\(label)")
        #expect(!Files.exists(bench.directory / "x.deb"))
    }

    @Test("refuses a package without a SHA256")
    func noDigest() throws {
        let bench = try bench { $0.setField("SHA256", to: nil, of: "nginx") }
        try bench.expectRefusal(exits: 4, golden: "no-sha256")
    }

    @Test(
        "refuses a stanza with a size that is none",
        arguments: ["-1", "9999999999999999999999", "abc"])
    func wrongSize(_ size: String) throws {
        let bench = try bench { $0.setField("Size", to: size, of: "nginx") }
        try bench.expectRefusal(exits: 4, golden: "size-\(size)")
    }

    @Test("does not mind a wrong package that nobody wants")
    func wrongButUnwanted() throws {
        let bench = try bench { $0.setField("Filename", to: "../../x", of: "viewer") }
        let outcome = try bench.mirror("build", "sample", "amd64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
    }

    @Test("refuses a stanza that names its file twice")
    func twoFilenames() throws {
        let bench = try bench {
            $0.editStanza(of: "nginx") { $0 + "Filename: pool/main/x.deb\n" }
        }
        try bench.expectRefusal(exits: 4, golden: "filename-twice")
    }

    @Test("refuses an architecture that the archive does not have")
    func architectureMissing() throws {
        let bench = try bench { $0["sample"].architectures = ["arm64"] }
        try bench.expectRefusal(exits: 2, golden: "archive-without-architecture")
    }
}
