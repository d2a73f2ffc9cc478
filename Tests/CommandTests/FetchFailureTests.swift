import Glibc
import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// Indexes that cannot be had in one form or another, and runs that are told to end.
@Suite struct FetchFailureTests {
    private static let packages = "/dists/sample/main/binary-amd64/Packages"

    /// A bench whose upstream has moved on, with two forms of each index and no names by hash.
    private func movedOn() throws -> Bench {
        let bench = try Bench(.built)
        bench.moveUpstreamOn()
        bench.upstream["sample"].forms = [.xz, .gz]
        bench.upstream["sample"].byHash = false
        bench.upstream.add(
            DebPackage(
                name: "nginx", version: "1.22.1-10", fields: ["Depends": "nginx-common, libc6"]),
            to: "sample")
        try bench.writeUpstream()
        return bench
    }

    @Test("does not ask a server that is down for every form of an index")
    func down() throws {
        for how in [LoopbackServer.Misbehaviour.status(503), .refuse] {
            let bench = try movedOn()
            let before = try bench.published()
            bench.server.misbehave(on: "/dists/sample/main/", how)
            let outcome = try bench.mirror("build", "sample", "amd64")
            #expect(outcome.exitCode == 3, "\(outcome.errors)")
            #expect(!bench.server.requests(for: Self.packages + ".xz").isEmpty)
            #expect(bench.server.requests(for: Self.packages + ".gz").isEmpty)
            #expect(try bench.published() == before)
        }
    }

    @Test("takes another form where a server lacks one", arguments: [403, 404])
    func lacking(_ status: Int) throws {
        let bench = try movedOn()
        bench.server.misbehave(on: Self.packages + ".xz", .status(status))
        let outcome = try bench.mirror("build", "sample", "amd64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(bench.server.requests(for: Self.packages + ".gz").count == 1)
    }

    @Test(
        "refuses an index that claims to be larger than memory",
        arguments: ["3000000000", "999999999999"])
    func hugeIndex(_ size: String) throws {
        let bench = try movedOn()
        // Only an archive that is taken unsigned can be changed here, and a signed one may be as wrong.
        try bench.edit(
            "distros/sample.yaml", "components: [main, contrib]\n    keys: sample",
            "components: [main, contrib]\n    trust: unsigned")
        bench.upstream.tamper("dists/sample/InRelease") { bytes in
            let lines = String(decoding: bytes, as: UTF8.self).split(
                separator: "\n", omittingEmptySubsequences: false)
            let changed = lines.map { line in
                guard line.hasSuffix(" main/binary-amd64/Packages") else { return String(line) }
                let digest = line.split(separator: " ")[0]
                return " \(digest) \(size) main/binary-amd64/Packages"
            }
            bytes = Array(changed.joined(separator: "\n").utf8)
        }
        try bench.writeUpstream()
        let outcome = try bench.mirror("build", "sample", "amd64")
        #expect(outcome.exitCode == 4, "\(outcome.errors)")
        #expect(outcome.errors.contains("has \(size) bytes by its Release file"))
        #expect(bench.server.requests(for: Self.packages + ".xz").isEmpty)
    }

    @Test(
        "ends when it is told to while it waits for a lock, with nothing published",
        arguments: [
            ("out/sample/.lock", "waiting for another build that publishes"),
            ("cache/pool/partial/.lock", "waiting for another build that downloads"),
            ("cache/indexes/.lock", "waiting for another build that fetches indexes"),
        ], [SIGTERM, SIGINT])
    func interrupted(_ lock: (path: String, note: String), _ signal: Int32) throws {
        let bench = try movedOn()
        let before = try bench.published()
        let path = bench.directory / lock.path
        try Files.makeDirectory(path.parent)
        let held = try FileLock(path)
        let run = try bench.start(["build", "sample", "amd64", "-v"] + bench.options)
        #expect(run.waitForOutput(lock.note))
        run.send(signal: signal)
        let outcome = run.wait()
        _ = consume held
        #expect(outcome.exitCode == 130, "\(outcome.errors)")
        #expect(outcome.errors.contains("error: interrupted"))
        let changed = try Bench.changes(before, bench.published())
        #expect(changed.filter { !$0.hasSuffix(".deb") && !$0.hasSuffix("/.lock") } == [])
        let again = try bench.mirror("build", "sample", "amd64")
        #expect(again.exitCode == 0, "\(again.errors)")
    }
}
