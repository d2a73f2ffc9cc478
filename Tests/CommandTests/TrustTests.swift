import MirrorBase
import MirrorTestSupport
import Store
import SystemIO
import Testing

/// What counts as signed, for how long, and by which key.
@Suite struct TrustTests {
    // MARK: Two files, one digest

    /// A bench that has built from `Release` and `Release.gpg`.
    private func detached() throws -> (bench: Bench, text: [UInt8], signature: [UInt8]) {
        let bench = try Bench()
        bench.moveUpstreamOn()
        bench.upstream["sample"].signature = .detachedOnly
        try bench.writeUpstream()
        try Files.remove(bench.directory / "upstream/dists/sample/InRelease")
        let outcome = try bench.mirror("build", "sample", "amd64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let directory = bench.directory / "upstream/dists/sample"
        return (
            bench, try Files.read(directory / "Release"), try Files.read(directory / "Release.gpg")
        )
    }

    private func expectRefused(_ bench: Bench) throws {
        let before = try bench.published()
        for arguments in [["build", "sample", "amd64", "--force"], ["build", "sample", "amd64"]] {
            let outcome = try bench.run(arguments + bench.options)
            #expect(outcome.exitCode == 4, "\(outcome.errors)")
        }
        #expect(try bench.published() == before)
    }

    @Test("refuses a Release whose end has moved into its signature")
    func shorter() throws {
        let (bench, text, signature) = try detached()
        let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
        let cut = text.count - lines[lines.count - 2].count - 1
        bench.server.serve("/dists/sample/Release", Array(text[..<cut]))
        bench.server.serve("/dists/sample/Release.gpg", text[cut...] + signature)
        try expectRefused(bench)
    }

    @Test("refuses a Release that has taken in the beginning of its signature")
    func longer() throws {
        let (bench, text, signature) = try detached()
        bench.server.serve("/dists/sample/Release", text + signature.prefix(40))
        bench.server.serve("/dists/sample/Release.gpg", Array(signature.dropFirst(40)))
        try expectRefused(bench)
    }

    @Test("refuses a Release and its signature in one as an InRelease")
    func joined() throws {
        let (bench, text, signature) = try detached()
        bench.server.serve("/dists/sample/InRelease", text + signature)
        try expectRefused(bench)
    }

    @Test("takes the same Release and signature again without a change")
    func unchanged() throws {
        let (bench, _, _) = try detached()
        let outcome = try bench.mirror("build", "sample", "amd64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("up to date"), "\(outcome.output)")
        let offline = try bench.mirror("build", "sample", "amd64", "--offline", "--force")
        #expect(offline.exitCode == 0, "\(offline.errors)")
    }

    // MARK: Trust has an end

    /// The state's record of the suite's root.
    private func record(_ bench: Bench) throws -> RootRecord {
        let state = try StateDatabase(path: bench.directory / "state/mirror.db")
        return try #require(
            try state.lastRoot(distro: "sample", repository: "sample", suite: "sample"))
    }

    private func changeRecord(_ bench: Bench, _ change: (inout RootRecord) -> Void) throws {
        var root = try record(bench)
        change(&root)
        try StateDatabase(path: bench.directory / "state/mirror.db").recordRoot(root)
    }

    @Test("verifies again what it verified more than a day ago, or in the future")
    func verifiesAgain() throws {
        for seconds: Int64 in [-90_000, 90_000] {
            let bench = try Bench(.built)
            // As if a key that has since become no good had signed it: the record says it was once.
            bench.upstream["sample"].signature = .keys([try SigningKey.stranger.get()])
            try bench.writeUpstream()
            let path = bench.directory / "upstream/dists/sample/InRelease"
            let sum = try Subprocess.check("sha256sum", [path.string]).output.prefix(64)
            let digest = try #require(Digest(.sha256, hex: String(sum)))
            try changeRecord(bench) { $0.sha256 = digest }
            let recent = try bench.mirror("build", "sample", "amd64", "--dry-run")
            #expect(recent.exitCode == 0, "\(recent.errors)")
            try changeRecord(bench) {
                $0.verified = Timestamp(seconds: $0.verified.seconds + seconds)
            }
            try expectRefused(bench)
        }
    }

    @Test("does not count a look at the record as a verification")
    func keepsTime() throws {
        let bench = try Bench(.built)
        try changeRecord(bench) { $0.verified = Timestamp(seconds: $0.verified.seconds - 3600) }
        let before = try record(bench).verified
        let outcome = try bench.mirror("build", "sample", "amd64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(try record(bench).verified == before)
    }

    // MARK: Keys

    @Test("refuses a distro file without keys", arguments: ["keys: []", "keys:"])
    func noKeys(_ line: String) throws {
        let bench = try Bench(.built)
        try bench.edit(
            "distros/sample.yaml", "components: [main, contrib]\n    keys: sample",
            "components: [main, contrib]\n    \(line)")
        let before = try bench.published()
        let outcome = try bench.mirror("build", "sample", "amd64")
        #expect(outcome.exitCode == 2, "\(outcome.errors)")
        #expect(outcome.errors.contains("repository `sample` has no `keys`"))
        #expect(try bench.published() == before)
    }

    @Test("takes a repository without a signature where the distro file says so")
    func unsigned() throws {
        let bench = try Bench()
        bench.upstream["sample"].signature = .none
        try bench.writeUpstream()
        for name in ["InRelease", "Release.gpg"] {
            try Files.remove(bench.directory / "upstream/dists/sample/\(name)")
        }
        try bench.edit(
            "distros/sample.yaml", "components: [main, contrib]\n    keys: sample",
            "components: [main, contrib]\n    trust: unsigned")
        let outcome = try bench.mirror("build", "sample", "amd64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("sample sample is not signed"))
        // What was taken unsigned counts for nothing once a signature is asked for.
        try bench.edit("distros/sample.yaml", "trust: unsigned", "keys: sample")
        try expectRefused(bench)
    }

    /// A bench whose key is at addresses of its server.
    private func keyAt(_ paths: String...) throws -> (bench: Bench, kept: FilePath) {
        let bench = try Bench()
        let urls = paths.map { "\"\(bench.server.url)\($0)\"" }.joined(separator: ", ")
        try bench.edit("distros/sample.yaml", "file: keys/sample.asc", "url: [\(urls)]")
        let fingerprint = try SigningKey.standard.get().fingerprint
        return (bench, bench.directory / "cache/keys/\(fingerprint).key")
    }

    @Test("keeps a good key when a page is served in its place")
    func page() throws {
        let (bench, kept) = try keyAt("/archive-key.asc")
        #expect(try bench.mirror("build", "sample", "amd64").exitCode == 0)
        let key = try Files.read(kept)
        bench.server.serve("/archive-key.asc", "<html>Please log in</html>\n")
        let outcome = try bench.mirror("build", "sample", "amd64", "--force")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("the kept one is used"), "\(outcome.errors)")
        #expect(try Files.read(kept) == key)
        bench.server.serve("/archive-key.asc", try SigningKey.stranger.get().publicKey)
        #expect(try bench.mirror("build", "sample", "amd64", "--force").exitCode == 0)
        #expect(try Files.read(kept) == key)
        let offline = try bench.mirror("build", "sample", "amd64", "--offline", "--force")
        #expect(offline.exitCode == 0, "\(offline.errors)")
    }

    @Test("takes the key from the next address when the first has another")
    func nextAddress() throws {
        let (bench, kept) = try keyAt("/page", "/stranger", "/archive-key.asc")
        bench.server.serve("/page", "<html></html>")
        bench.server.serve("/stranger", try SigningKey.stranger.get().publicKey)
        let outcome = try bench.mirror("build", "sample", "amd64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(
            try Files.read(kept) == Files.read(bench.directory / "upstream/archive-key.asc"))
    }

    @Test("refuses a page as the key, and keeps nothing of it")
    func onlyPage() throws {
        let (bench, kept) = try keyAt("/page")
        bench.server.serve("/page", "<html></html>")
        let outcome = try bench.mirror("build", "sample", "amd64")
        #expect(outcome.exitCode == 4, "\(outcome.errors)")
        #expect(outcome.errors.contains("is not the key"), "\(outcome.errors)")
        #expect(try Files.list(kept.parent) == [])
    }
}
