import Glibc
import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// What is live, the lock file and the history belong together, whatever runs at the same time or fails.
@Suite struct PublishingTests {
    /// Whether what is live is what the lock file and the newest build of the history say.
    private func expectAgreement(_ bench: Bench) throws {
        #expect(try bench.mismatches() == [])
        let latest = try bench.mirror("show-snapshot", "sample/amd64@latest", "--lock")
        #expect(latest.standardOutput == (try Files.read(bench.lock)), "\(latest.errors)")
        let version = try bench.stanzas()["curl"]?.firstMatch(of: /Version: (.*)/)?.1
        let locked = try bench.locked().first { $0.hasPrefix("curl ") }
        #expect(locked == "curl \(version ?? "-") amd64")
    }

    /// Holds the turn of a distro and architecture until a file is there.
    private func holdTurn(_ bench: Bench) throws -> Subprocess {
        let holder = try Subprocess(
            "flock",
            [
                "\(bench.directory / "state/sample-amd64.publishing")", "sh", "-c",
                "echo held; while [ ! -e \(bench.directory / "go") ]; do sleep 0.01; done",
            ])
        #expect(holder.waitForOutput("held"))
        return holder
    }

    private func release(_ bench: Bench) throws {
        try Files.replace(bench.directory / "go", with: [])
    }

    @Test func `a rollback and a build go live one after the other, with lock and history`() throws
    {
        let bench = try Bench(.built)
        _ = try bench.buildNewer(generations: 1)
        let before = try bench.published()
        let holder = try holdTurn(bench)
        let rollback = try bench.start(["rollback", "sample", "amd64", "1", "-v"] + bench.options)
        #expect(rollback.waitForOutput("waiting for another build that publishes"))
        let build = try bench.start(["build", "sample", "amd64", "--force", "-v"] + bench.options)
        #expect(build.waitForOutput("waiting for another build that publishes"))
        // Nothing goes live before the lock file can, and what is of another architecture need not wait.
        #expect(try Workbench.changes(before, bench.published()) == [])
        #expect(try bench.mirror("build", "sample", "arm64").exitCode == 0)
        try release(bench)
        for process in [holder, rollback] {
            let outcome = process.wait()
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
        }
        // The one that is let in last is the rollback, or it is not undone.
        let outcome = build.wait()
        let isRefused = outcome.errors.contains("went back to build 1 while this build was")
        #expect(outcome.exitCode == (isRefused ? 2 : 0), "\(outcome.errors)")
        try expectAgreement(bench)
        #expect(try bench.stanzas()["curl"]?.contains("deb12u20") == false)
    }

    @Test func `a build that finds nothing new does not record what a rollback has undone`() throws
    {
        let bench = try Bench(.built)
        _ = try bench.buildNewer(generations: 1)
        let holder = try holdTurn(bench)
        let build = try bench.start(["build", "sample", "amd64", "-v"] + bench.options)
        #expect(build.waitForOutput("waiting for another build that publishes"))
        try release(bench)
        #expect(holder.wait().exitCode == 0)
        #expect(build.wait().exitCode == 0)
        try expectAgreement(bench)
    }

    @Test func `a lock that changes under --locked is no lock to publish`() throws {
        let bench = try Bench(.built)
        let older = try Files.read(bench.lock)
        _ = try bench.buildNewer(generations: 1)
        let tree = try bench.snapshot(bench.tree)
        let holder = try holdTurn(bench)
        let build = try bench.start(["build", "sample", "amd64", "--locked", "-v"] + bench.options)
        #expect(build.waitForOutput("waiting for another build that publishes"))
        try Files.replace(bench.lock, with: older)
        try release(bench)
        #expect(holder.wait().exitCode == 0)
        let outcome = build.wait()
        #expect(outcome.exitCode == 2, "\(outcome.errors)")
        #expect(outcome.errors.contains("was changed while its packages were fetched"))
        #expect(try Workbench.changes(tree, bench.snapshot(bench.tree)) == [])
    }

    @Test func `says that the tree is live where its lock cannot be written; the next run heals`()
        throws
    {
        let bench = try Bench(.built)
        try bench.moveCurlOn(to: 40)
        try Files.remove(bench.lock)
        try Files.makeDirectory(bench.lock / "in-the-way")
        let outcome = try bench.mirror("build", "sample", "amd64")
        #expect(outcome.exitCode == 5, "\(outcome.errors)")
        #expect(outcome.errors.contains("is live, but cannot write the lock"), "\(outcome.errors)")
        #expect(outcome.errors.contains("show-snapshot sample amd64 --lock"))
        let mark = bench.directory / "state/sample-amd64.unfinished"
        #expect(Files.exists(mark))
        #expect(try bench.stanzas()["curl"]?.contains("deb12u40") == true)
        let history = try bench.mirror("history").output
        #expect(history.contains("cannot write the lock"), "\(history)")
        #expect(!history.contains("failed"), "\(history)")
        let shown = try bench.mirror("show-snapshot", "sample", "amd64", "--lock")
        #expect(shown.output.contains("deb12u40"))
        try Files.removeTree(bench.lock)
        #expect(try bench.mirror("build", "sample", "amd64").exitCode == 0)
        #expect(try Files.read(bench.lock) == shown.standardOutput)
        #expect(!Files.exists(mark))
        try expectAgreement(bench)
    }

    @Test(arguments: [["build", "sample", "amd64"], ["rollback", "sample", "amd64", "1"]])
    func `what follows a rollback that was killed after it went live makes them agree`(
        next: [String]
    ) throws {
        let bench = try Bench(.built)
        _ = try bench.buildNewer(generations: 1)
        for name in ["state", "locks"] {
            let path = bench.directory / name
            try Subprocess.check("cp", ["-a", path.string, path.string + ".before"])
        }
        #expect(try bench.mirror("rollback", "sample", "amd64", "1").exitCode == 0)
        // As it is between going live and writing the lock; the run's mark is there before.
        for name in ["state", "locks"] {
            let path = bench.directory / name
            try Files.removeTree(path)
            try Files.rename(FilePath(path.string + ".before"), to: path)
        }
        try Files.replace(bench.directory / "state/sample-amd64.unfinished", with: [])
        #expect(try bench.stanzas()["curl"]?.contains("deb12u20") == false)
        #expect(try bench.locked().contains { $0.hasPrefix("curl ") && $0.contains("deb12u20") })
        let outcome = try bench.run(next + bench.options)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        try expectAgreement(bench)
        let isBack = try bench.stanzas()["curl"]?.contains("deb12u20") == false
        #expect(isBack == (next[0] == "rollback"))
    }
}
